// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GalleryView.h"

#include "ui/services/Gallery.h"
#include "ui/services/WaveformPyramid.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/Thumbnail.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace studio::ui {
namespace {

// The chosen tile, the one under the pointer, and the ring of the keyboard's focus.
void paintGround(QPainter& painter, const QRectF& tile, const QStyleOptionViewItem& option, const Theme& theme)
{
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const bool ring
        = option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange);
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter.setPen(QPen(theme.color(ring ? Token::Focus : Token::Accent), 2));
        painter.setBrush(theme.color(Token::AccentSoft));
    } else if (ring) {
        painter.setPen(QPen(theme.color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Token::ControlHover));
    } else {
        return;
    }
    painter.drawRoundedRect(tile, 6, 6);
}

} // namespace

GalleryView::GalleryView(const char* objectName, TileDelegate* delegate, QWidget* parent)
    : QListView(parent)
    , m_tiles(delegate)
{
    delegate->setParent(this);
    setItemDelegate(delegate);
    setObjectName(QLatin1String(objectName));
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setWrapping(true);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    // Not Fixed: then a layout gives it no more than sizeHint(), which is one row.
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(this, &QListView::clicked, this, &GalleryView::picked);
}

void GalleryView::setModel(QAbstractItemModel* model)
{
    QListView::setModel(model);
    const auto changed = [this] {
        updateGeometry();
        fit();
    };
    connect(model, &QAbstractItemModel::modelReset, this, changed);
    connect(model, &QAbstractItemModel::rowsInserted, this, changed);
    connect(model, &QAbstractItemModel::rowsRemoved, this, changed);
    changed();
}

int GalleryView::columnsIn(int width) const
{
    const int items = model() ? model()->rowCount() : 0;
    return std::clamp(width / m_tiles->tile().width(), 1, std::max(1, items));
}

int GalleryView::heightForWidth(int width) const
{
    const int items = model() ? model()->rowCount() : 0;
    const int frame = 2 * frameWidth();
    const int columns = columnsIn(width - frame);
    return (items + columns - 1) / columns * m_tiles->tile().height() + frame;
}

QSize GalleryView::sizeHint() const
{
    const int items = model() ? model()->rowCount() : 0;
    const int width = items * m_tiles->tile().width() + 2 * frameWidth();
    return {width, heightForWidth(width)};
}

QSize GalleryView::minimumSizeHint() const
{
    return {m_tiles->tile().width() + 2 * frameWidth(), m_tiles->tile().height() + 2 * frameWidth()};
}

void GalleryView::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    fit();
}

void GalleryView::keyPressEvent(QKeyEvent* event)
{
    const QPersistentModelIndex current = currentIndex();
    const int key = event->key();
    QListView::keyPressEvent(event);
    if ((key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) && current.isValid())
        Q_EMIT picked(current);
}

// A pixel less than there is: a list view wraps before a row is quite full.
void GalleryView::fit()
{
    const int width = viewport()->width() - 1;
    const QSize cell(std::max(m_tiles->tile().width(), width / columnsIn(width)), m_tiles->tile().height());
    if (gridSize() != cell)
        setGridSize(cell);
}

TileDelegate::TileDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize TileDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const
{
    const auto* const view = qobject_cast<const QListView*>(option.widget);
    return view && view->gridSize().isValid() ? view->gridSize() : tile();
}

PictureTileDelegate::PictureTileDelegate(const Theme& theme, int side, int lines, QObject* parent)
    : TileDelegate(theme, parent)
    , m_side(side)
    , m_lines(lines)
{
}

QSize PictureTileDelegate::tile() const
{
    return {theme().px(m_side + 10), theme().px(m_side + 10 + m_lines * 18)};
}

void PictureTileDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QSizeF size = QSizeF(tile()) - QSizeF(2, 2);
    const QPointF corner(option.rect.center().x() - size.width() / 2, option.rect.top() + 1.0);
    const QRectF tile(corner, size);
    painter->save();
    paintGround(*painter, tile.adjusted(1, 1, -1, -1), option, theme());
    const double side = theme().px(m_side);
    const QRectF picture(tile.center().x() - side / 2, tile.top() + 4, side, side);
    paintThumbnail(*painter, index.data(Qt::DecorationRole).value<QImage>(), picture, theme());
    const QStringList lines = index.data(Qt::DisplayRole).toString().split(QLatin1Char('\n'));
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    double top = picture.bottom() + 2;
    for (int i = 0; i < std::min(m_lines, static_cast<int>(lines.size())); ++i) {
        const QFont font = i == 0
            ? theme().font(TextSize::Small, selected || m_lines > 1 ? QFont::DemiBold : QFont::Normal)
            : theme().font(TextSize::Tiny);
        paintText(*painter, {tile.left() + 4, top, tile.width() - 8, static_cast<double>(theme().px(18))}, lines[i],
                  {theme().color(i == 0 ? Token::Text : Token::TextSoft), font, Qt::AlignCenter, Qt::ElideRight});
        top += theme().px(17);
    }
    painter->restore();
}

VoiceTileDelegate::VoiceTileDelegate(const Theme& theme, QObject* parent)
    : TileDelegate(theme, parent)
{
}

QSize VoiceTileDelegate::tile() const
{
    return {theme().px(232), theme().px(62)};
}

void VoiceTileDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto voice = index.data(kVoiceTileRole).value<VoiceTile>();
    const auto px = [this](double length) { return static_cast<double>(theme().px(length)); };
    const QRectF card = QRectF(option.rect).adjusted(2, 3, -6, -3);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(theme().color(Token::Line), 1));
    painter->setBrush(theme().color(Token::Raised));
    painter->drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    paintGround(*painter, card.adjusted(1, 1, -1, -1), option, theme());

    const double round = px(32);
    const QRectF button(card.left() + px(10), card.center().y() - round / 2, round, round);
    painter->setPen(QPen(theme().color(Token::LineStrong), 1));
    painter->setBrush(theme().color(Token::Control));
    painter->drawEllipse(button);
    const double glyph = px(18);
    theme().paintGlyph(*painter, voice.played >= 0 ? Glyph::Pause : Glyph::Play,
                       {button.center().x() - glyph / 2, button.center().y() - glyph / 2, glyph, glyph},
                       theme().color(Token::Text));

    const double left = button.right() + px(10);
    const double words = std::min(px(96), card.right() - px(8) - left);
    paintText(*painter, {left, card.center().y() - px(19), card.right() - px(8) - left, px(19)}, voice.title,
              {theme().color(Token::Text), theme().font(TextSize::Base, QFont::DemiBold),
               Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight});
    paintText(*painter, {left, card.center().y(), words, px(18)}, voice.detail,
              {theme().color(Token::TextSoft), theme().font(TextSize::Small), Qt::AlignLeft | Qt::AlignVCenter,
               Qt::ElideRight});
    const QRectF wave(left + words + px(6), card.center().y() - px(2), card.right() - px(10) - left - words - px(6),
                      px(22));
    if (voice.pyramid && wave.width() > px(24)) {
        const double pitch = px(5);
        const double seconds = voice.pyramid->seconds();
        for (double x = pitch / 2; x < wave.width(); x += pitch) {
            const double at = x / wave.width();
            const double from = (x - pitch / 2) / wave.width() * seconds;
            const double to = (x + pitch / 2) / wave.width() * seconds;
            const double half = std::max(1.0, voice.pyramid->height(from, to) * (wave.height() / 2 - 1));
            const bool heard = voice.played < 0 || at <= voice.played;
            painter->setPen(
                QPen(theme().color(heard ? Token::Voice : Token::VoiceDim), px(2), Qt::SolidLine, Qt::RoundCap));
            painter->drawLine(QPointF(wave.left() + x, wave.center().y() - half),
                              QPointF(wave.left() + x, wave.center().y() + half));
        }
    }
    painter->restore();
}

} // namespace studio::ui
