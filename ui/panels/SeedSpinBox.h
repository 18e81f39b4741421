// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSpinBox>

#include <limits>

namespace studio::ui {

// A spin box for the engine's seeds, 0 ... 2^64 - 1, which exceed QSpinBox's int.
class SeedSpinBox : public QAbstractSpinBox {
    Q_OBJECT
    // By these assistive technology reads and sets the value of any spin box.
    Q_PROPERTY(quint64 value READ value WRITE edit NOTIFY valueEdited)
    Q_PROPERTY(quint64 minimum READ minimum CONSTANT)
    Q_PROPERTY(quint64 maximum READ maximum CONSTANT)
    Q_PROPERTY(int singleStep READ singleStep CONSTANT)

public:
    explicit SeedSpinBox(QWidget* parent = nullptr);

    [[nodiscard]] quint64 value() const { return m_value; }
    void setValue(quint64 value); // emits no signal
    void edit(quint64 value); // as if a person had typed it
    [[nodiscard]] static quint64 minimum() { return 0; }
    [[nodiscard]] static quint64 maximum() { return std::numeric_limits<quint64>::max(); }
    [[nodiscard]] static int singleStep() { return 1; }

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
