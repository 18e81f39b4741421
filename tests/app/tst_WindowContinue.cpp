// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/StudioFixture.h"
#include "ui/common/MessageCentre.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/presenters/TakesPresenter.h"
#include "ui/services/FileWorker.h"
#include "ui/services/RenderService.h"

#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QListView>

#include <condition_variable>
#include <cstdlib>
#include <mutex>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// The real engine, whose second film stops with its first frames.
class StoppingEngine : public jobs::FilmEngine {
public:
    Status make(const jobs::ModelPlaces& places, const std::string& model, const jobs::FilmOrder& order,
                const jobs::FilmListener& listener, jobs::FilmReport& report, std::stop_token stop) override
    {
        std::stop_source own;
        const std::stop_callback both(stop, [&own] { own.request_stop(); });
        jobs::FilmListener heard = listener;
        heard.frames = [&, isSecond = ++m_films == 2](const pipeline::FrameGroup& group) {
            listener.frames(group);
            if (isSecond)
                own.request_stop();
        };
        return m_real->make(places, model, order, heard, report, own.get_token());
    }

private:
    std::unique_ptr<jobs::FilmEngine> m_real = jobs::makeAvatarEngine();
    int m_films = 0;
};

// Stopped before the first frames, with a journal already.
class UnseenEngine : public jobs::FilmEngine {
public:
    Status make(const jobs::ModelPlaces&, const std::string&, const jobs::FilmOrder& order, const jobs::FilmListener&,
                jobs::FilmReport& report, std::stop_token stop) override
    {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any never;
        never.wait(lock, stop, [] { return false; });
        report.journal = order.movie.parent_path() / ".unseen.part.journal";
        return Error{ErrorCode::Cancelled, {}, {}};
    }
};

