// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/ScoreWords.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace studio::ui::words {
namespace {

class Tr {
    Q_DECLARE_TR_FUNCTIONS(studio::ui::ScoreWords)
};

QString number(double value, int digits)
{
    return QLocale().toString(value, 'f', digits);
}

bool has(const FilmScores& scores, Flaw flaw)
{
    return std::ranges::any_of(scores.bad, [flaw](const BadStretch& stretch) { return stretch.flaw == flaw; });
}

} // namespace

QString flaw(Flaw flaw)
{
    switch (flaw) {
    case Flaw::Lips: return Tr::tr("The mouth doesn't follow the voice");
    case Flaw::Lag: return Tr::tr("The mouth is too early or too late");
    case Flaw::Silence: return Tr::tr("The mouth is open in silence");
    case Flaw::Likeness: return Tr::tr("The face has changed");
    case Flaw::Colour: return Tr::tr("The colours have drifted");
    case Flaw::Sharpness: return Tr::tr("The picture is softer, sharper or noisier than at the beginning");
    case Flaw::Flicker: return Tr::tr("The brightness flickers");
    }
    return {};
}

std::vector<std::pair<QString, QString>> scoreFacts(const FilmScores& scores)
{
    std::vector<std::pair<QString, QString>> facts;
    const auto tell = [&](const QString& name, Flaw flaw, const QString& good, const QString& bad) {
        facts.emplace_back(name, has(scores, flaw) ? bad : good);
    };
    if (scores.lips) {
        const QString lips = number(*scores.lips, 2);
        tell(Tr::tr("Lips"), Flaw::Lips, Tr::tr("The mouth follows the voice (%1 of 1)").arg(lips),
             Tr::tr("The mouth doesn't follow the voice everywhere (%1 of 1)").arg(lips));
    }
    if (scores.lag) {
        const QString by = number(std::abs(1000 * *scores.lag), 0);
        const QString lag = *scores.lag < 0 ? Tr::tr("The mouth is %1 ms ahead of the voice").arg(by)
                                            : Tr::tr("The mouth is %1 ms behind the voice").arg(by);
        facts.emplace_back(Tr::tr("Delay"), lag);
    }
    if (scores.silence) {
        const QString open = number(100 * *scores.silence, 0);
        tell(Tr::tr("Silence"), Flaw::Silence, Tr::tr("The mouth stays shut in silence (%1 % open)").arg(open),
             Tr::tr("The mouth doesn't stay shut in silence (%1 % open)").arg(open));
    }
    const QString likeness = number(scores.likeness, 2);
    tell(Tr::tr("Likeness"), Flaw::Likeness, Tr::tr("The face stays as in the first picture (%1 of 1)").arg(likeness),
         Tr::tr("The face doesn't stay as in the first picture (%1 of 1)").arg(likeness));
    const QString colour = number(scores.colour, 1);
    tell(Tr::tr("Colours"), Flaw::Colour, Tr::tr("They stay (difference up to %1)").arg(colour),
         Tr::tr("They drift (difference up to %1)").arg(colour));
    const QString sharpness = number(100 * scores.sharpness, 0);
    tell(Tr::tr("Sharpness"), Flaw::Sharpness, Tr::tr("It stays (%1 % of that of the first second)").arg(sharpness),
         Tr::tr("It changes (to %1 % of that of the first second)").arg(sharpness));
    const QString flicker = number(scores.flicker, 2);
    tell(Tr::tr("Flicker"), Flaw::Flicker, Tr::tr("The brightness is steady (%1 of 255 between frames)").arg(flicker),
         Tr::tr("The brightness flickers (%1 of 255 between frames)").arg(flicker));
    if (!scores.foundFace)
        facts.emplace_back(Tr::tr("Face"), Tr::tr("None was found: what is said of lips and likeness may be wrong"));
    return facts;
}

std::vector<TimelineMark> scoreMarks(const FilmScores& scores, int blocks)
{
    std::vector<QStringList> flaws(static_cast<size_t>(std::max(0, blocks)));
    for (const BadStretch& stretch : scores.bad) {
        const int64_t end = std::min(int64_t{blocks}, stretch.block + stretch.blocks);
        for (int64_t block = stretch.block; block < end; ++block)
            flaws[static_cast<size_t>(block)] << flaw(stretch.flaw);
    }
    std::vector<TimelineMark> marks;
    for (int block = 0; block < blocks; ++block) {
        const QString here = flaws[static_cast<size_t>(block)].join(QLatin1Char('\n'));
        if (here.isEmpty())
            continue;
        if (!marks.empty() && marks.back().block + marks.back().blocks == block && marks.back().words == here)
            ++marks.back().blocks;
        else
            marks.push_back({.block = block, .blocks = 1, .words = here});
    }
    return marks;
}

} // namespace studio::ui::words
