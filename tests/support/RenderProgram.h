// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace studio::test {

// What a run of avatar-render left.
struct Run {
    int code = -1; // of one that crashed or hangs, too
    QString out;
    QString err;
};

inline Run render(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(AVATAR_RENDER), arguments);
    Run run;
    if (process.waitForFinished(kPatience) && process.exitStatus() == QProcess::NormalExit)
        run.code = process.exitCode();
    run.out = QString::fromUtf8(process.readAllStandardOutput());
    run.err = QString::fromUtf8(process.readAllStandardError().constData());
    return run;
}

} // namespace studio::test
