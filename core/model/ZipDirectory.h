// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace studio::model {

// Where a record of a zip archive lies. Only what is stored plainly can be used where it lies.
struct ZipRecord {
    uint64_t offset = 0; // of the first byte of data, from the start of the archive
    uint64_t size = 0; // of the data as it lies there
    bool stored = false; // neither compressed nor encrypted
};

// The central directory of an archive (zip or zip64), with every record checked to lie inside `archive`; checksums
// are not. Error: CheckpointDamaged with an empty subject: cut off, contradictory, or a name that occurs twice.
Result<std::map<std::string, ZipRecord, std::less<>>> readZipDirectory(std::string_view archive);

} // namespace studio::model
