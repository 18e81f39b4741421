// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QMetaEnum>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSet>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>

#include <map>

namespace studio::test {

// What a window tells assistive technology: the tree that Qt's bridge to AT-SPI publishes. offences() says where it is
// wrong: a role that doesn't fit, a missing or a doubtful name, a missing value, a wrong state.
class AccessibleTree {
public:
    explicit AccessibleTree(QWidget& window) { visit(QAccessible::queryAccessibleInterface(&window), nullptr); }

    [[nodiscard]] const QStringList& offences() const { return m_offences; }
    [[nodiscard]] int checked() const { return m_checked; }

private:
    using Role = QAccessible::Role;

    static QString roleName(Role role)
    {
        return QLatin1String(QMetaEnum::fromType<QAccessible::Role>().valueToKey(role));
    }

    static QString describe(const QAccessibleInterface& element)
    {
        const QObject* object = element.object();
        const QAccessibleInterface* parent = element.parent();
        if (!object && parent)
            object = parent->object();
        const QString place = object
            ? QString(QLatin1String(object->metaObject()->className()) % QLatin1Char(' ') % object->objectName())
            : QString();
        return roleName(element.role()) % QStringLiteral(" \u201c") % element.text(QAccessible::Name)
            % QStringLiteral("\u201d (") % place % QLatin1Char(')');
    }

    void blame(const QAccessibleInterface& element, const char* what)
    {
        m_offences.append(describe(element) % QStringLiteral(": ") % QLatin1String(what));
    }

    static bool isUsed(Role role)
    {
        static const QSet<int> roles{
            QAccessible::Button,       QAccessible::CheckBox,     QAccessible::RadioButton,    QAccessible::ComboBox,
            QAccessible::SpinBox,      QAccessible::Slider,       QAccessible::ProgressBar,    QAccessible::PageTab,
            QAccessible::PageTabList,  QAccessible::List,         QAccessible::Table,          QAccessible::Tree,
            QAccessible::ButtonMenu,   QAccessible::MenuItem,     QAccessible::ButtonDropDown, QAccessible::Dialog,
            QAccessible::Window,       QAccessible::EditableText, QAccessible::Link,           QAccessible::ListItem,
            QAccessible::ColumnHeader, QAccessible::Grouping,     QAccessible::Animation,      QAccessible::Dial};
        return roles.contains(role);
    }

    // Two of them with the same name can't be told apart by ear.
    static bool isChosenByName(Role role)
    {
        static const QSet<int> roles{QAccessible::Button,     QAccessible::CheckBox,    QAccessible::RadioButton,
                                     QAccessible::ComboBox,   QAccessible::SpinBox,     QAccessible::Slider,
                                     QAccessible::ButtonMenu, QAccessible::ProgressBar, QAccessible::EditableText,
                                     QAccessible::List,       QAccessible::Table,       QAccessible::PageTab};
        return roles.contains(role);
    }

    static bool fits(const QWidget& widget, Role role)
    {
        if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) {
            const auto* tool = qobject_cast<const QToolButton*>(button);
            const auto* push = qobject_cast<const QPushButton*>(button);
            if ((tool && tool->menu()) || (push && push->menu()))
                return role == QAccessible::ButtonMenu || role == QAccessible::ButtonDropDown;
            if (qobject_cast<const QRadioButton*>(button))
                return role == QAccessible::RadioButton;
            return role == (button->isCheckable() ? QAccessible::CheckBox : QAccessible::Button);
        }
        if (const auto* painted = qobject_cast<const ui::PaintedWidget*>(&widget))
            return role != QAccessible::Client && (!painted->canBePressed() || isUsed(role));
        return qobject_cast<const QComboBox*>(&widget)       ? role == QAccessible::ComboBox
            : qobject_cast<const QAbstractSpinBox*>(&widget) ? role == QAccessible::SpinBox
            : qobject_cast<const QAbstractSlider*>(&widget)  ? role == QAccessible::Slider
            : qobject_cast<const QProgressBar*>(&widget)     ? role == QAccessible::ProgressBar
            : qobject_cast<const QLineEdit*>(&widget) || qobject_cast<const QPlainTextEdit*>(&widget)
            ? role == QAccessible::EditableText
            : qobject_cast<const QTabBar*>(&widget)    ? role == QAccessible::PageTabList
            : qobject_cast<const QListView*>(&widget)  ? role == QAccessible::List
            : qobject_cast<const QTableView*>(&widget) ? role == QAccessible::Table
                                                       : true;
    }

    // Parts of Qt's own widgets that nobody chooses by name.
    static bool isInner(const QAccessibleInterface& element)
    {
        const QObject* object = element.object();
        const Role role = element.role();
        return role == QAccessible::Grip || role == QAccessible::ScrollBar || role == QAccessible::Separator
            || (object && object->objectName().startsWith(QStringLiteral("qt_")));
    }

    void visit(QAccessibleInterface* element, const QAccessibleInterface* scope)
    {
        if (!element) {
            m_offences.append(QStringLiteral("a child that is none"));
            return;
        }
        if (element->state().invisible || isInner(*element))
            return;
        check(*element, scope);
        // Names count within the nearest element that has one.
        const bool isScope = !scope || !element->text(QAccessible::Name).isEmpty();
        for (int i = 0; i < element->childCount(); ++i)
            visit(element->child(i), isScope ? element : scope);
    }

