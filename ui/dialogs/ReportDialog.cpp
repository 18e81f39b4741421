// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ReportDialog.h"

#include "ui/common/PeopleWords.h"
#include "ui/common/ScoreWords.h"
#include "ui/common/TakeWords.h"
#include "ui/common/TurnWords.h"
#include "ui/common/Words.h"
#include "ui/widgets/PaintText.h"

#include <QDateTime>
#include <QLocale>
#include <QPushButton>

namespace studio::ui {

ReportDialog::ReportDialog(const project::Take& take, const QString& preset, QWidget* parent)
    : FactsDialog("reportDialog", parent)
{
    setFacts([this, take, preset] { tell(take, preset); });
    QPushButton* folder = addButton("reportFolderButton", [] { return tr("Show in folder"); });
    connect(folder, &QPushButton::clicked, this, &ReportDialog::folderWanted);
}

void ReportDialog::tell(const project::Take& take, const QString& preset)
{
    setTitle(words::takeName(take));
    const project::TakeReport& report = take.report;
    const project::RenderSettings& settings = take.scene.settings;
    const auto pair = [](const QString& measured, const QString& promised) {
        return measured.isEmpty() ? QString()
            : promised.isEmpty()  ? measured
                                  : tr("%1, promised %2").arg(measured, promised);
    };
    const auto bytes = [](const std::optional<int64_t>& value) { return value ? words::bytes(*value) : QString(); };
    const auto seconds = [](double value) { return value > 0 ? words::duration(value) : QString(); };

    addHeading(tr("Film"));
    addFact(tr("Length"), clockText(take.seconds()));
    addFact(tr("Frames"), tr("%1 of %2").arg(take.framesMade).arg(take.framesTotal));
    addFact(tr("Size"), words::size(take.width, take.height));
    addFact(tr("File"), words::text(take.movie));
    addFact(tr("Made"), QLocale().toString(QDateTime::fromSecsSinceEpoch(take.created), QLocale::ShortFormat));
    if (take.finalOf > 0)
        addFact(tr("Final of take"), QString::number(take.finalOf));
    const bool isRendered = take.parts.empty();
    if (!isRendered) {
        addFact(take.parts.size() == 1 ? tr("Cut of") : tr("Joined from"), words::partLines(take.parts).join(u'\n'));
        addFact(tr("Render"), tr("None: pictures were copied as they are, but for a second at most at each cut"));
    }
    addHeading(isRendered ? tr("Settings") : tr("Settings of its first part"));
    addFact(tr("Preset"), preset);
    addFact(tr("Steps"), QString::number(settings.steps));
    addFact(tr("Seed"), QString::number(settings.seed));
    addFact(tr("Portrait"), words::text(take.scene.portrait));
    addFact(tr("Voice"), words::text(take.scene.voice));
    addFact(tr("Who speaks"), words::speakerLines(take.scene.people).join(u'\n'));
    addFact(tr("Prompt"), QString::fromStdString(take.scene.prompt));
    addFact(tr("Later changes"), words::turnLines(settings).join(u'\n'));
    if (take.scores) {
        addHeading(tr("How it came out"));
        for (const auto& [name, fact] : words::scoreFacts(*take.scores))
            addFact(name, fact);
    }
    if (!isRendered) // Nothing was measured.
        return;
    addHeading(tr("What it took"));
    addFact(tr("Time"),
            pair(seconds(report.totalSeconds),
                 report.promisedSeconds ? words::duration(*report.promisedSeconds) : QString()));
    addFact(tr("VRAM"), pair(bytes(report.peakVram), bytes(report.promisedVram)));
    addFact(tr("RAM"), pair(bytes(report.peakRam), bytes(report.promisedRam)));
    addFact(tr("Speed"), take.framesPerSecond > 0 ? tr("%1 fps").arg(words::figure(take.framesPerSecond)) : QString());
    addFact(tr("Loading the model"), seconds(report.loadSeconds));
    addFact(tr("Reading the prompt"), seconds(report.textSeconds));
    addFact(tr("Hearing the voice"), seconds(report.audioSeconds));
    addFact(tr("Seeing the portrait"), seconds(report.imageSeconds));
    addFact(tr("Making frames"), seconds(report.ditSeconds));
    addFact(tr("Decoding"), seconds(report.vaeSeconds));
    addFact(tr("Writing the video"), seconds(report.muxSeconds));
    if (take.error)
        addFact(tr("Why it stopped"), QString::fromStdString(take.error->detail));
}

} // namespace studio::ui
