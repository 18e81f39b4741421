// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/VaeMemory.h"

#include <algorithm>

namespace studio::vae {
namespace {

constexpr int64_t kTaps = 3; // frames in the window of a time convolution
constexpr int64_t kPast = kTaps - 1; // frames in its cache
// cuDNN's workspace, in frames of a convolution's result. Measured on an H100: the peak at 704x384 (2.61 GB,
// tests/bench/RESULTS.md) minus the tensors counted here.
constexpr int64_t kWorkspace = 1;
constexpr int64_t kQueriesAtOnce = 4096; // of nn::attention, for heads of this width
constexpr int64_t kLatentChannels = 16;
constexpr int64_t kColours = 3;

// Working memory of a residual block on `frames` frames, without its caches, in values per pixel. A convolution's input
// consists of its new frames, the last of which are in the new cache already, and the frames of the old cache.
int64_t residual(int64_t in, int64_t out, int64_t frames)
{
    const int64_t shortcut = in == out ? 0 : frames * out;
    const int64_t first = 2 * frames * in + kTaps * in + (frames + kWorkspace) * out;
    const int64_t second = frames * in + 2 * frames * out + kTaps * out + (frames + kWorkspace) * out;
    return shortcut + std::max(first, second);
}

// Doubling the size, in values per pixel of the small picture: its frames, one enlarged, the results.
int64_t doubling(int64_t in, int64_t out, int64_t frames)
{
    return frames * in + 4 * in + 4 * (frames + kWorkspace) * out;
}

// The same with twice the frames: a convolution over time gives twice the channels, which become frames.
int64_t doublingInTime(int64_t width, int64_t frames)
{
    return frames * width + 2 * frames * width + doubling(width, width / 2, 2 * frames);
}

// Halving: the frames, one padded, the results of a quarter of the pixels.
int64_t halving(int64_t width, int64_t frames)
{
    return frames * width + width + (frames + kWorkspace) * width / 4 + width;
}

// Rows, their norm as frames and as one tensor, queries, keys and values, the queries scaled, the attended values, its
// projection and the sum; logits before and after the softmax.
int64_t attention(int64_t width, int64_t tokens)
{
    return tokens * (11 * width + 2 * std::min(tokens, kQueriesAtOnce));
}

} // namespace

int64_t int8DecoderBytes(int64_t base)
{
    // Pairs of widths in units of `base`: the middle's two blocks and three of the smallest size; three of which the
    // first widens; three; three.
    constexpr int64_t kPairs = 4 * 4 * 4 + 6 * 4 * 4 + (2 * 4 + 5 * 4 * 4) + 6 * 2 * 2 + 6;
    return kPairs * base * base * kTaps * 9;
}

VaeMemory vaeMemory(int64_t base, int64_t pixels)
{
    const int64_t full = pixels;
    const int64_t half = pixels / 4;
    const int64_t quarter = pixels / 16;
    const int64_t eighth = pixels / 64;
    const int64_t b = base;
    const int64_t middle = std::max(eighth * residual(4 * b, 4 * b, 1), attention(4 * b, eighth));

    VaeMemory memory;
    // Inputs of the convolutions over time: first, middle, three blocks, doubling; three blocks of which the first
    // widens, doubling; three blocks; three blocks and the head.
    memory.decoderCaches = kPast
        * (eighth * (kLatentChannels + b * 4 * (4 + 6 + 1)) + quarter * (2 * b + b * 4 * (5 + 1)) + half * 6 * 2 * b
           + full * (6 + 1) * b);
    memory.decoding
        = std::max({middle, eighth * doublingInTime(4 * b, 1), quarter * residual(2 * b, 4 * b, 2),
                    quarter * residual(4 * b, 4 * b, 2), quarter * doublingInTime(4 * b, 2),
                    half * residual(2 * b, 2 * b, 4), half * doubling(2 * b, b, 4), full * residual(b, b, 4)});

    // The pixels, two blocks; two blocks of which the first widens, and likewise below; the two convolutions that halve
    // the time remember one frame; two blocks, middle and head.
    memory.encoderCaches = kPast
            * (full * (kColours + 4 * b) + half * (b + b * 2 * 3) + quarter * (2 * b + b * 4 * 3)
               + eighth * (4 + 4 + 1) * 4 * b)
        + quarter * 2 * b + eighth * 4 * b;
    memory.encoding = std::max({full * residual(b, b, 4), full * halving(b, 4), half * residual(b, 2 * b, 4),
                                half * residual(2 * b, 2 * b, 4), quarter * residual(2 * b, 4 * b, 2),
                                quarter * residual(4 * b, 4 * b, 2), eighth * residual(4 * b, 4 * b, 1), middle});
    // The peak is at the last of the full size's convolutions, before which the others' caches are already new ones.
    memory.encodingStill = memory.encoderCaches + kPast * full * (kColours + 3 * b) + memory.encoding;
    return memory;
}

} // namespace studio::vae
