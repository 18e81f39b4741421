// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/FilmStream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace studio::render {
namespace {

Error unwritable(int code)
{
    const bool isFull = code == ENOSPC || code == EDQUOT;
    return {isFull ? ErrorCode::DiskFull : ErrorCode::NotWritable, "standard output",
            code == EPIPE ? "whoever reads it has ended" : std::generic_category().message(code)};
}

} // namespace

FilmStream::FilmStream(std::stop_source stop)
    : m_stop(std::move(stop))
{
    std::signal(SIGPIPE, SIG_IGN); // It is an error of write(2) then, which is said.
}

FilmStream::~FilmStream()
{
    (void)end();
    if (m_file >= 0)
        ::close(m_file);
}

void FilmStream::begin(const std::filesystem::path& growing)
{
    m_file = ::open(growing.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (m_file < 0) {
        m_status = Error{ErrorCode::FileUnreadable, growing.string(), std::generic_category().message(errno)};
        m_stop.request_stop();
        return;
    }
    m_thread = std::jthread([this](const std::stop_token& ended) { run(ended); });
}

void FilmStream::grown()
{
    const std::lock_guard lock(m_mutex);
    m_hasMore = true;
    m_changed.notify_all();
}

Status FilmStream::end()
{
    if (m_thread.joinable()) {
        m_thread.request_stop();
        m_thread.join();
    }
    return m_status;
}

void FilmStream::run(const std::stop_token& ended)
{
    while (m_status && !ended.stop_requested()) {
        m_status = copy();
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, ended, [this] { return std::exchange(m_hasMore, false); });
    }
    if (m_status)
        m_status = copy();
    if (!m_status)
        m_stop.request_stop();
}

Status FilmStream::copy()
{
    std::array<char, size_t{1} << 16> bytes;
    while (true) {
        const ssize_t got = ::read(m_file, bytes.data(), bytes.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return Error{ErrorCode::FileUnreadable, "standard output", std::generic_category().message(errno)};
        if (got == 0)
            return kDone;
        for (ssize_t written = 0; written < got;) {
            const ssize_t put = ::write(STDOUT_FILENO, bytes.data() + written, static_cast<size_t>(got - written));
            if (put < 0 && errno != EINTR)
                return unwritable(errno);
            written += std::max<ssize_t>(put, 0);
        }
    }
}

} // namespace studio::render
