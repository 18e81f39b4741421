// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/TakeRecovery.h"
#include "tests/support/ClapFilm.h"
#include "ui/models/ExportModel.h"
#include "ui/models/PresetModel.h"
#include "ui/models/QueueModel.h"
#include "ui/models/TakeModel.h"
#include "ui/presenters/JobRows.h"
#include "ui/services/FileWorker.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QListView>
#include <QMimeData>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace studio;
using namespace studio::ui;

namespace {

jobs::Job job(jobs::JobId id, jobs::JobState state, std::optional<double> seconds)
{
    jobs::Job made;
    made.id = id;
    made.state = state;
    made.promise.promisedSeconds = seconds;
    return made;
}

class TestListModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void takesComeFromTheirFolderWithThumbnails();
    void theSameFolderIsNotReadAgain();
    void theRunningTakeStandsInFront();
    void aTakeThatEndsWhileTheFolderIsReadStays();
    void takesAreRenamedStarredAndRemoved();
    void whatCannotBeWrittenIsToldAndComesBack();
    void jobsSayWhenTheyEnd();
    void unknownTimesAreNotAddedUp();
    void droppedJobsMove();
    void selectionSurvivesTheQueuesChanges();
    void jobsSayWhatTheyAreMadeOf();
    void exportsStandBehindTheJobs();
    void presetsHaveASeparator();
    void presetsAreReadAndImportedInTheBackground();

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    // A finished take with a film of three frames.
    project::Take makeTake() const
    {
        project::TakeStore store(m_folder->path().toStdString());
        project::Take take = *store.create({.sceneName = "s"}, "{take}");
        test::writeClick(path("click.wav").toStdString(), 1, 0.5);
        if (!test::writeClapFilm(take.movie, path("click.wav").toStdString(), 3, 0))
            qFatal("the film can't be written");
        take.state = project::TakeState::Finished;
        take.framesMade = 3;
        (void)store.update(take);
        return take;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestListModels::takesComeFromTheirFolderWithThumbnails()
{
    makeTake();
    makeTake();
    FileWorker files;
    TakeModel model(files);
    const QAbstractItemModelTester tester(&model);
    QSignalSpy loaded(&model, &TakeModel::loaded);
    model.setFolder(m_folder->path());
    QCOMPARE(model.rowCount(), 0); // Nothing is read on this thread.
    QVERIFY(loaded.wait(test::kPatience));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0).data(TakeModel::NumberRole).toInt(), 2); // Newest first.
    QTRY_VERIFY(!model.index(0).data(TakeModel::ThumbnailRole).value<QImage>().isNull());
    QVERIFY(qGray(model.index(0).data(TakeModel::ThumbnailRole).value<QImage>().pixel(5, 5)) > 200);
    const std::unique_ptr<QMimeData> data(model.mimeData({model.index(1)}));
    QCOMPARE(data->urls(), QList<QUrl>{QUrl::fromLocalFile(path("1.mp4"))});
}

void TestListModels::theSameFolderIsNotReadAgain()
{
    makeTake();
    FileWorker files;
    TakeModel model(files);
    QSignalSpy loaded(&model, &TakeModel::loaded);
    model.setFolder(m_folder->path());
    QVERIFY(loaded.wait(test::kPatience));
    const auto hasThumbnail = [&] { return !model.index(0).data(TakeModel::ThumbnailRole).value<QImage>().isNull(); };
    QTRY_VERIFY(hasThumbnail());
    model.setFolder(m_folder->path());
    QVERIFY(hasThumbnail());
    QVERIFY(!files.isBusy()); // Nothing is read.
    const QTemporaryDir other;
    model.setFolder(other.path());
    QVERIFY(loaded.wait(test::kPatience));
    QCOMPARE(model.rowCount(), 0);
}

