// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <stop_token>

namespace studio::render {

struct Arguments;

// Prepares the weights of the model for its device, as the first render would. Says first how large their file will be
// and what is free on its disk; then its progress; in the end its path on stdout, at once if it is there already.
// Errors: those of pipeline::prepareWeights().
Status prepareModel(const Arguments& arguments, const std::stop_token& stop);

} // namespace studio::render
