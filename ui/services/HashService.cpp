// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/HashService.h"

#include "ui/services/Background.h"

#include <QThreadPool>

#include <algorithm>
#include <stop_token>

namespace studio::ui {

struct HashService::Private {
    QThreadPool pool;
    std::stop_source stop;
    int number = 0; // of the last check
};

HashService::HashService(QObject* parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>())
{
    m_d->pool.setMaxThreadCount(1);
}

HashService::~HashService()
{
    m_d->stop.request_stop();
    m_d->pool.waitForDone();
}

HashStatus* HashService::running()
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [](const HashStatus& each) { return each.running; });
    return found == m_all.end() ? nullptr : &*found;
}

void HashService::stop()
{
    m_d->stop.request_stop();
    ++m_d->number;
    if (HashStatus* const now = running()) {
        now->running = false;
        Q_EMIT changed();
    }
}

void HashService::check(const pipeline::ModelSet& set, const ModelEntry& model)
{
    stop();
    m_d->stop = {};
    auto status = std::find_if(m_all.begin(), m_all.end(), [&](const HashStatus& each) { return each.isOf(set); });
    if (status == m_all.end())
        status = m_all.insert(status, {.folder = set.folder, .videoModel = set.part(ModelPart::VideoModel).path});
    status->running = true;
    status->progress = {};
    const int number = m_d->number;
    hub::HashOptions options;
    for (const PublishedVariant& variant : publishedVariants(model.id))
        options.published.insert(options.published.end(), variant.files.begin(), variant.files.end());
    inBackground(
        m_d->pool, this,
        [this, set, options, number, stop = m_d->stop.get_token()] {
            const auto listener = [&](const hub::HashProgress& progress) {
                QMetaObject::invokeMethod(
                    this,
                    [this, number, progress] {
                        HashStatus* const now = number == m_d->number ? running() : nullptr;
                        if (!now)
                            return;
                        now->progress = progress;
                        Q_EMIT changed();
                    },
                    Qt::QueuedConnection);
            };
            return hub::checkHashes(pipeline::filesOf(set), options, listener, stop);
        },
        [this, number](const Result<std::vector<hub::CheckedHash>>& files) {
            HashStatus* const now = number == m_d->number ? running() : nullptr;
            if (!now)
                return;
            now->running = false;
            if (files) {
                now->files = *files;
                now->when = QDateTime::currentDateTime();
            }
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

} // namespace studio::ui