// What was read before says that it is being rendered.
void TestListModels::aTakeThatEndsWhileTheFolderIsReadStays()
{
    const project::TakeStore store(m_folder->path().toStdString());
    makeTake();
    const project::Take finished = makeTake();
    project::Take running = finished;
    running.state = project::TakeState::Rendering;
    QVERIFY(store.update(running));
    const jobs::FolderLock rendering(m_folder->path().toStdString());
    FileWorker files;
    TakeModel model(files);
    const QAbstractItemModelTester tester(&model);
    QSignalSpy loaded(&model, &TakeModel::loaded);
    model.setRunning(running, 0.5);
    bool ended = false;
    connect(&files, &FileWorker::idle, &model, [&] { // The reading has just begun.
        if (std::exchange(ended, true))
            return;
        model.setRunning(std::nullopt, 1);
        files.run(
            &model, [&] { return store.update(finished); }, [](const Status&) {});
        model.takeEnded(finished);
    });
    model.setFolder(m_folder->path());
    QTRY_COMPARE(loaded.size(), 2); // by its end, and by the reading
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(model.byNumber(finished.number));
    QVERIFY(model.byNumber(finished.number)->state == project::TakeState::Finished);

    // The end of one take doesn't touch the next one, which is in the list already.
    project::Take next = makeTake();
    next.state = project::TakeState::Rendering;
    model.setRunning(next, 0);
    model.takeEnded(finished);
    model.setRunning(next, 0.5);
    QCOMPARE(model.rowCount(), 3);
}

void TestListModels::theRunningTakeStandsInFront()
{
    const project::Take first = makeTake();
    FileWorker files;
    TakeModel model(files);
    const QAbstractItemModelTester tester(&model);
    QSignalSpy loaded(&model, &TakeModel::loaded);
    model.setFolder(m_folder->path());
    QVERIFY(loaded.wait(test::kPatience));
    project::Take running = makeTake();
    running.state = project::TakeState::Rendering;
    model.setRunning(running, 0.25);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0).data(TakeModel::ProgressRole).toDouble(), 0.25);
    QVERIFY(!model.setStar(running.number, true)); // Its JSON is the queue's while it runs.
    model.reload();
    QVERIFY(loaded.wait(test::kPatience));
    QCOMPARE(model.rowCount(), 2);
    model.setRunning(std::nullopt, 0);
    running.state = project::TakeState::Finished;
    model.takeEnded(running);
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(model.byNumber(running.number)->state == project::TakeState::Finished);
    // One of which nothing came goes again.
    project::Take empty = running;
    empty.number = 9;
    model.setRunning(empty, 0);
    QCOMPARE(model.rowCount(), 3);
    empty.movie.clear();
    model.takeEnded(empty);
    QCOMPARE(model.rowCount(), 2);
}

void TestListModels::takesAreRenamedStarredAndRemoved()
{
    const int number = makeTake().number;
    makeTake();
    {
        FileWorker files;
        TakeModel model(files);
        const QAbstractItemModelTester tester(&model);
        QSignalSpy loaded(&model, &TakeModel::loaded);
        model.setFolder(m_folder->path());
        QVERIFY(loaded.wait(test::kPatience));
        QVERIFY(model.rename(number, QStringLiteral("The good one")));
        QVERIFY(model.setStar(number, true));
        QVERIFY(!model.setStar(99, true));
        QSignalSpy restored(&model, &TakeModel::restored);
        QVERIFY(!model.remove({2, 99})); // None where one can't be.
        QCOMPARE(model.rowCount(), 2);
        const Result<TakeModel::Deletion> deletion = model.remove({2});
        QVERIFY(deletion);
        QCOMPARE(model.rowCount(), 1);
        model.restore(*deletion);
        QTRY_COMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0).data(TakeModel::NumberRole).toInt(), 2); // At its place.
        model.restore(*deletion); // It is back already.
        model.removeAgain(*deletion);
        QCOMPARE(model.rowCount(), 1);
        model.restore(*deletion); // Faster than the disk.
        model.removeAgain(*deletion);
        model.restore(*deletion);
        QTRY_COMPARE(model.rowCount(), 2);
        model.removeAgain(*deletion);
        QTRY_VERIFY(!files.isBusy());
        QCOMPARE(restored.size(), 2);
    }
    // The end erases nothing.
    QVERIFY(!project::TakeStore(m_folder->path().toStdString()).deletedFolder().empty());
    QVERIFY(std::filesystem::exists(project::TakeStore(m_folder->path().toStdString()).deletedFolder() / "2.mp4"));
    const std::vector<project::Take> takes = project::TakeStore(m_folder->path().toStdString()).load();
    QCOMPARE(takes.size(), size_t{1});
    QCOMPARE(takes[0].name, "The good one");
    QVERIFY(takes[0].star);
}

