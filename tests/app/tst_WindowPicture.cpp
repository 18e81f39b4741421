// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/WatchedApplication.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/services/InputService.h"
#include "ui/services/WaveformPyramid.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/VideoView.h"

#include <QAbstractButton>
#include <QAction>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

const QString kFox = QStringLiteral(DEMO_DATA "/voices/fox_en.wav");

// The middle of the window: a take's own voice, full screen.
class TestWindowPicture : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_control = std::make_shared<FakeEngine::Control>();
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
    }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
    }

    // The scene has another voice from the beginning, and then changes it.
    void aTakeKeepsItsOwnVoicesWaveform()
    {
        openOneTake();
        context().scene.setVoice(kFox);
        m_studio->part<PlayerPresenter>().showTake(1);
        const auto* timeline = m_studio->find<BlockTimeline>("blockTimeline");
        QTRY_VERIFY(timeline->state().voice != nullptr);
        QVERIFY(std::abs(timeline->state().voice->seconds() - 12.0 / test::kClapFrameRate) < 0.05);
        const auto shown = timeline->state().voice;
        context().scene.setVoice(QStringLiteral(DEMO_DATA "/voices/morning_en.wav"));
        QTRY_VERIFY(context().inputs.voice().facts);
        QVERIFY(timeline->state().voice == shown);
    }

    void theScenesVoiceIsNotReadAgainForATake()
    {
        openOneTake();
        context().scene.setVoice(kFox);
        QTRY_VERIFY(context().inputs.voice().facts);
        const auto waveform = context().inputs.voice().pyramid;
        context().scene.setVoice(QStringLiteral(DEMO_DATA "/voices/morning_en.wav"));
        QVERIFY(context().inputs.waveformOf(kFox.toStdString(), 0) == waveform);
    }

    void fullScreenIsBlackAndItsControlsComeWithThePointer()
    {
        openOneTake();
        m_studio->actions()[ActionId::ThemeLight]->trigger();
        m_studio->part<PlayerPresenter>().showTake(1);
        QTRY_VERIFY(context().player.isPlayable());
        auto* video = m_studio->find<VideoView>("videoView");
        auto* play = m_studio->find<QWidget>("playButton");
        m_studio->actions()[ActionId::FullScreen]->trigger();
        QTRY_COMPARE(video->width(), m_studio->window().width());
        QCOMPARE(video->grab().toImage().pixelColor(2, 2), QColor(Qt::black));
        QVERIFY(play->isVisible());
        QVERIFY(video->isAncestorOf(play));
        QVERIFY(m_studio->find<QWidget>("positionLabel")->isVisible());
        QTRY_VERIFY(!play->isVisible());
        QCOMPARE(video->cursor().shape(), Qt::BlankCursor);

        const QPointF middle = QRectF(video->rect()).center();
        QMouseEvent move(QEvent::MouseMove, middle, video->mapToGlobal(middle), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QApplication::sendEvent(video, &move);
        QVERIFY(play->isVisible());
        QVERIFY(video->cursor().shape() != Qt::BlankCursor);

        QTest::keyClick(video, Qt::Key_Escape);
        QTRY_VERIFY(!video->isAncestorOf(play));
        QVERIFY(play->isVisible());
    }

private:
    void openOneTake()
    {
        m_studio->end();
        const std::filesystem::path folder = m_studio->path(QStringLiteral("takes")).toStdString();
        QVERIFY(test::writeFinishedTake(folder, 12, 3));
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QTRY_COMPARE(context().takes.rowCount(), 1);
        m_studio->window().show();
    }
    [[nodiscard]] const WindowContext& context() { return m_studio->context(); }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowPicture test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowPicture.moc"
