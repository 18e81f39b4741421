// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/TemporaryFolder.h"
#include "ui/theme/Tokens.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPixmap>

#include <memory>
#include <optional>
#include <vector>

class QAbstractButton;
class QApplication;
class QPainter;

namespace studio::ui {

enum class Scheme { Dark, Light };
enum class ThemeChoice { Automatic, Light, Dark }; // Automatic follows the desktop.
enum class Motion { Full, Reduced }; // Reduced: no fades, no spinner, progress in steps.

// The look of the program: colours, type sizes, icons. One object, made after the application and given to every widget
// that paints; widgets ask it at paint time, so that a change of scheme is one repaint.
class Theme : public QObject {
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);
    ~Theme() override;

    // Sets the application's style, palette and style sheet; its font is the base of the type scale. Call once: later
    // choices, and with Automatic the desktop's changes, are applied at once.
    void applyTo(QApplication& application);
    void setChoice(ThemeChoice choice);
    void setMotion(Motion motion);

    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    [[nodiscard]] Scheme scheme() const { return m_scheme; }
    [[nodiscard]] Motion motion() const { return m_motion; }

    [[nodiscard]] QColor color(Token token) const;
    [[nodiscard]] QColor color(Token token, double alpha) const; // alpha 0 ... 1
    [[nodiscard]] QColor mix(Token from, Token to, double share) const;
    // The colour of text and marks of this tone; Neutral: the text colour.
    [[nodiscard]] static Token token(Tone tone);
    [[nodiscard]] static Glyph glyph(Tone tone);

    [[nodiscard]] QFont font(TextSize size = TextSize::Base, QFont::Weight weight = QFont::Normal) const;
    // Scales a length in pixels at a base font of 13 to the application's font.
    [[nodiscard]] int px(double length) const;
    [[nodiscard]] double fontScale() const { return m_fontScale; }

    void paintGlyph(QPainter& painter, Glyph glyph, const QRectF& place, const QColor& color) const;
    // Drawn at exactly this size (device-independent pixels) and ratio.
    [[nodiscard]] QPixmap pixmap(Glyph glyph, int size, const QColor& color, double devicePixelRatio) const;
    // An icon in the current scheme's colours, sharp at every size. It must not outlive the theme.
    [[nodiscard]] QIcon icon(Glyph glyph, Token token = Token::TextSoft) const;
    // Puts an icon and a gap before a button's text; Token::TextOnAccent on primary buttons.
    void putIcon(QAbstractButton& button, Glyph glyph, Token token = Token::Text, int size = 18) const;
    [[nodiscard]] static QIcon applicationIcon();

Q_SIGNALS:
    void changed(); // Colours, fonts or motion: repaint.

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Values;

    [[nodiscard]] Scheme desktopScheme();
    void apply();
    [[nodiscard]] QString styleSheet();

    std::unique_ptr<const Values> m_values;
    std::optional<TemporaryFolder> m_tinted; // arrows and ticks of the style sheet, which can only name files
    QApplication* m_application = nullptr;
    QFont m_font;
    double m_fontScale = 1;
    ThemeChoice m_choice = ThemeChoice::Automatic;
    Scheme m_scheme = Scheme::Dark;
    Motion m_motion = Motion::Full;
    bool m_applying = false;
};

} // namespace studio::ui
