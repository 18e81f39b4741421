// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace studio::project {
struct Take;
}

namespace studio::ui {

struct WindowContext;

// The film in the player.
struct ShownFilm {
    int take = 0; // its number; 0: none
    bool isLive = false; // it is the running one

    bool operator==(const ShownFilm&) const = default;
};

// Null: there is none.
[[nodiscard]] const project::Take* takeOf(const WindowContext& context, const ShownFilm& film);

// In seconds of the player's film, if it has one that can be played; without a film, of the prepared one's voice.
[[nodiscard]] std::optional<double> playhead(const WindowContext& context);
// Goes there, without a film in the voice.
void seek(const WindowContext& context, double seconds);

} // namespace studio::ui
