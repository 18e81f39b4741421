// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Arguments.h"
#include "core/base/TemporaryFolder.h"

#include <optional>
#include <stop_token>

namespace studio::render {

// Makes the sound that Arguments::voiceToMake says, if any, and makes it the order's voice. Returns the folder of the
// sound, which is to outlive the film. Says the length of a spoken voice on stderr. Errors: those of media::speak() and
// media::mixVoices().
Result<std::optional<TemporaryFolder>> makeVoice(Arguments& arguments, const std::stop_token& stop);

} // namespace studio::render
