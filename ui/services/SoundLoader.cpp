// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/SoundLoader.h"

#include "core/media/SoundStream.h"

#include <QMetaObject>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kLong = 600; // s: longer sound is held at half its rate, an hour at 48 kHz in 173 MB
constexpr int kLeastRate = 32000; // ... if the rate is at least this

int16_t toInt16(float sample)
{
    return static_cast<int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F));
}

Result<std::shared_ptr<const Sound>> decode(const QString& path, double begin, const std::stop_token& stop)
{
    auto stream = media::SoundStream::open(path.toStdString());
    if (!stream)
        return stream.error();
    auto sound = std::make_shared<Sound>();
    sound->begin = begin;
    const bool halve = stream->statedSeconds() > kLong && stream->sampleRate() >= kLeastRate;
    sound->sampleRate = halve ? stream->sampleRate() / 2 : stream->sampleRate();
    sound->samples.reserve(static_cast<size_t>(std::max(0.0, stream->statedSeconds()) * sound->sampleRate) + 1);
    float first = 0; // of a pair whose second may be in the next piece
    bool hasFirst = false;
    for (auto piece = stream->next(); !piece.empty(); piece = stream->next()) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, path.toStdString(), {}};
        for (const float sample : media::mixToMono(std::move(piece))) {
            if (!halve) {
                sound->samples.push_back(toInt16(sample));
                continue;
            }
            if (hasFirst)
                sound->samples.push_back(toInt16((first + sample) / 2));
            first = sample;
            hasFirst = !hasFirst;
        }
    }
    return std::shared_ptr<const Sound>(std::move(sound));
}

} // namespace

SoundLoader::SoundLoader(QObject* parent)
    : QObject(parent)
{
}

SoundLoader::~SoundLoader() = default;

void SoundLoader::load(const QString& path, double begin)
{
    const uint64_t wish = ++m_wish;
    // Assigning joins the one before, which looks at its token at every piece: some milliseconds.
    m_thread = std::jthread([this, path, begin, wish](const std::stop_token& stop) {
        auto sound = decode(path, begin, stop);
        QMetaObject::invokeMethod(
            this,
            [this, path, wish, sound = std::move(sound)] {
                if (wish != m_wish)
                    return;
                if (sound)
                    Q_EMIT loaded(path, *sound);
                else
                    Q_EMIT failed(path, sound.error());
            },
            Qt::QueuedConnection);
    });
}

void SoundLoader::cancel()
{
    ++m_wish;
    m_thread.request_stop();
}

} // namespace studio::ui
