// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/FilmVoices.h"

#include "core/dit/DitConfig.h"
#include "core/pipeline/FilmLength.h"
#include "core/tensor/Accelerator.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>

namespace studio::pipeline {
namespace {

// Silence sounds the same but for its ends: the middle of a window of it, or of as much as the voice has, stands for
// all. A much shorter one differs: each of its states attends to the ends.
constexpr int64_t kMostSilence = int64_t{32} * kVoiceRate; // samples

// How far a point is from the middle of an area, in parts of its half size: at most 1 inside.
double distanceFrom(const PictureArea& area, double x, double y)
{
    return std::max(std::abs(x - area.x - area.width / 2) / (area.width / 2),
                    std::abs(y - area.y - area.height / 2) / (area.height / 2));
}

} // namespace

std::vector<int> peopleOfTokens(std::span<const Person> people, int64_t rows, int64_t columns)
{
    std::vector<int> result(static_cast<size_t>(rows * columns), -1);
    for (int64_t token = 0; token < rows * columns; ++token) {
        const int64_t row = token / columns;
        const double x = (static_cast<double>(token % columns) + 0.5) / static_cast<double>(columns);
        const double y = (static_cast<double>(row) + 0.5) / static_cast<double>(rows);
        double nearest = 1;
        for (size_t i = 0; i < people.size(); ++i) {
            const double distance = distanceFrom(people[i].area, x, y);
            if (distance > nearest || (distance == nearest && distance < 1))
                continue;
            nearest = distance;
            result[static_cast<size_t>(token)] = static_cast<int>(i);
        }
    }
    for (size_t i = 0; i < people.size(); ++i) {
        const PictureArea& area = people[i].area;
        const auto at = [](double middle, int64_t count) {
            return std::clamp(static_cast<int64_t>(std::floor(middle * static_cast<double>(count))), int64_t{0},
                              count - 1);
        };
        int& middle = result[static_cast<size_t>(at(area.y + area.height / 2, rows) * columns
                                                 + at(area.x + area.width / 2, columns))];
        if (middle < 0)
            middle = static_cast<int>(i);
    }
    return result;
}

FilmVoices::FilmVoices(const RenderRequest& request, const audio::Wav2Vec2Config& config, int64_t frames,
                       at::ScalarType dtype, int64_t h, int64_t w, audio::VoiceFeatures::Encoder encoder)
    : m_config(config)
    , m_compat(request.compat)
    , m_frames(frames)
    , m_dtype(dtype)
    , m_encoder(std::move(encoder))
{
    if (request.people.empty()) {
        add(request.voice, {});
        return;
    }
    const std::vector<int> people = peopleOfTokens(request.people, h / dit::kPatch, w / dit::kPatch);
    const auto addWhere = [&](std::span<const float> samples, auto&& hears) {
        std::vector<int64_t> tokens;
        for (size_t token = 0; token < people.size(); ++token) {
            if (hears(people[token]))
                tokens.push_back(static_cast<int64_t>(token));
        }
        if (!tokens.empty())
            add(samples, at::tensor(tokens, at::kLong));
    };
    const auto hasOwn = [&](int person) { return !request.people[static_cast<size_t>(person)].voice.empty(); };
    for (size_t i = 0; i < request.people.size(); ++i) {
        if (hasOwn(static_cast<int>(i)))
            addWhere(request.people[i].voice, [i](int person) { return person == static_cast<int>(i); });
    }
    addWhere(request.voice, [&](int person) { return person >= 0 && !hasOwn(person); });
    m_silence.resize(std::min(request.voice.size(), static_cast<size_t>(kMostSilence)));
    addWhere(m_silence, [](int person) { return person < 0; });
}

void FilmVoices::add(std::span<const float> samples, const at::Tensor& tokens)
{
    const tensor::HostScope host;
    const bool isSilence = samples.data() == m_silence.data();
    const auto count = static_cast<int64_t>(samples.size());
    const int64_t frames = isSilence ? std::max<int64_t>(1, count * kFramesPerSecond / kVoiceRate) : m_frames;
    m_voices.push_back({.features = audio::VoiceFeatures(
                            at::from_blob(const_cast<float*>(samples.data()), {count}, at::kFloat), m_config,
                            voiceWindows(m_config.frameCount(count), m_compat), frames, m_dtype, m_encoder),
                        .tokens = tokens,
                        .onlyFrame = isSilence ? std::optional(frames / 2) : std::nullopt});
}

Result<std::vector<dit::HeardVoice>> FilmVoices::frames(int64_t begin, int64_t end, const audio::EncodeOptions& options)
{
    std::vector<dit::HeardVoice> heard;
    const auto all = static_cast<double>(samplesFor(begin, end));
    double done = 0;
    for (Voice& voice : m_voices) {
        const int64_t from = voice.onlyFrame.value_or(begin);
        const int64_t to = voice.onlyFrame ? from + 1 : end;
        const auto part = static_cast<double>(voice.features.samplesFor(from, to));
        audio::EncodeOptions one = options;
        if (options.between)
            one.between = [&](double share) { options.between((done + share * part) / all); };
        Result<at::Tensor> features = voice.features.frames(from, to, one);
        if (!features)
            return features.error();
        done += part;
        const tensor::HostScope host;
        heard.push_back({.features = voice.onlyFrame ? features->expand({-1, -1, end - begin}).contiguous() : *features,
                         .tokens = voice.tokens});
    }
    return heard;
}

int64_t FilmVoices::samplesFor(int64_t begin, int64_t end) const
{
    int64_t samples = 0;
    for (const Voice& voice : m_voices)
        samples += voice.onlyFrame ? voice.features.samplesFor(*voice.onlyFrame, *voice.onlyFrame + 1)
                                   : voice.features.samplesFor(begin, end);
    return samples;
}

bool FilmVoices::isComplete() const
{
    return std::all_of(m_voices.begin(), m_voices.end(),
                       [](const Voice& voice) { return voice.features.isComplete(); });
}

int64_t FilmVoices::encodedSamples() const
{
    int64_t samples = 0;
    for (const Voice& voice : m_voices)
        samples += voice.features.encodedSamples();
    return samples;
}

} // namespace studio::pipeline
