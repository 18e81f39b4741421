// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/T5Encoder.h"

#include "core/model/TensorBinder.h"
#include "core/model/WeightLoader.h"
#include "core/nn/Norm.h"
#include "core/text/T5Files.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <string>
#include <utility>

namespace studio::text {
namespace {

constexpr double kEps = 1e-6;
constexpr int64_t kMaxDistance = 128;

// Step by step, as in the reference: in bf16 each step rounds, unlike in a fused kernel.
at::Tensor tanhGelu(const at::Tensor& x)
{
    const double factor = std::sqrt(2.0 / std::numbers::pi);
    return 0.5 * x * (1.0 + at::tanh(factor * (x + 0.044715 * at::pow(x, 3.0))));
}

struct Stopped { };

// The linear layers of a block, ten million weights or more each in the real model; checks for a stop after each.
class Products {
public:
    explicit Products(const std::stop_token& stop)
        : m_stop(stop)
    {
    }
    at::Tensor operator()(const at::Tensor& x, const nn::LinearWeights& weights) const
    {
        if (m_stop.stop_requested())
            throw Stopped{};
        return nn::linear(x, weights);
    }

private:
    const std::stop_token& m_stop;
};

// x [tokens, dim] -> [tokens, dim]. Self-attention without logit scaling and without a mask.
at::Tensor attention(const at::Tensor& x, const T5BlockWeights& weights, int64_t heads, const Products& linearOf)
{
    const auto split = [&](const nn::LinearWeights& linear) { // [heads, tokens, headDim]
        return linearOf(x, linear).unflatten(1, {heads, -1}).transpose(0, 1);
    };
    const at::Tensor logits = at::matmul(split(weights.q), split(weights.k).transpose(1, 2))
        + relativePositionBias(weights.positions, x.size(0));
    const at::Tensor shares = at::softmax(logits.to(at::kFloat), -1).to(x.scalar_type());
    return linearOf(at::matmul(shares, split(weights.v)).transpose(0, 1).flatten(1), weights.o);
}

at::Tensor feedForward(const at::Tensor& x, const T5BlockWeights& weights, const Products& linearOf)
{
    return linearOf(linearOf(x, weights.fc1) * tanhGelu(linearOf(x, weights.gate)), weights.fc2);
}

} // namespace

int64_t relativePositionBucket(int64_t distance, int64_t buckets)
{
    const int64_t perSide = buckets / 2;
    const int64_t exact = perSide / 2;
    const int64_t side = distance > 0 ? perSide : 0;
    const int64_t length = std::abs(distance);
    if (length < exact)
        return side + length;
    // In fp32, as in the reference: the bucket boundaries depend on it.
    const float share = std::log(static_cast<float>(length) / static_cast<float>(exact))
        / static_cast<float>(std::log(static_cast<double>(kMaxDistance) / static_cast<double>(exact)));
    const auto beyond = static_cast<int64_t>(share * static_cast<float>(perSide - exact));
    return side + std::min(exact + beyond, perSide - 1);
}

at::Tensor relativePositionBias(const at::Tensor& table, int64_t tokens)
{
    std::vector<int64_t> buckets;
    buckets.reserve(static_cast<size_t>(tokens * tokens));
    for (int64_t query = 0; query < tokens; ++query) {
        for (int64_t key = 0; key < tokens; ++key)
            buckets.push_back(relativePositionBucket(key - query, table.size(0)));
    }
    const at::Tensor indices = at::tensor(buckets, at::kLong).to(table.device());
    return at::index_select(table, 0, indices).t().unflatten(1, {tokens, tokens});
}

Result<T5Encoder> T5Encoder::load(const std::filesystem::path& file, c10::Device device, at::ScalarType dtype)
{
    Result<model::TensorSource> source = openTextEncoder(file);
    if (!source)
        return source.error();
    return bind(*std::move(source), file, device, dtype);
}

Result<T5Encoder> T5Encoder::bind(model::TensorSource source, const std::filesystem::path& file, c10::Device device,
                                  at::ScalarType dtype)
{
    const auto config = inferT5Config(source.tensors);
    if (!config)
        return Error{config.error().code, file.string(), config.error().detail};

    T5Weights weights;
    model::TensorBinder binder(source.tensors);
    weights.visit(binder, *config);
    if (const Status bound = binder.finish(file.string()); !bound)
        return bound.error();
    return T5Encoder(*config, std::move(weights), std::move(source.packed), device, dtype);
}

T5Encoder::T5Encoder(T5Config config, T5Weights weights, model::PackedTensors packed, c10::Device device,
                     at::ScalarType dtype)
    : m_config(config)
    , m_weights(std::move(weights))
    , m_packed(std::move(packed))
    , m_device(device)
    , m_dtype(dtype)
{
}

at::Tensor T5Encoder::embed(at::IntArrayRef ids) const
{
    const at::Tensor rows = at::tensor(ids, at::kLong);
    const at::Tensor found = m_weights.embedding.is_meta() ? m_packed.at("token_embedding.weight").unpackRows(rows)
                                                           : model::rowsOf(m_weights.embedding, rows);
    return found.to(m_device, m_dtype);
}

Result<at::Tensor> T5Encoder::block(size_t index, const at::Tensor& x, const std::stop_token& stop) const
{
    const Error stopped{ErrorCode::Cancelled, {}, "stopped while the prompt was encoded"};
    T5BlockWeights weights = m_weights.blocks.at(index); // A view of the mapped file until it is converted.
    model::WeightLoader toDevice(m_device, m_dtype, nullptr, stop, &m_packed);
    {
        const auto blocks = toDevice.scope("blocks");
        const auto number = toDevice.scope(std::to_string(index));
        weights.visit(toDevice, m_config);
    }
    if (stop.stop_requested())
        return stopped;
    try {
        const Products linearOf(stop);
        const at::Tensor attended
            = x + attention(nn::rmsNorm(x, weights.norm1, kEps), weights, m_config.heads, linearOf);
        return attended + feedForward(nn::rmsNorm(attended, weights.norm2, kEps), weights, linearOf);
    } catch (const Stopped&) {
        return stopped;
    }
}

Result<at::Tensor> T5Encoder::encode(at::IntArrayRef ids, const std::stop_token& stop,
                                     const std::function<void(double share)>& between) const
{
    at::Tensor x = embed(ids);
    for (size_t i = 0; i < m_weights.blocks.size(); ++i) {
        Result<at::Tensor> next = block(i, x, stop);
        if (!next)
            return next;
        x = std::move(*next);
        if (between)
            between(static_cast<double>(i + 1) / static_cast<double>(m_weights.blocks.size()));
    }
    at::Tensor norm = m_weights.norm;
    model::WeightLoader(m_device, m_dtype, nullptr, {}, &m_packed)("norm.weight", norm, norm.sizes());
    return nn::rmsNorm(x, norm, kEps);
}

} // namespace studio::text
