// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace studio::options {

// Reads the text of an option's value. Errors: BadOption or Unsupported, without a subject, which parse() sets to the
// option.
using Reader = std::function<Status(const std::string&)>;

struct Option {
    const char* name; // with "_" between its words, without "--"
    const char* value; // the value's name in the help; null for a switch
    Reader read;
    const char* help; // null: accepted, but not in the help
};

// Options under one title of the help.
struct Group {
    const char* title;
    std::vector<Option> options;
};

enum class Asked { Run, Help, Version };

struct Parsed {
    Asked asked = Asked::Run;
    std::set<std::string> given; // names of the options that were typed
};

// Reads a command line (without the program's name) and calls the readers in the order in which their options are
// typed, so that the last one of a name wins. "-" and "_" are the same in a name; "--name=value" and "--name value"
// too; a switch alone means True. The first --help, -h or --version ends it. Error: BadOption, with the option or the
// word as its subject, or a reader's.
Result<Parsed> parse(const std::vector<Group>& table, const std::vector<std::string>& words);

// `heading`, the options, and `ending`.
[[nodiscard]] std::string helpText(const std::vector<Group>& table, const std::string& heading,
                                   const std::string& ending);

} // namespace studio::options
