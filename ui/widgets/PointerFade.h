// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

class QWidget;

namespace studio::ui {

class Theme;

// A bar over a picture in full screen: it comes when the pointer moves over the picture and goes, with the pointer,
// after 2 s without a move. It stays while the pointer or the focus is in it. It fades, unless motion is reduced.
class PointerFade : public QObject {
    Q_OBJECT

public:
    // Borrows everything. Inactive at first: the bar is left alone.
    PointerFade(const Theme& theme, QWidget& picture, QWidget& bar, QObject* parent = nullptr);

    // Off: the bar is shown and stays.
    void setActive(bool active);
    // Shows the bar for the next 2 s; no effect while inactive.
    void reveal();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fade();
    void hide();
    void stopFading();

    const Theme& m_theme;
    QWidget& m_picture;
    QWidget& m_bar;
    QTimer m_stays;
    bool m_active = false;
};

} // namespace studio::ui
