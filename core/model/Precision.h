// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio::model {

// Dtype of a tensor in memory (MODEL.md 11): the model's for most, always fp32 for some.
enum class Precision { Model, Fp32 };

} // namespace studio::model
