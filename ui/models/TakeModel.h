// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <QAbstractListModel>
#include <QHash>
#include <QImage>
#include <QList>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace studio::ui {

class FileWorker;

// The takes deleted in one step, for its undo. Opaque to all but TakeModel.
class TakeDeletion {
private:
    friend class TakeModel;
    struct Files; // the file worker's

    bool m_away = true; // the wanted state; the files follow
    int m_wishes = 0; // number of changes of m_away
    std::vector<int> m_numbers; // of its takes that are in the list
    std::filesystem::path m_folder;
    std::shared_ptr<Files> m_files;
};

// The takes of the takes folder, newest first. The folder and thumbnails are read, and
// changes written, in the background. The list changes at once; after a failed write the folder is read again.
class TakeModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        TakeRole = Qt::UserRole, // project::Take
        ThumbnailRole, // QImage; null until it is there
        NumberRole,
        StateRole, // int of project::TakeState
        SecondsRole,
        StarRole,
        NameRole,
        PresetRole,
        ProgressRole, // 0 to 1, of a running one
        OriginRole, // number of the take of this list that it was made from; 0: none
    };

    using Deletion = std::shared_ptr<TakeDeletion>;

    explicit TakeModel(FileWorker& files, project::MoveToTrash trash = {}, QObject* parent = nullptr); // borrowed
    ~TakeModel() override;

    void setFolder(const QString& folder); // reads it if it differs
    void reload();
    // Updates the running take, a new one or one that is continued (`part`: 0 to 1; none: nothing runs), and replaces
    // it by the ended take.
    void setRunning(const std::optional<project::Take>& take, double part);
    void takeEnded(const project::Take& take);
    void setThumbnail(int number, const QImage& image); // of the running take, from a frame of it

    [[nodiscard]] const std::vector<project::Take>& takes() const { return m_takes; }
    [[nodiscard]] const project::Take* byNumber(int number) const;
    [[nodiscard]] QModelIndex indexOf(int number) const;

    // Change the take's JSON. Error: BadOption (no such take, or it is being rendered). failed() reports errors of the
    // write: NotWritable, DiskFull.
    Status rename(int number, const QString& name);
    Status setStar(int number, bool star);
    // BadOption also if the take has another film by now.
    Status setScores(int number, const std::filesystem::path& movie, const FilmScores& scores);
    // Moves all of them to the trash, or none (BadOption). restore() works until the trash is emptied.
    Result<Deletion> remove(const std::vector<int>& numbers);
    // Undo and redo of a deletion; no effect if already done. A take is listed again once its film is back; restored()
    // or restoreFailed() reports the result.
    void restore(const Deletion& deletion);
    void removeAgain(const Deletion& deletion);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    // The films' URIs for other programs, and the takes' numbers for the queue.
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;
    [[nodiscard]] static const QString& numbersType();
    [[nodiscard]] static QList<int> numbersIn(const QMimeData& data); // empty if the data is another process's

Q_SIGNALS:
    void loaded(); // the folder was read, or a take was added
    void failed(const studio::Error& error); // a change could not be written
    // These are in the list again, under the number that they have now and had before: it may have been given away.
    void restored(const std::vector<std::pair<int, int>>& numbers);
    void restoreFailed(const studio::Error& error); // FileMissing: somebody emptied the trash
    void recovered(const std::vector<studio::project::Take>& takes); // takes that a killed program was making

private:
    struct Private;

    void readFolder();
    void removeFiles(const Deletion& deletion);
    void insert(const project::Take& take);
    void write(std::function<Status(const project::TakeStore&)> change);
    void fetchThumbnail(const project::Take& take);
    template<typename Change>
    Status change(int number, Change apply);

    std::vector<project::Take> m_takes;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