// Root may write into a folder without permissions, so the folder is none.
void TestListModels::whatCannotBeWrittenIsToldAndComesBack()
{
    const project::Take take = makeTake();
    FileWorker files;
    TakeModel model(files);
    const QAbstractItemModelTester tester(&model);
    QSignalSpy loaded(&model, &TakeModel::loaded);
    QSignalSpy failed(&model, &TakeModel::failed);
    model.setFolder(m_folder->path());
    QVERIFY(loaded.wait(test::kPatience));
    QVERIFY(QFile::remove(QString::fromStdString(take.movie.string())));
    QVERIFY(model.remove({take.number})); // Gone at once ...
    QCOMPARE(model.rowCount(), 0);
    makeTake();
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].value<Error>().code == ErrorCode::FileMissing);
    QTRY_COMPARE(loaded.size(), 2); // It may have come together with the error.
    QCOMPARE(model.rowCount(), 1); // ... and the list is what the folder holds.
}

void TestListModels::jobsSayWhenTheyEnd()
{
    QueueModel model;
    const QAbstractItemModelTester tester(&model);
    jobs::QueueState state;
    state.jobs = {job(1, jobs::JobState::Running, 100), job(2, jobs::JobState::Held, 1000),
                  job(3, jobs::JobState::Waiting, 60)};
    state.started = true;
    model.setState(state);
    QCOMPARE(model.rowCount(), 3);
    jobs::JobProgress progress;
    progress.job = 1;
    progress.secondsLeft = 40;
    progress.stage = jobs::JobStage::Frames;
    progress.planned.frames = 1;
    progress.forward = 1;
    progress.forwards = 2;
    model.setProgress(progress);
    QCOMPARE(model.index(0).data(QueueModel::ProgressRole).toDouble(), 0.25);
    const QueueModel::Total total = model.total();
    QCOMPARE(total.jobs, 2); // The held one isn't counted.
    QCOMPARE(total.seconds, 100.0);
    const QDateTime now = QDateTime::currentDateTime();
    const auto after = [&](int row) { return now.secsTo(model.index(row).data(QueueModel::EndTimeRole).toDateTime()); };
    QVERIFY(std::abs(after(0) - 40) <= 2);
    QVERIFY(!model.index(1).data(QueueModel::EndTimeRole).toDateTime().isValid());
    QVERIFY(std::abs(after(2) - 100) <= 2);
    QVERIFY(total.end);
    state.started = false; // The first is made alone.
    model.setState(state);
    QVERIFY(std::abs(after(0) - 40) <= 2);
    QVERIFY(!model.index(2).data(QueueModel::EndTimeRole).toDateTime().isValid());
    QVERIFY(!model.total().end);
    state.ordered = {3}; // with the same press as the first
    model.setState(state);
    QVERIFY(std::abs(after(2) - 100) <= 2);
}

void TestListModels::unknownTimesAreNotAddedUp()
{
    QueueModel model;
    jobs::QueueState state;
    state.jobs = {job(1, jobs::JobState::Waiting, {}), job(2, jobs::JobState::Waiting, 60)};
    model.setState(state);
    QCOMPARE(model.total().jobs, 2);
    QVERIFY(!model.total().seconds && !model.total().end);
    QVERIFY(!model.index(1).data(QueueModel::EndTimeRole).toDateTime().isValid());
    QVERIFY(!model.index(0).data(QueueModel::SecondsRole).isValid());
    QCOMPARE(model.index(1).data(QueueModel::SecondsRole).toDouble(), 60.0);
}

