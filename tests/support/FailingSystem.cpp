// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded, it makes calls to the system fail: of the kind FAULT_CALL, for files in the folder FAULT_UNDER, the one
// with the number FAULT_AT, or with FAULT_STAYS all from that on, with the error FAULT_CODE. How many there were is
// written to FAULT_COUNT. Of the kind "memory" are allocations of FAULT_LEAST bytes or more, the first one from each
// place in the program. Of the kind "clock" are readings of the time of day: from the chosen one on it is
// FAULT_SECONDS later. With FAULT_CUT nothing fails: in that moment the file FAULT_CUT is cut to
// FAULT_BYTES, or if FAULT_BY names a file, replaced by that one. A program that ends by a signal says on standard
// error where, from the inside out: "FAULT_CRASH 11 libavcodec.so.59+0x1f2 ...".
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

extern "C" {
// glibc's own, which need no dlsym(): that allocates.
void* __libc_malloc(size_t bytes);
void* __libc_calloc(size_t count, size_t bytes);
void* __libc_realloc(void* from, size_t bytes);
void* __libc_memalign(size_t alignment, size_t bytes);
}

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

// Cuts or replaces a file under the program that uses it.
void harm(const char* file)
{
    const char* const by = textOf("FAULT_BY");
    if (*by != '\0')
        (void)std::rename(by, file); // its only use
    else
        (void)!::truncate(file, numberOf("FAULT_BYTES"));
}

// The next call of the wanted kind: whether it is to fail.
bool isChosen()
{
    static const long at = numberOf("FAULT_AT");
    static const bool stays = numberOf("FAULT_STAYS") != 0;
    static const char* const cut = textOf("FAULT_CUT");
    const long number = ++calls;
    const bool chosen = at > 0 && (stays ? number >= at : number == at);
    if (chosen && *cut != '\0') {
        harm(cut);
        return false;
    }
    return chosen;
}

bool isWanted(const char* kind)
{
    static const char* const wanted = textOf("FAULT_CALL");
    return std::strcmp(kind, wanted) == 0;
}

int codeOf()
{
    static const auto code = static_cast<int>(numberOf("FAULT_CODE"));
    return code;
}

template<typename File>
bool fails(const char* kind, File file)
{
    if (!isWanted(kind))
        return false;
    const int before = errno;
    const bool chosen = isUnder(file) && isChosen();
    errno = chosen ? codeOf() : before;
    return chosen;
}

// Whether it is the first allocation from this place in the program: from these innermost callers. What a loop does is
// walked once.
bool isNewPlace()
{
    constexpr int kOwnFrames = 3;
    static std::array<std::atomic<uint64_t>, size_t{1} << 16U> places;
    std::array<void*, kOwnFrames + 12> frames{};
    const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
    uint64_t hash = 14695981039346656037U; // FNV-1a
    for (int i = kOwnFrames; i < count; ++i)
        hash = (hash ^ reinterpret_cast<uintptr_t>(frames[static_cast<size_t>(i)])) * 1099511628211U;
    for (size_t at = hash % places.size();; at = (at + 1) % places.size()) {
        uint64_t there = 0;
        if (places[at].compare_exchange_strong(there, hash))
            return true;
        if (there == hash)
            return false;
    }
}

// Whether this thread is in here already.
thread_local bool t_inside __attribute__((tls_model("initial-exec"))) = false;

// No thread has begun and no library is loaded while it is false.
std::atomic<bool> hasBegun{false};

bool noMemory(size_t bytes)
{
    if (t_inside || !hasBegun)
        return false;
    t_inside = true;
    static const bool wanted = isWanted("memory");
    static const auto least = static_cast<size_t>(numberOf("FAULT_LEAST"));
    const int before = errno;
    const bool chosen = wanted && bytes >= least && isNewPlace() && isChosen();
    errno = chosen ? ENOMEM : before;
    t_inside = false;
    return chosen;
}

