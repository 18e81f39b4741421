// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/FileManager.h"

#include "ui/services/Background.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace studio::ui {

void showFolder(const QString& folder, QObject* context, std::function<void(const Status&)> done)
{
    inBackground(
        context, [folder] { return QFileInfo(folder).isDir(); }, // may be slow
        [folder, done = std::move(done)](bool exists) {
            if (!exists)
                done(Error{ErrorCode::FileMissing, folder.toStdString(), {}});
            else if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
                done(Error{ErrorCode::Unsupported, folder.toStdString(), "no file manager"});
            else
                done(kDone);
        });
}

} // namespace studio::ui
