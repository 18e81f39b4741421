// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Arguments.h"
#include "core/base/Result.h"
#include "core/media/PartFile.h"

namespace studio::render {

// Finds out before the work what would go wrong with the files that it ends in. Errors: BadOption (a file to be written
// is also one that is read, or two that are written are one file, by whatever names), NotWritable and DiskFull (a
// report or dump that can't be written).
Status checkPlaces(const Arguments& arguments);

// Reserves the film's name, which may become another one where it is not typed. Errors: those of media::PartFile.
Result<media::PartFile> reserveName(const Arguments& arguments);

} // namespace studio::render
