// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/StateDict.h"
#include "tests/support/PthWriter.h"

#include <ATen/ops/empty.h>
#include <c10/util/Half.h>

#include <algorithm>
#include <cmath>
#include <cstring>

// GGUF files as ggml's programs write them, and as they never would.
namespace studio::test::gguf {

inline constexpr uint32_t kF32 = 0;
inline constexpr uint32_t kQ80 = 8;
inline constexpr uint32_t kBF16 = 30;

inline std::string text(std::string_view value)
{
    return raw(uint64_t{value.size()}) + std::string(value);
}

struct Tensor {
    std::string name;
    std::vector<uint64_t> extents; // innermost first, as in the file
    uint32_t type = kF32;
    std::string bytes;
};

// The bytes of a tensor in blocks of 32 with an f16 scale.
inline std::string blocksOfQ80(const at::Tensor& tensor)
{
    const at::Tensor numbers = tensor.to(at::kFloat).contiguous();
    const auto* from = numbers.const_data_ptr<float>();
    std::string bytes;
    for (int64_t block = 0; block < numbers.numel() / 32; ++block, from += 32) {
        float most = 0;
        std::for_each(from, from + 32, [&](float number) { most = std::max(most, std::abs(number)); });
        const c10::Half scale(most / 127);
        bytes += raw(scale.x);
        for (int i = 0; i < 32; ++i) {
            const float units = static_cast<float>(scale) > 0 ? from[i] / static_cast<float>(scale) : 0;
            bytes += raw(static_cast<int8_t>(std::clamp(std::round(units), -127.F, 127.F)));
        }
    }
    return bytes;
}

// `entries`: keys with their values, `count` of them.
inline std::string file(const std::vector<Tensor>& tensors, const std::string& entries = {}, uint64_t count = 0,
                        uint32_t version = 3)
{
    constexpr size_t kAlignment = 32;
    const auto padded = [](size_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; };
    std::string header = "GGUF" + raw(version) + raw(uint64_t{tensors.size()}) + raw(count) + entries;
    std::string data;
    for (const Tensor& tensor : tensors) {
        header += text(tensor.name) + raw(static_cast<uint32_t>(tensor.extents.size()));
        for (const uint64_t extent : tensor.extents)
            header += raw(extent);
        header += raw(tensor.type) + raw(uint64_t{data.size()});
        data += tensor.bytes;
        data.resize(padded(data.size()), '\0');
    }
    header.resize(padded(header.size()), '\0');
    return header + data;
}

// As city96's converter writes a model: matrices in Q8_0, all others in F32, dimensions of 1 at a shape's beginning
// left out.
inline std::string model(const model::StateDict& tensors, const std::string& prefix = {})
{
    std::vector<Tensor> all;
    for (const auto& [name, tensor] : tensors) {
        Tensor made{.name = prefix + name, .extents = {}, .type = kF32, .bytes = {}};
        for (const int64_t extent : tensor.sizes())
            made.extents.insert(made.extents.begin(), static_cast<uint64_t>(extent));
        while (made.extents.size() > 1 && made.extents.back() == 1)
            made.extents.pop_back();
        if (tensor.dim() == 2 && tensor.size(1) % 32 == 0) {
            made.type = kQ80;
            made.bytes = blocksOfQ80(tensor);
        } else {
            const at::Tensor numbers = tensor.to(at::kFloat).contiguous();
            made.bytes.assign(static_cast<const char*>(numbers.const_data_ptr()), numbers.nbytes());
        }
        all.push_back(std::move(made));
    }
    return file(all, text("general.architecture") + raw(uint32_t{8}) + text("wan"), 1);
}

} // namespace studio::test::gguf
