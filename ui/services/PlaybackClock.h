// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace studio::ui {

class SoundFile;

// Mono sound, 16-bit samples.
struct Sound {
    std::vector<int16_t> samples;
    std::shared_ptr<const SoundFile> file; // long sound, instead of samples; may still be growing
    int sampleRate = 0;
    double begin = 0; // seconds of it before the film's time 0
};

// A loudspeaker, headphones.
struct SoundOutput {
    QString id; // of this machine
    QString name; // as the system calls it
};

// The time in a film while it plays. Audible sound drives it, so that the picture follows the sound. For the GUI
// thread; no call blocks.
class PlaybackClock {
public:
    virtual ~PlaybackClock() = default;
    // Null: silence.
    virtual void setSound(std::shared_ptr<const Sound> sound) = 0;
    // Runs from this time at this rate, backwards if negative. Restarts a running clock.
    virtual void start(double seconds, double rate) = 0;
    virtual void stop() = 0;
    [[nodiscard]] virtual double seconds() const = 0; // the current time, or that of stop()
    virtual void setVolume(double volume) = 0; // 0 ... 1; 0 is mute
    // The output from the next start() on. Empty or missing: the system's default.
    virtual void setOutput(const QString& id) = 0;
    // Gives a function that lists the outputs. Its first call takes a second or two, so it belongs on a background
    // thread; it needs no clock, which may be destroyed meanwhile.
    using FindOutputs = std::vector<SoundOutput> (*)();
    [[nodiscard]] virtual FindOutputs findOutputs() const = 0;
};

// A clock that is silent.
[[nodiscard]] std::unique_ptr<PlaybackClock> makeTimerClock();
// A clock with sound; silent without an output, backwards, and above double speed.
[[nodiscard]] std::unique_ptr<PlaybackClock> makeSoundClock();

} // namespace studio::ui
