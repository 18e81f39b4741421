// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/WindowContext.h"
#include "ui/dialogs/FactsDialog.h"

namespace studio::ui {

// Versions of the program and its libraries, the machine, the licence.
class AboutDialog : public FactsDialog {
    Q_OBJECT

public:
    AboutDialog(const WindowContext& context, QWidget* parent); // borrowed

    // See diagnosticsText().
    [[nodiscard]] static QString diagnostics(const WindowContext& context);

private:
    void tell(const WindowContext& context);
};

} // namespace studio::ui
