// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/TakeModel.h"

#include "core/jobs/TakeRecovery.h"
#include "core/media/Thumbnail.h"
#include "ui/services/Background.h"
#include "ui/services/FileWorker.h"
#include "ui/services/Text.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QIODevice>
#include <QMimeData>
#include <QThreadPool>
#include <QUrl>

#include <algorithm>

namespace studio::ui {
namespace {

constexpr int kThumbnailSide = 320; // pixels: a tile on a screen of two dots per pixel

QImage thumbnailOf(const std::filesystem::path& movie)
{
    const Result<media::Picture> picture = media::movieThumbnail(movie, kThumbnailSide);
    if (!picture)
        return {};
    return QImage(picture->rgb.data(), picture->width, picture->height, qsizetype{3} * picture->width,
                  QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

} // namespace

struct TakeModel::Private {
    FileWorker& files;
    QThreadPool pool{}; // reads
    std::filesystem::path folder{};
    QHash<int, QImage> thumbnails{}; // by number
    std::optional<int> running{}; // number
    double part = 0;
    std::vector<project::Take> removed{};
    int question = 0;
    int changes = 0; // so many were given to the worker
};

TakeModel::TakeModel(FileWorker& files, QObject* parent)
    : QAbstractListModel(parent)
    , m_d(new Private{.files = files})
{
    m_d->pool.setMaxThreadCount(1);
}

TakeModel::~TakeModel()
{
    m_d->pool.waitForDone();
    if (!m_d->folder.empty() && !m_d->removed.empty()) // What was removed can't come back any more.
        write([](const project::TakeStore& store) {
            store.purge();
            return Status(kDone);
        });
}

void TakeModel::setFolder(const QString& folder)
{
    m_d->folder = toPath(folder);
    m_d->thumbnails.clear();
    reload();
}

void TakeModel::reload()
{
    ++m_d->question;
    m_d->files.run(
        this, [] { return true; }, [this](bool) { readFolder(); }); // Behind all that is still to be written.
}

void TakeModel::readFolder()
{
    const int question = m_d->question;
    const int changes = m_d->changes;
    inBackground(
        m_d->pool, this,
        [folder = m_d->folder] {
            const project::TakeStore store(folder);
            jobs::recoverTakes(store);
            return store.load();
        },
        [this, question, changes](std::vector<project::Take> found) {
            if (question != m_d->question)
                return;
            if (changes != m_d->changes) { // Meanwhile the list knows better than what was read.
                reload();
                return;
            }
            std::erase_if(found, [this](const project::Take& take) {
                return take.state == project::TakeState::Rendering || take.number == m_d->running;
            });
            beginResetModel();
            std::vector<project::Take> all;
            if (m_d->running && !m_takes.empty() && m_takes.front().number == *m_d->running)
                all.push_back(m_takes.front());
            all.insert(all.end(), found.begin(), found.end());
            m_takes = std::move(all);
            endResetModel();
            for (const project::Take& take : m_takes)
                fetchThumbnail(take);
            Q_EMIT loaded();
        });
}

void TakeModel::fetchThumbnail(const project::Take& take)
{
    if (m_d->thumbnails.contains(take.number) || take.state == project::TakeState::Rendering)
        return;
    inBackground(
        m_d->pool, this, [movie = take.movie] { return thumbnailOf(movie); },
        [this, number = take.number](const QImage& image) { setThumbnail(number, image); });
}

void TakeModel::setThumbnail(int number, const QImage& image)
{
    if (image.isNull())
        return;
    m_d->thumbnails.insert(number, image);
    if (const QModelIndex index = indexOf(number); index.isValid())
        Q_EMIT dataChanged(index, index, {ThumbnailRole});
}

void TakeModel::setRunning(const std::optional<project::Take>& take, double part)
{
    m_d->part = part;
    if (!take) { // What became of it comes with takeEnded().
        m_d->running.reset();
        return;
    }
    if (m_d->running != take->number) {
        beginInsertRows({}, 0, 0);
        m_takes.insert(m_takes.begin(), *take);
        m_d->running = take->number;
        endInsertRows();
        return;
    }
    m_takes.front() = *take;
    Q_EMIT dataChanged(index(0), index(0));
}

void TakeModel::takeEnded(const project::Take& take)
{
    m_d->running.reset();
    if (take.number == 0)
        return;
    const QModelIndex known = indexOf(take.number);
    if (take.movie.empty()) { // Nothing was made.
        if (known.isValid()) {
            beginRemoveRows({}, known.row(), known.row());
            m_takes.erase(m_takes.begin() + known.row());
            endRemoveRows();
        }
        return;
    }
    if (known.isValid()) {
        m_takes[static_cast<size_t>(known.row())] = take;
        Q_EMIT dataChanged(known, known);
    } else {
        beginInsertRows({}, 0, 0);
        m_takes.insert(m_takes.begin(), take);
        endInsertRows();
    }
    fetchThumbnail(take);
    Q_EMIT loaded();
}

const project::Take* TakeModel::byNumber(int number) const
{
    const QModelIndex index = indexOf(number);
    return index.isValid() ? &m_takes[static_cast<size_t>(index.row())] : nullptr;
}

QModelIndex TakeModel::indexOf(int number) const
{
    const auto found = std::find_if(m_takes.begin(), m_takes.end(),
                                    [number](const project::Take& take) { return take.number == number; });
    return found != m_takes.end() ? index(static_cast<int>(std::distance(m_takes.begin(), found))) : QModelIndex();
}

void TakeModel::write(std::function<Status(const project::TakeStore&)> change)
{
    ++m_d->changes;
    m_d->files.run(
        this, [folder = m_d->folder, change = std::move(change)] { return change(project::TakeStore(folder)); },
        [this](const Status& written) {
            if (written)
                return;
            reload();
            Q_EMIT failed(written.error());
        });
}

template<typename Change>
Status TakeModel::change(int number, Change apply)
{
    const QModelIndex index = indexOf(number);
    if (!index.isValid())
        return Error{ErrorCode::BadOption, std::to_string(number), "no such take"};
    project::Take& take = m_takes[static_cast<size_t>(index.row())];
    if (take.state == project::TakeState::Rendering)
        return Error{ErrorCode::BadOption, std::to_string(number), "it is being rendered"};
    apply(take);
    write([take](const project::TakeStore& store) { return store.update(take); });
    Q_EMIT dataChanged(index, index);
    return kDone;
}

Status TakeModel::rename(int number, const QString& name)
{
    return change(number, [&](project::Take& take) { take.name = name.toStdString(); });
}

Status TakeModel::setStar(int number, bool star)
{
    return change(number, [star](project::Take& take) { take.star = star; });
}

Status TakeModel::remove(int number)
{
    const QModelIndex index = indexOf(number);
    if (!index.isValid() || m_takes[static_cast<size_t>(index.row())].state == project::TakeState::Rendering)
        return Error{ErrorCode::BadOption, std::to_string(number), "no such take, or it is being rendered"};
    project::Take take = m_takes[static_cast<size_t>(index.row())];
    beginRemoveRows({}, index.row(), index.row());
    m_takes.erase(m_takes.begin() + index.row());
    endRemoveRows();
    m_d->removed.push_back(take);
    write([take](const project::TakeStore& store) { return store.remove(take); });
    return kDone;
}

Status TakeModel::restoreLast()
{
    if (m_d->removed.empty())
        return Error{ErrorCode::BadOption, {}, "nothing was removed"};
    project::Take take = std::move(m_d->removed.back());
    m_d->removed.pop_back();
    write([take](const project::TakeStore& store) { return store.restore(take); });
    const auto place = std::find_if(m_takes.begin(), m_takes.end(),
                                    [&](const project::Take& other) { return other.number < take.number; });
    const auto row = static_cast<int>(std::distance(m_takes.begin(), place));
    beginInsertRows({}, row, row);
    m_takes.insert(place, std::move(take));
    endInsertRows();
    return kDone;
}

int TakeModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_takes.size());
}

QVariant TakeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const project::Take& take = m_takes[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole: return QString::fromStdString(take.name);
    case TakeRole: return QVariant::fromValue(take);
    case ThumbnailRole: return m_d->thumbnails.value(take.number);
    case NumberRole: return take.number;
    case StateRole: return static_cast<int>(take.state);
    case SecondsRole: return take.seconds();
    case StarRole: return take.star;
    case PresetRole: return QString::fromStdString(take.scene.preset);
    case ProgressRole: return take.number == m_d->running ? m_d->part : 1.0;
    default: return {};
    }
}

