// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MonoSound.h"

#include <QString>
#include <QStringList>

namespace studio::ui {

// "2: German, Interview, stereo": a sound track of a file in a menu.
[[nodiscard]] QString trackWords(const media::TrackInfo& track, int number);

// What is worth knowing of how a voice is taken, a sentence each; empty for an ordinary recording.
[[nodiscard]] QStringList voiceNotes(const media::SoundFindings& found);

} // namespace studio::ui
