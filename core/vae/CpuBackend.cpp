// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/CpuBackend.h"

#include "core/vae/PlanarKernels.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace studio::vae {
namespace {

using planar::Convolution;
using planar::Grid;
using planar::PairConvolution;

Grid gridOf(const FeatureMaps& frames)
{
    return {frames.height, frames.width};
}

// Pixel 0 of channel 0.
float* pixels(const FeatureMaps& frames, int64_t t)
{
    return frames.items[static_cast<size_t>(t)].mutable_data_ptr<float>() + gridOf(frames).lead();
}

// [channels, height, width], without the zero padding.
at::Tensor pictures(const FeatureMaps& frames, int64_t t)
{
    const Grid grid = gridOf(frames);
    const at::Tensor& frame = frames.items[static_cast<size_t>(t)];
    return frame.as_strided({frames.channels, frames.height, frames.width}, {grid.plane(), grid.row(), 1},
                            frame.storage_offset() + grid.lead());
}

// The largest of the block sizes that waste the fewest lanes.
int blockFor(int64_t channels)
{
    const auto rounded = [channels](int block) { return (channels + block - 1) / block * block; };
    return *std::min_element(std::begin(planar::kBlocks), std::end(planar::kBlocks),
                             [&](int a, int b) { return rounded(a) < rounded(b); });
}

// [out, ...taps] -> [blocks, taps, block], with zeros for channels that don't exist.
at::Tensor packed(const at::Tensor& weight, int block)
{
    const at::Tensor byTap = weight.flatten(1).t();
    const int64_t missing = (block - weight.size(0) % block) % block;
    return at::constant_pad_nd(byTap, {0, missing}).reshape({byTap.size(0), -1, block}).transpose(0, 1).contiguous();
}

// [out, in, 3, 3] on a picture of twice the size -> [out, in, 2, 2] on the picture itself, for pixels at (y, x) of
// their 2x2 squares: two of three rows (columns) of the kernel fall on the same row of the small picture.
at::Tensor subpixelKernel(const at::Tensor& weight, int64_t y, int64_t x)
{
    const auto fold = [](const at::Tensor& w, int64_t dim, int64_t place) {
        const auto at = [&](int64_t i) { return w.select(dim, i); };
        return place == 0 ? at::stack({at(0), at(1) + at(2)}, dim) : at::stack({at(0) + at(1), at(2)}, dim);
    };
    return fold(fold(weight, 2, y), 3, x);
}

// Operations per part for a thread: some ten microseconds, enough to outweigh the hand-over.
constexpr int64_t kPartMultiplyAdds = 1'000'000;
constexpr int64_t kPartNumbers = 20'000;

void convolve(const Convolution& convolution, int64_t begin, int64_t end)
{
    planar::kernels().convolve(convolution, begin, end);
}

void convolve(const PairConvolution& pair, int64_t begin, int64_t end)
{
    planar::kernels().convolvePair(pair, begin, end);
}

// Distributes the tiles of convolutions of the shape `any`.
template<typename AnyConvolution>
void run(Helpers& helpers, const std::vector<AnyConvolution>& convolutions, const Convolution& any)
{
    const int64_t tile = planar::kernels().tile(any.block);
    const int64_t tiles = (any.span + tile - 1) / tile;
    const int64_t part = std::max<int64_t>(1, kPartMultiplyAdds / (any.count * any.channels * tile));
    helpers.forParts(tiles * static_cast<int64_t>(convolutions.size()), part, [&](int64_t begin, int64_t end) {
        while (begin < end) {
            const int64_t first = begin % tiles;
            const int64_t last = std::min(tiles, first + end - begin);
            convolve(convolutions[static_cast<size_t>(begin / tiles)], first * tile, std::min(last * tile, any.span));
            begin += last - first;
        }
    });
}

void run(Helpers& helpers, const std::vector<Convolution>& convolutions)
{
    run(helpers, convolutions, convolutions.front());
}

// The shifted planes that a convolution with a square kernel sums, for all channels of a frame.
void appendTaps(std::vector<const float*>& taps, const FeatureMaps& frames, int64_t t, int64_t kernel)
{
    const Grid grid = gridOf(frames);
    for (int64_t c = 0; c < frames.channels; ++c) {
        const float* plane = pixels(frames, t) + c * grid.plane();
        for (int64_t dy = -(kernel / 2); dy <= kernel / 2; ++dy) {
            for (int64_t dx = -(kernel / 2); dx <= kernel / 2; ++dx)
                taps.push_back(plane + dy * grid.row() + dx);
        }
    }
}

// Calls function(frame, channel) for all of them, on all threads.
template<typename Function>
void forPlanes(Helpers& helpers, int64_t frames, int64_t channels, int64_t span, const Function& function)
{
    helpers.forParts(frames * channels, std::max<int64_t>(1, kPartNumbers / span), [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
            function(i / channels, i % channels);
    });
}

} // namespace

