// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MovieExport.h"

namespace studio::media {

// About how many bytes exportMovie() will make of this order, without the files that travel in it: some seconds from
// its middle are exported into the system's temporary folder and taken as the whole. Exact where the order is no longer
// than they are. Errors: exportMovie()'s.
Result<uintmax_t> estimateExport(const ExportOrder& order, const std::stop_token& stop = {});

} // namespace studio::media
