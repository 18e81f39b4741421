// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace studio::model {

// Tensors by name. Those read from files are views of a mapping: their pages are fetched on first use, must not be
// written to, and keep the mapping alive.
using StateDict = std::map<std::string, at::Tensor, std::less<>>;

} // namespace studio::model
