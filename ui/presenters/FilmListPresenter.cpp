// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/FilmListPresenter.h"

#include "core/jobs/Models.h"
#include "ui/common/Actions.h"
#include "ui/common/FileChooser.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/panels/ContractWords.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/JobPlans.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/presenters/TakeCommands.h"
#include "ui/services/Background.h"
#include "ui/services/RenderService.h"

#include <QAction>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(FilmList)
};

constexpr qsizetype kFaultsShown = 3; // in the message; all are in its details

// A sentence.
QString inputReason(const Error& fault, ErrorSubject input)
{
    const QStringList sides = QString::fromStdString(fault.detail).split(QStringLiteral(" x "));
    const QString said = message(messageOf(fault.code, input),
                                 {{QStringLiteral("file"), words::fileName(fault.subject)},
                                  {QStringLiteral("w"), sides.value(0)},
                                  {QStringLiteral("h"), sides.value(1)}})
                             .what;
    const bool isUnread = fault.code == ErrorCode::FileMissing || fault.code == ErrorCode::FileUnreadable;
    return isUnread ? Tr::tr("%1 %2.", "a sentence, why").arg(said, reasonWords(fault)) : said;
}

// Likewise.
QString reason(const jobs::ListedScene& row)
{
    const Error& fault = *row.fault;
    if (fault.code == ErrorCode::Internal)
        return Tr::tr("It has more fields than the first line has names.");
    if (fault.subject.empty())
        return Tr::tr("It has no portrait or no voice, and the scene has none either.");
    if (fault.subject == row.scene.portrait.string())
        return inputReason(fault, ErrorSubject::Portrait);
    if (fault.subject == row.scene.voice.string())
        return inputReason(fault, ErrorSubject::Voice);
    const QString column = QString::fromStdString(fault.subject);
    return fault.code == ErrorCode::BadOption
        ? Tr::tr("“%1” can't be used as %2.", "a value, a column").arg(QString::fromStdString(fault.detail), column)
        : Tr::tr("The window has no column “%1”; avatar-render has more.").arg(column);
}

QString faultLine(const jobs::ListedScene& row)
{
    const QString place
        = row.line > 0 ? Tr::tr("line %1", "of a table").arg(row.line) : QString::fromStdString(row.name);
    return Tr::tr("%1: %2", "a row, what is wrong with it").arg(place, reason(row));
}

} // namespace

FilmListPresenter::FilmListPresenter(const WindowContext& context, TakesPanel& takes, const Actions& actions,
                                     MessageCentre& messages, JobQuestions& questions, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_takes(takes)
    , m_messages(messages)
    , m_questions(questions)
{
    const auto choose = [this, &window](FileKind kind) {
        return [this, &window, kind] {
            chooseFileToOpen(window, m_context.settings, m_context.demo, kind,
                             [this](const QString& list) { add(list); });
        };
    };
    connect(actions[ActionId::AddFilmsOfTable], &QAction::triggered, this, choose(FileKind::FilmTable));
    connect(actions[ActionId::AddFilmsOfFolder], &QAction::triggered, this, choose(FileKind::FilmFolder));
}

void FilmListPresenter::add(const QString& list)
{
    project::Scene base = m_context.scene.scene();
    inBackground(
        this, [path = words::path(list), base] { return jobs::listedScenes(path, base); },
        [this, list](const Result<std::vector<jobs::ListedScene>>& found) {
            if (found) {
                take(list, *found);
                return;
            }
            const MessageValues values{{QStringLiteral("file"), words::fileName(words::path(list))},
                                       {QStringLiteral("folder"), list}};
            const bool isRead = found.error().code == ErrorCode::BadOption;
            m_messages.showError(QStringLiteral("film list"),
                                 isRead ? MessageId::NoFilmsInList : MessageId::FileUnreadable, found.error(), values);
        });
}

void FilmListPresenter::take(const QString& list, const std::vector<jobs::ListedScene>& found)
{
    sayFaults(list, found);
    std::vector<jobs::Job> jobs;
    for (const jobs::ListedScene& row : found) {
        if (row.fault)
            continue;
        jobs::Job job;
        job.scene = row.scene;
        job.scene.settings = jobs::fitted(row.scene.settings, m_context.models);
        job.sceneName = row.name;
        jobs.push_back(std::move(job));
    }
    if (jobs.empty())
        return;
    planJobs(m_context.planner, std::move(jobs), this, [this, list](std::vector<PlannedJob> planned) {
        std::vector<jobs::Job> ready;
        for (PlannedJob& each : planned) {
            if (each.plan.tone == PlanTone::DoesNotFit)
                m_questions.offer(planProblem(each.plan), {{Tr::tr("OK")}});
            else
                ready.push_back(std::move(each.job));
        }
        if (!ready.empty())
            addJobs(list, std::move(ready));
    });
}

void FilmListPresenter::sayFaults(const QString& list, const std::vector<jobs::ListedScene>& found)
{
    QStringList faults;
    for (const jobs::ListedScene& row : found) {
        if (row.fault)
            faults << faultLine(row);
    }
    if (faults.isEmpty()) {
        m_messages.withdraw(QStringLiteral("film list"));
        return;
    }
    QString shown = faults.mid(0, kFaultsShown).join(u' ');
    if (faults.size() > kFaultsShown)
        shown += u' ' % Tr::tr("Details has the others.");
    m_messages.show(QStringLiteral("film list"), MessageId::FilmsLeftOut,
                    {{QStringLiteral("n"), QString::number(faults.size())},
                     {QStringLiteral("all"), QString::number(found.size())},
                     {QStringLiteral("file"), words::fileName(words::path(list))},
                     {QStringLiteral("faults"), shown}},
                    faults.join(u'\n'));
}

void FilmListPresenter::addJobs(const QString& list, std::vector<jobs::Job> jobs)
{
    jobs::RenderQueue& queue = m_context.renderer.queue();
    const auto count = static_cast<int>(jobs.size());
    auto* const command = new AddJobs(queue, std::move(jobs),
                                      Tr::tr("Add films of %1").arg(words::quoted(words::fileName(words::path(list)))));
    m_context.scene.undoStack().push(command);
    m_takes.setTab(TakesTab::Queue);
    m_questions.offer(Tr::tr("%n film(s) are in the queue.", nullptr, count),
                      {{Tr::tr("Start the queue"), [&queue] { queue.start(); }}});
}

} // namespace studio::ui
