// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/FactsDialog.h"

namespace studio::ui {

class Actions;

// Every key, in groups.
class KeysDialog : public FactsDialog {
    Q_OBJECT

public:
    KeysDialog(const Actions& actions, QWidget* parent); // borrowed

private:
    void tell(const Actions& actions);
};

} // namespace studio::ui
