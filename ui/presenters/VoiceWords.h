// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MonoSound.h"

#include <QString>
#include <QStringList>

namespace studio::ui {

// Menu text of a file's sound track: "2: German, Interview, stereo".
[[nodiscard]] QString trackWords(const media::TrackInfo& track, int number);

// Notices about the treatment of a voice, one sentence each; empty for an ordinary recording.
[[nodiscard]] QStringList voiceNotes(const media::SoundFindings& found);

} // namespace studio::ui
