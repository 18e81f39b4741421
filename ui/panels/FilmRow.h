// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

class QItemSelectionModel;
class QListView;

namespace studio::ui {

class TakeDelegate;
class Theme;

// The takes in one low row, for a small window, and the button that opens their panel. Borrows the panel's model and
// selection.
class FilmRow : public QWidget {
    Q_OBJECT

public:
    explicit FilmRow(const Theme& theme);
    void setSelectionModel(QItemSelectionModel* selection); // with its model
    void setCounts(const QString& takes, const QString& jobs); // "Takes  12", "Queue"
    void setOpen(bool open); // the panel
    [[nodiscard]] QListView& view() const { return *m_view; }

Q_SIGNALS:
    void openPressed();

private:
    void showState();

    const Theme& m_theme;
    Texts m_texts;
    QListView* m_view;
    QPushButton* m_open;
    TakeDelegate* m_delegate;
    QString m_words;
    bool m_isOpen = false;
};

} // namespace studio::ui
