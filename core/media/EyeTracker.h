// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Framing.h"
#include "core/media/Picture.h"

#include <vector>

namespace studio::media {

// Follows a face through successive pictures of one size by its brows and eyes, which move less by themselves than a
// mouth does: the place where they look most like in the first picture (normalised cross-correlation). Movements only:
// a face that turns away, comes nearer or is covered looks less and less like the first.
class EyeTracker {
public:
    // `face`: in pixels of the first picture, from the hair to the chin; 8 pixels wide and high at least.
    EyeTracker(const Picture& first, const Rect& face);

    struct Place {
        double x = 0; // pixels since the first picture, to the right and down
        double y = 0;
        double likeness = 1; // -1..1
    };
    // In the next picture, at most a quarter of the face's width from the place before. Where nothing is alike, the
    // place before.
    Place find(const Picture& picture);

private:
    [[nodiscard]] std::vector<float> look(const Picture& picture, double left, double top, int width, int height) const;

    double m_scale; // of the pictures that are compared
    int m_width; // of the eyes, in these
    int m_height;
    double m_left; // in pixels of the first picture
    double m_top;
    std::vector<float> m_eyes;
    Place m_place;
};

} // namespace studio::media
