// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Process.h"

#include <QtTest>

using namespace studio;

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
};

QTEST_GUILESS_MAIN(TestProcess)
#include "tst_Process.moc"
