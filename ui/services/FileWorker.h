// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace studio::ui {

// Reads and writes the window's small files (settings, scenes, the autosave copy, takes' JSON, presets) on one thread
// in the order of the calls, so the later of two writes wins. To be called on the GUI thread.
class FileWorker : public QObject {
    Q_OBJECT

public:
    explicit FileWorker(QObject* parent = nullptr);
    ~FileWorker() override; // as waitForDone()

    // Runs work() on the worker's thread, then done(result) on the GUI thread unless the context has been destroyed.
    template<typename Work, typename Done>
    void run(QObject* context, Work work, Done done)
    {
        ++m_pending;
        m_pool.start([this, context = QPointer<QObject>(context), work = std::move(work), done = std::move(done)] {
            auto result = work();
            QMetaObject::invokeMethod(
                this,
                [this, context, result = std::move(result), done = std::move(done)] {
                    --m_pending; // First: done() may call isBusy() or run().
                    if (context)
                        done(result);
                    if (m_pending == 0)
                        Q_EMIT idle();
                },
                Qt::QueuedConnection);
        });
    }

    // A result is outstanding.
    [[nodiscard]] bool isBusy() const { return m_pending > 0; }
    // Blocks until all work is done; the event loop delivers the results afterwards.
    void waitForDone();

Q_SIGNALS:
    void idle();

private:
    QThreadPool m_pool;
    int m_pending = 0;
};

} // namespace studio::ui
