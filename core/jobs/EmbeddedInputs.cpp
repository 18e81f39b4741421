// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/EmbeddedInputs.h"

namespace studio::jobs {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPortrait = "portrait";
constexpr const char* kVoice = "voice";

} // namespace

std::vector<media::FileToEmbed> inputsToEmbed(const project::Scene& scene)
{
    std::vector<media::FileToEmbed> files;
    if (!scene.portrait.empty())
        files.push_back({kPortrait, scene.portrait});
    if (!scene.voice.empty())
        files.push_back({kVoice, scene.voice});
    return files;
}

std::optional<uintmax_t> inputBytes(const project::Scene& scene)
{
    uintmax_t bytes = 0;
    for (const media::FileToEmbed& input : inputsToEmbed(scene)) {
        std::error_code failed;
        const uintmax_t size = fs::file_size(input.file, failed);
        if (failed)
            return std::nullopt;
        bytes += size;
    }
    return bytes;
}

Result<project::Scene> withEmbeddedInputs(project::Scene scene, const fs::path& movie, const fs::path& folder)
{
    const Result<std::vector<media::EmbeddedFile>> files = media::embeddedFiles(movie);
    if (!files)
        return files.error();
    for (const media::EmbeddedFile& file : *files) {
        fs::path* const input = file.role == kPortrait ? &scene.portrait : file.role == kVoice ? &scene.voice : nullptr;
        if (!input || media::isSameFile(file, *input))
            continue;
        const fs::path earlier = folder / file.name;
        if (media::isSameFile(file, earlier)) {
            *input = earlier;
            continue;
        }
        Result<fs::path> written = media::extractFile(movie, file, folder);
        if (!written)
            return written.error();
        *input = std::move(*written);
    }
    return scene;
}

} // namespace studio::jobs
