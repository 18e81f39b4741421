// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Pointing.h"
#include "ui/panels/CompareStrip.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/widgets/CompareView.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

using namespace studio;
using namespace studio::ui;
using test::drag;
using test::turnWheel;

namespace {

const QColor kRed(200, 0, 0);
const QColor kBlue(0, 0, 200);

QImage filled(const QColor& color, QSize size = {200, 100})
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(color);
    return image;
}

class TestCompareView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_view = std::make_unique<CompareView>(m_theme);
        m_view->resize(400, 200);
        m_view->setPicture(CompareView::Picture::A, filled(kRed), {});
        m_view->setPicture(CompareView::Picture::B, filled(kBlue), {});
        m_view->setState(state(CompareMode::Wipe));
        m_view->show();
    }

    void theLineParts()
    {
        QCOMPARE(colorAt(100, 150), kRed);
        QCOMPARE(colorAt(300, 150), kBlue);
        m_view->setWipe(0.1);
        QCOMPARE(colorAt(100, 150), kBlue);
        QCOMPARE(colorAt(20, 150), kRed);
    }

    void aDragAnywhereMovesTheLineAndAClickDoesNot()
    {
        QSignalSpy clicked(m_view.get(), &CompareView::clicked);
        drag(*m_view, {50, 150}, {300, 150});
        QCOMPARE(m_view->line().share(), 0.75);
        QCOMPARE(colorAt(290, 150), kRed);
        drag(*m_view, {300, 150}, {900, 150});
        QCOMPARE(m_view->line().share(), 1.0);
        QCOMPARE(clicked.size(), 0);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, {50, 150});
        QCOMPARE(clicked.size(), 1);
        QCOMPARE(m_view->line().share(), 1.0);
        QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, {50, 150});
        QCOMPARE(m_view->line().share(), 0.5);
    }

    void withShiftTheLineLiesAcross()
    {
        QSignalSpy turned(m_view.get(), &CompareView::lineTurned);
        drag(*m_view, {50, 150}, {50, 50}, Qt::ShiftModifier);
        QCOMPARE(m_view->line().share(), 0.25);
        QCOMPARE(colorAt(100, 20), kRed);
        QCOMPARE(colorAt(100, 100), kBlue);
        QVERIFY(name("B")->y() > 100); // over the part that it names
        drag(*m_view, {50, 150}, {200, 50});
        QCOMPARE(colorAt(100, 100), kRed);
        QCOMPARE(turned.size(), 2);
    }

    void sideBySideBothAreOfOneHeight()
    {
        m_view->setState(state(CompareMode::SideBySide));
        QCOMPARE(colorAt(60, 100), kRed);
        QCOMPARE(colorAt(340, 100), kBlue);
        QCOMPARE(m_view->pictureRect(CompareSide::A).height(), 99.0);
        // An upright one gets less of the width.
        m_view->setPicture(CompareView::Picture::B, filled(kBlue, {100, 200}), {});
        const QRectF wide = m_view->pictureRect(CompareSide::A);
        const QRectF upright = m_view->pictureRect(CompareSide::B);
        QVERIFY(wide.width() > 2.5 * upright.width());
        QVERIFY(wide.right() < upright.left());
        QVERIFY(name("B")->x() > wide.right());
    }

    void theDifferenceLiesWhereAIs()
    {
        m_view->setState(state(CompareMode::Difference));
        QCOMPARE(colorAt(200, 150), m_theme.color(Token::Viewport)); // none yet
        m_view->setPicture(CompareView::Picture::Difference, filled(Qt::gray, {100, 100}), {200, 200});
        QCOMPARE(colorAt(200, 150), QColor(Qt::gray));
        QCOMPARE(m_view->pictureRect(CompareSide::A), QRectF(100, 0, 200, 200));
    }

    void oneOfBothIsSeenWithItsName()
    {
        CompareViewState ab = state(CompareMode::Ab);
        m_view->setState(ab);
        QCOMPARE(colorAt(100, 150), kBlue);
        QVERIFY(name("B")->isVisible() && !name("A")->isVisible());
        ab.shown = CompareSide::A;
        m_view->setState(ab);
        QCOMPARE(colorAt(100, 150), kRed);
        QVERIFY(name("A")->isVisible() && !name("B")->isVisible());
    }

    // However narrow the picture and however long the names.
    void namesDoNotCoverEachOther_data()
    {
        QTest::addColumn<CompareMode>("mode");
        QTest::newRow("wipe") << CompareMode::Wipe;
        QTest::newRow("side by side") << CompareMode::SideBySide;
        QTest::newRow("difference") << CompareMode::Difference;
    }
    void namesDoNotCoverEachOther()
    {
        QFETCH(const CompareMode, mode);
        for (const QString& more : {QString(), QString(QStringLiteral("with a very long name ")).repeated(8)}) {
            CompareViewState named = state(mode);
            named.names[0] += more;
            named.names[1] += more;
            m_view->setState(named);
            for (const QSize& size : {QSize(60, 100), QSize(200, 100)}) {
                m_view->setPicture(CompareView::Picture::A, filled(kRed, size), {});
                m_view->setPicture(CompareView::Picture::B, filled(kBlue, size), {});
                const QRect a = name("A")->geometry();
                const QRect b = name("B")->geometry();
                QVERIFY(!a.intersects(b));
                QVERIFY(m_view->rect().contains(a) && m_view->rect().contains(b));
            }
            QCOMPARE(name("A")->accessibleName(), named.names[0]);
        }
    }

    void whatHasEndedIsDimmed()
    {
        CompareViewState ended = state(CompareMode::Wipe);
        ended.ended = {true, false};
        m_view->setState(ended);
        QVERIFY(colorAt(100, 150).red() < 150);
        QCOMPARE(colorAt(300, 150), kBlue);
    }

    void bothZoomAndMoveTogether()
    {
        m_view->setState(state(CompareMode::SideBySide));
        QSignalSpy canPan(m_view.get(), &CompareView::canPanChanged);
        turnWheel(*m_view, {100, 100}, 1, Qt::ControlModifier);
        QCOMPARE(m_view->zoom(), std::optional(1.0)); // from 99 % in a half
        m_view->setZoom(4);
        QCOMPARE(canPan.size(), 1);
        QVERIFY(m_view->canPan());
        const QPointF a = m_view->pictureRect(CompareSide::A).topLeft();
        const QPointF b = m_view->pictureRect(CompareSide::B).topLeft();
        drag(*m_view, {100, 100}, {140, 110});
        QCOMPARE(m_view->pictureRect(CompareSide::A).topLeft() - a, QPointF(40, 10));
        QCOMPARE(m_view->pictureRect(CompareSide::B).topLeft() - b, QPointF(40, 10));
        m_view->panStep(0, 100);
        QCOMPARE(m_view->pictureRect(CompareSide::A).bottom(), 200.0); // Not beyond its edge.
    }

    // Else an enlarged picture couldn't be moved.
    void anEnlargedPictureIsMovedAndItsLineStillMoves()
    {
        m_view->setZoom(4);
        const double before = m_view->line().share();
        const QRectF place = m_view->pictureRect(CompareSide::A);
        drag(*m_view, {100, 150}, {150, 150});
        QCOMPARE(m_view->line().share(), before);
        QCOMPARE(m_view->pictureRect(CompareSide::A).left(), place.left() + 50);
        drag(*m_view, {200, 150}, {300, 150});
        QCOMPARE(m_view->line().share(), 0.75);
        QCOMPARE(m_view->pictureRect(CompareSide::A).left(), place.left() + 50);
    }

    void framesAreScaledToWhatIsSeen()
    {
        QCOMPARE(m_view->targetSize(CompareSide::A), QSize(400, 200));
        QSignalSpy told(m_view.get(), &CompareView::targetSizeChanged);
        m_view->setState(state(CompareMode::SideBySide));
        QCOMPARE(told.size(), 2);
        QCOMPARE(m_view->targetSize(CompareSide::B), QSize(198, 99));
        m_view->setZoom(8);
        QCOMPARE(m_view->targetSize(CompareSide::B), QSize());
    }

    void swappedPicturesChangePlaces()
    {
        m_view->swapPictures();
        QCOMPARE(colorAt(100, 150), kBlue);
        QCOMPARE(colorAt(300, 150), kRed);
    }

    void aMenuIsAboutTheSideUnderThePointer()
    {
        QSignalSpy wanted(m_view.get(), &CompareView::menuRequested);
        const auto sideAt = [&](const QPoint& place) {
            QContextMenuEvent event(QContextMenuEvent::Mouse, place, m_view->mapToGlobal(place));
            QCoreApplication::sendEvent(m_view.get(), &event);
            return wanted.takeLast().at(0).value<CompareSide>();
        };
        QCOMPARE(sideAt({100, 150}), CompareSide::A);
        QCOMPARE(sideAt({300, 150}), CompareSide::B);
        m_view->setWipe(0.9);
        QCOMPARE(sideAt({300, 150}), CompareSide::A);
        m_view->setState(state(CompareMode::Ab));
        QCOMPARE(sideAt({100, 150}), CompareSide::B);
    }

    void assistiveTechnologyMovesTheLine()
    {
        QCOMPARE(m_view->accessibleRanges().size(), size_t{1});
        QCOMPARE(m_view->accessibleRanges()[0].value, 50.0);
        m_view->setAccessibleRange(0, 30);
        QCOMPARE(m_view->line().share(), 0.3);
        QCOMPARE(m_view->accessibleText(), QStringLiteral("A · Take 1, B · Take 2"));
        m_view->setState(state(CompareMode::Ab));
        QVERIFY(m_view->accessibleRanges().empty());
        QCOMPARE(m_view->accessibleText(), QStringLiteral("B · Take 2"));
    }

    void theStripShowsThreeDifferencesAndSaysHowManyMore()
    {
        CompareStrip strip(m_theme);
        CompareStripState state;
        state.sides[0].name = QStringLiteral("Take 1");
        for (const char* each : {"Steps", "Seed", "Size", "Model", "Time"})
            state.rows.push_back({.name = QLatin1String(each), .values = {QStringLiteral("1"), QStringLiteral("2")}});
        state.rows[2].usable = false;
        state.equal = 12;
        strip.setState(state);
        strip.resize(700, strip.height());
        strip.show();
        const auto* more = strip.findChild<QPushButton*>(QStringLiteral("compareMoreButton"));
        QVERIFY(more->isVisible());
        QCOMPARE(more->text(), QStringLiteral("+ 2 more"));
        auto* value = strip.findChild<QPushButton*>(QStringLiteral("compareValue2BButton"));
        QCOMPARE(value->text(), QStringLiteral("2"));
        QSignalSpy pressed(&strip, &CompareStrip::valuePressed);
        value->click();
        QCOMPARE(pressed.size(), 1);
        QCOMPARE(pressed[0].at(0).value<size_t>(), size_t{1});
        QCOMPARE(pressed[0].at(1).value<CompareSide>(), CompareSide::B);
        // What was measured can't be used.
        QVERIFY(!strip.findChild<QPushButton*>(QStringLiteral("compareValue3BButton"))->isVisible());
        QVERIFY(strip.findChild<QLabel*>(QStringLiteral("compareValue3BLabel"))->isVisible());

        strip.setHeight(CompareStrip::Height::Low);
        QVERIFY(!value->isVisible());
        QCOMPARE(more->text(), QStringLiteral("5 setting(s)"));
        strip.setHeight(CompareStrip::Height::Full);
        state.rows.clear();
        strip.setState(state);
        QVERIFY(!more->isVisible() && !value->isVisible());
    }

    void theSoundIsAChoiceOnlyOfDifferentVoices()
    {
        CompareStrip strip(m_theme);
        strip.show();
        auto* a = strip.findChild<QToolButton*>(QStringLiteral("compareSoundAButton"));
        auto* b = strip.findChild<QToolButton*>(QStringLiteral("compareSoundBButton"));
        QVERIFY(!a->isVisible() && !b->isVisible());
        CompareStripState state;
        state.otherVoice = true;
        strip.setState(state);
        QVERIFY(a->isVisible() && b->isVisible());
        QVERIFY(a->isChecked() && !b->isChecked());
        QSignalSpy pressed(&strip, &CompareStrip::soundPressed);
        b->click();
        QCOMPARE(pressed.size(), 1);
        QVERIFY(a->isChecked() && !b->isChecked()); // The state decides.
    }

private:
    static CompareViewState state(CompareMode mode)
    {
        CompareViewState state;
        state.mode = mode;
        state.names = {QStringLiteral("A · Take 1"), QStringLiteral("B · Take 2")};
        return state;
    }
    [[nodiscard]] QColor colorAt(int x, int y) const
    {
        QImage shown(m_view->size(), QImage::Format_RGB32);
        m_view->render(&shown);
        return shown.pixelColor(x, y);
    }
    [[nodiscard]] QToolButton* name(const char* side) const
    {
        return m_view->findChild<QToolButton*>(QStringLiteral("compareName") % QLatin1String(side));
    }

    Theme m_theme;
    std::unique_ptr<CompareView> m_view;
};

} // namespace

QTEST_MAIN(TestCompareView)
#include "tst_CompareView.moc"
