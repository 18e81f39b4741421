// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MonoSound.h"

#include <filesystem>
#include <string>
#include <vector>

namespace studio::render {

// What a person should know of how the voice of this file is taken, a sentence or two each; empty for an ordinary one.
[[nodiscard]] std::vector<std::string> voiceNotes(const media::SoundFindings& found, const std::filesystem::path& file);

} // namespace studio::render
