// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/CheckpointService.h"

#include "ui/services/Background.h"

#include <QThreadPool>

#include <stop_token>

namespace studio::ui {

struct CheckpointService::Private {
    QThreadPool pool;
    std::stop_source stop;
    int question = 0;
};

CheckpointService::CheckpointService(QObject* parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>())
{
    m_d->pool.setMaxThreadCount(1);
}

CheckpointService::~CheckpointService()
{
    m_d->stop.request_stop();
    m_d->pool.waitForDone();
}

void CheckpointService::check(const ModelPlace& place, const ModelEntry& model)
{
    m_d->stop.request_stop();
    m_d->stop = {};
    const int question = ++m_d->question;
    m_checking = !place.checkpoint.empty();
    m_place = place;
    m_report = {};
    if (!m_checking) {
        Q_EMIT checked(m_report, true);
        return;
    }
    const auto answered = [this, question](const pipeline::CheckpointReport& report, bool finished) {
        if (question != m_d->question)
            return;
        m_checking = !finished;
        m_report = report;
        Q_EMIT checked(m_report, finished);
    };
    inBackground(
        m_d->pool, this,
        [this, place, model, answered, stop = m_d->stop.get_token()] {
            return pipeline::checkCheckpoint(
                place,
                [&](const pipeline::CheckpointReport& soFar) {
                    QMetaObject::invokeMethod(
                        this, [answered, soFar] { answered(soFar, false); }, Qt::QueuedConnection);
                },
                stop, model);
        },
        [answered](const pipeline::CheckpointReport& report) { answered(report, true); });
}

} // namespace studio::ui
