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

// Frame sides are multiples of this: 8 (VAE) times 2 (patches) times 4 (coarsest motion tokens).
inline constexpr int kSideStep = 64;

// Parses "704*384" (or 704x384, 704×384) to an area, the only part that the reference uses (MODEL.md 4). Error:
// BadOption for another form, or an area outside 64*64 .. 4096*4096.
Result<int64_t> parseArea(std::string_view text);

// The frame size for a picture: its shape, sides in multiples of 64, at most maxArea pixels if possible; small pictures
// are barely enlarged. Exactly the reference's search (MODEL.md 4).
Size outputSize(Size picture, int64_t maxArea);

// Same as PIL's Image.resize(size, BILINEAR), bit for bit: a triangle filter as wide as the reduction, in integers. All
// sides must be at least 1.
Picture resizeBilinear(const Picture& picture, Size size);

enum class Fit {
    // As the reference (MODEL.md 4): scales the shorter side to the shorter one of size, then crops the middle; black
    // where the picture is too small.
    PadBlack,
    // Scales to cover the size, then crops the middle.
    Cover,
};

// The picture at exactly this size. A crop, in pixels of the picture, replaces fit: the crop is clipped to the picture
// and scaled to the size, which distorts it if the shapes differ.
Picture frame(const Picture& picture, Size size, Fit fit, std::optional<Rect> crop = {});

} // namespace studio::media
