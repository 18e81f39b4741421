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

// A parsed pickle value. No class is looked up and no code is run. Strings are views of the pickle's bytes; containers
// are shared as in the file, and may be cyclic; callers must bound traversal.
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
        Call, // head(arguments); items are set on the result, as on an OrderedDict: key, value...
        Reference, // A persistent id of torch, in head: a storage.
    };
    Kind kind;
    Pickled head;
    Pickled arguments;
    std::vector<Pickled> items;
};

// A pickle's root, and its nodes. One container owns all nodes, so that destroying deeply nested ones needs no
// recursion.
struct Pickle {
    std::deque<Pickled::Node> nodes;
    Pickled root;
};

using GlobalNames = std::set<std::string_view>;

// Reads the binary opcodes of protocols 2 to 5. Time and memory are bounded by a number of values far above that of a
// state dict. Errors, with an empty subject: PickleUnsafe for a global outside `allowed`, or for a call of anything but
// a global, naming it; CheckpointDamaged for everything else. `bytes` and `allowed` must outlive the result.
Result<Pickle> readPickle(std::string_view bytes, const GlobalNames& allowed);

} // namespace studio::model
