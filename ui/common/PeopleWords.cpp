// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/PeopleWords.h"

#include "ui/common/Words.h"

#include <QCoreApplication>

#include <algorithm>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(PeopleWords)
};

} // namespace

std::vector<std::filesystem::path> ownVoices(const std::vector<project::Person>& people)
{
    std::vector<std::filesystem::path> voices;
    for (const project::Person& person : people) {
        if (!person.voice.empty() && std::ranges::find(voices, person.voice) == voices.end())
            voices.push_back(person.voice);
    }
    return voices;
}

bool haveOwnVoices(const std::vector<project::Person>& people)
{
    return !people.empty()
        && std::ranges::none_of(people, [](const project::Person& person) { return person.voice.empty(); });
}

int personOutside(const std::vector<project::Person>& people, const project::CropRect& kept)
{
    const auto isOutside = [&kept](const project::Person& person) {
        const project::CropRect& area = person.area;
        return area.x >= kept.x + kept.width || area.x + area.width <= kept.x || area.y >= kept.y + kept.height
            || area.y + area.height <= kept.y;
    };
    const auto found = std::ranges::find_if(people, isOutside);
    return found == people.end() ? 0 : static_cast<int>(found - people.begin()) + 1;
}

namespace words {

QString speakers(const std::vector<project::Person>& people)
{
    return Tr::tr("%n people speak", nullptr, static_cast<int>(people.size()));
}

QStringList speakerLines(const std::vector<project::Person>& people)
{
    QStringList lines;
    for (const project::Person& person : people)
        lines << Tr::tr("%1: %2", "the number of a person, their voice")
                     .arg(lines.size() + 1)
                     .arg(person.voice.empty() ? Tr::tr("the film's voice") : fileName(person.voice));
    return lines;
}

QString personIsOutside(int number)
{
    return Tr::tr("Person %1 is outside of the part of the portrait that the film shows.").arg(number);
}

} // namespace words
} // namespace studio::ui
