// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

// Makes writes to a closed pipe or above the file size limit fail instead of ending the program. Also opens /dev/null
// for standard streams that were closed at start, so that none of our files gets their descriptor and receives printed
// text. Call it first.
void survivePipesAndLimits();

// Whether this signal was ignored at start, as `nohup` does with SIGHUP.
[[nodiscard]] bool isIgnored(int signal);

} // namespace studio
