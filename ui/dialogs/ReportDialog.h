// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/dialogs/FactsDialog.h"

namespace studio::ui {

// A take's settings, its scores, and its planned and measured memory and time.
class ReportDialog : public FactsDialog {
    Q_OBJECT

public:
    // `preset`: its words.
    ReportDialog(const project::Take& take, const QString& preset, QWidget* parent);

Q_SIGNALS:
    void folderWanted(); // to see the film's folder

private:
    void tell(const project::Take& take, const QString& preset);
};

} // namespace studio::ui
