// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitCheckpoint.h"
#include "core/offload/HostSlabs.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace studio::dit {

struct SlabOptions {
    c10::Device computeOn = c10::kCPU; // device of LoRA merge and quantisation
    std::filesystem::path cache; // a folder for finished slabs; empty: they are rebuilt at each start
    std::string title; // of the model, shown in the cache
};

// Bytes of finished slabs, and of all slabs.
using SlabProgress = std::function<void(int64_t done, int64_t all)>;

// The slabs of a checkpoint's layers (MODEL.md 1.7, 1.8), none in RAM yet. With a cache they are read from its file,
// which is built now if missing, one layer at a time; the slabs can be read while the disk takes the new file, and the
// end of their last reader waits for that. If the cache can't be read or written, slabs are built from the
// checkpoint on demand: that costs time, and is logged. Errors: Cancelled, OutOfMemory; FileUnreadable for the
// checkpoint.
Result<std::unique_ptr<offload::HostSlabs>> openSlabs(const std::shared_ptr<const DitCheckpoint>& checkpoint,
                                                      const SlabLayout& layout, const SlabOptions& options,
                                                      const SlabProgress& progress = {},
                                                      const std::stop_token& stop = {});

// The slabs' file in the cache.
struct CachedSlabs {
    std::filesystem::path path;
    int64_t bytes = 0; // of the file; if it isn't there, that it will have
    bool isThere = false; // it was made of this checkpoint, for this layout
};
// Looks for it and reads its header. Errors: those of DitCheckpoint::fingerprint().
Result<CachedSlabs> findSlabs(const DitCheckpoint& checkpoint, const SlabLayout& layout, const SlabOptions& options);

// Writes the file, unless it is there. When it returns the disk has it under its name; after an error or a stop nothing
// is left. What is finished goes to the disk while the next slab is made, so the progress is as fast as the disk.
// Errors: those of openSlabs(); DiskFull, NotWritable.
Status prepareSlabs(const DitCheckpoint& checkpoint, const SlabLayout& layout, const SlabOptions& options,
                    const SlabProgress& progress = {}, const std::stop_token& stop = {});

// Path of these slabs' file in the cache, whether or not it exists. Errors: those of DitCheckpoint::fingerprint().
Result<std::filesystem::path> slabFileOf(const DitCheckpoint& checkpoint, const SlabLayout& layout,
                                         const std::filesystem::path& cache);

} // namespace studio::dit
