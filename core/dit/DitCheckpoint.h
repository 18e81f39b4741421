// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/dit/SlabLayout.h"
#include "core/model/CheckpointFolder.h"
#include "core/model/Lora.h"
#include "core/model/TensorSource.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::dit {

// A LoRA and its strength.
struct LoraFile {
    std::filesystem::path path;
    std::optional<double> alpha; // see model::LoraOptions
};

// The transformer of a checkpoint on disk, with its LoRA. open() checks every tensor and binds it by name, but reads no
// weights. Functions that return weights unpack what is quantised, merge the LoRA in fp32 and convert to the dtype,
// tensor by tensor (MODEL.md 1.7, 1.9). Files are never written.
class DitCheckpoint {
public:
    // Errors: those of openPart(), readDitConfig() and Lora::open(); CheckpointIncomplete and
    // CheckpointMismatch name every tensor that doesn't fit; LoraMismatch.
    static Result<DitCheckpoint> open(const model::CheckpointFolder& folder, const std::optional<LoraFile>& lora);

    [[nodiscard]] const DitConfig& config() const { return m_config; }

    // After a stop request, the remaining tensors stay unconverted; check the token afterwards.
    [[nodiscard]] DitGlobalWeights globalWeights(c10::Device device, at::ScalarType dtype,
                                                 const std::stop_token& stop = {}) const;
    // One layer's tensors; those that need no conversion stay views of their file.
    [[nodiscard]] DitLayerWeights layer(int64_t layer, c10::Device device, at::ScalarType dtype, LayerFormat format,
                                        const std::stop_token& stop = {}) const;
    // The same into a slab [bytes] uint8 in RAM, with at most one linear layer in extra memory. `computeOn`: device of
    // the LoRA merge. Releases the page cache of the files it has read.
    void fill(int64_t layer, const SlabLayout& layout, const at::Tensor& slab, c10::Device computeOn) const;

    // A fingerprint of everything that slabs are made of: shards, LoRA and its strength. Reads some megabytes. Errors:
    // FileMissing, FileUnreadable.
    [[nodiscard]] Result<std::string> fingerprint() const;

private:
    DitCheckpoint() = default;
    // All tensors that the model uses, by name. The files may hold more, which no LoRA should change in vain.
    [[nodiscard]] model::StateDict tensors() const;

    model::CheckpointFolder m_folder;
    std::optional<LoraFile> m_loraFile;
    DitConfig m_config;
    DitGlobalWeights m_globals; // views of the files; shapes only where a weight is packed
    std::vector<DitLayerWeights> m_layers;
    model::PackedTensors m_packed;
    std::optional<model::Lora> m_lora;
};

} // namespace studio::dit