QHash<int, QByteArray> TakeModel::roleNames() const
{
    return {{TakeRole, "take"},   {ThumbnailRole, "thumbnail"}, {NumberRole, "number"},
            {StateRole, "state"}, {SecondsRole, "seconds"},     {StarRole, "star"},
            {NameRole, "name"},   {PresetRole, "preset"},       {ProgressRole, "progress"}};
}

Qt::ItemFlags TakeModel::flags(const QModelIndex& index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren
                           : Qt::NoItemFlags;
}

QStringList TakeModel::mimeTypes() const
{
    return {QStringLiteral("text/uri-list"), numbersType()};
}

QMimeData* TakeModel::mimeData(const QModelIndexList& indexes) const
{
    QList<QUrl> urls;
    QList<int> numbers;
    for (const QModelIndex& index : indexes) {
        const project::Take& take = m_takes[static_cast<size_t>(index.row())];
        numbers.append(take.number);
        if (!take.movie.empty())
            urls.append(QUrl::fromLocalFile(fromPath(take.movie)));
    }
    QByteArray bytes;
    QDataStream(&bytes, QIODevice::WriteOnly) << QCoreApplication::applicationPid() << numbers;
    auto* const data = new QMimeData; // The view's from now on.
    data->setUrls(urls);
    data->setData(numbersType(), bytes);
    return data;
}

const QString& TakeModel::numbersType()
{
    static const QString kType = QStringLiteral("application/x-live-avatar-takes");
    return kType;
}

QList<int> TakeModel::numbersIn(const QMimeData& data)
{
    qint64 program = 0;
    QList<int> numbers;
    QDataStream stream(data.data(numbersType()));
    stream >> program >> numbers;
    return program == QCoreApplication::applicationPid() ? numbers : QList<int>();
}

} // namespace studio::ui
