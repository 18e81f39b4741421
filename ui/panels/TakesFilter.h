// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QString>
#include <QWidget>

class QComboBox;
class QLineEdit;

namespace studio::ui {

enum class TakeKind { All, Starred, Drafts, Finals };

// Which takes are listed. The one that is being made always is.
struct TakeFilter {
    QString text; // words, all of which the take's words contain
    TakeKind kind = TakeKind::All;

    [[nodiscard]] bool isOn() const { return !text.trimmed().isEmpty() || kind != TakeKind::All; }
    bool operator==(const TakeFilter&) const = default;
};

// The fields that find takes. They are open while there are many takes, or one looks for some.
class TakesFilter : public QWidget {
    Q_OBJECT

public:
    explicit TakesFilter(const Theme& theme);
    void setTakes(int count); // of all
    void open(); // with the keyboard
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] TakeFilter filter() const;

Q_SIGNALS:
    void changed(const studio::ui::TakeFilter& filter);
    void openChanged();
    void left(); // by Esc, which lists all takes again

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void leave();

    Texts m_texts;
    QLineEdit* m_text;
    QComboBox* m_kind;
    int m_takes = 0;
    bool m_isWanted = false;
};

} // namespace studio::ui
