// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Fp8Attention.h"

#include "core/nn/Attention.h"
#include "core/nn/Fused.h"
#include "core/tensor/Device.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#ifdef STUDIO_HAVE_CUDNN_FRONTEND
#include "core/nn/cuda/CudnnFp8Attention.h"

#include <c10/core/DeviceGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <algorithm>
#include <array>
#include <map>
#endif

namespace studio::nn {
namespace {

constexpr int kHopper = 90;

at::Tensor wide(const at::Tensor& x, double factor)
{
    return (x.to(at::kFloat) * factor).unsqueeze(0);
}

at::Tensor inFp32(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t keys)
{
    return attention(wide(q, kFp8KeyFactor), wide(k.narrow(0, 0, keys), kFp8KeyFactor),
                     wide(v.narrow(0, 0, keys), kFp8ValueFactor))[0];
}

} // namespace

#ifdef STUDIO_HAVE_CUDNN_FRONTEND

struct Fp8Attention::Private {
    std::unique_ptr<cuda::CudnnFp8Attention> cudnn;
    at::Tensor scalars; // fp32: see cuda::Fp8AttentionScalars
    at::Tensor amax; // what cuDNN measures and nobody reads
    std::map<int64_t, at::Tensor> keyCounts; // [1] int32 each, on the device
    at::Tensor workspace;

    cuda::CudnnFp8Attention& kernels()
    {
        if (!cudnn)
            cudnn = std::make_unique<cuda::CudnnFp8Attention>();
        return *cudnn;
    }

    void run(const at::Tensor& target, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t keys)
    {
        const auto bytes = q.options();
        const auto fp32 = bytes.dtype(at::kFloat);
        if (!scalars.defined()) {
            const std::array<float, 6> values{static_cast<float>(kFp8KeyFactor),
                                              static_cast<float>(kFp8KeyFactor),
                                              static_cast<float>(kFp8ValueFactor),
                                              1 / cuda::kSoftmaxScale,
                                              cuda::kSoftmaxScale,
                                              static_cast<float>(1 / kFp8ValueFactor)};
            at::Tensor host = at::empty({6}, at::kFloat);
            std::copy(values.begin(), values.end(), host.mutable_data_ptr<float>());
            scalars = host.to(q.device());
            amax = at::empty({2}, fp32);
        }
        const cuda::Fp8AttentionShape shape{
            .queries = q.size(0), .keys = k.size(0), .heads = q.size(1), .headDim = q.size(2)};
        const int64_t needed = kernels().workspaceBytes(shape);
        if (!workspace.defined() || workspace.numel() < needed)
            workspace = at::empty({std::max<int64_t>(needed, 1)}, bytes.dtype(at::kByte));
        const auto count = [&](int64_t n) {
            at::Tensor& value = keyCounts[n];
            if (!value.defined())
                value = at::full({1}, n, bytes.dtype(at::kInt));
            return static_cast<const int32_t*>(value.const_data_ptr());
        };
        const auto* constants = static_cast<const float*>(scalars.const_data_ptr());
        auto* measured = static_cast<float*>(amax.data_ptr());
        cudnn->run(shape,
                   {.q = q.const_data_ptr(),
                    .k = k.const_data_ptr(),
                    .v = v.const_data_ptr(),
                    .out = target.data_ptr(),
                    .queryCount = count(q.size(0)),
                    .keyCount = count(keys),
                    .scalars = constants,
                    .amax = measured,
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

bool Fp8Attention::isFastOn([[maybe_unused]] c10::Device device)
{
#ifdef STUDIO_HAVE_CUDNN_FRONTEND
    return device.is_cuda() && tensor::computeCapability(device) >= kHopper;
#else
    return false;
#endif
}

void Fp8Attention::prepare([[maybe_unused]] c10::Device device, [[maybe_unused]] int64_t queries,
                           [[maybe_unused]] int64_t capacity, [[maybe_unused]] int64_t heads,
                           [[maybe_unused]] int64_t headDim)
{
#ifdef STUDIO_HAVE_CUDNN_FRONTEND
    if (!isFastOn(device))
        return;
    const c10::DeviceGuard guard(device);
    (void)m_d->kernels().workspaceBytes({.queries = queries, .keys = capacity, .heads = heads, .headDim = headDim});
#endif
}

void Fp8Attention::operator()(const at::Tensor& target, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                              int64_t keys)
{
#ifdef STUDIO_HAVE_CUDNN_FRONTEND
    if (isFastOn(q.device()))
        return m_d->run(target, q, k, v, keys);
#endif
    storeInto(target, inFp32(q, k, v, keys), kFp8ValueFactor);
}

LinearInput Fp8Attention::input(const at::Tensor& results, InputForm form, at::ScalarType dtype)
{
    const auto fp32 = results.options().dtype(at::kFloat);
    switch (form) {
    case InputForm::Plain: break;
    case InputForm::Fp8PerTensor:
        return {.values = results, .factor = at::full({1}, kFp8ValueFactor, fp32), .dtype = dtype};
    case InputForm::Fp8PerRow:
        return {.values = results,
                .factor = at::full({results.numel() / results.size(-1), 1}, kFp8ValueFactor, fp32),
                .dtype = dtype};
    }
    return {.values = (results.to(at::kFloat) * kFp8ValueFactor).to(dtype), .factor = {}, .dtype = dtype};
}

} // namespace studio::nn
