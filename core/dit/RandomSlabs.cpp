// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/RandomSlabs.h"

#include "core/model/TensorNames.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <cstring>

namespace studio::dit {
namespace {

// Mixes a counter to 64 random bits (the finaliser of splitmix64), so that any part can be made by any thread.
uint64_t mixed(uint64_t counter)
{
    uint64_t x = counter * 0x9e3779b97f4a7c15U;
    x = (x ^ x >> 30U) * 0xbf58476d1ce4e5b9U;
    x = (x ^ x >> 27U) * 0x94d049bb133111ebU;
    return x ^ x >> 31U;
}

// Numbers of one dtype, four bytes or more at once: random bits where `mask` has ones, and `base` elsewhere.
struct Pattern {
    uint64_t mask;
    uint64_t base;
};

// Signs, the lowest bit of the exponent and the mantissa are random: 2^-7 to 2^-5; in fp8 2^5 to 2^7, for its scale, in
// int8 all bits.
Pattern patternOf(at::ScalarType dtype)
{
    switch (dtype) {
    case at::kBFloat16: return {0x80ff80ff80ff80ffU, 0x3c003c003c003c00U};
    case at::kFloat8_e4m3fn: return {0x8f8f8f8f8f8f8f8fU, 0x6060606060606060U};
    case at::kChar: return {~uint64_t{0}, 0};
    default: return {0x80ffffff80ffffffU, 0x3c0000003c000000U}; // fp32
    }
}

constexpr float kFp8Scale = 1.0f / 4096.0f; // 2^5 to 2^7 become 2^-7 to 2^-5

void fillRandom(const at::Tensor& tensor, uint64_t seed)
{
    const Pattern pattern = patternOf(tensor.scalar_type());
    auto* const data = static_cast<std::byte*>(tensor.mutable_data_ptr());
    const auto bytes = static_cast<int64_t>(tensor.nbytes());
    constexpr int64_t kGrain = 1 << 16;
    at::parallel_for(0, (bytes + 7) / 8, kGrain, [&](int64_t begin, int64_t end) {
        for (int64_t word = begin; word < end; ++word) {
            const uint64_t bits = (mixed(seed + static_cast<uint64_t>(word)) & pattern.mask) | pattern.base;
            std::memcpy(data + word * 8, &bits, static_cast<size_t>(std::min<int64_t>(8, bytes - word * 8)));
        }
    });
}

// Fills what it visits.
class RandomFill : public model::TensorNames {
public:
    explicit RandomFill(uint64_t seed)
        : m_seed(seed)
    {
    }
    void operator()(std::string_view name, at::Tensor& tensor, c10::IntArrayRef,
                    model::Precision = model::Precision::Model)
    {
        if (name.starts_with("norm") && name.ends_with(".weight"))
            tensor.fill_(1);
        else
            fillRandom(tensor, mixed(m_seed + ++m_count) >> 8U);
    }

private:
    uint64_t m_seed;
    uint64_t m_count = 0;
};

// Makes tensors in RAM, which RandomFill then fills.
class Allocate : public model::TensorNames {
public:
    explicit Allocate(at::ScalarType dtype)
        : m_dtype(dtype)
    {
    }
    void operator()(std::string_view, at::Tensor& tensor, c10::IntArrayRef shape,
                    model::Precision precision = model::Precision::Model)
    {
        tensor = at::empty(shape, precision == model::Precision::Fp32 ? at::kFloat : m_dtype);
    }

private:
    at::ScalarType m_dtype;
};

class Move : public model::TensorNames {
public:
    explicit Move(c10::Device device)
        : m_device(device)
    {
    }
    void operator()(std::string_view, at::Tensor& tensor, c10::IntArrayRef, model::Precision = model::Precision::Model)
    {
        tensor = tensor.to(m_device);
    }

private:
    c10::Device m_device;
};

} // namespace

std::unique_ptr<offload::HostSlabs> randomSlabs(const SlabLayout& layout, uint64_t seed)
{
    std::vector<int64_t> sizes;
    for (int64_t layer = 0; layer < layout.layers(); ++layer)
        sizes.push_back(layout.bytes(layer));
    using offload::HostSlabs;
    const auto read = [layout, seed](std::span<const HostSlabs::Part> parts, const HostSlabs::Progress& progress,
                                     const std::stop_token& stop) -> Status {
        const c10::InferenceMode inference;
        int64_t done = 0;
        for (const HostSlabs::Part& part : parts) {
            if (stop.stop_requested())
                return Error{ErrorCode::Cancelled, {}, "stopped while slabs were made"};
            const auto bytes = static_cast<int64_t>(part.to.size());
            DitLayerWeights weights = layout.bind(part.index, at::from_blob(part.to.data(), {bytes}, at::kByte));
            RandomFill fill(mixed(seed + static_cast<uint64_t>(part.index)));
            layout.visit(weights, part.index, fill);
            weights.forEachLinear([](nn::LinearWeights& linear) {
                if (linear.scale.defined())
                    linear.scale.fill_(kFp8Scale);
            });
            done += bytes;
            if (progress)
                progress(done);
        }
        return kDone;
    };
    return std::make_unique<HostSlabs>(std::move(sizes), read);
}

DitGlobalWeights randomGlobalWeights(const DitConfig& config, at::ScalarType dtype, c10::Device device, uint64_t seed)
{
    DitGlobalWeights globals;
    Allocate allocate(dtype);
    globals.visit(allocate, config);
    RandomFill fill(seed);
    globals.visit(fill, config);
    Move move(device);
    globals.visit(move, config);
    return globals;
}

} // namespace studio::dit
