// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

#include <optional>

namespace studio::ui {

// A word in a rounded field: a kind, or a state with an icon. Without a word it takes no room.
class Chip : public PaintedWidget {
    Q_OBJECT

public:
    Chip(const Theme& theme, const char* objectName, QWidget* parent = nullptr);

    void setState(const QString& words, Tone tone = Tone::Neutral, std::optional<Glyph> glyph = std::nullopt);
    [[nodiscard]] QString words() const { return m_words; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::StaticText; }
    [[nodiscard]] QString accessibleText() const override { return m_words; }

protected:
    void draw(QPainter& painter, const QRectF& area) override;

private:
    QString m_words;
    Tone m_tone = Tone::Neutral;
    std::optional<Glyph> m_glyph;
};

} // namespace studio::ui
