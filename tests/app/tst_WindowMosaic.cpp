// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/AccessibleTree.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/TabWalk.h"
#include "tests/support/TakesInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/common/Languages.h"
#include "ui/controllers/MosaicController.h"
#include "ui/controllers/PlayerController.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/widgets/CompareView.h"
#include "ui/widgets/MosaicView.h"
#include "ui/widgets/VideoView.h"

#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QSignalSpy>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// Several takes in the player, in step.
class TestWindowMosaic : public QObject {
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

    void cShowsThoseThatAreSelectedAndEndsIt()
    {
        open({12, 12, 12, 12});
        begin({0, 1, 3}); // takes 4, 3 and 1
        QCOMPARE(names(), named({1, 3, 4}));
        QCOMPARE(m_studio->find<ElidedLabel>("mosaicTitleLabel")->words(), QStringLiteral("3 takes in step"));
        QVERIFY(!m_studio->find<QWidget>("takeTitleLabel")->isVisible());
        press(Qt::Key_C);
        QTRY_VERIFY(!view().isVisible());
        QTRY_COMPARE(shownTitle(), QStringLiteral("Take 1"));
        QTRY_VERIFY(context().player.isPlayable());
        press(Qt::Key_C); // the same again
        QTRY_VERIFY(view().isVisible());
        QCOMPARE(names().size(), 3);
    }

    void twoStayACompareView()
    {
        open({12, 12, 12});
        test::selectTakes(*m_studio, {0, 1});
        press(Qt::Key_C);
        QTRY_VERIFY(m_studio->find<CompareView>("compareView")->isVisible());
        QVERIFY(!view().isVisible());
    }

    void numbersShowOneAloneAndEscGoesBackStepByStep()
    {
        open({12, 12, 12});
        begin({0, 1, 2});
        press(Qt::Key_2);
        QCOMPARE(seen(), QList{2});
        QVERIFY(m_studio->find<QAbstractButton>("mosaic2Button")->isChecked());
        press(Qt::Key_4); // There are three.
        QCOMPARE(seen(), QList{2});
        press(Qt::Key_0);
        QCOMPARE(seen(), (QList{1, 2, 3}));
        m_studio->click("mosaic3Button");
        QCOMPARE(seen(), QList{3});
        m_studio->click("mosaicAllButton");
        QCOMPARE(seen(), (QList{1, 2, 3}));
        QVERIFY(m_studio->find<QAbstractButton>("mosaicAllButton")->isChecked());
        QTest::mouseDClick(&view().cell(0), Qt::LeftButton);
        QCOMPARE(seen(), QList{1});
        press(Qt::Key_Escape);
        QCOMPARE(seen(), (QList{1, 2, 3}));
        press(Qt::Key_Escape);
        QTRY_VERIFY(!view().isVisible());
        QTRY_COMPARE(shownTitle(), QStringLiteral("Take 1"));
        QVERIFY(m_studio->find<VideoView>("videoView")->hasFocus());
    }

    void whatIsOutlinedIsHeardStarredAndSelected()
    {
        open({12, 24, 36});
        begin({0, 1, 2});
        QCOMPARE(outlined(), 1);
        QTest::mouseClick(&view().cell(1), Qt::LeftButton);
        QCOMPARE(outlined(), 2);
        QTRY_COMPARE(context().player.facts().sound, context().takes.byNumber(2)->movie);
        QCOMPARE(selected(), QList{2});
        QTRY_VERIFY(m_studio->actions()[ActionId::StarTake]->isEnabled());
        press(Qt::Key_S);
        QTRY_VERIFY(context().takes.byNumber(2)->star);
        QVERIFY(view().cell(1).state().isStarred);
        QVERIFY(!context().takes.byNumber(1)->star && !context().takes.byNumber(3)->star);
        press(Qt::Key_Right); // beside it, or below
        press(Qt::Key_Down);
        press(Qt::Key_Left);
        QVERIFY(view().isVisible());
        test::clickTake(*m_studio, 0); // take 3 in the list
        QTRY_COMPARE(outlined(), 3);
    }

