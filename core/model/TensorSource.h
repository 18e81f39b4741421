// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace studio::model {

// A quantised tensor of a file.
struct PackedTensor {
    std::vector<at::Tensor> parts; // its bytes in the file: views of a mapping
    // Computes its numbers in fp32, rounded to this dtype, contiguous, on this device: of a GPU's work only the parts
    // are copied there.
    std::function<at::Tensor(at::ScalarType, c10::Device)> unpack;
    // The numbers of some rows in fp32, without the others: `rows`, int64 [n], are indices into its first dimension.
    // Throws c10::Error for those outside.
    std::function<at::Tensor(const at::Tensor& rows)> unpackRows;
    std::string format{}; // what its numbers are stored as, for display: "fp8", "Q4_K"
};

// Rows of a tensor of any dtype, in fp8 too: `rows` as above.
[[nodiscard]] at::Tensor rowsOf(const at::Tensor& tensor, const at::Tensor& rows);

using PackedTensors = std::map<std::string, PackedTensor, std::less<>>;

// The tensors of a model, with the names and shapes of the original files, whatever kind of file they come from.
struct TensorSource {
    // All tensors. Of a quantised one only the shape is here, as an fp32 tensor on the meta device.
    StateDict tensors;
    // The quantised ones. A WeightLoader unpacks them one at a time, so the model is never in memory as a whole.
    PackedTensors packed;

    void add(const std::string& name, const std::vector<int64_t>& shape, PackedTensor tensor);
    // Moves every tensor to the name that `newName` gives for its present one; an empty name leaves it out. Error for
    // `file`: CheckpointMismatch if two tensors get the same name.
    Status rename(const std::function<std::string(std::string_view)>& newName, const std::filesystem::path& file);
};

// Opens a model's file or files without reading weights. `path` as for openShardedSafetensors(), or one file of any
// name: safetensors, plain or quantised (see unpackLater()), GGUF, or torch's zip. The content tells the kind, not the
// name.
// Prefixes that other programs put before the original names are removed ("model.diffusion_model."). Errors: those of
// openShardedSafetensors(), unpackLater(), openGguf() and openPth(); CheckpointMismatch if a tensor is there twice,
// under different prefixes.
Result<TensorSource> openTensors(const std::filesystem::path& path);

} // namespace studio::model
