// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Fused.h"

#include "core/nn/Int8Rows.h"
#include "core/nn/Norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/bitwise_and.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/rms_norm.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/view_as_complex.h>
#include <ATen/ops/view_as_real.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <optional>
#include <vector>

#ifdef STUDIO_HAVE_CUDA
#include "core/nn/cuda/RowKernels.h"

#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAStream.h>
#endif

namespace studio::nn {
namespace {

constexpr double kFp8Max = 448.0; // of e4m3fn
constexpr double kLeastScale = 1e-30; // of a head of zeros
constexpr int64_t kMantissa = 0x007F'FFFF; // bits of an fp32 number
constexpr int64_t kExponent = 0x7F80'0000;

#ifdef STUDIO_HAVE_CUDA

bool holds(const at::Tensor& x, int64_t row)
{
    return x.is_cuda() && x.is_contiguous() && row % 8 == 0 && row <= cuda::kLargestRow && x.numel() > 0;
}

// Whether the kernels support this tensor: bf16, or fp32 in a bf16 model, in whole rows.
bool isRow(const at::Tensor& x, at::ScalarType dtype)
{
    return dtype == at::kBFloat16 && (x.scalar_type() == at::kBFloat16 || x.scalar_type() == at::kFloat)
        && holds(x, x.size(-1));
}

bool isBf16Row(const at::Tensor& x)
{
    return x.scalar_type() == at::kBFloat16 && holds(x, x.size(-1));
}

cuda::Number numberOf(const at::Tensor& x)
{
    return x.scalar_type() == at::kFloat ? cuda::Number::Float : cuda::Number::BFloat16;
}

cudaStream_t streamOf(const at::Tensor& x)
{
    return c10::cuda::getCurrentCUDAStream(x.get_device());
}

cuda::Bf16* bf16(const at::Tensor& x)
{
    return static_cast<cuda::Bf16*>(x.data_ptr());
}

float* fp32(const at::Tensor& x)
{
    return x.defined() ? static_cast<float*>(x.data_ptr()) : nullptr;
}

cuda::Fp8* fp8(const at::Tensor& x)
{
    return static_cast<cuda::Fp8*>(x.data_ptr());
}

// Memory of a linear layer's input, and the kernel arguments to fill it. finish() quantises by the whole tensor's
// largest magnitude, if needed.
class InputTarget {
public:
    // `like` [..., in]; `number`: dtype of the values before quantisation. `unit`: as RowOutput's.
    InputTarget(const at::Tensor& like, InputForm form, at::ScalarType dtype, cuda::Number number, float unit = 1)
        : m_form(form)
    {
        const int64_t rows = like.numel() / like.size(-1);
        const auto options = like.options();
        m_input.dtype = dtype;
        if (form == InputForm::Fp8PerRow || form == InputForm::Int8PerRow) {
            const bool isInt8 = form == InputForm::Int8PerRow;
            m_input.values = at::empty(like.sizes(), options.dtype(isInt8 ? at::kChar : at::kFloat8_e4m3fn));
            m_input.scale = at::empty({rows, 1}, options.dtype(at::kFloat));
            m_output.scale = fp32(m_input.scale);
            m_output.roundFirst = number != cuda::Number::Float;
            if (isInt8) {
                m_output.int8 = m_input.values.data_ptr<int8_t>();
                m_output.group = static_cast<int>(rotationGroup(like.size(-1)));
                m_output.unit = unit;
            } else {
                m_output.fp8 = fp8(m_input.values);
            }
            return;
        }
        m_input.values
            = at::empty(like.sizes(), options.dtype(number == cuda::Number::Float ? at::kFloat : at::kBFloat16));
        m_output = {.plain = m_input.values.data_ptr(), .plainNumber = number};
        if (form == InputForm::Fp8PerTensor) {
            m_amax = at::zeros({1}, options.dtype(at::kFloat));
            m_output.amax = fp32(m_amax);
        }
    }

    [[nodiscard]] const cuda::RowOutput& output() const { return m_output; }

