// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/SourceMeter.h"

#include "core/hub/HubClient.h"

#include <QMap>
#include <QThreadPool>

#include <utility>

namespace studio::ui {

Result<double> probeSource(const std::string& source, const SourceFile& file, const std::stop_token& stop)
{
    constexpr uint64_t kMost = 2'000'000; // bytes
    const hub::HubClient client(hub::HubServer::named(source), {.most = 1});
    const Result<hub::HubListing> listing = client.list(file.repository, "main", stop);
    if (!listing)
        return listing.error();
    const hub::HubFile* listed = listing->find(file.path);
    if (!listed && !file.instead.empty())
        listed = listing->find(file.instead);
    if (!listed)
        return Error{ErrorCode::NotOnServer, client.server().pageOf(file.repository) + "/" + file.path, {}};
    return client.speedOf(*listing, *listed, kMost, stop);
}

struct SourceMeter::Private {
    SourceProbe probe;
    QThreadPool pool;
    std::stop_source stop;
    QMap<QString, double> speeds; // bytes per second
};

SourceMeter::SourceMeter(SourceProbe probe, QObject* parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>())
{
    m_d->probe = std::move(probe);
    m_d->pool.setMaxThreadCount(1);
}

SourceMeter::~SourceMeter()
{
    stop();
    m_d->pool.waitForDone();
}

void SourceMeter::measure(const QStringList& sources, const SourceFile& file)
{
    stop();
    if (!m_d->probe)
        return;
    m_d->stop = {};
    for (const QString& source : sources) {
        if (m_d->speeds.contains(source))
            continue;
        m_d->pool.start([this, source, file, probe = m_d->probe, stop = m_d->stop.get_token()] {
            if (stop.stop_requested())
                return;
            const Result<double> speed = probe(source.toStdString(), file, stop);
            if (!speed || stop.stop_requested())
                return;
            QMetaObject::invokeMethod(
                this,
                [this, source, found = *speed] {
                    m_d->speeds.insert(source, found);
                    Q_EMIT measured();
                },
                Qt::QueuedConnection);
        });
    }
}

void SourceMeter::stop()
{
    m_d->stop.request_stop();
}

double SourceMeter::bytesPerSecond(const QString& source) const
{
    return m_d->speeds.value(source, 0);
}

} // namespace studio::ui
