// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Options.h"

namespace studio::render {

// A voice that a program speaks, where it is asked for, or where the scene's isn't there any more. Errors: BadOption;
// those of media::checkSpeech() and project::readSmallFile().
Status applySpeech(Typed& typed);

// The people of the film, whose faces are looked for if they are named by them; and their voices as its sound, if they
// all have one and no other is given. After applySpeech(). Errors: BadOption; those of jobs::areasOfFaces().
Status takePeople(Typed& typed);

} // namespace studio::render
