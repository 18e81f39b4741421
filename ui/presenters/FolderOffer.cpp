// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/FolderOffer.h"

#include "ui/common/Words.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/services/FileManager.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDir>
#include <QGuiApplication>

namespace studio::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(FolderOffer)
};

} // namespace

void showFolderOrSay(const QString& folder, JobQuestions& questions)
{
    showFolder(folder, &questions, [folder, &questions](const Status& shown) {
        if (shown)
            return;
        const QString path = QDir::toNativeSeparators(folder);
        const QString words = shown.error().code == ErrorCode::FileMissing
            ? Words::tr("The folder %1 doesn't exist.").arg(words::quoted(path))
            : Words::tr("No file manager was found. It is in %1.").arg(words::quoted(path));
        questions.offer(words, {{Words::tr("Copy the path"), [path] { QGuiApplication::clipboard()->setText(path); }}});
    });
}

} // namespace studio::ui
