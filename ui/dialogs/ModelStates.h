// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/CheckpointCheck.h"
#include "ui/common/Parts.h"
#include "ui/services/HashService.h"
#include "ui/services/ModelFinder.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

// What the model's page shows, made from what was found: values without a widget.
namespace studio::ui {

// What a button in a part's row mends.
enum class Mend { Nothing, TakeFrom, HaveLora };

struct PartRowState {
    ModelPart part = ModelPart::VideoModel;
    QString name; // "Video model"
    Glyph glyph = Glyph::Ok;
    Tone tone = Tone::Ok;
    QString file; // its name, or "nowhere on this computer"
    QString path; // empty: there is none
    QString format; // "bf16"
    QString size;
    QString words; // "complete", "from the Hugging Face cache"
    QString what, why; // instead of file, format and size: what is wrong
    Mend mend = Mend::Nothing;
};

// How files of one repository are got.
struct FetchLine {
    QString repository; // "Wan-AI/Wan2.2-S2V-14B"
    QString command; // for a shell

    bool operator==(const FetchLine&) const = default;
};

// The hashes of a set's files.
struct HashRowState {
    bool canCheck = false; // there is a file
    bool running = false;
    int permille = 0;
    Tone tone = Tone::Neutral;
    QString words; // "Hashes are right, checked today 14:02"
};

struct ModelSetState {
    QString title; // "Live Avatar 14B, as published"
    QString format; // of the video model
    QString place; // "ComfyUI folder · 24.0 of 25.3 GB · ~/ComfyUI/models"
    QString folder; // whole
    QString reason; // beside Use: "LoRA missing"
    QString note; // "This folder holds no part of the model."
    QString spoken; // "Live Avatar 14B, bf16, 4 of 5 parts, LoRA missing"
    bool inUse = false;
    bool finest = false; // of several: the one to use on this machine
    bool open = false;
    bool canForget = false; // its folder was added by hand
    Availability use;
    HashRowState hashes;
    QList<PartRowState> parts;
    QList<FetchLine> fetches;
};

enum class TopButton { HaveLora, GetLora, UseDemo, AddFolder, Download, MendAll, ChooseAgain, Forget };

// What makes a set whole: parts of a published variant.
struct Mending {
    QString variant; // PublishedVariant::id
    std::vector<ModelPart> parts;
};

// The one sentence about the whole computer.
struct ModelTopState {
    Tone tone = Tone::Neutral;
    bool busy = false;
    QString what, why;
    QString get; // the words of TopButton::GetLora
    QString mend; // of TopButton::MendAll
    Mending mending; // what it gets
    QList<TopButton> buttons;
    QList<FetchLine> fetches;
};

// What is known.
struct ModelFacts {
    const ModelEntry& model;
    const FoundModels& found;
    ModelPlace place{}; // in the settings
    QStringList folders{}; // added by hand
    std::optional<size_t> open{}; // of the sets
    const pipeline::CheckpointReport* report = nullptr; // of the open set's tensors, as far as it has come
    bool checked = false; // the report is finished
    std::vector<HashStatus> hashes{}; // of all sets that were checked
    bool sceneUses = false; // the open scene is made with this model
    bool rendering = false;
    bool searching = false;
};

// Whether all other parts of the set can be used.
[[nodiscard]] bool isOnlyLoraMissing(const pipeline::ModelSet& set);

[[nodiscard]] ModelSetState setState(const ModelFacts& facts, size_t set);
[[nodiscard]] ModelTopState topState(const ModelFacts& facts);
// "3 sets in 3 places · looked at once, nothing was changed"
[[nodiscard]] QString foundWords(const ModelFacts& facts);
// The sets and their parts as text, for a question to somebody else.
[[nodiscard]] QString foundText(const ModelFacts& facts);

} // namespace studio::ui
