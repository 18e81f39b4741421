// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/VoiceNotes.h"

#include <cmath>
#include <cstdio>

namespace studio::render {
namespace {

constexpr float kAudible = 0.89F; // 1 dB

std::string decibels(double factor)
{
    return std::to_string(std::lround(std::abs(20 * std::log10(factor)))) + " dB";
}

// "1, 2 and 5"
std::string channelList(const std::vector<int>& channels)
{
    std::string text;
    for (size_t i = 0; i < channels.size(); ++i)
        text += (i == 0 ? "" : i + 1 == channels.size() ? " and " : ", ") + std::to_string(channels[i] + 1);
    return text;
}

std::string trackNote(const media::SoundFindings& found, const std::string& name)
{
    const int number = found.treatment.track;
    const media::TrackInfo& track = found.tracks[static_cast<size_t>(number - 1)];
    std::string which = "track " + std::to_string(number);
    if (!track.title.empty())
        which += ", \u201c" + track.title + "\u201d";
    if (!track.language.empty())
        which += ", in " + track.language;
    return name + " has " + std::to_string(found.tracks.size()) + " sound tracks. The voice is " + which
        + "; --audio_track chooses another.";
}

std::string channelNote(const media::SoundFindings& found, const std::string& name)
{
    const std::string all
        = name + " has " + std::to_string(found.speakers.size()) + " channels. The voice is taken from ";
    const std::string channels = channelList(found.treatment.channels);
    switch (found.treatment.reason) {
    case media::MixReason::All: break;
    case media::MixReason::Centre: return all + "the centre, where films have their dialogue.";
    case media::MixReason::Front: return all + "those in front, channels " + channels + ".";
    case media::MixReason::Heard:
        return all + (found.treatment.channels.size() > 1 ? "channels " : "channel ") + channels
            + ": nothing is heard in the others.";
    case media::MixReason::Loudest:
        return "The channels of " + name
            + " cancel each other: mixed, they are far quieter than one alone. The voice is taken from channel "
            + channels + ".";
    }
    return {};
}

std::string oneDecimal(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

// What became of the wanted level.
std::string levelNote(const media::SoundFindings& found, const std::string& name, const VoiceLevel& level)
{
    const double gain = found.treatment.gain;
    if (level.rule == LevelRule::RaiseQuiet) {
        return gain > 1
            ? name + " is very quiet. It is made " + decibels(gain) + " louder; --loudness off leaves it as it is."
            : std::string();
    }
    if (level.rule == LevelRule::AsRecorded)
        return {};
    if (!found.loudness)
        return "The loudness of " + name + " can't be measured: it is too short, or silent.";
    const double reached = *found.loudness + 20 * std::log10(gain);
    std::string note = name + " has " + oneDecimal(*found.loudness) + " LUFS. It is made " + decibels(gain)
        + (gain < 1 ? " quieter." : " louder.");
    if (reached < level.target - 0.5)
        note += " That is " + oneDecimal(reached) + " LUFS: more would take its peaks beyond -1 dB.";
    return note;
}

} // namespace

std::vector<std::string> voiceNotes(const media::SoundFindings& found, const std::filesystem::path& file,
                                    const VoiceLevel& level)
{
    const std::string name = "\u201c" + file.filename().string() + "\u201d";
    const media::SoundTreatment& treatment = found.treatment;
    std::vector<std::string> notes;
    if (found.tracks.size() > 1)
        notes.push_back(trackNote(found, name));
    if (std::string note = channelNote(found, name); !note.empty())
        notes.push_back(std::move(note));
    if (std::isfinite(treatment.limit))
        notes.push_back(name + " has single samples that can't be sound. They are left out.");
    if (!treatment.constants.empty())
        notes.push_back(name + " has a constant part (DC). It is removed.");
    if (treatment.scale < kAudible)
        notes.push_back("The samples of " + name + " are beyond full scale. They are made " + decibels(treatment.scale)
                        + " quieter.");
    if (std::string note = levelNote(found, name, level); !note.empty())
        notes.push_back(std::move(note));
    return notes;
}

} // namespace studio::render
