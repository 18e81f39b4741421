// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QEvent>
#include <QMetaEnum>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

namespace studio::tests {

// How long the GUI thread did not come back to its event loop, in milliseconds, one value per busy stretch.
struct GuiStalls {
    std::vector<double> stretches; // ascending
    double longestEvent = 0;
    QByteArray longestWas; // class and event type

    [[nodiscard]] double at(double share) const
    {
        if (stretches.empty())
            return 0;
        const auto index = static_cast<size_t>(std::ceil(share * static_cast<double>(stretches.size()))) - 1;
        return stretches[std::min(index, stretches.size() - 1)];
    }

    // The line that the benchmarks are read from.
    void print() const
    {
        std::printf("gui-stall-ms p50=%.1f p99=%.1f max=%.1f (%zu stretches; longest event %.1f: %s)\n", at(0.5),
                    at(0.99), at(1), stretches.size(), longestEvent, longestWas.constData());
        std::fflush(stdout);
    }
};

// An application that measures its own stalls. Events that follow each other without a pause are one stretch: who waits
// for an answer waits for all of them. What a test itself does between events is not counted.
class WatchedApplication : public QApplication {
public:
    using QApplication::QApplication;

    // Milliseconds since some moment; a test of the measuring has a clock of its own.
    std::function<double()> clock = [] {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
    };

    void beginWatch()
    {
        m_stalls = {};
        m_stretch = 0;
        m_watching = true;
    }

    GuiStalls endWatch()
    {
        closeStretch();
        m_watching = false;
        std::sort(m_stalls.stretches.begin(), m_stalls.stretches.end());
        return std::exchange(m_stalls, {});
    }

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (!m_watching || m_depth > 0)
            return QApplication::notify(receiver, event);
        const auto type = event->type();
        const QByteArray receiverClass = receiver->metaObject()->className(); // it may be gone afterwards
        const double begin = clock();
        if (begin - m_end > kPause)
            closeStretch();
        ++m_depth;
        const bool result = QApplication::notify(receiver, event);
        --m_depth;
        m_end = clock();
        const double took = m_end - begin;
        m_stretch += took;
        if (took > m_stalls.longestEvent) {
            m_stalls.longestEvent = took;
            m_stalls.longestWas
                = receiverClass + " " + QByteArray(QMetaEnum::fromType<QEvent::Type>().valueToKey(type));
        }
        return result;
    }

private:
    static constexpr double kPause = 0.2; // ms: the loop has looked for input meanwhile

    void closeStretch()
    {
        if (m_stretch > 0)
            m_stalls.stretches.push_back(m_stretch);
        m_stretch = 0;
    }

    GuiStalls m_stalls;
    double m_end = 0;
    double m_stretch = 0;
    int m_depth = 0;
    bool m_watching = false;
};

} // namespace studio::tests
