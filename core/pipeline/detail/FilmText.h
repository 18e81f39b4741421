// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitModel.h"
#include "core/tensor/OomRetry.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace studio::pipeline {

// The prompts of a film, as the transformer reads them. Blocks are counted as in RenderSpec::turns.
class FilmText {
public:
    // rows [n, textDim]: the text encoder's output for a prompt that holds from `block` on. The first one also holds
    // for all blocks before; the others are added in the order of their blocks.
    void add(int64_t block, at::Tensor rows);

    // The prompt of a block: the same object for successive blocks with one prompt. Keeps only the latest one.
    [[nodiscard]] std::shared_ptr<dit::TextContext> of(int64_t block, const dit::DitModel& model,
                                                       const tensor::FreeMemory& freeMemory);

private:
    std::vector<std::pair<int64_t, at::Tensor>> m_prompts;
    std::shared_ptr<dit::TextContext> m_latest; // of m_prompts[m_index]
    size_t m_index = 0;
};

} // namespace studio::pipeline
