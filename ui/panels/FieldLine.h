// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;

namespace studio::ui {

class ElidedLabel;
class GlyphLabel;

// The line under an input: its name and facts, or its problem; and one remedy.
struct FieldLineState {
    QString name; // elided in the middle
    QString facts; // never cut
    QString note{}; // a notice that needs no answer: icon and tooltip
    // Shown instead of name and facts, with an icon, in a line of the same height.
    Tone tone = Tone::Neutral;
    QString problem;
    QString more; // tooltip: why, and what can be done
    QString remedy; // words of a button, with a problem or without; empty: none

    bool operator==(const FieldLineState&) const = default;
};

class FieldLine : public QWidget {
    Q_OBJECT

public:
    // Its labels are called <prefix>NameLabel and <prefix>FactsLabel, its button <prefix>RemedyButton.
    FieldLine(const Theme& theme, const QString& prefix);
    void setState(const FieldLineState& state);

Q_SIGNALS:
    void remedyPressed();

private:
    FieldLineState m_state;
    GlyphLabel* m_icon;
    ElidedLabel* m_name;
    QLabel* m_facts;
    QPushButton* m_remedy;
};

} // namespace studio::ui
