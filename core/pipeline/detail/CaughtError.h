// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

namespace studio::pipeline {

// The exception that is being handled, as an error; for a catch block.
[[nodiscard]] Error caughtError();

} // namespace studio::pipeline
