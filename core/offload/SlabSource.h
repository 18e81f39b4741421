// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace studio::offload {

// The layers' weights outside of the device, one slab of bytes for each. What they mean is the layout's business.
class SlabSource {
public:
    virtual ~SlabSource() = default;

    [[nodiscard]] virtual int64_t count() const = 0;
    // Size of a layer's slab.
    [[nodiscard]] virtual int64_t bytes(int64_t layer) const = 0;

    // The slab in pinned memory, [bytes] uint8, which stays where it is as long as the layer is streamed from there;
    // undefined where the slab is only in its file.
    [[nodiscard]] virtual at::Tensor pinned(int64_t layer) const = 0;

    // Reads the slab from its file into `to` [bytes] uint8. Called on the thread of the disk's queue, one layer at a
    // time, while others are used. Errors: FileUnreadable, CheckpointDamaged.
    virtual Status read(int64_t layer, const at::Tensor& to) = 0;
};

} // namespace studio::offload
