// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmEngine.h"
#include "core/jobs/FrameStore.h"
#include "core/jobs/Models.h"
#include "core/project/Take.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace studio::jobs {

using JobId = int64_t;

enum class JobState {
    Waiting,
    Held, // Skipped until it is taken off hold; a failed job goes here too, with its error.
    Running,
};

// A render that was ordered. It keeps its own copy of the scene: edits belong to the next one.
struct Job {
    JobId id = 0;
    project::Scene scene;
    std::string sceneName;
    int finalOf = 0; // as project::Take::finalOf
    project::TakeReport promise; // its promised figures, copied to the take
    JobState state = JobState::Waiting;
    std::optional<Error> error; // why it is on hold
    bool interrupted = false; // on hold because the program that rendered it ended unexpectedly

    bool operator==(const Job& other) const;
};

enum class RunState {
    Idle,
    Starting, // the model is read, or the inputs are
    Rendering,
    Pausing, // after this layer
    Paused,
    Stopping, // after this layer
};

// All that the queue is, as one value.
struct QueueState {
    std::vector<Job> jobs; // the running one first
    RunState run = RunState::Idle;
    std::optional<project::Take> take; // the one that is being made
    bool deviceIsFree = false; // while Paused: the GPU's memory was given back
    bool stopAfter = false; // stop after this take
    bool started = false; // takes the next waiting job by itself; false while a job of renderNow() runs before others
    // The last session's queue, kept under this name because not all of it could be read; mostly empty.
    std::filesystem::path unreadable{};
    uint64_t revision = 0; // grows with every change: of two states the one with more is newer

    [[nodiscard]] const Job* running() const;
    [[nodiscard]] int waiting() const;
};

enum class JobStage { Inputs, Load, Text, Audio, Image, Frames, Encode };

// How far the running take is.
struct JobProgress {
    JobId job = 0;
    int take = 0; // its number
    JobStage stage = JobStage::Inputs;
    double stageShare = 0; // 0..1 of this stage that is done; 0 while unknown
    int64_t block = 0; // blocks finished
    int64_t blocks = 0; // 0 while unknown
    int steps = 0;
    int64_t leadIn = 0; // blocks before the film, which only the next two count
    int64_t forward = 0; // (block, step) pairs finished, for the stairs of blocks that are being made
    int64_t forwards = 0;
    int64_t frames = 0; // handed out
    int64_t framesTotal = 0;
    double elapsedSeconds = 0; // without pauses
    // Measured over the last blocks; nothing until two blocks are made.
    std::optional<double> framesPerSecond{};
    std::optional<double> secondsLeft{};

    // Of the whole take, 0 to 1; never decreasing. By frames once there are any.
    [[nodiscard]] double part() const;
};

// Hears of everything. Called on the inference thread, or on the one that called the queue, never under its lock; so
// states may come out of order: see their revision.
class QueueListener {
public:
    virtual ~QueueListener() = default;
    virtual void queueChanged(const QueueState& state) = 0;
    virtual void jobProgressed(const JobProgress& progress) = 0;
    // Frames [first, first + count) are in the store.
    virtual void framesMade(int64_t first, int64_t count) = 0;
    // Finished, stopped or failed; it is in its folder. Without a frame there is no movie, and then no take either:
    // the take's movie is empty.
    virtual void takeEnded(const project::Take& take) = 0;
    // What measure() made, as a take without a number and without a movie; none where it ended early or failed. Not
    // called for one that hadn't begun when start() was.
    virtual void measured(const std::optional<project::Take>&) { }
};

struct QueueOptions {
    std::filesystem::path takesFolder;
    std::string namePattern = "{scene} - take {take}";
    ModelPlaces models;
    std::chrono::duration<double> freeDeviceAfter{30}; // of a pause
    std::filesystem::path journal; // where waiting jobs survive the program; empty: they don't
};

// Jobs one after the other on one inference thread, which alone uses the engine. All functions return at once and may
// be called from any thread; unknown ids are ignored, since a job may end while the call is on its way.
class RenderQueue {
public:
    RenderQueue(std::unique_ptr<FilmEngine> engine, QueueOptions options, QueueListener& listener);
    // Stops the running take and waits for it; waiting jobs stay in the journal.
    ~RenderQueue();
    RenderQueue(const RenderQueue&) = delete;
    RenderQueue& operator=(const RenderQueue&) = delete;

    // For jobs and takes from now on.
    void setOptions(const QueueOptions& options);

    // At the end of the queue; id and state are given here. Nothing begins by it: see start().
    JobId add(Job job);
    // Begins with the first waiting job and goes on until none is left. Apart from renderNow() nothing starts without
    // it, also after a restart.
    void start();
    // Renders these jobs next, before all that wait. Jobs that waited already keep their order and go on waiting for
    // start(); where none did, the queue is started. While a take is made this is add().
    void renderNow(std::vector<Job> jobs);

    void move(JobId job, int index); // among the jobs that are not running
    void replace(JobId job, const project::Scene& scene, const project::TakeReport& promise); // a waiting one
    JobId duplicate(JobId job);
    void remove(JobId job); // a running one is stopped
    void setHeld(JobId job, bool held);
    void setStopAfter(bool stop);

    // Of the running take.
    void pause();
    void resume();
    void stop(); // and keep what is made; the queue goes on only if it is started again

    // Makes a film for its figures only, when nothing else is to be done: start() ends it, and a film that ended early
    // tells nothing. Its scene should be a short one.
    void measure(const project::Scene& scene);

    [[nodiscard]] QueueState state() const;
    // Frames of the running take, and of the last one until the next begins.
    [[nodiscard]] std::shared_ptr<FrameStore> frames() const;

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::jobs
