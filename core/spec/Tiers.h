// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

// Where a layer's weights are while frames are rendered: on the device, in pinned RAM, or on disk. From the last two
// they are streamed to the device in each pass.
enum class WeightTier { Device, Pinned, Disk };

// Where a layer's KV caches are.
enum class KvTier { Device, Pinned };

} // namespace studio
