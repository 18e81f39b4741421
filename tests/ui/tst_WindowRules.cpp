// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/WindowRules.h"

#include <QtTest>

using namespace studio::ui;

namespace {

// A portrait and a voice are there, and the plan fits.
AppState ready()
{
    AppState state;
    state.portrait = state.voice = true;
    state.plan = PlanPhase::Fits;
    return state;
}

AppState during(JobPhase job)
{
    AppState state = ready();
    state.job = job;
    state.take = 7;
    return state;
}

bool can(const AppState& state, ActionId id)
{
    return availabilities(state).value(id).on;
}

QString why(const AppState& state, ActionId id)
{
    return availabilities(state).value(id).why;
}

} // namespace

class tst_WindowRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatAComparisonAllows()
    {
        AppState state;
        state.compareProblem = QStringLiteral("Render a second take to compare.");
        QCOMPARE(why(state, ActionId::Compare), state.compareProblem);
        for (const ActionId id : {ActionId::SwapCompared, ActionId::NextCompareMode, ActionId::NextCandidate,
                                  ActionId::PreviousCandidate, ActionId::SeeOtherCompared, ActionId::HearOtherCompared})
            QCOMPARE(why(state, id), QStringLiteral("No takes are being compared; C compares two."));
        QVERIFY(!can(state, ActionId::PanLeft));

        state.comparing = true; // It can be ended, whatever is selected.
        QVERIFY(can(state, ActionId::Compare));
        QCOMPARE(compareWords(state), QStringLiteral("End the comparison"));
        QVERIFY(can(state, ActionId::SwapCompared));
        QCOMPARE(why(state, ActionId::NextCandidate), QStringLiteral("There is no third take."));
        QCOMPARE(why(state, ActionId::HearOtherCompared), QStringLiteral("Both takes have the same voice."));
        QVERIFY(!can(state, ActionId::SeeOtherCompared));
        state.hasCandidates = state.comparesVoices = state.comparesInTurn = true;
        for (const ActionId id : {ActionId::NextCandidate, ActionId::HearOtherCompared, ActionId::SeeOtherCompared})
            QVERIFY(can(state, id));
        // The keys that move an enlarged picture move the line of one that isn't.
        state.wipe = AppState::Wipe::Upright;
        QVERIFY(can(state, ActionId::PanLeft) && !can(state, ActionId::PanUp));
        state.wipe = AppState::Wipe::Across;
        QVERIFY(!can(state, ActionId::PanLeft) && can(state, ActionId::PanUp));
    }

    void severalInStepAreSeenAlone()
    {
        AppState state;
        QCOMPARE(why(state, ActionId::SeeAllTakes),
                 QStringLiteral("Select three to nine takes first; C plays them in step."));
        state.compareProblem = QStringLiteral("No take is selected.");
        state.takesInStep = 3;
        QVERIFY(can(state, ActionId::Compare)); // which ends it
        QCOMPARE(compareWords(state), QStringLiteral("End the comparison"));
        QVERIFY(can(state, ActionId::SeeAllTakes) && can(state, ActionId::SeeTake3));
        QCOMPARE(why(state, ActionId::SeeTake4), QStringLiteral("There are fewer takes."));
        QVERIFY(!can(state, ActionId::SwapCompared));
    }

    void nothingCanBeOrderedWithoutInputs()
    {
        const Availability render = availabilities({}).value(ActionId::Render);
        QVERIFY(!render.on);
        QCOMPARE(render.why, QStringLiteral("A portrait and a voice are missing."));
        QVERIFY(!can({}, ActionId::AddToQueue));
        AppState half;
        half.portrait = true;
        QCOMPARE(availabilities(half).value(ActionId::Render).why, QStringLiteral("A voice is missing."));
    }

    void aReadySceneRenders()
    {
        QVERIFY(can(ready(), ActionId::Render));
        QVERIFY(can(ready(), ActionId::AddToQueue));
        QVERIFY(!can(ready(), ActionId::PauseResume));
        QVERIFY(!can(ready(), ActionId::StopAndKeep));
    }

    void aPlanOnItsWayDoesNotBlock()
    {
        AppState state = ready();
        state.plan = PlanPhase::Planning;
        QVERIFY(can(state, ActionId::Render));
    }

    void whatDoesNotFitSaysWhy()
    {
        AppState state = ready();
        state.plan = PlanPhase::DoesNotFit;
        state.planWhy = QStringLiteral("31.9 GB are needed.");
        QVERIFY(!can(state, ActionId::Render));
        QVERIFY(!can(state, ActionId::AddToQueue));
        QCOMPARE(availabilities(state).value(ActionId::Render).why, state.planWhy);
    }

    void aFileThatCanNotBeReadBlocks()
    {
        AppState state = ready();
        state.inputError = true;
        QVERIFY(!can(state, ActionId::Render));
    }

    void whileATakeIsMadeTheSameButtonAppends_data()
    {
        QTest::addColumn<int>("job");
        for (const JobPhase job :
             {JobPhase::Loading, JobPhase::Rendering, JobPhase::Pausing, JobPhase::Paused, JobPhase::Stopping})
            QTest::addRow("%d", static_cast<int>(job)) << static_cast<int>(job);
    }
    void whileATakeIsMadeTheSameButtonAppends()
    {
        QFETCH(int, job);
        const AppState state = during(static_cast<JobPhase>(job));
        QVERIFY(state.busy());
        QCOMPARE(primaryWords(state), QStringLiteral("Add to queue"));
        QVERIFY(can(state, ActionId::Render));
    }

    void pauseAndStopAreOnWhileSomethingRuns()
    {
        for (const JobPhase job : {JobPhase::Loading, JobPhase::Rendering, JobPhase::Paused}) {
            QVERIFY(can(during(job), ActionId::PauseResume));
            QVERIFY(can(during(job), ActionId::StopAndKeep));
        }
        for (const JobPhase job : {JobPhase::Idle, JobPhase::Pausing, JobPhase::Stopping, JobPhase::Stopped,
                                   JobPhase::Failed, JobPhase::Finished}) {
            QVERIFY(!can(during(job), ActionId::PauseResume));
            QVERIFY(!can(during(job), ActionId::StopAndKeep));
        }
        QCOMPARE(pauseWords(during(JobPhase::Paused)), QStringLiteral("Resume"));
        QCOMPARE(pauseWords(during(JobPhase::Pausing)), QStringLiteral("Pause"));
        QCOMPARE(pauseWords(during(JobPhase::Rendering)), QStringLiteral("Pause"));
    }

    void theStripSaysWhatGoesOn()
    {
        const std::pair<JobPhase, QString> words[] = {{JobPhase::Idle, QStringLiteral("Ready")},
                                                      {JobPhase::Loading, QStringLiteral("Loading the model")},
                                                      {JobPhase::Rendering, QStringLiteral("Rendering take 7")},
                                                      {JobPhase::Pausing, QStringLiteral("Pausing…")},
                                                      {JobPhase::Paused, QStringLiteral("Paused")},
                                                      {JobPhase::Stopping, QStringLiteral("Stopping…")},
                                                      {JobPhase::Stopped, QStringLiteral("Take 7 stopped")},
                                                      {JobPhase::Failed, QStringLiteral("Take 7 failed")},
                                                      {JobPhase::Finished, QStringLiteral("Take 7 finished")}};
        for (const auto& [job, title] : words)
            QCOMPARE(stripTitle(during(job)).words, title);
        using studio::jobs::JobStage;
        const std::pair<JobStage, QString> stages[] = {{JobStage::Inputs, QStringLiteral("Opening the files")},
                                                       {JobStage::Text, QStringLiteral("Reading the prompt")},
                                                       {JobStage::Audio, QStringLiteral("Reading the voice")},
                                                       {JobStage::Image, QStringLiteral("Reading the portrait")}};
        for (const auto& [stage, title] : stages) {
            AppState state = during(JobPhase::Loading);
            state.stage = stage;
            QCOMPARE(stripTitle(state).words, title);
        }
        for (const auto& [job, title] : {std::pair(JobPhase::Pausing, QStringLiteral("Pausing after this layer…")),
                                         std::pair(JobPhase::Stopping, QStringLiteral("Stopping after this layer…"))}) {
            AppState state = during(job);
            state.stage = JobStage::Frames;
            QCOMPARE(stripTitle(state).words, title);
        }
        AppState first = during(JobPhase::Rendering);
        first.firstFrames = true;
        QCOMPARE(stripTitle(first).words, QStringLiteral("Making the first frames"));
        AppState paused = during(JobPhase::Paused);
        paused.deviceIsFree = true;
        QCOMPARE(stripTitle(paused).words, QStringLiteral("Paused, VRAM released"));
        AppState late = during(JobPhase::Finished);
        late.overdue = true;
        QCOMPARE(stripTitle(late).words, QStringLiteral("Took longer than promised"));
        AppState none = during(JobPhase::Failed);
        none.take = 0;
        QCOMPARE(stripTitle(none).words, QStringLiteral("No take was begun"));
    }

    void theQueueStartsWhenToldAndOnlyIfSomethingWaits()
    {
        AppState state = ready();
        QVERIFY(!can(state, ActionId::StartQueue));
        state.waitingJobs = 2;
        QVERIFY(can(state, ActionId::StartQueue));
        QVERIFY(!can(state, ActionId::StopAfterTake));
        QCOMPARE(startWords(state), QStringLiteral("Start the queue"));
        state.job = JobPhase::Rendering; // of a take that was to be made before them
        QVERIFY(can(state, ActionId::StartQueue));
        QCOMPARE(startWords(state), QStringLiteral("Continue the queue"));
        state.queueStarted = true;
        QVERIFY(!can(state, ActionId::StartQueue));
        QVERIFY(can(state, ActionId::StopAfterTake));
    }

    void playingAndExportingNeedATake()
    {
        for (const ActionId id : {ActionId::PlayPause, ActionId::ToStart, ActionId::LoopIn, ActionId::Export}) {
            QVERIFY(!can(ready(), id));
            AppState state = ready();
            state.playable = true;
            QVERIFY(can(state, id));
        }
    }

    void aRunningTakeIsNotThrownAway()
    {
        AppState state = during(JobPhase::Rendering);
        state.selectedTakes = 1;
        QVERIFY(can(state, ActionId::TrashTake));
        state.selectedTakeExports = true;
        QVERIFY(!can(state, ActionId::TrashTake));
        state.selectedTakeExports = false;
        state.selectedTakeRuns = true;
        QVERIFY(!can(state, ActionId::TrashTake));
    }

    void whyATakeDoesNotGoOnIsTrue()
    {
        AppState state = ready();
        state.selectedTakes = 1;
        QCOMPARE(why(state, ActionId::ContinueTake),
                 QStringLiteral("This take is complete: it wasn't stopped, and has its whole voice."));
        state.selectedTakeEndedEarly = true;
        QCOMPARE(why(state, ActionId::ContinueTake), QStringLiteral("What it would go on from isn't there any more."));
        state.takeContinues = true;
        QVERIFY(can(state, ActionId::ContinueTake));
    }

    void onlyAShownTakeIsBranched()
    {
        AppState state = ready();
        state.selectedTakes = 1;
        QCOMPARE(why(state, ActionId::BranchTake), QStringLiteral("No take that is made is in the player."));
        state.takeBranches = true;
        QVERIFY(can(state, ActionId::BranchTake));
    }

    void presetsThatComeWithTheProgramStay()
    {
        AppState state = ready();
        state.presetEdited = true;
        for (const ActionId id : {ActionId::SavePreset, ActionId::RenamePreset, ActionId::DeletePreset})
            QVERIFY(!can(state, id));
        QVERIFY(can(state, ActionId::ResetPreset));
        state.presetBuiltIn = false;
        for (const ActionId id : {ActionId::SavePreset, ActionId::RenamePreset, ActionId::DeletePreset})
            QVERIFY(can(state, id));
    }

    void everythingThatIsOffSaysWhy()
    {
        std::vector<AppState> states{{}, ready()};
        for (int job = 0; job <= static_cast<int>(JobPhase::Finished); ++job)
            states.push_back(during(static_cast<JobPhase>(job)));
        AppState unfit = ready();
        unfit.plan = PlanPhase::DoesNotFit;
        states.push_back(unfit);
        for (const AppState& state : states) {
            const QHash<ActionId, Availability> all = availabilities(state);
            for (auto entry = all.begin(); entry != all.end(); ++entry) {
                QVERIFY2(entry->on || entry->why.endsWith(QLatin1Char('.')),
                         qPrintable(QString::number(static_cast<int>(entry.key()))));
                QVERIFY(!entry->on || entry->why.isEmpty());
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_WindowRules)
#include "tst_WindowRules.moc"
