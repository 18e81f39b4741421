// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/JobDelegate.h"

#include "ui/widgets/PaintText.h"
#include "ui/widgets/Thumbnail.h"

#include <QAbstractItemView>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr int kNarrow = 660; // px: below, duration and memory are hidden in favour of the end time

struct Look {
    Glyph glyph;
    Token token;
    QString words;
};

Look look(const JobRow& job)
{
    switch (job.state) {
    case JobRow::State::Running:
        if (job.kind == JobRow::Kind::Export)
            return {Glyph::Export, Token::Accent, JobDelegate::tr("Exporting")};
        if (job.kind == JobRow::Kind::Join)
            return {Glyph::Take, Token::Accent, JobDelegate::tr("Copying", "parts of takes into a new one")};
        return {Glyph::Render, Token::Accent, JobDelegate::tr("Rendering")};
    case JobRow::State::Held: return {Glyph::Hold, Token::Warn, JobDelegate::tr("On hold")};
    case JobRow::State::Unfit: return {Glyph::Error, Token::Bad, JobDelegate::tr("Doesn't fit")};
    case JobRow::State::Failed: return {Glyph::Error, Token::Bad, JobDelegate::tr("Failed")};
    case JobRow::State::Finished: return {Glyph::Ok, Token::Ok, JobDelegate::tr("Exported")};
    case JobRow::State::Waiting: break;
    }
    return {Glyph::Clock, Token::TextSoft, JobDelegate::tr("Waiting")};
}

// Width of the longest state text.
double statesWidth(const QFont& font)
{
    double width = 0;
    for (const JobRow::Kind kind : {JobRow::Kind::Render, JobRow::Kind::Export, JobRow::Kind::Join}) {
        for (const JobRow::State state : {JobRow::State::Running, JobRow::State::Waiting, JobRow::State::Held,
                                          JobRow::State::Unfit, JobRow::State::Failed, JobRow::State::Finished}) {
            JobRow job;
            job.kind = kind;
            job.state = state;
            width = std::max(width, QFontMetricsF(font).horizontalAdvance(look(job).words));
        }
    }
    return std::ceil(width) + 1;
}

// The first of the two buttons; the second one removes.
JobDelegate::Button firstButton(const JobRow& job)
{
    if (job.kind != JobRow::Kind::Render)
        return job.state == JobRow::State::Finished ? JobDelegate::Button::Folder : JobDelegate::Button::None;
    // A running one is paused in the strip, not held.
    return job.state == JobRow::State::Running ? JobDelegate::Button::None : JobDelegate::Button::Hold;
}

} // namespace

JobDelegate::JobDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QString JobDelegate::text(const JobRow& job)
{
    QStringList words{job.name,        job.origin, job.inputs, job.preset, job.detail,
                      look(job).words, job.when,   job.time,   job.memory};
    words.removeAll(QString());
    return words.join(QStringLiteral(", "));
}

QSize JobDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const
{
    return {m_theme.px(400), m_theme.px(46)};
}

QRectF JobDelegate::buttonRect(const QRect& row, Button button) const
{
    const double side = m_theme.px(26);
    const double right = row.right() + 1 - (button == Button::Remove ? m_theme.px(6) : m_theme.px(32));
    return {right - side, row.center().y() + 0.5 - side / 2, side, side};
}

JobDelegate::Button JobDelegate::buttonAt(const QRect& row, const QPoint& position, const JobRow& job) const
{
    for (const Button button : {firstButton(job), Button::Remove}) {
        if (button != Button::None && buttonRect(row, button).contains(position))
            return button;
    }
    return Button::None;
}

void JobDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto job = index.data(kRole).value<JobRow>();
    const auto px = [this](double length) { return static_cast<double>(m_theme.px(length)); };
    const QRectF row(option.rect);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor faint = m_theme.color(selected ? Token::TextSoft : Token::TextFaint); // 4.5 : 1 on both grounds
    const Qt::Alignment middle = Qt::AlignLeft | Qt::AlignVCenter;
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(selected ? Token::AccentSoft : Token::ControlHover, selected ? 1 : 0.5));
        painter->drawRoundedRect(row.adjusted(4, 1, -4, -2), 6, 6);
    }
    if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(m_theme.color(Token::Focus), 2));
        painter->drawRoundedRect(row.adjusted(5, 2, -5, -3), 6, 6);
    }
    painter->setPen(QPen(m_theme.color(Token::Line), 1));
    painter->drawLine(QPointF(row.left(), row.bottom() - 0.5), QPointF(row.right(), row.bottom() - 0.5));

    if (!job.isAtWork() && job.kind == JobRow::Kind::Render) {
        m_theme.paintGlyph(*painter, Glyph::Drag, {row.left() + px(8), row.center().y() - px(9), px(18), px(18)},
                           m_theme.color(Token::Mark));
    }
    paintThumbnail(*painter, job.thumbnail, {row.left() + px(34), row.top() + px(6), px(62), px(34)}, m_theme);

    const bool narrow = row.width() < m_theme.px(kNarrow);
    const QFont strong = m_theme.font(TextSize::Base, QFont::DemiBold);
    const QFont small = m_theme.font(TextSize::Small);
    const double upper = row.top() + px(5);
    const double lower = row.top() + px(23);
    double x = row.left() + px(108);
    // State and time have the same fixed widths in all rows; name and settings share the rest.
    const double buttons = buttonRect(option.rect, Button::Hold).left();
    const double timeWidth = narrow ? 0 : px(row.width() < px(780) ? 66 : 84);
    const double stateEnd = buttons - (narrow ? px(6) : timeWidth + px(22));
    const double least = std::max(px(narrow ? 96 : 112), px(20) + statesWidth(m_theme.font()));
    const double free = std::max(0.0, stateEnd - x - px(24) - least);
    const double nameShare = narrow ? 0.54 : 0.46;
    const double nameWidth = std::min(free * nameShare, row.width() * 0.24);
    const bool exported = job.kind == JobRow::Kind::Export;
    paintText(*painter, {x, upper, nameWidth, px(18)}, job.name,
              {m_theme.color(Token::Text), strong, middle, exported ? Qt::ElideMiddle : Qt::ElideRight});
    double below = x;
    if (!job.origin.isEmpty()) {
        const Glyph glyph = exported ? Glyph::Export : Glyph::Branch;
        m_theme.paintGlyph(*painter, glyph, {x, lower + px(2), px(13), px(13)}, faint);
        below += px(17);
    }
    QStringList from{job.origin, job.inputs};
    from.removeAll(QString());
    paintText(*painter, {below, lower, nameWidth - (below - x), px(17)}, from.join(QStringLiteral(" · ")),
              {faint, small, middle, Qt::ElideRight});
    x += nameWidth + px(12);
    const double settingsWidth = std::min(free * (1 - nameShare), row.width() * 0.28);
    paintText(*painter, {x, upper, settingsWidth, px(18)}, job.preset,
              {m_theme.color(Token::Text), m_theme.font(), middle, Qt::ElideRight});
    paintText(*painter, {x, lower, settingsWidth, px(17)}, job.detail, {faint, small, middle, Qt::ElideRight});
    x += settingsWidth + px(12);

    paintState(*painter, {x, row.top(), std::max(0.0, stateEnd - x), row.height()}, job, faint);
    if (!narrow) {
        const double left = buttons - px(10) - timeWidth;
        paintNumbers(*painter, {left, upper, timeWidth, px(18)}, job.time,
                     {m_theme.color(Token::Text), strong, Qt::AlignRight});
        paintText(*painter, {left, lower, timeWidth, px(17)}, job.memory,
                  {faint, small, Qt::AlignRight | Qt::AlignVCenter, Qt::ElideRight});
    }

    const auto button = [&](Button which, Glyph glyph, double size) {
        const QPointF centre = buttonRect(option.rect, which).center();
        m_theme.paintGlyph(*painter, glyph, {centre.x() - size / 2, centre.y() - size / 2, size, size},
                           m_theme.color(Token::TextSoft));
    };
    switch (firstButton(job)) {
    case Button::Hold:
        button(Button::Hold, job.state == JobRow::State::Held ? Glyph::Play : Glyph::Hold, px(17));
        break;
    case Button::Folder: button(Button::Folder, Glyph::Folder, px(17)); break;
    default: break;
    }
    button(Button::Remove, Glyph::Cancel, px(16));
    painter->restore();
}

