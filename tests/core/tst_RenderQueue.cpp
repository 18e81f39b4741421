// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/ProgressMeter.h"
#include "core/jobs/RenderQueue.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/QueueLog.h"

#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using namespace studio::jobs;
namespace fs = std::filesystem;
using test::FakeEngine;
using Log = test::QueueLog;

namespace {

std::string names(const QueueState& state)
{
    std::string text;
    for (const Job& entry : state.jobs)
        text += entry.sceneName;
    return text;
}

class TestRenderQueue : public QObject {
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

    void nothingStartsUntilItIsTold();
    void jobsRunInTheirOrder();
    void whatIsRenderedNowComesBeforeWhatWaits();
    void nowStartsTheQueueWhereNothingWaits();
    void nowWhileATakeIsMadeWaits();
    void stoppingWhatIsRenderedNowLeavesTheOthersWaiting();
    void whatIsPostponedIsMadeLast();
    void theStageTellsItsShare();
    void waitingJobsMoveAndCopyAndGo();
    void jobsAreAddedAtTheirPlace();
    void heldJobsAreSkipped();
    void aFailedJobGoesOnHoldAndTheOthersRun();
    void aTakeIsInItsFolderWithItsSettings();
    void stoppingKeepsWhatIsMadeAndStopsTheQueue();
    void stoppingBeforeAFrameLeavesNoTake();
    void aStopBeforeAFrameKeepsTheJob();
    void aJobThatIsRemovedIsGoneBeforeItsFirstFrame();
    void aLaterForecastIsThePromise();
    void pausedRendersWaitAndGoOn();
    void whatComputesHoldsForTheRealModel();
    void aLongPauseGivesTheDeviceBack();
    void pausedRendersCanBeStopped();
    void stopAfterEndsBehindTheRunningTake();
    void editsOfARunningJobAreIgnored();
    void progressGrowsAndForecastsAfterTwoBlocks();
    void aForecastWeighsTheStages();
    void weightsOfAGpuCountWhenTheyAreLoaded();
    void framesAreHandedOutAsTheyAreMade();
    void waitingJobsSurviveARestart();
    void aRunningJobOfAKilledProgramComesBackOnHold();
    void aQueueThatCannotBeReadIsKeptAside_data();
    void aQueueThatCannotBeReadIsKeptAside();
    void whatCanBeReadOfAQueueIsTaken();
    void aFolderThatCannotBeWrittenFailsTheJob();
    void anEngineThatThrowsFailsTheJob();

private:
    void open()
    {
        m_queue = std::make_unique<RenderQueue>(std::make_unique<FakeEngine>(m_control), options(),
                                                folder() / "queue.json", *m_log);
    }
    [[nodiscard]] QueueOptions options() const { return {.takesFolder = folder() / "takes", .models = {}}; }
    [[nodiscard]] fs::path folder() const { return m_folder->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Log> m_log;
    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<RenderQueue> m_queue;
};

void TestRenderQueue::nothingStartsUntilItIsTold()
{
    m_queue->add(test::queuedJob("a"));
    QCOMPARE(m_log->state().waiting(), 1);
    QVERIFY(m_queue->state().run == RunState::Idle);
    QVERIFY(m_control->orders().empty());
}

void TestRenderQueue::jobsRunInTheirOrder()
{
    m_control->release(1000);
    for (const char* const name : {"a", "b", "c"})
        m_queue->add(test::queuedJob(name));
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{3});
    QCOMPARE(m_control->orders(), (std::vector<std::string>{"a", "b", "c"}));
    QTRY_VERIFY(m_log->state().jobs.empty() && m_log->state().run == RunState::Idle);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(m_log->takes()[i].state == project::TakeState::Finished);
        QCOMPARE(m_log->takes()[i].number, i + 1);
    }
    QTRY_VERIFY(!m_queue->state().started); // What comes later waits to be told.
}

void TestRenderQueue::whatIsRenderedNowComesBeforeWhatWaits()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    m_queue->renderNow({test::queuedJob("x"), test::queuedJob("y")});
    QTRY_COMPARE(m_control->orders(), (std::vector<std::string>{"x"}));
    QCOMPARE(names(m_queue->state()), "xyab");
    QVERIFY(!m_queue->state().started);
    QCOMPARE(m_queue->state().waiting(), 3);
    QCOMPARE(m_queue->state().waitingForStart(), 2);
    m_control->release(1000);
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    QTRY_VERIFY(m_queue->state().run == RunState::Idle);
    QCOMPARE(m_control->orders(), (std::vector<std::string>{"x", "y"}));
    QCOMPARE(names(m_queue->state()), "ab"); // in their order, until it is started
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{4});
    QCOMPARE(m_control->orders(), (std::vector<std::string>{"x", "y", "a", "b"}));
}

