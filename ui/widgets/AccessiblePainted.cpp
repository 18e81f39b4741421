// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/AccessiblePainted.h"

#include "ui/widgets/PaintedWidget.h"

#include <QAccessibleWidget>
#include <QPointer>

namespace studio::ui {
namespace {

// One of several values inside a painted widget: a slider without a widget of its own.
class AccessiblePart : public QAccessibleInterface, public QAccessibleValueInterface {
public:
    AccessiblePart(PaintedWidget* widget, size_t index)
        : m_widget(widget)
        , m_index(index)
    {
    }

    bool isValid() const override { return !m_widget.isNull() && m_index < m_widget->accessibleRanges().size(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return isValid() ? m_widget->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_widget); }
    QAccessibleInterface* child(int /*index*/) const override { return nullptr; }
    QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface* /*child*/) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Slider; }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        state.disabled = !isValid() || !m_widget->isEnabled();
        return state;
    }

    QRect rect() const override
    {
        return isValid() ? QRect(m_widget->mapToGlobal(QPoint(0, 0)), m_widget->size()) : QRect();
    }

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Name)
            return range().name;
        return kind == QAccessible::Value ? range().text : QString();
    }
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override { }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ValueInterface ? static_cast<QAccessibleValueInterface*>(this) : nullptr;
    }

    QVariant currentValue() const override { return range().value; }
    QVariant minimumValue() const override { return range().minimum; }
    QVariant maximumValue() const override { return range().maximum; }
    QVariant minimumStepSize() const override { return range().step; }
    void setCurrentValue(const QVariant& value) override
    {
        if (isValid() && range().step > 0)
            m_widget->setAccessibleRange(m_index, value.toDouble());
    }

private:
    AccessibleRange range() const { return isValid() ? m_widget->accessibleRanges()[m_index] : AccessibleRange(); }

    QPointer<PaintedWidget> m_widget;
    size_t m_index;
};

class AccessiblePainted : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit AccessiblePainted(PaintedWidget* widget)
        : QAccessibleWidget(widget)
    {
    }

    ~AccessiblePainted() override
    {
        for (const QAccessible::Id id : m_parts)
            QAccessible::deleteAccessibleInterface(id);
    }

    QAccessible::Role role() const override { return painted().accessibleRole(); }

    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        painted().addAccessibleState(state);
        return state;
    }

    QStringList actionNames() const override
    {
        QStringList names = QAccessibleWidget::actionNames();
        if (painted().canBePressed() && painted().isEnabled())
            names.prepend(pressAction());
        return names;
    }

    void doAction(const QString& name) override
    {
        if (name != pressAction())
            QAccessibleWidget::doAction(name);
        else if (painted().canBePressed() && painted().isEnabled())
            static_cast<PaintedWidget*>(widget())->press();
    }

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value || kind == QAccessible::Description) {
            const QString words = painted().accessibleText();
            if (!words.isEmpty())
                return words;
        }
        return QAccessibleWidget::text(kind);
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface && painted().accessibleRanges().size() == 1)
            return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    int childCount() const override { return QAccessibleWidget::childCount() + partCount(); }

    QAccessibleInterface* child(int index) const override
    {
        const int widgets = QAccessibleWidget::childCount();
        if (index < widgets)
            return QAccessibleWidget::child(index);
        if (index >= widgets + partCount())
            return nullptr;
        const auto part = static_cast<size_t>(index - widgets);
        while (m_parts.size() <= part) {
            m_parts.push_back(QAccessible::registerAccessibleInterface(
                new AccessiblePart(static_cast<PaintedWidget*>(widget()), m_parts.size())));
        }
        return QAccessible::accessibleInterface(m_parts[part]);
    }

    int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i) == wanted)
                return i;
        }
        return -1;
    }

    QVariant currentValue() const override { return painted().accessibleRanges().at(0).value; }
    QVariant minimumValue() const override { return painted().accessibleRanges().at(0).minimum; }
    QVariant maximumValue() const override { return painted().accessibleRanges().at(0).maximum; }
    QVariant minimumStepSize() const override { return painted().accessibleRanges().at(0).step; }
    void setCurrentValue(const QVariant& value) override
    {
        if (painted().accessibleRanges().at(0).step > 0)
            static_cast<PaintedWidget*>(widget())->setAccessibleRange(0, value.toDouble());
    }

private:
    const PaintedWidget& painted() const { return *static_cast<const PaintedWidget*>(widget()); }

    // A single value is the widget's own; several are parts.
    int partCount() const
    {
        const auto ranges = static_cast<int>(painted().accessibleRanges().size());
        return ranges > 1 ? ranges : 0;
    }

    mutable std::vector<QAccessible::Id> m_parts; // created on demand
};

} // namespace

QAccessibleInterface* makeAccessiblePainted(const QString& /*className*/, QObject* object)
{
    auto* const widget = qobject_cast<PaintedWidget*>(object);
    return widget == nullptr ? nullptr : new AccessiblePainted(widget);
}

} // namespace studio::ui
