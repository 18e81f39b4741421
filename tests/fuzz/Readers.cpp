// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/Readers.h"

#include "tests/fuzz/Mutator.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>

#include <fcntl.h>
#include <unistd.h>

#ifdef STUDIO_SANITIZED
// Of <sanitizer/allocator_interface.h>, which clang installs and GCC doesn't; both have the function.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*made)(const volatile void*, size_t),
                                                         void (*freed)(const volatile void*));
#endif

namespace studio::test::fuzz {

namespace fs = std::filesystem;

namespace {

// What an input may cost. They have some kilobytes; a header that is believed asks for far more.
constexpr uint64_t kMostAllocations = 2'000'000;
constexpr uint64_t kMostAllocated = uint64_t{512} << 20; // bytes, all allocations together

// Of all threads: by operator new, or under the address sanitizer, which has its own, by the sanitizer.
std::atomic<uint64_t> allocations{0};
std::atomic<uint64_t> allocated{0};
std::atomic<uint64_t> largest{0};

// Of one thread, by operator new: how many there were, and which one fails.
thread_local uint64_t made = 0;
thread_local uint64_t failing = 0;

void count(size_t bytes)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    allocated.fetch_add(bytes, std::memory_order_relaxed);
    uint64_t most = largest.load(std::memory_order_relaxed);
    while (bytes > most && !largest.compare_exchange_weak(most, bytes, std::memory_order_relaxed)) { }
}

#ifdef STUDIO_SANITIZED
[[maybe_unused]] const int kCounts = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, size_t bytes) { count(bytes); }, [](const volatile void*) {});
#endif

// The number that the next file will get: the lowest that is free.
int nextDescriptor()
{
    const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(descriptor);
    return descriptor;
}

constexpr std::string_view kCut = "\n-8<-\n"; // between parts

} // namespace

Parts partsOf(std::string_view input)
{
    Parts parts;
    for (size_t cut = input.find(kCut); cut != std::string_view::npos; cut = input.find(kCut)) {
        parts.emplace_back(input.substr(0, cut));
        input.remove_prefix(cut + kCut.size());
    }
    parts.emplace_back(input);
    return parts;
}

std::string joined(const Parts& parts)
{
    std::string input = parts.front();
    for (size_t i = 1; i < parts.size(); ++i)
        input.append(kCut).append(parts[i]);
    return input;
}

const std::vector<Reader>& readers()
{
    static const std::vector<Reader> all = [] {
        std::vector<Reader> made = modelReaders();
        for (const auto& more : {documentReaders(), mediaReaders()})
            made.insert(made.end(), more.begin(), more.end());
        return made;
    }();
    return all;
}

std::vector<fs::path> keptInputs(const Reader& reader)
{
    std::vector<fs::path> files;
    std::error_code none; // the folder
    for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(TEST_DATA "/fuzz") / reader.name, none))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string changed(std::string_view input, std::string_view other, uint64_t number)
{
    Mutator mutator(number);
    Parts parts = partsOf(input);
    const Parts others = partsOf(other);
    // Mostly the first: it says how the others are read.
    const size_t which = mutator.isOneOf(5) ? mutator.below(parts.size()) : 0;
    mutator.change(parts[which], others[std::min(which, others.size() - 1)]);
    return joined(parts);
}

Outcome tried(const Reader& reader, std::string_view input, const fs::path& folder)
{
    const int descriptor = nextDescriptor();
    allocations = allocated = largest = 0;
    Outcome outcome;
    try {
        outcome.error = reader.read(input, folder);
    } catch (const std::exception& exception) {
        outcome.finding = std::string("an exception: ") + exception.what();
        return outcome;
    }
    const uint64_t number = allocations;
    const uint64_t bytes = allocated;
    const uint64_t most = largest;
    const std::optional<Error>& error = outcome.error;
    if (error && (error->subject.empty() || error->detail.empty() || error->code == ErrorCode::Internal))
        outcome.finding = "an error without a subject or a reason, or the program's own: "
            + std::string(name(error->code)) + ", \"" + error->subject + "\", \"" + error->detail + "\"";
    else if (number > kMostAllocations || bytes > std::max(kMostAllocated, 2 * reader.mostAtOnce)
             || most > reader.mostAtOnce)
        outcome.finding = std::to_string(number) + " allocations of " + std::to_string(bytes)
            + " bytes, the largest of " + std::to_string(most);
    else if (nextDescriptor() > descriptor)
        outcome.finding = "a file stays open";
    return outcome;
}

uint64_t allocationsOfParsing(std::string_view json)
{
    made = 0;
    const nlohmann::json parsed = nlohmann::json::parse(json);
    return made;
}

std::string starved(const Reader& reader, std::string_view input, const fs::path& folder, uint64_t which)
{
    std::optional<Error> error;
    std::string finding;
    made = 0;
    failing = which;
    try {
        error = reader.read(input, folder);
    } catch (const std::exception& exception) {
        failing = 0;
        if (!isOutOfMemory(exception))
            finding = std::string("an exception: ") + exception.what();
    }
    failing = 0;
    if (error && error->code != ErrorCode::OutOfMemory)
        finding = std::string(name(error->code)) + ", \"" + error->subject + "\", \"" + error->detail + "\"";
    return finding;
}

fs::path makeFolder()
{
    std::error_code ignored;
    const fs::path memory = "/dev/shm";
    std::string name
        = ((fs::is_directory(memory, ignored) ? memory : fs::temp_directory_path()) / "fuzz_XXXXXX").string();
    return mkdtemp(name.data()) ? fs::path(name) : fs::path();
}

std::vector<std::string> contentsOf(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file())
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> contents;
    for (const fs::path& file : files) {
        std::ifstream stream(file, std::ios::binary);
        contents.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    return contents;
}

} // namespace studio::test::fuzz

#ifndef STUDIO_SANITIZED
void* operator new(size_t bytes)
{
    studio::test::fuzz::count(bytes);
    const bool fails = ++studio::test::fuzz::made == studio::test::fuzz::failing;
    void* const memory = fails ? nullptr : std::malloc(std::max<size_t>(1, bytes));
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, size_t) noexcept
{
    std::free(memory);
}
#endif
