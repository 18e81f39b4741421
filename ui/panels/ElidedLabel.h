// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QLabel>

namespace studio::ui {

// One line of words that gives way: where there is no room it gets an ellipsis, and the whole is its tooltip.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    ElidedLabel(LabelRole role, const char* objectName, Qt::TextElideMode mode = Qt::ElideRight);

    void setWords(const QString& words);
    // More to say in the tooltip than the words; empty: only the words, where they are cut.
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
    QString m_words, m_more;
};

} // namespace studio::ui
