// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Scene.h"

#include <QString>
#include <QStringList>

#include <filesystem>
#include <optional>
#include <vector>

namespace studio::ui {

// The voices that people have of their own, each once, in the order of the people.
[[nodiscard]] std::vector<std::filesystem::path> ownVoices(const std::vector<project::Person>& people);
// There are people, and none of them has the scene's voice.
[[nodiscard]] bool haveOwnVoices(const std::vector<project::Person>& people);
// Which of them, counted from 1, the film doesn't show at all; 0: it shows all. `kept`: the film's part of the
// portrait.
[[nodiscard]] int personOutside(const std::vector<project::Person>& people, const project::CropRect& kept);

} // namespace studio::ui

// Words for who speaks in a portrait (Scene::people).
namespace studio::ui::words {

// "2 people speak"
[[nodiscard]] QString speakers(const std::vector<project::Person>& people);
// One for each, from the left of the list: "1: anna.wav", "2: the film's voice"
[[nodiscard]] QStringList speakerLines(const std::vector<project::Person>& people);
// "Person 2 is outside of the part of the portrait that the film shows."
[[nodiscard]] QString personIsOutside(int number);

} // namespace studio::ui::words