// The queue can be started behind a take that is rendered now.
void TestRenderQueue::nowStartsTheQueueWhereNothingWaits()
{
    m_queue->renderNow({test::queuedJob("x")});
    QVERIFY(m_queue->state().started);
    m_queue->add(test::queuedJob("a"));
    m_control->release(1000);
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    QTRY_VERIFY(!m_queue->state().started);
    const JobId held = m_queue->add(test::queuedJob("b"));
    m_queue->setHeld(held, true);
    m_queue->add(test::queuedJob("c"));
    m_control->holdAt(pipeline::Stage::Audio);
    m_queue->renderNow({test::queuedJob("y")});
    QTRY_VERIFY(m_queue->state().running());
    m_queue->start();
    QTRY_VERIFY(m_log->state().started); // It is told, too.
    m_control->goOn();
    QTRY_COMPARE(m_control->orders(), (std::vector<std::string>{"x", "a", "y", "c"}));
}

void TestRenderQueue::nowWhileATakeIsMadeWaits()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->renderNow({test::queuedJob("x")});
    QTRY_VERIFY(m_queue->state().running());
    m_queue->renderNow({test::queuedJob("y")});
    QCOMPARE(names(m_queue->state()), "xay");
    m_control->release(1000);
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QTRY_VERIFY(m_queue->state().run == RunState::Idle);
    QCOMPARE(names(m_queue->state()), "ay");
}

void TestRenderQueue::stoppingWhatIsRenderedNowLeavesTheOthersWaiting()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->renderNow({test::queuedJob("x"), test::queuedJob("y")});
    QTRY_VERIFY(m_queue->state().running());
    m_queue->stop();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QTRY_VERIFY(m_queue->state().run == RunState::Idle);
    QCOMPARE(names(m_queue->state()), "xya"); // x without a frame, on hold
    QCOMPARE(m_control->orders(), (std::vector<std::string>{"x"}));
}

void TestRenderQueue::whatIsPostponedIsMadeLast()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    const std::vector<JobId> now = m_queue->renderNow({test::queuedJob("x"), test::queuedJob("y")});
    m_control->release(1);
    QTRY_COMPARE(m_queue->frames()->count(), 12);
    m_queue->postpone(now);
    QTRY_COMPARE(m_control->orders(), (std::vector<std::string>{"x", "a"}));
    QCOMPARE(names(m_queue->state()), "abxy");
    QVERIFY(m_queue->state().started);
    // Nothing is left of what was begun.
    QCOMPARE(m_log->takes().size(), size_t{1});
    QVERIFY(m_log->takes()[0].movie.empty());
    QVERIFY(m_log->takes()[0].state == project::TakeState::Stopped);
    m_control->release(1000);
    QTRY_COMPARE(m_log->takes().size(), size_t{5});
    QCOMPARE(m_control->orders(), (std::vector<std::string>{"x", "a", "b", "x", "y"}));
    QCOMPARE(project::TakeStore(options().takesFolder).load().size(), size_t{4});
    QTRY_VERIFY(!m_queue->state().started);
    m_queue->add(test::queuedJob("c"));
    m_queue->postpone(now); // They are finished.
    QVERIFY(!m_queue->state().started);
}

void TestRenderQueue::theStageTellsItsShare()
{
    m_control->holdAt(pipeline::Stage::Audio);
    m_queue->renderNow({test::queuedJob("x")});
    m_control->tellShare(0.25);
    QTRY_VERIFY(!m_log->progress().empty() && m_log->progress().back().stageShare == 0.25);
    QVERIFY(m_log->progress().back().stage == JobStage::Audio);
    QCOMPARE(m_log->progress().back().take, 1);
    m_queue->stop(); // heard in any stage
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QVERIFY(m_log->takes()[0].state == project::TakeState::Stopped);
}

