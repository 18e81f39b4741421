// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "tests/support/ClapFilm.h"

namespace studio::test {

// A finished take in a folder, with a clapper film (see ClapFilm.h) and with inputs of its own beside it: nothing was
// rendered.
inline Result<project::Take> writeFinishedTake(const std::filesystem::path& folder, int frames, int white)
{
    std::filesystem::create_directories(folder / "inputs");
    project::Take take;
    take.sceneName = "welcome";
    take.scene.portrait = folder / "inputs" / "amelie.png";
    take.scene.voice = folder / "inputs" / "welcome.wav";
    take.scene.prompt = "as it was then";
    take.scene.settings.model = kDemoModel;
    take.scene.settings.seed = 4711;
    std::filesystem::copy_file(DEMO_DATA "/portraits/ada.png", take.scene.portrait,
                               std::filesystem::copy_options::overwrite_existing);
    writeClick(take.scene.voice, static_cast<double>(frames) / kClapFrameRate,
               static_cast<double>(white) / kClapFrameRate);
    const project::TakeStore store(folder);
    Result<project::Take> made = project::TakeStore(folder).create(take, "{scene} - take {take}");
    if (!made)
        return made;
    if (Status written = writeClapFilm(made->movie, take.scene.voice, frames, white); !written)
        return written.error();
    made->state = project::TakeState::Finished;
    made->width = made->height = kClapSide;
    made->frameRate = kClapFrameRate;
    made->framesMade = made->framesTotal = frames;
    if (Status updated = store.update(*made); !updated)
        return updated.error();
    return made;
}

} // namespace studio::test
