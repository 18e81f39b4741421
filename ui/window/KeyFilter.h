// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QObject>

class QKeyEvent;
class QWidget;

namespace studio::ui {

class Actions;

// Handles keys without a modifier that work in the whole window, and passes wheel events over spin boxes, sliders and
// combo boxes without focus on to their parents. One filter on the application, so that no key depends on which widget
// sees it first.
class KeyFilter : public QObject {
    Q_OBJECT

public:
    // Filters the application's events during its lifetime; handles only those of this window.
    KeyFilter(Actions& actions, QWidget& window);

    // Whether the focused widget needs this key for itself: letters in a field, arrows in a list or slider.
    [[nodiscard]] static bool ownsKey(const QWidget* focus, const QKeySequence& key);

Q_SIGNALS:
    void escapePressed(); // not if a popup or a drag used it

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] bool keyPressed(const QKeyEvent& event);

    Actions& m_actions;
    QWidget& m_window;
};

} // namespace studio::ui
