// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/PlayerController.h"

#include "ui/services/FrameLoader.h"
#include "ui/services/SoundLoader.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace studio::ui {
namespace {

constexpr int kTickMs = 10; // a quarter of a frame at 25 per second: the maximum delay of a frame
constexpr int64_t kFramesPerBlock = 12;
constexpr double kFastest = 8;
constexpr std::array kSpeeds = {0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0};
constexpr double kHair = 1e-6; // s: tolerance for rounding
constexpr double kLag = 0.12; // s: how far the sound may be ahead of the picture if no frame is dropped
constexpr int kHeardMs = 100; // of sound per position during a scrub

} // namespace

PlayerController::PlayerController(QObject* parent)
    : PlayerController(makeSoundClock(), parent)
{
}

PlayerController::PlayerController(std::unique_ptr<PlaybackClock> clock, QObject* parent)
    : QObject(parent)
    , m_clock(std::move(clock))
    , m_loader(std::make_unique<FrameLoader>())
    , m_sound(std::make_unique<SoundLoader>())
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &PlayerController::tick);
    m_heard.setSingleShot(true);
    m_heard.setInterval(kHeardMs);
    connect(&m_heard, &QTimer::timeout, this, &PlayerController::hear);
    connect(m_loader.get(), &FrameLoader::opened, this, &PlayerController::updateFacts);
    connect(m_loader.get(), &FrameLoader::loaded, this, &PlayerController::showFrame);
    connect(m_loader.get(), &FrameLoader::failed, this, [this](const Error& error) {
        m_seen = std::max(m_seen, m_requested); // This frame will never arrive: don't wait for it.
        Q_EMIT failed(error);
    });
    connect(m_sound.get(), &SoundLoader::loaded, this,
            [this](const QString& /*path*/, const std::shared_ptr<const Sound>& sound) { m_clock->setSound(sound); });
}

PlayerController::~PlayerController() = default;

void PlayerController::open(std::shared_ptr<FilmSource> film, StartAt place)
{
    const bool same = place == StartAt::SamePlace && film != nullptr;
    const bool playing = same && isPlaying();
    m_clock->stop();
    setMode(Mode::Paused);
    m_film = std::move(film);
    m_facts = {};
    m_requested = m_shown = -1;
    m_playWhenOpen = m_goesOn = playing;
    m_scrubbing = false;
    m_hearFrom = -1;
    m_heard.stop();
    if (!same) {
        m_position = 0;
        m_loop.reset();
        m_image = {};
        m_source = {};
        m_soundFile.clear();
        m_clock->setSound(nullptr);
        m_sound->cancel();
    }
    m_loader->setFilm(m_film);
    Q_EMIT filmChanged();
    Q_EMIT stateChanged();
    Q_EMIT positionChanged(m_position);
}

void PlayerController::updateFacts()
{
    if (!m_film)
        return;
    const FilmFacts before = std::exchange(m_facts, m_film->facts());
    if (m_facts.sound != m_soundFile) {
        m_soundFile = m_facts.sound;
        m_clock->setSound(nullptr);
        if (m_soundFile.empty())
            m_sound->cancel();
        else
            m_sound->load(QString::fromStdString(m_soundFile.string()), m_facts.soundTreatment, m_facts.soundBegin);
    }
    if (m_facts != before)
        Q_EMIT filmChanged();
    if (!isPlayable())
        return;
    if (m_requested < 0)
        moveTo(std::min(m_position, lastPosition()));
    // A take that was stopped at the playback position stays there, instead of starting again.
    const bool isOver = m_goesOn && !m_looping && !m_facts.growing && m_position >= lastPosition() - kHair;
    if (std::exchange(m_playWhenOpen, false) && !isOver)
        play();
    // Resume with one more block, or if no more come.
    if (m_mode == Mode::Waiting) {
        const double ahead = madeSeconds() - m_position;
        const double block = static_cast<double>(kFramesPerBlock) / m_facts.frameRate;
        if (ahead > block + kHair || !m_facts.growing)
            startAt(m_position);
    }
}

int64_t PlayerController::frame() const
{
    const auto index = static_cast<int64_t>(std::floor(m_position * m_facts.frameRate + 1e-4));
    return std::clamp<int64_t>(index, 0, std::max<int64_t>(0, m_facts.made - 1));
}

int PlayerController::waitingBlock() const
{
    return static_cast<int>(m_facts.made / kFramesPerBlock);
}

double PlayerController::lastPosition() const
{
    return static_cast<double>(std::max<int64_t>(0, m_facts.made - 1)) / m_facts.frameRate;
}

