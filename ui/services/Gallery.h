// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <memory>

// What models of a gallery give to its delegates.
namespace studio::ui {

class WaveformPyramid;

inline constexpr int kGalleryPathRole = Qt::UserRole + 110; // QString: the file
inline constexpr int kVoiceTileRole = Qt::UserRole + 111; // VoiceTile

// What a voice's card shows.
struct VoiceTile {
    QString title; // "Good morning"
    QString detail; // "0:06 · English"
    std::shared_ptr<const WaveformPyramid> pyramid; // null until it is read
    double played = -1; // 0 ... 1; negative: it isn't heard
};

} // namespace studio::ui

Q_DECLARE_METATYPE(studio::ui::VoiceTile)
