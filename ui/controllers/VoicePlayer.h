// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/SoundTreatment.h"
#include "ui/services/PlaybackClock.h"
#include "ui/services/WaveformPyramid.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace studio::ui {

class SoundLoader;

// Plays the voice alone, within its trim.
class VoicePlayer : public QObject {
    Q_OBJECT

public:
    explicit VoicePlayer(QObject* parent = nullptr);
    VoicePlayer(std::unique_ptr<PlaybackClock> clock, QObject* parent = nullptr);
    ~VoicePlayer() override;

    // Stops and sets the file; an empty path: none. `treatment`: applied to its sound.
    void setVoice(const QString& path, const media::SoundTreatment& treatment = {});
    void setTrim(const TimeRange& trim); // seconds of the file
    [[nodiscard]] bool isPlaying() const { return m_playing; }
    [[nodiscard]] double position() const { return m_position; } // seconds of the file

public Q_SLOTS:
    void play(); // From the position; from the trim's start if that is outside the trim or at its end.
    void pause();
    void togglePlaying();
    void seek(double seconds);
    void setVolume(double volume);
    void setOutput(const QString& id); // as PlaybackClock::setOutput()

Q_SIGNALS:
    void playingChanged(bool playing);
    void positionChanged(double seconds);

private:
    void tick();

    std::unique_ptr<PlaybackClock> m_clock;
    std::unique_ptr<SoundLoader> m_loader;
    QString m_path;
    media::SoundTreatment m_treatment;
    QString m_loaded; // path of the sound loaded into the clock
    QTimer m_timer;
    TimeRange m_trim;
    double m_position = 0;
    bool m_playing = false;
};

} // namespace studio::ui
