// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/AccessibleControls.h"

#include <QAbstractItemView>
#include <QAccessibleWidget>
#include <QComboBox>
#include <QLineEdit>
#include <QPointer>
#include <QTabBar>

#include <vector>

namespace studio::ui {
namespace {

constexpr const char* kRole = "accessibleRole";

// Its name has its value behind it: on Linux a change of a combo box is announced as a change of the name.
class AccessibleComboBox : public QAccessibleWidget {
public:
    explicit AccessibleComboBox(QComboBox* box)
        : QAccessibleWidget(box, QAccessible::ComboBox)
    {
    }

    int childCount() const override { return box().isEditable() ? 2 : 1; }
    QAccessibleInterface* child(int index) const override
    {
        if (index == 0)
            return QAccessible::queryAccessibleInterface(box().view());
        return index == 1 ? QAccessible::queryAccessibleInterface(box().lineEdit()) : nullptr;
    }
    QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        if (wanted->object() == box().view())
            return 0;
        return box().isEditable() && wanted->object() == box().lineEdit() ? 1 : -1;
    }

    // Without the caption beside it, whose words are those of the name.
    QList<std::pair<QAccessibleInterface*, QAccessible::Relation>>
    relations(QAccessible::Relation wanted) const override
    {
        return QAccessibleWidget::relations(wanted & ~QAccessible::Relation(QAccessible::Label));
    }

    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.expandable = true;
        state.expanded = box().view()->isVisible();
        state.collapsed = !state.expanded;
        state.editable = box().isEditable();
        return state;
    }

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value)
            return box().currentText();
        const QString words = QAccessibleWidget::text(kind);
        if (kind != QAccessible::Name || box().currentText().isEmpty())
            return words;
        return words.isEmpty() ? box().currentText() : QString(words % QStringLiteral(": ") % box().currentText());
    }

    QStringList actionNames() const override
    {
        return box().isEnabled() ? QStringList{showMenuAction(), pressAction()} : QStringList();
    }
    void doAction(const QString& /*name*/) override
    {
        if (box().view()->isVisible())
            box().hidePopup();
        else
            box().showPopup();
    }

private:
    QComboBox& box() const { return *static_cast<QComboBox*>(widget()); }
};

class AccessibleTab : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    AccessibleTab(QTabBar* bar, int index)
        : m_bar(bar)
        , m_index(index)
    {
    }

    bool isValid() const override { return !m_bar.isNull() && m_index < m_bar->count(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return isValid() ? m_bar->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_bar); }
    QAccessibleInterface* child(int /*index*/) const override { return nullptr; }
    QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface* /*child*/) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::PageTab; }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        if (state.invalid)
            return state;
        const bool isCurrent = m_bar->currentIndex() == m_index;
        state.invisible = !m_bar->isVisible() || !m_bar->isTabVisible(m_index);
        state.disabled = !m_bar->isEnabled() || !m_bar->isTabEnabled(m_index);
        state.selectable = true;
        state.selected = isCurrent;
        state.focusable = m_bar->focusPolicy() != Qt::NoFocus;
        state.focused = isCurrent && m_bar->hasFocus();
        return state;
    }

    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect tab = m_bar->tabRect(m_index);
        return {m_bar->mapToGlobal(tab.topLeft()), tab.size()};
    }

    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        if (kind == QAccessible::Name)
            return m_bar->tabText(m_index);
        return kind == QAccessible::Description ? m_bar->tabToolTip(m_index) : QString();
    }
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override { }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    QStringList keyBindingsForAction(const QString& /*name*/) const override { return {}; }
    void doAction(const QString& name) override
    {
        if (isValid() && name == pressAction())
            m_bar->setCurrentIndex(m_index);
    }

private:
    QPointer<QTabBar> m_bar;
    int m_index;
};

class AccessibleTabBar : public QAccessibleWidget {
public:
    explicit AccessibleTabBar(QTabBar* bar)
        : QAccessibleWidget(bar, QAccessible::PageTabList)
    {
    }

    ~AccessibleTabBar() override
    {
        for (const QAccessible::Id id : m_tabs)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return bar()->count(); }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (m_tabs.size() <= static_cast<size_t>(index))
            m_tabs.push_back(
                QAccessible::registerAccessibleInterface(new AccessibleTab(bar(), static_cast<int>(m_tabs.size()))));
        return QAccessible::accessibleInterface(m_tabs[static_cast<size_t>(index)]);
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        return child(bar()->tabAt(bar()->mapFromGlobal(QPoint(x, y))));
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i) == wanted)
                return i;
        }
        return -1;
    }

private:
    QTabBar* bar() const { return static_cast<QTabBar*>(widget()); }

    mutable std::vector<QAccessible::Id> m_tabs; // created on demand
};

QAccessibleInterface* makeAccessibleControl(const QString& /*className*/, QObject* object)
{
    if (auto* const box = qobject_cast<QComboBox*>(object))
        return new AccessibleComboBox(box);
    if (auto* const bar = qobject_cast<QTabBar*>(object))
        return new AccessibleTabBar(bar);
    const QVariant role = object->property(kRole);
    if (auto* const widget = qobject_cast<QWidget*>(object); widget && role.isValid())
        return new QAccessibleWidget(widget, static_cast<QAccessible::Role>(role.toInt()));
    return nullptr;
}

} // namespace

void installAccessibleControls()
{
    QAccessible::installFactory(&makeAccessibleControl); // Qt ignores a factory that is installed twice.
}

void setAccessibleRole(QWidget& widget, QAccessible::Role role)
{
    widget.setProperty(kRole, static_cast<int>(role));
}

} // namespace studio::ui
