// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Fp8Attention.h"

#include "core/nn/Attention.h"
#include "core/nn/Fused.h"
#include "core/tensor/Device.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#if defined(STUDIO_HAVE_CUDA) || defined(STUDIO_HAVE_CUDNN_FRONTEND) // The one is there without the other.
#include <c10/core/DeviceGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <algorithm>
#endif

#ifdef STUDIO_HAVE_CUDA
#include "core/nn/cuda/TiledAttention.h"

#include <c10/cuda/CUDAException.h>

#include <cmath>
#endif

#ifdef STUDIO_HAVE_CUDNN_FRONTEND
#include "core/nn/cuda/CudnnFp8Attention.h"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <vector>
#endif

namespace studio::nn {
namespace {

// Who computes on a device: cuDNN on the GPUs of data centres from Hopper on, kernels of our own on the cards of desks.
enum class Kernels { None, CuDnn, Tiled };

Kernels kernelsOf([[maybe_unused]] c10::Device device)
{
    [[maybe_unused]] const int capability = device.is_cuda() ? tensor::computeCapability(device) : 0;
    constexpr int kHopper = 90;
    constexpr int kLastOfDataCentres = 109;
    if (capability >= kHopper && capability <= kLastOfDataCentres) {
#ifdef STUDIO_HAVE_CUDNN_FRONTEND
        return Kernels::CuDnn;
#else
        return Kernels::None;
#endif
    }
#ifdef STUDIO_HAVE_CUDA
    // The A100 (8.0) adds in fp32 as fast as in fp16: there flash attention in bf16 is the faster one.
    constexpr int kFirstTiled = 86;
    if (capability >= kFirstTiled)
        return Kernels::Tiled;
#endif
    return Kernels::None;
}

at::Tensor wide(const at::Tensor& x, double scale)
{
    return (x.to(at::kFloat) * scale).unsqueeze(0);
}

at::Tensor inFp32(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t keys)
{
    return attention(wide(q, kFp8KeyScale), wide(k.narrow(0, 0, keys), kFp8KeyScale),
                     wide(v.narrow(0, 0, keys), kFp8ValueScale))[0];
}

#ifdef STUDIO_HAVE_CUDA
constexpr int kMultipliesFp8 = 89;

void runTiled(const at::Tensor& target, const at::Tensor& q, std::span<const Fp8Attention::Keys> keys)
{
    const auto numbers = [](const at::Tensor& x) { return static_cast<const cuda::Fp8*>(x.const_data_ptr()); };
    const c10::DeviceGuard guard(q.device());
    for (size_t first = 0; first < keys.size(); first += cuda::kMostSequences) {
        const auto row = static_cast<int64_t>(first);
        const size_t together = std::min<size_t>(keys.size() - first, cuda::kMostSequences);
        cuda::TiledAttention attention{
            .q = numbers(q[row]),
            .windows = {},
            .sequences = static_cast<int>(together),
            .queries = static_cast<int>(q.size(1)),
            .heads = static_cast<int>(q.size(2)),
            .headDim = static_cast<int>(q.size(3)),
            .scale = static_cast<float>(kFp8KeyScale * kFp8KeyScale / std::sqrt(static_cast<double>(q.size(3)))),
            .multipliesFp8 = tensor::computeCapability(q.device()) >= kMultipliesFp8,
            .out = static_cast<cuda::Fp8*>(target[row].data_ptr())};
        for (size_t i = 0; i < together; ++i) {
            const Fp8Attention::Keys& each = keys[first + i];
            attention.windows[i] = {.k = numbers(each.k), .v = numbers(each.v), .count = static_cast<int>(each.count)};
        }
        cuda::run(attention, c10::cuda::getCurrentCUDAStream(q.get_device()));
        C10_CUDA_CHECK(cudaGetLastError());
    }
}
#endif

} // namespace

#ifdef STUDIO_HAVE_CUDNN_FRONTEND

struct Fp8Attention::Private {
    std::unique_ptr<cuda::CudnnFp8Attention> cudnn;
    at::Tensor scalars; // fp32: see cuda::Fp8AttentionScalars
    at::Tensor amax; // what cuDNN measures and nobody reads
    std::map<std::vector<int32_t>, at::Tensor> counts; // int32, on the device
    at::Tensor workspace;

