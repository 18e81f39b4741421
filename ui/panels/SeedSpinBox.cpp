// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/SeedSpinBox.h"

#include <QLineEdit>

namespace studio::ui {

SeedSpinBox::SeedSpinBox(QWidget* parent)
    : QAbstractSpinBox(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    showValue();
    connect(lineEdit(), &QLineEdit::textEdited, this, &SeedSpinBox::takeText);
    connect(this, &QAbstractSpinBox::editingFinished, this, &SeedSpinBox::showValue);
}

void SeedSpinBox::setValue(quint64 value)
{
    if (value == m_value)
        return;
    m_value = value;
    showValue();
}

void SeedSpinBox::edit(quint64 value)
{
    if (value == m_value)
        return;
    setValue(value);
    Q_EMIT valueEdited(m_value);
}

void SeedSpinBox::stepBy(int steps)
{
    const quint64 most = maximum();
    const auto distance = static_cast<quint64>(steps < 0 ? -static_cast<qint64>(steps) : steps);
    const quint64 next = steps < 0 ? m_value - qMin(m_value, distance) : m_value + qMin(most - m_value, distance);
    edit(next);
}

QValidator::State SeedSpinBox::validate(QString& text, int&) const
{
    if (text.isEmpty())
        return QValidator::Intermediate;
    bool fits = false;
    static_cast<void>(text.toULongLong(&fits));
    return fits ? QValidator::Acceptable : QValidator::Invalid;
}

void SeedSpinBox::fixup(QString& text) const
{
    text = QString::number(m_value);
}

QSize SeedSpinBox::sizeHint() const
{
    return {60, QAbstractSpinBox::sizeHint().height()};
}

QAbstractSpinBox::StepEnabled SeedSpinBox::stepEnabled() const
{
    StepEnabled enabled = StepNone;
    if (m_value > 0)
        enabled |= StepDownEnabled;
    if (m_value < maximum())
        enabled |= StepUpEnabled;
    return enabled;
}

void SeedSpinBox::takeText()
{
    bool fits = false;
    const quint64 value = lineEdit()->text().toULongLong(&fits);
    if (!fits || value == m_value)
        return;
    m_value = value;
    Q_EMIT valueEdited(value);
}

void SeedSpinBox::showValue()
{
    if (lineEdit()->text() != QString::number(m_value))
        lineEdit()->setText(QString::number(m_value));
}

} // namespace studio::ui
