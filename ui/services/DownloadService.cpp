// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/DownloadService.h"

#include "core/settings/Settings.h"
#include "ui/services/Background.h"
#include "ui/services/Text.h"

#include <QThreadPool>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <stop_token>
#include <utility>

namespace studio::ui {
namespace {

using namespace std::chrono_literals;
using hub::FileProgress;

constexpr auto kTellEvery = 100ms;

// As the settings keep them.
constexpr std::pair<ModelPart, const char*> kPartNames[] = {{ModelPart::VideoModel, "videoModel"},
                                                            {ModelPart::TextEncoder, "textEncoder"},
                                                            {ModelPart::VoiceEncoder, "voiceEncoder"},
                                                            {ModelPart::PictureDecoder, "pictureDecoder"},
                                                            {ModelPart::Lora, "lora"}};

std::vector<ModelPart> partsOf(const QStringList& names)
{
    std::vector<ModelPart> parts;
    for (const auto& [part, name] : kPartNames) {
        if (names.contains(QLatin1String(name)))
            parts.push_back(part);
    }
    return parts;
}

QStringList namesOf(const std::vector<ModelPart>& parts)
{
    QStringList names;
    for (const auto& [part, name] : kPartNames) {
        if (std::find(parts.begin(), parts.end(), part) != parts.end())
            names.append(QLatin1String(name));
    }
    return names;
}

DownloadOrder orderIn(const settings::Settings& settings)
{
    return {.model = settings.get(settings::kDownloadModel),
            .variant = settings.get(settings::kDownloadVariant),
            .parts = partsOf(settings.get(settings::kDownloadParts)),
            .source = settings.get(settings::kDownloadSource),
            .target = settings.get(settings::kDownloadTarget)};
}

DownloadStatus asPublished(const DownloadOrder& order, DownloadState state)
{
    DownloadStatus status{.state = state, .order = order, .files = {}};
    for (const SourceFile& file : filesOf(order)) {
        FileProgress row;
        row.part = file.part;
        row.repository = file.repository;
        row.path = file.path;
        row.bytes = file.bytes;
        status.files.push_back(row);
        status.bytes += file.bytes;
    }
    return status;
}

} // namespace

ModelPart shownPart(ModelPart part)
{
    return part == ModelPart::Tokenizer ? ModelPart::TextEncoder : part;
}

std::vector<SourceFile> filesOf(const DownloadOrder& order)
{
    const PublishedVariant* const variant = findVariant(order.model.toStdString(), order.variant.toStdString());
    std::vector<SourceFile> files = variant ? variant->files : std::vector<SourceFile>();
    const std::vector<ModelPart>& parts = order.parts;
    if (!parts.empty())
        std::erase_if(files, [&](const SourceFile& file) {
            return std::find(parts.begin(), parts.end(), shownPart(file.part)) == parts.end();
        });
    return files;
}

struct DownloadService::Private {
    Private(settings::Settings& stored, DownloadTools tools)
        : settings(stored)
        , delay(std::move(tools.delay))
        , tokens(stored, std::move(tools.keyring))
        , meter(std::move(tools.probe))
    {
        pool.setMaxThreadCount(1); // A run begins when the one before it has closed its files.
        looks.setMaxThreadCount(1);
        untilNext.setSingleShot(true);
        untilNext.setTimerType(Qt::PreciseTimer);
        untilNext.setInterval(kTellEvery);
    }

