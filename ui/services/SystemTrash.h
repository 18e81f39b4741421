// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>

namespace studio::ui {

// A project::MoveToTrash: moves the file to the desktop's trash and returns its path there. Error: NotWritable (the
// file's disk has no trash).
Result<std::filesystem::path> moveToSystemTrash(const std::filesystem::path& file);

} // namespace studio::ui
