// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/VoicePlayer.h"

#include "ui/services/SoundLoader.h"

#include <algorithm>

namespace studio::ui {
namespace {

constexpr int kTickMs = 30;

} // namespace

VoicePlayer::VoicePlayer(QObject* parent)
    : VoicePlayer(makeSoundClock(), parent)
{
}

VoicePlayer::VoicePlayer(std::unique_ptr<PlaybackClock> clock, QObject* parent)
    : QObject(parent)
    , m_clock(std::move(clock))
    , m_loader(std::make_unique<SoundLoader>())
{
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &VoicePlayer::tick);
    connect(m_loader.get(), &SoundLoader::loaded, this,
            [this](const QString& path, const std::shared_ptr<const Sound>& sound) {
                m_loaded = path;
                m_clock->setSound(sound);
                if (m_playing)
                    m_clock->start(m_position, 1);
            });
}

VoicePlayer::~VoicePlayer() = default;

void VoicePlayer::setVoice(const QString& path, const media::SoundTreatment& treatment)
{
    if (path == m_path && treatment == m_treatment)
        return;
    pause();
    m_path = path;
    m_treatment = treatment;
    m_loaded.clear();
    m_loader->cancel();
    m_clock->setSound(nullptr);
    m_position = 0;
    m_trim = {};
}

void VoicePlayer::setTrim(const TimeRange& trim)
{
    m_trim = trim;
}

void VoicePlayer::play()
{
    if (m_path.isEmpty() || m_playing)
        return;
    if (m_position < m_trim.start || m_position >= m_trim.end - 0.01)
        m_position = m_trim.start;
    m_playing = true;
    // Decoded at the first play().
    if (m_loaded != m_path)
        m_loader->load(m_path, m_treatment);
    m_clock->start(m_position, 1);
    m_timer.start();
    Q_EMIT playingChanged(true);
}

void VoicePlayer::pause()
{
    if (!m_playing)
        return;
    m_position = m_clock->seconds();
    m_clock->stop();
    m_timer.stop();
    m_playing = false;
    Q_EMIT playingChanged(false);
}

void VoicePlayer::togglePlaying()
{
    if (m_playing)
        pause();
    else
        play();
}

void VoicePlayer::seek(double seconds)
{
    m_position = std::max(0.0, seconds);
    if (m_playing)
        m_clock->start(m_position, 1);
    Q_EMIT positionChanged(m_position);
}

void VoicePlayer::setVolume(double volume)
{
    m_clock->setVolume(volume);
}

void VoicePlayer::setOutput(const QString& id)
{
    m_clock->setOutput(id);
}

void VoicePlayer::tick()
{
    m_position = m_clock->seconds();
    if (m_position >= m_trim.end) {
        m_clock->stop();
        m_timer.stop();
        m_position = m_trim.start;
        m_playing = false;
        Q_EMIT playingChanged(false);
    }
    Q_EMIT positionChanged(m_position);
}

} // namespace studio::ui
