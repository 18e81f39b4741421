// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"
#include "tests/support/JobsInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/ContractCard.h"
#include "ui/services/TelemetryService.h"
#include "ui/widgets/StageBar.h"

#include <vector>

using namespace studio;
using namespace studio::ui;

namespace {

// What is said while there is nothing to see.
class TestWindowWaits : public test::JobsInWindow {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void theWayToTheFirstFramesIsTold()
    {
        const auto frames = [this] { return m_studio->find<QLabel>("jobFramesLabel")->text(); };
        const auto stage = [this] { return m_studio->find<StageBar>("stageBar")->accessibleText(); };
        m_control->holdAt(pipeline::Stage::Frames);
        m_studio->click("renderButton");
        QTRY_COMPARE(title(), QStringLiteral("Making the first frames"));
        const int steps = context().scene.scene().settings.steps;
        QTRY_COMPARE(frames(), QStringLiteral("0 of %1 steps").arg(steps));
        const QString before = stage();
        m_control->tellShare(0.5);
        QTRY_COMPARE(frames(), QStringLiteral("%1 of %2 steps").arg(steps / 2).arg(steps));
        QVERIFY(stage() != before); // The ring moves, too.
        m_control->goOn();
        m_control->release(1);
        QTRY_COMPARE(title(), QStringLiteral("Rendering take 1"));
        QTRY_COMPARE(frames(), QStringLiteral("12 of 96 frames"));
    }

    // In a long pause what was on the GPU waits in RAM.
    void memoryInAPauseIsNotJudged()
    {
        const auto card = [this] { return m_studio->part<ContractCard>().state(); };
        const auto ram = [&card] { return card().lines[static_cast<size_t>(ContractPart::Ram)]; };
        const auto used = [this] { return context().telemetry.latest().processRam.value.value_or(0); };
        queue().setOptions({.takesFolder = m_studio->path(QStringLiteral("takes")).toStdString(),
                            .models = {},
                            .freeDeviceAfter = std::chrono::duration<double>(0)});
        jobs::Job job;
        job.scene = context().scene.scene();
        job.promise.promisedRam = 64 * kGiB;
        queue().renderNow({job});
        m_control->release(1);
        QTRY_VERIFY(context().renderer.frames()->count() > 0);
        QTRY_COMPARE(card().head, QStringLiteral("Promise kept so far"));
        QTRY_VERIFY(ram().barred);

        m_studio->click("pauseButton");
        m_control->release(1);
        QTRY_VERIFY(context().renderer.state().deviceIsFree);
        QTRY_COMPARE(card().head, QStringLiteral("Not measured now"));
        QVERIFY(card().reason.startsWith(QStringLiteral("What was in VRAM waits in RAM.")));
        QVERIFY(!ram().barred);
        const int64_t before = used();
        constexpr int64_t kMoved = 256 << 20;
        int64_t inPause = 0;
        {
            const std::vector<char> moved(kMoved, 1);
            QTRY_VERIFY(used() > before + kMoved / 2);
            inPause = used();
            QTRY_VERIFY(ram().value.endsWith(QStringLiteral("for now")));
        }

        QTRY_VERIFY(button("pauseButton")->isEnabled());
        m_studio->click("pauseButton");
        m_control->release(1000);
        QTRY_VERIFY(!context().renderer.isRunning());
        QTRY_COMPARE(card().head, QStringLiteral("Promise kept"));
        QTRY_COMPARE(context().takes.rowCount(), 1);
        const project::Take* take = context().takes.byNumber(1);
        QVERIFY(take && take->report.peakRam);
        QVERIFY2(*take->report.peakRam < inPause - kMoved / 4, "what waited in RAM counts as the take's");
    }
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowWaits test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowWaits.moc"