CpuBackend::CpuBackend()
    : m_helpers(at::get_num_threads() - 1)
{
}

void CpuBackend::prepare(ConvWeights& weights, Form form)
{
    const int block = blockFor(weights.out());
    const int64_t missing = (block - weights.out() % block) % block;
    weights.bias = at::constant_pad_nd(weights.bias, {0, missing}).contiguous();
    if (form == Form::Up) {
        const at::Tensor flat = weights.weight.squeeze(2);
        std::vector<at::Tensor> kernels;
        for (int64_t place = 0; place < 4; ++place)
            kernels.push_back(packed(subpixelKernel(flat, place / 2, place % 2), block));
        weights.weight = at::stack(kernels); // [places, blocks, in * 4, block]
        return;
    }
    if (form == Form::SamePairs) {
        const auto frame = [&](int64_t t) { return weights.weight.select(2, t); };
        const at::Tensor outer = (frame(0) + frame(2)) * 0.5;
        const at::Tensor inner = frame(1) * 0.5;
        weights.pairs = packed(at::stack({frame(0), outer + inner, outer - inner, -frame(2)}, 1), block);
    }
    weights.weight = packed(weights.weight.transpose(1, 2), block); // [blocks, frames * in * 9, block]
}

FeatureMaps CpuBackend::allocate(int64_t count, int64_t channels, int64_t height, int64_t width)
{
    FeatureMaps frames{.items = {}, .channels = channels, .height = height, .width = width};
    const Grid grid = gridOf(frames);
    const int64_t size = grid.frame(channels);
    auto candidate = m_memory.begin();
    for (int64_t t = 0; t < count; ++t) {
        candidate = std::find_if(candidate, m_memory.end(), [size](const at::Tensor& memory) {
            return memory.numel() == size && memory.storage().use_count() == 1;
        });
        if (candidate == m_memory.end())
            candidate = m_memory.insert(m_memory.end(), at::empty({size}, at::kFloat));
        frames.items.push_back(candidate->alias());
        ++candidate;
        float* plane = frames.items.back().mutable_data_ptr<float>();
        const int64_t rest = grid.plane() - grid.lead() - grid.span();
        for (int64_t c = 0; c < channels; ++c, plane += grid.plane()) {
            std::fill_n(plane, grid.lead(), 0.0f);
            std::fill_n(plane + grid.lead() + grid.span(), rest, 0.0f);
        }
        std::fill_n(plane, grid.lead(), 0.0f);
    }
    return frames;
}

FeatureMaps CpuBackend::imported(const at::Tensor& frames)
{
    FeatureMaps result = allocate(frames.size(0), frames.size(1), frames.size(2), frames.size(3));
    for (int64_t t = 0; t < result.count(); ++t) {
        const Grid grid = gridOf(result);
        std::fill_n(pixels(result, t), result.channels * grid.plane(), 0.0f);
        pictures(result, t).copy_(frames.select(0, t));
    }
    return result;
}

