// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/PinnedBuffer.h"

namespace studio::tensor {

// [bytes] uint8 in a PinnedBuffer that lives as long as the tensor's storage. Throws c10::OutOfMemoryError.
[[nodiscard]] at::Tensor pinnedTensor(int64_t bytes, Pinning pinning);

} // namespace studio::tensor
