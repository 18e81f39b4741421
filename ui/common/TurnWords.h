// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/RenderSpec.h"

#include <QString>
#include <QStringList>

// Words for what changes in a film at times (RenderSpec::turns).
namespace studio::ui::words {

// "0:14.4": where a block begins in the film.
[[nodiscard]] QString blockTime(int64_t block, const ReferenceCompat& compat);

// "seed 99"
[[nodiscard]] QString turnSeed(uint64_t seed);

// One for each: "0:14.4: seed 99, “She laughs.”"
[[nodiscard]] QStringList turnLines(const RenderSpec& spec);

} // namespace studio::ui::words
