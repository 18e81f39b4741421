// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QLabel>

namespace studio::ui {

// A one-line label. Text too long for it is elided and shown whole as the tooltip.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    ElidedLabel(LabelRole role, const char* objectName, Qt::TextElideMode mode = Qt::ElideRight);

    // `shorter`: shown where the words are too wide.
    void setWords(const QString& words, const QString& shorter = {});
    void setElide(Qt::TextElideMode mode);
    // Sets the tooltip; empty: the words, while they are elided.
    void setMore(const QString& more);
    [[nodiscard]] QString words() const { return m_words; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit();

    Qt::TextElideMode m_mode;
    QString m_words, m_shorter, m_more;
};

} // namespace studio::ui
