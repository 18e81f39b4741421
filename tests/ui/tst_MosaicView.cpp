// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/AccessibleTree.h"
#include "ui/widgets/MosaicView.h"

#include <QSignalSpy>
#include <QtTest>

using namespace studio;
using namespace studio::ui;

namespace {

constexpr QSize kWide(704, 384);
constexpr QSize kHigh(384, 704);

MosaicViewState stateOf(const std::vector<QSize>& sizes)
{
    MosaicViewState state;
    for (const QSize& size : sizes)
        state.cells.push_back({.name = QStringLiteral("Take %1").arg(state.cells.size() + 1), .size = size});
    return state;
}

class TestMosaicView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picturesAreAsLargeAsTheViewAllows_data()
    {
        QTest::addColumn<QSize>("view");
        QTest::addColumn<int>("count");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("columns");
        QTest::newRow("four wide ones") << QSize(720, 400) << 4 << kWide << 2;
        QTest::newRow("three wide ones") << QSize(720, 400) << 3 << kWide << 2;
        QTest::newRow("three wide ones in a low view") << QSize(1200, 200) << 3 << kWide << 3;
        QTest::newRow("three high ones") << QSize(720, 400) << 3 << kHigh << 3;
        QTest::newRow("nine wide ones") << QSize(720, 400) << 9 << kWide << 3;
        QTest::newRow("nine wide ones in a high view") << QSize(300, 900) << 9 << kWide << 1;
    }
    void picturesAreAsLargeAsTheViewAllows()
    {
        QFETCH(const QSize, view);
        QFETCH(const int, count);
        QFETCH(const QSize, size);
        QFETCH(const int, columns);
        const MosaicLayout layout = MosaicLayout::of(view, std::vector<QSize>(static_cast<size_t>(count), size));
        QCOMPARE(layout.columns, columns);
        check(layout, view, std::vector<QSize>(static_cast<size_t>(count), size));
    }

    void shapesMayDiffer()
    {
        const std::vector<QSize> sizes{kWide, kHigh, kWide, {512, 512}, {}};
        for (const QSize view : {QSize(900, 500), QSize(300, 700), QSize(10, 10)})
            check(MosaicLayout::of(view, sizes), view, sizes);
        QVERIFY(MosaicLayout::of({900, 500}, {}).places.empty());
    }

    void arrowsGoToWhatLiesThere()
    {
        const MosaicLayout layout = MosaicLayout::of({720, 400}, std::vector<QSize>(3, kWide)); // 0 1 / 2
        QCOMPARE(layout.beside(0, 1, 0), size_t{1});
        QCOMPARE(layout.beside(1, 1, 0), size_t{1});
        QCOMPARE(layout.beside(0, 0, 1), size_t{2});
        QCOMPARE(layout.beside(2, 0, -1), size_t{0});
        QCOMPARE(layout.beside(1, 0, 1), size_t{1});
        QCOMPARE(layout.beside(2, -1, 0), size_t{2});
    }

    void aClickOutlinesAndADoubleClickTurns()
    {
        MosaicView view(m_theme);
        view.resize(720, 400);
        view.setState(stateOf({kWide, kWide, kWide, kWide}));
        view.show();
        QSignalSpy outlined(&view, &MosaicView::outlineWanted);
        QSignalSpy turned(&view, &MosaicView::turned);
        QTest::mouseClick(&view.cell(2), Qt::LeftButton);
        QCOMPARE(outlined.takeLast().at(0).value<size_t>(), size_t{2});
        QTest::mouseDClick(&view.cell(3), Qt::LeftButton);
        QCOMPARE(turned.takeLast().at(0).value<size_t>(), size_t{3});
        outlined.clear();
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(outlined.takeLast().at(0).value<size_t>(), size_t{2});
        QTest::keyClick(&view, Qt::Key_Left); // at an edge
        QVERIFY(outlined.isEmpty());
    }

    void oneAloneFillsTheView()
    {
        MosaicView view(m_theme);
        view.resize(704, 384);
        MosaicViewState state = stateOf({kWide, kWide, kWide});
        view.setState(state);
        view.show();
        QCOMPARE(view.sizes().size(), size_t{3});
        QVERIFY(view.sizes()[0].width() < 360);
        QSignalSpy changed(&view, &MosaicView::sizesChanged);
        state.outlined = 1;
        state.isAlone = true;
        view.setState(state);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(view.sizes(), (std::vector<QSize>{QSize(), kWide, QSize()}));
        QVERIFY(!view.cell(0).isVisible() && view.cell(1).isVisible());
    }

    void aPictureIsInItsCell()
    {
        MosaicView view(m_theme);
        view.resize(720, 400);
        view.setState(stateOf({kWide, kWide, kWide}));
        view.show();
        QImage red(view.sizes()[1], QImage::Format_RGB32);
        red.fill(Qt::red);
        view.setPicture(1, red);
        const QImage seen = view.grab().toImage();
        QCOMPARE(seen.pixelColor(view.cell(1).geometry().center()), QColor(Qt::red));
        QVERIFY(seen.pixelColor(view.cell(0).geometry().center()) != QColor(Qt::red));
    }

    void aScreenReaderIsToldOfEach()
    {
        MosaicView view(m_theme);
        view.resize(720, 400);
        MosaicViewState state = stateOf({kWide, kWide, kWide});
        state.outlined = 2;
        state.cells[0].isStarred = true;
        view.setState(state);
        view.show();
        test::AccessibleTree tree(view);
        QVERIFY2(tree.offences().isEmpty(), qPrintable(tree.offences().join(u'\n')));
        QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&view);
        QCOMPARE(list->text(QAccessible::Value), QStringLiteral("3 take(s), Take 3 is outlined"));
        QAccessibleInterface* cell = QAccessible::queryAccessibleInterface(&view.cell(2));
        QCOMPARE(cell->role(), QAccessible::ListItem);
        QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("Take 3"));
        QVERIFY(cell->state().selected);
        QVERIFY(QAccessible::queryAccessibleInterface(&view.cell(0))
                    ->text(QAccessible::Description)
                    .contains(QStringLiteral("star")));
        QSignalSpy outlined(&view, &MosaicView::outlineWanted);
        QAccessible::queryAccessibleInterface(&view.cell(1))
            ->actionInterface()
            ->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(outlined.size(), 1);
    }

private:
    // All are in the view, in their shapes, and none lies over another.
    static void check(const MosaicLayout& layout, QSize view, const std::vector<QSize>& sizes)
    {
        QCOMPARE(layout.places.size(), sizes.size());
        for (size_t i = 0; i < sizes.size(); ++i) {
            const QRect& place = layout.places[i];
            QVERIFY(!place.isEmpty());
            if (view.width() < 100)
                continue;
            QVERIFY2(QRect(QPoint(), view).contains(place), qPrintable(QString::number(i)));
            const QSize shape = sizes[i].isEmpty() ? QSize(16, 9) : sizes[i];
            QVERIFY(std::abs(place.width() * shape.height() - place.height() * shape.width())
                    <= shape.width() + shape.height());
            for (size_t other = 0; other < i; ++other)
                QVERIFY(!place.intersects(layout.places[other]));
        }
    }

    Theme m_theme;
};

} // namespace

QTEST_MAIN(TestMosaicView)
#include "tst_MosaicView.moc"
