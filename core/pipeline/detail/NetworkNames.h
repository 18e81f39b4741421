// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

// Damaged weights and wrong settings make NaN or infinity, which spread downstream and would give a black film; so each
// network's output is checked.
namespace studio::pipeline {

enum class Network { TextEncoder, VoiceEncoder, PictureEncoder, Transformer, Decoder };

// "voice encoder": how the detail of an Error of ErrorCode::NotFinite begins; where it happened follows, if known.
[[nodiscard]] std::string_view networkName(Network network);

} // namespace studio::pipeline
