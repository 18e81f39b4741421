// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace studio::model {

// A tensor's name as the original files have it: without the prefix that other programs put before it, such as
// "model.diffusion_model." (core/MODEL.md 1.9).
[[nodiscard]] std::string_view originalName(std::string_view name);

} // namespace studio::model
