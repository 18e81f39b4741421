// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/DropHandler.h"

#include "ui/models/TakeModel.h"

#include <QApplication>
#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace studio::ui {

DropHandler::DropHandler(QWidget& window)
    : QObject(&window)
    , m_window(window)
{
    window.setAcceptDrops(true);
    qApp->installEventFilter(this);
}

void DropHandler::addPlace(QWidget& widget, DropPlace place)
{
    m_places.append({&widget, place});
}

DropPlace DropHandler::placeOf(const QWidget* widget) const
{
    for (const auto& [owner, place] : m_places) {
        if (widget == owner || owner->isAncestorOf(widget))
            return place;
    }
    return DropPlace::Anywhere;
}

bool DropHandler::isOurs(const QDropEvent& event, DropPlace place) const
{
    if (event.source() || !TakeModel::numbersIn(*event.mimeData()).isEmpty()) // began in this program
        return false;
    return !(place == DropPlace::Prompt && event.mimeData()->hasText() && !event.mimeData()->hasUrls());
}

bool DropHandler::eventFilter(QObject* watched, QEvent* event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::DragLeave && type != QEvent::Drop)
        return false;
    auto* widget = qobject_cast<QWidget*>(watched);
    if (!widget || widget->window() != &m_window)
        return false;
    if (type == QEvent::DragLeave) {
        m_hover = {};
        Q_EMIT left();
        return false;
    }
    auto* drop = static_cast<QDropEvent*>(event);
    const QWidget* under = widget->childAt(drop->position().toPoint());
    const DropPlace place = placeOf(under ? under : widget);
    if (!isOurs(*drop, place))
        return false;
    if (type == QEvent::Drop) {
        m_hover = {};
        Q_EMIT left();
        Q_EMIT dropped(*drop->mimeData(), place);
        drop->acceptProposedAction();
        return true;
    }
    DropHover hover{.kind = DropReader::guess(*drop->mimeData()), .place = place, .name = {}};
    const QList<QUrl> urls = drop->mimeData()->urls();
    if (!urls.isEmpty())
        hover.name = QFileInfo(urls.first().path()).fileName();
    if (hover.kind == DropKind::Nothing)
        drop->setDropAction(Qt::IgnoreAction);
    else
        drop->acceptProposedAction();
    drop->setAccepted(hover.kind != DropKind::Nothing);
    if (!(hover == m_hover) || type == QEvent::DragEnter) {
        m_hover = hover;
        Q_EMIT hovered(hover);
    }
    return true;
}

} // namespace studio::ui
