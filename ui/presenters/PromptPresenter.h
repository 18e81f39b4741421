// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/presenters/Orders.h"

#include <QObject>

#include <optional>
#include <vector>

namespace studio::ui {

class Actions;
class BlockTimeline;
class PromptPopup;
struct AppState;
struct WindowContext;

// The prompts at times, in the lane of the timeline. The lane shows those of the take in the player, or the scene's:
// without a take, and after the scene's have changed in any way, until another take is shown. What is edited is always
// the scene's, for the next take or for "From here again"; an edit of a take's lane begins with that take's prompts.
class PromptPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this and of the popup.
    PromptPresenter(const WindowContext& context, BlockTimeline& timeline, const Actions& actions, QWidget& window);

    // 0: none.
    void setShownTake(int number);
    // Esc: leaves the popup without a change. False: it isn't open.
    bool escape();
    // The scene's prompts, whatever take is in the player.
    void showScene();
    void show();
    void contribute(AppState& state) const;

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed
    void promptsShown(studio::ui::PromptsShown prompts); // by the lane
    void firstPromptWanted(); // which is the prompt's field

private:
    void connectTimeline();
    void setPrompts(PromptsShown prompts);
    void open(int block);
    void write(const QString& prompt);
    void move(int from, int to);
    void remove(int block);
    // The take in the player, if it is shown by the lane.
    [[nodiscard]] const project::Take* take() const;
    // Of what the lane shows.
    [[nodiscard]] const project::Scene& scene() const;
    // What is edited: the scene's turns, or a take's prompts.
    [[nodiscard]] std::vector<Turn> turns() const;
    // The first block that the take in the player was made of with another prompt than the scene's.
    [[nodiscard]] std::optional<int> staleFrom() const;

    const WindowContext& m_context;
    BlockTimeline& m_timeline;
    PromptPopup& m_popup;
    int m_number = 0; // of the take in the player
    PromptsShown m_prompts = PromptsShown::Take;
    std::vector<Turn> m_known; // the scene's turns, as they were last
    int m_edited = 0; // the block whose prompt is in the popup
};

} // namespace studio::ui