void TestRenderQueue::waitingJobsMoveAndCopyAndGo()
{
    const JobId a = m_queue->add(test::queuedJob("a"));
    const JobId b = m_queue->add(test::queuedJob("b"));
    const JobId c = m_queue->add(test::queuedJob("c"));
    m_queue->move(c, 0);
    QCOMPARE(names(m_queue->state()), "cab");
    m_queue->move(c, 99);
    QCOMPARE(names(m_queue->state()), "abc");
    m_queue->move(a, 1);
    QCOMPARE(names(m_queue->state()), "bac");
    const JobId copy = m_queue->duplicate(b);
    QVERIFY(copy != b);
    QCOMPARE(names(m_queue->state()), "bbac");
    m_queue->remove(a);
    m_queue->remove(12345); // Unknown ones are nothing to worry about.
    QCOMPARE(names(m_queue->state()), "bbc");
    project::Scene edited = m_queue->state().jobs[2].scene;
    edited.prompt = "edited";
    Job other;
    other.scene = edited;
    other.promise.promisedSeconds = 5;
    other.film.clips = 3;
    m_queue->replace(c, other);
    QCOMPARE(m_queue->state().jobs[2].scene.prompt, "edited");
    QCOMPARE(m_queue->state().jobs[2].promise.promisedSeconds, 5.0);
    QCOMPARE(m_queue->state().jobs[2].film.clips, int64_t{3});
    QCOMPARE(m_queue->state().jobs[2].sceneName, "c");
}

void TestRenderQueue::jobsAreAddedAtTheirPlace()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->start();
    QTRY_VERIFY(m_queue->state().running());
    m_queue->add(test::queuedJob("b"));
    m_queue->add(test::queuedJob("c"), 0); // The running one stays in front.
    QCOMPARE(names(m_queue->state()), "acb");
    m_queue->add(test::queuedJob("d"), 99);
    m_queue->add(test::queuedJob("e"), -99);
    QCOMPARE(names(m_queue->state()), "aecbd");
}

void TestRenderQueue::heldJobsAreSkipped()
{
    m_control->release(1000);
    const JobId a = m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    m_queue->setHeld(a, true);
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QCOMPARE(m_control->orders(), std::vector<std::string>{"b"});
    QTRY_VERIFY(!m_queue->state().started);
    m_queue->setHeld(a, false);
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
}

void TestRenderQueue::aFailedJobGoesOnHoldAndTheOthersRun()
{
    m_control->release(1000);
    m_control->fail("a", {ErrorCode::NotAnImage, "portrait.png", "no picture"});
    const JobId a = m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    QTRY_COMPARE(m_queue->state().jobs.size(), size_t{1});
    const Job failed = m_queue->state().jobs.front();
    QCOMPARE(failed.id, a);
    QVERIFY(failed.state == JobState::Held);
    QVERIFY(failed.error && failed.error->code == ErrorCode::NotAnImage);
    QVERIFY(m_log->takes()[0].state == project::TakeState::Failed);
    QVERIFY(m_log->takes()[0].movie.empty());
    QVERIFY(m_log->takes()[1].state == project::TakeState::Finished);
    m_queue->setHeld(a, false); // Tried again.
    QVERIFY(!m_queue->state().jobs.front().error);
}

void TestRenderQueue::aTakeIsInItsFolderWithItsSettings()
{
    m_control->release(1000);
    Job made = test::queuedJob("welcome");
    made.scene.settings.steps = 3;
    made.finalOf = 9;
    made.promise.promisedVram = 123;
    m_queue->add(made);
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    const std::vector<project::Take> takes = project::TakeStore(options().takesFolder).load();
    QCOMPARE(takes.size(), size_t{1});
    QVERIFY(takes[0] == m_log->takes()[0]);
    QVERIFY(takes[0].scene == made.scene);
    QCOMPARE(takes[0].finalOf, 9);
    QCOMPARE(takes[0].movie.filename().string(), "welcome - take 1.mp4");
    QCOMPARE(takes[0].framesMade, FakeEngine::kBlocks * 12);
    QCOMPARE(takes[0].report.promisedVram, int64_t{123});
    QVERIFY(takes[0].report.peakRam > 1'000'000);
    QVERIFY(!takes[0].report.peakVram); // A processor has none; that isn't zero.
    const Result<project::Scene> embedded = project::sceneFromJson(m_control->comment());
    QVERIFY(embedded && *embedded == project::withoutFolders(made.scene));
}