    cuda::CudnnFp8Attention& kernels()
    {
        if (!cudnn)
            cudnn = std::make_unique<cuda::CudnnFp8Attention>();
        return *cudnn;
    }

    void makeScalars(const at::TensorOptions& options)
    {
        const std::array<float, 6> values{static_cast<float>(kFp8KeyScale),
                                          static_cast<float>(kFp8KeyScale),
                                          static_cast<float>(kFp8ValueScale),
                                          1 / cuda::kSoftmaxScale,
                                          cuda::kSoftmaxScale,
                                          static_cast<float>(1 / kFp8ValueScale)};
        scalars = onDevice(values, options.dtype(at::kFloat));
        amax = at::empty({2}, options.dtype(at::kFloat));
    }

    template<typename Numbers>
    static at::Tensor onDevice(const Numbers& numbers, const at::TensorOptions& options)
    {
        at::Tensor host = at::empty({static_cast<int64_t>(numbers.size())}, options.device(at::kCPU));
        std::copy(numbers.begin(), numbers.end(), static_cast<typename Numbers::value_type*>(host.mutable_data_ptr()));
        return host.to(options.device());
    }

    // The same few counts come back in every layer and, once windows are full, in every pass.
    const int32_t* countsOf(const std::vector<int32_t>& numbers, const at::TensorOptions& options)
    {
        at::Tensor& known = counts[numbers];
        if (!known.defined())
            known = onDevice(numbers, options.dtype(at::kInt));
        return static_cast<const int32_t*>(known.const_data_ptr());
    }

    // Strides between neighbours, if one call can read them all.
    static std::optional<int64_t> strideOf(std::span<const Keys> keys)
    {
        const auto distance = [&](size_t i, const at::Tensor Keys::*part) {
            return static_cast<const std::byte*>((keys[i].*part).const_data_ptr())
                - static_cast<const std::byte*>((keys[i - 1].*part).const_data_ptr());
        };
        if (keys.size() < 2)
            return std::nullopt;
        const int64_t stride = distance(1, &Keys::k);
        for (size_t i = 1; i < keys.size(); ++i) {
            if (distance(i, &Keys::k) != stride || distance(i, &Keys::v) != stride)
                return std::nullopt;
        }
        return stride;
    }

    void run(const at::Tensor& target, const at::Tensor& q, std::span<const Keys> keys)
    {
        const at::Tensor& k = keys[0].k;
        cuda::Fp8AttentionShape shape{.sequences = q.size(0),
                                      .queries = q.size(1),
                                      .keys = k.size(0),
                                      .heads = q.size(2),
                                      .headDim = q.size(3),
                                      .keyStride = k.numel()};
        const std::optional<int64_t> stride = strideOf(keys);
        if (stride) {
            shape.keyStride = *stride;
            if (kernels().isCompiled(shape))
                return run(shape, target, q, keys);
        }
        shape.sequences = 1;
        shape.keyStride = k.numel();
        for (size_t i = 0; i < keys.size(); ++i) {
            const auto row = static_cast<int64_t>(i);
            run(shape, target[row], q[row], keys.subspan(i, 1));
        }
    }

