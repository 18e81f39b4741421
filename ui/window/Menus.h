// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QList>
#include <QObject>

class QMenu;
class QMenuBar;

namespace studio::ui {

class Actions;

// The menu bar with the actions, in eight menus.
class Menus : public QObject {
    Q_OBJECT

public:
    // Menus of panels that are also shown in the menu bar.
    struct Shared {
        QMenu* promptHistory;
        QMenu* promptTemplates;
        QMenu* finals;
        QMenu* compareWith;
        QMenu* whenDone;
    };

    Menus(QMenuBar& bar, Actions& actions, const Shared& shared);
    [[nodiscard]] QMenu& recentScenes() const { return *m_recentScenes; }
    void retranslate();

private:
    QMenu* add(const char* words);
    QMenu* addSub(QMenu* menu, const char* words);

    QMenuBar& m_bar;
    QList<std::pair<QMenu*, const char*>> m_titles;
    QMenu* m_recentScenes;
};

} // namespace studio::ui
