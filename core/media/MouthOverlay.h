// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/EyeTracker.h"

#include <array>
#include <optional>

namespace studio::media {

// Lays the mouth of a film over the video whose first picture the film was made from, picture by picture: moved to
// where the face is in the video, in the colours of its surroundings there, with a soft edge. Where the face isn't
// found in one of them as it was in the first pictures, the video stays as it is.
class MouthOverlay {
public:
    // The first pictures of both. `face`: in the video, from the hair to the chin. `shown`: the area of the video's
    // picture that the film shows.
    MouthOverlay(const Picture& video, const Picture& film, const Rect& face, const Rect& shown);

    // Changes the next picture of the video, by the next one of the film. Returns how much of the mouth is seen, 0..1.
    double lay(Picture& video, const Picture& film);

private:
    struct Offset {
        double x = 0;
        double y = 0;
    };
    [[nodiscard]] double share(double x, double y) const;
    [[nodiscard]] std::array<float, 3> filmAt(const Picture& film, double x, double y, const Offset& moved) const;
    void matchColours(const Picture& video, const Picture& film, const Offset& inVideo, const Offset& inFilm);

    Rect m_face;
    Rect m_shown;
    double m_scale; // pixels of the film for one of the video
    EyeTracker m_videoEyes;
    EyeTracker m_filmEyes;
    double m_seen = 1;
    std::optional<std::array<float, 3>> m_difference; // of the colours around the mouth: video less film
};

} // namespace studio::media
