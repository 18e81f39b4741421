// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MovieExport.h"

namespace studio::media {

// Estimates the bytes of exportMovie(), without embedded files, by exporting some seconds from the middle into the
// system's temporary folder. Exact for shorter movies. Errors: exportMovie()'s.
Result<uintmax_t> estimateExport(const ExportOrder& order, const std::stop_token& stop = {});

} // namespace studio::media
