// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace studio::ui {

class JobQuestions;

// Shows a folder in the file manager. If that fails the job strip says where it is, and offers to copy the path.
void showFolderOrSay(const QString& folder, JobQuestions& questions);

} // namespace studio::ui