TimeRange PlayerController::loopRange() const
{
    const double end = madeSeconds();
    if (!m_loop || m_loop->start >= end)
        return {0, end};
    return {m_loop->start, std::min(m_loop->end, end)};
}

void PlayerController::setTargetSize(QSize size)
{
    if (size == m_target)
        return;
    m_target = size;
    if (m_requested >= 0)
        m_loader->request(m_requested, m_target);
}

void PlayerController::play()
{
    m_goesOn = false;
    if (!isPlayable()) {
        m_playWhenOpen = m_film != nullptr; // As soon as there is a frame.
        return;
    }
    m_rate = m_speed;
    // At the end play() restarts from the beginning, unless more frames come.
    if (m_position >= lastPosition() - kHair && !m_facts.growing)
        m_position = m_looping ? loopRange().start : 0;
    startAt(m_position);
}

void PlayerController::startAt(double seconds)
{
    m_position = seconds;
    startClock(seconds);
    m_timer.start();
    setMode(Mode::Playing);
    Q_EMIT stateChanged();
    tick();
}

void PlayerController::pause()
{
    m_playWhenOpen = false;
    if (m_mode == Mode::Paused)
        return;
    m_clock->stop();
    m_timer.stop();
    setMode(Mode::Paused);
    // Aligns to the shown frame, from which steps start.
    moveTo(static_cast<double>(frame()) / m_facts.frameRate);
    Q_EMIT stateChanged();
}

void PlayerController::setMode(Mode mode)
{
    m_mode = mode;
    if (mode != Mode::Playing)
        m_timer.stop();
}

void PlayerController::togglePlaying()
{
    if (isPlaying())
        pause();
    else
        play();
}

void PlayerController::shuttle(int direction)
{
    if (!isPlayable())
        return;
    const double now = m_mode == Mode::Paused ? 0 : m_rate;
    m_rate = now * direction > 0 ? std::clamp(now * 2, -kFastest, kFastest) : direction;
    startAt(m_position);
}

void PlayerController::startClock(double seconds)
{
    m_hearFrom = -1;
    m_heard.stop();
    const auto first = static_cast<int64_t>(std::floor(seconds * m_facts.frameRate + 1e-4));
    m_seen = m_shown == first ? first : first - 1;
    m_clock->start(seconds, m_rate);
}

// With Late::ShowAll: limits the time to the frame after the one seen last.
double PlayerController::heldBack(double now)
{
    if (m_options.late == PlaybackOptions::Late::LeaveOut || m_rate <= 0 || m_rate > kSpeeds.back())
        return now;
    const double next = static_cast<double>(m_seen + 1) / m_facts.frameRate;
    const double end = next + 1 / m_facts.frameRate;
    if (now < end - 0.001 / m_facts.frameRate)
        return now;
    if (now - end > kLag) // Restarts the sound at the picture's position.
        m_clock->start(next, m_rate);
    return end - 0.001 / m_facts.frameRate;
}

void PlayerController::tick()
{
    if (m_mode != Mode::Playing)
        return;
    double now = heldBack(m_clock->seconds());
    const TimeRange range = loopRange();
    if (m_looping && range.length() > kHair && m_rate > 0 && now >= range.end && m_position < range.end) {
        now = range.start + std::fmod(now - range.end, range.length());
        startClock(now);
    } else if (m_looping && m_loop && m_rate < 0 && now < range.start && m_position >= range.start) {
        now = range.end - kHair;
        m_clock->start(now, m_rate);
    }
    if (now >= madeSeconds()) {
        m_clock->stop();
        moveTo(lastPosition());
        // Only forward playback comes here; it waits for further frames.
        setMode(m_facts.growing ? Mode::Waiting : Mode::Paused);
        Q_EMIT stateChanged();
        return;
    }
    if (now <= 0 && m_rate < 0) {
        m_clock->stop();
        setMode(Mode::Paused);
        moveTo(0);
        Q_EMIT stateChanged();
        return;
    }
    moveTo(std::max(0.0, now));
}

void PlayerController::moveTo(double seconds)
{
    m_position = seconds;
    request();
    Q_EMIT positionChanged(seconds);
}

void PlayerController::request()
{
    const int64_t wanted = frame();
    if (wanted == m_requested || !isPlayable())
        return;
    m_requested = wanted;
    m_loader->request(wanted, m_target);
}

void PlayerController::showFrame(const QImage& image, QSize source, qint64 index)
{
    m_image = image;
    m_source = source;
    m_shown = index;
    if (index <= m_requested)
        m_seen = std::max<int64_t>(m_seen, index);
    Q_EMIT frameShown(image, source, index);
}

