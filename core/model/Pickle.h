// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace studio::model {

// What a pickle says, uninterpreted: no class is looked up and no code is run.
// Dictionaries, lists and calls are shared, as they are in the file.
struct Pickled {
    struct Global {
        std::string name; // "module.name"
    };
    struct Sequence; // list or tuple
    struct Dict;
    struct Call; // function(arguments): a tensor, an OrderedDict
    struct Reference; // what torch calls a persistent id: a storage

    std::variant<std::monostate, bool, int64_t, double, std::string, Global, std::shared_ptr<Sequence>,
                 std::shared_ptr<Dict>, std::shared_ptr<Call>, std::shared_ptr<Reference>>
        value;
};

struct Pickled::Sequence {
    std::vector<Pickled> items;
};
struct Pickled::Dict {
    std::vector<std::pair<Pickled, Pickled>> items;
};
struct Pickled::Call {
    Pickled function;
    Pickled arguments;
    Dict items; // Set on the result, as on an OrderedDict.
};
struct Pickled::Reference {
    Pickled id;
};

// Reads the opcodes that torch.save() writes (protocol 2). Throws std::runtime_error on any other.
Pickled readPickle(std::string_view bytes);

} // namespace studio::model
