// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/TakeDelegate.h"

#include "ui/widgets/PaintText.h"
#include "ui/widgets/Thumbnail.h"

#include <QPainter>

#include <algorithm>

namespace studio::ui {
namespace {

constexpr int kGap = 3; // around a tile
constexpr int kInset = 5; // of the picture in its tile

struct Look {
    Glyph glyph;
    Token token;
    QString words;
};

Look look(const TakeRow& take)
{
    switch (take.state) {
    case TakeRow::State::Waiting: return {Glyph::Clock, Token::TextSoft, TakeDelegate::tr("Waiting")};
    case TakeRow::State::Rendering: return {Glyph::Render, Token::Accent, TakeDelegate::tr("Rendering")};
    case TakeRow::State::Paused: return {Glyph::Hold, Token::Warn, TakeDelegate::tr("Paused")};
    case TakeRow::State::Stopped: return {Glyph::Hold, Token::Warn, TakeDelegate::tr("Stopped")};
    case TakeRow::State::Failed: return {Glyph::Error, Token::Bad, TakeDelegate::tr("Failed")};
    case TakeRow::State::Finished: break;
    }
    return {Glyph::Ok, Token::Ok, take.draft ? TakeDelegate::tr("Draft") : TakeDelegate::tr("Finished")};
}

QRectF tileOf(const QStyleOptionViewItem& option)
{
    return QRectF(option.rect).adjusted(kGap, kGap, -kGap, -kGap);
}

} // namespace

TakeDelegate::TakeDelegate(const Theme& theme, QObject* parent, Shape shape)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_shape(shape)
{
}

QString TakeDelegate::text(const TakeRow& take)
{
    QStringList words{take.name, look(take).words, take.preset, take.length};
    if (take.starred)
        words << tr("starred");
    if (take.shown)
        words << tr("in the player");
    words.removeAll(QString());
    return words.join(QStringLiteral(", "));
}

QSize TakeDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const
{
    const QSize around(2 * (kGap + kInset), 2 * (kGap + kInset));
    return option.decorationSize + around
        + (m_shape == Shape::Tile ? QSize(0, m_theme.px(48) - around.height()) : QSize(m_theme.px(84), 0));
}

// What is behind a tile: the outline of the shown one, the fill of selected ones, the focus ring.
void TakeDelegate::paintFrame(QPainter& painter, const QStyleOptionViewItem& option, const TakeRow& take) const
{
    const QRectF tile = tileOf(option);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (take.shown || selected || hovered) {
        painter.setPen(take.shown ? QPen(m_theme.color(Token::Accent), 2) : QPen(Qt::NoPen));
        painter.setBrush(selected      ? m_theme.color(Token::AccentSoft)
                             : hovered ? m_theme.color(Token::ControlHover)
                                       : QColor(Qt::transparent));
        painter.drawRoundedRect(tile, 6, 6);
    }
    if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Token::Focus), 2));
        painter.drawRoundedRect(tile, 6, 6);
    }
}

// A sign and a few words in the picture's corner.
void TakeDelegate::paintOrigin(QPainter& painter, const QRectF& picture, const TakeRow& take) const
{
    if (take.origin == TakeRow::Origin::None)
        return;
    const bool isFinal = take.origin == TakeRow::Origin::Final;
    const QFont tiny = m_theme.font(TextSize::Tiny, QFont::DemiBold);
    const double height = m_theme.px(16);
    const double glyph = m_theme.px(12);
    const double words = QFontMetricsF(tiny).horizontalAdvance(take.originWords);
    const QRectF tag(picture.left() + 2, picture.top() + 2, std::min(glyph + words + 12, picture.width() - 4), height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Token::Scrim));
    painter.drawRoundedRect(tag, 3, 3);
    const Glyph sign = isFinal                   ? Glyph::Check
        : take.origin == TakeRow::Origin::Cut    ? Glyph::Trim
        : take.origin == TakeRow::Origin::Joined ? Glyph::Plus
                                                 : Glyph::Branch;
    m_theme.paintGlyph(painter, sign, {tag.left() + 3, tag.top() + (height - glyph) / 2, glyph, glyph},
                       m_theme.color(isFinal ? Token::Ok : Token::Warn));
    paintText(painter, tag.adjusted(glyph + 6, 0, -2, 0), take.originWords,
              {m_theme.color(Token::Text), tiny, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight});
}

