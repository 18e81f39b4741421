// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Finish.h"
#include "core/project/Take.h"
#include "ui/common/Parts.h"
#include "ui/controllers/PlayerController.h"

#include <QImage>
#include <QWidget>

#include <filesystem>
#include <memory>
#include <optional>

class QCheckBox;
class QKeyEvent;

namespace studio::ui {

class BlockTimeline;
class NumberLabel;
class VideoView;
class WaveformPyramid;
struct WindowContext;

// A take that plays as it will be finished, with a player of its own, and the part of it that is exported: in and out
// on a timeline. The part plays as a loop.
class ExportPreview : public QWidget {
    Q_OBJECT

public:
    // `voice`: the take's; may be null.
    ExportPreview(const WindowContext& context, const project::Take& take,
                  const std::shared_ptr<const WaveformPyramid>& voice);

    [[nodiscard]] TimeRange range() const { return m_range; } // seconds of the take; not empty unless the take is
    [[nodiscard]] bool isWhole() const;
    void setFinish(const media::Finish& finish);
    // Space and K play, I and O set in and out, arrows step by frames, Home and End. False: another key.
    bool handleKey(const QKeyEvent& event);
    void focusPicture();

Q_SIGNALS:
    void rangeChanged();

private:
    void connectPlayer();
    void showPicture();
    [[nodiscard]] bool composes() const; // Frames aren't shown as they are.
    void findFocus();
    void setRange(const TimeRange& range);
    void showRange();
    void showPlayer();

    const WindowContext& m_context;
    double m_seconds; // of the take
    std::filesystem::path m_movie;
    media::Size m_made; // of the take's pictures
    media::Finish m_finish;
    std::optional<media::FilmPoint> m_focus; // once it is looked for and found
    bool m_seeksFocus = false;
    QImage m_frame; // of the take
    QSize m_source; // its size before it was scaled
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
