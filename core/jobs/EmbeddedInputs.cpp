// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/EmbeddedInputs.h"

namespace studio::jobs {
namespace {

namespace fs = std::filesystem;

// "portrait", "voice", and the people's "voice 1" and so on.
std::string roleOf(size_t input)
{
    return input == 0 ? "portrait" : input == 1 ? "voice" : "voice " + std::to_string(input - 1);
}

} // namespace

std::vector<media::FileToEmbed> inputsToEmbed(const project::Scene& scene)
{
    std::vector<media::FileToEmbed> files;
    const std::vector<const fs::path*> inputs = project::inputsOf(scene);
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (!inputs[i]->empty())
            files.push_back({roleOf(i), *inputs[i]});
    }
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
    const std::vector<fs::path*> inputs = project::inputsOf(scene);
    for (const media::EmbeddedFile& file : *files) {
        fs::path* input = nullptr;
        for (size_t i = 0; i < inputs.size(); ++i) {
            if (file.role == roleOf(i))
                input = inputs[i];
        }
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
