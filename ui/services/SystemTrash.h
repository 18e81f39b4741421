// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>

namespace studio::ui {

// A project::MoveToTrash: the desktop's own trash, from where its file manager brings files back too. Error:
// NotWritable (the file's disk has none).
Result<std::filesystem::path> moveToSystemTrash(const std::filesystem::path& file);

} // namespace studio::ui
