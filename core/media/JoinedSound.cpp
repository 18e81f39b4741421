// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/JoinedSound.h"

#include "core/media/FFmpeg.h"
#include "core/media/Mp4.h"
#include "core/media/SoundStream.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace studio::media {
namespace {

namespace fs = std::filesystem;

constexpr int kFadesPerSecond = 200; // Half a crossfade lasts 5 ms.
constexpr int64_t kPiece = 8192; // samples

// Of the joined sound.
struct SoundShape {
    int rate = 0; // 0: there is no sound
    int channels = 0;
    uint64_t mask = 0; // FFmpeg's, of the channels
};

// A film's sound from its beginning on, in the joined one's shape; silence where it has none.
class FilmSound {
public:
    static Result<FilmSound> open(const fs::path& film, const SoundShape& shape)
    {
        FilmSound sound(shape);
        Result<SoundStream> stream = SoundStream::open(film);
        if (!stream)
            return stream.error().code == ErrorCode::NoAudio ? Result<FilmSound>(std::move(sound)) : stream.error();
        if (stream->sampleRate() != shape.rate || stream->channels() != shape.channels) {
            auto resampler = makeResampler(ChannelLayout(stream->channelMask(), stream->channels()),
                                           stream->sampleRate(), ChannelLayout(shape.mask, shape.channels), shape.rate);
            if (!resampler)
                return Error{resampler.error().code, film.string(), resampler.error().detail};
            sound.m_resampler = std::move(*resampler);
        }
        sound.m_stream.emplace(std::move(*stream));
        return sound;
    }

    // The next so many samples.
    Result<Planes> read(int64_t count)
    {
        while (m_stream && std::ssize(m_ahead.front()) < count) {
            Planes piece = m_stream->next();
            if (piece.empty() && m_stream->readError())
                return *m_stream->readError();
            const bool atEnd = piece.empty();
            if (m_resampler) {
                Result<Planes> resampled = resample(*m_resampler, piece, m_ahead.size());
                if (!resampled)
                    return resampled.error();
                piece = std::move(*resampled);
            }
            for (size_t c = 0; c < piece.size(); ++c)
                m_ahead[c].insert(m_ahead[c].end(), piece[c].begin(), piece[c].end());
            if (atEnd)
                m_stream.reset();
        }
        Planes samples(m_ahead.size());
        for (size_t c = 0; c < m_ahead.size(); ++c) {
            const auto end = m_ahead[c].begin() + std::min<int64_t>(count, std::ssize(m_ahead[c]));
            samples[c].assign(m_ahead[c].begin(), end);
            samples[c].resize(static_cast<size_t>(count));
            m_ahead[c].erase(m_ahead[c].begin(), end);
        }
        return samples;
    }

    Status skip(int64_t count)
    {
        while (count > 0) {
            const int64_t now = std::min(count, kPiece);
            if (const Result<Planes> skipped = read(now); !skipped)
                return skipped.error();
            count -= now;
        }
        return kDone;
    }

private:
    explicit FilmSound(const SoundShape& shape)
        : m_ahead(static_cast<size_t>(shape.channels))
    {
    }

    std::optional<SoundStream> m_stream; // None: it is at its end.
    Handle<SwrContext> m_resampler;
    Planes m_ahead; // decoded and not read yet
};

// Writes samples as a WAV, or as an RF64 if it gets longer than a WAV can be.
class FloatWav {
public:
    static Result<FloatWav> open(const fs::path& path, const SoundShape& shape)
    {
        Result<Output> output = makeOutput("wav", path, path, {});
        if (!output)
            return output.error();
        FloatWav wav(path, std::move(*output));
        AVStream* const stream = avformat_new_stream(wav.m_output.get(), nullptr);
        if (!stream || !wav.m_packet)
            return Error{ErrorCode::OutOfMemory, path.string(), "sound"};
        AVCodecParameters& codec = *stream->codecpar;
        codec.codec_type = AVMEDIA_TYPE_AUDIO;
        codec.codec_id = AV_CODEC_ID_PCM_F32LE;
        codec.format = AV_SAMPLE_FMT_FLT;
        codec.sample_rate = shape.rate;
        codec.bits_per_coded_sample = 32;
        codec.block_align = shape.channels * static_cast<int>(sizeof(float));
        stream->time_base = {1, shape.rate};
        const ChannelLayout layout(shape.mask, shape.channels);
        if (av_channel_layout_copy(&codec.ch_layout, layout.get()) < 0)
            return Error{ErrorCode::OutOfMemory, path.string(), "sound"};
        if (const Status begun = beginOutput(*wav.m_output, path, {{"rf64", "auto"}}); !begun)
            return begun.error();
        return wav;
    }

