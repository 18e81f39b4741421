// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/PinnedTensor.h"

#include <ATen/ops/from_blob.h>
#include <c10/util/Exception.h>

#include <memory>

namespace studio::tensor {

at::Tensor pinnedTensor(int64_t bytes, Pinning pinning)
{
    Result<PinnedBuffer> allocated = PinnedBuffer::allocate(bytes, pinning);
    TORCH_CHECK_WITH(OutOfMemoryError, bool(allocated), allocated ? "" : allocated.error().detail);
    auto owner = std::make_shared<PinnedBuffer>(std::move(*allocated));
    return at::from_blob(
        owner->bytes().data(), {bytes}, [owner](void*) {}, at::kByte);
}

} // namespace studio::tensor
