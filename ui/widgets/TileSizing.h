// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <vector>

class QAbstractItemView;
class QKeyEvent;
class QWheelEvent;

namespace studio::ui {

class Theme;

// The size of the takes' tiles, one for all views: Ctrl with the wheel, + or - makes the pictures larger and smaller,
// the words stay.
class TileSizing : public QObject {
    Q_OBJECT

public:
    static constexpr int kSizes = 3;

    TileSizing(const Theme& theme, std::vector<QAbstractItemView*> views, QObject* parent);
    // 0: the smallest; others than 0 ... kSizes - 1 are bounded.
    void setSize(int size);
    [[nodiscard]] int size() const { return m_size; }

Q_SIGNALS:
    void sizeChanged(int size); // by wheel or keys

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void turn(const QWheelEvent& wheel);
    void resize(int steps);

    const Theme& m_theme;
    std::vector<QAbstractItemView*> m_views;
    int m_size = 0;
    int m_turned = 0; // of the wheel, since the last change: eighths of a degree
};

} // namespace studio::ui
