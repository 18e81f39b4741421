// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/Parts.h"

#include "ui/theme/Theme.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVariant>

namespace studio::ui {
namespace {

void putRole(QWidget& widget, const QVariant& role)
{
    if (widget.property("role") == role)
        return;
    widget.setProperty("role", role);
    if (!widget.testAttribute(Qt::WA_WState_Polished)) // The style sheet doesn't know it yet.
        return;
    widget.style()->unpolish(&widget); // Makes the style sheet re-evaluate the role.
    widget.style()->polish(&widget);
}

} // namespace

Texts::Texts(QWidget& owner)
    : QObject(&owner)
{
    owner.installEventFilter(this);
}

void Texts::add(std::function<void()> set)
{
    set();
    m_setters.push_back(std::move(set));
}

bool Texts::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::LanguageChange && watched == parent()) {
        for (const std::function<void()>& set : m_setters)
            set();
    }
    return QObject::eventFilter(watched, event);
}

void setObject(QObject& object, const char* objectName)
{
    object.setObjectName(QLatin1String(objectName));
}

void setRole(QWidget& label, LabelRole role)
{
    constexpr const char* names[]
        = {"", "section", "title", "heading", "display", "soft", "hint", "warn", "bad", "badPlain", "badTitle"};
    putRole(label, QLatin1String(names[static_cast<int>(role)]));
}

QLabel* makeLabel(LabelRole role, const char* objectName)
{
    auto* label = new QLabel;
    setRole(*label, role);
    label->setTextFormat(Qt::PlainText); // File names and engine details must not become markup.
    if (objectName)
        setObject(*label, objectName);
    return label;
}

QFrame* makeRule()
{
    auto* rule = new QFrame;
    rule->setProperty("role", QStringLiteral("rule"));
    return rule;
}

QPushButton* makeButton(const char* objectName, ButtonRole role)
{
    auto* button = new QPushButton;
    setObject(*button, objectName);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAutoDefault(false);
    setRole(*button, role);
    return button;
}

void setRole(QPushButton& button, ButtonRole role)
{
    const QVariant wanted = role == ButtonRole::Plain ? QVariant()
        : role == ButtonRole::Primary                 ? QVariant(QStringLiteral("primary"))
                                                      : QVariant(QStringLiteral("flat"));
    putRole(button, wanted);
}

QToolButton* makeTool(const Theme& theme, const char* objectName, Glyph glyph, int size)
{
    auto* button = new QToolButton;
    setObject(*button, objectName);
    button->setFocusPolicy(Qt::TabFocus);
    button->setIcon(theme.icon(glyph));
    button->setIconSize(QSize(theme.px(size), theme.px(size)));
    return button;
}

QComboBox* makeCombo(const char* objectName)
{
    auto* combo = new QComboBox;
    setObject(*combo, objectName);
    combo->setFocusPolicy(Qt::StrongFocus); // The wheel alone must not change it.
    combo->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    combo->setMinimumWidth(60);
    return combo;
}

QHBoxLayout* makeRow(std::initializer_list<RowItem> items, int spacing, QMargins margins)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(margins);
    row->setSpacing(spacing);
    for (const RowItem& item : items) {
        if (const auto* widget = std::get_if<QWidget*>(&item))
            row->addWidget(*widget);
        else if (const auto* layout = std::get_if<QLayout*>(&item))
            row->addLayout(*layout);
        else if (const auto* distance = std::get_if<int>(&item))
            row->addSpacing(*distance);
        else
            row->addStretch(1);
    }
    return row;
}

QHBoxLayout* makeField(const Theme& theme, QLabel* caption, std::initializer_list<RowItem> items, double captionWidth)
{
    caption->setFixedWidth(theme.px(captionWidth));
    QHBoxLayout* row = makeRow(items, 6);
    row->insertWidget(0, caption);
    if (items.size() > 0) {
        if (const auto* widget = std::get_if<QWidget*>(items.begin()))
            caption->setBuddy(*widget);
    }
    return row;
}

QHBoxLayout* makeHint(const Theme& theme, QLabel* hint, double indent)
{
    hint->setWordWrap(true);
    QHBoxLayout* row = makeRow({hint});
    row->setContentsMargins(theme.px(indent), 0, 0, 0);
    return row;
}

void setTip(QWidget& widget, const QString& words)
{
    widget.setToolTip(words);
    widget.setAccessibleName(words);
}

void setAvailability(QWidget& widget, const Availability& availability, const QString& tip)
{
    widget.setEnabled(availability.on);
    widget.setToolTip(availability.on ? tip : availability.why);
}

void bindButton(QAbstractButton& button, QAction& action)
{
    button.setCheckable(action.isCheckable());
    const auto follow = [&button, &action] {
        button.setEnabled(action.isEnabled());
        if (action.isCheckable())
            button.setChecked(action.isChecked());
        button.setToolTip(action.toolTip());
        if (button.accessibleName().isEmpty() || button.property("namedByAction").toBool()) {
            button.setProperty("namedByAction", true);
            button.setAccessibleName(action.iconText());
        }
    };
    follow();
    QObject::connect(&action, &QAction::changed, &button, follow);
    QObject::connect(&button, &QAbstractButton::clicked, &action, [&action] { action.trigger(); });
}

} // namespace studio::ui
