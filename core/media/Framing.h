// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Picture.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace studio::media {

struct Size {
    int width = 0;
    int height = 0;

    bool operator==(const Size&) const = default;
};

struct Rect {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
};

// Movie sides are multiples of this: 8 of the VAE times 2 of the patches times 4 of the coarsest motion tokens.
inline constexpr int kSideStep = 64;

// "704*384" (or 704x384, 704×384) to the area, which is all that the reference takes from it (MODEL.md 4). BadOption:
// not of that form, or an area outside 64*64 .. 4096*4096.
Result<int64_t> parseArea(std::string_view text);

// The movie's size for a picture of this size: the picture's shape, sides in multiples of 64, at most maxArea pixels
// where that is possible; small pictures are hardly enlarged. The reference's search, number for number (MODEL.md 4).
Size outputSize(Size picture, int64_t maxArea);

// PIL's Image.resize(size, BILINEAR), bit for bit: a triangle filter as wide as the reduction, in integers.
// Sides of both are at least 1.
Picture resizeBilinear(const Picture& picture, Size size);

enum class Fit {
    // The reference (MODEL.md 4): the shorter side becomes the shorter one of size, then the middle is cut out; black
    // where the picture ends too early.
    PadBlack,
    // The smallest enlargement that leaves no bars, then the middle is cut out.
    Cover,
};

// The picture at exactly this size. A crop, in the picture's pixels, takes the place of fit: it is cut to the picture
// and then scaled to the size (its shape should be the size's, or it is squeezed).
Picture frame(const Picture& picture, Size size, Fit fit, std::optional<Rect> crop = {});

} // namespace studio::media
