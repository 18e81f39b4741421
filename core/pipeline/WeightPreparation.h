// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/AvatarPipeline.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>

namespace studio::pipeline {

// The file of a model's prepared weights, which the first render on a device with its own memory writes and later ones
// only read: the layers with the LoRA merged, rounded to the format that the device computes in.
struct PreparedFile {
    std::filesystem::path path; // in the model's slabCache
    int64_t bytes = 0; // of it, or that it will have
    bool isReady = false; // it is there, and was made of these files
    int64_t diskFree = 0; // bytes; of the folder's disk
};

// Looks for the file; reads some megabytes of the model's files, and opens no device. Errors: Unsupported for the CPU,
// where nothing is prepared; BadOption for another device text, or without a slabCache; those of AvatarPipeline::open()
// for the files; CheckpointIncomplete, CheckpointMismatch, CheckpointDamaged, LoraMismatch.
Result<PreparedFile> preparedFile(const ModelOptions& model);

// Bytes of finished weights, and of all; after each layer.
using PrepareProgress = std::function<void(int64_t done, int64_t all)>;

// Writes the file without a render; does nothing if it is ready. When it returns the disk has it. After an error or a
// stop nothing of it is left. Errors: those of preparedFile() and of opening the device; DiskFull before the work if
// the disk has no room, NotWritable, OutOfMemory, FileUnreadable; Cancelled.
Status prepareWeights(const ModelOptions& model, const PrepareProgress& progress = {},
                      const std::stop_token& stop = {});

} // namespace studio::pipeline
