// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/SystemTrash.h"

#include "ui/services/Text.h"

#include <QFile>

namespace studio::ui {

Result<std::filesystem::path> moveToSystemTrash(const std::filesystem::path& file)
{
    QFile moving(fromPath(file));
    // Without its path in the trash the file couldn't be restored.
    if (!moving.moveToTrash() || moving.fileName() == fromPath(file))
        return Error{ErrorCode::NotWritable, file.string(), moving.errorString().toStdString()};
    return toPath(moving.fileName());
}

} // namespace studio::ui
