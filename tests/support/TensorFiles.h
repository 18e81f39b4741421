// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/SafetensorsFile.h"
#include "core/model/StateDict.h"
#include "tests/support/GgufWriter.h"
#include "tests/support/PthWriter.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// A model's tensors as other programs keep them.
namespace studio::test {

inline std::string bytesOf(const at::Tensor& tensor)
{
    const at::Tensor whole = tensor.contiguous();
    return {static_cast<const char*>(whole.const_data_ptr()), whole.nbytes()};
}

inline model::StateDict converted(model::StateDict tensors, at::ScalarType dtype)
{
    for (auto& [name, tensor] : tensors)
        tensor = tensor.to(dtype);
    return tensors;
}

inline model::StateDict prefixed(const model::StateDict& tensors, const std::string& prefix)
{
    model::StateDict all;
    for (const auto& [name, tensor] : tensors)
        all.emplace(prefix + name, tensor);
    return all;
}

inline void rename(model::StateDict& tensors, const std::string& from, const std::string& to)
{
    auto node = tensors.extract(from);
    node.key() = to;
    tensors.insert(std::move(node));
}

inline std::filesystem::path saved(const std::filesystem::path& path, const model::StateDict& tensors)
{
    if (const Status written = model::writeSafetensors(path, tensors); !written) {
        std::fprintf(stderr, "%s: %s\n", path.c_str(), written.error().detail.c_str());
        std::abort();
    }
    return path;
}

inline std::filesystem::path saved(const std::filesystem::path& path, const std::string& bytes)
{
    write(path, bytes);
    return path;
}

inline std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// As torch.save() writes tensors of fp32, fp16 and bf16.
inline std::string torchZip(const model::StateDict& tensors)
{
    std::vector<std::pair<std::string, std::string>> entries;
    std::vector<ZipItem> items{{"archive/data.pkl", {}}};
    for (const auto& [name, tensor] : tensors) {
        const at::Tensor whole = tensor.contiguous();
        const char* const type = whole.scalar_type() == at::kHalf ? "HalfStorage"
            : whole.scalar_type() == at::kBFloat16                ? "BFloat16Storage"
                                                                  : "FloatStorage";
        const std::string key = std::to_string(items.size() - 1);
        entries.emplace_back(
            name,
            pickle::tensor(pickle::storage(type, key, whole.numel()), 0, whole.sizes().vec(), whole.strides().vec()));
        items.push_back({"archive/data/" + key, bytesOf(whole)});
    }
    items.front().data = pickle::whole(pickle::dict(entries));
    return zip(items);
}

// One tensor of fp32, fp16 or bf16 as GGUF has it.
inline gguf::Tensor ggufTensor(const std::string& name, const at::Tensor& tensor)
{
    constexpr uint32_t kF16 = 1;
    gguf::Tensor made{.name = name, .extents = {}, .type = gguf::kF32, .bytes = bytesOf(tensor)};
    if (tensor.scalar_type() != at::kFloat)
        made.type = tensor.scalar_type() == at::kHalf ? kF16 : gguf::kBF16;
    for (const int64_t extent : tensor.sizes())
        made.extents.insert(made.extents.begin(), static_cast<uint64_t>(extent));
    return made;
}

} // namespace studio::test
