// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "core/project/Take.h"

#include <QImage>
#include <QObject>

#include <optional>
#include <vector>

namespace studio::ui {

class Actions;
class MessageCentre;
class PlayerPanel;
class VoiceWaveformView;
struct AppState;
struct WindowContext;

// What comes out: player, picture, timeline and transport.
class PlayerPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything; menus stand over the window, whose child it is. `waveform` shows the scene's voice.
    PlayerPresenter(const WindowContext& context, PlayerPanel& panel, VoiceWaveformView& waveform,
                    const Actions& actions, MessageCentre& messages, QWidget& window);

    void contribute(AppState& state) const;
    void setState(const AppState& state);
    void show();
    // What the settings say of playing.
    void applyPlayback();
    // The take in the player: the one of this number, from the beginning, playing.
    void playTake(int number);
    // Its first picture only, or, where it is in the player already, nothing.
    void showTake(int number);

Q_SIGNALS:
    void stateChanged(); // what can be used may be other things now
    void shownTakeChanged(int number); // 0: none

private:
    void connectActions();
    void connectViews();
    void connectRender();
    void setShown(int number);
    void openLive();
    void openMovie(const project::Take& take);
    void showPicture();
    void showTimeline();
    void showPanel();
    void setVolume(double volume);
    void openTimelineMenu(const QPoint& position, int block);
    [[nodiscard]] const project::Take* take() const;
    [[nodiscard]] QString info() const;
    [[nodiscard]] QString note() const;
    [[nodiscard]] QImage keptPortrait() const;

    const WindowContext& m_context;
    PlayerPanel& m_panel;
    VoiceWaveformView& m_waveform;
    const Actions& m_actions;
    MessageCentre& m_messages;
    QWidget& m_window;
    bool m_busy = false; // a take is being made
    int m_shown = 0; // number of the take in the player
    bool m_live = false; // it is the one that is being made
    int m_running = 0; // number of the one that is being made
    bool m_follow = true; // a new take comes into the player by itself
    std::vector<float> m_blockSeconds; // that each block of the running take took
    double m_blockStarted = 0; // elapsed seconds
    qint64 m_shownPortrait = 0; // cache key
};

// Blocks in flight, of (block, step) pairs finished: a wavefront of `steps` lanes, blocks from `made` on.
struct BlockStep {
    int block;
    int step;

    bool operator==(const BlockStep&) const = default;
};
[[nodiscard]] std::vector<BlockStep> blocksInFlight(int64_t forward, int blocks, int steps, int made);

} // namespace studio::ui