void PlayerController::seek(double seconds)
{
    if (!isPlayable())
        return;
    const double to = std::clamp(seconds, 0.0, lastPosition());
    if (isPlaying() && !m_scrubbing)
        startAt(to);
    else
        moveTo(to);
    if (m_scrubbing && m_options.scrub == PlaybackOptions::Scrub::Heard) {
        m_hearFrom = to;
        if (!m_heard.isActive())
            hear();
    }
}

// Plays a piece of sound at the pointer's position; the next piece only after the pointer has moved.
void PlayerController::hear()
{
    if (m_mode != Mode::Paused)
        return;
    if (m_hearFrom < 0) {
        m_clock->stop();
        return;
    }
    m_clock->start(std::exchange(m_hearFrom, -1), 1);
    m_heard.start();
}

void PlayerController::setOptions(const PlaybackOptions& options)
{
    if (options.output != m_options.output)
        m_clock->setOutput(options.output);
    m_options = options;
}

void PlayerController::stepFrames(int frames)
{
    if (!isPlayable())
        return;
    pause();
    const int64_t to = std::clamp<int64_t>(frame() + frames, 0, m_facts.made - 1);
    moveTo(static_cast<double>(to) / m_facts.frameRate);
}

void PlayerController::stepSeconds(double seconds)
{
    seek(m_position + seconds);
}

void PlayerController::stepBlocks(int blocks)
{
    const int64_t now = frame();
    int64_t block = now / kFramesPerBlock + blocks;
    if (blocks < 0 && now % kFramesPerBlock != 0)
        ++block;
    seek(static_cast<double>(std::max<int64_t>(0, block) * kFramesPerBlock) / m_facts.frameRate);
}

void PlayerController::toStart()
{
    seek(0);
}

void PlayerController::toEnd()
{
    seek(lastPosition());
}

void PlayerController::beginScrub()
{
    if (m_scrubbing)
        return;
    m_playAfterScrub = isPlaying();
    pause();
    m_scrubbing = true;
}

void PlayerController::endScrub()
{
    if (!std::exchange(m_scrubbing, false))
        return;
    if (m_playAfterScrub && m_position < lastPosition() - kHair)
        startAt(m_position);
}

void PlayerController::setLoopIn()
{
    const double end = m_loop && m_loop->end > m_position ? m_loop->end : madeSeconds();
    setLoop({m_position, end});
}

void PlayerController::setLoopOut()
{
    // The loop includes the shown frame.
    const double end = static_cast<double>(frame() + 1) / m_facts.frameRate;
    setLoop({m_loop && m_loop->start < end ? m_loop->start : 0, end});
}

void PlayerController::setLoop(const TimeRange& loop)
{
    if (!isPlayable() || loop.length() <= kHair)
        return;
    m_loop = loop;
    m_looping = true;
    Q_EMIT stateChanged();
}

void PlayerController::clearLoop()
{
    m_loop.reset();
    Q_EMIT stateChanged();
}

void PlayerController::goToLoopIn()
{
    if (m_loop)
        seek(m_loop->start);
}

void PlayerController::goToLoopOut()
{
    if (m_loop)
        seek(m_loop->end - 1 / m_facts.frameRate);
}

void PlayerController::setLooping(bool looping)
{
    if (looping == m_looping)
        return;
    m_looping = looping;
    Q_EMIT stateChanged();
}

void PlayerController::setSpeed(double speed)
{
    speed = std::clamp(speed, kSpeeds.front(), kSpeeds.back());
    if (speed == m_speed)
        return;
    m_speed = speed;
    if (m_mode == Mode::Playing) {
        m_rate = speed;
        startAt(m_clock->seconds());
    }
    Q_EMIT stateChanged();
}

void PlayerController::stepSpeed(int direction)
{
    const auto* const now = std::lower_bound(kSpeeds.begin(), kSpeeds.end(), m_speed - kHair);
    const auto index
        = std::clamp<std::ptrdiff_t>(now - kSpeeds.begin() + (direction > 0 ? 1 : -1), 0, std::ssize(kSpeeds) - 1);
    setSpeed(kSpeeds[static_cast<size_t>(index)]);
}

void PlayerController::setVolume(double volume)
{
    m_volume = std::clamp(volume, 0.0, 1.0);
    applyVolume();
}

void PlayerController::setMuted(bool muted)
{
    m_muted = muted;
    applyVolume();
}

void PlayerController::applyVolume()
{
    // The squared slider value approximates perceived loudness.
    m_clock->setVolume(m_muted ? 0 : m_volume * m_volume);
    Q_EMIT stateChanged();
}

} // namespace studio::ui
