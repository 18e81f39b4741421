// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace studio::ui {

// Runs work() on a thread of the pool, then done(result) on the context's thread. Whoever owns both waits for the pool
// before the context goes; answers that are still on their way then are dropped with it.
template<typename Work, typename Done>
void inBackground(QThreadPool& pool, QObject* context, Work work, Done done)
{
    pool.start([context, work = std::move(work), done = std::move(done)]() mutable {
        auto result = work();
        QMetaObject::invokeMethod(
            context, [result = std::move(result), done = std::move(done)]() mutable { done(std::move(result)); },
            Qt::QueuedConnection);
    });
}

// The same on the program's pool, for a context that may go while the work is being done: nobody waits, and the result
// is dropped then. `work` must own all that it uses.
template<typename Work, typename Done>
void inBackground(QObject* context, Work work, Done done)
{
    QThreadPool::globalInstance()->start(
        [guard = QPointer<QObject>(context), work = std::move(work), done = std::move(done)]() mutable {
            auto result = work();
            QMetaObject::invokeMethod(
                qApp,
                [guard = std::move(guard), result = std::move(result), done = std::move(done)]() mutable {
                    if (guard)
                        done(std::move(result));
                },
                Qt::QueuedConnection);
        });
}

} // namespace studio::ui