void JobDelegate::paintState(QPainter& painter, const QRectF& area, const JobRow& job, const QColor& faint) const
{
    const auto px = [this](double length) { return static_cast<double>(m_theme.px(length)); };
    const Qt::Alignment middle = Qt::AlignLeft | Qt::AlignVCenter;
    const double x = area.left();
    const double upper = area.top() + px(5);
    const Look state = look(job);
    m_theme.paintGlyph(painter, state.glyph, {x, upper + px(2), px(15), px(15)}, m_theme.color(state.token));
    paintText(painter, {x + px(20), upper, area.width() - px(20), px(18)}, state.words,
              {m_theme.color(job.state == JobRow::State::Waiting ? Token::Text : state.token), m_theme.font(), middle,
               Qt::ElideRight});
    if (!job.isAtWork()) {
        paintText(painter, {x, area.top() + px(23), area.width(), px(17)}, job.when,
                  {faint, m_theme.font(TextSize::Small), middle, Qt::ElideRight});
        return;
    }
    const QRectF bar(x, area.top() + px(30), std::min(px(96), area.width()), px(5));
    const double round = bar.height() / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Token::LineStrong));
    painter.drawRoundedRect(bar, round, round);
    painter.setBrush(m_theme.color(Token::Accent));
    const double done = bar.width() * std::clamp(job.share, 0.0, 1.0);
    painter.drawRoundedRect(QRectF(bar.left(), bar.top(), done, bar.height()), round, round);
}

bool JobDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                              const QModelIndex& index)
{
    if (event->type() == QEvent::MouseButtonRelease || event->type() == QEvent::MouseButtonPress
        || event->type() == QEvent::MouseButtonDblClick) {
        const auto* const mouse = static_cast<QMouseEvent*>(event);
        const Button button = buttonAt(option.rect, mouse->pos(), index.data(kRole).value<JobRow>());
        if (mouse->button() == Qt::LeftButton && button != Button::None) {
            if (event->type() == QEvent::MouseButtonRelease) {
                if (button == Button::Hold)
                    Q_EMIT holdClicked(index);
                else if (button == Button::Folder)
                    Q_EMIT folderClicked(index);
                else
                    Q_EMIT removeClicked(index);
            }
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

bool JobDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                            const QModelIndex& index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const auto job = index.data(kRole).value<JobRow>();
    const bool exported = job.kind != JobRow::Kind::Render;
    const bool waits = job.isAtWork() || job.state == JobRow::State::Waiting;
    QString words;
    switch (buttonAt(option.rect, event->pos(), job)) {
    case Button::Remove:
        words = job.kind == JobRow::Kind::Join && waits ? tr("Stop it; nothing half-made is left")
            : exported       ? (waits ? tr("Cancel the export; nothing half-made is left") : tr("Clear this line away"))
            : job.isAtWork() ? tr("Stop and keep")
                             : tr("Remove from the queue");
        break;
    case Button::Hold:
        words
            = job.state == JobRow::State::Held ? tr("Run it when its turn comes") : tr("Skip it until it is released");
        break;
    case Button::Folder: words = tr("Show in folder"); break;
    case Button::None: words = text(job); break;
    }
    QToolTip::showText(event->globalPos(), words, view, option.rect);
    return true;
}

} // namespace studio::ui
