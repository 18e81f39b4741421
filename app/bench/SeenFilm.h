// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/AvatarPipeline.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace studio::bench {

// A film in RAM, to be compared with others of the same size and length.
struct SeenFilm {
    int width = 0; // pixels
    int height = 0;
    std::vector<std::vector<uint8_t>> frames; // RGB
    std::vector<float> latents; // of all blocks, the lead-in's included
    double ditSeconds = 0;
};

// Errors: those of AvatarPipeline::render().
Result<SeenFilm> seenFilm(pipeline::AvatarPipeline& pipeline, const pipeline::RenderRequest& request);

// How near `film` is to `wanted`, in dB: of the frames' levels the peak signal to noise ratio, of the latents the power
// of the wanted ones to that of the difference. Infinite if they are the same.
[[nodiscard]] double framesDecibels(const SeenFilm& film, const SeenFilm& wanted);
[[nodiscard]] double latentsDecibels(const SeenFilm& film, const SeenFilm& wanted);

// The mouth is looked for where it is in a portrait of head and shoulders, such as the demo's: in the middle fifth of
// the width, from 58 to 74 % of the height. In levels of 255: by how much a frame of one film differs there from the
// same one of another, in the mean.
[[nodiscard]] double mouthDistance(const SeenFilm& one, size_t frame, const SeenFilm& other, size_t otherFrame);
// How far it is open in each frame, in a measure of its own: darker is wider.
[[nodiscard]] std::vector<double> mouthOpening(const SeenFilm& film);
// Pearson's, of two series of one length; 0 where one doesn't change.
[[nodiscard]] double correlation(const std::vector<double>& a, const std::vector<double>& b);
[[nodiscard]] double mean(const std::vector<double>& values); // of one at least

} // namespace studio::bench
