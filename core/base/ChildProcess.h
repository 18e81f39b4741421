// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

// Another program to run. No shell is between: a word is an argument, whatever is in it.
struct ProgramCall {
    std::vector<std::string> words; // the program first: its path, or its name in one of the folders of PATH
    std::filesystem::path input{}; // its standard input; empty: nothing
};

// How it ended.
struct ProgramEnd {
    int code = 0; // its exit code; 128 and the signal's number if a signal ended it
    std::string output; // its standard output: the first 4 MB
    std::string errors; // its standard error: the last 2 kB, without control characters
};

// Runs the program to its end; a stop kills it with all that it has started. Errors: FileMissing (there is no such
// program), FileUnreadable (it can't be run), OutOfMemory, Cancelled.
Result<ProgramEnd> runProgram(const ProgramCall& call, const std::stop_token& stop = {});

} // namespace studio
