// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/PromptCounter.h"

#include "core/model/CheckpointFolder.h"
#include "core/text/Tokenizer.h"

namespace studio::pipeline {

struct PromptCounter::Private {
    text::Tokenizer tokenizer;
};

PromptCounter::PromptCounter(std::shared_ptr<const Private> owned)
    : m_d(std::move(owned))
{
}

Result<PromptCounter> PromptCounter::open(const ModelPlace& place, const CheckpointNames& names)
{
    Result<text::Tokenizer> tokenizer
        = text::Tokenizer::open(model::checkpointFolder(place.checkpoint, names, place.parts).tokenizer);
    if (!tokenizer)
        return tokenizer.error();
    return PromptCounter(std::make_shared<const Private>(Private{std::move(*tokenizer)}));
}

size_t PromptCounter::count(std::string_view prompt) const
{
    return m_d->tokenizer.countTokens(prompt);
}

size_t PromptCounter::keptBytes(std::string_view prompt) const
{
    if (count(prompt) <= limit())
        return prompt.size();
    const auto isBoundary
        = [&](size_t at) { return at >= prompt.size() || (static_cast<unsigned char>(prompt[at]) & 0xC0) != 0x80; };
    // Longer text never has fewer tokens (except for about one where words join), so a binary search finds the end.
    size_t fits = 0;
    size_t tooLong = prompt.size();
    while (fits + 1 < tooLong) {
        size_t middle = fits + (tooLong - fits) / 2;
        while (!isBoundary(middle))
            ++middle;
        if (middle >= tooLong) { // Only one character is left between them.
            middle = fits + 1;
            while (!isBoundary(middle))
                ++middle;
            if (middle >= tooLong)
                break;
        }
        (count(prompt.substr(0, middle)) <= limit() ? fits : tooLong) = middle;
    }
    return fits;
}

size_t PromptCounter::limit()
{
    return text::kMaxPromptTokens;
}

} // namespace studio::pipeline
