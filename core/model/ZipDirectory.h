// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace studio::model {

// A record of a zip archive. Only a stored one can be used in place.
struct ZipRecord {
    uint64_t offset = 0; // of the first byte of data, from the start of the archive
    uint64_t size = 0; // of the stored data
    bool stored = false; // neither compressed nor encrypted
};

// Reads the central directory of an archive (zip or zip64). Every record is checked to be inside `archive`; checksums
// are not. Error: CheckpointDamaged with an empty subject: truncated, inconsistent, or a duplicate name.
Result<std::map<std::string, ZipRecord, std::less<>>> readZipDirectory(std::string_view archive);

} // namespace studio::model
