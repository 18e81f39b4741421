// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "core/project/Take.h"
#include "ui/presenters/ShownFilm.h"
#include "ui/widgets/VideoView.h"

#include <QImage>
#include <QObject>
#include <QString>

#include <filesystem>
#include <memory>
#include <optional>

namespace studio::ui {

class Actions;
class FilmSource;
class MessageCentre;
class PlayerPanel;
class PortraitCropView;
class VoiceWaveformView;
struct AppState;
struct WindowContext;

// The player: picture and transport, or in their place the portrait's crop.
class PlayerPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this. `waveform` shows the scene's voice, `smallCrop` the
    // portrait's crop.
    PlayerPresenter(const WindowContext& context, PlayerPanel& panel, VoiceWaveformView& waveform,
                    PortraitCropView& smallCrop, const Actions& actions, MessageCentre& messages, QWidget& window);

    void contribute(AppState& state) const;
    void setState(const AppState& state);
    void show();
    // Applies the playback settings.
    void applyPlayback();
    // Plays this take from its beginning.
    void playTake(int number);
    // Shows this take's first frame; no effect if it is in the player already.
    void showTake(int number);
    // Shows the take that was in the player at the last end, once the takes are read; not if there is one by then.
    void showLastTake();
    // Shows this take, one of several, at the same place, through `film`, behind a page of the video: Mode::Compare or
    // Mode::Mosaic. Without a film: alone.
    void showCompared(int number, const std::shared_ptr<FilmSource>& film, VideoState::Mode page);
    // Esc: takes a drag of the large crop back, or leaves it and takes all its changes back. False: it isn't open.
    bool escapeCrop();
    // Leaves the large crop, if it is open, and keeps its changes.
    void keepCrop() { leaveCrop(Changes::Keep); }
    // A place of the film was chosen: only if it is the running one, the next take replaces it when it starts.
    void stay() { m_follow = m_live; }

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed
    void shownTakeChanged(int number); // 0: none
    void filmShown(const studio::ui::ShownFilm& film); // it, or something about it, may be another
    void cropOpened(); // needs the whole window
    void compareLeft(); // something else than a film of showCompared() is in the player

private:
    enum class Changes { Keep, TakeBack };
    // The crop before the large view was opened.
    struct Cropping {
        QString portrait;
        std::optional<project::CropRect> before;
    };

    void connectActions();
    void connectViews();
    void connectCrop();
    void openCrop();
    void leaveCrop(Changes changes);
    void portraitRead();
    void showCrop();
    void showCropTools();
    void connectRender();
    void setShown(int number);
    [[nodiscard]] bool isCompared() const { return m_page != VideoState::Mode::Take; }
    void openLive();
    void openMovie(const project::Take& take);
    void showPicture();
    void showPanel();
    [[nodiscard]] ShownFilm film() const { return {.take = m_shown, .isLive = m_live}; }
    void setVolume(double volume);
    [[nodiscard]] QString info() const;
    [[nodiscard]] QString note() const;
    [[nodiscard]] QImage keptPortrait() const;

    const WindowContext& m_context;
    PlayerPanel& m_panel;
    VoiceWaveformView& m_waveform;
    PortraitCropView& m_smallCrop;
    const Actions& m_actions;
    MessageCentre& m_messages;
    bool m_busy = false; // a take is being made
    int m_shown = 0; // number of the take in the player
    std::filesystem::path m_movie; // its film, unless it is being made
    bool m_live = false; // m_shown is the running take
    int m_running = 0; // number of the running take
    int m_failed = 0; // number of the take that has just failed; 0: none
    bool m_follow = true; // show the next take when it starts
    qint64 m_shownPortrait = 0; // cache key
    VideoState::Mode m_page = VideoState::Mode::Take; // Compare or Mosaic: m_shown is one of several
    bool m_welcomes = false; // the welcome page is shown; not before it is known what is open
    bool m_knowsScene = false;
    std::optional<Cropping> m_cropping; // set: the large crop is open
    QString m_chosenPortrait; // chosen and not read yet
};

} // namespace studio::ui
