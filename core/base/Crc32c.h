// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace studio {

// CRC-32C (Castagnoli; RFC 3720, B.4), in hardware if the CPU supports it: as fast as a disk is read. `before`:
// checksum of the preceding bytes, so crc32c(b, crc32c(a)) is that of a and b. Detects truncation and flipped bits, not
// tampering.
[[nodiscard]] uint32_t crc32c(std::span<const std::byte> bytes, uint32_t before = 0);

} // namespace studio
