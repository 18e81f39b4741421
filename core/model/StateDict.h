// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace studio::model {

// Tensors by name. Tensors from files are views of a mapping: pages are loaded on first use; they are read-only, and
// keep the mapping alive.
using StateDict = std::map<std::string, at::Tensor, std::less<>>;

} // namespace studio::model
