// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace studio::ui {

// Runs work() on a thread of the pool, then done(result) on the context's thread. Their owner must wait for the pool
// before the context is destroyed; results still queued then are dropped.
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

// Likewise on the global pool, with done() on the GUI thread. The context may be destroyed while work() runs: nobody
// waits, and the result is dropped. `work` must own all that it uses.
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
