// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

// The inner loops of the VAE on a CPU, in fp32. Vectors run along the pixels of a plane, so they are full for any
// number of channels. libtorch's convolutions reach a fraction of this speed at the 8 to 64 channels of small models.
namespace studio::vae::planar {

// Memory layout of a frame: channel after channel, each with a margin of zeros (`lead`), then rows of `row` floats
// whose last one is zero. A neighbour outside of the frame is thus a zero at a fixed distance, and a 3x3 convolution is
// nine shifted sums over one run of `span` floats.
struct Grid {
    static constexpr int64_t kAlign = 16; // floats
    static constexpr int64_t kSlack = 128; // floats that may be read after the last plane

    int64_t height = 0;
    int64_t width = 0;

    static constexpr int64_t roundedUp(int64_t n) { return (n + kAlign - 1) / kAlign * kAlign; }
    int64_t row() const { return width + 1; }
    int64_t span() const { return height * row(); }
    int64_t lead() const { return roundedUp(row() + 1); }
    int64_t plane() const { return lead() + roundedUp(span()); }
    int64_t frame(int64_t channels) const { return channels * plane() + lead() + kSlack; } // floats
};

// out[c][i] = bias[c] + add[c][i] + sum over k of weights[c][k] * taps[k][i], for i in [0, span). A tap is a plane
// shifted by a few pixels: every convolution here is a list of taps.
struct Convolution {
    const float* const* taps; // `count` pointers to pixel 0
    int64_t count;
    const float* weights; // [blocks][weightStride / block][block]: for a block of channels, tap after tap
    int64_t weightStride; // floats between two blocks
    int block; // output channels computed together: one of kBlocks
    const float* bias; // [blocks * block]
    const float* add; // pixel 0 of channel 0, planes as in `out`; null for none
    float* out; // pixel 0 of channel 0
    int64_t plane; // floats between two channels of `out` and `add`
    int64_t channels; // of `out`
    int64_t span;
    int64_t row; // every row-th float of `out`, from row - 1 on, is set to zero
};

// Two successive outputs of a convolution over three frames, with four products instead of six (Winograd's F(2,3) along
// time): for frames d0..d3 and kernels g0..g2,
//   p0 = (d0 - d2) g0, p1 = (d1 + d2) (g0 + g1 + g2) / 2, p2 = (d2 - d1) (g0 - g1 + g2) / 2, p3 = (d1 - d3) g2,
//   out = p0 + p1 + p2 and p1 - p2 - p3.
// `taps` and `weights` are those of the four products in turn; `count` is that of one product; `out` and `add` are
// those of the first frame. The weights of p3 are negated, so that products are only ever added.
struct PairConvolution {
    Convolution first;
    const float* secondAdd;
    float* secondOut;
};

// The four sums and differences above: out[0..3] from in[0..3], for floats [begin, end).
struct PairInputs {
    const float* in[4];
    float* out[4];
};

inline constexpr int kBlocks[] = {8, 4, 3};

// y[c] = x[c] / max(||x||, 1e-12) * scale[c], then SiLU if set. `in` and `out` have the same layout.
struct Norm {
    const float* in;
    float* out;
    int64_t plane;
    int64_t channels;
    const float* scale; // gamma * sqrt(channels)
    bool silu;
};

// Kernels for the best instruction set of this machine. Ranges are in pixels, and may be split among threads.
struct Kernels {
    const char* name;
    int lanes;
    int (*tile)(int block); // pixels computed together; ranges given to convolve() start at multiples of it
    void (*convolve)(const Convolution& convolution, int64_t begin, int64_t end);
    void (*convolvePair)(const PairConvolution& convolution, int64_t begin, int64_t end);
    void (*combine)(const PairInputs& inputs, int64_t begin, int64_t end); // multiples of Grid::kAlign
    void (*normalise)(const Norm& norm, int64_t begin, int64_t end); // multiples of Grid::kAlign
};
const Kernels& kernels();

} // namespace studio::vae::planar
