// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/PlaybackClock.h"

#include <QElapsedTimer>

namespace studio::ui {
namespace {

class TimerClock : public PlaybackClock {
public:
    void setSound(std::shared_ptr<const Sound> /*sound*/) override { }

    void start(double seconds, double rate) override
    {
        m_from = seconds;
        m_rate = rate;
        m_timer.start();
    }

    void stop() override
    {
        m_from = seconds();
        m_timer.invalidate();
    }

    double seconds() const override
    {
        return m_timer.isValid() ? m_from + m_rate * static_cast<double>(m_timer.nsecsElapsed()) / 1e9 : m_from;
    }

    void setVolume(double /*volume*/) override { }
    void setOutput(const QString& /*id*/) override { }
    FindOutputs findOutputs() const override
    {
        return [] { return std::vector<SoundOutput>(); };
    }

private:
    QElapsedTimer m_timer;
    double m_from = 0;
    double m_rate = 1;
};

} // namespace

std::unique_ptr<PlaybackClock> makeTimerClock()
{
    return std::make_unique<TimerClock>();
}

} // namespace studio::ui
