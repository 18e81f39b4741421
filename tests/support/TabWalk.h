// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/Patience.h"

#include <QApplication>
#include <QTextBrowser>
#include <QtTest>

#include <algorithm>

namespace studio::test {

// Walks through a window by Tab until it comes round, and back by Shift+Tab. offences() says what was reached twice or
// not at all, what can't be seen when it has the focus, and where the way goes back and forth between groups.
class TabWalk {
public:
    // `groups`: object names of the window's parts, in their order on the screen; none: all is one.
    explicit TabWalk(QWidget& window, const QStringList& groups = {})
        : m_window(window)
    {
        if (QApplication::activeWindow() != &window) {
            window.activateWindow();
            if (!QTest::qWaitForWindowActive(&window, kPatience)) {
                m_offences.append(QStringLiteral("the window isn't active"));
                return;
            }
        }
        press(Qt::Key_Tab);
        if (!QApplication::focusWidget()) {
            m_offences.append(QStringLiteral("Tab reaches nothing"));
            return;
        }
        m_stops = walk(Qt::Key_Tab);
        checkReached();
        checkGroups(groups);
        QWidgetList back = walk(Qt::Key_Backtab);
        std::reverse(back.begin() + 1, back.end());
        if (m_offences.isEmpty() && back != m_stops)
            m_offences.append(QStringLiteral("Shift+Tab isn't the reverse: ") % names(m_stops) % QStringLiteral(" and ")
                              % names(back));
    }

    [[nodiscard]] const QStringList& offences() const { return m_offences; }
    [[nodiscard]] const QWidgetList& stops() const { return m_stops; }

    // Why nobody sees that this widget has the focus; empty: it is seen.
    [[nodiscard]] static QString hiddenBy(QWidget& widget)
    {
        QWidget& window = *widget.window();
        if (!widget.isVisible())
            return QStringLiteral("is hidden");
        QRect seen = widget.rect();
        for (const QWidget* each = &widget; each != &window; each = each->parentWidget())
            seen = seen.translated(each->pos()) & each->parentWidget()->rect();
        if (seen.isEmpty())
            return QStringLiteral("is scrolled away");
        const QWidget* top = window.childAt(seen.center());
        if (top && top != &widget && !widget.isAncestorOf(top) && !top->isAncestorOf(&widget))
            return QStringLiteral("is covered by ") % top->objectName();
        for (const QObject* object : widget.children()) {
            const auto* child = qobject_cast<const QWidget*>(object);
            if (child && child->isVisible() && !child->isWindow() && child->focusProxy() != &widget
                && child->geometry().contains(widget.rect()))
                return QStringLiteral("is covered by ") % child->objectName();
        }
        return {};
    }

private:
    static constexpr qsizetype kMost = 400;

    static QString name(const QWidget& widget)
    {
        return widget.objectName().isEmpty() ? QLatin1String(widget.metaObject()->className()) : widget.objectName();
    }
    static QString names(const QWidgetList& widgets)
    {
        QStringList list;
        for (const QWidget* widget : widgets)
            list.append(name(*widget));
        return list.join(QLatin1Char(' '));
    }

    void press(Qt::Key key)
    {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : &m_window, key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
    }

    // From what has the focus until it has it again.
    QWidgetList walk(Qt::Key key)
    {
        QWidget* const first = QApplication::focusWidget();
        QWidgetList stops{first};
        for (qsizetype step = 0; step < kMost; ++step) {
            if (const QString why = hiddenBy(*stops.last()); !why.isEmpty())
                m_offences.append(name(*stops.last()) % QLatin1Char(' ') % why);
            press(key);
            QWidget* const now = QApplication::focusWidget();
            if (!now || now->window() != &m_window) {
                m_offences.append(QStringLiteral("the focus leaves the window behind ") % name(*stops.last()));
                return stops;
            }
            if (now == stops.last()) { // A page stops at each of its links.
                if (!qobject_cast<QTextBrowser*>(now)) {
                    m_offences.append(QStringLiteral("the focus is trapped in ") % name(*now));
                    return stops;
                }
                continue;
            }
            if (now == first)
                return stops;
            if (stops.contains(now)) {
                m_offences.append(name(*now) % QStringLiteral(" is reached twice: ") % names(stops));
                return stops;
            }
            stops.append(now);
        }
        m_offences.append(QStringLiteral("doesn't come round: ") % names(stops));
        return stops;
    }

    void checkReached()
    {
        QWidgetList missed;
        for (QWidget* widget : m_window.findChildren<QWidget*>()) {
            const bool isWanted = widget->window() == &m_window && widget->isVisible() && widget->isEnabled()
                && (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy()
                && !widget->objectName().startsWith(QStringLiteral("qt_"));
            if (isWanted && !m_stops.contains(widget))
                missed.append(widget);
        }
        if (!missed.isEmpty())
            m_offences.append(QStringLiteral("not reached: ") % names(missed));
    }

    void checkGroups(const QStringList& groups)
    {
        if (groups.isEmpty())
            return;
        QStringList passed;
        for (const QWidget* stop : m_stops) {
            const QWidget* group = stop;
            while (group && !groups.contains(group->objectName()))
                group = group->parentWidget();
            const QString which = group ? group->objectName() : QString(QStringLiteral("none: ") % name(*stop));
            if (passed.isEmpty() || passed.last() != which)
                passed.append(which);
        }
        if (passed.size() > 1 && passed.first() == passed.last()) // It began in the middle of one.
            passed.removeLast();
        QStringList wanted = groups;
        wanted.removeIf([&passed](const QString& each) { return !passed.contains(each); });
        const auto start = std::find(passed.begin(), passed.end(), wanted.value(0));
        std::rotate(passed.begin(), start, passed.end());
        if (passed != wanted)
            m_offences.append(QStringLiteral("goes through ") % passed.join(QStringLiteral(", ")) % QStringLiteral(": ")
                              % names(m_stops));
    }

    QWidget& m_window;
    QWidgetList m_stops;
    QStringList m_offences;
};

} // namespace studio::test
