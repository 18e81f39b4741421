// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/FilmText.h"

namespace studio::pipeline {

void FilmText::add(int64_t block, at::Tensor rows)
{
    m_prompts.emplace_back(block, std::move(rows));
}

std::shared_ptr<dit::TextContext> FilmText::of(int64_t block, const dit::DitModel& model,
                                               const tensor::FreeMemory& freeMemory)
{
    size_t index = 0;
    for (size_t i = 1; i < m_prompts.size() && m_prompts[i].first <= block; ++i)
        index = i;
    if (!m_latest || index != m_index) {
        m_latest.reset();
        m_latest = tensor::retryOnOom(freeMemory, [&] {
            return std::make_shared<dit::TextContext>(
                model.textContext(m_prompts[index].second, dit::fastestPadding(model.device())));
        });
        m_index = index;
    }
    return m_latest;
}

} // namespace studio::pipeline
