// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FactsDialog.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

namespace studio::ui {

FactsDialog::FactsDialog(const char* objectName, const QString& title, QWidget* parent)
    : QDialog(parent)
    , m_column(new QVBoxLayout(this))
    , m_form(new QFormLayout)
    , m_buttons(makeRow({Stretch()}))
{
    setObject(*this, objectName);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    resize(520, 560);
    m_column->setContentsMargins(20, 18, 20, 16);
    m_column->setSpacing(12);
    auto* heading = makeLabel(LabelRole::Heading);
    heading->setText(title);
    m_column->addWidget(heading);
    auto* inner = new QWidget;
    inner->setLayout(m_form);
    m_form->setContentsMargins(0, 0, 8, 0);
    m_form->setHorizontalSpacing(18);
    m_form->setVerticalSpacing(6);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("factsScrollArea"));
    scroll->setAccessibleName(title);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inner);
    m_column->addWidget(scroll, 1);
    auto* close = makeButton("factsCloseButton", ButtonRole::Primary);
    close->setText(tr("Close"));
    close->setAccessibleName(close->text());
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    m_buttons->addWidget(close);
    m_column->addLayout(m_buttons);
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

QPushButton* FactsDialog::addButton(const char* objectName, const QString& words)
{
    auto* button = makeButton(objectName);
    button->setText(words);
    button->setAccessibleName(words);
    m_buttons->insertWidget(0, button);
    return button;
}

} // namespace studio::ui
