// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/SoundLoader.h"

#include "core/media/SoundStream.h"
#include "ui/services/SoundFile.h"

#include <QMetaObject>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

namespace studio::ui {
namespace {

constexpr double kLong = 600; // s: longer sound isn't held in memory; ten minutes at 48 kHz are 58 MB

using Told = std::function<void(std::shared_ptr<const Sound>)>;

int16_t toInt16(float sample)
{
    return static_cast<int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F));
}

// Reports long sound with its first piece, other sound when it is complete.
Status decode(const QString& path, media::SoundTreatment treatment, double begin, const std::stop_token& stop,
              const Told& told)
{
    auto stream = media::SoundStream::open(path.toStdString(), treatment.track);
    if (!stream)
        return stream.error();
    if (treatment.channels.empty())
        treatment.channels = media::plainTreatment(stream->speakers(), media::SoundRules::Studio).channels;
    media::SoundCleaner cleaner(treatment, stream->sampleRate());
    auto sound = std::make_shared<Sound>();
    sound->begin = begin;
    sound->sampleRate = stream->sampleRate();
    const auto most = static_cast<size_t>(kLong * sound->sampleRate);
    std::shared_ptr<SoundFile> file;
    std::vector<int16_t> piece;
    const auto spill = [&]() -> Status {
        Result<std::shared_ptr<SoundFile>> made = SoundFile::create();
        if (!made)
            return made.error();
        file = std::move(*made);
        if (Status kept = file->append(sound->samples); !kept)
            return kept;
        auto whole = std::make_shared<Sound>();
        whole->begin = begin;
        whole->sampleRate = sound->sampleRate;
        whole->file = file;
        sound = whole;
        return kDone;
    };
    const bool isLong = stream->statedSeconds() > kLong;
    if (isLong) {
        if (Status spilt = spill(); !spilt)
            return spilt;
        told(sound);
    } else {
        sound->samples.reserve(static_cast<size_t>(std::max(0.0, stream->statedSeconds()) * sound->sampleRate) + 1);
    }
    for (auto channels = stream->next(); !channels.empty(); channels = stream->next()) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, path.toStdString(), {}};
        piece.clear();
        for (const float sample : cleaner.voice(cleaner.cleaned(std::move(channels))))
            piece.push_back(toInt16(sample));
        if (!file && sound->samples.size() + piece.size() > most) { // The sound is longer than stated.
            if (Status spilt = spill(); !spilt)
                return spilt;
        }
        if (!file)
            sound->samples.insert(sound->samples.end(), piece.begin(), piece.end());
        else if (Status kept = file->append(piece); !kept)
            return kept;
    }
    if (!isLong)
        told(sound);
    return kDone;
}

} // namespace

SoundLoader::SoundLoader(QObject* parent)
    : QObject(parent)
{
}

SoundLoader::~SoundLoader() = default;

void SoundLoader::load(const QString& path, const media::SoundTreatment& treatment, double begin)
{
    const uint64_t wish = ++m_wish;
    // Assigning joins the previous thread, which checks its stop token per piece, within milliseconds.
    m_thread = std::jthread([this, path, treatment, begin, wish](const std::stop_token& stop) {
        const auto answer = [this, wish](auto&& tell) {
            QMetaObject::invokeMethod(
                this,
                [this, wish, tell = std::forward<decltype(tell)>(tell)] {
                    if (wish == m_wish)
                        tell();
                },
                Qt::QueuedConnection);
        };
        const Status decoded = decode(path, treatment, begin, stop, [&](std::shared_ptr<const Sound> sound) {
            answer([this, path, sound = std::move(sound)] { Q_EMIT loaded(path, sound); });
        });
        if (!decoded)
            answer([this, path, error = decoded.error()] { Q_EMIT failed(path, error); });
    });
}

void SoundLoader::cancel()
{
    ++m_wish;
    m_thread.request_stop();
}

} // namespace studio::ui
