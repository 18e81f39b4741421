// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer on one of the readers (preset `fuzz`):
//   fuzz_readers --readers
//   fuzz_readers --reader=NAME [FLAGS OF LIBFUZZER] CORPUS
//   fuzz_readers --reader=NAME FILE
// The first line lists the names. The second adds the reader's seeds and what is kept in tests/data/fuzz to the folder
// CORPUS, then runs, and keeps there what reaches new code. It ends at the first finding, with the input in a file of
// the working folder. The third reads such a file again; once the reader is mended, it belongs into tests/data/fuzz.
// packaging/fuzz.sh does all that for each reader.
#include "core/base/Log.h"
#include "tests/fuzz/Readers.h"
#include "tests/support/PthWriter.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fs = std::filesystem;
using namespace studio::test;

namespace {

const fuzz::Reader* reader = nullptr;
std::vector<std::string> seeds;
fs::path folder;

void fillCorpus(const fs::path& corpus)
{
    for (size_t i = 0; i < seeds.size(); ++i)
        write(corpus / ("seed-" + std::to_string(i)), seeds[i]);
    for (const fs::path& file : fuzz::keptInputs(*reader))
        fs::copy_file(file, corpus / file.filename(), fs::copy_options::overwrite_existing);
}

} // namespace

// These three are libFuzzer's names.
extern "C" size_t LLVMFuzzerMutate(uint8_t* bytes, size_t size, size_t most);

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments)
{
    constexpr std::string_view kReader = "--reader=";
    for (int i = 1; i < *count; ++i) {
        const std::string_view argument = (*arguments)[i];
        if (argument == "--readers") {
            for (const fuzz::Reader& known : fuzz::readers())
                std::printf("%s\n", known.name.data());
            std::exit(0);
        }
        if (!argument.starts_with(kReader))
            continue;
        for (const fuzz::Reader& known : fuzz::readers()) {
            if (known.name == argument.substr(kReader.size()))
                reader = &known;
        }
    }
    folder = fuzz::makeFolder();
    if (!reader || folder.empty()) {
        std::fputs("fuzz_readers: which reader? --readers lists them\n", stderr);
        std::exit(2);
    }
    std::atexit([] { fs::remove_all(folder); });
    at::set_num_threads(1);
    static const c10::InferenceMode inference;
    studio::log::setSink([](studio::log::Level, std::string_view) {});
    seeds = reader->seeds();
    const auto corpus = std::find_if(*arguments + 1, *arguments + *count,
                                     [](const char* argument) { return fs::is_directory(argument); });
    if (corpus != *arguments + *count)
        fillCorpus(*corpus);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    const fuzz::Outcome outcome = fuzz::tried(*reader, {reinterpret_cast<const char*>(bytes), size}, folder);
    if (outcome.finding.empty())
        return 0;
    std::fprintf(stderr, "%s: %s\n", reader->name.data(), outcome.finding.c_str());
    std::abort();
}

// libFuzzer's own changes are small and know no format; ours are those of damage and malice.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* bytes, size_t size, size_t most, unsigned number)
{
    if (number % 2 == 0)
        return LLVMFuzzerMutate(bytes, size, most);
    const std::string made
        = fuzz::changed({reinterpret_cast<const char*>(bytes), size}, seeds[number / 2 % seeds.size()], number);
    const size_t length = std::min(made.size(), most);
    std::memcpy(bytes, made.data(), length);
    return length;
}
