// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/EndSignals.h"

#include "core/base/Signals.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace studio::app {
namespace {

constexpr std::array kSignals{SIGTERM, SIGINT, SIGHUP};

// A signal handler may call few functions; write() to a pipe is one of them.
std::array<int, 2> pipeEnds{-1, -1};

void pass(int)
{
    const char byte = 0;
    (void)!::write(pipeEnds[1], &byte, 1);
}

} // namespace

EndSignals::EndSignals(QObject* parent)
    : QObject(parent)
{
    if (::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) < 0)
        return; // Without a pipe the signals keep their default action.
    m_notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        Q_EMIT endWanted();
    });
    for (const int signal : kSignals) {
        if (signal == SIGHUP && isIgnored(signal))
            continue;
        struct sigaction action { };
        action.sa_handler = pass;
        // A closed terminal sends SIGHUP more than once.
        action.sa_flags = SA_RESTART | (signal == SIGHUP ? 0 : static_cast<int>(SA_RESETHAND));
        ::sigaction(signal, &action, nullptr);
    }
}

EndSignals::~EndSignals()
{
    if (!m_notifier)
        return;
    for (const int signal : kSignals) {
        struct sigaction now { };
        if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == pass)
            ::signal(signal, SIG_DFL);
    }
    delete m_notifier;
    for (int& end : pipeEnds) {
        ::close(end);
        end = -1;
    }
}

} // namespace studio::app