void TestRenderQueue::stoppingKeepsWhatIsMadeAndStopsTheQueue()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    m_queue->start();
    m_control->release(2);
    QTRY_COMPARE(m_queue->frames()->count(), 24);
    m_queue->stop();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    const project::Take take = m_log->takes()[0];
    QVERIFY(take.state == project::TakeState::Stopped);
    QCOMPARE(take.framesMade, 24);
    QCOMPARE(take.framesTotal, FakeEngine::kBlocks * 12);
    QVERIFY(fs::exists(take.movie));
    QVERIFY(!take.error);
    QTRY_VERIFY(m_queue->state().run == RunState::Idle);
    QCOMPARE(names(m_queue->state()), "b");
    QVERIFY(!m_queue->state().started);
}

void TestRenderQueue::stoppingBeforeAFrameLeavesNoTake()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->start();
    QTRY_VERIFY(m_queue->state().run == RunState::Rendering);
    m_queue->stop();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QVERIFY(m_log->takes()[0].movie.empty());
    QVERIFY(project::TakeStore(options().takesFolder).load().empty());
}

// Its settings and its seed would be nowhere.
void TestRenderQueue::aStopBeforeAFrameKeepsTheJob()
{
    const JobId id = m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    m_queue->start();
    QTRY_VERIFY(m_queue->state().run == RunState::Rendering);
    m_queue->stop();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QCOMPARE(names(m_queue->state()), "ab");
    QVERIFY(m_queue->state().jobs[0].state == JobState::Held);
    QVERIFY(!m_queue->state().jobs[0].error);
    m_control->release(1000);
    m_queue->setHeld(id, false);
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{3});
    QCOMPARE(m_control->orders(), (std::vector<std::string>{"a", "a", "b"}));
    QVERIFY(m_queue->state().jobs.empty());
}

void TestRenderQueue::aJobThatIsRemovedIsGoneBeforeItsFirstFrame()
{
    const JobId id = m_queue->add(test::queuedJob("a"));
    m_queue->start();
    QTRY_VERIFY(m_queue->state().run == RunState::Rendering);
    m_queue->remove(id);
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QVERIFY(m_queue->state().jobs.empty());
}

void TestRenderQueue::aLaterForecastIsThePromise()
{
    const JobId first = m_queue->add(test::queuedJob("a"));
    const JobId second = m_queue->add(test::queuedJob("b"));
    m_queue->start();
    QTRY_VERIFY(m_queue->state().run == RunState::Rendering);
    const StageTimes stages{.load = 1, .text = 0, .voice = 2, .portrait = 0, .frames = 8, .voiceBeside = 0};
    m_queue->setForecast(first, stages);
    m_queue->setForecast(second, stages);
    QVERIFY(!m_queue->state().jobs[0].promise.promisedSeconds); // It was promised otherwise when it began.
    QCOMPARE(m_queue->state().jobs[1].promise.promisedSeconds, 11.0);
    QVERIFY(m_queue->state().jobs[1].stages == stages);
}

void TestRenderQueue::pausedRendersWaitAndGoOn()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->start();
    m_control->release(1);
    QTRY_COMPARE(m_queue->frames()->count(), 12);
    m_queue->pause();
    QVERIFY(m_queue->state().run == RunState::Pausing);
    m_control->release(1000);
    QTRY_VERIFY(m_log->state().run == RunState::Paused);
    const int64_t made = m_queue->frames()->count();
    QVERIFY(made < FakeEngine::kBlocks * 12);
    m_queue->resume();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QCOMPARE(m_log->blocksWhilePaused(), 0);
    QVERIFY(m_log->takes()[0].state == project::TakeState::Finished);
    QCOMPARE(m_log->takes()[0].framesMade, FakeEngine::kBlocks * 12);
}

void TestRenderQueue::whatComputesHoldsForTheRealModel()
{
    QueueOptions wanted = options();
    wanted.models.lanes = 3;
    wanted.models.fp8Attention = true;
    m_queue->setOptions(wanted);
    m_control->release(1000);
    Job real = test::queuedJob("real");
    real.scene.settings.model = kLiveAvatarModel;
    m_queue->add(real);
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QCOMPARE(m_control->memory().lanes, 3);
    // Only with weights in 8 bits.
    QVERIFY(m_control->memory().attention == NumberFormat::Bf16);

    wanted.models.eightBits = EightBits::Fastest;
    m_queue->setOptions(wanted);
    m_queue->add(real);
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    QVERIFY(m_control->memory().attention == NumberFormat::Fp8);

    m_queue->add(test::queuedJob("demo"));
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{3});
    QCOMPARE(m_control->memory().lanes, 0);
    QVERIFY(m_control->memory().attention == NumberFormat::Bf16);
}

