// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/VoiceWords.h"

#include <QCoreApplication>

#include <cmath>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(VoiceWords)
};

constexpr float kAudible = 0.89F; // 1 dB
constexpr double kAudibleStep = 0.5; // LUFS

QString decibels(float factor)
{
    return QString::number(std::lround(std::abs(20 * std::log10(factor))));
}

// With a minus that is as wide as a plus.
QString number(double value, int decimals, Sign sign)
{
    const QString size = QString::number(std::abs(value), 'f', decimals);
    const bool isZero = size.toDouble() == 0;
    return (value < 0 && !isZero ? QStringLiteral("−") : sign == Sign::Always ? QStringLiteral("+") : QString()) % size;
}

QString channelNote(const media::SoundFindings& found)
{
    QStringList channels;
    for (const int channel : found.treatment.channels)
        channels.append(QString::number(channel + 1));
    const QString list = channels.join(QStringLiteral(", "));
    switch (found.treatment.reason) {
    case media::MixReason::All: break;
    case media::MixReason::Centre: return Tr::tr("The voice is taken from the centre channel.");
    case media::MixReason::Front: return Tr::tr("The voice is taken from the channels in front.");
    case media::MixReason::Heard: return Tr::tr("The voice is taken from channel %1: the others are silent.").arg(list);
    case media::MixReason::Loudest:
        return Tr::tr("The channels cancel each other. The voice is taken from channel %1.").arg(list);
    }
    return {};
}

} // namespace

QString trackWords(const media::TrackInfo& track, int number)
{
    QStringList facts;
    if (!track.language.empty())
        facts.append(QString::fromStdString(track.language));
    if (!track.title.empty())
        facts.append(QString::fromStdString(track.title));
    facts.append(track.channels == 1       ? Tr::tr("mono")
                     : track.channels == 2 ? Tr::tr("stereo")
                                           : Tr::tr("%n channel(s)", nullptr, track.channels));
    return Tr::tr("%1: %2", "number of a sound track, what is known of it")
        .arg(number)
        .arg(facts.join(QStringLiteral(", ")));
}

QString loudnessWords(double lufs, int decimals)
{
    return Tr::tr("%1 LUFS").arg(number(lufs, decimals, Sign::IfNegative));
}

QString decibelWords(double value, int decimals, Sign sign)
{
    return Tr::tr("%1 dB").arg(number(value, decimals, sign));
}

std::optional<double> treatedLoudness(const media::SoundFindings& found)
{
    if (!found.loudness)
        return std::nullopt;
    return *found.loudness + 20 * std::log10(double{found.treatment.gain});
}

bool isRaised(const media::SoundFindings& found, const VoiceLevel& level)
{
    return level.rule == LevelRule::RaiseQuiet && found.treatment.gain > 1;
}

QStringList voiceNotes(const media::SoundFindings& found, const VoiceLevel& level)
{
    const media::SoundTreatment& treatment = found.treatment;
    QStringList notes;
    if (found.tracks.size() > 1 && treatment.track > 0)
        notes.append(Tr::tr("The file has %1 sound tracks. This is track %2.")
                         .arg(found.tracks.size())
                         .arg(trackWords(found.tracks[static_cast<size_t>(treatment.track - 1)], treatment.track)));
    if (const QString note = channelNote(found); !note.isEmpty())
        notes.append(note);
    if (std::isfinite(treatment.limit))
        notes.append(Tr::tr("Single samples can't be sound and are left out."));
    if (!treatment.constants.empty())
        notes.append(Tr::tr("A constant part (DC) is removed."));
    if (treatment.scale < kAudible)
        notes.append(Tr::tr("It is beyond full scale and made %1 dB quieter.").arg(decibels(treatment.scale)));
    const std::optional<double> reached = treatedLoudness(found);
    if (isRaised(found, level)) {
        notes.append(Tr::tr("It is very quiet and made %1 dB louder.").arg(decibels(treatment.gain)));
    } else if (level.rule == LevelRule::ToTarget && !reached) {
        notes.append(Tr::tr("It is too short or too quiet for its loudness to be measured."));
    } else if (level.rule == LevelRule::ToTarget && *reached < level.target - kAudibleStep) {
        notes.append(Tr::tr("It reaches %1 of the wanted %2: more would take its peaks beyond −1 dB.")
                         .arg(loudnessWords(*reached), loudnessWords(level.target)));
    }
    if (found.damaged)
        notes.append(Tr::tr("Parts of it are damaged and left out."));
    return notes;
}

} // namespace studio::ui
