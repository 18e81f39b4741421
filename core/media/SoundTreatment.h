// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/VoiceLevel.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace studio::media {

// Samples of each channel, of equal length.
using Planes = std::vector<std::vector<float>>;

// How a recording becomes the voice of a film.
enum class SoundRules {
    Studio, // Repaired, mixed by the meaning of its channels, and made as loud as a VoiceLevel says.
    Reference, // The mean of all channels, with the samples as they are (MODEL.md 3.1).
};

// Where a channel belongs.
enum class Speaker { Left, Right, Centre, LowFrequency, Other };

// The speakers of the channels in a mask of FFmpeg's AV_CH_..., in order. Mask 0: two channels are left and right,
// other numbers have no meaning.
[[nodiscard]] std::vector<Speaker> speakersOf(uint64_t mask, int channels);

// Why the voice is mixed from these channels.
enum class MixReason {
    All, // The mean of all channels.
    Centre, // Where films have their dialogue.
    Front, // Left and right: there is no centre, or it is silent.
    Heard, // The channels with sound: centre and front are silent.
    Loudest, // One alone: the channels cancel each other, as with one of them inverted.
};

// The treatment of a file's samples, in this order: replace wild samples, remove DC, change the level. Then the voice
// is the mean of some channels; a film's sound keeps all channels. (As a member it is initialised with
// SoundTreatment(): with {}, GCC 12 takes its vectors for uninitialised.)
struct SoundTreatment {
    int track = 0; // of the file's sound tracks, from 1; 0: SoundStream chooses
    std::vector<int> channels{}; // whose mean is the voice, from 0
    MixReason reason = MixReason::All;
    float limit = std::numeric_limits<float>::infinity(); // Larger samples are wild.
    std::vector<float> constants{}; // DC of each channel at its beginning; empty: none has any
    float scale = 1; // for samples beyond full scale, such as floats with the values of 16-bit samples
    float gain = 1; // of the wanted level; below 1 it is made quieter

    [[nodiscard]] float level() const { return scale * gain; }
    // Whether the samples stay unchanged.
    [[nodiscard]] bool keepsSamples() const;
    bool operator==(const SoundTreatment&) const = default;
};

// The treatment of most recordings: unchanged samples, and the channels that their speakers suggest.
[[nodiscard]] SoundTreatment plainTreatment(std::span<const Speaker> speakers, SoundRules rules);

// Treats successive pieces of a sound.
class SoundCleaner {
public:
    SoundCleaner(SoundTreatment treatment, int sampleRate);

    [[nodiscard]] Planes cleaned(Planes piece);
    // The voice in a cleaned piece.
    [[nodiscard]] std::vector<float> voice(Planes cleaned) const;

private:
    struct Channel {
        float good = 0; // the last sample that wasn't wild
        float before = 0; // the DC filter's last input ...
        float filtered = 0; // ... and output
    };
    SoundTreatment m_treatment;
    std::vector<Channel> m_channels;
    float m_pole;
};

// Determines the treatment that a file needs from all its samples.
class SoundExaminer {
public:
    SoundExaminer(std::vector<Speaker> speakers, int sampleRate, SoundRules rules);

    void add(const Planes& piece);

    // The treatment, after the last add(). Its gain is 1.
    [[nodiscard]] SoundTreatment finish();
    // After finish(): the largest magnitude that isn't wild, before any treatment.
    [[nodiscard]] float peak() const;

private:
    // A window of 20 ms.
    struct Window {
        float peak = 0; // of all channels
        float robustPeak = 0; // the fifth largest sample: wild ones are fewer
        float front = 0; // energy of left + right
        float others = 0; // of the sum of all channels without a place in front
    };
    // Sums of the window that is being filled.
    struct Sums {
        double sum = 0;
        double squares = 0;

        void add(double sample)
        {
            sum += sample;
            squares += sample * sample;
        }
        // Energy without the constant part.
        [[nodiscard]] float energy(int64_t count) const;
    };
    struct Energies {
        std::vector<double> channels; // of all windows
        double loudestWindow = 0;
    };

    void endWindow();
    [[nodiscard]] float robustPeak() const; // of all windows
    [[nodiscard]] float limit() const;
    [[nodiscard]] Energies energies(float limit) const;
    [[nodiscard]] std::vector<float> constants(float limit, const Energies& energies) const;
    void chooseChannels(SoundTreatment& treatment) const;
    [[nodiscard]] bool cancels(const std::vector<int>& channels, float limit, double loudestWindow) const;

    std::vector<Speaker> m_speakers;
    SoundRules m_rules;
    int64_t m_windowSize;
    int64_t m_inWindow = 0; // samples of the window that is being filled
    std::vector<Sums> m_sums; // per channel
    Sums m_front, m_others;
    std::array<float, 5> m_largest{}; // magnitudes, the largest first
    std::vector<Window> m_windows;
    std::vector<float> m_energies; // [windows, channels]
    std::vector<float> m_means; // [windows, channels]
};

// Mean of the channels (at least one), computed as numpy does: float sums and one division.
[[nodiscard]] std::vector<float> mixToMono(Planes channels);

// A quieter voice is very quiet, in LUFS.
inline constexpr double kVeryQuiet = -40;

// The gain that makes a voice as loud as wanted. `loudness`: in LUFS, if it can be measured; a voice without one is
// only made louder if its peak is very low, whatever the target. `peak`: 1 is full scale; a gain above 1 leaves it
// under -1 dB.
[[nodiscard]] float gainFor(const VoiceLevel& level, const std::optional<double>& loudness, double peak);

} // namespace studio::media
