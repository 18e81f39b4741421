// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Progress on the program's icon in docks that support com.canonical.Unity.LauncherEntry (KDE Plasma, Ubuntu's dock and
// others).
namespace studio::ui::TaskbarProgress {

enum class Visible { No, Yes };

// Sends one D-Bus message and doesn't wait for an answer; no effect without a session bus. `part`: 0 to 1.
void show(double part, Visible visible);

} // namespace studio::ui::TaskbarProgress
