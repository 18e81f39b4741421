// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/VoiceWindows.h"
#include "core/audio/Wav2Vec2.h"

#include <functional>
#include <optional>
#include <vector>

namespace studio::audio {

// The audio features of a film's video frames, computed as the film asks for them: the voice is encoded one window
// after the other, and what lies before the frames that were asked for last is forgotten. So neither the time to the
// first frame nor the memory grows with the voice, beside its samples.
class VoiceFeatures {
public:
    // Encodes samples and passes on their hidden states, as Wav2Vec2::encode() does, but in RAM. It may begin again
    // with the first state.
    using Encoder = std::function<Status(const at::Tensor& samples, const Wav2Vec2::StateCallback& take,
                                         const EncodeOptions& options)>;
    // samples [n] fp32 in RAM: the whole voice, borrowed memory or not. `frames`: of the film, at least 1. `dtype`: of
    // the features.
    VoiceFeatures(at::Tensor samples, const Wav2Vec2Config& config, const VoiceWindows& windows, int64_t frames,
                  at::ScalarType dtype, Encoder encoder);

    // The features of frames [begin, end) of the film, [states, dim, end - begin] in RAM; may share memory with what is
    // kept. `begin` must not decrease from call to call. Reports the share of what it encodes to options.between.
    // Errors: those of the encoder; Cancelled, also checked before each window. After an error, or if the encoder
    // throws, the same frames can be asked for again.
    Result<at::Tensor> frames(int64_t begin, int64_t end, const EncodeOptions& options = {});

    // Samples that frames(begin, end) would encode.
    [[nodiscard]] int64_t samplesFor(int64_t begin, int64_t end) const;
    // Whether all of the film's frames are encoded: the encoder isn't needed any more.
    [[nodiscard]] bool isComplete() const { return m_next > m_windows.windowOf(m_frames - 1); }

    [[nodiscard]] int64_t encodedSamples() const { return m_encodedSamples; } // so far, also in vain
    [[nodiscard]] int64_t keptFrames() const; // in memory

private:
    // The features of a window's frames.
    struct Piece {
        int64_t begin = 0;
        int64_t end = 0;
        at::Tensor features; // [states, dim, end - begin]
    };
    [[nodiscard]] int64_t samplesOf(int64_t window) const;
    Result<Piece> encoded(int64_t window, EncodeOptions options);

    at::Tensor m_samples;
    Wav2Vec2Config m_config;
    VoiceWindows m_windows;
    int64_t m_frames;
    at::ScalarType m_dtype;
    Encoder m_encoder;
    std::optional<SampleLevel> m_level; // of the whole voice, if there are several windows
    std::vector<Piece> m_pieces; // successive
    int64_t m_next = 0; // window to encode
    int64_t m_encodedSamples = 0;
};

} // namespace studio::audio
