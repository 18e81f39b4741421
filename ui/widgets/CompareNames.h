// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/ComparedFilms.h"

#include <QObject>
#include <QRectF>
#include <QString>

#include <array>

class QMenu;
class QToolButton;
class QWidget;

namespace studio::ui {

class Theme;

// The names of two compared takes on plates over their pictures; each opens a menu.
class CompareNames : public QObject {
    Q_OBJECT

public:
    CompareNames(const Theme& theme, QWidget& view);

    [[nodiscard]] QMenu& menu(CompareSide side) const { return *m_menus[static_cast<size_t>(side)]; }
    void retranslate();
    void setWords(const std::array<QString, 2>& words);

    enum class Corner { Left, Right, RightBelow }; // of the picture
    struct Place {
        bool isShown = true;
        QRectF view; // where the picture may lie
        QRectF picture; // empty: none yet
        Corner corner = Corner::Left;
    };
    // Names for which the pictures are too narrow lie at the edges of the view.
    void place(const std::array<Place, 2>& places);

private:
    const Theme& m_theme;
    std::array<QString, 2> m_words;
    std::array<QToolButton*, 2> m_buttons{};
    std::array<QMenu*, 2> m_menus{};
};

} // namespace studio::ui
