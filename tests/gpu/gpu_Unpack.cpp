// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/BlockScaled.h"
#include "core/model/GgmlBlocks.h"
#include "core/model/QuantisedWeights.h"
#include "core/tensor/Device.h"
#include "tests/support/GpuTest.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <string>
#include <string_view>

// Quantised weights that are unpacked on the GPU have the numbers that the CPU's loops give.
using namespace studio;

namespace {

constexpr int64_t kRows = 200; // no multiple of the tiles that scales lie in
constexpr int64_t kColumns = 768;
const c10::Device kGpu(at::kCUDA, 0);

void compare(const std::string& what, const at::Tensor& onCpu, const at::Tensor& onGpu, bool isRotated = false)
{
    const bool isThere = onGpu.is_cuda() && onGpu.is_contiguous() && onGpu.scalar_type() == onCpu.scalar_type();
    const at::Tensor back = onGpu.cpu();
    // A product of matrices adds in another order.
    const bool isSame
        = isRotated ? at::allclose(back.to(at::kFloat), onCpu.to(at::kFloat), 1e-2, 1e-4) : at::equal(back, onCpu);
    test::check(isThere && isSame, (what + ", " + c10::toString(onCpu.scalar_type())).c_str());
}

at::Tensor note(std::string_view text)
{
    at::Tensor bytes = at::empty({static_cast<int64_t>(text.size())}, at::kByte);
    std::copy(text.begin(), text.end(), bytes.mutable_data_ptr<uint8_t>());
    return bytes;
}

void safetensors()
{
    const at::Tensor whole = at::randint(0, 120, {kRows, kColumns}, at::kByte); // no NaN in fp8
    const at::Tensor one = at::full({}, 0.01, at::kFloat);
    const at::Tensor each = at::rand({kRows, 1}) + 0.5;
    const auto scales = [](int64_t block) { return model::blockScales(kRows, kColumns, block); };
    const Result<model::TensorSource> source = model::unpackLater(
        {
            {"e4m3.weight", whole.view(at::kFloat8_e4m3fn)},
            {"e4m3.weight_scale", one},
            {"e4m3 of rows.weight", whole.view(at::kFloat8_e4m3fn)},
            {"e4m3 of rows.weight_scale", each},
            {"e5m2.weight", whole.view(at::kFloat8_e5m2)},
            {"e5m2.weight_scale", one},
            {"int8.weight", whole.view(at::kChar)},
            {"int8.weight_scale", each},
            {"int8 rotated.weight", whole.view(at::kChar)},
            {"int8 rotated.weight_scale", each},
            {"int8 rotated.comfy_quant", note(R"({"format": "int8_tensorwise", "convrot": true})")},
            {"nvfp4.weight", at::randint(0, 256, {kRows, kColumns / 2}, at::kByte)},
            {"nvfp4.weight_scale", (at::rand({scales(model::kNvfp4Block)}) + 0.5).to(at::kFloat8_e4m3fn)},
            {"nvfp4.weight_scale_2", one},
            {"nvfp4.comfy_quant", note(R"({"format": "nvfp4"})")},
            {"mxfp8.weight", whole.view(at::kFloat8_e4m3fn)},
            {"mxfp8.weight_scale", at::randint(115, 130, {scales(model::kMxfp8Block)}, at::kByte)},
            {"mxfp8.comfy_quant", note(R"({"format": "mxfp8"})")},
        },
        {}, "test");
    test::check(source && source->packed.size() == 7, "the file is understood");
    if (!source)
        return;
    for (const auto& [name, packed] : source->packed) {
        for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16})
            compare(name, packed.unpack(dtype, c10::kCPU), packed.unpack(dtype, kGpu), name.starts_with("int8 rot"));
    }
}

void gguf()
{
    for (const model::GgmlType& type : model::ggmlTypes()) {
        const int64_t bytes = kRows * kColumns / type.elements * type.bytes;
        const at::Tensor packed = at::randint(0, 120, {bytes + 1}, at::kByte).narrow(0, 1, bytes); // not aligned
        for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16, at::kHalf}) {
            compare(std::string(type.name), model::unpackBlocks(type, packed, {kRows, kColumns}, dtype),
                    model::unpackBlocks(type, packed, {kRows, kColumns}, dtype, kGpu));
        }
    }
}

} // namespace

int main()
{
    test::skipWithoutGpu();
    const c10::InferenceMode inference;
    at::manual_seed(1);
    try {
        tensor::useExactFp32();
        safetensors();
        gguf();
    } catch (const c10::Error& error) {
        test::check(false, error.what_without_backtrace());
    }
    return test::failures() == 0 ? 0 : 1;
}
