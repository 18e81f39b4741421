// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/TakeJoin.h"

#include <QObject>

#include <vector>

class QWidget;

namespace studio::ui {

class Actions;
class JobQuestions;
class TakesPanel;
struct AppState;
struct WindowContext;

// New takes of parts of others, without a render: the selected ones joined, or the one in the player cut at its
// playhead.
class JoinPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this.
    JoinPresenter(const WindowContext& context, TakesPanel& panel, const Actions& actions, JobQuestions& questions,
                  QWidget& window);

    void contribute(AppState& state) const;
    void setShownTake(int number); // in the player; 0: none

private:
    enum class Keep { Before, After };

    void followSelection();
    void join();
    void cut(Keep keep);
    void order(std::vector<jobs::JoinedPart> parts);
    [[nodiscard]] std::vector<project::Take> takesToJoin() const;

    const WindowContext& m_context;
    TakesPanel& m_panel;
    JobQuestions& m_questions;
    int m_shown = 0;
    std::vector<int> m_order; // the selected takes; of those selected at once the oldest first
};

} // namespace studio::ui
