// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/ModelFingerprint.h"

#include "core/model/CheckpointFolder.h"
#include "core/model/Fingerprint.h"

namespace studio::pipeline {

namespace fs = std::filesystem;

Result<std::string> modelFingerprint(const ModelOptions& options)
{
    const CheckpointNames& names = options.entry.files;
    const fs::path root = model::checkpointRoot(options.checkpoint, names);
    std::string text;
    const auto add = [&text](const fs::path& file) -> Status {
        const Result<std::string> print = model::fingerprint(file);
        if (!print)
            return print.error();
        text += *print + ' ';
        return kDone;
    };
    for (const model::CheckpointFile& file : model::listCheckpoint(options.checkpoint, names, options.parts)) {
        if (!file.needed || !file.present || !fs::is_regular_file(root / file.name))
            continue;
        if (Status added = add(root / file.name); !added)
            return added.error();
    }
    if (!options.lora.empty()) {
        const Result<fs::path> lora = model::findLora(options.lora, names);
        if (!lora)
            return lora.error();
        text += "lora ";
        if (Status added = add(*lora); !added)
            return added.error();
    }
    if (options.loraAlpha)
        text += "alpha " + std::to_string(*options.loraAlpha);
    return text;
}

} // namespace studio::pipeline
