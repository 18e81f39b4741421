// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/SafetensorsFile.h"
#include "core/pipeline/detail/FilmFrames.h"

#include <filesystem>
#include <string>
#include <vector>

namespace studio::pipeline {

// Collects a run's tensors in fp32 in RAM, under the names of the goldens. Does nothing without a file.
class FilmDump {
public:
    explicit FilmDump(std::filesystem::path file)
        : m_file(std::move(file))
    {
    }

    [[nodiscard]] bool isWanted() const { return !m_file.empty(); }

    void add(const std::string& name, const at::Tensor& tensor);
    // A block's latents [16, 3, h, w], in order: "latents_clip0"... once a clip is complete. A negative block is of the
    // lead-in, which isn't dumped.
    void addBlock(int64_t block, const at::Tensor& latents, int64_t blocksPerClip);
    // With the film's frames, where there are any. Errors: those of writeSafetensors().
    Status write(const FilmFrames& frames);

private:
    std::filesystem::path m_file;
    model::StateDict m_tensors;
    std::vector<at::Tensor> m_blocks; // of an unfinished clip
};

} // namespace studio::pipeline
