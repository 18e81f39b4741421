// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/TensorSource.h"
#include "core/nn/Int8Convolution.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::vae {

// The channel counts of a Wan 2.1 VAE; everything else about it is fixed (MODEL.md 5.1). No config file has them.
struct VaePlan {
    static constexpr int64_t kLatentChannels = 16; // fixed by the format's means and deviations
    static constexpr int64_t kPublishedWidth = 96; // of the first convolution
    static constexpr int64_t kStages = 4; // between two of them, the size halves or doubles

    int64_t encoderIn = 0; // of the first convolution
    std::array<int64_t, kStages> encoder{};
    int64_t decoderIn = 0;
    std::array<int64_t, kStages> decoder{};
    std::array<int64_t, kStages - 1> decoderUp{}; // after each doubling

    // The published proportions (1, 2, 4, 4) of a base width.
    static VaePlan of(int64_t base);
    // From the tensors; missing ones are assumed to have the published proportions, so that an error can name their
    // shape.
    static VaePlan of(const model::StateDict& tensors);
};

// A convolution. prepare() rearranges its weights for a backend.
struct ConvWeights {
    at::Tensor weight; // [out, in, frames, height, width], without `frames` if that is 1
    at::Tensor bias; // [out]
    at::Tensor pairs; // weights for two output frames at once; may be undefined
    nn::Int8ConvWeights int8{}; // for inputs in int8, in the others' place; undefined if it is computed in their dtype
    std::array<int64_t, 5> shape{};

    int64_t out() const { return shape[0]; }
    int64_t in() const { return shape[1]; }
    int64_t frames() const { return shape[2]; }
    bool isInt8() const { return int8.weight.defined(); }

    template<typename Visitor>
    void visit(Visitor& visitor, std::array<int64_t, 5> size, bool flat = false)
    {
        shape = size;
        if (flat)
            visitor("weight", weight, {size[0], size[1], size[3], size[4]});
        else
            visitor("weight", weight, size);
        visitor("bias", bias, {size[0]});
    }
};

struct ResidualWeights {
    at::Tensor norm1; // [in]
    ConvWeights conv1;
    at::Tensor norm2;
    ConvWeights conv2;
    ConvWeights shortcut; // 1x1x1; undefined if the channel counts are equal

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t in, int64_t out)
    {
        {
            const auto residual = visitor.scope("residual");
            const auto part = [&](int64_t index, auto&& visitPart) {
                const auto scope = visitor.scope(index);
                visitPart();
            };
            part(0, [&] { visitor("gamma", norm1, {in, 1, 1, 1}); });
            part(2, [&] { conv1.visit(visitor, {out, in, 3, 3, 3}); });
            part(3, [&] { visitor("gamma", norm2, {out, 1, 1, 1}); });
            part(6, [&] { conv2.visit(visitor, {out, out, 3, 3, 3}); });
        }
        if (in != out) {
            const auto scope = visitor.scope("shortcut");
            shortcut.visit(visitor, {out, in, 1, 1, 1});
        }
    }
};

struct AttentionWeights {
    at::Tensor norm;
    ConvWeights qkv;
    ConvWeights proj;

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t width)
    {
        {
            const auto scope = visitor.scope("norm");
            visitor("gamma", norm, {width, 1, 1});
        }
        {
            const auto scope = visitor.scope("to_qkv");
            qkv.visit(visitor, {3 * width, width, 1, 1, 1}, true);
        }
        const auto scope = visitor.scope("proj");
        proj.visit(visitor, {width, width, 1, 1, 1}, true);
    }
};

struct MiddleWeights {
    ResidualWeights first;
    AttentionWeights attention;
    ResidualWeights second;

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t width)
    {
        const auto middle = visitor.scope("middle");
        {
            const auto scope = visitor.scope("0");
            first.visit(visitor, width, width);
        }
        {
            const auto scope = visitor.scope("1");
            attention.visit(visitor, width);
        }
        const auto scope = visitor.scope("2");
        second.visit(visitor, width, width);
    }
};

// Halves or doubles height and width; with `time`, the number of frames too.
struct ResampleWeights {
    ConvWeights time; // undefined if only the size changes
    ConvWeights space;

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t in, int64_t out, int64_t timeOut)
    {
        if (timeOut > 0) {
            const auto scope = visitor.scope("time_conv");
            time.visit(visitor, {timeOut, in, 3, 1, 1});
        }
        const auto resample = visitor.scope("resample");
        const auto scope = visitor.scope("1");
        space.visit(visitor, {out, in, 1, 3, 3}, true);
    }
};