// How far its render or export is.
void TakeDelegate::paintShare(QPainter& painter, const QRectF& picture, const TakeRow& take) const
{
    if (take.share < 0)
        return;
    const QRectF bar(picture.left(), picture.bottom() - 3, picture.width(), 3);
    painter.fillRect(bar, m_theme.color(Token::Scrim));
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * std::min(1.0, take.share), bar.height()),
                     m_theme.color(Token::Accent));
}

void TakeDelegate::paintRow(QPainter& painter, const QStyleOptionViewItem& option, const TakeRow& take) const
{
    const QRectF tile = tileOf(option);
    const double side = tile.height() - 2 * kInset;
    const QRectF picture(tile.left() + kInset, tile.top() + kInset, side, side);
    paintThumbnail(painter, take.thumbnail, picture, m_theme);
    paintShare(painter, picture, take);
    const double line = m_theme.px(18);
    const double left = picture.right() + kInset;
    const double top = tile.center().y() - line;
    const double glyph = m_theme.px(14);
    const Look state = look(take);
    m_theme.paintGlyph(painter, state.glyph, {left, top + (line - glyph) / 2, glyph, glyph},
                       m_theme.color(state.token));
    const double after = left + glyph + 3;
    paintText(painter, {after, top, tile.right() - after - 2, line}, take.name,
              {m_theme.color(Token::Text), m_theme.font(TextSize::Small, QFont::DemiBold),
               Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight});
    paintText(painter, {left, top + line, tile.right() - left - 2, line}, take.length,
              {m_theme.color(Token::TextSoft), m_theme.font(TextSize::Tiny), Qt::AlignLeft | Qt::AlignVCenter,
               Qt::ElideRight});
}

void TakeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto take = index.data(kRole).value<TakeRow>();
    const auto px = [this](double length) { return static_cast<double>(m_theme.px(length)); };
    const QRectF tile = tileOf(option);
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    paintFrame(*painter, option, take);
    if (m_shape == Shape::Row) {
        paintRow(*painter, option, take);
        painter->restore();
        return;
    }

    const QRectF picture(tile.left() + kInset, tile.top() + kInset, tile.width() - 2 * kInset,
                         option.decorationSize.height());
    paintThumbnail(*painter, take.thumbnail, picture, m_theme);
    const QFont tiny = m_theme.font(TextSize::Tiny, QFont::DemiBold);
    if (!take.length.isEmpty()) {
        const double width = numbersWidth(take.length, tiny) + 8;
        const QRectF badge(picture.right() - width - 2, picture.bottom() - px(16) - 2, width, px(16));
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(Token::Scrim));
        painter->drawRoundedRect(badge, 3, 3);
        paintNumbers(*painter, badge, take.length, {m_theme.color(Token::Text), tiny, Qt::AlignHCenter});
    }
    paintOrigin(*painter, picture, take);
    paintShare(*painter, picture, take);

    const Look state = look(take);
    const double first = picture.bottom() + 3;
    m_theme.paintGlyph(*painter, state.glyph, {tile.left() + 6, first + px(2), px(14), px(14)},
                       m_theme.color(state.token));
    const double star = take.starred ? px(20) : 0;
    paintText(*painter, {tile.left() + px(24), first, tile.width() - px(24) - 6 - star, px(18)}, take.name,
              {m_theme.color(Token::Text), m_theme.font(TextSize::Small, QFont::DemiBold),
               Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight});
    if (take.starred) {
        m_theme.paintGlyph(*painter, Glyph::Star, {tile.right() - px(20), first + px(1), px(15), px(15)},
                           m_theme.color(Token::Warn));
    }
    const QString below = take.preset.isEmpty() ? state.words : state.words + QStringLiteral(" · ") + take.preset;
    paintText(*painter, {tile.left() + 6, first + px(17), tile.width() - 12, px(16)}, below,
              {m_theme.color(Token::TextSoft), m_theme.font(TextSize::Tiny), Qt::AlignLeft | Qt::AlignVCenter,
               Qt::ElideRight});
    painter->restore();
}

} // namespace studio::ui
