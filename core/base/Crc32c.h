// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace studio {

// CRC-32C (Castagnoli; RFC 3720, B.4), by the processor's instruction where it has one: as fast as memory is read from
// a disk. `before` is the sum of what came before: crc32c(b, crc32c(a)) is that of a and b. It finds what is torn or
// flipped; it is no protection against intent.
[[nodiscard]] uint32_t crc32c(std::span<const std::byte> bytes, uint32_t before = 0);

} // namespace studio
