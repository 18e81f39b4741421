// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Theme.h"

#include "core/base/Log.h"
#include "ui/theme/GlyphPainter.h"

#include <QAbstractButton>
#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontInfo>
#include <QIconEngine>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QPalette>
#include <QRegularExpression>
#include <QScopedValueRollback>

#include <algorithm>
#include <cmath>
#include <utility>

namespace studio::ui {
namespace {

constexpr int kDesignFont = 13; // Font size in pixels for which all design lengths are given.
constexpr int kIconAir = 5; // Between a button's icon and text.

QByteArray resource(const QString& name)
{
    QFile file(QStringLiteral(":/ui/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the resource %s is not in the program", qPrintable(name));
    return file.readAll();
}

// tokens.json writes #RRGGBB or #RRGGBBAA; QColor reads #AARRGGBB.
QColor parseColor(const QString& text)
{
    QColor color(text.left(7));
    if (text.size() == 9)
        color.setAlpha(text.mid(7).toInt(nullptr, 16));
    return color;
}

// Paints its glyph at the requested size in the current colours, so that a change of scheme needs no new icons.
class GlyphEngine : public QIconEngine {
public:
    GlyphEngine(const Theme& theme, Glyph glyph, Token token)
        : m_theme(theme)
        , m_glyph(glyph)
        , m_token(token)
    {
    }

    // Drawn at the left of a wide rectangle; the rest is the gap before a button's text.
    void paint(QPainter* painter, const QRect& place, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        const Token token = mode == QIcon::Disabled ? Token::Mark : m_token;
        m_theme.paintGlyph(*painter, m_glyph, QRectF(place.topLeft(), QSizeF(place.height(), place.height())),
                           m_theme.color(token));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return result;
    }

    QIconEngine* clone() const override { return new GlyphEngine(m_theme, m_glyph, m_token); }

private:
    const Theme& m_theme;
    Glyph m_glyph;
    Token m_token;
};

} // namespace

struct Theme::Values {
    std::array<QColor, kTokenNames.size()> dark;
    std::array<QColor, kTokenNames.size()> light;
    mutable GlyphPainter glyphs; // A cache.
};

Theme::Theme(QObject* parent)
    : QObject(parent)
    , m_font(QApplication::font())
{
    auto values = std::make_unique<Values>();
    const QJsonObject colours
        = QJsonDocument::fromJson(resource(QStringLiteral("tokens.json"))).object().value(u"colour").toObject();
    for (size_t i = 0; i < kTokenNames.size(); ++i) {
        const QLatin1String name(kTokenNames[i]);
        values->dark[i] = parseColor(colours.value(u"dark").toObject().value(name).toString());
        values->light[i] = parseColor(colours.value(u"light").toObject().value(name).toString());
    }
    m_values = std::move(values);
}

Theme::~Theme() = default;

void Theme::applyTo(QApplication& application)
{
    m_application = &application;
    m_font = QApplication::font();
    QStringList families = m_font.families();
    for (const char* fallback : {"Inter", "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei UI", "PingFang SC"}) {
        if (!families.contains(QLatin1String(fallback)))
            families.append(QLatin1String(fallback));
    }
    m_font.setFamilies(families);
    const int pixels = QFontInfo(m_font).pixelSize();
    // Within a pixel of the design font the scale is 1: most desktops are there, and rounding would only blur the
    // drawing.
    m_fontScale = std::abs(pixels - kDesignFont) <= 1 ? 1.0 : static_cast<double>(pixels) / kDesignFont;
    m_font.setPixelSize(px(kDesignFont));
    QApplication::setFont(m_font);
    QApplication::setStyle(QStringLiteral("Fusion"));
    application.installEventFilter(this);
    apply();
}

void Theme::setChoice(ThemeChoice choice)
{
    m_choice = choice;
    apply();
}

void Theme::setMotion(Motion motion)
{
    m_motion = motion;
    Q_EMIT changed();
}

QColor Theme::color(Token token) const
{
    const auto& colours = m_scheme == Scheme::Dark ? m_values->dark : m_values->light;
    return colours[static_cast<size_t>(token)];
}

QColor Theme::color(Token token, double alpha) const
{
    QColor result = color(token);
    result.setAlphaF(static_cast<float>(alpha));
    return result;
}

QColor Theme::mix(Token from, Token to, double share) const
{
    const QColor a = color(from);
    const QColor b = color(to);
    const auto blend = [share](int x, int y) { return static_cast<int>(std::lround(x * (1 - share) + y * share)); };
    return {blend(a.red(), b.red()), blend(a.green(), b.green()), blend(a.blue(), b.blue())};
}

Token Theme::token(Tone tone)
{
    switch (tone) {
    case Tone::Neutral: return Token::Text;
    case Tone::Busy: return Token::Accent;
    case Tone::Ok: return Token::Ok;
    case Tone::Warn: return Token::Warn;
    case Tone::Bad: return Token::Bad;
    }
    return Token::Text;
}

Glyph Theme::glyph(Tone tone)
{
    switch (tone) {
    case Tone::Neutral: return Glyph::Info;
    case Tone::Busy: return Glyph::Clock;
    case Tone::Ok: return Glyph::Ok;
    case Tone::Warn: return Glyph::Warning;
    case Tone::Bad: return Glyph::Error;
    }
    return Glyph::Info;
}

QFont Theme::font(TextSize size, QFont::Weight weight) const
{
    QFont result(m_font);
    result.setPixelSize(px(static_cast<int>(size)));
    result.setWeight(weight);
    return result;
}

int Theme::px(double length) const
{
    return static_cast<int>(std::lround(length * m_fontScale));
}

void Theme::paintGlyph(QPainter& painter, Glyph glyph, const QRectF& place, const QColor& color) const
{
    m_values->glyphs.paint(painter, glyph, place, color);
}

QPixmap Theme::pixmap(Glyph glyph, int size, const QColor& color, double devicePixelRatio) const
{
    const int pixels = static_cast<int>(std::ceil(size * devicePixelRatio));
    QPixmap result(pixels, pixels);
    result.setDevicePixelRatio(devicePixelRatio);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    paintGlyph(painter, glyph, QRectF(0, 0, size, size), color);
    return result;
}

QIcon Theme::icon(Glyph glyph, Token token) const
{
    return QIcon(new GlyphEngine(*this, glyph, token));
}

void Theme::putIcon(QAbstractButton& button, Glyph glyph, Token token, int size) const
{
    button.setIcon(icon(glyph, token));
    button.setIconSize(QSize(px(size) + px(kIconAir), px(size)));
}

QIcon Theme::applicationIcon()
{
    return QIcon(QStringLiteral(":/ui/icons/app-icon.svg"));
}

bool Theme::eventFilter(QObject* watched, QEvent* event)
{
    const bool desktopChanged = (event->type() == QEvent::ApplicationPaletteChange && watched == m_application)
        || event->type() == QEvent::ThemeChange;
    if (desktopChanged && !m_applying && m_choice == ThemeChoice::Automatic && desktopScheme() != m_scheme)
        apply();
    return QObject::eventFilter(watched, event);
}

// Qt 6.4 has no query for the desktop's scheme; its palette shows it once ours is removed.
Scheme Theme::desktopScheme()
{
    const QPalette ours = QApplication::palette();
    const QScopedValueRollback applying(m_applying, true);
    QApplication::setPalette(QPalette());
    const QPalette desktop = QApplication::palette();
    QApplication::setPalette(ours);
    return desktop.color(QPalette::Window).lightnessF() < desktop.color(QPalette::WindowText).lightnessF()
        ? Scheme::Dark
        : Scheme::Light;
}

void Theme::apply()
{
    if (m_application == nullptr)
        return;
    const QScopedValueRollback applying(m_applying, true);
    m_scheme = m_choice == ThemeChoice::Dark ? Scheme::Dark
        : m_choice == ThemeChoice::Light     ? Scheme::Light
                                             : desktopScheme();
    QPalette palette;
    using Role = std::pair<QPalette::ColorRole, Token>;
    for (const auto& [role, token] :
         {Role{QPalette::Window, Token::Window}, Role{QPalette::Base, Token::Control},
          Role{QPalette::AlternateBase, Token::Panel}, Role{QPalette::Button, Token::Control},
          Role{QPalette::WindowText, Token::Text}, Role{QPalette::Text, Token::Text},
          Role{QPalette::ButtonText, Token::Text}, Role{QPalette::Highlight, Token::AccentFill},
          Role{QPalette::HighlightedText, Token::TextOnAccent}, Role{QPalette::PlaceholderText, Token::TextFaint},
          Role{QPalette::ToolTipBase, Token::Raised}, Role{QPalette::ToolTipText, Token::Text},
          Role{QPalette::Link, Token::Accent}, Role{QPalette::LinkVisited, Token::Accent},
          Role{QPalette::Light, Token::ControlHover}, Role{QPalette::Midlight, Token::Line},
          Role{QPalette::Mid, Token::LineStrong}, Role{QPalette::Dark, Token::LineStrong}})
        palette.setColor(role, color(token));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(Token::TextFaint));
    QApplication::setPalette(palette);
    m_application->setStyleSheet(styleSheet());
    Q_EMIT changed();
}

QString Theme::styleSheet()
{
    QString sheet = QString::fromUtf8(resource(QStringLiteral("theme.qss")));
    // Outlines of toned cards: the tone's colour, weakened.
    for (const auto& [name, token] :
         {std::pair{"@okLine", Token::Ok}, std::pair{"@warnLine", Token::Warn}, std::pair{"@badLine", Token::Bad}})
        sheet.replace(QLatin1String(name), mix(Token::Raised, token, 0.45).name());

    // A new folder each time, because the style caches pictures by file name.
    Result<TemporaryFolder> folder = TemporaryFolder::create();
    if (!folder)
        log::warning(folder.error().subject + ": " + folder.error().detail);
    const QString place = folder ? QString::fromStdString(folder->path().string()) : QString();
    static const QRegularExpression pattern(
        QStringLiteral("@icon\\(([\\w-]+?)(-on)?\\)|@px\\((\\d+)(?:-(\\d+))?\\)|@(\\w+)"));
    QString result;
    qsizetype from = 0;
    for (auto matches = pattern.globalMatch(sheet); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        result += sheet.mid(from, match.capturedStart() - from);
        from = match.capturedEnd();
        if (match.hasCaptured(3)) {
            const int less = match.hasCaptured(4) ? match.captured(4).toInt() : 0;
            result += QString::number(px(match.captured(3).toInt()) - less) + QStringLiteral("px");
            continue;
        }
        if (match.hasCaptured(1)) {
            const auto* const name = std::find(kGlyphNames.begin(), kGlyphNames.end(), match.captured(1).toStdString());
            const auto glyph = static_cast<Glyph>(name - kGlyphNames.begin());
            const QString path
                = place + QLatin1Char('/') + match.captured(0).mid(6).chopped(1) + QStringLiteral(".svg");
            QFile file(path);
            if (file.open(QIODevice::WriteOnly))
                file.write(
                    GlyphPainter::tinted(glyph, color(match.hasCaptured(2) ? Token::TextOnAccent : Token::TextSoft)));
            result += path;
            continue;
        }
        const auto* const name = std::find(kTokenNames.begin(), kTokenNames.end(), match.captured(5).toStdString());
        Q_ASSERT(name != kTokenNames.end());
        result += color(static_cast<Token>(name - kTokenNames.begin())).name();
    }
    result += sheet.mid(from);
    m_tinted.reset();
    if (folder)
        m_tinted.emplace(std::move(*folder));
    return result;
}

} // namespace studio::ui