    void check(const QAccessibleInterface& element, const QAccessibleInterface* scope)
    {
        const auto* widget = qobject_cast<const QWidget*>(element.object());
        const bool takesTab = widget && (widget->focusPolicy() & Qt::TabFocus);
        const bool painted = qobject_cast<const ui::PaintedWidget*>(widget) != nullptr;
        const bool isPassedOver = element.role() == QAccessible::Client || element.role() == QAccessible::Border;
        if (widget && isPassedOver && !widget->accessibleName().isEmpty())
            blame(element, "has a name that nobody hears: its role is passed over");
        const bool isDivider = element.role() == QAccessible::ListItem && !element.state().selectable
            && (!widget || !painted); // a separator of a list
        if ((!isUsed(element.role()) && !takesTab && !painted) || isDivider)
            return;
        ++m_checked;
        if (widget && !fits(*widget, element.role()))
            blame(element, "a role that doesn't fit");
        checkName(element, scope);
        checkValue(element);
        checkState(element, widget);
        if (const auto* view = qobject_cast<const QAbstractItemView*>(widget))
            checkItems(element, *view);
    }

    void checkName(const QAccessibleInterface& element, const QAccessibleInterface* scope)
    {
        const QString name = element.text(QAccessible::Name);
        const QObject* object = element.object();
        if (name.trimmed().isEmpty())
            blame(element, "no name");
        else if (name.contains(QStringLiteral("::"))
                 || (object
                     && (name == object->objectName() || name == QLatin1String(object->metaObject()->className()))))
            blame(element, "named as in the sources");
        if (!isChosenByName(element.role()) || name.isEmpty())
            return;
        const auto [other, isNew] = m_names.try_emplace({scope, element.role(), name}, describe(element));
        if (!isNew)
            m_offences.append(describe(element) % QStringLiteral(": has the name of ") % other->second);
    }

    void checkValue(const QAccessibleInterface& element)
    {
        const Role role = element.role();
        if (role != QAccessible::Slider && role != QAccessible::ProgressBar && role != QAccessible::SpinBox)
            return;
        QAccessibleValueInterface* value = const_cast<QAccessibleInterface&>(element).valueInterface();
        if (!value) {
            blame(element, "no value");
            return;
        }
        bool areNumbers[3] = {};
        const double now = value->currentValue().toDouble(&areNumbers[0]);
        const double least = value->minimumValue().toDouble(&areNumbers[1]);
        const double most = value->maximumValue().toDouble(&areNumbers[2]);
        const double rounding = 1e-6 * (1 + std::abs(most));
        if (!areNumbers[0] || !areNumbers[1] || !areNumbers[2])
            blame(element, "a value that is no number");
        else if (now < least - rounding || now > most + rounding)
            blame(element, "a value outside its range");
        if (element.text(QAccessible::Value).isEmpty())
            blame(element, "a value without words");
    }

    void checkState(const QAccessibleInterface& element, const QWidget* widget)
    {
        const QAccessible::State state = element.state();
        if (widget && static_cast<bool>(state.disabled) == widget->isEnabled())
            blame(element, "wrongly enabled or disabled");
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            if (static_cast<bool>(state.checkable) != button->isCheckable()
                || static_cast<bool>(state.checked) != button->isChecked())
                blame(element, "wrongly checked");
        }
        if (element.role() == QAccessible::ComboBox && !state.expandable)
            blame(element, "doesn't say that it opens");
        if (element.role() == QAccessible::ButtonMenu && !state.hasPopup)
            blame(element, "doesn't say that it has a menu");
        if (const auto* bar = qobject_cast<const QTabBar*>(widget)) {
            for (int i = 0; i < element.childCount(); ++i) {
                if (static_cast<bool>(element.child(i)->state().selected) != (i == bar->currentIndex()))
                    blame(*element.child(i), "wrongly selected");
            }
        }
    }

    // The items are painted by delegates: each needs words of its own.
    void checkItems(const QAccessibleInterface& element, const QAbstractItemView& view)
    {
        if (!view.model())
            return;
        int selected = 0;
        int items = 0;
        QSet<int> spoken; // rows
        for (int i = 0; i < element.childCount(); ++i) {
            const QAccessibleInterface* item = element.child(i);
            if (item->role() != QAccessible::ListItem && item->role() != QAccessible::Cell)
                continue;
            if (!item->text(QAccessible::Name).isEmpty() || !item->state().selectable)
                spoken.insert(items / std::max(1, view.model()->columnCount()));
            ++items;
            selected += item->state().selected ? 1 : 0;
        }
        if (items != view.model()->rowCount() * view.model()->columnCount())
            blame(element, "not an element for each item");
        if (spoken.size() != view.model()->rowCount())
            blame(element, "a row without words");
        if (view.selectionModel() && selected != view.selectionModel()->selectedIndexes().size())
            blame(element, "wrongly selected items");
    }

    QStringList m_offences;
    int m_checked = 0;
    std::map<std::tuple<const QAccessibleInterface*, Role, QString>, QString> m_names;
};

} // namespace studio::test
