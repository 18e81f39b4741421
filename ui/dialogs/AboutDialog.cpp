// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/AboutDialog.h"

#include "ui/services/MachineInfo.h"
#include "ui/services/TelemetryService.h"

#include <QApplication>
#include <QClipboard>
#include <QPushButton>

namespace studio::ui {

AboutDialog::AboutDialog(const WindowContext& context, QWidget* parent)
    : FactsDialog("aboutDialog", parent)
{
    setFacts([this, &context] { tell(context); });
    QPushButton* copy = addButton("copyDiagnosticsButton", [] { return tr("Copy diagnostics"); });
    connect(copy, &QPushButton::clicked, this,
            [&context] { QApplication::clipboard()->setText(diagnostics(context)); });
}

void AboutDialog::tell(const WindowContext& context)
{
    const MachineInfo info = machineInfo(context.telemetry.gpu());
    setTitle(tr("Live Avatar Studio"));
    addHeading(tr("One portrait and one voice become a talking video, on this computer."));
    addFact(tr("Version"), info.program);
    addFact(tr("Licence"), tr("GPL-3.0-or-later"));
    addHeading(tr("Made with"));
    addFact(tr("Window"), info.qt);
    addFact(tr("Engine"), info.engine);
    addFact(tr("Sound and film"), info.ffmpeg);
    addHeading(tr("This computer"));
    addFact(tr("System"), info.system);
    addFact(tr("Processor"), info.processor);
    addFact(tr("Memory"), info.memory);
    addFact(tr("GPU"), info.gpu.isEmpty() ? tr("none") : info.gpu);
    addFact(tr("Driver"), info.driver);
}

QString AboutDialog::diagnostics(const WindowContext& context)
{
    return diagnosticsText(machineInfo(context.telemetry.gpu()), context.telemetry.latest(), {});
}

} // namespace studio::ui
