// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/PlayerController.h"
#include "ui/dialogs/FormatsTable.h"
#include "ui/models/TakeModel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/services/ExportService.h"
#include "ui/widgets/JobDelegate.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QListView>

namespace studio::test {

// The window with a finished take that is exported, and the rows of its exports.
class ExportsInWindow : public QObject {
protected:
    static constexpr int kFrames = 75; // 3 s
    static constexpr int kWhite = 30;
    static constexpr int kTimeout = kPatience;

    // A take that was made earlier, in the player.
    static project::Take openTake(StudioFixture& studio, int frames)
    {
        const Result<project::Take> take
            = writeFinishedTake(studio.path(QStringLiteral("takes")).toStdString(), frames, kWhite);
        if (!take)
            qFatal("%s", take.error().detail.c_str());
        openTakeAgain(studio, take->number);
        return *take;
    }

    // After a start of the program.
    static void openTakeAgain(StudioFixture& studio, int number = 1)
    {
        studio.open();
        const ui::WindowContext& context = studio.context();
        context.takes.reload();
        const bool there = QTest::qWaitFor([&] { return context.takes.byNumber(number) != nullptr; }, kTimeout);
        studio.part<ui::PlayerPresenter>().playTake(number);
        const bool plays = there && QTest::qWaitFor([&] { return context.player.isPlayable(); }, kTimeout);
        context.player.pause();
        const bool ready = plays
            && QTest::qWaitFor(
                               [&] {
                                   return studio.actions()[ui::ActionId::Export]->isEnabled()
                                       && studio.find<QAbstractButton>("renderButton")->isEnabled();
                               },
                               kTimeout);
        if (!ready)
            qFatal("the take didn't come into the player");
    }

    static void openDialog(StudioFixture& studio, const QString& target)
    {
        studio.trigger(ui::ActionId::Export);
        studio.find<QLineEdit>("exportPathLineEdit")->setText(target);
        QTRY_VERIFY(studio.find<QAbstractButton>("exportStartButton")->isEnabled());
    }

    static void chooseFormat(StudioFixture& studio, const QString& name)
    {
        auto* table = studio.find<ui::FormatsTable>("formatsTable");
        for (int row = 0; row < table->rowCount(); ++row) {
            if (table->item(row, 0)->text() == name) {
                table->selectRow(row);
                return;
            }
        }
        QFAIL("the table has no such format");
    }

    static void startExport(StudioFixture& studio)
    {
        studio.click("exportStartButton");
        QTRY_VERIFY(!studio.window().findChild<QDialog*>(QStringLiteral("exportDialog")));
    }

    // One that takes seconds: every frame ten times.
    static ui::ExportJob longExport(StudioFixture& studio, const project::Take& take, const char* name)
    {
        ui::ExportJob job;
        job.take = take.number;
        job.order.movie = take.movie;
        job.order.target = studio.path(QLatin1String(name)).toStdString();
        job.order.frameRate = 240;
        return job;
    }

    static QString rowText(StudioFixture& studio, int row)
    {
        return studio.find<QListView>("queueListView")->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
    }

    static int rows(StudioFixture& studio) { return studio.find<QListView>("queueListView")->model()->rowCount(); }

    static void clickInRow(StudioFixture& studio, int row, ui::JobDelegate::Button button)
    {
        auto* view = studio.find<QListView>("queueListView");
        const auto* delegate = qobject_cast<const ui::JobDelegate*>(view->itemDelegate());
        const QModelIndex index = view->model()->index(row, 0);
        const QRect rect = view->visualRect(index);
        const auto job = index.data(ui::JobDelegate::kRole).value<ui::JobRow>();
        for (int x = rect.right(); x > rect.left(); --x) {
            const QPoint at(x - 3, rect.center().y());
            if (delegate->buttonAt(rect, at, job) == button) {
                QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, at);
                return;
            }
        }
        QFAIL("the row has no such button");
    }

    static void selectRow(StudioFixture& studio, int row)
    {
        auto* view = studio.find<QListView>("queueListView");
        view->setCurrentIndex(view->model()->index(row, 0));
        studio.window().activateWindow(); // The dialog was.
        QVERIFY(QTest::qWaitForWindowActive(&studio.window(), kTimeout));
        view->setFocus();
        QTRY_VERIFY(view->hasFocus());
    }
};

} // namespace studio::test
