// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Theme.h"
#include "ui/widgets/TakesTree.h"
#include "ui/widgets/TileSizing.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

#include <memory>

using namespace studio::ui;

namespace {

// Counts the tiles that it paints.
class CountingDelegate : public TakeDelegate {
public:
    using TakeDelegate::TakeDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        ++painted;
        TakeDelegate::paint(painter, option, index);
    }
    mutable int painted = 0;
};

// The takes of the drawing, and others.
class TestTakesTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<QStandardItemModel>();
        m_view = std::make_unique<TakesTree>(m_theme);
        m_delegate = std::make_unique<CountingDelegate>(m_theme);
        m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
        m_view->setModel(m_model.get());
        m_view->setItemDelegate(m_delegate.get());
        m_view->resize(760, 340);
        m_sizing = std::make_unique<TileSizing>(m_theme, std::vector<QAbstractItemView*>{m_view.get()}, nullptr);
    }
    void cleanup() { m_view.reset(); }

    void whatIsMadeFromATakeIsAtItsRight()
    {
        drawn();
        QVERIFY(place(7).top() < place(4).top()); // the newest tree first
        for (const auto& [child, parent] : {std::pair(8, 7), {9, 7}, {14, 9}, {15, 8}, {10, 4}})
            QVERIFY(place(child).left() > place(parent).right());
        QCOMPARE(place(8).left(), place(9).left());
        QCOMPARE(place(8).top(), place(7).top());
        QCOMPARE(place(15).top(), place(8).top());
        QVERIFY(place(9).top() > place(8).bottom());
        QCOMPARE(place(14).top(), place(9).top());
        QCOMPARE(place(10).top(), place(4).top());
        QVERIFY(place(4).top() > place(14).bottom());
        for (const int number : {7, 8, 9, 14, 15, 4, 10}) {
            QCOMPARE(m_view->indexAt(place(number).center()), index(number));
            QVERIFY(m_view->viewport()->rect().contains(place(number)));
        }
        QVERIFY(!m_view->indexAt(QPoint(place(7).right() + 5, place(7).center().y())).isValid());
        QVERIFY(!m_view->indexAt(QPoint(place(7).center().x(), place(9).center().y())).isValid());
    }

    void aTileStaysInItsRowWhenOthersAppear()
    {
        drawn();
        const QRect eight = place(8);
        const QRect nine = place(9);
        add({.number = 16, .from = 7, .origin = TakeRow::Origin::Branch});
        QCOMPARE(place(8), eight);
        QCOMPARE(place(9), nine);
        QCOMPARE(place(16).left(), nine.left());
        QVERIFY(place(16).top() > nine.bottom() && place(16).bottom() < place(4).top());
    }

    void withoutItsParentATakeIsARoot()
    {
        drawn();
        m_model->removeRow(index(7).row());
        for (const int root : {8, 9, 4})
            QCOMPARE(place(root).left(), place(4).left());
        QCOMPARE(place(14).top(), place(9).top());
        QVERIFY(place(9).top() < place(8).top());
    }

    // As an edited file may say.
    void takesThatNameEachOtherAreThereToo()
    {
        add({.number = 1, .from = 1, .origin = TakeRow::Origin::Final});
        add({.number = 2, .from = 3, .origin = TakeRow::Origin::Branch});
        add({.number = 3, .from = 2, .origin = TakeRow::Origin::Branch});
        QCOMPARE(place(2).top(), place(3).top());
        QVERIFY(place(1).isValid() && !place(1).intersects(place(2)) && !place(1).intersects(place(3)));
    }

    void theArrowsWalk()
    {
        drawn();
        m_view->setCurrentIndex(index(7));
        const auto press = [this](Qt::Key key) {
            QTest::keyClick(m_view.get(), key);
            return m_view->currentIndex().data(TakesTree::kLinkRole).value<TakeLink>().number;
        };
        QCOMPARE(press(Qt::Key_Right), 8);
        QCOMPARE(press(Qt::Key_Down), 9);
        QCOMPARE(press(Qt::Key_Right), 14);
        QCOMPARE(press(Qt::Key_Right), 14);
        QCOMPARE(press(Qt::Key_Up), 15);
        QCOMPARE(press(Qt::Key_Left), 8);
        QCOMPARE(press(Qt::Key_Left), 7);
        QCOMPARE(press(Qt::Key_Left), 7);
        QCOMPARE(press(Qt::Key_Down), 4);
        QCOMPARE(press(Qt::Key_Down), 4);
        QCOMPARE(press(Qt::Key_End), 10);
        QCOMPARE(press(Qt::Key_Up), 9); // the column's next one
        QCOMPARE(press(Qt::Key_Right), 14);
        QCOMPARE(press(Qt::Key_Down), 10); // None is in its column.
        QCOMPARE(press(Qt::Key_Home), 7);
        QCOMPARE(press(Qt::Key_PageDown), 4);
        QCOMPARE(press(Qt::Key_PageUp), 7);
        QCOMPARE(selected(), QList<int>{7});
    }

    void severalAreSelectedAsInAGrid()
    {
        drawn();
        click(7, Qt::NoModifier);
        QCOMPARE(selected(), QList<int>{7});
        click(14, Qt::ControlModifier);
        QCOMPARE(selected(), (QList<int>{7, 14}));
        click(8, Qt::NoModifier);
        click(14, Qt::ShiftModifier);
        QCOMPARE(selected(), (QList<int>{8, 9, 14, 15}));
        QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(selected().size(), 7);
    }

    void hundredsArePaintedWhereTheyAreSeen()
    {
        for (int number = 1; number <= 900; ++number)
            add({.number = number, .from = number % 3 == 1 ? 0 : number - 1, .origin = TakeRow::Origin::Branch});
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_delegate->painted = 0;
        m_view->viewport()->repaint();
        QVERIFY2(m_delegate->painted >= 9 && m_delegate->painted <= 15,
                 qPrintable(QString::number(m_delegate->painted)));
        m_view->scrollTo(index(3));
        QVERIFY(m_view->viewport()->rect().contains(place(3)));
        QVERIFY(!m_view->viewport()->rect().intersects(place(900)));
        m_view->setCurrentIndex(index(900));
        QVERIFY(m_view->viewport()->rect().contains(place(900)));
    }

    // What is wide can be gone through, too.
    void aLongRowOfBranchesIsScrolledThrough()
    {
        for (int number = 1; number <= 9; ++number)
            add({.number = number, .from = number - 1, .origin = TakeRow::Origin::Branch});
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QVERIFY(m_view->horizontalScrollBar()->maximum() > 0 && m_view->verticalScrollBar()->maximum() == 0);
        m_view->setCurrentIndex(index(9));
        QVERIFY(m_view->viewport()->rect().contains(place(9)));
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QVERIFY(m_view->viewport()->rect().contains(place(1)));
    }

    // Grey to a branch, green to a final version.
    void aLineLeadsToWhatIsMadeFromATake()
    {
        drawn();
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        const QImage picture = m_view->viewport()->grab().toImage().convertToFormat(QImage::Format_RGB32);
        const auto isBetween = [&](int parent, int child, Token token) {
            const QColor wanted = m_theme.color(token);
            for (int y = place(child).top(); y < place(child).bottom(); ++y) {
                const QColor found = picture.pixelColor(place(child).left() - m_theme.px(4), y);
                if (std::abs(found.red() - wanted.red()) + std::abs(found.green() - wanted.green())
                        + std::abs(found.blue() - wanted.blue())
                    < 24)
                    return place(parent).right() < place(child).left();
            }
            return false;
        };
        QVERIFY(isBetween(7, 8, Token::TextSoft));
        QVERIFY(isBetween(7, 9, Token::TextSoft));
        QVERIFY(!isBetween(7, 9, Token::Ok));
        QVERIFY(isBetween(4, 10, Token::Ok));
    }

    void largerTilesArePlacedApart()
    {
        drawn();
        const QRect before = place(14);
        QTest::keyClick(m_view.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(m_sizing->size(), 1);
        QVERIFY(place(14).left() > before.left() && place(14).top() > before.top());
        QVERIFY(place(9).right() < place(14).left() && place(8).bottom() < place(9).top());
    }

private:
    void add(const TakeLink& link) // the newest
    {
        auto* const item = new QStandardItem;
        item->setData(QVariant::fromValue(link), TakesTree::kLinkRole);
        TakeRow take;
        take.name = QStringLiteral("Take %1").arg(link.number);
        item->setData(QVariant::fromValue(take), TakeDelegate::kRole);
        m_model->insertRow(0, item);
    }
    void drawn()
    {
        using Origin = TakeRow::Origin;
        add({.number = 4, .from = 0, .origin = Origin::None});
        add({.number = 7, .from = 0, .origin = Origin::None});
        add({.number = 8, .from = 7, .origin = Origin::Branch});
        add({.number = 9, .from = 7, .origin = Origin::Branch});
        add({.number = 10, .from = 4, .origin = Origin::Final});
        add({.number = 14, .from = 9, .origin = Origin::Branch});
        add({.number = 15, .from = 8, .origin = Origin::Branch});
    }
    [[nodiscard]] QModelIndex index(int number) const
    {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (m_model->index(row, 0).data(TakesTree::kLinkRole).value<TakeLink>().number == number)
                return m_model->index(row, 0);
        }
        return {};
    }
    [[nodiscard]] QRect place(int number) const { return m_view->visualRect(index(number)); }
    [[nodiscard]] QList<int> selected() const
    {
        QList<int> numbers;
        for (const QModelIndex& each : m_view->selectionModel()->selectedIndexes())
            numbers.append(each.data(TakesTree::kLinkRole).value<TakeLink>().number);
        std::sort(numbers.begin(), numbers.end());
        return numbers;
    }
    void click(int number, Qt::KeyboardModifiers keys)
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, keys, place(number).center());
    }

    Theme m_theme;
    std::unique_ptr<QStandardItemModel> m_model;
    std::unique_ptr<CountingDelegate> m_delegate;
    std::unique_ptr<TakesTree> m_view;
    std::unique_ptr<TileSizing> m_sizing;
};

} // namespace

QTEST_MAIN(TestTakesTree)
#include "tst_TakesTree.moc"
