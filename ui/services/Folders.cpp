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
#include <QTemporaryFile>

namespace studio::ui {

Folders Folders::of(const settings::Settings& settings)
{
    QString takes = settings.get(settings::kTakesFolder);
    if (takes.isEmpty())
        takes
            = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation) % QStringLiteral("/Live Avatar Studio");
    return {.takes = takes,
            .voices = toPath(takes % QStringLiteral("/Voices")),
            .slabCache = toPath(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation)
                                % QStringLiteral("/live-avatar-studio/slabs"))};
}

QString exportFolder(const settings::Settings& settings)
{
    const QString last = settings.get(settings::kExportFolder);
    return last.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::MoviesLocation) : last;
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
    const QFileInfo there(folder);
    if (there.exists() && !there.isDir()) {
        usage.refused = Error{ErrorCode::NotWritable, folder.toStdString(), "a file has this name"};
    } else if (QTemporaryFile probe(nearest.filePath(QStringLiteral(".probe-XXXXXX"))); !probe.open()) {
        usage.refused = Error{ErrorCode::NotWritable, folder.toStdString(), probe.errorString().toStdString()};
    }
    return usage;
}

std::filesystem::path promptFolder(const QString& dataFolder)
{
    return toPath(dataFolder % QStringLiteral("/prompts"));
}

CacheUsage cacheUsage(const std::filesystem::path& folder)
{
    CacheUsage usage;
    for (QDirIterator files(fromPath(folder), QDir::Files | QDir::Hidden); files.hasNext();) {
        usage.bytes += QFileInfo(files.next()).size();
        ++usage.files;
    }
    return usage;
}

Status clearCache(const std::filesystem::path& folder)
{
    Status outcome = kDone;
    for (QDirIterator files(fromPath(folder), QDir::Files | QDir::Hidden); files.hasNext();) {
        QFile file(files.next());
        if (!file.remove())
            outcome = Error{ErrorCode::NotWritable, file.fileName().toStdString(), file.errorString().toStdString()};
    }
    return outcome;
}

} // namespace studio::ui
