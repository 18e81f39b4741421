// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Picture.h"
#include "tests/support/Patience.h"
#include "ui/controllers/PlayerController.h"

#include <QCoreApplication>
#include <QTest>
#include <QThread>

#include <atomic>
#include <mutex>

// What a player needs, made of nothing.
namespace studio::test {

inline constexpr int kFakeRate = 25;

// A clock that a test moves.
class FakeClock : public ui::PlaybackClock {
public:
    struct State {
        double now = 0;
        double rate = 1;
        bool running = false;
        double volume = 1;
        int starts = 0;
        bool hasSound = false;
        QString output;
        void pass(double seconds)
        {
            if (running)
                now += seconds * rate;
        }
    };

    explicit FakeClock(std::shared_ptr<State> state)
        : m_state(std::move(state))
    {
    }
    void setSound(std::shared_ptr<const ui::Sound> sound) override { m_state->hasSound = sound != nullptr; }
    void start(double seconds, double rate) override
    {
        m_state->now = seconds;
        m_state->rate = rate;
        m_state->running = true;
        ++m_state->starts;
    }
    void stop() override { m_state->running = false; }
    double seconds() const override { return m_state->now; }
    void setVolume(double volume) override { m_state->volume = volume; }
    void setOutput(const QString& id) override { m_state->output = id; }
    FindOutputs findOutputs() const override
    {
        return [] { return std::vector<ui::SoundOutput>{{QStringLiteral("desk"), QStringLiteral("Desk")}}; };
    }

private:
    std::shared_ptr<State> m_state;
};

// Frames whose first pixel says their index, made of nothing; it may grow.
class FakeFilm : public ui::FilmSource {
public:
    explicit FakeFilm(int64_t made, bool growing = false, int64_t total = 0)
    {
        m_facts.width = 4;
        m_facts.height = 2;
        m_facts.frameRate = kFakeRate;
        m_facts.made = made;
        m_facts.total = total;
        m_facts.growing = growing;
    }

    Status open() override { return kDone; }
    ui::FilmFacts facts() const override
    {
        const std::scoped_lock lock(m_mutex);
        return m_facts;
    }
    Result<Frame> frame(int64_t index) override
    {
        if (QThread::currentThread() == QCoreApplication::instance()->thread())
            ++onGuiThread;
        ++asked;
        if (index < 0 || index >= facts().made)
            return Error{ErrorCode::BadOption, {}, {}};
        auto picture = std::make_shared<media::Picture>();
        picture->width = 4;
        picture->height = 2;
        picture->rgb.assign(24, 0);
        picture->rgb[0] = static_cast<uint8_t>(index & 0xFF);
        picture->rgb[1] = static_cast<uint8_t>(index >> 8 & 0xFF);
        picture->rgb[2] = static_cast<uint8_t>(index >> 16);
        return Frame(std::move(picture));
    }
    void grow(int64_t made, bool growing)
    {
        const std::scoped_lock lock(m_mutex);
        m_facts.made = made;
        m_facts.growing = growing;
    }

    std::atomic<int> onGuiThread{0};
    std::atomic<int> asked{0};

private:
    mutable std::mutex m_mutex;
    ui::FilmFacts m_facts;
};

inline int64_t indexIn(const QImage& image)
{
    const QColor pixel = image.pixelColor(0, 0);
    return pixel.red() + 256 * pixel.green() + 65536 * pixel.blue();
}

// A player with a clock that the test moves, and what it has shown.
struct PlayerRig {
    std::shared_ptr<FakeClock::State> clock = std::make_shared<FakeClock::State>();
    ui::PlayerController player{std::make_unique<FakeClock>(clock)};
    std::vector<int64_t> shown;

    PlayerRig()
    {
        QObject::connect(&player, &ui::PlayerController::frameShown, &player,
                         [this](const QImage& image, QSize, qint64 index) {
                             QCOMPARE(indexIn(image), index);
                             shown.push_back(index);
                         });
    }
    bool sees(int64_t index)
    {
        return QTest::qWaitFor([&] { return !shown.empty() && shown.back() == index; }, kPatience);
    }
    // Time passes and the player notices.
    bool passTo(double seconds, int64_t index)
    {
        clock->now = seconds;
        return sees(index);
    }
};

} // namespace studio::test
