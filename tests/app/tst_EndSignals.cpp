// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/EndSignals.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <cstring>

#include <sys/wait.h>
#include <unistd.h>

using namespace studio::app;

namespace {

class TestEndSignals : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSignalIsToldOnce_data()
    {
        QTest::addColumn<int>("number");
        for (const int number : {SIGTERM, SIGINT, SIGHUP})
            QTest::addRow("%s", strsignal(number)) << number;
    }
    void aSignalIsToldOnce()
    {
        QFETCH(const int, number);
        const EndSignals signals;
        QSignalSpy wanted(&signals, &EndSignals::endWanted);
        ::raise(number);
        if (number == SIGHUP) // A terminal that goes away sends more than one.
            ::raise(number);
        QTRY_COMPARE(wanted.size(), 1);
        QCoreApplication::processEvents();
        QCOMPARE(wanted.size(), 1);
    }

    void theSecondEndsAtOnce()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            const EndSignals signals;
            ::raise(SIGTERM);
            ::raise(SIGHUP);
            ::raise(SIGTERM);
            _exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    }

    void withNohupAHangupIsIgnored()
    {
        const auto before = ::signal(SIGHUP, SIG_IGN);
        {
            const EndSignals signals;
            QSignalSpy wanted(&signals, &EndSignals::endWanted);
            ::raise(SIGHUP);
            ::raise(SIGTERM);
            QTRY_COMPARE(wanted.size(), 1);
            struct sigaction now { };
            ::sigaction(SIGHUP, nullptr, &now);
            QVERIFY(now.sa_handler == SIG_IGN);
        }
        ::signal(SIGHUP, before);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestEndSignals)
#include "tst_EndSignals.moc"
