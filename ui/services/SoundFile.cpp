// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/SoundFile.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace studio::ui {
namespace {

Error fileError(const std::string& file, int code)
{
    return {code == ENOSPC || code == EDQUOT ? ErrorCode::DiskFull : ErrorCode::NotWritable, file, std::strerror(code)};
}

} // namespace

SoundFile::SoundFile(int descriptor)
    : m_descriptor(descriptor)
{
}

SoundFile::~SoundFile()
{
    ::close(m_descriptor);
}

Result<std::shared_ptr<SoundFile>> SoundFile::create()
{
    std::error_code ignored;
    // /tmp is RAM on many systems.
    for (const std::filesystem::path& folder :
         {std::filesystem::path("/var/tmp"), std::filesystem::temp_directory_path(ignored)}) {
        std::string name = (folder / "live-avatar-studio-XXXXXX").string();
        const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
        if (descriptor < 0)
            continue;
        ::unlink(name.c_str());
        return std::shared_ptr<SoundFile>(new SoundFile(descriptor));
    }
    return fileError("/var/tmp", errno);
}

Status SoundFile::append(std::span<const int16_t> samples)
{
    const int64_t count = m_count.load(std::memory_order_relaxed);
    const auto* bytes = reinterpret_cast<const char*>(samples.data());
    size_t left = samples.size_bytes();
    auto at = static_cast<off_t>(count) * static_cast<off_t>(sizeof(int16_t));
    while (left > 0) {
        const ssize_t written = ::pwrite(m_descriptor, bytes, left, at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fileError("/var/tmp", errno);
        bytes += written;
        left -= static_cast<size_t>(written);
        at += written;
    }
    m_count.store(count + static_cast<int64_t>(samples.size()), std::memory_order_release);
    return kDone;
}

size_t SoundFile::read(int64_t first, std::span<int16_t> samples) const
{
    const int64_t most = std::min(count() - first, static_cast<int64_t>(samples.size()));
    if (first < 0 || most <= 0)
        return 0;
    auto* bytes = reinterpret_cast<char*>(samples.data());
    const size_t wanted = static_cast<size_t>(most) * sizeof(int16_t);
    size_t done = 0;
    while (done < wanted) {
        const ssize_t got
            = ::pread(m_descriptor, bytes + done, wanted - done,
                      static_cast<off_t>(first) * static_cast<off_t>(sizeof(int16_t)) + static_cast<off_t>(done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += static_cast<size_t>(got);
    }
    return done / sizeof(int16_t);
}

} // namespace studio::ui
