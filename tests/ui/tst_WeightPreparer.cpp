// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/Settings.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/Patience.h"
#include "ui/services/RenderService.h"
#include "ui/services/WeightPreparer.h"

#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <mutex>

using namespace studio;
using namespace studio::ui;
using Phase = PreparationState::Phase;

namespace {

constexpr int64_t kBytes = 4000;

// Prepares nothing, a layer whenever the test allows it.
class FakePreparation {
public:
    PreparationEngine engine()
    {
        return {.look = [this](const pipeline::ModelOptions& options) -> Result<pipeline::PreparedFile> {
                    const std::lock_guard lock(m_mutex);
                    if (m_problem)
                        return *m_problem;
                    return pipeline::PreparedFile{.path = options.checkpoint / "prepared",
                                                  .bytes = kBytes,
                                                  .isReady = m_ready,
                                                  .diskFree = 10 * kBytes};
                },
                .prepare = [this](const pipeline::ModelOptions&, const pipeline::PrepareProgress& progress,
                                  const std::stop_token& stop) { return prepare(progress, stop); }};
    }
    void allow(int layers)
    {
        const std::lock_guard lock(m_mutex);
        m_allowed += layers;
        m_changed.notify_all();
    }
    void failWith(std::optional<Error> error)
    {
        const std::lock_guard lock(m_mutex);
        m_failure = std::move(error);
    }
    void cannotBeRead(const Error& error)
    {
        const std::lock_guard lock(m_mutex);
        m_problem = error;
    }
    int begun()
    {
        const std::lock_guard lock(m_mutex);
        return m_begun;
    }

private:
    Status prepare(const pipeline::PrepareProgress& progress, const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        ++m_begun;
        for (int layer = 1; layer <= 4; ++layer) {
            if (!m_changed.wait(lock, stop, [this] { return m_allowed > 0; }))
                return Error{ErrorCode::Cancelled, {}, {}};
            --m_allowed;
            if (m_failure)
                return *m_failure;
            progress(layer * kBytes / 4, kBytes);
        }
        m_ready = true;
        return kDone;
    }

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_allowed = 0;
    int m_begun = 0;
    bool m_ready = false;
    std::optional<Error> m_failure, m_problem;
};

class TestWeightPreparer : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<settings::Settings> m_settings;
    std::shared_ptr<test::FakeEngine::Control> m_films;
    std::unique_ptr<RenderService> m_renderer;
    std::unique_ptr<FakePreparation> m_fake;
    std::unique_ptr<WeightPreparer> m_preparer;

    [[nodiscard]] jobs::ModelPlaces places(const char* checkpoint = "model", const char* device = "sim:1") const
    {
        jobs::ModelPlaces places;
        places.folders[kLiveAvatarModel] = {.checkpoint = m_folder.filePath(QLatin1String(checkpoint)).toStdString()};
        places.device = device;
        return places;
    }
    [[nodiscard]] const PreparationState& state() const { return m_preparer->state(); }

private Q_SLOTS:
    void init()
    {
        const QString file = m_folder.filePath(QStringLiteral("settings.ini"));
        QFile::remove(file);
        m_settings = std::make_unique<settings::Settings>(file);
        m_films = std::make_shared<test::FakeEngine::Control>();
        jobs::QueueOptions options;
        options.takesFolder = m_folder.filePath(QStringLiteral("takes")).toStdString();
        options.models = places();
        m_renderer = std::make_unique<RenderService>(std::make_unique<test::FakeEngine>(m_films), options,
                                                     std::filesystem::path());
        m_fake = std::make_unique<FakePreparation>();
        m_preparer = std::make_unique<WeightPreparer>(*m_settings, *m_renderer, m_fake->engine());
    }
    void cleanup()
    {
        m_preparer.reset();
        m_films->release(1000);
        m_renderer.reset();
    }

    void onlyModelsOnAGpuArePrepared()
    {
        m_preparer->setModel(places(), kDemoModel);
        QCOMPARE(state().phase, Phase::None);
        m_preparer->setModel(places("model", "cpu"), kLiveAvatarModel);
        QCOMPARE(state().phase, Phase::None);
        m_preparer->setModel(places(), kLiveAvatarModel);
        QTRY_COMPARE(state().phase, Phase::Missing);
        QCOMPARE(state().bytes, kBytes);
        QVERIFY(!state().seconds); // Nothing was measured yet.
        m_preparer->setModel(places("model", "cpu"), kLiveAvatarModel);
        QCOMPARE(state().phase, Phase::None);
    }