void TestRenderQueue::aLongPauseGivesTheDeviceBack()
{
    QueueOptions quick = options();
    quick.freeDeviceAfter = std::chrono::milliseconds(20);
    m_queue->setOptions(quick);
    m_queue->add(test::queuedJob("a"));
    m_queue->start();
    m_control->release(1);
    QTRY_COMPARE(m_queue->frames()->count(), 12);
    QVERIFY(!m_log->state().deviceIsFree);
    m_queue->pause();
    m_control->release(1000);
    QTRY_VERIFY(m_log->state().deviceIsFree);
    QVERIFY(m_log->state().run == RunState::Paused);
    m_queue->resume();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QVERIFY(!m_log->state().deviceIsFree);
    QVERIFY(m_log->takes()[0].state == project::TakeState::Finished);

    // And a stop out of it.
    m_queue->add(test::queuedJob("b"));
    m_queue->start();
    QTRY_VERIFY(m_queue->state().run == RunState::Rendering || m_log->takes().size() == 2);
    m_queue->pause();
    if (m_log->takes().size() < 2) {
        m_queue->stop();
        QTRY_COMPARE(m_log->takes().size(), size_t{2});
    }
}

void TestRenderQueue::pausedRendersCanBeStopped()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->start();
    m_control->release(2);
    QTRY_COMPARE(m_queue->frames()->count(), 24);
    m_queue->pause();
    m_control->release(1);
    QTRY_VERIFY(m_log->state().run == RunState::Paused);
    m_queue->stop();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QVERIFY(m_log->takes()[0].state == project::TakeState::Stopped);
}

void TestRenderQueue::stopAfterEndsBehindTheRunningTake()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    m_queue->setStopAfter(true);
    QVERIFY(!m_queue->state().stopAfter); // Nothing is running.
    m_queue->start();
    QTRY_VERIFY(m_queue->state().run == RunState::Rendering);
    m_queue->setStopAfter(true);
    m_control->release(1000);
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QTRY_VERIFY(m_queue->state().run == RunState::Idle);
    QVERIFY(!m_queue->state().started && !m_queue->state().stopAfter);
    QCOMPARE(names(m_queue->state()), "b");
}

void TestRenderQueue::editsOfARunningJobAreIgnored()
{
    const JobId a = m_queue->add(test::queuedJob("a"));
    const JobId b = m_queue->add(test::queuedJob("b"));
    m_queue->start();
    QTRY_VERIFY(m_queue->state().run == RunState::Rendering);
    m_queue->replace(a, {});
    m_queue->setHeld(a, true);
    m_queue->move(a, 1);
    m_queue->move(b, 0);
    QCOMPARE(names(m_queue->state()), "ab");
    QVERIFY(m_queue->state().running()->scene == test::queuedJob("a").scene);
    QCOMPARE(m_queue->state().jobs[1].id, b);
    m_queue->remove(a); // That stops it.
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QCOMPARE(names(m_queue->state()), "b");
}

void TestRenderQueue::progressGrowsAndForecastsAfterTwoBlocks()
{
    m_control->release(1000);
    m_queue->add(test::queuedJob("a"));
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    const std::vector<JobProgress> all = m_log->progress();
    QVERIFY(all.size() > 10);
    double part = 0;
    for (const JobProgress& now : all) {
        QVERIFY(now.part() >= part);
        part = now.part();
        QCOMPARE(now.framesPerSecond.has_value(), now.frames >= 24);
        QCOMPARE(now.secondsLeft.has_value(), now.frames >= 24);
        QCOMPARE(now.take, 1);
    }
    QCOMPARE(part, 1.0);
    QVERIFY(all.back().secondsLeft == 0.0);
}

