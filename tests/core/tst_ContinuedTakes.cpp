// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/RenderQueue.h"
#include "core/jobs/TakeRecovery.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/QueueLog.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using namespace studio::jobs;
namespace fs = std::filesystem;
using test::FakeEngine;
using Log = test::QueueLog;

namespace {

// Takes of the queue that were broken off go on where they were.
class TestContinuedTakes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_log = std::make_unique<Log>();
        m_control = std::make_shared<FakeEngine::Control>();
        open();
    }
    void cleanup()
    {
        m_control->release(1000); // Whatever waits for a block goes on.
        m_queue.reset();
    }

    void aStoppedTakeGoesOn();
    void aFinishedTakeBecomesLonger();
    void anotherTakeOfThatNameIsNotContinued();
    void aTakeThatCannotGoOnKeepsItsFilm();
    void aFailedTakeGoesOnWhenItsJobIsReleased();
    void aTakeThatGoesOnIsKeptWhenItIsPostponed();
    void aTakeOfAKilledProgramGoesOn();

private:
    void open()
    {
        m_queue = std::make_unique<RenderQueue>(std::make_unique<FakeEngine>(m_control), options(),
                                                folder() / "queue.json", *m_log);
    }
    // A take of two blocks that was stopped.
    project::Take stoppedTake()
    {
        m_queue->renderNow({test::queuedJob("a")});
        m_control->release(2);
        [&] { QTRY_COMPARE(m_queue->frames()->count(), 24); }();
        m_queue->stop();
        [&] { QTRY_COMPARE(m_log->takes().size(), size_t{1}); }();
        [&] { QTRY_VERIFY(m_queue->state().run == RunState::Idle); }();
        return m_log->takes()[0];
    }
    static Job restOf(const project::Take& take)
    {
        Job rest;
        rest.scene = take.scene;
        rest.sceneName = take.sceneName;
        rest.continues = take.movie;
        return rest;
    }
    [[nodiscard]] QueueOptions options() const { return {.takesFolder = folder() / "takes", .models = {}}; }
    [[nodiscard]] fs::path folder() const { return m_folder->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Log> m_log;
    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<RenderQueue> m_queue;
};

void TestContinuedTakes::aStoppedTakeGoesOn()
{
    const project::Take stopped = stoppedTake();
    QVERIFY(stopped.state == project::TakeState::Stopped && fs::exists(stopped.journal));
    m_queue->renderNow({restOf(stopped)});
    m_control->release(1);
    QTRY_COMPARE(m_log->frames().size(), size_t{3});
    QCOMPARE(m_log->frames()[2].first, 24); // What is there isn't made again.
    QCOMPARE(m_queue->frames()->count(), 36);
    QVERIFY(m_queue->state().take->state == project::TakeState::Rendering);
    m_control->release(1000);
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    for (const JobProgress& progress : m_log->progress()) // It never shows less than there was.
        QVERIFY(progress.job == 1 || progress.stage != JobStage::Frames || progress.frames >= 24);
    const project::Take whole = m_log->takes()[1];
    QVERIFY(whole.state == project::TakeState::Finished);
    QCOMPARE(whole.number, stopped.number);
    QCOMPARE(whole.movie, stopped.movie);
    QCOMPARE(whole.created, stopped.created);
    QCOMPARE(whole.framesMade, FakeEngine::kBlocks * 12);
    QCOMPARE(whole.renders, 2);
    QVERIFY(whole.report.totalSeconds > stopped.report.totalSeconds);
    QVERIFY(whole.journal.empty() && !fs::exists(stopped.journal));
    const std::vector<project::Take> all = project::TakeStore(options().takesFolder).load();
    QCOMPARE(all.size(), size_t{1});
    QVERIFY(all[0] == whole);
    QTRY_VERIFY(m_queue->state().jobs.empty());
}

// By a job of the same scene with more clips.
void TestContinuedTakes::aFinishedTakeBecomesLonger()
{
    m_control->endEarly(3);
    Job preview = test::queuedJob("a");
    preview.scene.settings.clips = 1;
    m_queue->renderNow({preview});
    m_control->release(1000);
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    const project::Take first = m_log->takes()[0];
    QVERIFY(first.state == project::TakeState::Finished && fs::exists(first.journal));
    QCOMPARE(first.framesMade, 36);
    QTRY_VERIFY(m_queue->state().jobs.empty());

    Job whole = restOf(first);
    whole.scene.settings.clips = 0;
    m_queue->renderNow({whole});
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    const project::Take longer = m_log->takes()[1];
    QVERIFY(longer.state == project::TakeState::Finished);
    QCOMPARE(longer.number, first.number);
    QCOMPARE(longer.movie, first.movie);
    QCOMPARE(longer.framesMade, FakeEngine::kBlocks * 12);
    QCOMPARE(m_log->frames()[3].first, 36); // What is there isn't made again.
    QVERIFY(longer.scene == whole.scene);
    QVERIFY(longer.journal.empty() && !fs::exists(first.journal));

    whole.continues = longer.movie; // which has nothing to go on with
    m_queue->renderNow({whole});
    QTRY_COMPARE(m_log->takes().size(), size_t{3});
    QVERIFY(m_log->takes()[2].number != longer.number);
}

