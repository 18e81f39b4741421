// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/ListedScenes.h"
#include "core/jobs/RenderQueue.h"

#include <QObject>
#include <QString>

#include <vector>

namespace studio::ui {

class Actions;
class JobQuestions;
class MessageCentre;
class TakesPanel;
struct WindowContext;

// Fills the queue from a table or a folder: each film of it becomes a job, with the open scene's values where the list
// has none. One message says which rows were left out, and why.
class FilmListPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this and of the file chooser.
    FilmListPresenter(const WindowContext& context, TakesPanel& takes, const Actions& actions, MessageCentre& messages,
                      JobQuestions& questions, QWidget& window);

    // A table or a folder.
    void add(const QString& list);

private:
    void take(const QString& list, const std::vector<jobs::ListedScene>& found);
    void sayFaults(const QString& list, const std::vector<jobs::ListedScene>& found);
    void addJobs(const QString& list, std::vector<jobs::Job> jobs);

    const WindowContext& m_context;
    TakesPanel& m_takes;
    MessageCentre& m_messages;
    JobQuestions& m_questions;
};

} // namespace studio::ui