    settings::Settings& settings;
    hub::Delay delay;
    TokenStore tokens;
    SourceMeter meter;
    QThreadPool pool;
    QThreadPool looks;
    std::shared_ptr<hub::ModelDownload> download; // of the run under way; null while the keyring is asked
    std::stop_source stop;
    int run = 0; // number of the last one
    int question = 0; // number of the last look()
    QTimer untilNext; // may be told
    bool hasNews = false; // to be told then
};

DownloadService::DownloadService(settings::Settings& settings, DownloadTools tools, QObject* parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>(settings, std::move(tools)))
{
    connect(&m_d->tokens, &TokenStore::placeChanged, this, &DownloadService::tell);
    connect(&m_d->untilNext, &QTimer::timeout, this, [this] {
        if (m_d->hasNews)
            tell();
    });
    const DownloadOrder begun = orderIn(settings);
    if (!settings.get(settings::kDownloadBegun) || filesOf(begun).empty() || begun.target.isEmpty())
        return;
    m_status = asPublished(begun, DownloadState::Interrupted);
    connect(this, &DownloadService::looked, this, [this](const DownloadOrder& order, const hub::PlaceForFiles& place) {
        if (m_status.state != DownloadState::Interrupted || order != m_status.order)
            return;
        m_status.have = std::min(place.have, m_status.bytes);
        tell();
    });
    look(begun);
}

DownloadService::~DownloadService()
{
    m_d->stop.request_stop();
    m_d->pool.waitForDone();
    m_d->looks.waitForDone();
}

void DownloadService::endRun()
{
    m_d->stop.request_stop();
    m_d->stop = {};
    m_d->download.reset();
    ++m_d->run;
}

void DownloadService::remember(bool begun)
{
    settings::Settings& settings = m_d->settings;
    const DownloadOrder& order = m_status.order;
    settings.set(settings::kDownloadModel, order.model);
    settings.set(settings::kDownloadVariant, order.variant);
    settings.set(settings::kDownloadParts, namesOf(order.parts));
    settings.set(settings::kDownloadSource, order.source);
    settings.set(settings::kDownloadTarget, order.target);
    settings.set(settings::kDownloadBegun, begun);
}

void DownloadService::start(const DownloadOrder& order)
{
    endRun();
    const bool isSame = order.target == m_status.order.target && filesOf(order) == filesOf(m_status.order);
    const uint64_t had = isSame ? m_status.have : 0;
    m_status = asPublished(order, DownloadState::Listing);
    m_status.have = std::min(had, m_status.bytes); // until the run says it exactly
    remember(true);
    tell();
    hub::HubServer server = hub::HubServer::named(order.source.toStdString());
    if (server.hasTokenOfEnvironment()) {
        run(std::move(server));
        return;
    }
    const std::string origin = hub::originOf(server.address);
    m_d->tokens.find(origin, [this, number = m_d->run, server](const std::string& token) {
        if (number != m_d->run)
            return;
        hub::HubServer known = server;
        if (!token.empty()) // newer than a login that is in a file
            known.token = token;
        run(std::move(known));
    });
}

void DownloadService::run(hub::HubServer server)
{
    const DownloadOrder& order = m_status.order;
    hub::DownloadOptions options;
    options.server = std::move(server);
    options.cache = toPath(order.target);
    options.fullDisk = hub::FullDisk::Pauses;
    options.retries = {.delay = m_d->delay, .waitsForNetwork = true};
    auto download = std::make_shared<hub::ModelDownload>(filesOf(order), std::move(options));
    m_d->download = download;
    if (m_status.state == DownloadState::Paused)
        download->pause();
    const int number = m_d->run;
    inBackground(
        m_d->pool, this,
        [this, number, download = std::move(download), stop = m_d->stop.get_token()] {
            const auto listener = [&](const hub::DownloadProgress& progress) {
                QMetaObject::invokeMethod(
                    this,
                    [this, number, progress] {
                        if (number == m_d->run)
                            take(progress);
                    },
                    Qt::QueuedConnection);
            };
            return download->run(listener, stop);
        },
        [this, number](const Result<std::vector<hub::DownloadedFile>>& files) {
            if (number == m_d->run)
                end(files);
        });
}

void DownloadService::pause()
{
    if (m_status.state != DownloadState::Listing && m_status.state != DownloadState::Loading)
        return;
    if (m_d->download)
        m_d->download->pause();
    m_status.state = DownloadState::Paused;
    m_status.bytesPerSecond = 0;
    tell();
}

void DownloadService::resume()
{
    switch (m_status.state) {
    case DownloadState::Paused:
        if (m_d->download)
            m_d->download->resume();
        m_status.state = DownloadState::Loading;
        m_status.noRoom.reset();
        tell();
        break;
    case DownloadState::Interrupted:
    case DownloadState::Failed: start(DownloadOrder(m_status.order)); break;
    case DownloadState::None:
    case DownloadState::Listing:
    case DownloadState::Loading:
    case DownloadState::Finished: break;
    }
}

void DownloadService::stop()
{
    endRun();
    m_status.state = DownloadState::None;
    m_status.bytesPerSecond = 0;
    m_status.error.reset();
    m_status.noRoom.reset();
    remember(false);
    tell();
}

void DownloadService::setSource(const QString& source)
{
    DownloadOrder order = m_status.order;
    if (order.source == source)
        return;
    order.source = source;
    switch (m_status.state) {
    case DownloadState::Listing:
    case DownloadState::Loading:
    case DownloadState::Failed: start(order); break;
    case DownloadState::Paused:
        start(order);
        pause();
        break;
    case DownloadState::Interrupted:
        m_status.order = order;
        remember(true);
        tell();
        break;
    case DownloadState::None:
    case DownloadState::Finished: break;
    }
}

void DownloadService::setToken(const QString& source, const QString& token)
{
    m_d->tokens.keep(hub::originOf(hub::HubServer::named(source.toStdString()).address), token.toStdString());
    if (m_status.order.source == source && (m_status.isRunning() || m_status.state == DownloadState::Failed))
        start(DownloadOrder(m_status.order));
}

const TokenStore& DownloadService::tokens() const
{
    return m_d->tokens;
}

SourceMeter& DownloadService::meter() const
{
    return m_d->meter;
}

void DownloadService::look(const DownloadOrder& order)
{
    const int question = ++m_d->question;
    inBackground(
        m_d->looks, this,
        [files = filesOf(order), target = toPath(order.target)] { return hub::lookAtPlace(files, target); },
        [this, question, order](const hub::PlaceForFiles& place) {
            if (question == m_d->question)
                Q_EMIT looked(order, place);
        });
}

void DownloadService::take(const hub::DownloadProgress& progress)
{
    // A full disk pauses it, and room lets it go on.
    if (progress.noRoom)
        m_status.state = DownloadState::Paused;
    else if (m_status.state == DownloadState::Listing || m_status.noRoom)
        m_status.state = DownloadState::Loading;
    m_status.noRoom = progress.noRoom;
    m_status.files = progress.files;
    m_status.bytes = progress.bytes();
    m_status.have = progress.have();
    m_status.bytesPerSecond = m_status.state == DownloadState::Paused ? 0 : progress.bytesPerSecond();
    tellSoon();
}

void DownloadService::end(const Result<std::vector<hub::DownloadedFile>>& files)
{
    m_d->download.reset();
    m_status.bytesPerSecond = 0;
    if (files) {
        m_status.state = DownloadState::Finished;
        remember(false);
        tell();
        Q_EMIT finished(*files);
    } else {
        m_status.state = DownloadState::Failed;
        m_status.error = files.error();
        tell();
    }
}

void DownloadService::tell()
{
    m_d->hasNews = false;
    m_d->untilNext.start();
    Q_EMIT changed();
}

void DownloadService::tellSoon()
{
    m_d->hasNews = true;
    if (!m_d->untilNext.isActive())
        tell();
}

} // namespace studio::ui
