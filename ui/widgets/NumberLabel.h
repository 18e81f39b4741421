// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

namespace studio::ui {

// A line of running figures in digit cells of equal width.
class NumberLabel : public PaintedWidget {
    Q_OBJECT

public:
    struct Style {
        Token token = Token::Text;
        TextSize size = TextSize::Base;
        QFont::Weight weight = QFont::Normal;
        Qt::Alignment align = Qt::AlignLeft;
    };

    // The width is that of the longest sample, so that neighbours move for longer texts only: hours, say.
    NumberLabel(const Theme& theme, const Style& style, QStringList samples, QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] QString text() const { return m_text; }
    void setToken(Token token);
    // Other samples, for a narrower or wider window.
    void setSamples(QStringList samples);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::StaticText; }
    [[nodiscard]] QString accessibleText() const override { return m_text; }

protected:
    void draw(QPainter& painter, const QRectF& area) override;

private:
    Style m_style;
    QStringList m_samples;
    QString m_text;
};

} // namespace studio::ui
