// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/VoiceReader.h"

#include "core/media/FFmpeg.h"

#include <algorithm>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <utility>

namespace studio::media {
namespace {

// The decoded part of a damaged file must be at least this long.
constexpr double kUsableSeconds = 0.5;

// Appends the resampled samples; without samples, flushes the resampler.
bool resample(SwrContext* resampler, std::span<const float> samples, std::vector<float>& out)
{
    const size_t room = 4 * samples.size() + 4096; // The resampler keeps the rest for the next call.
    const uint8_t* const from = reinterpret_cast<const uint8_t*>(samples.data());
    const uint8_t* const* source = samples.empty() ? nullptr : &from;
    auto count = static_cast<int>(samples.size());
    while (true) {
        const size_t begin = out.size();
        out.resize(begin + room);
        auto* to = reinterpret_cast<uint8_t*>(out.data() + begin);
        const int made
            = swr_convert(resampler, &to, static_cast<int>(room), const_cast<const uint8_t**>(source), count);
        out.resize(begin + static_cast<size_t>(std::max(made, 0)));
        if (made < 0)
            return false;
        if (made == 0 || !samples.empty())
            return true;
        count = 0;
    }
}

} // namespace

Result<Voice> readVoice(const std::filesystem::path& path, int sampleRate, const std::stop_token& stop,
                        const SoundChoice& choice)
try {
    if (sampleRate < 1000 || sampleRate > 768'000)
        return Error{ErrorCode::BadOption, "sampleRate", std::to_string(sampleRate)};
    Voice voice;
    voice.sampleRate = sampleRate;
    Handle<SwrContext> resampler;
    int fromRate = 0;
    size_t decoded = 0; // Samples at the file's rate.
    const Error notResampled{ErrorCode::MediaDamaged, path.string(), "the sound could not be resampled"};

    const auto begin = [&](const SoundStream& stream) -> Status {
        voice.samples.clear();
        decoded = 0;
        fromRate = stream.sampleRate();
        resampler.reset();
        if (fromRate == sampleRate)
            return kDone;
        auto made = makeResampler(1, fromRate, 1, sampleRate);
        if (!made)
            return Error{made.error().code, path.string(), made.error().detail};
        resampler = std::move(*made);
        return kDone;
    };
    const auto add = [&](std::span<const float> samples) -> Status {
        decoded += samples.size();
        if (!resampler)
            voice.samples.insert(voice.samples.end(), samples.begin(), samples.end());
        else if (!resample(resampler.get(), samples, voice.samples))
            return notResampled;
        return kDone;
    };
    Result<SoundFindings> found = readMono(path, choice, {begin, add}, stop);
    if (!found)
        return found.error();
    if (resampler && !resample(resampler.get(), {}, voice.samples))
        return notResampled;
    if (found->damaged && static_cast<double>(decoded) < kUsableSeconds * fromRate)
        return Error{ErrorCode::MediaDamaged, path.string(), "less than half a second could be decoded"};

    // The filter may give a sample more or less than the exact length.
    const auto from = static_cast<size_t>(fromRate);
    voice.samples.resize((decoded * static_cast<size_t>(sampleRate) + from - 1) / from);
    voice.seconds = static_cast<double>(voice.samples.size()) / sampleRate;
    voice.found = std::move(*found);
    return voice;
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::OutOfMemory, path.string(), "reading the voice"};
}

Result<SoundInfo> probeSound(const std::filesystem::path& path)
{
    const Result<SoundStream> stream = SoundStream::open(path);
    if (!stream)
        return stream.error();
    return SoundInfo{stream->statedSeconds(), stream->sampleRate(), stream->channels()};
}

} // namespace studio::media
