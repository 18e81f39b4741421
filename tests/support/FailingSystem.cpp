// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded, it makes calls to the system fail: of the kind FAULT_CALL, for files in the folder FAULT_UNDER, the one
// with the number FAULT_AT, or with FAULT_STAYS all from that on, with the error FAULT_CODE. How many there were is
// written to FAULT_COUNT.
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

const char* textOf(const char* name)
{
    const char* const value = std::getenv(name);
    return value ? value : "";
}

long numberOf(const char* name)
{
    return std::strtol(textOf(name), nullptr, 10);
}

std::atomic<long> calls{0};

bool isUnder(const char* path)
{
    static const char* const folder = textOf("FAULT_UNDER");
    return *folder != '\0' && path && std::strncmp(path, folder, std::strlen(folder)) == 0;
}

bool isUnder(int descriptor)
{
    char link[64];
    char path[PATH_MAX];
    std::snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
    const ssize_t length = ::readlink(link, path, sizeof(path) - 1);
    if (length < 0)
        return false;
    path[length] = '\0';
    return isUnder(path);
}

template<typename File>
bool fails(const char* kind, File file)
{
    static const char* const wanted = textOf("FAULT_CALL");
    if (std::strcmp(kind, wanted) != 0)
        return false;
    const int before = errno;
    if (!isUnder(file)) {
        errno = before;
        return false;
    }
    static const long at = numberOf("FAULT_AT");
    static const bool stays = numberOf("FAULT_STAYS") != 0;
    static const auto code = static_cast<int>(numberOf("FAULT_CODE"));
    const long number = ++calls;
    const bool chosen = at > 0 && (stays ? number >= at : number == at);
    errno = chosen ? code : before;
    return chosen;
}

template<typename Function>
Function* next(const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

__attribute__((destructor)) void tell()
{
    if (FILE* const file = std::fopen(textOf("FAULT_COUNT"), "w")) {
        std::fprintf(file, "%ld", calls.load());
        std::fclose(file);
    }
}

mode_t modeOf(int flags, va_list list)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    const mode_t mode = modeOf(flags, list);
    va_end(list);
    static auto* const real = next<int(const char*, int, ...)>("open");
    return fails("open", path) ? -1 : real(path, flags, mode);
}
int open64(const char* path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    const mode_t mode = modeOf(flags, list);
    va_end(list);
    static auto* const real = next<int(const char*, int, ...)>("open64");
    return fails("open", path) ? -1 : real(path, flags, mode);
}
ssize_t read(int file, void* to, size_t bytes)
{
    static auto* const real = next<ssize_t(int, void*, size_t)>("read");
    return fails("read", file) ? -1 : real(file, to, bytes);
}
ssize_t readv(int file, const iovec* to, int count)
{
    static auto* const real = next<ssize_t(int, const iovec*, int)>("readv");
    return fails("read", file) ? -1 : real(file, to, count);
}
ssize_t pread(int file, void* to, size_t bytes, off_t offset)
{
    static auto* const real = next<ssize_t(int, void*, size_t, off_t)>("pread");
    return fails("read", file) ? -1 : real(file, to, bytes, offset);
}
ssize_t pread64(int file, void* to, size_t bytes, off64_t offset)
{
    static auto* const real = next<ssize_t(int, void*, size_t, off64_t)>("pread64");
    return fails("read", file) ? -1 : real(file, to, bytes, offset);
}
ssize_t write(int file, const void* from, size_t bytes)
{
    static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
    return fails("write", file) ? -1 : real(file, from, bytes);
}
ssize_t writev(int file, const iovec* from, int count)
{
    static auto* const real = next<ssize_t(int, const iovec*, int)>("writev");
    return fails("write", file) ? -1 : real(file, from, count);
}
ssize_t pwrite(int file, const void* from, size_t bytes, off_t offset)
{
    static auto* const real = next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    return fails("write", file) ? -1 : real(file, from, bytes, offset);
}
ssize_t pwrite64(int file, const void* from, size_t bytes, off64_t offset)
{
    static auto* const real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
    return fails("write", file) ? -1 : real(file, from, bytes, offset);
}
int fsync(int file)
{
    static auto* const real = next<int(int)>("fsync");
    return fails("sync", file) ? -1 : real(file);
}
int fdatasync(int file)
{
    static auto* const real = next<int(int)>("fdatasync");
    return fails("sync", file) ? -1 : real(file);
}
int rename(const char* from, const char* to) noexcept
{
    static auto* const real = next<int(const char*, const char*)>("rename");
    return fails("rename", to) ? -1 : real(from, to);
}
int renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned int flags) noexcept
{
    static auto* const real = next<int(int, const char*, int, const char*, unsigned int)>("renameat2");
    return fails("rename", to) ? -1 : real(fromFolder, from, toFolder, to, flags);
}
int linkat(int fromFolder, const char* from, int toFolder, const char* to, int flags) noexcept
{
    static auto* const real = next<int(int, const char*, int, const char*, int)>("linkat");
    return fails("rename", to) ? -1 : real(fromFolder, from, toFolder, to, flags);
}
int ftruncate(int file, off_t bytes) noexcept
{
    static auto* const real = next<int(int, off_t)>("ftruncate");
    return fails("truncate", file) ? -1 : real(file, bytes);
}
int ftruncate64(int file, off64_t bytes) noexcept
{
    static auto* const real = next<int(int, off64_t)>("ftruncate64");
    return fails("truncate", file) ? -1 : real(file, bytes);
}

} // extern "C"
