// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Json.h"

#include <algorithm>
#include <fstream>

namespace studio {
namespace {

namespace fs = std::filesystem;

// How deep objects and arrays lie in each other. Brackets within strings don't count.
int depthOf(std::string_view text)
{
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i; // The next character is escaped, and doesn't end the string.
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

} // namespace

Status checkJsonLimits(std::string_view text, const JsonLimits& limits)
{
    const auto refuse = [](const std::string& why) { return Error{ErrorCode::CheckpointDamaged, {}, why}; };
    if (text.size() > limits.bytes)
        return refuse("the JSON has " + std::to_string(text.size()) + " bytes, at most " + std::to_string(limits.bytes)
                      + " are read");
    if (depthOf(text) > limits.depth)
        return refuse("the JSON is nested more than " + std::to_string(limits.depth) + " levels deep");
    return kDone;
}

Result<std::string> readTextFile(const fs::path& file, size_t mostBytes)
{
    std::error_code failed;
    const fs::file_status status = fs::status(file, failed);
    if (status.type() == fs::file_type::not_found)
        return Error{ErrorCode::FileMissing, file.string(), "there is no such file"};
    if (status.type() != fs::file_type::regular)
        return Error{ErrorCode::FileUnreadable, file.string(), failed ? failed.message() : "it is not a file"};
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return Error{ErrorCode::FileUnreadable, file.string(), "it can't be opened for reading"};
    const uintmax_t size = fs::file_size(file, failed);
    if (failed)
        return Error{ErrorCode::FileUnreadable, file.string(), failed.message()};
    if (size > mostBytes)
        return Error{ErrorCode::CheckpointDamaged, file.string(),
                     "it has " + std::to_string(size) + " bytes, at most " + std::to_string(mostBytes) + " are read"};
    std::string text(size, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    if (stream.gcount() != static_cast<std::streamsize>(size))
        return Error{ErrorCode::FileUnreadable, file.string(), "a read error"};
    return text;
}

} // namespace studio
