// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/VoiceReader.h"

#include "core/media/FFmpeg.h"
#include "core/media/SoundStream.h"

#include <algorithm>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <utility>

namespace studio::media {
namespace {

// Shorter than this, what could be decoded of a damaged file is not worth calling a voice.
constexpr double kUsableSeconds = 0.5;

// Appends what the resampler makes of the samples; none: what it still holds.
bool resample(SwrContext* resampler, std::span<const float> samples, std::vector<float>& out)
{
    const size_t room = 4 * samples.size() + 4096; // The rest stays inside and comes with the next call.
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

Result<Voice> readVoice(const std::filesystem::path& path, int sampleRate, const std::stop_token& stop)
try {
    if (sampleRate < 1000 || sampleRate > 768'000)
        return Error{ErrorCode::BadOption, "sampleRate", std::to_string(sampleRate)};
    Result<SoundStream> stream = SoundStream::open(path);
    if (!stream)
        return stream.error();

    Handle<SwrContext> resampler;
    const int fromRate = stream->sampleRate();
    if (fromRate != sampleRate) {
        auto made = makeResampler(1, fromRate, 1, sampleRate);
        if (!made)
            return Error{made.error().code, path.string(), made.error().detail};
        resampler = std::move(*made);
    }

    Voice voice;
    voice.sampleRate = sampleRate;
    size_t decoded = 0; // Samples at the file's rate.
    bool converted = true;
    for (auto piece = stream->next(); !piece.empty(); piece = stream->next()) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, path.string(), "stopped while the voice was read"};
        const std::vector<float> mono = mixToMono(std::move(piece));
        decoded += mono.size();
        if (resampler)
            converted = converted && resample(resampler.get(), mono, voice.samples);
        else
            voice.samples.insert(voice.samples.end(), mono.begin(), mono.end());
    }
    if (resampler)
        converted = converted && resample(resampler.get(), {}, voice.samples);
    if (!converted)
        return Error{ErrorCode::MediaDamaged, path.string(), "the sound could not be resampled"};
    if (stream->damaged() && static_cast<double>(decoded) < kUsableSeconds * fromRate)
        return Error{ErrorCode::MediaDamaged, path.string(), "less than half a second could be decoded"};

    // The filter may give a sample more or less than the exact length.
    const auto from = static_cast<size_t>(fromRate);
    voice.samples.resize((decoded * static_cast<size_t>(sampleRate) + from - 1) / from);
    voice.seconds = static_cast<double>(voice.samples.size()) / sampleRate;
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
