// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/MovieScores.h"

#include "core/media/MonoSound.h"
#include "core/media/MovieReader.h"
#include "core/scores/FilmScorer.h"
#include "core/scores/VoiceLoudness.h"

#include <optional>
#include <vector>

namespace studio::scores {

Result<std::vector<float>> readLoudness(const std::filesystem::path& file, double frameRate,
                                        const std::stop_token& stop)
{
    std::optional<VoiceLoudness> loudness;
    const Result<media::SoundFindings> read = media::readMono(file, {},
                                                              {.begin =
                                                                   [&](const media::SoundStream& stream) {
                                                                       loudness.emplace(stream.sampleRate(), frameRate);
                                                                       return kDone;
                                                                   },
                                                               .add =
                                                                   [&](std::span<const float> samples) {
                                                                       loudness->add(samples);
                                                                       return kDone;
                                                                   }},
                                                              stop);
    if (!read)
        return read.error();
    return loudness ? loudness->frames() : std::vector<float>();
}

Result<FilmScores> scoreMovie(const std::filesystem::path& movie, const std::stop_token& stop)
{
    Result<media::MovieReader> reader = media::MovieReader::open(movie);
    if (!reader)
        return reader.error();
    const media::MovieInfo& info = reader->info();
    if (info.frameRate <= 0)
        return Error{ErrorCode::Unsupported, movie.string(), "it doesn't say how many frames a second it has"};
    std::vector<float> loudness;
    if (info.hasSound) {
        Result<std::vector<float>> read = readLoudness(movie, info.frameRate, stop);
        if (!read)
            return read.error();
        loudness = std::move(*read);
    }
    std::optional<FilmScorer> scorer;
    int width = 0;
    int height = 0;
    for (;;) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, movie.string(), {}};
        const Result<std::optional<media::Picture>> frame = reader->nextFrame();
        if (!frame)
            return frame.error();
        if (!*frame)
            break;
        const media::Picture& picture = **frame;
        if (!scorer) {
            width = picture.width;
            height = picture.height;
            scorer.emplace(width, height, info.frameRate);
        }
        if (picture.width != width || picture.height != height)
            return Error{ErrorCode::Unsupported, movie.string(), "its pictures have several sizes"};
        scorer->add(picture.rgb);
    }
    if (!scorer)
        return Error{ErrorCode::MediaDamaged, movie.string(), "it has no picture"};
    return scorer->scores(loudness);
}

} // namespace studio::scores
