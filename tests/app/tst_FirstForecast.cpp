// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/StudioFixture.h"
#include "ui/controllers/SceneController.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"

#include <QAbstractButton>
#include <QSignalSpy>

#include <atomic>
#include <ctime>

using namespace studio;
using namespace studio::ui;
using test::StudioFixture;

namespace {

constexpr int kPatience = 240'000; // ms
constexpr double kTolerance = 1.25; // of the time, with a few per cent seen on an idle and on a busy machine

// Makes films with the demo model and tells their times by a clock that stands while other programs have the processor:
// the time of this process on it. A busy machine changes how fast that goes, by its caches, but hardly how much it is.
class ProcessorTimeEngine : public jobs::FilmEngine {
public:
    explicit ProcessorTimeEngine(std::shared_ptr<std::atomic<double>> last)
        : m_last(std::move(last))
    {
    }

    Status make(const pipeline::ModelOptions& model, const jobs::FilmOrder& order, const jobs::FilmListener& listener,
                jobs::FilmReport& report, std::stop_token stop) override
    {
        const double begin = now();
        Status made = m_engine->make(model, order, listener, report, std::move(stop));
        *m_last = now() - begin;
        // What happens at the same time as something else has its share of it.
        const double share = *m_last / report.totalSeconds;
        for (double* seconds : {&report.readSeconds, &report.muxSeconds, &report.totalSeconds,
                                &report.render.loadSeconds, &report.render.textSeconds, &report.render.audioSeconds,
                                &report.render.imageSeconds, &report.render.ditSeconds, &report.render.vaeSeconds})
            *seconds *= share;
        return made;
    }

private:
    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    }

    std::shared_ptr<std::atomic<double>> m_last; // seconds of the last film
    std::unique_ptr<jobs::FilmEngine> m_engine = jobs::makeAvatarEngine();
};

// The first take of a machine has a price, and the price is right.
class TestFirstForecast : public QObject {
    Q_OBJECT

    static void compare(double seconds, double ram, double took, const project::Take& take)
    {
        const auto held = static_cast<double>(*take.report.peakRam);
        qInfo(
            "%d x %d: promised %.1f s and %.3f GB, took %.1f s (%.1f s by the wall's clock) and %.3f GB: %+.0f %% and "
            "%+.1f %%",
            take.width, take.height, seconds, ram / 1e9, took, take.report.totalSeconds, held / 1e9,
            100 * (took / seconds - 1), 100 * (held / ram - 1));
        QVERIFY(std::abs(held / ram - 1) < 0.15);
        QVERIFY(took < kTolerance * seconds && seconds < kTolerance * took);
    }

private Q_SLOTS:
    void theFirstTakeIsPromisedAndThePromiseIsKept()
    {
        StudioFixture studio;
        const auto took = std::make_shared<std::atomic<double>>(0);
        studio.restart(std::make_unique<ProcessorTimeEngine>(took), app::StudioOptions::Measuring::AtFirstStart);
        studio.open();
        const PlanService& planner = studio.window().context().planner;
        RenderService& renderer = studio.window().context().renderer;
        QTRY_VERIFY(planner.state().tone == PlanTone::Fits);
        QVERIFY(!planner.state().seconds && !planner.state().ram); // not known, and not guessed
        QTRY_VERIFY_WITH_TIMEOUT(planner.state().seconds && planner.state().ram, kPatience);
        QVERIFY(!renderer.isRunning());
        const double seconds = *planner.state().seconds;
        const auto ram = static_cast<double>(*planner.state().ram);

        QSignalSpy ended(&renderer, &RenderService::takeEnded);
        studio.click("renderButton");
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kPatience);
        const auto take = ended[0][0].value<project::Take>();
        QVERIFY(take.state == project::TakeState::Finished);
        QCOMPARE(take.report.promisedSeconds, seconds);
        compare(seconds, ram, *took, take);

        // Four times the size, of which nothing was measured.
        ended.clear();
        SceneController& scene = studio.window().context().scene;
        project::RenderSettings larger = scene.scene().settings;
        larger.width = larger.height = 256;
        larger.clips = 1;
        scene.setRenderSettings(larger);
        QTRY_VERIFY(planner.state().settings == larger && static_cast<double>(*planner.state().ram) > 1.2 * ram);
        const double longer = *planner.state().seconds;
        const auto more = static_cast<double>(*planner.state().ram);
        studio.click("renderButton");
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kPatience);
        compare(longer, more, *took, ended[0][0].value<project::Take>());
    }

    void theNextStartKnows()
    {
        StudioFixture studio;
        studio.restart({}, app::StudioOptions::Measuring::AtFirstStart);
        studio.open();
        QTRY_VERIFY_WITH_TIMEOUT(studio.window().context().planner.state().seconds, kPatience);
        studio.restart({}, app::StudioOptions::Measuring::Never);
        studio.open();
        QTRY_VERIFY(studio.window().context().planner.state().seconds);
        // Another machine's figures are not this one's.
        studio.end();
        studio.settings().set(settings::kMeasuredMachine, QStringLiteral("another"));
        studio.restart({}, app::StudioOptions::Measuring::Never);
        studio.open();
        QTRY_VERIFY(studio.window().context().planner.state().tone == PlanTone::Fits);
        QVERIFY(!studio.window().context().planner.state().seconds);
    }
};

} // namespace

QTEST_MAIN(TestFirstForecast)
#include "tst_FirstForecast.moc"
