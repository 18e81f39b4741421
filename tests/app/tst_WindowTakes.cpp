// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/TakesInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/services/FileWorker.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/TakeDelegate.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QScrollBar>
#include <QSpinBox>
#include <QSplitter>
#include <QTimer>
#include <QWheelEvent>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// Takes in the window: thrown away, brought back, picked.
class TestWindowTakes : public QObject {
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

    void undoBringsTheTakeBackAndNotTheSettings()
    {
        open(1);
        auto* steps = m_studio->find<QSpinBox>("stepsSpinBox");
        steps->setValue(5);
        QCOMPARE(context().scene.scene().settings.steps, 5);
        select({0});
        trigger(ActionId::TrashTake);
        QCOMPARE(context().takes.rowCount(), 0);
        QTRY_VERIFY(!context().files.isBusy());
        QVERIFY(stored().empty());
        QCOMPARE(trashed().size(), 2); // film and settings

        QTRY_VERIFY(m_studio->actions()[ActionId::Undo]->text().contains(QStringLiteral("Take 1")));
        QTest::keyClick(&m_studio->window(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(context().takes.rowCount(), 1);
        QCOMPARE(context().scene.scene().settings.steps, 5);
        QCOMPARE(stored().size(), size_t{1});
        QVERIFY(trashed().isEmpty());
        QVERIFY(!m_studio->find<QWidget>("questionLabel")->isVisible()); // The offer was taken up.

        trigger(ActionId::Undo); // Next is what was done before.
        QVERIFY(context().scene.scene().settings.steps != 5);
        trigger(ActionId::Redo);
        QCOMPARE(context().scene.scene().settings.steps, 5);
        trigger(ActionId::Redo);
        QCOMPARE(context().takes.rowCount(), 0);
        QTRY_VERIFY(!context().files.isBusy());
        QVERIFY(stored().empty());
    }

    void severalTakesAreOneStep()
    {
        open(3);
        select({0, 2});
        trigger(ActionId::TrashTake);
        QCOMPARE(numbers(), (std::vector<int>{2}));
        QCOMPARE(m_studio->find<QLabel>("questionLabel")->text(), QStringLiteral("2 takes are in the trash."));
        trigger(ActionId::Undo);
        QTRY_COMPARE(numbers(), (std::vector<int>{3, 2, 1}));
        QCOMPARE(stored().size(), size_t{3});
    }

    // Whatever was done meanwhile, the strip's button is about the take only.
    void theStripsUndoIsAboutTheTake()
    {
        open(1);
        select({0});
        trigger(ActionId::TrashTake);
        auto* steps = m_studio->find<QSpinBox>("stepsSpinBox");
        const int before = steps->value();
        steps->setValue(before + 1);
        m_studio->click("answer1Button");
        QTRY_COMPARE(context().takes.rowCount(), 1);
        QCOMPARE(steps->value(), before + 1);
        trigger(ActionId::Undo);
        QCOMPARE(steps->value(), before);
        trigger(ActionId::Undo); // The take's step is used up and is passed over.
        QCOMPARE(context().takes.rowCount(), 1);
    }

    void aTakeComesBackBesideANewOneOfItsNumber()
    {
        open(1);
        select({0});
        trigger(ActionId::TrashTake);
        QTRY_VERIFY(!context().files.isBusy());
        m_control->release(1000);
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        QCOMPARE(numbers(), (std::vector<int>{1}));
        while (context().takes.rowCount() == 1 && context().scene.undoStack().canUndo()) {
            trigger(ActionId::Undo);
            QTRY_VERIFY(!context().files.isBusy());
        }
        QTRY_COMPARE(numbers(), (std::vector<int>{2, 1}));
        QVERIFY(m_studio->find<QLabel>("questionLabel")->text().startsWith(QStringLiteral("Take 1 is back as take 2")));
        QCOMPARE(stored().size(), size_t{2});
    }

    void theEndErasesNothing()
    {
        open(1, {}); // a disk without one
        select({0});
        trigger(ActionId::TrashTake);
        m_studio->end();
        const project::TakeStore store(takesFolder());
        QVERIFY(store.load().empty());
        QCOMPARE(QDir(QString::fromStdString(store.deletedFolder().string())).entryList(QDir::Files).size(), 2);
    }

    void anEmptiedTrashIsSaid()
    {
        open(1);
        select({0});
        trigger(ActionId::TrashTake);
        QTRY_VERIFY(!context().files.isBusy());
        QVERIFY(QDir(m_studio->path(QStringLiteral("trash"))).removeRecursively());
        trigger(ActionId::Undo);
        auto* what = m_studio->find<QLabel>("messageWhatLabel");
        QTRY_VERIFY(what->isVisible());
        QCOMPARE(what->text(), QStringLiteral("The take can't be brought back."));
        QCOMPARE(context().takes.rowCount(), 0);
    }

    void theTakeInThePlayerLeavesItAndComesBack()
    {
        open(1);
        m_studio->part<PlayerPresenter>().playTake(1);
        QTRY_VERIFY(context().player.isPlayable());
        select({0});
        trigger(ActionId::TrashTake);
        QVERIFY(!context().player.hasFilm());
        trigger(ActionId::Undo);
        QTRY_COMPARE(context().takes.rowCount(), 1);
        m_studio->part<PlayerPresenter>().playTake(1);
        QTRY_VERIFY(context().player.isPlayable());
    }

    // Its title, its times and Export go with it.
    void anotherFolderTakesTheFilmOutOfThePlayer()
    {
        open(1);
        m_studio->part<PlayerPresenter>().playTake(1);
        QTRY_VERIFY(context().player.isPlayable());
        context().takes.setFolder(m_studio->path(QStringLiteral("elsewhere")));
        QTRY_COMPARE(context().takes.rowCount(), 0);
        QTRY_VERIFY(!context().player.hasFilm());
        QTRY_VERIFY(!m_studio->actions()[ActionId::Export]->isEnabled());
    }

    // Two truths in one window: what is picked is what is shown, and exported.
    void oneClickShowsATake()
    {
        open(2);
        clickTake(1);
        QTRY_COMPARE(m_studio->find<QLabel>("takeTitleLabel")->text(), QStringLiteral("Take 1"));
        QVERIFY(!context().player.isPlaying());
        clickTake(0);
        QTRY_COMPARE(m_studio->find<QLabel>("takeTitleLabel")->text(), QStringLiteral("Take 2"));
        auto* list = m_studio->find<QListView>("takesListView");
        QTest::keyClick(list, Qt::Key_Right);
        QTRY_COMPARE(m_studio->find<QLabel>("takeTitleLabel")->text(), QStringLiteral("Take 1"));
    }

    void takesWrapIntoRows()
    {
        open(12);
        m_studio->window().resize(1360, 860);
        m_studio->find<QSplitter>("centreSplitter")->setSizes({400, 340});
        auto* list = m_studio->find<QListView>("takesListView");
        const auto place = [list](int row) { return list->visualRect(list->model()->index(row, 0)); };
        QTRY_VERIFY(list->height() > 230 && place(11).top() > place(0).top());
        int below = 1;
        while (place(below).top() == place(0).top())
            ++below;
        QCOMPARE(place(below).left(), place(0).left());
        QVERIFY(list->viewport()->rect().contains(place(below)));
        QVERIFY(!list->horizontalScrollBar()->isVisible());

        // The keys go on where the eye does.
        clickTake(below - 1);
        QTest::keyClick(list, Qt::Key_Right);
        QCOMPARE(list->currentIndex().row(), below);
        QTest::keyClick(list, Qt::Key_Left);
        QCOMPARE(list->currentIndex().row(), below - 1);
        QTest::keyClick(list, Qt::Key_Down);
        QCOMPARE(list->currentIndex().row(), below - 1 + below);
    }

    void theWheelMakesTheTilesLarger()
    {
        open(2);
        auto* list = m_studio->find<QListView>("takesListView");
        const auto width = [list] { return list->visualRect(list->model()->index(0, 0)).width(); };
        const auto turn = [list](int notches, Qt::KeyboardModifiers keys) {
            const QPointF middle = list->viewport()->rect().center();
            QWheelEvent wheel(middle, list->viewport()->mapToGlobal(middle), {}, {0, 120 * notches}, Qt::NoButton, keys,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(list->viewport(), &wheel);
        };
        const int least = width();
        turn(1, Qt::NoModifier);
        QCOMPARE(width(), least);
        turn(1, Qt::ControlModifier);
        const int middle = width();
        QVERIFY(middle > least);
        turn(1, Qt::ControlModifier);
        const int most = width();
        QVERIFY(most > middle);
        turn(5, Qt::ControlModifier);
        QCOMPARE(width(), most);
        turn(-1, Qt::ControlModifier);
        QCOMPARE(context().settings.get(settings::kTileSize), 1);
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QTRY_COMPARE(context().takes.rowCount(), 2);
        list = m_studio->find<QListView>("takesListView");
        QCOMPARE(list->visualRect(list->model()->index(0, 0)).width(), middle);
    }

    void aTilesTooltipSaysWhatTheTakeIs()
    {
        open(1);
        const QModelIndex take = m_studio->find<QListView>("takesListView")->model()->index(0, 0);
        QVERIFY(context().takes.rename(1, QStringLiteral("<b>best")));
        const QString tip = take.data(Qt::ToolTipRole).toString();
        for (const char* words : {"&lt;b&gt;best", "Portrait: amelie.png", "Voice: welcome.wav", "Seed: 4711",
                                  "Made: ", "Demo model", "as it was then"})
            QVERIFY2(tip.contains(QLatin1String(words)), qPrintable(tip));
        const QString description = take.data(Qt::AccessibleDescriptionRole).toString();
        QVERIFY2(description.contains(QStringLiteral("Seed: 4711, ")), qPrintable(description));
    }

    void aTakesMenuSaysWhyNot()
    {
        open(1);
        clickTake(0);
        auto* list = m_studio->find<QListView>("takesListView");
        bool says = false;
        QTimer::singleShot(0, list, [&says] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            says = menu && menu->toolTipsVisible();
            if (menu)
                menu->close();
        });
        Q_EMIT list->customContextMenuRequested(list->visualRect(list->model()->index(0, 0)).center());
        QVERIFY(says);
    }

    void theTakeInThePlayerIsOutlined()
    {
        open(3);
        const QAbstractItemModel* model = m_studio->find<QListView>("takesListView")->model();
        const auto shown = [model] {
            QList<int> rows;
            for (int row = 0; row < model->rowCount(); ++row) {
                if (model->index(row, 0).data(TakeDelegate::kRole).value<TakeRow>().shown)
                    rows.append(row);
            }
            return rows;
        };
        clickTake(1);
        QTRY_COMPARE(shown(), QList<int>{1});
        select({0, 2}); // Two that are picked are not shown.
        QCOMPARE(shown(), QList<int>{1});
    }

    // As in every viewer of pictures, one looks on.
    void theNextTakeComesIntoThePlayerAfterADeletion()
    {
        open(3);
        const auto* title = m_studio->find<QLabel>("takeTitleLabel");
        clickTake(1);
        QTRY_COMPARE(title->text(), QStringLiteral("Take 2"));
        trigger(ActionId::TrashTake);
        QTRY_COMPARE(title->text(), QStringLiteral("Take 1")); // the one that came up in its place
        QCOMPARE(m_studio->part<TakesPanel>().currentTake().data(TakeModel::NumberRole).toInt(), 1);
        trigger(ActionId::TrashTake);
        QTRY_COMPARE(title->text(), QStringLiteral("Take 3")); // the last one's neighbour
        select({0});
        trigger(ActionId::TrashTake);
        QTRY_VERIFY(!context().player.hasFilm());
    }

    void takesAreFoundByWordsAndKind()
    {
        open(3);
        auto* list = m_studio->find<QListView>("takesListView");
        auto* words = m_studio->find<QLineEdit>("takesFilterLineEdit");
        QVERIFY(!words->isVisible()); // Three are found by eye.
        QVERIFY(context().takes.rename(2, QStringLiteral("The good one")));
        QVERIFY(context().takes.setStar(3, true));
        trigger(ActionId::FindTakes);
        QVERIFY(words->isVisible());
        const auto* kind = m_studio->find<QComboBox>("takesKindComboBox");
        QTRY_VERIFY(kind->width() >= kind->fontMetrics().horizontalAdvance(QStringLiteral("Starred")));
        QTRY_VERIFY(words->hasFocus());
        QTest::keyClicks(words, QStringLiteral("ONE good"));
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 0).data(TakeModel::NumberRole).toInt(), 2);
        clickTake(0);
        QTRY_COMPARE(m_studio->find<QLabel>("takeTitleLabel")->text(), QStringLiteral("The good one"));
        words->setText(QStringLiteral("nobody"));
        QVERIFY(m_studio->find<QLabel>("noTakesLabel")->isVisible());
        words->setText(QString());
        m_studio->find<QComboBox>("takesKindComboBox")->setCurrentIndex(1); // starred
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 0).data(TakeModel::NumberRole).toInt(), 3);
        QTest::keyClick(words, Qt::Key_Escape);
        QCOMPARE(list->model()->rowCount(), 3);
        QVERIFY(!words->isVisible());
    }

    // What is being made is seen whatever one looks for.
    void theRunningTakeIsListedWhateverIsLookedFor()
    {
        open(1);
        auto* list = m_studio->find<QListView>("takesListView");
        trigger(ActionId::FindTakes);
        m_studio->find<QLineEdit>("takesFilterLineEdit")->setText(QStringLiteral("nobody"));
        QCOMPARE(list->model()->rowCount(), 0);
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
        m_studio->click("renderButton");
        m_control->release(1);
        QTRY_COMPARE(list->model()->rowCount(), 1);
    }

    // What Delete and F2 are about is what is seen.
    void theSelectionGoesOnToTheRunningTakeWithThePlayer()
    {
        open(2);
        clickTake(1);
        const auto selected = [this] {
            QList<int> numbers;
            for (const QModelIndex& index : m_studio->part<TakesPanel>().selectedTakes())
                numbers.append(index.data(TakeModel::NumberRole).toInt());
            return numbers;
        };
        QTRY_COMPARE(selected(), QList<int>{1});
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
        m_studio->click("renderButton");
        m_control->release(1);
        QTRY_COMPARE(selected(), QList<int>{3});
        QTRY_COMPARE(m_studio->actions()[ActionId::TrashTake]->toolTip(), QStringLiteral("This take is being made."));
    }

