// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for Tokenizer.cpp in builds without STUDIO_BUILD_MEDIA, which have no Unicode tables.
#include "core/text/Tokenizer.h"

namespace studio::text {

struct Tokenizer::Model { };

Result<Tokenizer> Tokenizer::open(const std::filesystem::path& path)
{
    return Error{ErrorCode::Unsupported, path.string(), "built without STUDIO_BUILD_MEDIA: prompts can't be read"};
}

Tokenizer::Tokenizer(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
{
}

std::vector<int64_t> Tokenizer::encode(std::string_view, size_t) const
{
    return {};
}

size_t Tokenizer::countTokens(std::string_view) const
{
    return 0;
}

int64_t Tokenizer::vocabularySize() const
{
    return 0;
}

} // namespace studio::text
