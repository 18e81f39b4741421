// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"

#include <QDialog>

class QFrame;

namespace studio::ui {

// Shown once: the demo model or the real one. Esc means the demo model.
class FirstStartDialog : public QDialog {
    Q_OBJECT

public:
    FirstStartDialog(const WindowContext& context, QWidget* parent);

Q_SIGNALS:
    void realModelWanted();

private:
    struct Card {
        QFrame* frame;
        QLabel* heading;
        QLabel* words;
        QLabel* facts[2];
        QPushButton* button;
    };
    Card makeCard(const char* objectName, const char* buttonName, Glyph glyph, Glyph factGlyph, QWidget* picture,
                  ButtonRole role);
    [[nodiscard]] QWidget* facesPicture() const;
    [[nodiscard]] QWidget* foldersPicture() const;

    const WindowContext& m_context;
    Texts m_texts;
};

} // namespace studio::ui
