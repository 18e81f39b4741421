// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PaintText.h"

#include <QFontMetricsF>
#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <vector>

namespace studio::ui {
namespace {

double digitCell(const QFontMetricsF& metrics)
{
    double cell = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        cell = std::max(cell, metrics.horizontalAdvance(QChar(digit)));
    return cell;
}

double cellWidth(QChar character, double digit, const QFontMetricsF& metrics)
{
    return character.isDigit() ? digit : metrics.horizontalAdvance(character);
}

} // namespace

double pixelRatio(const QPainter& painter)
{
    const QPaintEngine* const engine = painter.paintEngine();
    return engine != nullptr ? engine->paintDevice()->devicePixelRatioF() : painter.device()->devicePixelRatioF();
}

void paintText(QPainter& painter, const QRectF& place, const QString& words, const TextStyle& style)
{
    painter.setFont(style.font);
    painter.setPen(style.color);
    const QString shown = style.elide == Qt::ElideNone
        ? words
        : QFontMetricsF(style.font, painter.device()).elidedText(words, style.elide, place.width());
    painter.drawText(place, static_cast<int>(style.align), shown);
}

void paintPlate(QPainter& painter, const Theme& theme, const QString& words, const PlatePlace& place)
{
    constexpr QColor background(12, 13, 16, 215); // in both schemes
    const QFont font = theme.font();
    const double padding = theme.px(14);
    const double height = theme.px(34);
    const double width = std::min(QFontMetricsF(font).horizontalAdvance(words) + 2 * padding, place.view.width() - 16);
    const QRectF plate(std::round(place.view.center().x() - width / 2), std::round(place.bottom - height), width,
                       height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(background);
    painter.drawRoundedRect(plate, 8, 8);
    paintText(painter, plate.adjusted(padding / 2, 0, -padding / 2, 0), words,
              {Qt::white, font, Qt::AlignCenter, Qt::ElideRight});
}

double numbersWidth(const QString& words, const QFont& font)
{
    const QFontMetricsF metrics(font);
    const double digit = digitCell(metrics);
    double width = 0;
    for (const QChar character : words)
        width += cellWidth(character, digit, metrics);
    return width;
}

double paintNumbers(QPainter& painter, const QRectF& place, const QString& words, const TextStyle& style)
{
    painter.setFont(style.font);
    painter.setPen(style.color);
    const QFontMetricsF metrics(style.font);
    const double digit = digitCell(metrics);
    double width = 0;
    for (const QChar character : words)
        width += cellWidth(character, digit, metrics);
    double x = place.left();
    if (style.align & Qt::AlignRight)
        x = place.right() - width;
    else if (style.align & Qt::AlignHCenter)
        x = place.center().x() - width / 2;
    const double base = place.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    // Text between digits is drawn in one piece, for kerning and ligatures.
    for (qsizetype i = 0; i < words.size();) {
        if (words[i].isDigit()) {
            painter.drawText(QPointF(x + (digit - metrics.horizontalAdvance(words[i])) / 2, base), words.mid(i, 1));
            x += digit;
            ++i;
            continue;
        }
        qsizetype end = i;
        double span = 0;
        for (; end < words.size() && !words[end].isDigit(); ++end)
            span += metrics.horizontalAdvance(words[end]);
        painter.drawText(QPointF(x, base), words.mid(i, end - i));
        x += span;
        i = end;
    }
    return width;
}

QString clockText(double seconds, ClockTenths tenths)
{
    const auto all = static_cast<long long>(std::floor(std::max(0.0, seconds) * 10 + 1e-6));
    const long long whole = all / 10;
    const QLatin1Char zero('0');
    QString text = QStringLiteral(":%1").arg(whole % 60, 2, 10, zero);
    if (whole < 3600)
        text.prepend(QString::number(whole / 60));
    else
        text.prepend(QStringLiteral("%1:%2").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, zero));
    if (tenths == ClockTenths::Shown)
        text += QStringLiteral(".%1").arg(all % 10);
    return text;
}

} // namespace studio::ui
