// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FinishedPicture.h"

#include "core/media/FilmText.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QPainterPath>
#include <QPen>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr int kBlurredSide = 9; // pixels of the shorter side: scaled up again it is as blurred as the film's sides

// The part of the frame that has the film's shape, blurred.
QImage blurred(const QImage& frame, QSize film)
{
    QRect part(QPoint(), film.scaled(frame.size(), Qt::KeepAspectRatio));
    part.moveCenter(frame.rect().center());
    const QSize reduced = film.scaled(kBlurredSide, kBlurredSide, Qt::KeepAspectRatioByExpanding);
    const QImage small
        = frame.copy(part & frame.rect()).scaled(reduced, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    // In two steps, or the grid of the small pixels would show.
    return small.scaled(3 * reduced, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
        .scaled(film, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

// As the film's mark: white letters on a dark plate.
void drawMark(QPainter& painter, const media::FilmMark& mark, QSize film)
{
    const int shorter = std::min(film.width(), film.height());
    QFont font = QGuiApplication::font();
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(media::kMarkHeight * shorter))));
    font.setBold(true);
    const QString words = QString::fromStdString(mark.words);
    const double padding = media::kMarkHeight / 3 * shorter;
    QRectF plate(QPointF(), QSizeF(QFontMetricsF(font).horizontalAdvance(words), QFontMetricsF(font).height()));
    plate.adjust(-padding, -padding, padding, padding);
    const QRectF inside
        = QRectF(QPointF(), film).marginsRemoved(QMarginsF(1, 1, 1, 1) * (media::kMarkMargin * shorter));
    using Corner = media::FilmCorner;
    const bool isLeft = mark.corner == Corner::TopLeft || mark.corner == Corner::BottomLeft;
    const bool isTop = mark.corner == Corner::TopLeft || mark.corner == Corner::TopRight;
    plate.moveTopLeft({isLeft ? inside.left() : inside.right() - plate.width(),
                       isTop ? inside.top() : inside.bottom() - plate.height()});
    painter.fillRect(plate, QColor(16, 16, 16, 160));
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(plate, Qt::AlignCenter, words);
}

// The film's subtitles at a time: white letters with a black edge. `scale`: of the preview.
void drawSubtitles(QPainter& painter, const media::Finish& finish, media::Size film, double scale, double seconds)
{
    const media::SubtitleLook look = media::subtitleLook(film, finish.mark);
    QStringList lines;
    for (const media::Cue& cue : finish.subtitles->cues) {
        if (cue.begin > seconds || cue.end <= seconds)
            continue;
        for (const std::string& line : media::filmLines(cue.text, look))
            lines.append(QString::fromStdString(line));
    }
    QFont font = QGuiApplication::font();
    constexpr int kPixels = 100;
    font.setPixelSize(kPixels);
    font.setPixelSize(
        std::max(1, static_cast<int>(std::lround(look.height * scale * kPixels / QFontMetricsF(font).height()))));
    const QFontMetricsF metrics(font);
    double base = (film.height - look.above) * scale - metrics.descent();
    painter.setRenderHint(QPainter::Antialiasing);
    for (qsizetype i = lines.size(); i-- > 0; base -= metrics.height()) {
        QPainterPath path;
        path.addText((film.width * scale - metrics.horizontalAdvance(lines[i])) / 2, base, font, lines[i]);
        painter.strokePath(
            path, QPen(Qt::black, std::max(2.0, 2 * look.edge * scale), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.fillPath(path, Qt::white);
    }
}

} // namespace

QImage finishedPicture(const QImage& frame, const media::FilmLayout& layout, const media::Finish& finish, int most,
                       double seconds)
{
    if (frame.isNull() || (!finish.changesShape() && !finish.writesWords()))
        return frame;
    const double scale = static_cast<double>(most) / std::max(layout.film.width, layout.film.height);
    const QSize film = (QSizeF(layout.film.width, layout.film.height) * scale).toSize().expandedTo(QSize(1, 1));
    const media::Rect& place = layout.picture;
    const QRectF at(place.x * scale, place.y * scale, place.width * scale, place.height * scale);
    QImage made(film, QImage::Format_RGB32);
    QPainter painter(&made);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (finish.sides == media::FilmSides::Blurred)
        painter.drawImage(made.rect(), blurred(frame, film));
    else
        painter.fillRect(made.rect(), QColor(finish.colour[0], finish.colour[1], finish.colour[2]));
    const QSize exact = at.size().toSize().expandedTo(QSize(1, 1));
    painter.drawImage(at, frame.scaled(exact, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    if (finish.mark)
        drawMark(painter, *finish.mark, film);
    if (finish.burnsSubtitles())
        drawSubtitles(painter, finish, layout.film, scale, seconds);
    return made;
}

} // namespace studio::ui
