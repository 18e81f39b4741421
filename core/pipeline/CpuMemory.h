// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"

namespace studio::pipeline {

// RAM that a film on the CPU needs in addition to the program, in bytes: everything that a GPU would hold while frames
// are rendered, in fp32 and with the CPU's kernels. Independent of the film's length. `window`: blocks, as
// RenderSpec::windowBlocks.
[[nodiscard]] int64_t cpuFilmBytes(const ModelShape& shape, int width, int height, int steps,
                                   int window = kWindowBlocks);

} // namespace studio::pipeline
