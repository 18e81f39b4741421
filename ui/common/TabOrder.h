// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace studio::ui {

// Tab goes through a window in the order of its layouts, also through what came into them later or from elsewhere. (Qt
// puts a widget that gets a new window, or is made later, behind all others.)
class TabOrder : public QObject {
    Q_OBJECT

public:
    // For all windows of the application, as long as it lives.
    explicit TabOrder(QObject* parent);

    // Puts all widgets of this window in order; done before each Tab.
    static void arrange(QWidget& window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

// Gives a widget that is in no layout, or only at times, its place in the order: behind `place` and what is in it.
// Other widgets in no layout come behind their parent's layout.
void setTabPlace(QWidget& widget, QWidget& place);

} // namespace studio::ui
