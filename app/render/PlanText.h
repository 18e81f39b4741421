// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"

#include <string>

namespace studio::render {

// A plan as a table for a terminal; where it doesn't fit, with the flags of the nearest setting that does.
[[nodiscard]] std::string planText(const pipeline::ModelShape& shape, const pipeline::Plan& plan);

// Of a plan that doesn't fit: what it would take, and the nearest setting that fits as flags.
[[nodiscard]] std::string doesNotFitText(const pipeline::Plan& plan);

} // namespace studio::render
