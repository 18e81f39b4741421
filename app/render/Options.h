// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/OptionTable.h"
#include "app/render/Arguments.h"
#include "core/pipeline/DeviceChoice.h"

#include <optional>
#include <set>

namespace studio::render {

// The options as typed, before those that affect each other are combined. Options that need no combining are in
// `arguments` already.
struct Typed {
    Arguments arguments;
    std::set<std::string> given; // names of the options that were typed
    std::string preset; // id of a built-in one
    std::string size;
    std::string format; // media::ExportFormat::id
    std::string device{pipeline::kAutomaticDevice};
    std::filesystem::path saveFile, saveFolder;
    std::string slabCache;
    std::optional<Semantics> semantics;
    std::optional<Offload> offload;
    pipeline::Rates rates;
    bool inEightBits = false; // the linear layers' weights
    std::optional<EightBits> products; // which
    bool likeReference = false;
    bool demo = false;
    bool singleGpu = false;
    bool onlineDecode = false;
    bool mergedCheckpoint = false;
    bool noPromptCache = false;
    // Of --turn: its moment in seconds, and a turn without its block.
    std::vector<std::pair<double, Turn>> turns;
    struct TypedPerson {
        int face = 0; // of those that are found in the portrait, from the left, from 1; 0: the area counts
        project::Person person;
    };
    std::vector<TypedPerson> people;
    bool noSettings = false; // in the film
    std::string said; // by --say
    Speech speech; // of the other options for it what was typed
    TypedExport exported;
};

// The options of avatar-render: the reference's under their own names, and ours. Their readers write to `typed`.
[[nodiscard]] std::vector<options::Group> optionTable(Typed& typed);

} // namespace studio::render