at::Tensor CpuBackend::exported(const FeatureMaps& frames)
{
    std::vector<at::Tensor> items;
    for (int64_t t = 0; t < frames.count(); ++t)
        items.push_back(pictures(frames, t));
    return at::stack(items);
}

FeatureMaps CpuBackend::convolve(const FeatureMaps& x, const ConvWeights& weights, Steps steps, const FeatureMaps* add)
{
    const Grid grid = gridOf(x);
    const int64_t kernel = weights.shape[3];
    const int64_t perFrame = weights.in() * kernel * kernel;
    const int64_t count = (steps.missing + x.count() - weights.frames()) / steps.stride + 1;
    const int block = static_cast<int>(weights.weight.size(2));
    FeatureMaps out = allocate(count, weights.out(), x.height, x.width);
    if (weights.pairs.defined() && steps.missing == 0 && steps.stride == 1 && count % 2 == 0) {
        convolvePairs(x, weights, add, out);
        return out;
    }

    std::vector<std::vector<const float*>> taps(static_cast<size_t>(count));
    std::vector<Convolution> convolutions;
    for (int64_t t = 0; t < count; ++t) {
        const int64_t first = t * steps.stride - steps.missing;
        const int64_t skipped = std::max<int64_t>(-first, 0); // Frames that are zero add nothing.
        std::vector<const float*>& list = taps[static_cast<size_t>(t)];
        list.reserve(static_cast<size_t>((weights.frames() - skipped) * perFrame));
        for (int64_t f = first + skipped; f < first + weights.frames(); ++f)
            appendTaps(list, x, f, kernel);
        convolutions.push_back({.taps = list.data(),
                                .count = static_cast<int64_t>(list.size()),
                                .weights = weights.weight.const_data_ptr<float>() + skipped * perFrame * block,
                                .weightStride = weights.frames() * perFrame * block,
                                .block = block,
                                .bias = weights.bias.const_data_ptr<float>(),
                                .add = add ? pixels(*add, t) : nullptr,
                                .out = pixels(out, t),
                                .plane = grid.plane(),
                                .channels = weights.out(),
                                .span = grid.span(),
                                .row = grid.row()});
    }
    run(m_helpers, convolutions);
    return out;
}

void CpuBackend::convolvePairs(const FeatureMaps& x, const ConvWeights& weights, const FeatureMaps* add,
                               const FeatureMaps& out)
{
    const Grid grid = gridOf(x);
    const int64_t kernel = weights.shape[3];
    const int64_t taps = weights.in() * kernel * kernel;
    const int block = static_cast<int>(weights.pairs.size(2));
    const int64_t parts = x.channels * grid.plane() + grid.lead();
    for (int64_t t = 0; t < out.count(); t += 2) {
        const FeatureMaps mixed = allocate(4, x.channels, x.height, x.width);
        planar::PairInputs inputs{};
        for (int64_t f = 0; f < 4; ++f) {
            inputs.in[f] = pixels(x, t + f) - grid.lead();
            inputs.out[f] = pixels(mixed, f) - grid.lead();
        }
        m_helpers.forParts(parts / Grid::kAlign, kPartNumbers / Grid::kAlign, [&](int64_t begin, int64_t end) {
            planar::kernels().combine(inputs, begin * Grid::kAlign, end * Grid::kAlign);
        });

        std::vector<const float*> list;
        list.reserve(static_cast<size_t>(4 * taps));
        for (int64_t f = 0; f < 4; ++f)
            appendTaps(list, mixed, f, kernel);
        const Convolution first{.taps = list.data(),
                                .count = taps,
                                .weights = weights.pairs.const_data_ptr<float>(),
                                .weightStride = 4 * taps * block,
                                .block = block,
                                .bias = weights.bias.const_data_ptr<float>(),
                                .add = add ? pixels(*add, t) : nullptr,
                                .out = pixels(out, t),
                                .plane = grid.plane(),
                                .channels = weights.out(),
                                .span = grid.span(),
                                .row = grid.row()};
        const PairConvolution pair{
            .first = first, .secondAdd = add ? pixels(*add, t + 1) : nullptr, .secondOut = pixels(out, t + 1)};
        run(m_helpers, std::vector{pair}, first);
    }
}

