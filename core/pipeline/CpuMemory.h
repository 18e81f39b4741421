// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"

namespace studio::pipeline {

// What a film on the CPU takes of RAM beside the program itself, in bytes: all that a GPU would hold, in fp32 and with
// the CPU's kernels, while frames are made. Doesn't depend on the film's length.
[[nodiscard]] int64_t cpuFilmBytes(const ModelShape& shape, int width, int height, int steps);

} // namespace studio::pipeline
