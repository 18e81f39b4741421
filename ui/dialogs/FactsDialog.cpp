// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FactsDialog.h"

#include "ui/dialogs/DialogSize.h"
#include "ui/widgets/AccessibleControls.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace studio::ui {

FactsDialog::FactsDialog(const char* objectName, QWidget* parent)
    : QDialog(parent)
    , m_texts(*this)
    , m_heading(makeLabel(LabelRole::Heading))
    , m_scroll(new QScrollArea)
    , m_buttons(makeRow({Stretch()}))
{
    setObject(*this, objectName);
    setAttribute(Qt::WA_DeleteOnClose);
    resizeToScreen(*this, {520, 560});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_heading);
    m_scroll->setObjectName(QStringLiteral("factsScrollArea"));
    setAccessibleRole(*m_scroll, QAccessible::Grouping);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    column->addWidget(m_scroll, 1);
    auto* close = makeButton("factsCloseButton", ButtonRole::Primary);
    m_texts.add([close] {
        close->setText(tr("Close"));
        close->setAccessibleName(close->text());
    });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    m_buttons->addWidget(close);
    column->addLayout(m_buttons);
}

void FactsDialog::setFacts(const std::function<void()>& tell)
{
    m_texts.add([this, tell] {
        const int position = m_scroll->verticalScrollBar()->value();
        auto* inner = new QWidget;
        m_form = new QFormLayout(inner);
        m_form->setContentsMargins(0, 0, 8, 0);
        m_form->setHorizontalSpacing(18);
        m_form->setVerticalSpacing(6);
        m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        tell();
        m_scroll->setWidget(inner); // replaces and deletes the old content
        m_scroll->verticalScrollBar()->setValue(position);
    });
}

void FactsDialog::setTitle(const QString& words)
{
    setWindowTitle(words);
    m_heading->setText(words);
    m_scroll->setAccessibleName(words);
}

void FactsDialog::addHeading(const QString& words)
{
    auto* label = makeLabel(LabelRole::Title);
    label->setText(words);
    if (m_form->rowCount() > 0)
        label->setContentsMargins(0, 10, 0, 0);
    m_form->addRow(label);
}

void FactsDialog::addFact(const QString& caption, const QString& value)
{
    if (value.isEmpty())
        return;
    auto* name = makeLabel(LabelRole::Soft);
    name->setText(caption);
    auto* fact = makeLabel(LabelRole::Plain);
    fact->setText(value);
    fact->setWordWrap(true);
    fact->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_form->addRow(name, fact);
}

QPushButton* FactsDialog::addButton(const char* objectName, const std::function<QString()>& words)
{
    auto* button = makeButton(objectName);
    m_texts.add([button, words] {
        button->setText(words());
        button->setAccessibleName(button->text());
    });
    m_buttons->insertWidget(0, button);
    return button;
}

} // namespace studio::ui
