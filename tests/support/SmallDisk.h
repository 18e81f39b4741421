// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>

#include <sys/resource.h>

namespace studio::test {

// Refuses bytes of this process's files, as a full disk does: those behind so many of each file.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes)
        : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk()
    {
        makeRoom();
        std::signal(SIGXFSZ, m_handler);
    }
    void makeRoom() const { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    void (*m_handler)(int);
    rlimit m_before{};
};

} // namespace studio::test
