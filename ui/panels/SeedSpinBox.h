// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSpinBox>

namespace studio::ui {

// A spin box for the engine's seeds, 0 ... 2^64 - 1, which exceed QSpinBox's int.
class SeedSpinBox : public QAbstractSpinBox {
    Q_OBJECT

public:
    explicit SeedSpinBox(QWidget* parent = nullptr);

    [[nodiscard]] quint64 value() const { return m_value; }
    void setValue(quint64 value); // emits no signal

    void stepBy(int steps) override;
    [[nodiscard]] QValidator::State validate(QString& text, int& position) const override;
    void fixup(QString& text) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void valueEdited(quint64 value); // by a person

protected:
    [[nodiscard]] StepEnabled stepEnabled() const override;

private:
    void takeText();
    void showValue();

    quint64 m_value = 0;
};

} // namespace studio::ui
