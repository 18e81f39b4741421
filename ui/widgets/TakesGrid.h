// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace studio::ui {

class Theme;

// The takes' tiles in rows that wrap. Left and Right go on in the next row; Ctrl with the wheel, + or - makes the
// pictures larger and smaller, the words stay. Letters don't search: they are the window's keys.
class TakesGrid : public QListView {
    Q_OBJECT

public:
    static constexpr int kSizes = 3;

    explicit TakesGrid(const Theme& theme, QWidget* parent = nullptr);
    // 0: the smallest; others than 0 ... kSizes - 1 are bounded.
    void setTileSize(int size);
    [[nodiscard]] int tileSize() const { return m_size; }

    void keyboardSearch(const QString& /*search*/) override { }

Q_SIGNALS:
    void tileSizeChanged(int size); // by wheel or keys

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void wheelEvent(QWheelEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void resizeTiles(int steps);

    const Theme& m_theme;
    int m_size = 0;
    int m_turned = 0; // of the wheel, since the last change: eighths of a degree
};

// The same takes in one row, which the wheel moves along.
class TakesRow : public QListView {
public:
    explicit TakesRow(QWidget* parent = nullptr);
    void keyboardSearch(const QString& /*search*/) override { }

protected:
    void wheelEvent(QWheelEvent* event) override;
};

} // namespace studio::ui
