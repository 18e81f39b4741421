// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Pointing.h"
#include "ui/widgets/PortraitCropView.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace studio;
using namespace studio::ui;
using test::drag;
using test::turnWheel;

namespace {

CropState cropState()
{
    QImage picture(300, 200, QImage::Format_RGB32);
    picture.fill(Qt::gray);
    return {picture, {1500, 1000}, {0.2, 0.2, 0.6, 0.6}, 1.5, 64};
}

// The crop of a portrait under mouse, wheel and keyboard.
class TestPortraitCrop : public QObject {
    Q_OBJECT

    std::unique_ptr<Theme> m_theme;

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        m_theme->applyTo(*qApp);
        QAccessible::setActive(true);
    }
    void cleanupTestCase() { m_theme.reset(); }

    void draggingInsideMovesTheCropAndStaysInThePicture()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        view.setState(cropState());
        QSignalSpy changed(&view, &PortraitCropView::cropChanged);
        QSignalSpy edited(&view, &PortraitCropView::cropEdited);

        drag(view, {150, 100}, {180, 90});

        QVERIFY(changed.count() >= 1);
        QCOMPARE(edited.count(), 1);
        QVERIFY(std::abs(view.crop().left() - 0.3) < 1e-9);
        QVERIFY(std::abs(view.crop().top() - 0.15) < 1e-9);
        drag(view, {180, 90}, {900, 900});
        QVERIFY(std::abs(view.crop().right() - 1) < 1e-9);
        QVERIFY(std::abs(view.crop().bottom() - 1) < 1e-9);
        QVERIFY(std::abs(view.crop().width() - 0.6) < 1e-9);
    }

    void aCornerKeepsTheAspectAndTheOppositeCorner()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        view.setState(cropState());

        drag(view, {240, 160}, {210, 190});

        QVERIFY(std::abs(view.crop().left() - 0.2) < 1e-9);
        QVERIFY(std::abs(view.crop().top() - 0.2) < 1e-9);
        const double aspect = view.crop().width() * 1500 / (view.crop().height() * 1000);
        QVERIFY2(std::abs(aspect - 1.5) < 1e-6, qPrintable(QString::number(aspect)));
        QVERIFY(view.crop().bottom() <= 1 + 1e-9);
    }

    void anEdgeResizesAroundTheMiddleAndNeverBelowTheLeastSide()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        view.setState(cropState());

        drag(view, {60, 100}, {239, 100}); // The left edge, far beyond the right one.

        QVERIFY(std::abs(view.crop().center().y() - 0.5) < 1e-9);
        QVERIFY(std::abs(view.crop().right() - 0.8) < 1e-9);
        QVERIFY2(view.crop().height() * 1000 >= 64 - 1e-6, qPrintable(QString::number(view.crop().height() * 1000)));
    }

    void keysMoveAndResizeTheCrop()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        view.setState(cropState());
        QSignalSpy edited(&view, &PortraitCropView::cropEdited);
        QTest::keyClick(&view, Qt::Key_Right);
        QVERIFY(std::abs(view.crop().left() - 0.21) < 1e-9);
        QTest::keyClick(&view, Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY(std::abs(view.crop().top() - 0.15) < 1e-9);
        QTest::keyClick(&view, Qt::Key_Plus);
        QVERIFY(view.crop().width() > 0.6);
        QTest::keyClick(&view, Qt::Key_Minus);
        QVERIFY(std::abs(view.crop().width() - 0.6) < 1e-9);
        QCOMPARE(edited.count(), 4);
    }

    void aDoubleClickAsksForTheWholePictureAndOutsideNothingHappens()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        view.setState(cropState());
        QSignalSpy reset(&view, &PortraitCropView::resetRequested);
        QTest::mouseDClick(&view, Qt::LeftButton, {}, {150, 100});
        QCOMPARE(reset.count(), 1);
        const QRectF before = view.crop();
        drag(view, {10, 10}, {30, 30});
        QCOMPARE(view.crop(), before);
    }

    void withShiftTheShapeIsFreeAndWithAltBothSidesMove()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        view.setState(cropState());
        drag(view, {240, 100}, {210, 100}, Qt::ShiftModifier); // the right edge alone
        QVERIFY(std::abs(view.crop().right() - 0.7) < 1e-9);
        QVERIFY(std::abs(view.crop().height() - 0.6) < 1e-9);
        drag(view, {210, 100}, {900, 100}, Qt::ShiftModifier);
        drag(view, {150, 160}, {150, 41}, Qt::ShiftModifier); // as low as a free shape can be
        const double shape = view.crop().width() * 1500 / (view.crop().height() * 1000);
        QVERIFY2(std::abs(shape - 3) < 1e-6, qPrintable(QString::number(shape)));

        view.setState(cropState());
        drag(view, {240, 160}, {225, 150}, Qt::AltModifier);
        QVERIFY(std::abs(view.crop().center().x() - 0.5) < 1e-9);
        QVERIFY(std::abs(view.crop().center().y() - 0.5) < 1e-9);
        QVERIFY(std::abs(view.crop().width() - 0.5) < 1e-9);
        QVERIFY(std::abs(view.crop().width() / view.crop().height() - 1) < 1e-9); // the picture's shape
    }

    void aLargeViewSnapsUnlessCtrlIsHeld()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        CropState state = cropState();
        state.large = true;
        view.setState(state);
        drag(view, {150, 100}, {95, 103});
        QCOMPARE(view.crop().left(), 0.0); // 5 px from the edge
        QVERIFY(std::abs(view.crop().center().y() - 0.5) < 1e-9); // 3 px from the middle
        view.setState(state);
        drag(view, {150, 100}, {95, 103}, Qt::ControlModifier);
        QVERIFY(std::abs(view.crop().left() - 5.0 / 300) < 1e-9);
    }

    void shapesKeepTheZoom()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        view.setState(cropState());
        QSignalSpy edited(&view, &PortraitCropView::cropEdited);
        const double zoom = view.zoom();
        QVERIFY(std::abs(zoom - 1 / 0.6) < 1e-9);
        for (const double aspect : {9.0 / 16, 16.0 / 9, 1.0}) {
            view.setShape(aspect);
            const QRectF crop = view.crop();
            QVERIFY(std::abs(crop.width() * 1500 / (crop.height() * 1000) / aspect - 1) < 1e-9);
            QVERIFY(std::abs(view.zoom() - zoom) < 1e-9);
            QVERIFY(std::abs(crop.center().x() - 0.5) < 1e-9 && std::abs(crop.center().y() - 0.5) < 1e-9);
        }
        QCOMPARE(edited.count(), 3);
        view.setZoom(1);
        QVERIFY(std::abs(view.crop().height() - 1) < 1e-9);
        view.setZoom(1000); // no smaller than the least side
        QVERIFY(std::abs(view.crop().height() * 1000 - 64) < 1e-6);
    }

    void aClickIsNoDragAndEscapeTakesADragBack()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        view.setState(cropState());
        QSignalSpy clicked(&view, &PortraitCropView::clicked);
        QSignalSpy edited(&view, &PortraitCropView::cropEdited);
        QTest::mouseClick(&view, Qt::LeftButton, {}, {150, 100});
        QTest::mouseClick(&view, Qt::LeftButton, {}, {10, 10});
        QCOMPARE(clicked.count(), 2);
        drag(view, {150, 100}, {180, 100});
        QCOMPARE(clicked.count(), 2);
        QCOMPARE(edited.count(), 1);
        const QRectF before = view.crop();
        QMouseEvent press(QEvent::MouseButtonPress, {150, 100}, view.mapToGlobal(QPointF(150, 100)), Qt::LeftButton,
                          Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&view, &press);
        QMouseEvent move(QEvent::MouseMove, {120, 100}, view.mapToGlobal(QPointF(120, 100)), Qt::NoButton,
                         Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&view, &move);
        QVERIFY(view.crop() != before);
        QVERIFY(view.cancelDrag());
        QCOMPARE(view.crop(), before);
        QVERIFY(!view.cancelDrag());
        QCOMPARE(edited.count(), 1);
    }

    void theCropTellsItsValues()
    {
        PortraitCropView view(*m_theme);
        view.resize(300, 200);
        view.setState(cropState());
        QAccessibleInterface* const group = QAccessible::queryAccessibleInterface(&view);
        QCOMPARE(group->role(), QAccessible::Grouping);
        QCOMPARE(group->childCount(), 3);
        QAccessibleInterface* const left = group->child(0);
        QCOMPARE(left->role(), QAccessible::Slider);
        QVERIFY(!left->text(QAccessible::Name).isEmpty());
        QCOMPARE(left->valueInterface()->currentValue().toDouble(), 20.0);
        left->valueInterface()->setCurrentValue(10);
        QVERIFY(std::abs(view.crop().left() - 0.1) < 1e-9);
        QCOMPARE(group->indexOfChild(left), 0);
    }
};

} // namespace

QTEST_MAIN(TestPortraitCrop)
#include "tst_PortraitCrop.moc"
