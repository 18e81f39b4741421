// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/Int8Decoder.h"

#include "core/nn/Int8Rows.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/maximum.h>

namespace studio::vae {
namespace {

// By how much later inputs may be larger than those that were measured before they saturate.
constexpr double kHeadroom = 1.25;

// Largest magnitude of a frame's rotated channels, some of its lines at a time, as they are rotated in fp32.
at::Tensor peak(const at::Tensor& frame)
{
    constexpr int64_t kLines = 32;
    at::Tensor most;
    for (const at::Tensor& lines : frame.split(kLines)) {
        const at::Tensor here = nn::rotated(lines).abs_().amax();
        most = most.defined() ? at::maximum(most, here) : here;
    }
    return most;
}

void makeInt8(ConvWeights& conv, const PeakRecorder& peaks)
{
    conv.int8 = nn::quantiseConvolution(conv.weight, conv.bias, kHeadroom * peaks.peakOf(conv));
    conv.weight = at::Tensor();
}

void makeInt8(ResidualWeights& block, const PeakRecorder& peaks)
{
    makeInt8(block.conv1, peaks);
    makeInt8(block.conv2, peaks);
}

} // namespace

FeatureMaps PeakRecorder::normalise(const FeatureMaps& x, const at::Tensor& gamma, Activation activation,
                                    const ConvWeights& reader)
{
    FeatureMaps result = AtenBackend::normalise(x, gamma, activation, reader);
    at::Tensor& most = m_peaks[reader.weight.const_data_ptr()];
    for (const at::Tensor& frame : result.items) {
        const at::Tensor here = peak(frame);
        most = most.defined() ? at::maximum(most, here) : here;
    }
    return result;
}

double PeakRecorder::peakOf(const ConvWeights& reader) const
{
    const auto found = m_peaks.find(reader.weight.const_data_ptr());
    return found == m_peaks.end() ? 0 : found->second.item<double>();
}

DecoderWeights inInt8(const DecoderWeights& decoder, const PeakRecorder& peaks)
{
    DecoderWeights result = decoder;
    makeInt8(result.middle.first, peaks);
    makeInt8(result.middle.second, peaks);
    for (StageWeights& stage : result.stages) {
        for (ResidualWeights& block : stage.blocks)
            makeInt8(block, peaks);
    }
    return result;
}

} // namespace studio::vae
