// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Arguments.h"
#include "core/base/Result.h"
#include "core/media/PartFile.h"

namespace studio::render {

// Checks the output files before the render starts. Errors: BadOption (an output is also an input, or two outputs are
// the same file, under any names), NotWritable and DiskFull (for the report or the dump).
Status checkPlaces(const Arguments& arguments);

// Reserves the film's name; if it wasn't typed, the next free one. Errors: those of media::PartFile.
Result<media::PartFile> reserveName(const Arguments& arguments);

} // namespace studio::render
