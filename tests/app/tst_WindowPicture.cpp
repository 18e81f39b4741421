// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FaceFinder.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/WatchedApplication.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/services/InputService.h"
#include "ui/services/WaveformPyramid.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/Chip.h"
#include "ui/widgets/PortraitCropView.h"
#include "ui/widgets/VideoView.h"

#include <QAbstractButton>
#include <QAction>
#include <QLabel>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

const QString kAda = QStringLiteral(DEMO_DATA "/portraits/ada.png");
const QString kFox = QStringLiteral(DEMO_DATA "/voices/fox_en.wav");

void drag(QWidget& widget, const QPointF& from, const QPointF& to)
{
    const auto send = [&](QEvent::Type type, const QPointF& at, Qt::MouseButton button, Qt::MouseButtons buttons) {
        QMouseEvent event(type, at, widget.mapToGlobal(at), button, buttons, Qt::NoModifier);
        QApplication::sendEvent(&widget, &event);
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
}

// The middle of the window: the large crop, a take's own voice, full screen.
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

    void aNewPortraitOpensTheLargeCropAndEscapeTakesItBack()
    {
        openOneTake();
        context().scene.setPortrait(kAda);
        QTRY_VERIFY(context().inputs.portrait().facts);
        auto* large = m_studio->find<PortraitCropView>("portraitLargeCropView");
        QVERIFY(!large->isVisible()); // Without a film the portrait is in the middle already.
        showTheTake();
        QVERIFY(!large->isVisible());

        context().scene.setPortrait(QStringLiteral(DEMO_DATA "/portraits/chen.png"));
        QTRY_VERIFY(large->isVisible());
        QVERIFY(large->width() > 400);
        QCOMPARE(large->size(), m_studio->find<QWidget>("videoView")->size());
        auto* title = m_studio->find<QLabel>("takeTitleLabel");
        QCOMPARE(title->text(), QStringLiteral("Portrait"));
        QCOMPARE(m_studio->find<Chip>("comesBackChip")->words(), QStringLiteral("Take 1 comes back with Esc"));
        QVERIFY(m_studio->find<QWidget>("portraitCropTools")->isVisible());
        QVERIFY(!m_studio->find<QWidget>("playButton")->isVisible());

        const int steps = context().scene.undoStack().count();
        QTest::keyClick(large, Qt::Key_Minus);
        QTest::keyClick(large, Qt::Key_Minus);
        QVERIFY(context().scene.scene().crop);
        QTest::keyClick(large, Qt::Key_Escape);
        QVERIFY(!large->isVisible());
        QVERIFY(!context().scene.scene().crop);
        QCOMPARE(context().scene.undoStack().count(), steps);
        QCOMPARE(title->text(), QStringLiteral("Take 1"));
        QVERIFY(m_studio->find<QWidget>("playButton")->isVisible());
    }

    void bothCropsMoveTogetherAndAVisitIsOneStep()
    {
        openOneTake();
        context().scene.setPortrait(kAda);
        openCrop();
        auto* large = m_studio->find<PortraitCropView>("portraitLargeCropView");
        auto* small = m_studio->find<PortraitCropView>("portraitCropView");
        const int steps = context().scene.undoStack().count();
        for (int i = 0; i < 10; ++i)
            QTest::keyClick(large, Qt::Key_Minus);
        const QPointF middle = large->pictureRect().center();
        drag(*large, middle, middle + QPointF(14, 0));
        QCOMPARE(small->crop(), large->crop());
        QTRY_VERIFY(context().inputs.portrait().facts->kept.x == small->crop().x());
        m_studio->click("cropSquareButton");
        QTRY_VERIFY(m_studio->find<QAbstractButton>("cropSquareButton")->isChecked());
        QTRY_COMPARE(context().inputs.portrait().facts->outputWidth, context().inputs.portrait().facts->outputHeight);
        m_studio->click("cropDoneButton");
        QVERIFY(!large->isVisible());
        QVERIFY(context().scene.scene().crop);
        QCOMPARE(context().scene.undoStack().count(), steps + 1);
        m_studio->trigger(ActionId::Undo);
        QVERIFY(!context().scene.scene().crop);
    }

    void theFaceIsFoundAndCentred()
    {
        openOneTake();
        context().scene.setPortrait(QStringLiteral(DEMO_DATA "/portraits/gita.png"));
        openCrop();
        auto* centre = m_studio->find<QWidget>("centreFaceButton");
        QCOMPARE(centre->isVisible(), media::canFindFaces());
        if (!media::canFindFaces())
            QSKIP("built without dlib");
        QCOMPARE(context().inputs.portrait().faces->size(), size_t{1});
        QVERIFY(m_studio->find<ElidedLabel>("cropFact1Label")->words().startsWith(QStringLiteral("Face ")));
        auto* large = m_studio->find<PortraitCropView>("portraitLargeCropView");
        m_studio->click("cropUprightButton");
        QTest::mouseClick(centre, Qt::LeftButton);
        QVERIFY(context().scene.scene().crop);
        QVERIFY(large->crop().contains(context().inputs.portrait().faces->front().box));
    }

    void whateverShowsAFilmLeavesTheCrop()
    {
        openOneTake();
        context().scene.setPortrait(kAda);
        context().scene.setVoice(kFox);
        QTRY_VERIFY(context().inputs.portrait().facts);
        showTheTake();
        auto* large = m_studio->find<PortraitCropView>("portraitLargeCropView");
        openCrop();
        m_studio->part<PlayerPresenter>().showTake(1); // the one that is hidden
        QVERIFY(!large->isVisible());
        openCrop();
        QTRY_VERIFY(m_studio->actions()[ActionId::PlayPause]->isEnabled());
        m_studio->trigger(ActionId::PlayPause);
        QVERIFY(!large->isVisible());
        m_studio->trigger(ActionId::PlayPause);
        openCrop();
        m_studio->trigger(ActionId::FullScreen);
        QVERIFY(!large->isVisible());
        openCrop(); // needs the window
        QVERIFY(m_studio->find<QWidget>("portraitCropTools")->isVisible());
        QVERIFY(!m_studio->actions()[ActionId::FullScreen]->isChecked());
        QTRY_VERIFY(m_studio->find<QWidget>("renderButton")->isEnabled());
        m_studio->click("renderButton");
        QVERIFY(!large->isVisible());
    }

    void aClickOnTheSmallCropOpensTheLargeOneAndEnterLeavesIt()
    {
        openOneTake();
        context().scene.setPortrait(kAda);
        QTRY_VERIFY(context().inputs.portrait().facts);
        auto* large = m_studio->find<PortraitCropView>("portraitLargeCropView");
        m_studio->click("portraitCropView");
        QVERIFY(large->isVisible());
        QTest::keyClick(large, Qt::Key_Minus);
        QTest::keyClick(large, Qt::Key_Return);
        QVERIFY(!large->isVisible());
        QVERIFY(context().scene.scene().crop);
        // Another scene has another portrait.
        openCrop();
        context().scene.newScene();
        QTRY_VERIFY(!large->isVisible());
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
        m_studio->trigger(ActionId::ThemeLight);
        showTheTake();
        auto* video = m_studio->find<VideoView>("videoView");
        auto* play = m_studio->find<QWidget>("playButton");
        m_studio->trigger(ActionId::FullScreen);
        QTRY_COMPARE(video->width(), m_studio->window().width());
        const auto movePointer = [video] {
            const QPointF middle = QRectF(video->rect()).center();
            QMouseEvent move(QEvent::MouseMove, middle, video->mapToGlobal(middle), Qt::NoButton, Qt::NoButton,
                             Qt::NoModifier);
            QApplication::sendEvent(video, &move);
        };
        movePointer(); // The bar may be gone already on a busy machine.
        QVERIFY(play->isVisible());
        QVERIFY(video->isAncestorOf(play));
        QVERIFY(m_studio->find<QWidget>("positionLabel")->isVisible());
        QCOMPARE(video->grab().toImage().pixelColor(2, 2), QColor(Qt::black));
        QTRY_VERIFY(!play->isVisible());
        QCOMPARE(video->cursor().shape(), Qt::BlankCursor);
        movePointer();
        QVERIFY(play->isVisible());
        QVERIFY(video->cursor().shape() != Qt::BlankCursor);

        QTest::keyClick(video, Qt::Key_Escape);
        QTRY_VERIFY(!video->isAncestorOf(play));
        QVERIFY(play->isVisible());
    }

private:
    void showTheTake()
    {
        m_studio->part<PlayerPresenter>().showTake(1);
        QTRY_VERIFY(context().player.isPlayable());
    }
    void openCrop()
    {
        QTRY_VERIFY(m_studio->actions()[ActionId::CropPortrait]->isEnabled());
        m_studio->trigger(ActionId::CropPortrait);
        QVERIFY(m_studio->find<QWidget>("portraitLargeCropView")->isVisible());
    }
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