private:
    // The program with so many takes, and a trash beside them.
    void open(int count) { open(count, moveToTestTrash()); }
    void open(int count, const project::MoveToTrash& trash)
    {
        m_studio->end();
        for (int i = 0; i < count; ++i)
            QVERIFY(test::writeFinishedTake(takesFolder(), 12, 3));
        m_studio->restart(std::make_unique<FakeEngine>(m_control), app::StudioOptions::Measuring::Never,
                          app::StudioOptions::Queue::Kept, trash);
        m_studio->open();
        QTRY_COMPARE(context().takes.rowCount(), count);
    }
    project::MoveToTrash moveToTestTrash()
    {
        return [folder = std::filesystem::path(m_studio->path(QStringLiteral("trash")).toStdString())](
                   const std::filesystem::path& file) -> Result<std::filesystem::path> {
            std::filesystem::create_directories(folder);
            std::filesystem::rename(file, folder / file.filename());
            return folder / file.filename();
        };
    }
    [[nodiscard]] const WindowContext& context() { return m_studio->context(); }
    [[nodiscard]] std::filesystem::path takesFolder() const
    {
        return m_studio->path(QStringLiteral("takes")).toStdString();
    }
    [[nodiscard]] std::vector<project::Take> stored() const { return project::TakeStore(takesFolder()).load(); }
    [[nodiscard]] QStringList trashed() const
    {
        return QDir(m_studio->path(QStringLiteral("trash"))).entryList(QDir::Files);
    }
    [[nodiscard]] std::vector<int> numbers()
    {
        std::vector<int> all;
        for (const project::Take& take : context().takes.takes())
            all.push_back(take.number);
        return all;
    }
    void trigger(ActionId id) { m_studio->trigger(id); }
    void select(const QList<int>& rows) { test::selectTakes(*m_studio, rows); }
    void clickTake(int row) { test::clickTake(*m_studio, row); }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowTakes test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowTakes.moc"