// Seconds to add to the time of day: from the chosen reading on, for good.
long jump()
{
    static const bool wanted = isWanted("clock");
    static const long seconds = numberOf("FAULT_SECONDS");
    static const long at = numberOf("FAULT_AT");
    return wanted && ++calls >= at && at > 0 ? seconds : 0;
}

const char* fileName(const char* path)
{
    const char* const slash = std::strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// Says where the program ends, then lets it.
void sayWhere(int signal)
{
    t_inside = true;
    std::array<void*, 64> frames{};
    const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
    std::array<char, 2048> text{};
    size_t length = static_cast<size_t>(std::snprintf(text.data(), text.size(), "FAULT_CRASH %d", signal));
    for (int i = 1; i < count && length + 96 < text.size(); ++i) {
        Dl_info info{};
        if (::dladdr(frames[static_cast<size_t>(i)], &info) == 0 || !info.dli_fname)
            continue;
        const auto offset = static_cast<size_t>(static_cast<char*>(frames[static_cast<size_t>(i)])
                                                - static_cast<char*>(info.dli_fbase));
        length += static_cast<size_t>(
            std::snprintf(text.data() + length, 96, " %s+0x%zx", fileName(info.dli_fname), offset));
    }
    text[length] = '\n';
    (void)!::write(STDERR_FILENO, text.data(), length + 1);
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

__attribute__((constructor)) void begin()
{
    if (*textOf("FAULT_CALL") == '\0')
        return;
    std::array<void*, 4> frames{};
    (void)::backtrace(frames.data(), static_cast<int>(frames.size())); // The first one loads libgcc.
    for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL})
        ::signal(signal, sayWhere);
    hasBegun = true;
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

void* mmap(void* at, size_t bytes, int protection, int flags, int file, off_t offset) noexcept
{
    static auto* const real = next<void*(void*, size_t, int, int, int, off_t)>("mmap");
    if (file >= 0 ? fails("map", file) : noMemory(bytes))
        return MAP_FAILED;
    return real(at, bytes, protection, flags, file, offset);
}
void* mmap64(void* at, size_t bytes, int protection, int flags, int file, off64_t offset) noexcept
{
    return mmap(at, bytes, protection, flags, file, offset);
}

void* malloc(size_t bytes)
{
    return noMemory(bytes) ? nullptr : __libc_malloc(bytes);
}
void* calloc(size_t count, size_t bytes)
{
    return noMemory(count * bytes) ? nullptr : __libc_calloc(count, bytes);
}
void* realloc(void* from, size_t bytes)
{
    return noMemory(bytes) ? nullptr : __libc_realloc(from, bytes);
}
void* memalign(size_t alignment, size_t bytes)
{
    return noMemory(bytes) ? nullptr : __libc_memalign(alignment, bytes);
}
void* aligned_alloc(size_t alignment, size_t bytes)
{
    return noMemory(bytes) ? nullptr : __libc_memalign(alignment, bytes);
}
int posix_memalign(void** to, size_t alignment, size_t bytes)
{
    void* const made = noMemory(bytes) ? nullptr : __libc_memalign(alignment, bytes);
    if (!made)
        return ENOMEM;
    *to = made;
    return 0;
}

int clock_gettime(clockid_t clock, timespec* time) noexcept
{
    static auto* const real = next<int(clockid_t, timespec*)>("clock_gettime");
    const int done = real(clock, time);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        time->tv_sec += jump();
    return done;
}
int gettimeofday(timeval* time, void* zone) noexcept
{
    static auto* const real = next<int(timeval*, void*)>("gettimeofday");
    const int done = real(time, zone);
    time->tv_sec += jump();
    return done;
}
time_t time(time_t* to) noexcept
{
    static auto* const real = next<time_t(time_t*)>("time");
    const time_t now = real(nullptr) + jump();
    if (to)
        *to = now;
    return now;
}

} // extern "C"
