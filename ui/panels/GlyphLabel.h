// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Tokens.h"

#include <QLabel>

namespace studio::ui {

class Theme;

// A decorative icon beside text, in the theme's current colours. The text says the same.
class GlyphLabel : public QLabel {
    Q_OBJECT

public:
    GlyphLabel(const Theme& theme, int size);
    void setGlyph(Glyph glyph, Token token);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Glyph m_glyph = Glyph::Info;
    Token m_token = Token::TextSoft;
};

} // namespace studio::ui
