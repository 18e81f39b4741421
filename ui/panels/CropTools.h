// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

#include <array>

class QSlider;

namespace studio::ui {

class Actions;
class NumberLabel;
class Theme;

enum class CropShape { AsPicture, Wide, Square, Upright, Free }; // Wide: 16:9, Upright: 9:16

struct CropToolsState {
    CropShape shape = CropShape::AsPicture;
    double zoom = 1; // how many times larger the crop could be
    bool hasFace = false;
    bool hasPeople = false; // several who may speak, or some are said to

    bool operator==(const CropToolsState&) const = default;
};

// The tools of the large crop, in the place and height of the transport.
class CropTools : public QWidget {
    Q_OBJECT

public:
    CropTools(const Theme& theme, const Actions& actions);
    void setState(const CropToolsState& state);
    void setDensity(Density density);

Q_SIGNALS:
    void shapeChosen(studio::ui::CropShape shape);
    void zoomChosen(double zoom);
    void centreFacePressed();
    void donePressed();

private:
    void showState();
    void zoomBy(double factor);

    Texts m_texts;
    CropToolsState m_state;
    bool m_showing = false;
    std::array<QToolButton*, 4> m_shapes{}; // in the order of CropShape
    QToolButton* m_centreFace; // shown if there is one
    QToolButton* m_whoSpeaks; // shown if there are several
    QToolButton* m_smaller;
    QSlider* m_zoom;
    QToolButton* m_larger;
    NumberLabel* m_percent;
    QPushButton* m_done;
};

} // namespace studio::ui
