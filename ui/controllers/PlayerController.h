// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "ui/services/FilmSource.h"
#include "ui/services/PlaybackClock.h"
#include "ui/services/WaveformPyramid.h"

#include <QImage>
#include <QObject>
#include <QSize>
#include <QTimer>

#include <memory>
#include <optional>

namespace studio::ui {

class FrameLoader;
class SoundLoader;

// Playback settings for all films.
struct PlaybackOptions {
    QString output; // as PlaybackClock::setOutput()
    // If frames are late: drop them, or show all and restart the sound at the picture's position.
    enum class Late { LeaveOut, ShowAll } late = Late::LeaveOut;
    enum class Scrub { Silent, Heard } scrub = Scrub::Silent;

    bool operator==(const PlaybackOptions&) const = default;
};

// Plays a film, also while it is being rendered: playback waits at the last frame made and then continues. A media
// thread decodes frames and serves only the latest request. The sound output is the clock, or a timer without sound.
class PlayerController : public QObject {
    Q_OBJECT

public:
    explicit PlayerController(QObject* parent = nullptr); // plays sound if there is an output
    PlayerController(std::unique_ptr<PlaybackClock> clock, QObject* parent = nullptr);
    ~PlayerController() override;

    enum class StartAt { Beginning, SamePlace };
    // Opens a film; null closes it. SamePlace keeps position, loop and play state, for a take that has just been
    // finished.
    void open(std::shared_ptr<FilmSource> film, StartAt place = StartAt::Beginning);

    [[nodiscard]] bool hasFilm() const { return m_film != nullptr; }
    [[nodiscard]] bool isPlayable() const { return m_facts.made > 0; }
    [[nodiscard]] bool isPlaying() const { return m_mode != Mode::Paused; } // also while it waits for frames
    [[nodiscard]] bool isWaiting() const { return m_mode == Mode::Waiting; }
    [[nodiscard]] int waitingBlock() const; // index of the first block that isn't made
    [[nodiscard]] const FilmFacts& facts() const { return m_facts; }
    [[nodiscard]] double position() const { return m_position; } // seconds
    [[nodiscard]] int64_t frame() const; // at the position
    [[nodiscard]] double madeSeconds() const { return static_cast<double>(m_facts.made) / m_facts.frameRate; }
    [[nodiscard]] double rate() const { return m_mode == Mode::Paused ? 0 : m_rate; } // signed
    [[nodiscard]] double speed() const { return m_speed; } // of play(), without shuttle
    [[nodiscard]] double volume() const { return m_volume; }
    [[nodiscard]] bool isMuted() const { return m_muted; }
    [[nodiscard]] bool isLooping() const { return m_looping; }
    [[nodiscard]] std::optional<TimeRange> loop() const { return m_loop; }
    // The frame shown last, scaled to the target size, and the film's size.
    [[nodiscard]] QImage image() const { return m_image; }
    [[nodiscard]] QSize sourceSize() const { return m_source; }

    void setOptions(const PlaybackOptions& options);
    [[nodiscard]] const PlaybackOptions& options() const { return m_options; }
    [[nodiscard]] PlaybackClock::FindOutputs findOutputs() const { return m_clock->findOutputs(); }

    // Size in screen pixels to which the media thread scales frames. Empty: no scaling.
    void setTargetSize(QSize size);

public Q_SLOTS:
    void updateFacts(); // The film has grown or is finished.

    void play();
    void pause();
    void togglePlaying();
    // J (-1) and L (1): doubles the rate from 1 to at most 8; a change of direction restarts at 1.
    void shuttle(int direction);
    void seek(double seconds); // Within what is made.
    void stepFrames(int frames); // Pauses.
    void stepSeconds(double seconds);
    void stepBlocks(int blocks); // To the start of a block; from within a block -1 goes to its start.
    void toStart();
    void toEnd(); // The last frame that is made.
    void beginScrub(); // Pauses while the pointer drags.
    void endScrub(); // Resumes if it was playing.

    void setLoopIn(); // At the position.
    void setLoopOut();
    void setLoop(const studio::ui::TimeRange& loop);
    void clearLoop();
    void goToLoopIn();
    void goToLoopOut();
    void setLooping(bool looping); // Without in and out: all that is made.

    void setSpeed(double speed);
    void stepSpeed(int direction); // Along 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2.
    void setVolume(double volume); // 0 ... 1
    void setMuted(bool muted);

Q_SIGNALS:
    void filmChanged(); // Another film, or its facts.
    void stateChanged(); // Playing, waiting, rate, speed, loop, volume.
    void positionChanged(double seconds);
    void frameShown(const QImage& image, QSize source, qint64 index);
    void failed(const studio::Error& error);

private:
    enum class Mode { Paused, Playing, Waiting };

    void tick();
    [[nodiscard]] double heldBack(double now);
    void startClock(double seconds);
    void startAt(double seconds);
    void hear();
    void setMode(Mode mode);
    void moveTo(double seconds); // position, frame, signal
    void request();
    void showFrame(const QImage& image, QSize source, qint64 index);
    void applyVolume();
    [[nodiscard]] double lastPosition() const; // of the last made frame
    [[nodiscard]] TimeRange loopRange() const;

    std::unique_ptr<PlaybackClock> m_clock;
    std::unique_ptr<FrameLoader> m_loader;
    std::unique_ptr<SoundLoader> m_sound;
    std::shared_ptr<FilmSource> m_film;
    FilmFacts m_facts;
    QTimer m_timer;
    Mode m_mode = Mode::Paused;
    double m_position = 0;
    double m_rate = 1;
    double m_speed = 1;
    double m_volume = 1;
    bool m_muted = false;
    bool m_looping = false;
    bool m_scrubbing = false;
    bool m_playAfterScrub = false;
    bool m_playWhenOpen = false;
    bool m_goesOn = false; // m_playWhenOpen comes from open() with SamePlace, not from play()
    std::optional<TimeRange> m_loop;
    int64_t m_requested = -1;
    int64_t m_shown = -1; // the frame of the image
    int64_t m_seen = -1; // the last frame shown since the clock's start; before that, the frame ahead of the first
    PlaybackOptions m_options;
    QTimer m_heard; // runs while a piece of sound plays during a scrub
    double m_hearFrom = -1; // start of the next piece in seconds; negative: none
    QImage m_image;
    QSize m_source;
    std::filesystem::path m_soundFile; // loaded into the clock, or being loaded
    QSize m_target;
};

} // namespace studio::ui