    void itTellsHowFarItIsAndRemembersItsSpeed()
    {
        m_preparer->setModel(places(), kLiveAvatarModel);
        QTRY_COMPARE(state().phase, Phase::Missing);
        m_preparer->prepare();
        QCOMPARE(state().phase, Phase::Running);
        m_preparer->prepare(); // once
        m_fake->allow(1);
        QTRY_COMPARE(state().done, kBytes / 4);
        QVERIFY(state().seconds.has_value());
        m_fake->allow(3);
        QTRY_COMPARE(state().phase, Phase::Ready);
        QCOMPARE(m_fake->begun(), 1);
        QVERIFY(m_settings->get(settings::kPreparedPerSecond) > 0);
        // Another one's time is forecast from it.
        m_settings->set(settings::kPreparedPerSecond, 1000.0);
        FakePreparation other;
        WeightPreparer next(*m_settings, *m_renderer, other.engine());
        next.setModel(places("another"), kLiveAvatarModel);
        QTRY_COMPARE(next.state().phase, Phase::Missing);
        QCOMPARE(next.state().seconds.value_or(0), 4.0);
    }

    void itCanBeStopped()
    {
        m_preparer->setModel(places(), kLiveAvatarModel);
        QTRY_COMPARE(state().phase, Phase::Missing);
        m_preparer->prepare();
        m_fake->allow(1);
        QTRY_COMPARE(state().done, kBytes / 4);
        m_preparer->stop();
        QVERIFY(state().phase == Phase::Stopping || state().phase == Phase::Missing);
        QTRY_COMPARE(state().phase, Phase::Missing);
        QVERIFY(!state().error);
        QCOMPARE(m_settings->get(settings::kPreparedPerSecond), 0.0);
    }

    void anErrorStaysUntilTheNextAttempt()
    {
        m_preparer->setModel(places(), kLiveAvatarModel);
        QTRY_COMPARE(state().phase, Phase::Missing);
        m_fake->failWith(Error{ErrorCode::DiskFull, "somewhere", {}});
        m_fake->allow(1);
        m_preparer->prepare();
        QTRY_VERIFY(state().error.has_value());
        QCOMPARE(state().error->code, ErrorCode::DiskFull);
        QTRY_COMPARE(state().phase, Phase::Missing);
        m_fake->failWith(std::nullopt);
        m_fake->allow(4);
        m_preparer->prepare();
        QVERIFY(!state().error);
        QTRY_COMPARE(state().phase, Phase::Ready);
    }

    void anotherModelEndsIt()
    {
        m_preparer->setModel(places(), kLiveAvatarModel);
        QTRY_COMPARE(state().phase, Phase::Missing);
        m_preparer->prepare();
        QTRY_COMPARE(m_fake->begun(), 1);
        m_preparer->setModel(places("another"), kLiveAvatarModel);
        QTRY_COMPARE(state().phase, Phase::Missing); // of the other one: the first was not finished
        QVERIFY(state().file.string().find("another") != std::string::npos);
    }

    void filesThatCannotBeReadAreNotOffered()
    {
        m_fake->cannotBeRead(Error{ErrorCode::CheckpointIncomplete, {}, {}});
        m_preparer->setModel(places(), kLiveAvatarModel);
        m_preparer->prepare();
        QCOMPARE(state().phase, Phase::None);
        QCOMPARE(m_fake->begun(), 0);
    }

    void aTakeOfTheSameModelTakesOver()
    {
        m_preparer->setModel(places(), kLiveAvatarModel);
        QTRY_COMPARE(state().phase, Phase::Missing);
        m_preparer->prepare();
        QTRY_COMPARE(m_fake->begun(), 1);
        jobs::Job job;
        job.scene.settings.model = kLiveAvatarModel;
        m_renderer->queue().renderNow({job});
        QTRY_VERIFY(m_renderer->isRunning());
        QTRY_VERIFY(state().phase == Phase::Missing); // stopped
        m_preparer->prepare(); // not while it runs
        QCOMPARE(state().phase, Phase::Missing);
        QCOMPARE(m_fake->begun(), 1);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestWeightPreparer)
#include "tst_WeightPreparer.moc"