FeatureMaps CpuBackend::normalise(const FeatureMaps& x, const at::Tensor& gamma, Activation activation,
                                  const ConvWeights& /*reader*/)
{
    constexpr int64_t kPart = 32 * Grid::kAlign;
    const Grid grid = gridOf(x);
    FeatureMaps out = allocate(x.count(), x.channels, x.height, x.width);
    const at::Tensor scale = gamma * std::sqrt(static_cast<double>(x.channels));
    const int64_t span = Grid::roundedUp(grid.span()); // The padding behind the rows is zero and stays zero.
    const int64_t parts = (span + kPart - 1) / kPart;
    m_helpers.forParts(x.count() * parts, std::max<int64_t>(1, kPartNumbers / (kPart * x.channels)),
                       [&](int64_t begin, int64_t end) {
                           for (int64_t i = begin; i < end; ++i) {
                               const int64_t first = i % parts * kPart;
                               planar::kernels().normalise({.in = pixels(x, i / parts),
                                                            .out = pixels(out, i / parts),
                                                            .plane = grid.plane(),
                                                            .channels = x.channels,
                                                            .scale = scale.const_data_ptr<float>(),
                                                            .silu = activation == Activation::Silu},
                                                           first, std::min(first + kPart, span));
                           }
                       });
    return out;
}

FeatureMaps CpuBackend::rectify(FeatureMaps x)
{
    const Grid grid = gridOf(x);
    forPlanes(m_helpers, x.count(), x.channels, grid.span(), [&](int64_t t, int64_t c) {
        float* const plane = pixels(x, t) + c * grid.plane();
        for (int64_t i = 0; i < grid.span(); ++i)
            plane[i] = std::max(plane[i], 0.0F);
    });
    return x;
}

FeatureMaps CpuBackend::upsample(const FeatureMaps& x, const ConvWeights& weights)
{
    const Grid grid = gridOf(x);
    const int64_t channels = weights.out();
    const int block = static_cast<int>(weights.weight.size(3));
    const int64_t taps = 4 * weights.in();

    FeatureMaps places = allocate(x.count(), 4 * channels, x.height, x.width);
    std::vector<std::vector<const float*>> lists;
    lists.reserve(places.items.size() * 4);
    std::vector<Convolution> convolutions;
    for (int64_t t = 0; t < x.count(); ++t) {
        for (int64_t place = 0; place < 4; ++place) {
            std::vector<const float*>& list = lists.emplace_back();
            for (int64_t c = 0; c < weights.in(); ++c) {
                // The kernel's two rows lie on y - 1 and y for an upper pixel, on y and y + 1 for a lower one.
                const float* plane = pixels(x, t) + c * grid.plane() + (place / 2 - 1) * grid.row() + place % 2 - 1;
                list.insert(list.end(), {plane, plane + 1, plane + grid.row(), plane + grid.row() + 1});
            }
            convolutions.push_back({.taps = list.data(),
                                    .count = taps,
                                    .weights = weights.weight.select(0, place).const_data_ptr<float>(),
                                    .weightStride = taps * block,
                                    .block = block,
                                    .bias = weights.bias.const_data_ptr<float>(),
                                    .add = nullptr,
                                    .out = pixels(places, t) + place * channels * grid.plane(),
                                    .plane = grid.plane(),
                                    .channels = channels,
                                    .span = grid.span(),
                                    .row = grid.row()});
        }
    }
    run(m_helpers, convolutions);

    FeatureMaps out = allocate(x.count(), channels, 2 * x.height, 2 * x.width);
    const Grid large = gridOf(out);
    forPlanes(m_helpers, x.count(), channels, large.span(), [&](int64_t t, int64_t c) {
        for (int64_t y = 0; y < out.height; ++y) {
            const float* left = pixels(places, t) + ((y % 2 * 2) * channels + c) * grid.plane() + y / 2 * grid.row();
            const float* right = left + channels * grid.plane();
            float* row = pixels(out, t) + c * large.plane() + y * large.row();
            for (int64_t i = 0; i < x.width; ++i) {
                row[2 * i] = left[i];
                row[2 * i + 1] = right[i];
            }
            row[out.width] = 0.0f;
        }
    });
    return out;
}

