// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QObject>

class QKeyEvent;
class QWidget;

namespace studio::ui {

class Actions;

// Keys without a modifier that work in the whole window, and wheels that must not change what has no focus. One filter
// on the application decides, so that no key depends on which widget happens to look at it first.
class KeyFilter : public QObject {
    Q_OBJECT

public:
    // Watches the application for as long as it lives. Other windows than this one are left alone.
    KeyFilter(Actions& actions, QWidget& window);

    // Whether the focused widget needs this key for itself: letters in a field, arrows in a list or slider.
    [[nodiscard]] static bool ownsKey(const QWidget* focus, const QKeySequence& key);

Q_SIGNALS:
    void escapePressed(); // one level per press; popups and drags have taken theirs

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] bool keyPressed(const QKeyEvent& event);

    Actions& m_actions;
    QWidget& m_window;
};

} // namespace studio::ui
