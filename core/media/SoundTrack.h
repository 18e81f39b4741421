// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/FFmpeg.h"
#include "core/media/SoundFinisher.h"
#include "core/media/SoundStream.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace studio::media {

// The sound track of a movie: decodes a file and encodes it to packets, on demand. For this folder's .cpp files only.
class SoundTrack {
public:
    struct Options {
        double start = 0; // Seconds of the file to skip.
        int bitRate = 192'000;
        const char* encoder = "aac"; // In FFmpeg.
        int rate = 0; // Wanted sample rate; 0: chosen as open() says.
        SoundTreatment treatment
            = SoundTreatment(); // As readVoice() found; by default the samples are encoded as they are.
        Finish finish = Finish();
        double seconds = 0; // Of the film; for finishing only.
    };
    using Sink = std::function<Status(AVPacket&)>; // Time stamps in samples.

    // Sample rate and channels are the file's, limited to what every player supports: 48 kHz; mono, stereo or 5.1.
    // Larger surround layouts become 5.1, other layouts stereo. Channels without a meaning, channels that cancel each
    // other, and a voice outside the front channels become mono. With music the sound has 48 kHz and at least two
    // channels. openSoundEncoder() adapts both to the encoder. Errors:
    // those of SoundStream::open() and openSoundEncoder(), OutOfMemory; those of SoundFinisher.
    static Result<SoundTrack> open(const std::filesystem::path& path, const Options& options);

    [[nodiscard]] const AVCodecContext& codec() const { return *m_codec; }
    [[nodiscard]] int rate() const { return m_codec->sample_rate; }
    [[nodiscard]] int64_t packetSize() const; // Samples; any number for encoders without packets of one size.

    [[nodiscard]] int64_t encoded() const { return m_position; } // Samples so far.

    // Whether the file has sound at this sample of the track (0 is the first one written). Also false after a read
    // error, which the next call of the two below returns.
    [[nodiscard]] bool reaches(int64_t sample);

    // Encodes all packets that end before this sample. Errors: FileUnreadable, OutOfMemory, EncoderFailed, the sink's.
    Status encodeUntil(int64_t sample, const Sink& sink);

    enum class End { AsItIs, Silence };
    // Encodes exactly up to this sample, or, with End::AsItIs, to the sound's end if that is earlier; then flushes.
    Status finish(int64_t sample, End end, const Sink& sink);

private:
    SoundTrack(SoundStream stream, const SoundTreatment& treatment)
        : m_stream(std::move(stream))
        , m_cleaner(treatment, m_stream.sampleRate())
    {
    }

    void fill(int64_t sample);
    void append(std::vector<std::vector<float>> planes);
    Planes finished(Planes planes);
    std::vector<std::vector<float>> resampled(const std::vector<std::vector<float>>& planes);
    Status encode(int64_t count, const Sink& sink);
    Status send(const AVFrame* frame, const Sink& sink);
    [[nodiscard]] int64_t buffered() const { return static_cast<int64_t>(m_samples.front().size() - m_taken); }

    SoundStream m_stream;
    SoundCleaner m_cleaner;
    Handle<AVCodecContext> m_codec;
    Handle<SwrContext> m_resampler;
    std::optional<SoundFinisher> m_finisher;
    Handle<AVFrame> m_frame{av_frame_alloc()};
    Handle<AVPacket> m_packet{av_packet_alloc()};
    std::vector<std::vector<float>> m_samples; // Per channel, at the track's rate.
    size_t m_taken = 0; // Samples of m_samples that have been encoded.
    int64_t m_position = 0; // Encoded samples.
    int64_t m_skip = 0; // Samples of the file still to skip.
    bool m_doubles = false; // A mono voice under music is in both channels as loud as it was.
    bool m_toMono = false; // The film's sound is the mono voice.
    bool m_atEnd = false;
    std::optional<Error> m_failed; // The error that ended the sound early.
};

} // namespace studio::media