FeatureMaps CpuBackend::downsample(const FeatureMaps& x, const ConvWeights& weights)
{
    const Grid large = gridOf(x);
    // Four channels from one: even and odd rows times even and odd columns.
    FeatureMaps quarters = allocate(x.count(), 4 * x.channels, x.height / 2, x.width / 2);
    const Grid grid = gridOf(quarters);
    forPlanes(m_helpers, x.count(), 4 * x.channels, grid.span(), [&](int64_t t, int64_t c) {
        for (int64_t y = 0; y < grid.height; ++y) {
            const float* from = pixels(x, t) + c / 4 * large.plane() + (2 * y + c / 2 % 2) * large.row() + c % 2;
            float* row = pixels(quarters, t) + c * grid.plane() + y * grid.row();
            for (int64_t i = 0; i < grid.width; ++i)
                row[i] = from[2 * i];
            row[grid.width] = 0.0f;
        }
    });

    FeatureMaps out = allocate(x.count(), weights.out(), grid.height, grid.width);
    const int block = static_cast<int>(weights.weight.size(2));
    std::vector<std::vector<const float*>> lists(x.items.size());
    std::vector<Convolution> convolutions;
    for (int64_t t = 0; t < x.count(); ++t) {
        std::vector<const float*>& list = lists[static_cast<size_t>(t)];
        for (int64_t c = 0; c < weights.in(); ++c) {
            for (int64_t tap = 0; tap < 9; ++tap) {
                const int64_t y = tap / 3;
                const int64_t x3 = tap % 3;
                list.push_back(pixels(quarters, t) + (4 * c + y % 2 * 2 + x3 % 2) * grid.plane() + y / 2 * grid.row()
                               + x3 / 2);
            }
        }
        convolutions.push_back({.taps = list.data(),
                                .count = static_cast<int64_t>(list.size()),
                                .weights = weights.weight.const_data_ptr<float>(),
                                .weightStride = static_cast<int64_t>(list.size()) * block,
                                .block = block,
                                .bias = weights.bias.const_data_ptr<float>(),
                                .add = nullptr,
                                .out = pixels(out, t),
                                .plane = grid.plane(),
                                .channels = weights.out(),
                                .span = grid.span(),
                                .row = grid.row()});
    }
    run(m_helpers, convolutions);
    return out;
}

FeatureMaps CpuBackend::unfold(const FeatureMaps& x)
{
    const Grid grid = gridOf(x);
    FeatureMaps out{.items = {}, .channels = x.channels / 2, .height = x.height, .width = x.width};
    for (const at::Tensor& frame : x.items) {
        for (int64_t half = 0; half < 2; ++half)
            out.items.push_back(frame.narrow(0, half * out.channels * grid.plane(), grid.frame(out.channels)));
    }
    return out;
}

bool CpuBackend::identical(const FeatureMaps& a, const FeatureMaps& b)
{
    const auto size = static_cast<size_t>(a.channels * gridOf(a).plane()) * sizeof(float);
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                      [size](const at::Tensor& left, const at::Tensor& right) {
                          return std::memcmp(left.const_data_ptr(), right.const_data_ptr(), size) == 0;
                      });
}

} // namespace studio::vae
