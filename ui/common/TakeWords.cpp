// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/TakeWords.h"

#include <QCoreApplication>

namespace studio::ui::words {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(TakeWords)
};

} // namespace

QString takeNumbers(const std::vector<project::TakePart>& parts)
{
    QStringList numbers;
    for (const project::TakePart& part : parts)
        numbers << QString::number(part.take);
    return numbers.join(QStringLiteral(", "));
}

QString partWords(const project::TakePart& part)
{
    const int64_t end = part.first + part.frames;
    if (part.first % kFramesPerBlock != 0) // The end is one of blocks, or the film's.
        return Tr::tr("take %1, frames %2 to %3").arg(part.take).arg(part.first + 1).arg(end);
    const int64_t first = part.first / kFramesPerBlock + 1;
    const int64_t last = (end + kFramesPerBlock - 1) / kFramesPerBlock;
    return first == last ? Tr::tr("take %1, block %2").arg(part.take).arg(first)
                         : Tr::tr("take %1, blocks %2 to %3").arg(part.take).arg(first).arg(last);
}

QString madeFrom(const std::vector<project::TakePart>& parts)
{
    return parts.empty()    ? QString()
        : parts.size() == 1 ? Tr::tr("Cut of %1", "take 3, blocks 2 to 9").arg(partWords(parts.front()))
                            : Tr::tr("Joined from takes %1", "their numbers").arg(takeNumbers(parts));
}

QStringList partLines(const std::vector<project::TakePart>& parts)
{
    QStringList lines;
    for (const project::TakePart& part : parts)
        lines << partWords(part);
    return lines;
}

} // namespace studio::ui::words