    void run(const cuda::Fp8AttentionShape& shape, const at::Tensor& target, const at::Tensor& q,
             std::span<const Keys> keys)
    {
        const auto bytes = q.options();
        if (!scalars.defined())
            makeScalars(bytes);
        const int64_t needed = kernels().workspaceBytes(shape);
        if (!workspace.defined() || workspace.numel() < needed)
            workspace = at::empty({std::max<int64_t>(needed, 1)}, bytes.dtype(at::kByte));
        std::vector<int32_t> keyCounts;
        for (const Keys& each : keys)
            keyCounts.push_back(static_cast<int32_t>(each.count));
        const auto* constants = static_cast<const float*>(scalars.const_data_ptr());
        cudnn->run(shape,
                   {.q = q.const_data_ptr(),
                    .k = keys[0].k.const_data_ptr(),
                    .v = keys[0].v.const_data_ptr(),
                    .out = target.data_ptr(),
                    .queryCounts = countsOf(std::vector(keys.size(), static_cast<int32_t>(shape.queries)), bytes),
                    .keyCounts = countsOf(keyCounts, bytes),
                    .scalars = constants,
                    .amax = static_cast<float*>(amax.data_ptr()),
                    .workspace = workspace.data_ptr()},
                   c10::cuda::getCurrentCUDAStream(q.get_device()));
    }
};

#else

struct Fp8Attention::Private { };

#endif

Fp8Attention::Fp8Attention()
    : m_d(std::make_unique<Private>())
{
}

Fp8Attention::~Fp8Attention() = default;

bool Fp8Attention::isFastOn(c10::Device device)
{
    return kernelsOf(device) != Kernels::None;
}

void Fp8Attention::prepare([[maybe_unused]] c10::Device device, [[maybe_unused]] const Shape& shape)
{
#ifdef STUDIO_HAVE_CUDNN_FRONTEND
    if (kernelsOf(device) != Kernels::CuDnn)
        return;
    const c10::DeviceGuard guard(device);
    const int64_t row = shape.heads * shape.headDim;
    cuda::Fp8AttentionShape compiled{.sequences = 1,
                                     .queries = shape.queries,
                                     .keys = shape.capacity,
                                     .heads = shape.heads,
                                     .headDim = shape.headDim,
                                     .keyStride = shape.capacity * row};
    (void)m_d->kernels().workspaceBytes(compiled);
    compiled.sequences = shape.sequences;
    compiled.keyStride = shape.keyRows * row;
    if (shape.sequences > 1)
        (void)m_d->kernels().workspaceBytes(compiled);
#endif
}

void Fp8Attention::operator()(const at::Tensor& target, const at::Tensor& q, std::span<const Keys> keys)
{
    switch (kernelsOf(q.device())) {
#ifdef STUDIO_HAVE_CUDNN_FRONTEND
    case Kernels::CuDnn: return m_d->run(target, q, keys);
#endif
#ifdef STUDIO_HAVE_CUDA
    case Kernels::Tiled:
        if (q.size(3) % cuda::kTiledHeadUnit == 0 && q.size(3) <= cuda::kLargestTiledHead)
            return runTiled(target, q, keys);
        break;
#endif
    default: break;
    }
    for (size_t i = 0; i < keys.size(); ++i) {
        const auto row = static_cast<int64_t>(i);
        storeInto(target[row], inFp32(q[row], keys[i].k, keys[i].v, keys[i].count).view(target[row].sizes()),
                  kFp8ValueScale);
    }
}

LinearInput Fp8Attention::input(const at::Tensor& results, InputForm form, at::ScalarType dtype)
{
    if (form == InputForm::Plain)
        return {.values = (results.to(at::kFloat) * kFp8ValueScale).to(dtype), .scale = {}, .dtype = dtype};
    if (form == InputForm::Int8PerRow)
        return int8FromFp8(results, kFp8ValueScale, dtype);
    const int64_t rows = results.numel() / results.size(-1);
    if (!m_scales.defined() || m_scales.numel() < rows)
        m_scales = at::full({rows, 1}, kFp8ValueScale, results.options().dtype(at::kFloat));
    const bool isPerRow = form == InputForm::Fp8PerRow;
    return {.values = results,
            .scale = isPerRow ? m_scales.narrow(0, 0, rows) : m_scales.narrow(0, 0, 1).view({1}),
            .dtype = dtype};
}

} // namespace studio::nn