    LinearInput finish()
    {
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        if (m_form != InputForm::Fp8PerTensor)
            return m_input;
        const at::Tensor plain = m_input.values;
        m_input.values = at::empty(plain.sizes(), plain.options().dtype(at::kFloat8_e4m3fn));
        m_input.scale = at::empty({1}, plain.options().dtype(at::kFloat));
        cuda::quantiseTensor(plain.data_ptr(), m_output.plainNumber, plain.numel(), fp32(m_amax), fp8(m_input.values),
                             fp32(m_input.scale), streamOf(plain));
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        return m_input;
    }

private:
    InputForm m_form;
    LinearInput m_input;
    at::Tensor m_amax;
    cuda::RowOutput m_output;
};

// Whether the kernels support this product; its result is bf16.
bool isBf16Product(const ScaledProduct& product)
{
    return isBf16Row(product.values)
        && (product.isResult()
            || (product.rows.is_contiguous() && product.columns.is_contiguous() && product.bias.defined()
                && product.bias.scalar_type() == at::kBFloat16));
}

cuda::Epilogue epilogueOf(const ScaledProduct& product)
{
    if (product.isResult())
        return {};
    return {.rows = fp32(product.rows), .columns = fp32(product.columns), .bias = bf16(product.bias)};
}

LinearInput mapped(const ScaledProduct& product, cuda::Function function, InputForm form)
{
    const at::Tensor& x = product.values;
    InputTarget target(x, form, x.scalar_type(), numberOf(x));
    cuda::mapRows(x.data_ptr(), numberOf(x), epilogueOf(product), x.numel() / x.size(-1), x.size(-1), function,
                  target.output(), streamOf(x));
    return target.finish();
}

cuda::NormArguments normOf(const at::Tensor& x, double eps)
{
    cuda::NormArguments a;
    a.x = x.data_ptr();
    a.xNumber = numberOf(x);
    a.dim = x.size(-1);
    a.rows = x.numel() / a.dim;
    a.rowsPerGroup = x.size(-2);
    a.eps = static_cast<float>(eps);
    return a;
}

// Whether the kernels support these parts; whether they can add them depends on the arguments, see cuda::isForm().
bool isSum(const Residual& sum, at::ScalarType dtype)
{
    return isRow(sum.x, dtype) && (!sum.y.defined() || isBf16Product(sum.y))
        && (!sum.z.defined() || isBf16Product(sum.z));
}

cuda::NormArguments normOf(const Residual& sum, double eps)
{
    cuda::NormArguments a = normOf(sum.x, eps);
    if (sum.y.defined())
        a.y = bf16(sum.y.values);
    a.yEpilogue = epilogueOf(sum.y);
    a.gate = fp32(sum.gate);
    if (sum.z.defined())
        a.z = bf16(sum.z.values);
    a.zEpilogue = epilogueOf(sum.z);
    return a;
}

void modulate(cuda::NormArguments& a, const Modulation& modulation)
{
    a.scale = fp32(modulation.scale);
    a.shift = fp32(modulation.shift);
}

// The kernel arguments of a job, if the kernel supports it. Temporary tensors go to `alive`.
std::optional<cuda::HeadsArguments> jobOf(const HeadRows& part, std::vector<at::Tensor>& alive)
{
    const at::Tensor rows = part.x.values.flatten(-2);
    const at::ScalarType from = rows.scalar_type();
    const at::ScalarType to = part.target.scalar_type();
    const auto isStored = [](at::ScalarType t) { return t == at::kBFloat16 || t == at::kFloat8_e4m3fn; };
    if (!isStored(from) || !isStored(to) || !holds(rows, rows.size(-1)) || !part.target.is_contiguous()
        || part.target.size(-1) % 8 != 0 || (part.weight.defined() && part.weight.scalar_type() != at::kBFloat16)
        || (from == at::kBFloat16 ? !isBf16Product(part.x) : !part.x.isResult()))
        return std::nullopt;
    cuda::HeadsArguments a;
    if (from == at::kBFloat16)
        a.x = bf16(rows);
    else
        a.x8 = fp8(rows);
    a.epilogue = epilogueOf(part.x);
    a.rows = rows.numel() / rows.size(-1);
    a.weight = part.weight.defined() ? bf16(part.weight) : nullptr;
    if (part.rope.defined()) {
        alive.push_back(at::view_as_real(part.rope).contiguous());
        a.rope = fp32(alive.back());
        a.ropeRows = part.rope.numel() / part.rope.size(-1);
    }
    if (to == at::kBFloat16)
        a.out = bf16(part.target);
    else
        a.out8 = fp8(part.target);
    a.scale = static_cast<float>(1 / part.scale);
    return a;
}

bool launchHeads(std::span<const HeadRows> parts, double eps)
{
    std::vector<at::Tensor> alive;
    std::vector<cuda::HeadsArguments> jobs;
    for (const HeadRows& part : parts) {
        const std::optional<cuda::HeadsArguments> job = jobOf(part, alive);
        if (!job)
            return false;
        jobs.push_back(*job);
    }
    const at::Tensor& first = parts.front().target;
    cuda::headRows(jobs.data(), static_cast<int>(jobs.size()),
                   {.dim = first.size(-1) * first.size(-2), .headDim = first.size(-1), .eps = static_cast<float>(eps)},
                   streamOf(first));
    C10_CUDA_KERNEL_LAUNCH_CHECK();
    return true;
}

bool isChannels(const at::Tensor& x, const at::Tensor& gamma)
{
    return isBf16Row(x) && x.size(-1) <= cuda::kMostChannels && gamma.scalar_type() == at::kFloat;
}

void launchNormChannels(const at::Tensor& x, const at::Tensor& gamma, Activation activation,
                        const cuda::ChannelOutput& out)
{
    const int64_t channels = x.size(-1);
    cuda::normChannels(bf16(x), fp32(gamma), x.numel() / channels, channels, activation == Activation::Silu, out,
                       streamOf(x));
    C10_CUDA_KERNEL_LAUNCH_CHECK();
}

// The kernels read contiguous modulation.
Modulation contiguous(const Modulation& modulation)
{
    return {.scale = modulation.scale.contiguous(), .shift = modulation.shift.contiguous()};
}

#endif

LinearInput quantised(const at::Tensor& x, InputForm form)
{
    if (form == InputForm::Int8PerRow) {
        Int8Rows rows = quantiseInt8Rows(x);
        return {.values = std::move(rows.values), .scale = std::move(rows.scale), .dtype = x.scalar_type()};
    }
    Fp8Tensor tensor = form == InputForm::Fp8PerRow ? quantiseFp8Rows(x) : quantiseFp8(x);
    return {.values = std::move(tensor.values), .scale = std::move(tensor.scale), .dtype = x.scalar_type()};
}

// normChannels() in fp32.
at::Tensor normedChannels(const at::Tensor& x, const at::Tensor& gamma, Activation activation)
{
    const int64_t channels = x.size(-1);
    // ||x|| >= 1e-12, as a bound of the mean square.
    const double eps = 1e-24 / static_cast<double>(channels);
    const at::Tensor y = at::rms_norm(x.to(at::kFloat), {channels}, gamma, eps);
    return activation == Activation::Silu ? at::silu(y) : y;
}

at::Tensor modulated(const at::Tensor& x, const Modulation& modulation, double eps)
{
    return at::addcmul(modulation.shift, layerNorm(x, eps).to(at::kFloat), modulation.scale);
}

} // namespace

at::Tensor total(const Residual& sum)
{
    at::Tensor all = sum.x.to(at::kFloat);
    if (sum.y.defined())
        all = at::addcmul(all, sum.y.result().to(at::kFloat), sum.gate);
    return sum.z.defined() ? all + sum.z.result().to(at::kFloat) : all;
}

LinearInput prepared(const at::Tensor& x, InputForm form)
{
    if (form == InputForm::Plain)
        return {.values = x, .scale = {}, .dtype = x.scalar_type()};
#ifdef STUDIO_HAVE_CUDA
    if (x.is_cuda()) {
        if (const at::Tensor rows = x.contiguous(); isRow(rows, at::kBFloat16))
            return mapped(rows, cuda::Function::None, form);
    }
#endif
    return quantised(x, form);
}

LinearInput int8FromFp8(const at::Tensor& x, double unit, at::ScalarType dtype)
{
#ifdef STUDIO_HAVE_CUDA
    if (holds(x, x.size(-1))) {
        InputTarget target(x, InputForm::Int8PerRow, dtype, cuda::Number::E4m3, static_cast<float>(unit));
        cuda::mapRows(x.data_ptr(), cuda::Number::E4m3, {}, x.numel() / x.size(-1), x.size(-1), cuda::Function::None,
                      target.output(), streamOf(x));
        return target.finish();
    }
#endif
    LinearInput input = quantised(x.to(at::kFloat) * unit, InputForm::Int8PerRow);
    input.dtype = dtype;
    return input;
}

LinearInput geluPrepared(const ScaledProduct& x, InputForm form)
{
#ifdef STUDIO_HAVE_CUDA
    if (isBf16Product(x))
        return mapped(x, cuda::Function::GeluTanh, form);
#endif
    return prepared(at::gelu(x.result(), "tanh"), form);
}

LinearInput modulatedNorm(const at::Tensor& x, const Modulation& modulation, double eps, at::ScalarType dtype,
                          InputForm form)
{
#ifdef STUDIO_HAVE_CUDA
    if (isRow(x, at::kBFloat16) && x.dim() == 3) {
        const Modulation m = contiguous(modulation);
        const cuda::Number number = dtype == at::kFloat ? cuda::Number::Float : cuda::Number::BFloat16;
        InputTarget target(x, form, dtype, number);
        cuda::NormArguments a = normOf(x, eps);
        modulate(a, m);
        a.roundBetween = a.xNumber == cuda::Number::BFloat16;
        a.out = target.output();
        cuda::normRows(a, streamOf(x));
        return target.finish();
    }
#endif
    return prepared(modulated(x, modulation, eps).to(dtype), form);
}

SumAndInput sumAndNorm(const at::Tensor& x, const ScaledProduct& y, const at::Tensor& gate, const at::Tensor& weight,
                       const at::Tensor& bias, double eps, at::ScalarType dtype, InputForm form)
{
#ifdef STUDIO_HAVE_CUDA
    if (isRow(x, dtype) && isBf16Product(y) && weight.scalar_type() == at::kBFloat16) {
        const Residual sum{.x = x, .y = y, .gate = gate.contiguous(), .z = {}};
        InputTarget target(x, form, dtype, cuda::Number::BFloat16);
        cuda::NormArguments a = normOf(sum, eps);
        a.roundBefore = true;
        a.weight = bf16(weight);
        a.bias = bf16(bias);
        a.out = target.output();
        if (cuda::isForm(a)) {
            cuda::normRows(a, streamOf(x));
            return {.sum = sum, .input = target.finish()};
        }
    }
#endif
    const at::Tensor sum = at::addcmul(x.to(at::kFloat), y.result().to(at::kFloat), gate);
    return {.sum = {.x = sum, .y = {}, .gate = {}, .z = {}},
            .input = prepared(layerNorm(sum.to(dtype), weight, bias, eps), form)};
}

SumAndInput sumAndModulatedNorm(const Residual& sum, const ScaledProduct& z, const Modulation& modulation, double eps,
                                at::ScalarType dtype, InputForm form)
{
#ifdef STUDIO_HAVE_CUDA
    if (isSum(sum, dtype) && isBf16Product(z)) {
        Residual longer = sum;
        longer.z = z;
        const Modulation m = contiguous(modulation);
        InputTarget target(sum.x, form, dtype, cuda::Number::BFloat16);
        cuda::NormArguments a = normOf(longer, eps);
        modulate(a, m);
        a.out = target.output();
        if (cuda::isForm(a)) {
            cuda::normRows(a, streamOf(z.values));
            return {.sum = longer, .input = target.finish()};
        }
    }
#endif
    const at::Tensor all = total(sum).add_(z.result().to(at::kFloat));
    return {.sum = {.x = all, .y = {}, .gate = {}, .z = {}},
            .input = prepared(modulated(all, modulation, eps).to(dtype), form)};
}

at::Tensor gatedSum(const Residual& sum, const ScaledProduct& y, const at::Tensor& gate, at::ScalarType dtype)
{
#ifdef STUDIO_HAVE_CUDA
    if (isSum(sum, dtype) && isBf16Product(y)) {
        const at::Tensor gates = gate.defined() ? gate.contiguous() : gate;
        at::Tensor out = at::empty_like(y.values);
        cuda::NormArguments a = normOf(sum, 0);
        a.last = bf16(y.values);
        a.lastEpilogue = epilogueOf(y);
        a.lastGate = fp32(gates);
        a.sum = bf16(out);
        a.normalise = false;
        if (cuda::isForm(a)) {
            cuda::normRows(a, streamOf(out));
            C10_CUDA_KERNEL_LAUNCH_CHECK();
            return out;
        }
    }
#endif
    const at::Tensor all = sum.y.defined() || sum.z.defined() ? total(sum) : sum.x;
    if (!gate.defined())
        return (all + y.result()).to(dtype);
    return at::addcmul(all.to(at::kFloat), y.result().to(at::kFloat), gate).to(dtype);
}

at::Tensor normedHeads(const ScaledProduct& x, const at::Tensor& weight, int64_t heads, double eps,
                       const at::Tensor& rope)
{
#ifdef STUDIO_HAVE_CUDA
    if (isBf16Product(x)) {
        ScaledProduct split = x;
        split.values = x.values.unflatten(-1, {heads, -1});
        at::Tensor out = at::empty_like(split.values);
        const HeadRows part{.target = out, .x = split, .weight = weight, .rope = rope};
        if (launchHeads({&part, 1}, eps))
            return out;
    }
#endif
    const at::Tensor normed = rmsNorm(x.result(), weight, eps).unflatten(-1, {heads, -1});
    return rope.defined() ? rotate(normed, rope) : normed;
}

at::Tensor rotate(const at::Tensor& x, const at::Tensor& factors)
{
#ifdef STUDIO_HAVE_CUDA
    if (isBf16Row(x)) {
        at::Tensor out = at::empty_like(x);
        const HeadRows part{.target = out, .x = x, .weight = {}, .rope = factors};
        if (launchHeads({&part, 1}, 0))
            return out;
    }
#endif
    const at::Tensor pairs = x.to(at::kFloat).unflatten(-1, {-1, 2}).contiguous();
    return at::view_as_real(at::view_as_complex(pairs) * factors).flatten(-2).to(x.scalar_type());
}

void headsInto(std::span<const HeadRows> parts, double eps)
{
#ifdef STUDIO_HAVE_CUDA
    if (parts.front().target.is_cuda() && launchHeads(parts, eps))
        return;
#endif
    for (const HeadRows& part : parts) {
        at::Tensor x = part.x.result();
        if (x.scalar_type() == at::kFloat8_e4m3fn)
            x = x.to(at::kBFloat16);
        if (part.weight.defined())
            x = rmsNorm(x.flatten(-2), part.weight, eps).view(x.sizes());
        storeInto(part.target, part.rope.defined() ? rotate(x, part.rope) : x, part.scale);
    }
}

void storeInto(const at::Tensor& target, const at::Tensor& x, double scale)
{
    if (target.scalar_type() != at::kFloat8_e4m3fn) {
        target.copy_(x);
        return;
    }
#ifdef STUDIO_HAVE_CUDA
    if (isBf16Row(x) && target.is_contiguous()) {
        cuda::scaleToFp8(bf16(x), x.numel(), static_cast<float>(1 / scale), fp8(target), streamOf(x));
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        return;
    }
#endif
    target.copy_((x.to(at::kFloat) / scale).clamp(-kFp8Max, kFp8Max).to(at::kFloat8_e4m3fn));
}

at::Tensor fromFp8(const at::Tensor& values, const at::Tensor& scale)
{
#ifdef STUDIO_HAVE_CUDA
    if (values.is_cuda() && values.is_contiguous() && scale.is_contiguous() && values.size(-1) % 8 == 0) {
        at::Tensor out = at::empty(values.sizes(), values.options().dtype(at::kBFloat16));
        cuda::scaleFromFp8(fp8(values), values.numel(), fp32(scale), scale.numel(), bf16(out), streamOf(values));
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        return out;
    }
#endif
    return (values.to(at::kFloat) * scale.view({-1, 1})).to(at::kBFloat16);
}

void quantiseHeads(const at::Tensor& x, const Fp8Heads& target)
{
#ifdef STUDIO_HAVE_CUDA
    if (x.is_cuda() && x.scalar_type() == at::kBFloat16 && x.is_contiguous() && target.values.is_contiguous()
        && target.scales.is_contiguous() && (x.size(-1) == 64 || x.size(-1) == 128)) {
        cuda::quantiseHeads(bf16(x), x.numel() / x.size(-1), x.size(-1), fp8(target.values), fp32(target.scales),
                            streamOf(x));
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        return;
    }
#endif
    const at::Tensor wanted = (x.abs().amax(-1).to(at::kFloat) / kFp8Max).clamp_min_(kLeastScale);
    // Rounds up to the next power of two.
    const at::Tensor scales = at::bitwise_and(wanted.view(at::kInt) + kMantissa, kExponent).view(at::kFloat);
    target.scales.copy_(scales);
    target.values.copy_(x.to(at::kFloat) / scales.unsqueeze(-1));
}

void dequantiseHeads(const Fp8Heads& x, const at::Tensor& target)
{
#ifdef STUDIO_HAVE_CUDA
    if (target.is_cuda() && target.scalar_type() == at::kBFloat16 && target.is_contiguous() && x.values.is_contiguous()
        && x.scales.is_contiguous() && target.size(-1) % 8 == 0) {
        cuda::dequantiseHeads(fp8(x.values), fp32(x.scales), target.numel() / target.size(-1), target.size(-1),
                              bf16(target), streamOf(target));
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        return;
    }
#endif
    target.copy_(x.values);
    target.mul_(x.scales.to(target.scalar_type()).unsqueeze(-1));
}

at::Tensor normChannels(const at::Tensor& x, const at::Tensor& gamma, Activation activation)
{
#ifdef STUDIO_HAVE_CUDA
    if (isChannels(x, gamma)) {
        at::Tensor out = at::empty_like(x);
        launchNormChannels(x, gamma, activation, {.plain = bf16(out)});
        return out;
    }
#endif
    return normedChannels(x, gamma, activation).to(x.scalar_type());
}

at::Tensor normChannelsToInt8(const at::Tensor& x, const at::Tensor& gamma, Activation activation, double unit)
{
#ifdef STUDIO_HAVE_CUDA
    if (isChannels(x, gamma)) {
        at::Tensor out = at::empty(x.sizes(), x.options().dtype(at::kChar));
        launchNormChannels(x, gamma, activation,
                           {.int8 = out.data_ptr<int8_t>(),
                            .group = static_cast<int>(rotationGroup(x.size(-1))),
                            .scale = static_cast<float>(1 / unit)});
        return out;
    }
#endif
    const at::Tensor numbers = rotated(normedChannels(x, gamma, activation)).div_(unit);
    return numbers.clamp_(-kInt8Max, kInt8Max).round_().to(at::kChar);
}

at::Tensor interleaved(std::span<const at::Tensor> pictures)
{
#ifdef STUDIO_HAVE_CUDA
    if (std::all_of(pictures.begin(), pictures.end(), isBf16Row) && pictures.size() <= size_t{cuda::kMostTaps}) {
        const at::Tensor& first = pictures.front();
        const cuda::Bf16* data[cuda::kMostTaps] = {};
        std::transform(pictures.begin(), pictures.end(), data, bf16);
        const auto taps = static_cast<int64_t>(pictures.size());
        at::Tensor out = at::empty({first.size(0), first.size(1), taps * first.size(2)}, first.options());
        cuda::interleavePictures(data, static_cast<int>(taps), first.size(0) * first.size(1), first.size(2), bf16(out),
                                 streamOf(out));
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        return out;
    }
#endif
    return at::cat(c10::ArrayRef<at::Tensor>(pictures.data(), pictures.size()), -1);
}

at::Tensor enlarged(const at::Tensor& picture)
{
    const int64_t height = picture.size(0);
    const int64_t width = picture.size(1);
    const int64_t channels = picture.size(2);
#ifdef STUDIO_HAVE_CUDA
    if (isBf16Row(picture)) {
        at::Tensor out = at::empty({2 * height, 2 * width, channels}, picture.options());
        cuda::enlargePicture(bf16(picture), height, width, channels, bf16(out), streamOf(picture));
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        return out;
    }
#endif
    return picture.view({height, 1, width, 1, channels})
        .expand({height, 2, width, 2, channels})
        .reshape({2 * height, 2 * width, channels});
}

at::Tensor addChannels(const at::Tensor& y, const at::Tensor& bias, const at::Tensor& add)
{
#ifdef STUDIO_HAVE_CUDA
    if (isBf16Row(y) && bias.scalar_type() == at::kBFloat16 && (!add.defined() || isBf16Row(add))) {
        cuda::addChannels(bf16(y), bf16(bias), add.defined() ? bf16(add) : nullptr, y.numel() / y.size(-1), y.size(-1),
                          streamOf(y));
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        return y;
    }
#endif
    y.add_(bias);
    return add.defined() ? y.add_(add) : y;
}

} // namespace studio::nn
