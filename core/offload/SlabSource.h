// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace studio::offload {

// The layers' weights on the host: one slab of bytes per layer. dit::SlabLayout defines the contents.
class SlabSource {
public:
    virtual ~SlabSource() = default;

    [[nodiscard]] virtual int64_t count() const = 0;
    // Size of a layer's slab.
    [[nodiscard]] virtual int64_t bytes(int64_t layer) const = 0;

    // The slab in pinned memory, [bytes] uint8, at a fixed address while the layer is streamed; undefined if the slab
    // is only on disk.
    [[nodiscard]] virtual at::Tensor pinned(int64_t layer) const = 0;

    // Reads the slab from its source into `to` [bytes] uint8. Called on the disk queue's thread, one layer at a time,
    // while other layers are in use. Errors: FileUnreadable, CheckpointDamaged.
    virtual Status read(int64_t layer, const at::Tensor& to) = 0;
};

} // namespace studio::offload
