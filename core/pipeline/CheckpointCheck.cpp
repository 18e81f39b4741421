// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/CheckpointCheck.h"

#include "core/audio/Wav2Vec2.h"
#include "core/dit/DitCheckpoint.h"
#include "core/model/CheckpointFolder.h"
#include "core/pipeline/detail/CaughtError.h"
#include "core/text/T5Encoder.h"
#include "core/text/Tokenizer.h"
#include "core/vae/VaeFiles.h"
#include "core/vae/VaeWeights.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>

namespace studio::pipeline {
namespace {

namespace fs = std::filesystem;

// Checks a network's files with its own reader.
Status readNetwork(ModelPart part, const model::CheckpointFolder& folder, const std::optional<dit::LoraFile>& lora,
                   const std::stop_token& stop)
{
    try {
        const c10::InferenceMode inference;
        const auto outcome = [](const auto& result) { return result ? Status(kDone) : Status(result.error()); };
        switch (part) {
        case ModelPart::Lora: break; // with the video model, whose tensors it changes
        case ModelPart::VideoModel: return outcome(dit::DitCheckpoint::open(folder, lora));
        case ModelPart::TextEncoder: return outcome(text::T5Encoder::load(folder.t5, c10::kCPU, at::kFloat));
        case ModelPart::Tokenizer: return outcome(text::Tokenizer::open(folder.tokenizer));
        case ModelPart::VoiceEncoder: return audio::Wav2Vec2::check(folder.wav2vec2);
        case ModelPart::PictureDecoder: {
            const Result<model::TensorSource> source = vae::openVae(folder.vae);
            return source ? outcome(vae::bindVaeWeights(*source, folder.vae.string(), c10::kCPU, at::kFloat, stop))
                          : Status(source.error());
        }
        }
        return kDone;
    } catch (...) {
        return caughtError();
    }
}

// The part whose path ends as the error's subject; the group's largest file if none does.
CheckpointPart& blamed(std::vector<CheckpointPart*>& parts, const Error& error)
{
    for (CheckpointPart* const part : parts) {
        if (error.subject.ends_with(part->name))
            return *part;
    }
    return **std::max_element(parts.begin(), parts.end(),
                              [](const CheckpointPart* a, const CheckpointPart* b) { return a->bytes < b->bytes; });
}

CheckpointPart partOf(const model::CheckpointFile& file)
{
    const PartState absent = file.needed ? PartState::Missing : PartState::Optional;
    return {
        .part = file.part, .name = file.name, .state = file.present ? PartState::Present : absent, .bytes = file.bytes};
}

} // namespace

bool CheckpointReport::complete() const
{
    return !parts.empty() && std::all_of(parts.begin(), parts.end(), [](const CheckpointPart& part) {
        return part.state == PartState::Checked || part.state == PartState::Present
            || part.state == PartState::Optional;
    });
}

int CheckpointReport::missing() const
{
    return static_cast<int>(std::count_if(parts.begin(), parts.end(),
                                          [](const CheckpointPart& part) { return part.state == PartState::Missing; }));
}

CheckpointReport checkCheckpoint(const ModelPlace& place, const std::function<void(const CheckpointReport&)>& listener,
                                 const std::stop_token& stop, const ModelEntry& entry)
{
    const CheckpointNames& names = entry.files;
    const fs::path loraPlace = place.lora.empty() ? model::loraBeside(place.checkpoint, names) : place.lora;
    std::error_code ignored;
    CheckpointReport report{.root = model::checkpointRoot(place.checkpoint, names),
                            .folderExists = fs::is_directory(place.checkpoint, ignored),
                            .parts = {}};
    for (const model::CheckpointFile& file : model::listCheckpoint(place.checkpoint, names, place.parts))
        report.parts.push_back(partOf(file));
    if (entry.needsLora)
        report.parts.push_back(partOf(model::describeLora(loraPlace, names)));
    if (listener)
        listener(report);

    const model::CheckpointFolder files = model::checkpointFolder(place.checkpoint, names, place.parts);
    std::optional<dit::LoraFile> loraFile;
    if (const Result<fs::path> file = model::findLora(loraPlace, names); entry.needsLora && file)
        loraFile = dit::LoraFile{.path = *file, .alpha = {}};
    for (const ModelPart network : {ModelPart::Tokenizer, ModelPart::VoiceEncoder, ModelPart::PictureDecoder,
                                    ModelPart::VideoModel, ModelPart::TextEncoder}) {
        if (stop.stop_requested())
            break;
        std::vector<CheckpointPart*> parts;
        bool missing = false;
        for (CheckpointPart& part : report.parts) {
            const bool isLora = part.part == ModelPart::Lora;
            if ((isLora ? ModelPart::VideoModel : part.part) != network)
                continue;
            missing = missing || (part.state == PartState::Missing && !isLora);
            if (part.state == PartState::Present)
                parts.push_back(&part);
        }
        if (missing || parts.empty())
            continue; // The existing files can't be checked without the missing ones.
        const Status read = readNetwork(network, files, loraFile, stop);
        if (stop.stop_requested())
            break;
        for (CheckpointPart* const part : parts)
            part->state = PartState::Checked;
        if (!read) {
            CheckpointPart& part = blamed(parts, read.error());
            part.state = PartState::Damaged;
            part.error = read.error();
        }
        if (listener)
            listener(report);
    }
    return report;
}

} // namespace studio::pipeline
