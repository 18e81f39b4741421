// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Progress on the program's icon, where the desktop shows it: docks that know com.canonical.Unity.LauncherEntry
// (KDE Plasma, Ubuntu's dock and others).
namespace studio::ui::TaskbarProgress {

enum class Visible { No, Yes };

// `part`: 0 to 1. Sends one message and waits for no answer; without a session bus it does nothing.
void show(double part, Visible visible);

} // namespace studio::ui::TaskbarProgress