struct HeadWeights {
    at::Tensor norm;
    ConvWeights conv;

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t in, int64_t out)
    {
        const auto head = visitor.scope("head");
        {
            const auto scope = visitor.scope("0");
            visitor("gamma", norm, {in, 1, 1, 1});
        }
        const auto scope = visitor.scope("2");
        conv.visit(visitor, {out, in, 3, 3, 3});
    }
};

struct StageWeights {
    std::vector<ResidualWeights> blocks;
    ResampleWeights resample; // undefined in the last stage
};

struct EncoderWeights {
    ConvWeights conv;
    std::array<StageWeights, VaePlan::kStages> stages;
    MiddleWeights middle;
    HeadWeights head;

    template<typename Visitor>
    void visit(Visitor& visitor, const VaePlan& plan)
    {
        const auto encoder = visitor.scope("encoder");
        {
            const auto scope = visitor.scope("conv1");
            conv.visit(visitor, {plan.encoderIn, 3, 3, 3, 3});
        }
        int64_t width = plan.encoderIn;
        {
            const auto downsamples = visitor.scope("downsamples");
            int64_t index = 0;
            for (size_t s = 0; s < stages.size(); ++s) {
                stages[s].blocks.resize(2);
                for (ResidualWeights& block : stages[s].blocks) {
                    const auto scope = visitor.scope(index++);
                    block.visit(visitor, width, plan.encoder[s]);
                    width = plan.encoder[s];
                }
                if (s + 1 < stages.size()) {
                    const auto scope = visitor.scope(index++);
                    stages[s].resample.visit(visitor, width, width, s == 0 ? 0 : width);
                }
            }
        }
        middle.visit(visitor, width);
        head.visit(visitor, width, 2 * VaePlan::kLatentChannels);
    }
};

struct DecoderWeights {
    ConvWeights conv;
    MiddleWeights middle;
    std::array<StageWeights, VaePlan::kStages> stages;
    HeadWeights head;

    template<typename Visitor>
    void visit(Visitor& visitor, const VaePlan& plan)
    {
        const auto decoder = visitor.scope("decoder");
        {
            const auto scope = visitor.scope("conv1");
            conv.visit(visitor, {plan.decoderIn, VaePlan::kLatentChannels, 3, 3, 3});
        }
        int64_t width = plan.decoderIn;
        middle.visit(visitor, width);
        {
            const auto upsamples = visitor.scope("upsamples");
            int64_t index = 0;
            for (size_t s = 0; s < stages.size(); ++s) {
                stages[s].blocks.resize(3);
                for (ResidualWeights& block : stages[s].blocks) {
                    const auto scope = visitor.scope(index++);
                    block.visit(visitor, width, plan.decoder[s]);
                    width = plan.decoder[s];
                }
                if (s + 1 < stages.size()) {
                    const auto scope = visitor.scope(index++);
                    stages[s].resample.visit(visitor, width, plan.decoderUp[s], s == 2 ? 0 : 2 * width);
                    width = plan.decoderUp[s];
                }
            }
        }
        head.visit(visitor, width, 3);
    }
};

struct VaeWeights {
    EncoderWeights encoder;
    ConvWeights encoderOut; // 1x1x1, on means and log variances
    ConvWeights decoderIn; // 1x1x1
    DecoderWeights decoder;

    template<typename Visitor>
    void visit(Visitor& visitor, const VaePlan& plan)
    {
        constexpr int64_t z = VaePlan::kLatentChannels;
        encoder.visit(visitor, plan);
        {
            const auto scope = visitor.scope("conv1");
            encoderOut.visit(visitor, {2 * z, 2 * z, 1, 1, 1});
        }
        {
            const auto scope = visitor.scope("conv2");
            decoderIn.visit(visitor, {z, z, 1, 1, 1});
        }
        decoder.visit(visitor, plan);
    }
};

// Binds the weights of a source by name, unpacks and converts them: norms to fp32 [width], convolutions to `dtype` with
// five dimensions. Errors for `file`: CheckpointIncomplete or CheckpointMismatch, naming every tensor that is missing
// or doesn't fit; CheckpointDamaged for numbers that are not finite; Cancelled.
Result<VaeWeights> bindVaeWeights(const model::TensorSource& source, const std::string& file, c10::Device device,
                                  at::ScalarType dtype, const std::stop_token& stop = {});

} // namespace studio::vae
