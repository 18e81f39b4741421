// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Arguments.h"
#include "core/base/TemporaryFolder.h"

#include <optional>
#include <stop_token>

namespace studio::render {

// Speaks the text of the order, if it has one that isn't spoken yet, and makes the sound its voice. Returns the folder
// of the sound, which is to outlive the film. Says the voice's length on stderr. Errors: those of media::speak().
Result<std::optional<TemporaryFolder>> speakVoice(Arguments& arguments, const std::stop_token& stop);

} // namespace studio::render
