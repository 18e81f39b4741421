// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Framing.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace studio::scores {

inline constexpr size_t kMouthCells = 48; // 8 beside and 6 below each other

// What is kept of a frame.
struct FrameNumbers {
    // Mean brightness of the cells of the mouth's area, less the mean of all of them; in 1/64 of a level of 255.
    std::array<int16_t, kMouthCells> mouth{};
    std::array<float, 3> colour{}; // CIELAB of the mean of the frame's light
    float sharpness = 0; // variance of the Laplacian of the brightness (Pech-Pacheco et al., 2000)
    float flicker = 0; // change of the background since the frame before, in levels of 255
    float likeness = 1; // structural similarity (Wang et al., 2004) of eyes and brows with those of the first frame
};

// Measures the frames of a film, one after the other. The face is looked for in the first frame and then every 50
// frames; its area moves only when the face has clearly done so. Where none is found it is taken to be in the middle, a
// bit above the frame's centre, as the program's crops put it.
//
// The background is what lies at the sides, beside the face; its change is the median of that of its cells, so that a
// hand or a passer-by in some of them counts nothing. Eyes and brows are compared in brightness, moved against each
// other by up to a tenth of the face: the best place counts. That tells a face that melts or is replaced; it doesn't
// tell two people of similar faces apart, and a turned head counts as a difference.
class FrameMeter {
public:
    FrameMeter(int width, int height);

    // 8-bit RGB of one frame.
    [[nodiscard]] FrameNumbers measure(std::span<const uint8_t> rgb);

    [[nodiscard]] bool foundFace() const { return m_foundFace; }
    // The face's area, in pixels: from the brows to the chin.
    [[nodiscard]] const media::Rect& face() const { return m_face; }

private:
    void findFace(std::span<const uint8_t> rgb);
    void readBrightness(std::span<const uint8_t> rgb);
    // Of an area given in shares of the face's: columns x rows cells.
    void readCells(double left, double top, double right, double bottom, int columns, int rows,
                   std::span<float> cells) const;
    [[nodiscard]] float sharpness() const;
    [[nodiscard]] float flicker();
    [[nodiscard]] float likeness();

    int m_width;
    int m_height;
    media::Rect m_face;
    bool m_foundFace = false;
    int64_t m_frames = 0;
    std::vector<uint8_t> m_brightness; // of the present frame's pixels
    std::vector<float> m_background; // of the cells of the frame before
    std::vector<float> m_firstEyes;
};

} // namespace studio::scores
