// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/JobsInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/widgets/StageBar.h"

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
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowWaits test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowWaits.moc"