void TestListModels::droppedJobsMove()
{
    QueueModel model;
    jobs::QueueState state;
    state.jobs = {job(1, jobs::JobState::Running, {}), job(2, jobs::JobState::Waiting, {}),
                  job(3, jobs::JobState::Waiting, {}), job(4, jobs::JobState::Held, {})};
    model.setState(state);
    QSignalSpy wished(&model, &QueueModel::moveWished);
    QVERIFY(!(model.flags(model.index(0)) & Qt::ItemIsDragEnabled)); // The running one stays.
    const std::unique_ptr<QMimeData> data(model.mimeData({model.index(3)}));
    model.dropMimeData(data.get(), Qt::MoveAction, 1, 0, {}); // Before job 2.
    QCOMPARE(wished.takeFirst(), (QVariantList{qint64{4}, 0}));
    const std::unique_ptr<QMimeData> second(model.mimeData({model.index(1)}));
    model.dropMimeData(second.get(), Qt::MoveAction, 4, 0, {}); // Behind the last.
    QCOMPARE(wished.takeFirst(), (QVariantList{qint64{2}, 2}));
    QMimeData foreign;
    foreign.setText(QStringLiteral("no job"));
    model.dropMimeData(&foreign, Qt::MoveAction, 1, 0, {});
    QVERIFY(wished.isEmpty());
}

// Jobs move, come, go and begin; views keep what was selected.
void TestListModels::selectionSurvivesTheQueuesChanges()
{
    FileWorker files;
    TakeModel takes(files);
    QueueModel queue;
    ExportModel exports;
    const PresetModel presets(files, path("presets.json"));
    const ModelCatalogue models;
    JobRows rows(queue, exports, takes, presets, models);
    const QAbstractItemModelTester tester(&queue);
    const QAbstractItemModelTester testerOfRows(&rows);
    QListView view;
    view.setSelectionMode(QAbstractItemView::ExtendedSelection);
    view.setModel(&rows);
    QSignalSpy reset(&rows, &QAbstractItemModel::modelReset);
    const auto show = [&](const std::vector<jobs::JobId>& ids) {
        jobs::QueueState state;
        for (const jobs::JobId id : ids)
            state.jobs.push_back(job(id, jobs::JobState::Waiting, {}));
        queue.setState(state);
    };
    const auto selected = [&] {
        QList<qint64> ids;
        for (const QModelIndex& each : view.selectionModel()->selectedIndexes())
            ids.append(each.data(QueueModel::IdRole).toLongLong());
        return ids;
    };
    const auto ids = [&] {
        QList<qint64> all;
        for (int row = 0; row < queue.rowCount(); ++row)
            all.append(queue.index(row).data(QueueModel::IdRole).toLongLong());
        return all;
    };
    show({1, 2, 3, 4});
    view.setCurrentIndex(rows.index(1, 0));
    for (const std::vector<jobs::JobId>& next : std::initializer_list<std::vector<jobs::JobId>>{
             {1, 3, 2, 4}, {1, 3, 4, 2}, {2, 1, 3, 4}, {2, 1, 3, 4, 5}, {9, 2, 1, 7, 3, 5}, {2, 9}, {3, 2, 1}}) {
        show(next);
        QCOMPARE(ids(), QList<qint64>(next.begin(), next.end()));
        QCOMPARE(selected(), QList<qint64>{2});
        QCOMPARE(view.currentIndex().data(QueueModel::IdRole).toLongLong(), qint64{2});
    }
    show({3, 1});
    QVERIFY(selected().isEmpty());
    show({});
    QCOMPARE(rows.rowCount(), 0);
    QCOMPARE(reset.size(), 0);
}

