// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace studio::ui {

// Where the window's small files are written and read: settings, scenes, the copy that survives a crash, what is told
// of takes, presets. One thread does all of it in the order in which it was told, so of two writes of a file the later
// one stays. To be told on the GUI thread.
class FileWorker : public QObject {
    Q_OBJECT

public:
    explicit FileWorker(QObject* parent = nullptr);
    ~FileWorker() override; // waits likewise

    // work() there, then done(result) on the GUI thread, unless the context is gone by then.
    template<typename Work, typename Done>
    void run(QObject* context, Work work, Done done)
    {
        ++m_pending;
        m_pool.start([this, context = QPointer<QObject>(context), work = std::move(work), done = std::move(done)] {
            auto result = work();
            QMetaObject::invokeMethod(
                this,
                [this, context, result = std::move(result), done = std::move(done)] {
                    --m_pending; // First: done() may ask, or give more to do.
                    if (context)
                        done(result);
                    if (m_pending == 0)
                        Q_EMIT idle();
                },
                Qt::QueuedConnection);
        });
    }

    // Something was given whose result has not been told yet.
    [[nodiscard]] bool isBusy() const { return m_pending > 0; }
    // Blocks until all is done; results come afterwards, by the event loop.
    void waitForDone();

Q_SIGNALS:
    void idle();

private:
    QThreadPool m_pool;
    int m_pending = 0;
};

} // namespace studio::ui