// A take that was stopped, has failed or was being made when the program was killed goes on where it was.
class TestWindowContinue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_control = std::make_shared<FakeEngine::Control>();
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
    }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
    }

    void theStripContinuesWhatWasStopped()
    {
        auto* const go = m_studio->find<QAbstractButton>("continueButton");
        QVERIFY(!go->isVisible());
        stopBehind(2);
        QTRY_VERIFY(go->isVisible() && go->isEnabled());
        QVERIFY(!m_studio->find<QAbstractButton>("cancelButton")->isVisible());
        QVERIFY(m_studio->find<QLabel>("jobFramesLabel")->text().contains(QStringLiteral("safe")));
        m_studio->click("continueButton");
        m_control->release(1000);
        QTRY_VERIFY(isWhole());
        QVERIFY(!go->isVisible());
        QCOMPARE(context().takes.rowCount(), 1); // no second one
        QCOMPARE(context().takes.takes()[0].number, 1);
        // The scene in the panels and its seed are as they were.
        QTRY_VERIFY(!m_studio->actions()[ActionId::ContinueTake]->isEnabled());
    }

    // A preview that is liked goes on to the end of its voice.
    void aFinishedTakeBecomesLonger()
    {
        auto* const go = m_studio->find<QAbstractButton>("continueButton");
        m_control->endEarly(2);
        project::Scene preview = context().scene.scene();
        preview.settings.clips = 1;
        m_control->release(1000);
        context().renderer.queue().renderNow({jobOf(preview, {})});
        QTRY_VERIFY(go->isVisible());
        QCOMPARE(go->text(), QStringLiteral("Make it longer"));
        QCOMPARE(context().takes.rowCount(), 1);
        QVERIFY(context().takes.takes()[0].state == project::TakeState::Finished);
        QCOMPARE(context().takes.takes()[0].framesMade, 24);
        m_studio->click("continueButton");
        QTRY_COMPARE(context().takes.takes()[0].framesMade, test::FakeEngine::kBlocks * 12);
        QTRY_VERIFY(isWhole() && !go->isVisible());
        QCOMPARE(context().takes.rowCount(), 1);
        QVERIFY(!m_studio->actions()[ActionId::ContinueTake]->isEnabled());
    }

    // The card measures a take that goes on against its own promise, which has no time, not against the first one.
    void theFirstPromiseEndsWithItsRender()
    {
        jobs::Job job = jobOf(context().scene.scene(), {});
        job.promise.promisedSeconds = 100;
        context().renderer.queue().renderNow({job});
        m_control->release(2);
        QTRY_COMPARE(context().renderer.frames()->count(), 24);
        QTRY_VERIFY(m_studio->find<QWidget>("timeBar")->isVisible());
        m_studio->trigger(ActionId::StopAndKeep);
        QTRY_VERIFY(m_studio->find<QAbstractButton>("continueButton")->isVisible());
        m_studio->click("continueButton");
        m_control->release(1);
        QTRY_COMPARE(context().renderer.frames()->count(), 36);
        QTRY_VERIFY(!m_studio->find<QWidget>("timeBar")->isVisible());
    }

    // Without a forecast a tenth of it would be told as done when it begins, however long the film is.
    void itsProgressGoesByAForecast()
    {
        pipeline::RenderReport took;
        took.ditSeconds = 20;
        took.vaeSeconds = 10;
        m_control->took(took);
        m_control->release(1000);
        m_studio->click("renderButton");
        QTRY_VERIFY(isWhole());
        m_control->holdAt(pipeline::Stage::Load);
        project::Take stopped = context().takes.takes()[0];
        stopped.state = project::TakeState::Stopped;
        stopped.journal = "kept.journal";
        stopped.hasWholeVoice = false;
        m_studio->part<TakesPresenter>().continueTake(stopped);
        const jobs::QueueState state = context().renderer.queue().state();
        QVERIFY(!state.jobs.empty());
        QVERIFY(state.jobs[0].stages.frames > 0);
        m_control->goOn();
    }

    void keysAndMenusContinueIt()
    {
        stopBehind(1);
        QAction* const action = m_studio->actions()[ActionId::ContinueTake];
        QTRY_VERIFY(action->isEnabled()); // It is in the player.
        QTest::keyClick(&m_studio->window(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        m_control->release(1000);
        QTRY_VERIFY(isWhole());
    }

    // It would begin anew, as another take.
    void whatHasNoFrameIsNotOfferedToGoOn()
    {
        m_studio->restart(std::make_unique<UnseenEngine>());
        m_studio->open();
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
        m_studio->click("renderButton");
        QTRY_VERIFY(context().renderer.isRunning());
        m_studio->trigger(ActionId::StopAndKeep);
        QTRY_VERIFY(!context().renderer.isRunning());
        QTRY_VERIFY(m_studio->find<QLabel>("jobTitleLabel")->accessibleName().contains(QStringLiteral("stopped")));
        QVERIFY(!m_studio->find<QAbstractButton>("continueButton")->isVisible());
    }

    // Also after a restart, when nothing is left of it but its files.
    void itContinuesOnAnotherDay()
    {
        stopBehind(3);
        m_studio->end();
        restart();
        QTRY_COMPARE(context().takes.rowCount(), 1);
        const project::Take stopped = context().takes.takes()[0];
        QVERIFY(stopped.state == project::TakeState::Stopped && !stopped.journal.empty());
        QVERIFY(!m_studio->find<QAbstractButton>("continueButton")->isVisible());
        auto* const list = m_studio->find<QListView>("takesListView");
        list->setCurrentIndex(list->model()->index(0, 0));
        QAction* const action = m_studio->actions()[ActionId::ContinueTake];
        QTRY_VERIFY(action->isEnabled());
        action->trigger();
        m_control->release(1000);
        QTRY_VERIFY(isWhole());
        QCOMPARE(context().takes.takes()[0].movie, stopped.movie);
    }

    // Its job, which is on hold, is the one that goes on.
    void aFailedTakeContinuesWithItsJob()
    {
        m_control->failBehind(2, {ErrorCode::DiskFull, "/some/folder/film.mp4", "no space left"});
        m_control->release(1000);
        m_studio->click("renderButton");
        QTRY_COMPARE(context().renderer.state().jobs.size(), size_t{1});
        QTRY_VERIFY(context().renderer.state().jobs[0].error.has_value());
        m_control->failNoMore();
        QTRY_VERIFY(m_studio->find<QAbstractButton>("continueButton")->isVisible());
        m_studio->click("continueButton");
        QTRY_VERIFY(isWhole());
        QTRY_VERIFY(context().renderer.state().jobs.empty());
        QCOMPARE(context().takes.rowCount(), 1);
    }

    void aTakeOfAKilledProgramIsOffered()
    {
        stopBehind(2);
        project::Take killed = context().takes.takes()[0];
        m_studio->end();
        killed.state = project::TakeState::Rendering;
        killed.journal.clear();
        QVERIFY(project::TakeStore(killed.movie.parent_path()).update(killed));
        restart();
        auto* const what = m_studio->find<QLabel>("messageWhatLabel");
        QTRY_COMPARE(what->text(), QStringLiteral("The program ended unexpectedly while take 1 was made."));
        const QString why = m_studio->find<QLabel>("messageWhyLabel")->text();
        QVERIFY2(why.startsWith(QStringLiteral("0:00.9 of 0:03.8 are safe")), qPrintable(why));
        auto* const go = m_studio->find<QAbstractButton>("messageActionButton1");
        QCOMPARE(go->text(), QStringLiteral("Continue take"));
        go->click();
        m_control->release(1000);
        QTRY_VERIFY(isWhole());
    }

    void whatCannotContinueSaysWhy()
    {
        stopBehind(2);
        m_control->fail(context().takes.takes()[0].scene.prompt,
                        {ErrorCode::CannotContinue, "/some/film.mp4", "the portrait is not the one"});
        QTRY_VERIFY(m_studio->find<QAbstractButton>("continueButton")->isVisible());
        m_studio->click("continueButton");
        auto& messages = m_studio->part<MessageCentre>();
        QTRY_VERIFY(messages.has(QStringLiteral("take ended")));
        messages.raise(QStringLiteral("take ended")); // before that of the player, which can't read the engine's film
        QCOMPARE(m_studio->find<QLabel>("messageWhatLabel")->text(), QStringLiteral("Take 1 can't go on."));
        QVERIFY(std::filesystem::exists(context().takes.takes()[0].movie));
        QCOMPARE(context().takes.takes()[0].framesMade, 24);
    }

    // With the real engine: the film is the one that wasn't stopped.
    void theFilmIsTheSameAsWithoutTheBreak()
    {
        m_studio->restart(std::make_unique<StoppingEngine>());
        m_studio->open();
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
        project::Scene scene = context().scene.scene();
        jobs::RenderQueue& queue = context().renderer.queue();
        queue.renderNow({jobOf(scene, {})});
        QTRY_VERIFY(isWhole());
        const project::Take whole = context().takes.takes()[0];

        queue.renderNow({jobOf(scene, {})});
        QTRY_COMPARE(context().takes.rowCount(), 2);
        QTRY_VERIFY(context().takes.takes()[0].state == project::TakeState::Stopped);
        const project::Take stopped = context().takes.takes()[0];
        QVERIFY(stopped.framesMade > 0 && stopped.framesMade < whole.framesMade);
        queue.renderNow({jobOf(scene, stopped.movie)});
        QTRY_VERIFY(context().takes.takes()[0].state == project::TakeState::Finished);
        const project::Take goneOn = context().takes.takes()[0];
        QCOMPARE(goneOn.movie, stopped.movie);
        QCOMPARE(goneOn.framesMade, whole.framesMade);
        verifySame(whole.movie, goneOn.movie);
    }

private:
    [[nodiscard]] const WindowContext& context() const { return m_studio->context(); }

    static jobs::Job jobOf(const project::Scene& scene, const std::filesystem::path& continues)
    {
        jobs::Job job;
        job.scene = scene;
        job.sceneName = "demo";
        job.continues = continues;
        return job;
    }

    [[nodiscard]] bool isWhole() const
    {
        const std::vector<project::Take>& takes = context().takes.takes();
        return !takes.empty() && takes.front().state == project::TakeState::Finished
            && context().renderer.state().run == jobs::RunState::Idle;
    }

    void stopBehind(int blocks)
    {
        m_studio->click("renderButton");
        m_control->release(blocks);
        QTRY_COMPARE(context().renderer.frames()->count(), blocks * kFramesPerBlock);
        m_studio->trigger(ActionId::StopAndKeep);
        QTRY_VERIFY(context().renderer.state().run == jobs::RunState::Idle);
        QTRY_COMPARE(context().takes.rowCount(), 1);
        QTRY_VERIFY(context().takes.takes()[0].state == project::TakeState::Stopped);
    }

    void restart()
    {
        m_studio->settings().set(settings::kShownTake, 0); // The engine's film can't be played.
        m_control = std::make_shared<FakeEngine::Control>();
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
    }

    // Within what encoding loses: packets depend on where the break was.
    static void verifySame(const std::filesystem::path& one, const std::filesystem::path& other)
    {
        Result<media::MovieReader> a = media::MovieReader::open(one);
        Result<media::MovieReader> b = media::MovieReader::open(other);
        QVERIFY(a && b);
        for (int frame = 0;; ++frame) {
            const auto first = a->nextFrame();
            const auto second = b->nextFrame();
            QVERIFY(first && second);
            QCOMPARE(first->has_value(), second->has_value());
            if (!*first)
                return;
            const std::vector<uint8_t>& x = (*first)->rgb;
            const std::vector<uint8_t>& y = (*second)->rgb;
            QCOMPARE(x.size(), y.size());
            double difference = 0;
            for (size_t i = 0; i < x.size(); ++i)
                difference += std::abs(int{x[i]} - int{y[i]});
            difference /= static_cast<double>(x.size());
            QVERIFY2(difference < 2, qPrintable(QStringLiteral("frame %1: %2").arg(frame).arg(difference)));
        }
    }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

QTEST_MAIN(TestWindowContinue)
#include "tst_WindowContinue.moc"