void TestRenderQueue::aForecastWeighsTheStages()
{
    Job planned = test::queuedJob("x");
    planned.stages = {.load = 10, .text = 10, .voice = 40, .portrait = 10, .frames = 30};
    m_control->holdAt(pipeline::Stage::Audio);
    m_queue->renderNow({planned});
    m_control->tellShare(0.5);
    QTRY_VERIFY(!m_log->progress().empty() && m_log->progress().back().stageShare == 0.5);
    const JobProgress half = m_log->progress().back();
    QCOMPARE(half.part(), 0.4);
    // The rest of the voice at its own pace, which is a matter of moments; the others as planned.
    QVERIFY(half.secondsLeft && *half.secondsLeft >= 40);
    m_control->goOn();
    m_control->release(1000);
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QCOMPARE(m_log->progress().back().part(), 1.0);
    double part = 0;
    for (const JobProgress& now : m_log->progress()) {
        QVERIFY(now.part() >= part);
        QVERIFY(now.secondsLeft.has_value());
        part = now.part();
    }
}

// They are loaded behind the other stages.
void TestRenderQueue::weightsOfAGpuCountWhenTheyAreLoaded()
{
    ProgressMeter meter({.load = 60, .text = 1, .voice = 1, .portrait = 1, .frames = 40});
    pipeline::Progress now;
    now.loadsForFrames = true;
    now.stage = pipeline::Stage::Image;
    meter.update(now, 2);
    QCOMPARE(meter.loaded(), 0.0);
    now.stage = pipeline::Stage::Frames;
    now.framesTotal = now.forwards = 96;
    now.preparing = 100;
    now.prepared = 25;
    meter.update(now, 20);
    QCOMPARE(meter.loaded(), 0.25);
    QCOMPARE(meter.secondsLeft(), 45.0 + 40.0);
    now.prepared = 0; // A second pass over them doesn't run backwards.
    meter.update(now, 21);
    QCOMPARE(meter.loaded(), 0.25);
    now.forward = 48;
    meter.update(now, 22);
    QCOMPARE(meter.loaded(), 1.0);
    QCOMPARE(meter.secondsLeft(), 30.0);
    QVERIFY(!ProgressMeter().secondsLeft());
}

void TestRenderQueue::framesAreHandedOutAsTheyAreMade()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->start();
    m_control->release(2);
    QTRY_COMPARE(m_queue->frames()->count(), 24);
    QVERIFY(m_log->takes().empty()); // Before the end.
    const FrameStore::Frame frame = m_queue->frames()->recent(13);
    QVERIFY(frame);
    QCOMPARE(frame->rgb.front(), 13); // The fake's frames have their number in the first byte.
    QCOMPARE(m_queue->frames()->film().voice.string(), "voice.wav");
    QVERIFY(!m_queue->frames()->finished());
    m_control->release(1000);
    QTRY_VERIFY(m_queue->frames()->finished());
    int64_t next = 0;
    for (const auto& [first, count] : m_log->frames()) {
        QCOMPARE(first, next);
        next += count;
    }
    QCOMPARE(next, FakeEngine::kBlocks * 12);
}

void TestRenderQueue::waitingJobsSurviveARestart()
{
    Job held = test::queuedJob("b");
    held.promise.promisedSeconds = 12.5;
    held.stages = {.load = 1, .text = 0.5, .voice = 2, .portrait = 1, .frames = 8, .voiceBeside = 3};
    held.film = {.clips = 4, .frames = 192, .samples = 122'880};
    held.pixels = int64_t{704} * 384;
    m_queue->add(test::queuedJob("a"));
    m_queue->setHeld(m_queue->add(held), true);
    m_queue.reset();
    m_control->release(1000);
    open();
    const QueueState state = m_queue->state();
    QCOMPARE(names(state), "ab");
    QVERIFY(state.jobs[0].scene == test::queuedJob("a").scene);
    QVERIFY(state.jobs[0].state == JobState::Waiting);
    QVERIFY(state.jobs[1].state == JobState::Held);
    QCOMPARE(state.jobs[1].promise.promisedSeconds, 12.5);
    QVERIFY(state.jobs[1].stages == held.stages);
    QVERIFY(state.jobs[1].film == held.film);
    QCOMPARE(state.jobs[1].pixels, held.pixels);
    QCOMPARE(state.jobs[0].stages.total(), 0.0);
    QVERIFY(!state.started);
    QVERIFY(m_control->orders().empty());
}

void TestRenderQueue::aRunningJobOfAKilledProgramComesBackOnHold()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    m_queue->start();
    QTRY_VERIFY(m_queue->state().run == RunState::Rendering);
    const fs::path journal = folder() / "queue.json";
    const auto sawRunning = [&] { // As it is on the disk at this moment.
        std::ifstream file(journal);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        return text.find("\"held\": true") != std::string::npos;
    };
    QTRY_VERIFY(sawRunning());
    fs::copy_file(journal, folder() / "killed.json");
    m_control->release(1000);
    Log log;
    const RenderQueue next(std::make_unique<FakeEngine>(m_control), options(), folder() / "killed.json", log);
    QCOMPARE(names(next.state()), "ab");
    QVERIFY(next.state().jobs[0].state == JobState::Held);
    QVERIFY(next.state().jobs[1].state == JobState::Waiting);
}

