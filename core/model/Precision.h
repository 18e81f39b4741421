// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio::model {

// In which dtype a tensor is held (MODEL.md 11): most in the model's, some always in fp32.
enum class Precision { Model, Fp32 };

} // namespace studio::model
