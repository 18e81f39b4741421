// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace studio::ui {

class SoundFile;

// Mono sound in 16 bits.
struct Sound {
    std::vector<int16_t> samples;
    std::shared_ptr<const SoundFile> file; // long sound is in here instead, and may still be growing
    int sampleRate = 0;
    double begin = 0; // seconds of it before the film's time 0
};

// A loudspeaker, headphones.
struct SoundOutput {
    QString id; // of this machine
    QString name; // as the system calls it
};

// The time in a film while it plays: driven by the sound where there is some that can be heard, so that the picture
// follows the ear. Used on the GUI thread; nothing waits.
class PlaybackClock {
public:
    virtual ~PlaybackClock() = default;
    // Null: silence.
    virtual void setSound(std::shared_ptr<const Sound> sound) = 0;
    // From this time on at this rate; negative runs backwards. Starts anew if it runs.
    virtual void start(double seconds, double rate) = 0;
    virtual void stop() = 0;
    [[nodiscard]] virtual double seconds() const = 0; // where it runs or was stopped
    virtual void setVolume(double volume) = 0; // 0 ... 1; 0 is mute
    // What it plays through from the next start on; empty, or one that isn't there: what the system prefers.
    virtual void setOutput(const QString& id) = 0;
    // Tells what there is to play through. The function needs no clock and is for any thread but the GUI's: finding out
    // for the first time takes a second or two, and the clock may be gone by then.
    using FindOutputs = std::vector<SoundOutput> (*)();
    [[nodiscard]] virtual FindOutputs findOutputs() const = 0;
};

// A clock that is silent.
[[nodiscard]] std::unique_ptr<PlaybackClock> makeTimerClock();
// A clock that plays through an output, and is silent where there is none, backwards and faster than double.
[[nodiscard]] std::unique_ptr<PlaybackClock> makeSoundClock();

} // namespace studio::ui
