// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

// From now on writing into a closed pipe or over the limit of a file's size is an error of that write, not the end of
// the program. A standard stream that was closed when the program began becomes /dev/null, so that no file of ours gets
// its number and is written into by whoever prints. To be called first.
void survivePipesAndLimits();

// Whether the program was started so that it ignores this signal, as `nohup` does with SIGHUP.
[[nodiscard]] bool isIgnored(int signal);

} // namespace studio
