// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/VoiceLevel.h"
#include "core/media/MonoSound.h"

#include <filesystem>
#include <string>
#include <vector>

namespace studio::render {

// Notices about the treatment of this file's voice, one or two sentences each; empty for an ordinary recording.
// `level`: the wanted one.
[[nodiscard]] std::vector<std::string> voiceNotes(const media::SoundFindings& found, const std::filesystem::path& file,
                                                  const VoiceLevel& level);

} // namespace studio::render
