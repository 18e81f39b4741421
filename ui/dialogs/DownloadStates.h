// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"
#include "ui/services/DownloadService.h"

#include <QList>
#include <QString>

// What the download's page shows, made from the download's status: values without a widget.
namespace studio {
struct ModelEntry;
}

namespace studio::ui {

enum class RowButton { TryAgain, OpenPage, PasteToken };

// One part of the model from one repository.
struct DownloadRowState {
    Glyph glyph = Glyph::Clock;
    Tone tone = Tone::Neutral;
    QString name; // "Video model"
    QString repository;
    QString page; // its address
    QString format; // "fp8 scaled"; empty: not told
    int permille = 0;
    QString sizes; // "3.1 of 6.7 GB"
    QString words; // "15.2 MB/s", "whole, hash right"
    QString why; // of a file that failed or waits: sentences
    QList<RowButton> buttons; // what helps
    Availability paste; // RowButton::PasteToken
};

// The state of the whole.
struct DownloadHeadState {
    QString what; // "Downloading", "Paused at 9.1 GB"
    QString sizes; // "9.1 of 25.3 GB"
    QString speed; // "37.6 MB/s"; empty: nothing comes
    QString left; // "7 min left", "–"
    int permille = 0;
    QString problem; // why nothing more comes: two sentences
};

// A page that states origin and licence.
struct LicenceLink {
    QString name; // of the repository, without its owner
    QString repository;
    QString page;

    bool operator==(const LicenceLink&) const = default;
};

// "Hugging Face · 37.6 MB/s"; the name alone of a source that isn't measured.
[[nodiscard]] QString sourceWords(const QString& name, double bytesPerSecond);
// Where the token of the order's source is kept; empty if none was given.
[[nodiscard]] QString tokenWords(const DownloadOrder& order, const TokenStore& tokens);
// The smallest first.
[[nodiscard]] QList<DownloadRowState> downloadRows(const DownloadStatus& status, const ModelEntry& model);
[[nodiscard]] DownloadHeadState downloadHead(const DownloadStatus& status);
[[nodiscard]] QList<LicenceLink> licenceLinks(const DownloadOrder& order);
// Lines for a shell that fetch the same, one for each part.
[[nodiscard]] QString downloadCommands(const DownloadOrder& order);

} // namespace studio::ui