void TestListModels::jobsSayWhatTheyAreMadeOf()
{
    FileWorker files;
    TakeModel takes(files);
    QueueModel queue;
    ExportModel exports;
    const PresetModel presets(files, path("presets.json"));
    const ModelCatalogue models;
    JobRows rows(queue, exports, takes, presets, models);
    jobs::QueueState state;
    state.jobs = {job(1, jobs::JobState::Waiting, {}), job(2, jobs::JobState::Waiting, {}),
                  job(3, jobs::JobState::Waiting, {})};
    for (jobs::Job& each : state.jobs) {
        each.sceneName = "the same prompt";
        each.scene.portrait = "/faces/ada.png";
        each.scene.voice = "/voices/welcome.wav";
    }
    state.jobs[0].film.clips = 4;
    state.jobs[0].film.frames = 187;
    state.jobs[1].scene.portrait = "/faces/bruno.png";
    state.jobs[1].scene.settings.clips = 50; // of a voice that has fewer
    state.jobs[1].film.clips = 4;
    state.jobs[2].finalOf = 6;
    state.jobs[2].scene.settings.clips = 20;
    queue.setState(state);
    const auto text = [&](int row) { return rows.index(row, 0).data(Qt::AccessibleTextRole).toString(); };
    QVERIFY2(text(0).contains(QStringLiteral("ada + welcome")), qPrintable(text(0)));
    QVERIFY2(text(0).contains(QStringLiteral("whole voice, 0:07")), qPrintable(text(0)));
    QVERIFY2(text(1).contains(QStringLiteral("bruno + welcome")), qPrintable(text(1)));
    QVERIFY2(text(1).contains(QStringLiteral("4 clip")), qPrintable(text(1)));
    QVERIFY2(text(2).contains(QStringLiteral("final of take 6, ada + welcome")), qPrintable(text(2)));
    QVERIFY2(text(2).contains(QStringLiteral("20 clip")), qPrintable(text(2)));
}

void TestListModels::exportsStandBehindTheJobs()
{
    FileWorker files;
    TakeModel takes(files);
    QueueModel queue;
    ExportModel exports;
    const PresetModel presets(files, path("presets.json"));
    const ModelCatalogue models;
    JobRows rows(queue, exports, takes, presets, models);
    const QAbstractItemModelTester tester(&rows);
    const auto made = [](int id, ExportState state, double part) {
        ExportJob job;
        job.id = id;
        job.order.target = "/films/" + std::to_string(id) + ".mp4";
        job.state = state;
        job.part = part;
        return job;
    };
    const auto shown = [&] {
        QStringList all;
        for (int i = 0; i < rows.rowCount(); ++i)
            all.append(rows.index(i, 0).data(Qt::AccessibleTextRole).toString().section(QStringLiteral(", "), 0, 0));
        return all;
    };
    exports.update(made(1, ExportState::Running, 0.5));
    jobs::QueueState state;
    state.jobs = {job(1, jobs::JobState::Waiting, {}), job(2, jobs::JobState::Waiting, {})};
    state.jobs[0].sceneName = "first";
    state.jobs[1].sceneName = "second";
    queue.setState(state);
    exports.update(made(2, ExportState::Waiting, 0));
    QCOMPARE(shown(),
             (QStringList{QStringLiteral("first"), QStringLiteral("second"), QStringLiteral("1.mp4"),
                          QStringLiteral("2.mp4")}));
    QCOMPARE(exports.atWork(), 2);
    QVERIFY(rows.flags(rows.index(0, 0)) & Qt::ItemIsDragEnabled);
    QVERIFY(!(rows.flags(rows.index(2, 0)) & Qt::ItemIsDragEnabled));

    // What is let go among the exports comes last among the jobs.
    QSignalSpy wished(&queue, &QueueModel::moveWished);
    const std::unique_ptr<QMimeData> first(rows.mimeData({rows.index(0, 0)}));
    QVERIFY(rows.canDropMimeData(first.get(), Qt::MoveAction, 3, 0, {}));
    for (const int row : {2, 3, 4, -1}) {
        rows.dropMimeData(first.get(), Qt::MoveAction, row, 0, {});
        QCOMPARE(wished.takeFirst(), (QVariantList{qint64{1}, 1}));
    }
    rows.dropMimeData(first.get(), Qt::MoveAction, -1, -1, rows.index(3, 0));
    QCOMPARE(wished.takeFirst(), (QVariantList{qint64{1}, 1}));
    const std::unique_ptr<QMimeData> second(rows.mimeData({rows.index(1, 0)}));
    rows.dropMimeData(second.get(), Qt::MoveAction, 0, 0, {});
    QCOMPARE(wished.takeFirst(), (QVariantList{qint64{2}, 0}));

    // At work it can't be cleared away; done it stays until it is, and a cancelled one goes.
    exports.remove(1);
    QCOMPARE(rows.rowCount(), 4);
    exports.update(made(1, ExportState::Finished, 1));
    QCOMPARE(exports.atWork(), 1);
    exports.update(made(2, ExportState::Cancelled, 0));
    QCOMPARE(rows.rowCount(), 3);
    exports.remove(1);
    QCOMPARE(shown(), (QStringList{QStringLiteral("first"), QStringLiteral("second")}));
}

