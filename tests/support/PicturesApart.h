// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MovieReader.h"
#include "core/project/Take.h"
#include "core/spec/RenderSpec.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

namespace studio::test {

// How far the pictures of two takes are apart: the largest mean difference of a frame, 0 to 255.
struct PicturesApart {
    double before = 0; // a block
    double behind = 0; // from it on
};

// The takes have the same number of frames.
inline PicturesApart picturesApart(const project::Take& a, const project::Take& b, int64_t block)
{
    PicturesApart apart;
    Result<media::MovieReader> one = media::MovieReader::open(a.movie);
    Result<media::MovieReader> other = media::MovieReader::open(b.movie);
    if (!one || !other || a.framesMade != b.framesMade)
        qFatal("the films can't be compared");
    for (int64_t i = 0; i < a.framesMade; ++i) {
        const auto mine = one->nextFrame();
        const auto theirs = other->nextFrame();
        if (!mine || !*mine || !theirs || !*theirs)
            qFatal("a film is too short");
        double difference = 0;
        for (size_t at = 0; at < (*mine)->rgb.size(); ++at)
            difference += std::abs(int{(*mine)->rgb[at]} - int{(*theirs)->rgb[at]});
        double& most = i < block * kFramesPerBlock ? apart.before : apart.behind;
        most = std::max(most, difference / static_cast<double>((*mine)->rgb.size()));
    }
    return apart;
}

} // namespace studio::test
