// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/FileManager.h"

#include "ui/services/Background.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace studio::ui {
namespace {

struct Folder {
    QString path;
    bool exists = false;
};

// `look` asks the disk, which may be slow.
template<typename Look>
void show(Look look, QObject* context, std::function<void(const Status&)> done)
{
    inBackground(context, std::move(look), [done = std::move(done)](const Folder& folder) {
        if (!folder.exists)
            done(Error{ErrorCode::FileMissing, folder.path.toStdString(), {}});
        else if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder.path)))
            done(Error{ErrorCode::Unsupported, folder.path.toStdString(), "no file manager"});
        else
            done(kDone);
    });
}

} // namespace

void showFolder(const QString& folder, QObject* context, std::function<void(const Status&)> done)
{
    show([folder] { return Folder{folder, QFileInfo(folder).isDir()}; }, context, std::move(done));
}

void showFolderOf(const QString& file, QObject* context, std::function<void(const Status&)> done)
{
    const auto look = [file] {
        const QFileInfo info(file);
        return Folder{info.isFile() ? info.absolutePath() : file, info.exists()};
    };
    show(look, context, std::move(done));
}

} // namespace studio::ui
