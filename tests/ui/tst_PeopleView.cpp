// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Pointing.h"
#include "ui/widgets/PeopleView.h"

#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

#include <cmath>

using namespace studio;
using namespace studio::ui;
using test::drag;

namespace {

// The areas of the people in a portrait under mouse and keyboard; the view shows what it is told, as the dialog does.
class TestPeopleView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        m_theme->applyTo(*qApp);
    }
    void init()
    {
        m_view = std::make_unique<PeopleView>(*m_theme);
        m_view->resize(400, 260); // The picture has 390 of them, in the middle.
        QImage picture(300, 200, QImage::Format_RGB32);
        picture.fill(Qt::gray);
        m_state = {.picture = picture,
                   .areas = {{0.1, 0.2, 0.3, 0.5}, {0.6, 0.2, 0.3, 0.5}},
                   .names = {QStringLiteral("anna.wav"), {}},
                   .faces = {{0.15, 0.3, 0.1, 0.15}, {0.45, 0.05, 0.1, 0.1}},
                   .current = 0};
        m_view->setState(m_state);
        connect(m_view.get(), &PeopleView::personChosen, this, [this](int person) {
            m_state.current = person;
            m_view->setState(m_state);
        });
        connect(m_view.get(), &PeopleView::areaEdited, this, [this](int person, const QRectF& area) {
            m_state.areas[static_cast<size_t>(person)] = area;
            m_view->setState(m_state);
        });
    }
    void cleanupTestCase()
    {
        m_view.reset();
        m_theme.reset();
    }

    void draggingInsideMovesAPersonAndStaysInThePicture()
    {
        QSignalSpy edited(m_view.get(), &PeopleView::areaEdited);
        drag(*m_view, at(0.75, 0.45), at(0.65, 0.55));
        QCOMPARE(edited.count(), 1);
        QCOMPARE(m_state.current, 1);
        QVERIFY(isNear(m_state.areas[1], {0.5, 0.3, 0.3, 0.5}));
        drag(*m_view, at(0.65, 0.55), at(3, 3));
        QVERIFY(isNear(m_state.areas[1], {0.7, 0.5, 0.3, 0.5}));
        QVERIFY(isNear(m_state.areas[0], {0.1, 0.2, 0.3, 0.5}));
    }

    void edgesAndCornersResize()
    {
        drag(*m_view, at(0.4, 0.7), at(0.5, 0.8));
        QVERIFY(isNear(m_state.areas[0], {0.1, 0.2, 0.4, 0.6}));
        drag(*m_view, at(0.1, 0.5), at(0.05, 0.9)); // The left edge: its height stays.
        QVERIFY(isNear(m_state.areas[0], {0.05, 0.2, 0.45, 0.6}));
        drag(*m_view, at(0.05, 0.5), at(0.9, 0.5)); // It doesn't turn over.
        QVERIFY(isNear(m_state.areas[0], {0.5 - PeopleView::kLeastSide, 0.2, PeopleView::kLeastSide, 0.6}));
        drag(*m_view, at(0.75, 0.7), at(0.75, 4));
        QVERIFY(isNear(m_state.areas[1], {0.6, 0.2, 0.3, 0.8}));
    }

    void elsewhereANewAreaIsDrawn()
    {
        QSignalSpy drawn(m_view.get(), &PeopleView::areaDrawn);
        QSignalSpy pressed(m_view.get(), &PeopleView::facePressed);
        drag(*m_view, at(0.95, 0.95), at(0.45, 0.8)); // from any corner
        QCOMPARE(drawn.count(), 1);
        QVERIFY(isNear(drawn[0][0].toRectF(), {0.45, 0.8, 0.5, 0.15}));
        drag(*m_view, at(0.5, 0.9), at(0.505, 0.905)); // a press that trembled
        QCOMPARE(drawn.count(), 1);
        QCOMPARE(pressed.count(), 0);
        m_state.most = 2;
        m_view->setState(m_state);
        drag(*m_view, at(0.95, 0.95), at(0.45, 0.8));
        QCOMPARE(drawn.count(), 1);
    }

    void aFaceWithoutAPersonIsPressed()
    {
        QSignalSpy pressed(m_view.get(), &PeopleView::facePressed);
        QVERIFY(m_view->hasPerson(m_state.faces[0]));
        QVERIFY(!m_view->hasPerson(m_state.faces[1]));
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(0.2, 0.37).toPoint());
        QCOMPARE(pressed.count(), 0);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(0.5, 0.1).toPoint());
        QCOMPARE(pressed.count(), 1);
        QCOMPARE(pressed[0][0].toInt(), 1);
    }

    void keysMoveResizeChooseAndRemove()
    {
        QSignalSpy removed(m_view.get(), &PeopleView::removePressed);
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QTest::keyClick(m_view.get(), Qt::Key_Up, Qt::ControlModifier);
        QVERIFY(isNear(m_state.areas[0], {0.11, 0.15, 0.3, 0.5}));
        QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(m_view.get(), Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY(isNear(m_state.areas[0], {0.11, 0.15, 0.31, 0.49}));
        QTest::keyClick(m_view.get(), Qt::Key_PageDown);
        QCOMPARE(m_state.current, 1);
        QTest::keyClick(m_view.get(), Qt::Key_PageDown);
        QCOMPARE(m_state.current, 0);
        QTest::keyClick(m_view.get(), Qt::Key_PageUp);
        QCOMPARE(m_state.current, 1);
        for (int i = 0; i < 30; ++i)
            QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(isNear(m_state.areas[1], {0.7, 0.2, 0.3, 0.5}));
        QTest::keyClick(m_view.get(), Qt::Key_Delete);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(removed[0][0].toInt(), 1);
    }

    void escTakesADragBack()
    {
        QSignalSpy edited(m_view.get(), &PeopleView::areaEdited);
        QTest::mousePress(m_view.get(), Qt::LeftButton, {}, at(0.2, 0.5).toPoint());
        QTest::mouseMove(m_view.get(), at(0.4, 0.5).toPoint());
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, at(0.4, 0.5).toPoint());
        QCOMPARE(edited.count(), 0);
    }

    void aSmallAreaWithinALargeOneIsReached()
    {
        m_state.areas = {{0, 0, 1, 1}, {0.4, 0.4, 0.2, 0.2}};
        m_state.current = -1;
        m_view->setState(m_state);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(0.5, 0.5).toPoint());
        QCOMPARE(m_state.current, 1);
    }

    // Such as --person can have given it: it is made larger, and stays in the picture.
    void anAreaSmallerThanTheLeastCanBeEdited()
    {
        m_state.areas = {{0.99, 0.99, 0.01, 0.01}};
        m_view->setState(m_state);
        QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
        const QRectF area = m_state.areas[0];
        QVERIFY(area.width() >= PeopleView::kLeastSide - 1e-9 && area.right() <= 1 + 1e-9);
        QVERIFY(area.height() >= PeopleView::kLeastSide - 1e-9 && area.bottom() <= 1 + 1e-9);
    }

    void aFileIsDroppedOnAPerson()
    {
        QSignalSpy dropped(m_view.get(), &PeopleView::fileDropped);
        drop(at(0.5, 0.9));
        QCOMPARE(dropped.count(), 0);
        drop(at(0.7, 0.5));
        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped[0][0].toInt(), 1);
        QCOMPARE(dropped[0][1].toString(), QStringLiteral("/voices/ben.wav"));
    }

    // A screen reader reads and sets each edge.
    void eachAreaHasItsValues()
    {
        const std::vector<AccessibleRange> ranges = m_view->accessibleRanges();
        QCOMPARE(ranges.size(), size_t{8});
        QCOMPARE(ranges[5].name, QStringLiteral("Person 2, upper edge"));
        QCOMPARE(ranges[5].value, 20.0);
        QCOMPARE(ranges[4].maximum, 70.0);
        m_view->setAccessibleRange(5, 45);
        m_view->setAccessibleRange(6, 90);
        QVERIFY(isNear(m_state.areas[1], {0.6, 0.45, 0.4, 0.5}));
    }

private:
    [[nodiscard]] QPointF at(double x, double y) const
    {
        const QRectF picture = m_view->pictureRect();
        return {picture.left() + x * picture.width(), picture.top() + y * picture.height()};
    }

    // To a pixel and a half: positions may be whole ones.
    static bool isNear(const QRectF& a, const QRectF& b)
    {
        const auto apart = std::max({std::abs(a.left() - b.left()), std::abs(a.top() - b.top()),
                                     std::abs(a.width() - b.width()), std::abs(a.height() - b.height())});
        if (apart > 0.006)
            qWarning() << a << "instead of" << b;
        return apart <= 0.006;
    }

    void drop(const QPointF& position)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QStringLiteral("/voices/ben.wav"))});
        QDragEnterEvent enter(position.toPoint(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_view.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent let(position, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_view.get(), &let);
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<PeopleView> m_view;
    PeopleViewState m_state;
};

} // namespace

QTEST_MAIN(TestPeopleView)
#include "tst_PeopleView.moc"
