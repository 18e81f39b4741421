// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

// Damaged weights and wrong settings make NaN or infinity, which spread downstream and would give a black film; so each
// network's output is checked.
namespace studio::pipeline {

enum class Network { TextEncoder, VoiceEncoder, PictureEncoder, Transformer, Decoder };

// "voice encoder": how the detail of an Error of ErrorCode::NotFinite begins; where it happened follows, if known.
[[nodiscard]] std::string_view networkName(Network network);

// That error; `where` begins with a blank, or is empty.
[[nodiscard]] Error notFinite(Network network, const std::filesystem::path& file, const std::string& where = {});
// Such a place: a block of the film, from 0; negative for the lead-in.
[[nodiscard]] std::string placeOfBlock(int64_t block);

} // namespace studio::pipeline
