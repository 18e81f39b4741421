// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/TabOrder.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLayout>
#include <QMainWindow>
#include <QMultiHash>
#include <QScrollArea>
#include <QSet>
#include <QSplitter>
#include <QWidget>

namespace studio::ui {
namespace {

constexpr const char* kPlace = "tabPlace";

// The widgets of a window that take the focus, in the order of its layouts.
class Stops {
public:
    explicit Stops(QWidget& window)
    {
        for (QWidget* widget : window.findChildren<QWidget*>()) {
            if (QObject* place = widget->property(kPlace).value<QObject*>())
                m_placed.insert(place, widget);
        }
        add(window);
    }

    [[nodiscard]] const QWidgetList& list() const { return m_list; }

private:
    void add(QWidget& widget)
    {
        const QWidget* proxy = widget.focusProxy();
        const bool isPart = proxy && !widget.isAncestorOf(proxy); // of another widget, as a spin box's field
        if (isPart || m_seen.contains(&widget))
            return;
        m_seen.insert(&widget);
        if (!proxy && widget.focusPolicy() != Qt::NoFocus)
            m_list.append(&widget);
        addContent(widget);
        for (QObject* child : widget.children()) {
            auto* each = qobject_cast<QWidget*>(child);
            if (each && !each->isWindow() && !each->property(kPlace).isValid())
                add(*each);
        }
        for (QWidget* placed : m_placed.values(&widget))
            add(*placed);
    }

    void addContent(const QWidget& widget)
    {
        if (const auto* window = qobject_cast<const QMainWindow*>(&widget)) {
            if (window->centralWidget())
                add(*window->centralWidget());
        } else if (const auto* area = qobject_cast<const QScrollArea*>(&widget)) {
            if (area->widget())
                add(*area->widget());
        } else if (const auto* splitter = qobject_cast<const QSplitter*>(&widget)) {
            for (int i = 0; i < splitter->count(); ++i)
                add(*splitter->widget(i));
        } else if (const QLayout* layout = widget.layout()) {
            addLayout(*layout);
        }
    }

    void addLayout(const QLayout& layout)
    {
        for (int i = 0; i < layout.count(); ++i) {
            QLayoutItem* item = layout.itemAt(i);
            if (QWidget* widget = item->widget())
                add(*widget);
            else if (const QLayout* inner = item->layout())
                addLayout(*inner);
        }
    }

    QMultiHash<QObject*, QWidget*> m_placed; // by their place
    QSet<const QWidget*> m_seen;
    QWidgetList m_list;
};

} // namespace

TabOrder::TabOrder(QObject* parent)
    : QObject(parent)
{
    qApp->installEventFilter(this);
}

void TabOrder::arrange(QWidget& window)
{
    const Stops stops(window);
    for (qsizetype i = 1; i < stops.list().size(); ++i)
        QWidget::setTabOrder(stops.list()[i - 1], stops.list()[i]);
}

bool TabOrder::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const auto* widget = qobject_cast<QWidget*>(watched);
        if (widget && (key == Qt::Key_Tab || key == Qt::Key_Backtab))
            arrange(*widget->window());
    }
    return QObject::eventFilter(watched, event);
}

void setTabPlace(QWidget& widget, QWidget& place)
{
    widget.setProperty(kPlace, QVariant::fromValue<QObject*>(&place));
}

} // namespace studio::ui
