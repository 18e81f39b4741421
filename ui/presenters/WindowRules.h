// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "ui/common/Actions.h"

#include <QHash>
#include <QString>

namespace studio::ui {

enum class JobPhase {
    Idle, // Nothing was rendered since the scene was opened.
    Loading,
    Rendering,
    Pausing,
    Paused,
    Stopping,
    Stopped,
    Failed,
    Finished,
};

enum class PlanPhase { None, Planning, Fits, Tight, DoesNotFit };

// The program's state, as far as it decides which actions are available.
struct AppState {
    bool portrait = false; // chosen and readable
    bool voice = false;
    bool inputError = false; // a chosen input can't be read
    QString peopleProblem; // why who speaks in the portrait can't, a sentence; empty: they can
    bool crop = false; // differs from the default centre crop
    bool trim = false;

    JobPhase job = JobPhase::Idle;
    jobs::JobStage stage = jobs::JobStage::Load; // of the running take
    bool firstFrames = false; // it is made up to its first frames
    bool deviceIsFree = false; // while Paused: the GPU's memory is released
    int take = 0; // number of the running or last take, for the strip; 0: it could not be begun
    bool overdue = false; // the last take took more time than was promised
    PlanPhase plan = PlanPhase::None;
    QString planWhy; // why the plan doesn't fit, a sentence
    bool planDetails = false; // there are figures to show
    bool gpu = false;
    bool stopAfter = false;
    int waitingJobs = 0; // until the queue is started
    bool queueStarted = false; // waiting jobs run by themselves

    bool blocksShown = false; // the timeline has blocks: of a take, or of the film that is prepared
    bool playable = false; // the player has at least a frame
    bool loop = false; // an in or out point is set
    bool enlarged = false; // a part of the picture isn't in view
    bool fixedPanels = false; // their sizes can't be changed
    bool comparing = false; // two takes are in the player
    size_t takesInStep = 0; // several takes are in the player, so many
    QString compareProblem; // why the chosen ones can't be compared, a sentence; empty: they can
    bool comparesInTurn = false; // one of both is seen at a time
    bool comparesVoices = false; // their voices differ
    bool hasCandidates = false; // there is a take besides both
    enum class Wipe { None, Upright, Across } wipe = Wipe::None; // the line between both
    int selectedTakes = 0;
    int selectedDrafts = 0;
    bool selectedTakeRuns = false; // the current one of the selection is being made
    bool selectedTakeEndedEarly = false; // the current one was stopped, or it failed
    int joinedTakeShown
        = 0; // the take in the player was cut or joined from others: the number of the first; 0: it wasn't
    bool selectedTakeJoined = false; // the current one was
    QString dubProblem; // why it can't be laid over its video; empty: it can
    QString cutProblem; // why the take in the player can't be cut, a sentence; empty: it can
    QString joinProblem; // why the selected takes can't be joined, likewise
    std::vector<int> joinOrder{}; // their numbers, in the order in which they would be joined
    bool takeBranches = false; // the take in the player can be branched
    bool takeContinues = false; // the current take, selected or in the player, can be continued
    bool selectedTakeExports = false; // one of the selection is being exported
    bool jobSelected = false;
    bool jobRuns = false; // the selected one
    bool exportSelected = false; // a row of the queue
    bool exportDone = false; // the selected one
    bool exportedBefore = false;
    bool canUndo = false;
    bool canRedo = false;
    bool presetBuiltIn = true;
    bool presetEdited = false;
    bool messageShown = false;

    [[nodiscard]] bool busy() const
    {
        return job == JobPhase::Loading || job == JobPhase::Rendering || job == JobPhase::Pausing
            || job == JobPhase::Paused || job == JobPhase::Stopping;
    }
};

// Availability of the actions; each unavailable one has a reason, a sentence.
[[nodiscard]] QHash<ActionId, Availability> availabilities(const AppState& state);

// Icon and words at the left of the job strip.
struct StripTitle {
    Glyph glyph;
    Token token;
    QString words;
};
[[nodiscard]] StripTitle stripTitle(const AppState& state);

// Text of the main button: "Render", or "Add to queue" while a take is made.
[[nodiscard]] QString primaryWords(const AppState& state);
// Text of the button that starts the queue: "Start the queue", or "Continue the queue" while a take is made.
[[nodiscard]] QString startWords(const AppState& state);
[[nodiscard]] QString pauseWords(const AppState& state);
// Text of the command that joins the selected takes, with their order; empty: its own.
[[nodiscard]] QString joinWords(const AppState& state);
// Text of the command that begins and ends a comparison; empty: its own.
[[nodiscard]] QString compareWords(const AppState& state);

} // namespace studio::ui
