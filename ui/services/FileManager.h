// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QString>

#include <functional>

class QObject;

namespace studio::ui {

// Opens a folder in the desktop's file manager; returns at once. `done` is called on the GUI thread unless the context
// is destroyed. Errors: FileMissing (there is no such folder), Unsupported (nothing here shows folders); the subject is
// the folder.
void showFolder(const QString& folder, QObject* context, std::function<void(const Status&)> done);
// Likewise the folder that a file lies in; of a folder itself. FileMissing if it isn't there any more.
void showFolderOf(const QString& file, QObject* context, std::function<void(const Status&)> done);

} // namespace studio::ui
