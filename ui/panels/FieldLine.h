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

// The line under an input: what it is and what follows from it, or what is wrong with it and one way out.
struct FieldLineState {
    QString name; // gives way in the middle where there is no room
    QString facts; // never cut
    QString note{}; // tooltip of both, with an icon: what is worth knowing and needs no answer
    // Instead of both, with an icon; the line stays as high as it is.
    Tone tone = Tone::Neutral;
    QString problem;
    QString more; // tooltip: why, and what can be done
    QString remedy; // words of a button; empty: none

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