    void theTrashTakesTheOutlinedOneAndTheOthersCloseUp()
    {
        open({12, 24, 36, 12});
        begin({0, 1, 2, 3});
        QTest::mouseClick(&view().cell(2), Qt::LeftButton);
        QTRY_VERIFY(context().player.isPlayable());
        context().player.seek(0.4);
        QCoreApplication::sendPostedEvents();
        press(Qt::Key_Delete);
        QTRY_VERIFY(!context().takes.byNumber(3));
        QVERIFY(view().isVisible());
        QCOMPARE(seen(), (QList{1, 2, 3}));
        QCOMPARE(names(), named({1, 2, 4}));
        QCOMPARE(outlined(), 3); // the one that came in its place
        QTRY_COMPARE(context().player.facts().sound, context().takes.byNumber(4)->movie);
        QCOMPARE(context().player.position(), 0.4);
        QCOMPARE(selected(), QList{4});
        QVERIFY(context().takes.remove({1}));
        QCOMPARE(names().size(), 2);
        QVERIFY(context().takes.remove({4})); // The last one is alone.
        QTRY_VERIFY(!view().isVisible());
        QTRY_COMPARE(shownTitle(), QStringLiteral("Take 2"));
        QTRY_VERIFY(context().player.isPlayable());
    }

    // Each film has one white frame, at another time.
    void allPlayInStep()
    {
        open({40, 30, 20});
        begin({0, 1, 2});
        QTRY_COMPARE(context().player.madeSeconds(), 40 / 25.0);
        std::vector<int> shown(3);
        auto& mosaic = *m_studio->window().findChild<MosaicController*>();
        connect(&mosaic, &MosaicController::frameShown, this, [&shown](size_t cell) { ++shown[cell]; });
        for (const int frame : {3, 4, 15}) {
            const std::vector<int> before = shown;
            context().player.seek(frame / 25.0);
            for (size_t cell = 0; cell < 3; ++cell) {
                const bool isWhite = frame == 3 + static_cast<int>(cell);
                QTRY_VERIFY(shown[cell] > before[cell]);
                QTRY_COMPARE(view().cell(cell).picture().pixelColor(20, 40).red() > 128, isWhite);
            }
        }
        context().player.seek(24 / 25.0); // The shortest one is over.
        QTRY_VERIFY(view().cell(2).state().isOver);
        QVERIFY(!view().cell(0).state().isOver && !view().cell(1).state().isOver);
    }

    void anotherFilmOrTheCropEndsIt()
    {
        open({12, 12, 12, 12});
        begin({0, 1, 2});
        m_studio->part<PlayerPresenter>().playTake(3);
        QVERIFY(!view().isVisible());
        begin({0, 1, 2});
        test::clickTake(*m_studio, 3);
        QTRY_VERIFY(!view().isVisible());
        QTRY_COMPARE(shownTitle(), QStringLiteral("Take 1"));
        begin({0, 1, 2});
        QTRY_VERIFY(m_studio->actions()[ActionId::CropPortrait]->isEnabled());
        press(Qt::Key_R);
        QVERIFY(!view().isVisible());
        press(Qt::Key_Escape);
        begin({0, 1, 2});
        context().takes.setFolder(m_studio->path(QStringLiteral("other")));
        QTRY_VERIFY(!view().isVisible());
    }

    void aTakeThatIsBeingMadeDoesNotComeBetween()
    {
        open({12, 12, 12});
        begin({0, 1, 2});
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
        m_studio->click("renderButton");
        m_control->release(1);
        QTRY_COMPARE(context().takes.rowCount(), 4);
        QTRY_VERIFY(context().takes.data(context().takes.index(0), TakeModel::SecondsRole).toDouble() > 0);
        QVERIFY(view().isVisible());
    }

