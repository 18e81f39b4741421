// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

#include <string>

namespace studio::render {

// What happened and what to do about it, as sentences for a person: "“x.png” is not a picture. ...". The error's detail
// follows on further lines where it names things.
[[nodiscard]] std::string message(const Error& error);

// The program's exit code for each kind of error; no two kinds share one. 0 is success, 130 a stop.
[[nodiscard]] int exitCode(ErrorCode code);

} // namespace studio::render
