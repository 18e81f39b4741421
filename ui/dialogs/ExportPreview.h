// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/common/Parts.h"
#include "ui/controllers/PlayerController.h"

#include <QWidget>

#include <memory>

class QCheckBox;
class QKeyEvent;

namespace studio::ui {

class BlockTimeline;
class NumberLabel;
class VideoView;
class WaveformPyramid;
struct WindowContext;

// A take that plays, with a player of its own, and the part of it that is exported: in and out on a timeline. The part
// plays as a loop.
class ExportPreview : public QWidget {
    Q_OBJECT

public:
    // `voice`: the take's; may be null.
    ExportPreview(const WindowContext& context, const project::Take& take,
                  const std::shared_ptr<const WaveformPyramid>& voice);

    [[nodiscard]] TimeRange range() const { return m_range; } // seconds of the take; not empty unless the take is
    [[nodiscard]] bool isWhole() const;
    // Space and K play, I and O set in and out, arrows step by frames, Home and End. False: another key.
    bool handleKey(const QKeyEvent& event);
    void focusPicture();

Q_SIGNALS:
    void rangeChanged();

private:
    void connectPlayer();
    void setRange(const TimeRange& range);
    void showRange();
    void showPlayer();

    const WindowContext& m_context;
    double m_seconds; // of the take
    TimeRange m_range;
    PlayerController m_player;
    Texts m_texts;
    VideoView* m_video;
    BlockTimeline* m_timeline;
    QToolButton* m_play;
    NumberLabel* m_position;
    QLabel* m_in;
    QLabel* m_out;
    QCheckBox* m_whole;
};

} // namespace studio::ui
