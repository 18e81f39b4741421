// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/VoiceMix.h"

#include "core/media/FFmpeg.h"
#include "core/media/SoundStream.h"
#include "core/media/WavFile.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <new>
#include <utility>
#include <vector>

namespace studio::media {
namespace {

constexpr int kRate = 48'000;
constexpr size_t kPiece = kRate; // samples
constexpr float kLoudest = 0.98F; // of full scale

// A file's sound as one channel at kRate.
class MonoStream {
public:
    static Result<MonoStream> open(const std::filesystem::path& file)
    {
        Result<SoundStream> stream = SoundStream::open(file);
        if (!stream)
            return stream.error();
        Result<Handle<SwrContext>> resampler = makeResampler(ChannelLayout(stream->channelMask(), stream->channels()),
                                                             stream->sampleRate(), ChannelLayout(1), kRate);
        if (!resampler)
            return Error{resampler.error().code, file.string(), resampler.error().detail};
        return MonoStream(file, std::move(*stream), std::move(*resampler));
    }

    // Adds the next samples to all of `sum`, as far as there are any; says how many. Errors: those of the stream.
    Result<size_t> addTo(std::span<float> sum)
    {
        while (m_samples.size() < sum.size() && !m_atEnd) {
            if (Status read = fill(); !read)
                return read.error();
        }
        const size_t count = std::min(sum.size(), m_samples.size());
        std::transform(m_samples.begin(), m_samples.begin() + static_cast<std::ptrdiff_t>(count), sum.begin(),
                       sum.begin(), std::plus<>());
        m_samples.erase(m_samples.begin(), m_samples.begin() + static_cast<std::ptrdiff_t>(count));
        return count;
    }

private:
    MonoStream(std::filesystem::path file, SoundStream stream, Handle<SwrContext> resampler)
        : m_file(std::move(file))
        , m_stream(std::move(stream))
        , m_resampler(std::move(resampler))
    {
    }

    Status fill()
    {
        const Planes planes = m_stream.next();
        m_atEnd = planes.empty();
        if (m_atEnd && m_stream.readError())
            return *m_stream.readError();
        std::vector<const uint8_t*> from;
        for (const auto& channel : planes)
            from.push_back(reinterpret_cast<const uint8_t*>(channel.data()));
        const int count = m_atEnd ? 0 : static_cast<int>(planes.front().size());
        const int room = swr_get_out_samples(m_resampler.get(), count);
        const size_t before = m_samples.size();
        m_samples.resize(before + static_cast<size_t>(std::max(room, 0)));
        auto* to = reinterpret_cast<uint8_t*>(m_samples.data() + before);
        const int made = room < 0
            ? room
            : codeOf([&] { return swr_convert(m_resampler.get(), &to, room, m_atEnd ? nullptr : from.data(), count); });
        m_samples.resize(before + static_cast<size_t>(std::max(made, 0)));
        return made < 0 ? Status(codecError(ErrorCode::MediaDamaged, m_file.string(), made)) : Status(kDone);
    }

    std::filesystem::path m_file;
    SoundStream m_stream;
    Handle<SwrContext> m_resampler;
    std::vector<float> m_samples; // decoded, but not added yet
    bool m_atEnd = false;
};

// Passes on the sum of all voices, piece after piece.
Status forEachPiece(std::span<const std::filesystem::path> voices, const std::stop_token& stop,
                    const std::function<Status(std::span<float>)>& take)
{
    std::vector<MonoStream> streams;
    for (const std::filesystem::path& voice : voices) {
        Result<MonoStream> stream = MonoStream::open(voice);
        if (!stream)
            return stream.error();
        streams.push_back(std::move(*stream));
    }
    std::vector<float> sum(kPiece);
    for (size_t longest = kPiece; longest == kPiece;) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, voices.front().string(), {}};
        std::fill(sum.begin(), sum.end(), 0.0F);
        longest = 0;
        for (MonoStream& stream : streams) {
            const Result<size_t> count = stream.addTo(sum);
            if (!count)
                return count.error();
            longest = std::max(longest, *count);
        }
        if (Status taken = take(std::span(sum).first(longest)); !taken)
            return taken;
    }
    return kDone;
}

} // namespace

Result<double> mixVoices(std::span<const std::filesystem::path> voices, const std::filesystem::path& wav,
                         const std::stop_token& stop)
try {
    if (voices.empty())
        return Error{ErrorCode::BadOption, wav.string(), "no voices to mix"};
    float peak = 0;
    const Status measured = forEachPiece(voices, stop, [&](std::span<const float> piece) {
        for (const float sample : piece)
            peak = std::max(peak, std::abs(sample));
        return Status(kDone);
    });
    if (!measured)
        return measured.error();
    const float gain = peak > 1 ? kLoudest / peak : 1;
    Result<WavWriter> output = WavWriter::create(wav, 1, kRate);
    if (!output)
        return output.error();
    Planes planes(1);
    const Status mixed = forEachPiece(voices, stop, [&](std::span<const float> piece) {
        planes[0].assign(piece.begin(), piece.end());
        for (float& sample : planes[0])
            sample *= gain;
        return output->add(planes, std::ssize(planes[0]));
    });
    if (!mixed)
        return mixed.error();
    if (output->samples() == 0)
        return Error{ErrorCode::AudioEmpty, voices.front().string(), "no sample in any voice"};
    if (Status complete = output->finish(); !complete)
        return complete.error();
    return static_cast<double>(output->samples()) / kRate;
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::OutOfMemory, wav.string(), "mixing voices"};
}

} // namespace studio::media
