// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/TakeModel.h"

#include "core/jobs/TakeRecovery.h"
#include "core/media/Thumbnail.h"
#include "ui/services/Background.h"
#include "ui/services/FileWorker.h"
#include "ui/services/Images.h"
#include "ui/services/Text.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QIODevice>
#include <QMimeData>
#include <QThreadPool>
#include <QUrl>

#include <algorithm>
#include <iterator>

namespace studio::ui {
namespace {

constexpr int kThumbnailSide = 320; // pixels: a tile at a device pixel ratio of 2

QImage thumbnailOf(const std::filesystem::path& movie)
{
    const Result<media::Picture> picture = media::movieThumbnail(movie, kThumbnailSide);
    return picture ? imageOf(*picture) : QImage();
}

// Newest first.
std::vector<project::Take>::const_iterator placeFor(const std::vector<project::Take>& takes, int number)
{
    return std::find_if(takes.begin(), takes.end(),
                        [number](const project::Take& other) { return other.number < number; });
}

// Lets a restored take name the takes that it was made from by the numbers that these have now. `numbers`: of those
// that came back with it, now and before. Errors: as TakeStore::update().
Status followOrigin(project::Take& take, const std::vector<std::pair<int, int>>& numbers,
                    const project::TakeStore& store)
{
    const project::Take before = take;
    std::vector<int*> origins{&take.parent, &take.finalOf};
    for (project::TakePart& part : take.parts)
        origins.push_back(&part.take);
    for (int* const origin : origins) {
        const auto back = std::find_if(numbers.begin(), numbers.end(),
                                       [origin](const std::pair<int, int>& each) { return each.second == *origin; });
        if (back != numbers.end())
            *origin = back->first;
    }
    return take == before ? kDone : store.update(take);
}

} // namespace

struct TakeDeletion::Files {
    std::vector<project::Take> here; // in the folder
    std::vector<project::DeletedTake> away; // in the trash
};

struct TakeModel::Private {
    FileWorker& files;
    project::MoveToTrash trash{};
    QThreadPool pool{}; // for reading
    std::filesystem::path folder{};
    QHash<int, QImage> thumbnails{}; // by number
    std::optional<int> running{}; // number
    double part = 0;
    int question = 0;
    int changes = 0; // changes of the list; a reading of the folder from before the latest one is outdated
};

TakeModel::TakeModel(FileWorker& files, project::MoveToTrash trash, QObject* parent)
    : QAbstractListModel(parent)
    , m_d(new Private{.files = files, .trash = std::move(trash)})
{
    m_d->pool.setMaxThreadCount(1);
}

TakeModel::~TakeModel()
{
    m_d->pool.waitForDone();
}

void TakeModel::setFolder(const QString& folder)
{
    if (m_d->folder == toPath(folder)) // Called for every change on the files page.
        return;
    m_d->folder = toPath(folder);
    m_d->thumbnails.clear();
    reload();
}

void TakeModel::reload()
{
    ++m_d->question;
    m_d->files.run(
        this, [] { return true; }, [this](bool) { readFolder(); }); // After all pending writes.
}

void TakeModel::readFolder()
{
    const int question = m_d->question;
    const int changes = m_d->changes;
    inBackground(
        m_d->pool, this,
        [folder = m_d->folder] {
            const project::TakeStore store(folder);
            std::vector<project::Take> recovered = jobs::recoverTakes(store);
            return std::pair(std::move(recovered), store.load());
        },
        [this, question, changes](const std::pair<std::vector<project::Take>, std::vector<project::Take>>& read) {
            const auto& [rescued, found] = read;
            if (!rescued.empty())
                Q_EMIT recovered(rescued);
            if (question != m_d->question)
                return;
            if (changes != m_d->changes) { // The list has changed during the reading: read again.
                reload();
                return;
            }
            beginResetModel();
            std::vector<project::Take> all;
            std::copy_if(found.begin(), found.end(), std::back_inserter(all), [this](const project::Take& take) {
                return take.state != project::TakeState::Rendering && take.number != m_d->running;
            });
            if (const project::Take* running = m_d->running ? byNumber(*m_d->running) : nullptr)
                all.insert(placeFor(all, running->number), *running);
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
        [this, take](const QImage& image) { // Another folder may be open by now, with a take of this number.
            if (const project::Take* now = byNumber(take.number); now && now->movie == take.movie)
                setThumbnail(take.number, image);
        });
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
    if (!take) { // takeEnded() brings the result.
        m_d->running.reset();
        return;
    }
    m_d->running = take->number;
    const QModelIndex known = indexOf(take->number);
    if (!known.isValid()) {
        beginInsertRows({}, 0, 0);
        m_takes.insert(m_takes.begin(), *take);
        endInsertRows();
        return;
    }
    m_takes[static_cast<size_t>(known.row())] = *take; // It is continued, or goes on.
    Q_EMIT dataChanged(known, known);
}

void TakeModel::takeEnded(const project::Take& take)
{
    if (m_d->running == take.number)
        m_d->running.reset();
    if (take.number == 0)
        return;
    ++m_d->changes;
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
        fetchThumbnail(take);
    } else {
        insert(take);
    }
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

Status TakeModel::setScores(int number, const std::filesystem::path& movie, const FilmScores& scores)
{
    const project::Take* const take = byNumber(number);
    if (!take || take->movie != movie)
        return Error{ErrorCode::BadOption, movie.string(), "no such take"};
    return change(number, [&scores](project::Take& scored) { scored.scores = scores; });
}

Result<TakeModel::Deletion> TakeModel::remove(const std::vector<int>& numbers)
{
    auto deletion = std::make_shared<TakeDeletion>();
    deletion->m_numbers = numbers;
    deletion->m_folder = m_d->folder;
    deletion->m_files = std::make_shared<TakeDeletion::Files>();
    for (const int number : numbers) {
        const project::Take* take = byNumber(number);
        if (!take || take->state == project::TakeState::Rendering)
            return Error{ErrorCode::BadOption, std::to_string(number), "no such take, or it is being rendered"};
        deletion->m_files->here.push_back(*take); // No other thread has m_files yet.
    }
    removeFiles(deletion);
    return deletion;
}

void TakeModel::removeAgain(const Deletion& deletion)
{
    if (std::exchange(deletion->m_away, true))
        return;
    ++deletion->m_wishes;
    removeFiles(deletion);
}

void TakeModel::removeFiles(const Deletion& deletion)
{
    for (const int number : deletion->m_folder == m_d->folder ? deletion->m_numbers : std::vector<int>()) {
        const QModelIndex index = indexOf(number);
        if (!index.isValid())
            continue;
        beginRemoveRows({}, index.row(), index.row());
        m_takes.erase(m_takes.begin() + index.row());
        m_d->thumbnails.remove(number); // Another take may get the number.
        endRemoveRows();
    }
    write([trash = m_d->trash, folder = deletion->m_folder, files = deletion->m_files](const project::TakeStore&) {
        const project::TakeStore store(folder);
        Status done = kDone;
        for (const project::Take& take : std::exchange(files->here, {})) {
            Result<project::DeletedTake> deleted = store.remove(take, trash);
            if (deleted)
                files->away.push_back(std::move(*deleted));
            else // It stays in the folder and leaves this deletion.
                done = deleted.error();
        }
        return done;
    });
}

void TakeModel::restore(const Deletion& deletion)
{
    if (!std::exchange(deletion->m_away, false))
        return;
    struct Back {
        std::vector<project::Take> takes{};
        std::vector<std::pair<int, int>> numbers{}; // now and before
        Status done = kDone;
    };
    ++m_d->changes;
    m_d->files.run(
        this,
        [folder = deletion->m_folder, files = deletion->m_files] {
            const project::TakeStore store(folder);
            Back back;
            for (project::DeletedTake& deleted : std::exchange(files->away, {})) {
                Result<project::Take> take = store.restore(deleted);
                if (take) {
                    back.numbers.emplace_back(take->number, deleted.take.number);
                    back.takes.push_back(std::move(*take));
                } else {
                    back.done = take.error();
                    files->away.push_back(std::move(deleted));
                }
            }
            for (project::Take& take : back.takes) {
                if (Status written = followOrigin(take, back.numbers, store); !written)
                    back.done = written;
            }
            files->here.insert(files->here.end(), back.takes.begin(), back.takes.end());
            return back;
        },
        [this, deletion, wish = ++deletion->m_wishes](const Back& back) {
            if (!back.done)
                Q_EMIT restoreFailed(back.done.error());
            if (wish != deletion->m_wishes) // A newer removal or restoration is under way.
                return;
            deletion->m_numbers.clear();
            for (const project::Take& take : back.takes) {
                deletion->m_numbers.push_back(take.number);
                if (deletion->m_folder == m_d->folder && !indexOf(take.number).isValid())
                    insert(take);
            }
            if (!back.numbers.empty())
                Q_EMIT restored(back.numbers);
        });
}

void TakeModel::insert(const project::Take& take)
{
    const auto place = placeFor(m_takes, take.number);
    const auto row = static_cast<int>(std::distance(m_takes.cbegin(), place));
    beginInsertRows({}, row, row);
    m_takes.insert(place, take);
    endInsertRows();
    fetchThumbnail(take);
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
    case OriginRole: {
        const auto from = std::find_if(m_takes.begin(), m_takes.end(),
                                       [&take](const project::Take& other) { return take.isMadeFrom(other); });
        return from != m_takes.end() ? from->number : 0;
    }
    default: return {};
    }
}

QHash<int, QByteArray> TakeModel::roleNames() const
{
    return {{TakeRole, "take"},         {ThumbnailRole, "thumbnail"}, {NumberRole, "number"}, {StateRole, "state"},
            {SecondsRole, "seconds"},   {StarRole, "star"},           {NameRole, "name"},     {PresetRole, "preset"},
            {ProgressRole, "progress"}, {OriginRole, "origin"}};
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
