// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/ExportOptions.h"
#include "app/render/GetModel.h"
#include "core/base/Result.h"
#include "core/jobs/DubbedFilm.h"
#include "core/jobs/FilmJob.h"
#include "core/media/SpokenText.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/RenderPlan.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace studio::render {

enum class ProgressStyle { Automatic, Bar, Json, None };

// What --join is asked for.
struct JoinArguments {
    struct Part {
        std::filesystem::path film;
        double begin = 0; // seconds
        std::optional<double> end{}; // not given: the film's
    };
    std::vector<Part> parts;
    std::filesystem::path target;
    bool nameIsFree = false; // The target is in a folder that was named; a number is appended if it exists.
};

// What the command line asks for.
// A voice that no file has: the text, or the voices of the order's people together.
enum class VoiceToMake { None, Spoken, Mixed };

struct Arguments {
    enum class Action {
        Render,
        Plan,
        Prepare,
        Check,
        FindModels,
        GetModel,
        Resume,
        Branch,
        Films,
        Score,
        Dub,
        Export,
        Join,
        Help,
        Version
    };
    Action action = Action::Render;
    pipeline::ModelOptions model;
    std::filesystem::path checked; // for Action::Check: a file, or a folder
    bool hashes = false; // for Action::Check: of all files, too
    jobs::FilmOrder order;
    std::optional<Speech> speech; // what the voice says, if a program speaks it
    VoiceToMake voiceToMake = VoiceToMake::None; // The order has none yet: makeVoice().
    std::string speechCommand; // as media::SpeechOrder's
    bool nameIsFree = false; // order.movie wasn't typed: the next free name is used
    bool isStreamed = false; // to standard output; order.movie is empty
    std::filesystem::path scored; // for Action::Score: the film
    jobs::DubOrder dub; // for Action::Dub
    std::filesystem::path films; // for Action::Films: the list
    std::vector<std::string> common; // likewise: the words of the command line without it
    std::filesystem::path resumed; // for Action::Resume: the film
    std::optional<int64_t> resumedClips; // likewise: how many it is to have now; 0: all that the voice has
    std::filesystem::path parent; // for Action::Branch: the film
    std::optional<double> branchAt; // likewise, in seconds
    Turn branch; // likewise: the seed and the prompt that were typed; without its block
    std::string branchOption; // likewise: an option that a film which is gone on with can't have; empty for none
    std::filesystem::path spokenFile, settingsOf; // where the speech's words and the settings were read; empty for none
    std::filesystem::path report; // JSON; empty for none
    ProgressStyle progress = ProgressStyle::Automatic;
    pipeline::Machine machine; // for Action::Plan
    GetModelOrder getModel; // for Action::GetModel
    ExportArguments exported; // for Action::Export
    JoinArguments joined; // for Action::Join
    std::string computer; // the GPU's name, cpu or sim:GB; empty for the hypothetical GPU of --plan
    std::filesystem::path measured; // file of measured films (app/render/MeasuredFilms.h); empty for none
    std::vector<std::string> notes; // messages about options that are accepted, but change nothing
};

// Parses the reference's flags, under their own names, and ours with options::parse(). Errors: BadOption (the subject
// is the flag), Unsupported for a flag that this build can't honour, FileMissing for --demo without its files; with
// --plan also those of opening the device.
Result<Arguments> parseArguments(const std::vector<std::string>& arguments);

// The order of a film that was broken off, from its journal, with the progress and the report of `resume`
// (Action::Resume). Changes the working folder to the one that the film was begun in. Errors: those of
// jobs::FilmJournal::read() and of parseArguments(); CannotContinue if the film has no journal.
Result<Arguments> resumedArguments(const Arguments& resume);

// The order of a branch (Action::Branch), with the settings of its parent: from the parent's journal, whose blocks it
// then takes over, or else from the film, to make all of it. `typed`: the words of its command line. Changes the
// working folder as resumedArguments() does. Errors: those of parseArguments(), of jobs::FilmJournal::read() and of
// jobs::settingsOf().
Result<Arguments> branchedArguments(const Arguments& branch, const std::vector<std::string>& typed);

[[nodiscard]] std::string helpText();

} // namespace studio::render
