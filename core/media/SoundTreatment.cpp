// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/SoundTreatment.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <numbers>
#include <utility>

namespace studio::media {
namespace {

constexpr int kWindowsPerSecond = 50;
// A sample is wild if it exceeds full scale and this multiple of all but a few samples of each window, or if it is far
// larger.
constexpr float kWild = 4;
constexpr float kVeryWild = 20;
// A burst of up to 0.1 s is wild, too, if it exceeds this multiple of all the rest.
constexpr float kBurst = 64;
constexpr size_t kLeastBurst = 2; // windows
constexpr size_t kMostBurst = 5;
constexpr float kHoldDecay = 0.995F; // of the sample that replaces a burst
// Energies relative to the loudest channel or window.
constexpr double kHeard = 0.00316; // -25 dB: music may be much louder than the dialogue.
constexpr double kActive = 0.001; // -30 dB
// Channels cancel each other if the energy of their mix is below this part of unrelated channels' energy, in more than
// this share of the windows.
constexpr double kCancelledEnergy = 0.25; // -6 dB
constexpr double kCancelledShare = 0.2;
// DC is removed if it exceeds this value, and this part of the voice.
constexpr double kLeastConstant = 1e-4;
constexpr double kConstantShare = 0.2;
constexpr double kConstantHertz = 5; // corner of the high-pass filter that removes DC
// Larger floats have the values of integer samples.
constexpr float kMostFloat = 8;
constexpr double kRaised = -23; // LUFS, of EBU R128
constexpr double kMostPeak = 0.89; // -1 dB
constexpr double kLeastPeak = 3e-5; // Sound below one 16-bit step has no voice to amplify.
constexpr double kQuietPeak = 0.02; // of a voice whose loudness can't be measured
constexpr double kTargetPeak = 0.5;

// FFmpeg's AV_CH_...
constexpr uint64_t kFrontLeft = 0x1;
constexpr uint64_t kFrontRight = 0x2;
constexpr uint64_t kFrontCentre = 0x4;
constexpr uint64_t kLow = 0x8;
constexpr uint64_t kDownmixLeft = 0x20000000;
constexpr uint64_t kDownmixRight = 0x40000000;
constexpr uint64_t kSecondLow = 0x800000000;

Speaker speakerOf(uint64_t bit)
{
    switch (bit) {
    case kFrontLeft:
    case kDownmixLeft: return Speaker::Left;
    case kFrontRight:
    case kDownmixRight: return Speaker::Right;
    case kFrontCentre: return Speaker::Centre;
    case kLow:
    case kSecondLow: return Speaker::LowFrequency;
    default: return Speaker::Other;
    }
}

std::vector<int> channelsOf(std::span<const Speaker> speakers, std::initializer_list<Speaker> wanted)
{
    std::vector<int> channels;
    for (size_t c = 0; c < speakers.size(); ++c) {
        if (std::find(wanted.begin(), wanted.end(), speakers[c]) != wanted.end())
            channels.push_back(static_cast<int>(c));
    }
    return channels;
}

std::vector<int> allOf(std::span<const Speaker> speakers)
{
    return channelsOf(speakers,
                      {Speaker::Left, Speaker::Right, Speaker::Centre, Speaker::LowFrequency, Speaker::Other});
}

bool isFront(Speaker speaker)
{
    return speaker == Speaker::Left || speaker == Speaker::Right;
}

} // namespace

std::vector<Speaker> speakersOf(uint64_t mask, int channels)
{
    std::vector<Speaker> speakers;
    for (; mask != 0; mask &= mask - 1)
        speakers.push_back(speakerOf(uint64_t{1} << std::countr_zero(mask)));
    if (speakers.size() == static_cast<size_t>(channels))
        return speakers;
    if (channels == 2)
        return {Speaker::Left, Speaker::Right};
    return std::vector<Speaker>(static_cast<size_t>(channels), Speaker::Other);
}

bool SoundTreatment::keepsSamples() const
{
    return std::isinf(limit) && constants.empty() && level() == 1;
}

SoundTreatment plainTreatment(std::span<const Speaker> speakers, SoundRules rules)
{
    SoundTreatment treatment{.channels = allOf(speakers)};
    if (rules == SoundRules::Reference || speakers.size() <= 2)
        return treatment;
    const std::vector<int> centre = channelsOf(speakers, {Speaker::Centre});
    const std::vector<int> front = channelsOf(speakers, {Speaker::Left, Speaker::Right});
    if (!centre.empty()) {
        treatment.channels = centre;
        treatment.reason = MixReason::Centre;
    } else if (!front.empty()) {
        treatment.channels = front;
        treatment.reason = MixReason::Front;
    }
    return treatment;
}

SoundCleaner::SoundCleaner(SoundTreatment treatment, int sampleRate)
    : m_treatment(std::move(treatment))
    , m_pole(static_cast<float>(1 - 2 * std::numbers::pi * kConstantHertz / sampleRate))
{
}

Planes SoundCleaner::cleaned(Planes piece)
{
    if (m_treatment.keepsSamples())
        return piece;
    if (m_channels.size() != piece.size()) {
        m_channels.assign(piece.size(), {});
        for (size_t c = 0; c < std::min(piece.size(), m_treatment.constants.size()); ++c)
            m_channels[c].before = m_channels[c].good = m_treatment.constants[c];
    }
    const float level = m_treatment.level();
    const bool removesConstants = !m_treatment.constants.empty();
    for (size_t c = 0; c < piece.size(); ++c) {
        Channel& channel = m_channels[c];
        for (float& sample : piece[c]) {
            if (std::abs(sample) > m_treatment.limit)
                sample = channel.good * kHoldDecay;
            channel.good = sample;
            if (removesConstants) {
                channel.filtered = sample - channel.before + m_pole * channel.filtered;
                channel.before = sample;
                sample = channel.filtered;
            }
            sample *= level;
        }
    }
    return piece;
}

std::vector<float> SoundCleaner::voice(Planes cleaned) const
{
    if (m_treatment.channels.empty() || m_treatment.channels.size() == cleaned.size())
        return mixToMono(std::move(cleaned));
    Planes kept;
    for (const int channel : m_treatment.channels)
        kept.push_back(std::move(cleaned[static_cast<size_t>(channel)]));
    return mixToMono(std::move(kept));
}

float SoundExaminer::Sums::energy(int64_t count) const
{
    constexpr double kMost = 1e30; // So that the sum of two wild channels is finite.
    return static_cast<float>(std::clamp(squares - sum * sum / static_cast<double>(count), 0.0, kMost));
}

SoundExaminer::SoundExaminer(std::vector<Speaker> speakers, int sampleRate, SoundRules rules)
    : m_speakers(std::move(speakers))
    , m_rules(rules)
    , m_windowSize(std::max(1, sampleRate / kWindowsPerSecond))
    , m_sums(m_speakers.size())
{
}

void SoundExaminer::add(const Planes& piece)
{
    if (m_rules == SoundRules::Reference)
        return;
    const size_t count = piece.front().size();
    for (size_t i = 0; i < count; ++i) {
        double front = 0;
        double others = 0;
        for (size_t c = 0; c < piece.size(); ++c) {
            const float sample = piece[c][i];
            m_sums[c].add(sample);
            if (isFront(m_speakers[c]))
                front += sample;
            else if (m_speakers[c] == Speaker::Other)
                others += sample;
            if (const float size = std::abs(sample); size > m_largest.back()) {
                const auto place = std::upper_bound(m_largest.begin(), m_largest.end(), size, std::greater<>());
                std::move_backward(place, m_largest.end() - 1, m_largest.end());
                *place = size;
            }
        }
        m_front.add(front);
        m_others.add(others);
        if (++m_inWindow == m_windowSize)
            endWindow();
    }
}

void SoundExaminer::endWindow()
{
    m_windows.push_back({m_largest.front(), m_largest.back(), m_front.energy(m_inWindow), m_others.energy(m_inWindow)});
    for (const Sums& sums : m_sums) {
        m_energies.push_back(sums.energy(m_inWindow));
        m_means.push_back(static_cast<float>(sums.sum / static_cast<double>(m_inWindow)));
    }
    m_inWindow = 0;
    m_sums.assign(m_sums.size(), {});
    m_front = m_others = {};
    m_largest = {};
}

float SoundExaminer::robustPeak() const
{
    std::vector<float> peaks;
    for (const Window& window : m_windows)
        peaks.push_back(window.robustPeak);
    std::sort(peaks.begin(), peaks.end(), std::greater<>());
    const size_t burst = std::clamp(peaks.size() / 10, kLeastBurst, kMostBurst);
    if (peaks.size() <= burst || peaks.front() <= 1 || peaks[burst] <= 0 || peaks.front() / kBurst <= peaks[burst])
        return peaks.empty() ? 0 : peaks.front();
    return *std::find_if(peaks.begin(), peaks.end(),
                         [rest = peaks[burst]](float peak) { return peak / (kBurst / 4) <= rest; });
}

float SoundExaminer::limit() const
{
    const float robust = robustPeak();
    float peak = 0;
    for (const Window& window : m_windows)
        peak = std::max(peak, window.peak);
    const bool wild = peak > kWild * robust && (peak > 1 || peak > kVeryWild * robust) && robust > 0;
    return wild ? kWild / 2 * robust : std::numeric_limits<float>::infinity();
}

float SoundExaminer::peak() const
{
    const float wild = limit();
    float largest = 0;
    for (const Window& window : m_windows)
        largest = std::max(largest,
                           window.peak <= wild             ? window.peak
                               : window.robustPeak <= wild ? window.robustPeak
                                                           : 0);
    return largest;
}

SoundExaminer::Energies SoundExaminer::energies(float limit) const
{
    Energies energies{.channels = std::vector<double>(m_speakers.size())};
    const size_t count = m_speakers.size();
    for (size_t w = 0; w < m_windows.size(); ++w) {
        if (m_windows[w].peak > limit)
            continue;
        double loudest = 0;
        for (size_t c = 0; c < count; ++c) {
            const double energy = m_energies[w * count + c];
            energies.channels[c] += energy;
            loudest = std::max(loudest, energy);
        }
        energies.loudestWindow = std::max(energies.loudestWindow, loudest);
    }
    return energies;
}

std::vector<float> SoundExaminer::constants(float limit, const Energies& energies) const
{
    const size_t count = m_speakers.size();
    std::vector<float> beginnings(count);
    bool found = false;
    const double samples = static_cast<double>(m_windowSize) * static_cast<double>(m_windows.size());
    for (size_t c = 0; c < count; ++c) {
        double sum = 0;
        double beginning = 0;
        int used = 0;
        int atBeginning = 0;
        for (size_t w = 0; w < m_windows.size(); ++w) {
            if (m_windows[w].peak > limit)
                continue;
            const double mean = m_means[w * count + c];
            sum += mean;
            ++used;
            if (w < size_t{kWindowsPerSecond} / 2) {
                beginning += mean;
                ++atBeginning;
            }
        }
        const double mean = used > 0 ? sum / used : 0;
        beginnings[c] = static_cast<float>(atBeginning > 0 ? beginning / atBeginning : mean);
        const double rms = std::sqrt(energies.channels[c] / std::max(1.0, samples));
        found = found || (std::abs(mean) > kLeastConstant && std::abs(mean) > kConstantShare * rms);
    }
    return found ? beginnings : std::vector<float>();
}

bool SoundExaminer::cancels(const std::vector<int>& channels, float limit, double loudestWindow) const
{
    const size_t count = m_speakers.size();
    const bool front = isFront(m_speakers[static_cast<size_t>(channels.front())]);
    int64_t active = 0;
    int64_t cancelled = 0;
    for (size_t w = 0; w < m_windows.size(); ++w) {
        const Window& window = m_windows[w];
        double unrelated = 0;
        for (const int channel : channels)
            unrelated += m_energies[w * count + static_cast<size_t>(channel)];
        if (window.peak > limit || unrelated <= kActive * loudestWindow)
            continue;
        ++active;
        cancelled += (front ? window.front : window.others) < kCancelledEnergy * unrelated ? 1 : 0;
    }
    return static_cast<double>(cancelled) > kCancelledShare * static_cast<double>(active);
}

void SoundExaminer::chooseChannels(SoundTreatment& treatment) const
{
    const Energies energies = this->energies(treatment.limit);
    const auto loudest = std::max_element(energies.channels.begin(), energies.channels.end());
    if (m_speakers.size() < 2 || loudest == energies.channels.end() || *loudest <= 0)
        return;
    const auto isHeard
        = [&](int channel) { return energies.channels[static_cast<size_t>(channel)] > kHeard * *loudest; };
    const auto anyHeard
        = [&](const std::vector<int>& channels) { return std::any_of(channels.begin(), channels.end(), isHeard); };
    const std::vector<int> centre = channelsOf(m_speakers, {Speaker::Centre});
    const std::vector<int> front = channelsOf(m_speakers, {Speaker::Left, Speaker::Right});
    if (anyHeard(centre)) {
        treatment.channels = centre;
        treatment.reason = MixReason::Centre;
        return;
    }
    if (anyHeard(front)) {
        treatment.channels = front;
        treatment.reason = m_speakers.size() > front.size() ? MixReason::Front : MixReason::All;
    } else {
        treatment.channels = channelsOf(m_speakers, {Speaker::Other});
        if (!anyHeard(treatment.channels))
            treatment.channels = allOf(m_speakers);
        std::erase_if(treatment.channels, [&](int channel) { return !isHeard(channel); });
        treatment.reason = treatment.channels.size() < m_speakers.size() ? MixReason::Heard : MixReason::All;
    }
    if (treatment.channels.size() > 1 && cancels(treatment.channels, treatment.limit, energies.loudestWindow)) {
        const auto quieter = [&](int a, int b) {
            return energies.channels[static_cast<size_t>(a)] < energies.channels[static_cast<size_t>(b)];
        };
        treatment.channels = {*std::max_element(treatment.channels.begin(), treatment.channels.end(), quieter)};
        treatment.reason = MixReason::Loudest;
    }
}

SoundTreatment SoundExaminer::finish()
{
    if (m_inWindow > 0)
        endWindow();
    SoundTreatment treatment = plainTreatment(m_speakers, m_rules);
    if (m_rules == SoundRules::Reference || m_windows.empty())
        return treatment;
    treatment.limit = limit();
    treatment.constants = constants(treatment.limit, energies(treatment.limit));
    chooseChannels(treatment);
    const float largest = peak();
    if (largest > kMostFloat) {
        constexpr std::array kWholeNumbers{32768.0F, 8388608.0F, 2147483648.0F};
        const auto* const full = std::find_if(kWholeNumbers.begin(), kWholeNumbers.end(),
                                              [&](float most) { return largest <= 1.01F * most; });
        treatment.scale = 1 / (full == kWholeNumbers.end() ? largest : *full);
    } else if (largest > 1) {
        treatment.scale = 1 / largest;
    }
    return treatment;
}

std::vector<float> mixToMono(Planes channels)
{
    std::vector<float> sum = std::move(channels.front());
    for (size_t c = 1; c < channels.size(); ++c) {
        for (size_t i = 0; i < sum.size(); ++i)
            sum[i] += channels[c][i];
    }
    for (float& value : sum)
        value /= static_cast<float>(channels.size());
    return sum;
}

float gainFor(const VoiceLevel& level, const std::optional<double>& loudness, double peak)
{
    if (peak < kLeastPeak || level.rule == LevelRule::AsRecorded)
        return 1;
    double gain = 1;
    if (loudness && level.rule == LevelRule::ToTarget)
        gain = std::pow(10, (level.target - *loudness) / 20);
    else if (loudness && *loudness < kVeryQuiet)
        gain = std::pow(10, (kRaised - *loudness) / 20);
    else if (!loudness && peak < kQuietPeak)
        gain = kTargetPeak / peak;
    // A voice that is louder than the limit already isn't made quieter for its sake.
    return static_cast<float>(std::min(gain, std::max(1.0, kMostPeak / peak)));
}

} // namespace studio::media
