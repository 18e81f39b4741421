// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace studio {

// The parts of a model that lie in files of their own. The tokenizer belongs to the text encoder.
enum class ModelPart { VideoModel, TextEncoder, Tokenizer, VoiceEncoder, PictureDecoder, Lora };

// Files that take the place of parts of a checkpoint's folder. An empty path: the folder's own part.
struct PartFiles {
    std::filesystem::path videoModel{}; // one file, or the name that shards have in common, as openTensors() takes it
    std::filesystem::path textEncoder{}; // one file
    std::filesystem::path tokenizer{}; // a file, or a folder with tokenizer.json
    std::filesystem::path voiceEncoder{}; // a file, or a folder in Hugging Face's layout
    std::filesystem::path pictureDecoder{}; // one file: the VAE, which encodes and decodes

    bool operator==(const PartFiles&) const = default;
};

// Where a model's files are.
struct ModelPlace {
    std::filesystem::path checkpoint{}; // its folder; empty: not set up
    std::filesystem::path lora{}; // empty: the LoRA beside the checkpoint
    PartFiles parts{};
    std::filesystem::path lightDecoder{}; // one file, such as taew2_1.safetensors, for drafts; empty: none

    bool operator==(const ModelPlace&) const = default;
};

} // namespace studio
