// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/ModelStates.h"

#include <QWidget>

namespace studio::ui {

class Theme;

// Where files are got: for each repository a link to its page, and a command that can be copied.
class FetchLines : public QWidget {
    Q_OBJECT

public:
    explicit FetchLines(const Theme& theme);
    void setLines(const QList<FetchLine>& lines); // hidden without one

private:
    const Theme& m_theme;
    Texts m_texts;
    QList<FetchLine> m_lines;
};

} // namespace studio::ui
