// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/VoiceFeatures.h"

#include "core/audio/FrameFeatures.h"
#include "core/tensor/Accelerator.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace studio::audio {

VoiceFeatures::VoiceFeatures(at::Tensor samples, const Wav2Vec2Config& config, const VoiceWindows& windows,
                             int64_t frames, at::ScalarType dtype, Encoder encoder)
    : m_samples(std::move(samples))
    , m_config(config)
    , m_windows(windows)
    , m_frames(frames)
    , m_dtype(dtype)
    , m_encoder(std::move(encoder))
{
}

Result<at::Tensor> VoiceFeatures::frames(int64_t begin, int64_t end, const EncodeOptions& options)
{
    std::erase_if(m_pieces, [begin](const Piece& piece) { return piece.end <= begin; });
    const double all = static_cast<double>(samplesFor(begin, end));
    const int64_t last = m_windows.windowOf(end - 1);
    double done = 0;
    for (m_next = std::max(m_next, m_windows.windowOf(begin)); m_next <= last; ++m_next) {
        if (options.stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, "stopped before a part of the voice was encoded"};
        const auto part = static_cast<double>(samplesOf(m_next));
        EncodeOptions one = options;
        if (options.between)
            one.between = [&](double share) { options.between((done + share * part) / all); };
        Result<Piece> piece = encoded(m_next, std::move(one));
        if (!piece)
            return piece.error();
        m_pieces.push_back(std::move(*piece));
        done += part;
    }
    std::vector<at::Tensor> parts;
    for (const Piece& piece : m_pieces) {
        const int64_t from = std::max(begin, piece.begin);
        const int64_t to = std::min(end, piece.end);
        if (from < to)
            parts.push_back(piece.features.narrow(2, from - piece.begin, to - from));
    }
    const tensor::HostScope host;
    return parts.size() == 1 ? parts.front() : at::cat(parts, 2);
}

int64_t VoiceFeatures::samplesFor(int64_t begin, int64_t end) const
{
    int64_t samples = 0;
    const int64_t last = m_windows.windowOf(end - 1);
    for (int64_t window = std::max(m_next, m_windows.windowOf(begin)); window <= last; ++window)
        samples += samplesOf(window);
    return samples;
}

int64_t VoiceFeatures::keptFrames() const
{
    int64_t frames = 0;
    for (const Piece& piece : m_pieces)
        frames += piece.features.size(2);
    return frames;
}

int64_t VoiceFeatures::samplesOf(int64_t window) const
{
    if (m_windows.count() == 1)
        return m_samples.numel();
    const int64_t all = (m_windows.length() - 1) * m_config.hop() + m_config.receptiveField();
    return std::min(all, m_samples.numel() - m_windows.begin(window) * m_config.hop());
}

Result<VoiceFeatures::Piece> VoiceFeatures::encoded(int64_t window, EncodeOptions options)
{
    const bool isWhole = m_windows.count() == 1;
    if (!isWhole && !m_level) {
        const tensor::HostScope host;
        m_level = sampleLevel(m_samples);
    }
    options.level = m_level;
    const int64_t first = m_windows.begin(window);
    const at::Tensor samples = m_samples.narrow(0, first * m_config.hop(), samplesOf(window));
    Piece piece{.begin = m_windows.firstFrame(window),
                .end = window + 1 < m_windows.count() ? std::min(m_frames, m_windows.firstFrame(window + 1)) : m_frames,
                .features = {}};
    const int64_t count = piece.end - piece.begin;
    const auto take = [&](int64_t index, const at::Tensor& state) {
        const tensor::HostScope host;
        if (index == 0)
            piece.features = at::empty({m_config.layers + 1, m_config.dim, count}, state.options().dtype(m_dtype));
        // One window gives the reference's own interpolation, bit for bit.
        piece.features.select(0, index).copy_(
            isWhole ? frameFeature(state, m_frames)
                    : frameFeatureOfPart(state, first, m_windows.states(), piece.begin, count));
    };
    m_encodedSamples += samples.numel();
    if (Status done = m_encoder(samples, take, options); !done)
        return done.error();
    return piece;
}

} // namespace studio::audio
