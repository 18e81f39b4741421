// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ChildProcess.h"

#include "core/base/Descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace studio {
namespace {

constexpr size_t kMostOutput = size_t{4} << 20;
constexpr size_t kMostErrors = 2048;
constexpr int kSignalled = 128; // and the signal's number, as shells have it

struct Pipe {
    Descriptor reading;
    Descriptor writing;
};

Pipe makePipe()
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) == 0)
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

// What a new process is given: its three standard files and nothing else of ours, a group of its own, and signals as
// they are by default, whichever this thread blocks or ignores.
class SpawnPlan {
public:
    SpawnPlan(const std::filesystem::path& input, int output, int errors)
    {
        ::posix_spawn_file_actions_init(&m_files);
        ::posix_spawn_file_actions_addopen(&m_files, STDIN_FILENO, input.empty() ? "/dev/null" : input.c_str(),
                                           O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&m_files, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&m_files, errors, STDERR_FILENO);
        ::posix_spawn_file_actions_addclosefrom_np(&m_files, STDERR_FILENO + 1);
        ::posix_spawnattr_init(&m_attributes);
        sigset_t none{};
        sigemptyset(&none);
        ::posix_spawnattr_setsigmask(&m_attributes, &none);
        sigset_t usual{};
        sigemptyset(&usual);
        for (const int signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM})
            sigaddset(&usual, signal);
        ::posix_spawnattr_setsigdefault(&m_attributes, &usual);
        ::posix_spawnattr_setpgroup(&m_attributes, 0);
        ::posix_spawnattr_setflags(&m_attributes,
                                   POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan()
    {
        ::posix_spawn_file_actions_destroy(&m_files);
        ::posix_spawnattr_destroy(&m_attributes);
    }

    // An errno, or 0.
    int start(pid_t& process, std::vector<std::string> words) const
    {
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        return ::posix_spawnp(&process, arguments.front(), &m_files, &m_attributes, arguments.data(), environ);
    }

private:
    posix_spawn_file_actions_t m_files{};
    posix_spawnattr_t m_attributes{};
};

enum class Kept { First, Last };

// Reads what is there; false at the end.
bool readMore(const Descriptor& from, std::string& to, size_t most, Kept kept)
{
    std::array<char, 4096> buffer{};
    while (true) {
        const ssize_t count = ::read(from.number(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 && errno == EAGAIN;
        to.append(buffer.data(), static_cast<size_t>(count));
        if (to.size() > most)
            kept == Kept::First ? to.resize(most) : (void)to.erase(0, to.size() - most);
    }
}

// Reads both until they end, the process has ended, or `stopped` can be read.
void readToEnd(const Descriptor& output, const Descriptor& errors, const Descriptor& ended, const Descriptor& stopped,
               ProgramEnd& end)
{
    const auto watch = [](const Descriptor& file) { return pollfd{file.number(), POLLIN, 0}; }; // none: ignored
    std::array<pollfd, 4> watched{watch(output), watch(errors), watch(ended), watch(stopped)};
    while (watched[0].fd >= 0 || watched[1].fd >= 0) {
        if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR)
            return;
        const bool last = watched[2].revents != 0 || watched[3].revents != 0; // what it has left can be read at once
        if (watched[0].fd >= 0 && !readMore(output, end.output, kMostOutput, Kept::First))
            watched[0].fd = -1;
        if (watched[1].fd >= 0 && !readMore(errors, end.errors, kMostErrors, Kept::Last))
            watched[1].fd = -1;
        if (last)
            return;
    }
}

Error startError(const std::string& program, int code)
{
    const ErrorCode kind = code == ENOENT || code == ENOTDIR ? ErrorCode::FileMissing
        : code == ENOMEM || code == EAGAIN                   ? ErrorCode::OutOfMemory
                                                             : ErrorCode::FileUnreadable;
    return {kind, program, std::generic_category().message(code)};
}

} // namespace

Result<ProgramEnd> runProgram(const ProgramCall& call, const std::stop_token& stop)
{
    const std::string& program = call.words.front();
    Pipe output = makePipe();
    Pipe errors = makePipe();
    const Descriptor stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!output.writing.isOpen() || !errors.writing.isOpen() || !stopped.isOpen())
        return startError(program, errno);
    pid_t process = 0;
    if (const int code
        = SpawnPlan(call.input, output.writing.number(), errors.writing.number()).start(process, call.words);
        code != 0)
        return startError(program, code);
    output.writing = Descriptor();
    errors.writing = Descriptor();

    ProgramEnd end;
    {
        const std::stop_callback killer(stop, [&] {
            ::kill(-process, SIGKILL);
            const uint64_t one = 1;
            (void)!::write(stopped.number(), &one, sizeof one);
        });
        const Descriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
        readToEnd(output.reading, errors.reading, ended, stopped, end);
        siginfo_t info{};
        while (::waitid(P_PID, static_cast<id_t>(process), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) { }
    } // Only now may its number become another process's, which a late stop would kill.
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) { }
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, program, {}};
    end.code = WIFSIGNALED(status) ? kSignalled + WTERMSIG(status) : WEXITSTATUS(status);
    std::replace_if(
        end.errors.begin(), end.errors.end(),
        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F; }, ' ');
    end.errors.erase(end.errors.find_last_not_of(" \n") + 1);
    return end;
}

} // namespace studio
