// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/FactsDialog.h"

namespace studio::ui {

class Actions;
class Theme;

// Every key, in groups.
class KeysDialog : public FactsDialog {
    Q_OBJECT

public:
    KeysDialog(const Theme& theme, const Actions& actions, QWidget* parent);
};

} // namespace studio::ui
