// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Tokens.h"

#include <QString>
#include <QWidget>

#include <array>

namespace studio::ui {

class ElidedLabel;
class GlyphLabel;
class Theme;

// A judgement of the crop, or a rule for it.
struct CropFact {
    Tone tone = Tone::Neutral;
    QString what; // "Sharp enough"
    QString detail; // "2.0 pixels for each one of the film"

    bool operator==(const CropFact&) const = default;
};

inline constexpr size_t kCropFacts = 3;
using CropFactList = std::array<CropFact, kCropFacts>;

// What is to be known about the crop, in the place and height of the timeline.
class CropFacts : public QWidget {
    Q_OBJECT

public:
    explicit CropFacts(const Theme& theme);
    void setState(const CropFactList& facts);

private:
    struct Column {
        GlyphLabel* icon;
        ElidedLabel* what;
        ElidedLabel* detail;
    };
    std::array<Column, kCropFacts> m_columns{};
};

} // namespace studio::ui
