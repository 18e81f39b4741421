// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

namespace studio::pipeline {

// The exception that is being handled, as an error; for a catch block. Of one that says nothing the kind is told by
// errno, which is 0 before the work: ENOMEM makes it OutOfMemory.
[[nodiscard]] Error caughtError();

} // namespace studio::pipeline
