// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Everything that reads what others made, each as a function of bytes. Two programs give them hostile ones:
// tst_HostileInputs (tests/core) a few thousand in every run of the tests, fuzz_readers (tests/fuzz, preset `fuzz`) as
// many as wanted, guided by libFuzzer towards code that none has reached yet.
namespace studio::test::fuzz {

// The pieces of an input. A reader that packs them (into a file with lengths and sums that fit) does so for two or
// more, and takes a single one as the file itself: so changes reach what lies behind lengths and sums, and those, too.
using Parts = std::vector<std::string>;
[[nodiscard]] Parts partsOf(std::string_view input);
[[nodiscard]] std::string joined(const Parts& parts);

struct Reader {
    std::string_view name; // also of its folder in tests/data/fuzz
    std::vector<std::string> (*seeds)(); // valid inputs, made from nothing but the program and its tests' data
    // Reads the input as the program does, and uses all that it gives. The error that it was refused with, if it was.
    // `folder` is for files; what is written there may stay.
    std::optional<Error> (*read)(std::string_view input, const std::filesystem::path& folder);
    uint64_t mostAtOnce = uint64_t{64} << 20; // bytes that one allocation may take
};

[[nodiscard]] const std::vector<Reader>& readers();

// Those of checkpoints and prompts, of the program's own documents, and of pictures, sounds and movies.
[[nodiscard]] std::vector<Reader> modelReaders();
[[nodiscard]] std::vector<Reader> documentReaders();
[[nodiscard]] std::vector<Reader> mediaReaders();

// The files of the reader's folder in tests/data/fuzz: inputs that something was wrong with once, called after it, and
// valid ones that the program can't make.
[[nodiscard]] std::vector<std::filesystem::path> keptInputs(const Reader& reader);

// Damages an input in one of its parts or as a whole; the same number does the same. `other` is one of the same kind.
[[nodiscard]] std::string changed(std::string_view input, std::string_view other, uint64_t number);

struct Outcome {
    std::optional<Error> error; // that the input was refused with
    std::string finding; // what is wrong with that; empty if nothing is
};

// Reads the input. A finding is an exception, an error without a subject or a reason, or one of the program's own; more
// memory or work than small files can be worth; a file that stays open. What ends the program (crashes, sanitizers) and
// what doesn't end is for the caller to notice. `folder`: for the reader's files; the caller removes it.
[[nodiscard]] Outcome tried(const Reader& reader, std::string_view input, const std::filesystem::path& folder);

// Allocations by operator new that parsing this JSON takes; 0 under the address sanitizer, whose operator new stays.
[[nodiscard]] uint64_t allocationsOfParsing(std::string_view json);

// Reads a valid input while this thread's allocation number `failing` by operator new throws std::bad_alloc; 0: none
// does. What is wrong with the end: anything but success, or an end for want of memory, thrown or returned. Allocations
// behind those of parsing can't fail: the library's destructor of a JSON value allocates, and would end the program.
[[nodiscard]] std::string starved(const Reader& reader, std::string_view input, const std::filesystem::path& folder,
                                  uint64_t failing);

// An empty folder in memory, if the system has such a place; empty if it can't be made.
[[nodiscard]] std::filesystem::path makeFolder();

// For readers' seeds: the files of a folder.
[[nodiscard]] std::vector<std::string> contentsOf(const std::filesystem::path& folder);

} // namespace studio::test::fuzz
