// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/TurnWords.h"

#include "core/pipeline/FilmLength.h"
#include "ui/common/Words.h"
#include "ui/widgets/PaintText.h"

#include <QCoreApplication>

namespace studio::ui::words {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(TurnWords)
};

} // namespace

QString blockTime(int64_t block, const ReferenceCompat& compat)
{
    return clockText(static_cast<double>(pipeline::firstFrameOf(block, compat)) / kFramesPerSecond);
}

QString turnSeed(uint64_t seed)
{
    return Tr::tr("seed %1").arg(seed);
}

QStringList turnLines(const RenderSpec& spec)
{
    QStringList lines;
    for (const Turn& turn : spec.turns) {
        QStringList changes;
        if (turn.seed)
            changes << turnSeed(*turn.seed);
        if (turn.prompt)
            changes << quoted(QString::fromStdString(*turn.prompt).simplified());
        lines << Tr::tr("%1: %2", "a time, what changes there")
                     .arg(blockTime(turn.block, spec.compat), changes.join(QStringLiteral(", ")));
    }
    return lines;
}

} // namespace studio::ui::words
