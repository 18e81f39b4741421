// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <deque>
#include <set>
#include <string_view>
#include <variant>
#include <vector>

namespace studio::model {

// What a pickle says, uninterpreted: no class is looked up and no code is run. Strings are views of the pickle's
// bytes; containers are shared, as they are in the file, and may hold themselves: whoever walks them bounds the walk.
struct Pickled {
    struct Global {
        std::string_view name; // "module.name", a view of the allow-list's entry
    };
    struct Node;
    std::variant<std::monostate, bool, int64_t, double, std::string_view, Global, const Node*> value;
};

struct Pickled::Node {
    enum class Kind {
        Sequence, // A list or tuple: items.
        Dict, // items: key, value, key, value...
        Call, // head(arguments), and items set on the result as on an OrderedDict: key, value...
        Reference, // What torch calls a persistent id, in head: a storage.
    };
    Kind kind;
    Pickled head;
    Pickled arguments;
    std::vector<Pickled> items;
};

// A pickle's root, and the nodes that it points to: they live in one place, so that destroying deeply nested ones
// needs no recursion.
struct Pickle {
    std::deque<Pickled::Node> nodes;
    Pickled root;
};

using GlobalNames = std::set<std::string_view>;

// Reads the binary opcodes of protocols 2 to 5. Time and memory are bounded by a number of values far above what a
// state dict has. Errors, with an empty subject: PickleUnsafe for a global that is not in `allowed` or for calling
// what is no global, naming it; CheckpointDamaged for everything else. `bytes` and `allowed` must outlive the result.
Result<Pickle> readPickle(std::string_view bytes, const GlobalNames& allowed);

} // namespace studio::model