void TestListModels::presetsHaveASeparator()
{
    FileWorker files;
    PresetModel model(files, path("presets.json"));
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 4);
    const Result<QString> saved = model.save(QStringLiteral("Mine"), {.steps = 7});
    QVERIFY(saved);
    QCOMPARE(model.rowCount(), 6);
    QVERIFY(!(model.flags(model.index(4)) & Qt::ItemIsSelectable));
    QCOMPARE(model.index(5).data().toString(), QStringLiteral("Mine"));
    QCOMPARE(model.index(5).data(PresetModel::IdRole).toString(), *saved);
    QCOMPARE(model.displayName(QStringLiteral("standard")), QStringLiteral("Standard"));
    QVERIFY(model.remove(*saved));
    QCOMPARE(model.rowCount(), 4);
}

void TestListModels::presetsAreReadAndImportedInTheBackground()
{
    const std::filesystem::path file = path("presets.json").toStdString();
    const std::filesystem::path exported = path("exported.json").toStdString();
    project::PresetList before(file);
    const std::string id = *before.save("Mine", {.steps = 7});
    QVERIFY(before.exportTo(exported, {id}));

    FileWorker files;
    QSemaphore disk;
    const auto wait = [&] {
        files.run(
            this, [&disk] { return disk.tryAcquire(1, test::kPatience); }, [](bool) {});
    };
    wait();
    PresetModel model(files, path("presets.json"));
    const QAbstractItemModelTester tester(&model);
    QSignalSpy failed(&model, &PresetModel::failed);
    QCOMPARE(model.rowCount(), 4); // Nothing is read on this thread.
    QVERIFY(model.save(QStringLiteral("Early"), {.steps = 3}));
    QCOMPARE(project::readOwnPresets(file).presets.size(), size_t{1}); // And nothing of the unread file is lost.
    disk.release();
    QTRY_COMPARE(model.rowCount(), 7);
    QCOMPARE(model.index(5).data(PresetModel::IdRole).toString().toStdString(), id);
    QTRY_COMPARE(project::readOwnPresets(file).presets.size(), size_t{2});

    wait();
    model.importFrom(path("exported.json"));
    model.importFrom(path("no such file"));
    QCOMPARE(model.rowCount(), 7);
    disk.release();
    QTRY_COMPARE(model.rowCount(), 8);
    QCOMPARE(model.index(7).data().toString(), QStringLiteral("Mine 2"));
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].value<Error>().code == ErrorCode::FileMissing);
    QTRY_COMPARE(project::readOwnPresets(file).presets.size(), size_t{3});
}

} // namespace

QTEST_MAIN(TestListModels)
#include "tst_ListModels.moc"
