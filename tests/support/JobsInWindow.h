// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/FakeEngine.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/QueueModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QTimer>

#include <memory>

namespace studio::test {

// The window with an engine that a test leads, and its jobs.
class JobsInWindow : public QObject {
protected:
    void begin()
    {
        m_control = std::make_shared<FakeEngine::Control>();
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QTRY_VERIFY(isReady());
    }
    void end()
    {
        m_control->release(1000);
        m_control->goOn();
        m_studio.reset();
    }

    [[nodiscard]] const ui::WindowContext& context() { return m_studio->context(); }
    [[nodiscard]] jobs::RenderQueue& queue() { return context().renderer.queue(); }
    [[nodiscard]] QAbstractButton* button(const char* name) { return m_studio->find<QAbstractButton>(name); }
    [[nodiscard]] bool isReady() { return button("renderButton")->isEnabled() && !context().planner.state().planning; }
    [[nodiscard]] QString title() { return m_studio->find<QLabel>("jobTitleLabel")->accessibleName(); }
    // What a screen reader says of a row of the queue.
    [[nodiscard]] QString queueRow(int row)
    {
        return m_studio->find<QListView>("queueListView")
            ->model()
            ->index(row, 0)
            .data(Qt::AccessibleTextRole)
            .toString();
    }
    // Three jobs that wait, in the queue's list.
    QListView& orderThree()
    {
        for (const char* words : {"first", "second", "third"}) {
            m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QString::fromLatin1(words));
            (void)QTest::qWaitFor([this] { return isReady(); }, kPatience);
            m_studio->trigger(ui::ActionId::AddToQueue);
        }
        m_studio->part<ui::TakesPanel>().setTab(ui::TakesTab::Queue);
        auto& list = *m_studio->find<QListView>("queueListView");
        (void)QTest::qWaitFor([&list] { return list.model()->rowCount() == 3; }, kPatience);
        return list;
    }
    // Of the jobs, as the list shows them, one behind the other.
    [[nodiscard]] QString shownPrompts()
    {
        const QAbstractItemModel* model = m_studio->find<QListView>("queueListView")->model();
        QStringList prompts;
        for (int row = 0; row < model->rowCount(); ++row)
            prompts.append(QString::fromStdString(
                model->index(row, 0).data(ui::QueueModel::JobRole).value<jobs::Job>().scene.prompt));
        return prompts.join(QLatin1Char(' '));
    }
    [[nodiscard]] QString question() { return m_studio->find<QLabel>("questionLabel")->text(); }
    void editJob(int row)
    {
        m_studio->part<ui::TakesPanel>().setTab(ui::TakesTab::Queue);
        auto* list = m_studio->find<QListView>("queueListView");
        QTRY_VERIFY(list->model()->rowCount() > row);
        list->selectionModel()->setCurrentIndex(list->model()->index(row, 0), QItemSelectionModel::ClearAndSelect);
        QTRY_VERIFY(m_studio->actions()[ui::ActionId::EditJob]->isEnabled());
        m_studio->trigger(ui::ActionId::EditJob);
    }
    // A file where the folder of the copies was. The window may be writing one.
    void blockAutosave()
    {
        const QString place = m_studio->path(QStringLiteral("data/autosave"));
        const auto isBlocked = [&place] {
            QDir(place).removeRecursively();
            return QFile(place).open(QIODevice::WriteOnly);
        };
        QTRY_VERIFY(isBlocked());
    }
    void endAnswerGuard() { m_studio->find<QTimer>("answerGuardTimer")->stop(); }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace studio::test