void TestRenderQueue::aQueueThatCannotBeReadIsKeptAside_data()
{
    QTest::addColumn<QByteArray>("content");
    const QByteArray deep = QByteArray(100'000, '[') + QByteArray(100'000, ']');
    QTest::newRow("nested") << deep;
    const QByteArray job
        = R"({"format": "live-avatar-studio queue", "version": 1, "jobs": [{"scene": {"unknown": )" + deep + "}}]}";
    QTest::newRow("a job with something nested in it") << job;
    QTest::newRow("torn") << QByteArray(R"({"format": "live-avatar-studio queue", "version": 1, "jo)");
    QTest::newRow("of another version") << QByteArray(
        R"({"format": "live-avatar-studio queue", "version": 7, "jobs": []})");
    QTest::newRow("empty") << QByteArray();
}

void TestRenderQueue::aQueueThatCannotBeReadIsKeptAside()
{
    QFETCH(QByteArray, content);
    m_queue.reset();
    std::ofstream(folder() / "queue.json") << content.toStdString();
    for (const char* kept : {"queue unreadable 1.json", "queue unreadable 2.json"}) {
        open();
        QVERIFY(m_queue->state().jobs.empty());
        QCOMPARE(m_queue->state().unreadable.string(), (folder() / kept).string());
        m_queue.reset();
        std::ifstream file(folder() / kept);
        QCOMPARE(QByteArray::fromStdString({std::istreambuf_iterator<char>(file), {}}), content);
        // Once more, under the next name.
        fs::copy_file(folder() / kept, folder() / "queue.json", fs::copy_options::overwrite_existing);
    }
    fs::remove(folder() / "queue.json");
    open();
    QVERIFY(m_queue->state().unreadable.empty());
}

void TestRenderQueue::whatCanBeReadOfAQueueIsTaken()
{
    m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    m_queue.reset(); // Writes it.
    std::ifstream file(folder() / "queue.json");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const size_t at = text.find("\"finalOf\"");
    QVERIFY(at != std::string::npos);
    std::ofstream(folder() / "queue.json") << text.replace(at, 9, "\"lost_it\"");
    for (const bool isFirst : {true, false}) {
        open();
        QCOMPARE(names(m_queue->state()), "b");
        QCOMPARE(m_queue->state().unreadable.empty(), !isFirst);
        m_queue.reset();
    }
}

void TestRenderQueue::aFolderThatCannotBeWrittenFailsTheJob()
{
    m_control->release(1000);
    QueueOptions bad = options();
    bad.takesFolder = folder() / "file/takes";
    std::ofstream(folder() / "file") << "a file has this name";
    m_queue->setOptions(bad);
    m_queue->add(test::queuedJob("a"));
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{1});
    QVERIFY(m_log->takes()[0].error && m_log->takes()[0].error->code == ErrorCode::NotWritable);
    QVERIFY(m_control->orders().empty());
    QTRY_VERIFY(m_queue->state().jobs.front().state == JobState::Held);
}

void TestRenderQueue::anEngineThatThrowsFailsTheJob()
{
    m_control->release(1000);
    m_control->throwAt("a");
    m_queue->add(test::queuedJob("a"));
    m_queue->add(test::queuedJob("b"));
    m_queue->start();
    QTRY_COMPARE(m_log->takes().size(), size_t{2});
    QVERIFY(m_log->takes()[0].error && m_log->takes()[0].error->code == ErrorCode::Internal);
    QVERIFY(m_log->takes()[1].state == project::TakeState::Finished);
}

} // namespace

QTEST_GUILESS_MAIN(TestRenderQueue)
#include "tst_RenderQueue.moc"
