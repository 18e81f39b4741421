// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/StudioFixture.h"
#include "ui/controllers/SceneController.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"

#include <ATen/record_function.h>

#include <QAbstractButton>
#include <QSemaphore>
#include <QSignalSpy>

#include <array>
#include <atomic>
#include <cmath>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

using namespace studio;
using namespace studio::ui;
using test::StudioFixture;

namespace {

constexpr double kTolerance = 1.15; // caches and attention don't grow as a film does

// A machine that does nothing else: numbers that its networks read, and pixels that its VAE makes, in a second.
constexpr double kNumbers = 1e8;
constexpr double kPixels = 4e5;

// Counts the numbers that torch's operators read, on all threads: time for a machine that waits for its memory.
class WorkClock {
public:
    WorkClock()
        : m_callback(at::addGlobalCallback(
            at::RecordFunctionCallback(count).needsInputs(true).scopes({at::RecordScope::FUNCTION})))
    {
    }
    ~WorkClock() { at::removeCallback(m_callback); }
    WorkClock(const WorkClock&) = delete;
    WorkClock& operator=(const WorkClock&) = delete;

    static double seconds() { return static_cast<double>(s_numbers) / kNumbers; }

private:
    static std::unique_ptr<at::ObserverContext> count(const at::RecordFunction& function)
    {
        static const std::set<std::string_view> kReading{"aten::addmm",
                                                         "aten::mm",
                                                         "aten::bmm",
                                                         "aten::baddbmm",
                                                         "aten::_scaled_dot_product_flash_attention_for_cpu",
                                                         "aten::add",
                                                         "aten::add_",
                                                         "aten::mul",
                                                         "aten::mul_",
                                                         "aten::gelu",
                                                         "aten::silu",
                                                         "aten::cat",
                                                         "aten::copy_"};
        if (kReading.contains(function.name())) {
            for (const c10::IValue& input : function.inputs()) {
                if (input.isTensor() && input.toTensor().defined())
                    s_numbers += input.toTensor().numel();
            }
        }
        return {};
    }

    static inline std::atomic<int64_t> s_numbers = 0;
    at::CallbackHandle m_callback;
};

// Makes films with the demo model, each when the test lets it, and reports how long that would have taken the machine.
class CountingEngine : public jobs::FilmEngine {
public:
    struct Control {
        QSemaphore films; // that may be made
        std::atomic<double> last = 0; // seconds of the last film
    };

    explicit CountingEngine(std::shared_ptr<Control> control)
        : m_control(std::move(control))
    {
    }

    Status make(const jobs::ModelPlaces& models, const std::string& model, const jobs::FilmOrder& order,
                const jobs::FilmListener& listener, jobs::FilmReport& report, std::stop_token stop) override
    {
        (void)m_control->films.tryAcquire(1, test::kPatience);
        const WorkClock clock;
        std::array<double, 5> seconds{}; // by stage
        pipeline::Stage stage = pipeline::Stage::Load;
        double since = WorkClock::seconds();
        const auto add = [&] {
            const double now = WorkClock::seconds();
            seconds[static_cast<size_t>(stage)] += now - std::exchange(since, now);
        };
        jobs::FilmListener told = listener;
        told.progress = [&](const pipeline::Progress& progress) {
            add();
            stage = progress.stage;
            if (listener.progress)
                listener.progress(progress);
        };
        Status made = m_engine->make(models, model, order, told, report, std::move(stop));
        add();
        const double pixels = static_cast<double>(report.width) * report.height / kPixels;
        pipeline::RenderReport& render = report.render;
        render.loadSeconds = seconds[0];
        render.textSeconds = seconds[1];
        render.audioSeconds = seconds[2];
        render.imageSeconds = seconds[3] + pixels;
        render.ditSeconds = seconds[4];
        render.vaeSeconds = pixels * static_cast<double>(report.frames + pipeline::kWarmUpFrames);
        report.readSeconds = report.muxSeconds = 0;
        report.totalSeconds = std::accumulate(seconds.begin(), seconds.end(), pixels + render.vaeSeconds);
        m_control->last = report.totalSeconds;
        return made;
    }

private:
    std::shared_ptr<Control> m_control;
    std::unique_ptr<jobs::FilmEngine> m_engine = jobs::makeAvatarEngine();
};

// The first take of a machine has a price, and the price is right.
class TestFirstForecast : public QObject {
    Q_OBJECT