    // The first `count` samples.
    Status write(const Planes& planes, int64_t count)
    {
        const size_t channels = planes.size();
        const auto bytes = static_cast<size_t>(count) * channels * sizeof(float);
        if (count == 0)
            return kDone;
        if (av_new_packet(m_packet.get(), static_cast<int>(bytes)) < 0)
            return Error{ErrorCode::OutOfMemory, m_path.string(), "sound"};
        std::vector<float> mixed(static_cast<size_t>(count) * channels);
        for (size_t c = 0; c < channels; ++c) {
            for (size_t i = 0; i < static_cast<size_t>(count); ++i)
                mixed[i * channels + c] = planes[c][i];
        }
        std::memcpy(m_packet->data, mixed.data(), bytes);
        m_packet->pts = m_packet->dts = m_position;
        m_position += count;
        const int code = av_write_frame(m_output.get(), m_packet.get());
        av_packet_unref(m_packet.get());
        return code < 0 ? Status(writeError(m_path, code)) : Status(kDone);
    }

    Status finish() { return endOutput(std::move(m_output), m_path); }

private:
    FloatWav(fs::path path, Output output)
        : m_path(std::move(path))
        , m_output(std::move(output))
    {
    }

    fs::path m_path;
    Output m_output;
    Handle<AVPacket> m_packet{av_packet_alloc()};
    int64_t m_position = 0; // samples written
};

Result<SoundShape> shapeOf(const std::vector<SoundPart>& parts)
{
    SoundShape shape;
    for (const SoundPart& part : parts) {
        const Result<SoundStream> stream = SoundStream::open(part.film);
        if (!stream && stream.error().code == ErrorCode::NoAudio)
            continue;
        if (!stream)
            return stream.error();
        shape.rate = std::max(shape.rate, stream->sampleRate());
        if (stream->channels() > shape.channels) {
            shape.channels = stream->channels();
            shape.mask = stream->channelMask();
        }
    }
    return shape;
}

// How loud sample `index` of a sound is that fades within so many samples at its ends; 0: it doesn't.
float gainAt(int64_t index, int64_t count, int64_t fadeIn, int64_t fadeOut)
{
    const auto part = [](int64_t at, int64_t fade) {
        return at < fade ? (static_cast<float>(at) + 0.5F) / static_cast<float>(fade) : 1.0F;
    };
    return part(index, fadeIn) * part(count - 1 - index, fadeOut);
}

} // namespace

Result<bool> writeJoinedSound(const std::vector<SoundPart>& parts, int frameRate, const fs::path& wav,
                              const std::function<Status()>& each)
{
    const Result<SoundShape> shape = shapeOf(parts);
    if (!shape)
        return shape.error();
    if (shape->rate == 0)
        return false;
    Result<FloatWav> file = FloatWav::open(wav, *shape);
    if (!file)
        return file.error();
    const auto sampleAt = [&](int64_t frame) { return av_rescale_rnd(frame, shape->rate, frameRate, AV_ROUND_UP); };
    // Both fades of the shortest part fit into it.
    const int64_t half = std::min<int64_t>(shape->rate / kFadesPerSecond, sampleAt(1) / 4);
    Planes held(static_cast<size_t>(shape->channels)); // not written yet, as the next part may cross it
    int64_t heldFrom = 0; // its position in the joined sound
    int64_t frames = 0; // of the parts before
    for (size_t p = 0; p < parts.size(); ++p) {
        const SoundPart& part = parts[p];
        const bool isFirst = p == 0;
        const bool isLast = p + 1 == parts.size();
        const bool goesOn = part.first + part.count < part.frames;
        const int64_t source = sampleAt(part.first);
        const int64_t begin = sampleAt(frames);
        const int64_t end = sampleAt(frames += part.count);
        const int64_t before = isFirst ? 0 : std::min(half, source);
        const int64_t after = !isLast && goesOn ? half : 0;
        const int64_t fadeIn = isFirst && part.first == 0 ? 0 : 2 * half;
        const int64_t fadeOut = isLast && !goesOn ? 0 : 2 * half;
        const int64_t count = before + (end - begin) + after;
        Result<FilmSound> sound = FilmSound::open(part.film, *shape);
        if (!sound)
            return sound.error();
        if (const Status skipped = sound->skip(source - before); !skipped)
            return skipped.error();
        for (int64_t done = 0; done < count;) {
            const int64_t now = std::min(kPiece, count - done);
            const Result<Planes> samples = sound->read(now);
            if (!samples)
                return samples.error();
            const int64_t at = begin - before + done - heldFrom;
            for (size_t c = 0; c < held.size(); ++c) {
                held[c].resize(static_cast<size_t>(std::max(std::ssize(held[c]), at + now)));
                for (int64_t i = 0; i < now; ++i)
                    held[c][static_cast<size_t>(at + i)]
                        += (*samples)[c][static_cast<size_t>(i)] * gainAt(done + i, count, fadeIn, fadeOut);
            }
            done += now;
            const int64_t ready
                = std::min(begin - before + done, isLast ? end : end - half) - heldFrom; // The next part begins there.
            if (const Status written = file->write(held, std::max<int64_t>(0, ready)); !written)
                return written.error();
            for (auto& plane : held)
                plane.erase(plane.begin(), plane.begin() + std::max<int64_t>(0, ready));
            heldFrom += std::max<int64_t>(0, ready);
            if (const Status goOn = each(); !goOn)
                return goOn.error();
        }
    }
    const Status finished = file->finish();
    return finished ? Result<bool>(true) : finished.error();
}

} // namespace studio::media