    void peopleWithoutAPointerOrScreenUseItToo()
    {
        open({12, 12, 12});
        begin({0, 1, 2});
        test::AccessibleTree tree(m_studio->window());
        QVERIFY2(tree.offences().isEmpty(), qPrintable(tree.offences().join(u'\n')));
        test::TabWalk walk(m_studio->window());
        QVERIFY2(walk.offences().isEmpty(), qPrintable(walk.offences().join(u'\n')));
        QVERIFY(walk.stops().contains(&view()));
        QVERIFY(walk.stops().contains(m_studio->find<QWidget>("mosaicAllButton")));
    }

    void itSurvivesLanguageThemeAndASmallWindow()
    {
        open({12, 12, 12});
        begin({0, 1, 2});
        context().theme.setChoice(ThemeChoice::Light);
        context().languages.setLanguage(settings::Language::SimplifiedChinese);
        QTRY_VERIFY(view().cell(0).state().name.contains(QStringLiteral("种子")));
        QTRY_COMPARE(view().accessibleName(), QStringLiteral("同步播放的版本"));
        m_studio->window().resize(960, 540);
        QCoreApplication::sendPostedEvents();
        QVERIFY(view().isVisible());
        QVERIFY2(view().height() >= 150, qPrintable(QString::number(view().height())));
        context().languages.setLanguage(settings::Language::English);
    }

private:
    // The program with takes of so many frames. Take 1 has its white frame at 3, each later one a frame later.
    void open(const std::vector<int>& frames)
    {
        m_studio->end();
        const std::filesystem::path folder = m_studio->path(QStringLiteral("takes")).toStdString();
        for (size_t i = 0; i < frames.size(); ++i) {
            Result<project::Take> made = test::writeFinishedTake(folder, frames[i], 3 + static_cast<int>(i));
            QVERIFY(made);
            made->scores.emplace(); // so that none are made, which takes time
            QVERIFY(project::TakeStore(folder).update(*made));
        }
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        m_studio->window().resize(1440, 900);
        QTRY_COMPARE(context().takes.rowCount(), static_cast<int>(frames.size()));
        QVERIFY(QTest::qWaitForWindowActive(&m_studio->window(), test::kPatience));
    }
    void begin(const QList<int>& rows)
    {
        test::selectTakes(*m_studio, rows);
        press(Qt::Key_C);
        QTRY_VERIFY(view().isVisible());
        QTRY_VERIFY(m_studio->actions()[ActionId::SeeTake3]->isEnabled());
        QTRY_VERIFY(context().player.isPlayable());
        QVERIFY(view().hasFocus());
    }
    [[nodiscard]] const WindowContext& context() { return m_studio->context(); }
    [[nodiscard]] MosaicView& view() { return *m_studio->find<MosaicView>("mosaicView"); }
    [[nodiscard]] QString shownTitle() { return m_studio->find<QLabel>("takeTitleLabel")->text(); }
    // Of the cells, from 1.
    [[nodiscard]] QList<int> seen()
    {
        QList<int> cells;
        for (size_t i = 0; i < MosaicView::kMost; ++i) {
            if (view().cell(i).isVisible())
                cells.append(static_cast<int>(i) + 1);
        }
        return cells;
    }
    [[nodiscard]] int outlined()
    {
        for (size_t i = 0; i < MosaicView::kMost; ++i) {
            if (view().cell(i).isOutlined())
                return static_cast<int>(i) + 1;
        }
        return 0;
    }
    [[nodiscard]] QStringList names()
    {
        QStringList names;
        for (const int cell : seen())
            names.append(view().cell(static_cast<size_t>(cell) - 1).state().name);
        return names;
    }
    [[nodiscard]] static QStringList named(const QList<int>& takes)
    {
        QStringList names;
        for (const int take : takes)
            names.append(QStringLiteral("Take %1 · seed 4711").arg(take));
        return names;
    }
    [[nodiscard]] QList<int> selected()
    {
        QList<int> numbers;
        for (const QModelIndex& index : m_studio->part<TakesPanel>().selectedTakes())
            numbers.append(index.data(TakeModel::NumberRole).toInt());
        return numbers;
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QCoreApplication::sendPostedEvents();
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : &m_studio->window(), key, modifiers);
    }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowMosaic test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowMosaic.moc"
