// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/FactsDialog.h"

#include <QString>

#include <array>
#include <vector>

namespace studio::ui {

// All that differs between two takes, whole.
class DifferencesDialog : public FactsDialog {
    Q_OBJECT

public:
    struct Fact {
        QString name; // "Steps"
        std::array<QString, 2> values; // "4", "6"
    };
    DifferencesDialog(const QString& title, const std::vector<Fact>& facts, QWidget* parent);
};

} // namespace studio::ui
