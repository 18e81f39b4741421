// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace studio::ui {

// The takes' tiles in rows that wrap. Left and Right go on in the next row. Letters don't search: they are the window's
// keys.
class TakesGrid : public QListView {
public:
    explicit TakesGrid(QWidget* parent = nullptr);
    void keyboardSearch(const QString& /*search*/) override { }

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
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
