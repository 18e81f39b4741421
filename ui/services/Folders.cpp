// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/Folders.h"

#include "core/project/Take.h"
#include "core/settings/Settings.h"
#include "ui/services/Text.h"

#include <QDir>
#include <QDirIterator>
#include <QStandardPaths>
#include <QStorageInfo>

namespace studio::ui {

Folders Folders::of(const settings::Settings& settings)
{
    QString takes = settings.get(settings::kTakesFolder);
    if (takes.isEmpty())
        takes
            = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation) % QStringLiteral("/Live Avatar Studio");
    return {.takes = takes,
            .slabCache = toPath(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation)
                                % QStringLiteral("/live-avatar-studio/slabs"))};
}

TakesUsage takesUsage(const QString& folder)
{
    TakesUsage usage;
    const QString away = QDir(fromPath(project::TakeStore(toPath(folder)).deletedFolder())).absolutePath();
    for (QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); files.hasNext();) {
        const QFileInfo file(files.next());
        const bool deleted = file.absolutePath() == away;
        (deleted ? usage.deletedBytes : usage.bytes) += file.size();
        // Hidden films are being made.
        if (file.suffix() == QLatin1String("mp4") && !file.isHidden())
            ++(deleted ? usage.deleted : usage.films);
    }
    QDir nearest(folder); // The first take makes the folder.
    while (!nearest.exists() && !nearest.isRoot())
        nearest.setPath(QFileInfo(nearest.absolutePath()).path());
    usage.free = QStorageInfo(nearest).bytesAvailable();
    return usage;
}

} // namespace studio::ui
