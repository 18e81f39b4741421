// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"

#include <string>

namespace studio::render {

// A plan as a table for a terminal; if it doesn't fit, with the flags of the nearest setting that fits.
[[nodiscard]] std::string planText(const pipeline::ModelShape& shape, const pipeline::Plan& plan);

// For a plan that doesn't fit: what it needs, and the flags of the nearest setting that fits.
[[nodiscard]] std::string doesNotFitText(const pipeline::Plan& plan);

} // namespace studio::render
