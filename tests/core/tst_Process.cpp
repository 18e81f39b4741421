// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Process.h"

#include <QCoreApplication>
#include <QProcess>
#include <QtTest>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

using namespace studio;

namespace {

constexpr const char* kTellName = "--tell-name"; // Starts as a program does, then says what it is called.

} // namespace

class TestProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qputenv("OMP_WAIT_POLICY", "passive"); // The test isn't restarted.
        qunsetenv("CUDA_DEVICE_ORDER");
    }

    void gpusAreNumberedAsNvidiaSmiDoes()
    {
        startProgram(nullptr);
        QCOMPARE(qgetenv("CUDA_DEVICE_ORDER"), "PCI_BUS_ID");
    }

    void anOrderOfOnesOwnIsKept()
    {
        qputenv("CUDA_DEVICE_ORDER", "FASTEST_FIRST");
        startProgram(nullptr);
        QCOMPARE(qgetenv("CUDA_DEVICE_ORDER"), "FASTEST_FIRST");
    }

    void aRestartedProgramKeepsItsName()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("OMP_WAIT_POLICY"));
        environment.remove(QStringLiteral("GOMP_SPINCOUNT"));
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(kTellName)});
        QVERIFY(process.waitForFinished(studio::test::kPatience));
        QCOMPARE(process.readAllStandardOutput(), "passive tst_Process\n");
    }
};

int main(int argc, char** argv)
{
    if (argc == 2 && std::string(argv[1]) == kTellName) {
        startProgram(argv);
        std::ifstream comm("/proc/self/comm");
        std::cout << std::getenv("OMP_WAIT_POLICY") << ' ' << comm.rdbuf();
        return 0;
    }
    QCoreApplication application(argc, argv);
    TestProcess test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_Process.moc"