    static void compare(double seconds, double ram, double took, const project::Take& take)
    {
        const auto held = static_cast<double>(*take.report.peakRam);
        qInfo("transformer %.2f s, VAE %.2f s", take.report.ditSeconds, take.report.vaeSeconds);
        qInfo("%d x %d: promised %.2f s and %.3f GB, took %.2f s and %.3f GB: %+.0f %% and %+.1f %%", take.width,
              take.height, seconds, ram / 1e9, took, held / 1e9, 100 * (took / seconds - 1), 100 * (held / ram - 1));
        QVERIFY(std::abs(held / ram - 1) < 0.15);
        QVERIFY(took < kTolerance * seconds && seconds < kTolerance * took);
    }

private Q_SLOTS:
    void theFirstTakeIsPromisedAndThePromiseIsKept()
    {
        StudioFixture studio;
        const auto control = std::make_shared<CountingEngine::Control>();
        studio.restart(std::make_unique<CountingEngine>(control), app::StudioOptions::Measuring::AtFirstStart);
        studio.open();
        const PlanService& planner = studio.context().planner;
        RenderService& renderer = studio.context().renderer;
        QTRY_VERIFY(planner.state().tone != PlanTone::None);
        QVERIFY(!planner.state().seconds && !planner.state().ram); // not known, and not guessed
        control->films.release(3);
        QTRY_VERIFY(planner.state().seconds && planner.state().ram);
        QVERIFY(!renderer.isRunning());
        const double seconds = *planner.state().seconds;
        const auto ram = static_cast<double>(*planner.state().ram);

        QSignalSpy ended(&renderer, &RenderService::takeEnded);
        studio.click("renderButton");
        QTRY_COMPARE(ended.size(), 1);
        const auto take = ended[0][0].value<project::Take>();
        QVERIFY(take.state == project::TakeState::Finished);
        QCOMPARE(take.report.promisedSeconds, seconds);
        compare(seconds, ram, control->last, take);

        // Four times the size, of which nothing was measured.
        ended.clear();
        SceneController& scene = studio.context().scene;
        project::RenderSettings larger = scene.scene().settings;
        larger.width = larger.height = 256;
        larger.clips = 1;
        scene.setRenderSettings(larger, {});
        QTRY_VERIFY(planner.state().settings == larger && static_cast<double>(*planner.state().ram) > 1.2 * ram);
        const double longer = *planner.state().seconds;
        const auto more = static_cast<double>(*planner.state().ram);
        studio.click("renderButton");
        QTRY_COMPARE(ended.size(), 1);
        compare(longer, more, control->last, ended[0][0].value<project::Take>());
    }

    void theNextStartKnows()
    {
        StudioFixture studio;
        studio.restart({}, app::StudioOptions::Measuring::AtFirstStart);
        studio.open();
        QTRY_VERIFY(studio.context().planner.state().seconds);
        studio.restart({}, app::StudioOptions::Measuring::Never);
        studio.open();
        QTRY_VERIFY(studio.context().planner.state().seconds);
        // Another machine's figures are not this one's.
        studio.end();
        studio.settings().set(settings::kMeasuredMachine, QStringLiteral("another"));
        studio.restart({}, app::StudioOptions::Measuring::Never);
        studio.open();
        QTRY_VERIFY(studio.context().planner.state().tone != PlanTone::None);
        QVERIFY(!studio.context().planner.state().seconds);
    }
};

} // namespace

QTEST_MAIN(TestFirstForecast)
#include "tst_FirstForecast.moc"
