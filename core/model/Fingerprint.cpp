// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Fingerprint.h"

#include <c10/util/hash.h>

#include <algorithm>
#include <fstream>

namespace studio::model {

namespace fs = std::filesystem;

Result<std::string> fingerprint(const fs::path& file)
{
    constexpr int64_t kEnd = int64_t{1} << 20U; // Bytes.
    constexpr int64_t kSample = int64_t{4} << 10U;
    constexpr int64_t kSamples = 256;

    std::error_code code;
    const auto size = static_cast<int64_t>(fs::file_size(file, code));
    if (code)
        return Error{fs::exists(file, code) ? ErrorCode::FileUnreadable : ErrorCode::FileMissing, file.string(),
                     "its size can't be read"};
    std::ifstream stream(file, std::ios::binary);
    std::string bytes = std::to_string(size) + ' ';
    const auto read = [&](int64_t offset, int64_t length) {
        const size_t before = bytes.size();
        bytes.resize(before + static_cast<size_t>(length));
        stream.seekg(offset);
        stream.read(bytes.data() + before, length);
    };
    if (size <= 2 * kEnd) {
        read(0, size);
    } else {
        read(0, kEnd);
        for (int64_t i = 1; i < kSamples; ++i)
            read(kEnd + (size - 2 * kEnd - kSample) / kSamples * i, std::min(kSample, size - 2 * kEnd));
        read(size - kEnd, kEnd);
    }
    if (!stream)
        return Error{ErrorCode::FileUnreadable, file.string(), "reading failed"};
    return c10::sha1(bytes).str();
}

} // namespace studio::model