// Of a job whose own take is gone.
void TestContinuedTakes::anotherTakeOfThatNameIsNotContinued()
{
    const project::Take stopped = stoppedTake();
    Job other = test::queuedJob("b");
    other.continues = stopped.movie;
    m_control->release(1000);
    m_queue->renderNow({other});
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    QCOMPARE(m_log->takes()[1].number, 2);
    QVERIFY(m_log->takes()[1].state == project::TakeState::Finished);
    QVERIFY(fs::exists(stopped.movie) && fs::exists(stopped.journal));
}

void TestContinuedTakes::aTakeThatCannotGoOnKeepsItsFilm()
{
    const project::Take stopped = stoppedTake();
    m_control->fail("a", {ErrorCode::CannotContinue, stopped.movie.string(), "the portrait is not the one"});
    m_queue->renderNow({restOf(stopped)});
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    const project::Take kept = m_log->takes()[1];
    QVERIFY(kept.state == project::TakeState::Failed && kept.error->code == ErrorCode::CannotContinue);
    QCOMPARE(kept.movie, stopped.movie);
    QVERIFY(fs::exists(kept.movie) && fs::exists(kept.journal));
    QCOMPARE(kept.framesMade, 24);
    QCOMPARE(kept.framesTotal, stopped.framesTotal);
    // Its job would fail again and again: it makes a new take.
    QTRY_VERIFY(m_queue->state().run == RunState::Idle);
    m_control->failNoMore();
    m_control->release(1000);
    const JobId held = m_queue->state().jobs.at(0).id;
    m_queue->setHeld(held, false);
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{3});
    QCOMPARE(m_log->takes()[2].number, 2);
    QVERIFY(fs::exists(stopped.movie));
}

void TestContinuedTakes::aFailedTakeGoesOnWhenItsJobIsReleased()
{
    m_control->failBehind(2, {ErrorCode::DiskFull, "film.mp4", "no space left"});
    m_control->release(1000);
    m_queue->renderNow({test::queuedJob("a")});
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QVERIFY(m_log->takes()[0].state == project::TakeState::Failed);
    QTRY_VERIFY(m_queue->state().run == RunState::Idle);
    m_control->failNoMore();
    m_queue->setHeld(m_queue->state().jobs.at(0).id, false);
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    const project::Take whole = m_log->takes()[1];
    QCOMPARE(whole.number, 1);
    QVERIFY(whole.state == project::TakeState::Finished && !whole.error);
    QCOMPARE(whole.framesMade, FakeEngine::kBlocks * 12);
}

void TestContinuedTakes::aTakeThatGoesOnIsKeptWhenItIsPostponed()
{
    const project::Take stopped = stoppedTake();
    const std::vector<JobId> ids = m_queue->renderNow({restOf(stopped)});
    m_control->release(1);
    QTRY_COMPARE(m_queue->frames()->count(), 36);
    m_queue->add(test::queuedJob("b"));
    m_queue->postpone(ids);
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    QVERIFY(fs::exists(stopped.movie));
    m_control->release(1000);
    QTRY_COMPARE(m_log->takes().size(), size_t{4});
    QCOMPARE(m_log->takes()[2].sceneName, "b");
    QCOMPARE(m_log->takes()[3].number, stopped.number);
    QVERIFY(m_log->takes()[3].state == project::TakeState::Finished);
}

void TestContinuedTakes::aTakeOfAKilledProgramGoesOn()
{
    const project::Take stopped = stoppedTake();
    m_queue->add(restOf(stopped));
    m_queue.reset();
    // As a killed program leaves it: the job was running, the take being made.
    const fs::path file = folder() / "queue.json";
    std::ifstream written(file);
    std::string text{std::istreambuf_iterator<char>(written), {}};
    for (const char* const word : {"\"held\": false", "\"running\": false"})
        text.replace(text.find(word), std::string(word).size(),
                     std::string(word).replace(std::string(word).find("false"), 5, "true"));
    std::ofstream(file) << text;
    project::Take killed = stopped;
    killed.state = project::TakeState::Rendering;
    killed.journal.clear();
    const project::TakeStore store(options().takesFolder);
    QVERIFY(store.update(killed));

    const std::vector<project::Take> recovered = recoverTakes(store);
    QCOMPARE(recovered.size(), size_t{1});
    QCOMPARE(recovered[0].journal, stopped.journal);
    open();
    const Job held = m_queue->state().jobs.at(0);
    QVERIFY(held.state == JobState::Held && held.interrupted);
    QCOMPARE(held.continues, stopped.movie);
    m_control->release(1000);
    m_queue->setHeld(held.id, false);
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    QCOMPARE(m_log->takes()[1].number, stopped.number);
    QCOMPARE(m_log->takes()[1].framesMade, FakeEngine::kBlocks * 12);
}

} // namespace

QTEST_GUILESS_MAIN(TestContinuedTakes)
#include "tst_ContinuedTakes.moc"
