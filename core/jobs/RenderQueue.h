// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmEngine.h"
#include "core/jobs/FrameStore.h"
#include "core/jobs/Models.h"
#include "core/jobs/TakeForecast.h"
#include "core/pipeline/FilmLength.h"
#include "core/project/Take.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace studio::jobs {

using JobId = int64_t;

enum class JobState {
    Waiting,
    Held, // Skipped until it is released; a failed job is held too, with its error.
    Running,
};

// A queued render. Has its own copy of the scene: later edits don't change it.
struct Job {
    JobId id = 0;
    project::Scene scene;
    std::string sceneName;
    int finalOf = 0; // as project::Take::finalOf
    // The film of the take that the job goes on with, if that has a journal; else it makes a new take. A job that has
    // begun goes on with its own take if it runs again.
    std::filesystem::path continues;
    // Of a branch: number and film of its parent, and the first block of its own (project::Take). The scene has the
    // turn there. Blocks before it are the parent's if that has its journal; else they are made again.
    int parent = 0;
    std::filesystem::path parentMovie;
    int64_t branchBlock = 0;
    project::TakeReport promise; // its planned figures, copied to the take
    StageTimes stages{}; // forecast
    pipeline::FilmLength film{}; // 0: unknown
    int64_t pixels = 0; // of a frame; 0: unknown
    JobState state = JobState::Waiting;
    std::optional<Error> error; // why it is held
    bool interrupted = false; // held because the program ended unexpectedly while rendering it

    bool operator==(const Job& other) const;
};

enum class RunState {
    Idle,
    Starting, // reading the model or the inputs
    Rendering,
    Pausing, // after the present layer
    Paused,
    Stopping, // after the present layer
};

// The queue's whole state, as a value.
struct QueueState {
    std::vector<Job> jobs; // the running one first
    RunState run = RunState::Idle;
    std::optional<project::Take> take; // the running one
    // In a pause, until all is back: the GPU's memory has been freed. What was in it waits in RAM, whose use then says
    // nothing about the take.
    bool deviceIsFree = false;
    bool stopAfter = false; // stop after this take
    bool started = false; // waiting jobs run automatically; false while jobs of renderNow() run first
    std::deque<JobId> ordered{}; // of renderNow(), in their turn; they don't wait for start()
    // New name of the last session's queue file, if it could not be read completely; else empty.
    std::filesystem::path unreadable{};
    uint64_t revision = 0; // increases with every change: the larger one is the newer state

    [[nodiscard]] const Job* running() const;
    [[nodiscard]] int waiting() const;
    [[nodiscard]] int waitingForStart() const;
    // Whether the job runs, or will without start().
    [[nodiscard]] bool isUnderWay(const Job& job) const;
};

enum class JobStage { Inputs, Load, Text, Audio, Image, Frames, Encode };

// Progress of the running take.
struct JobProgress {
    JobId job = 0;
    int take = 0; // its number
    JobStage stage = JobStage::Inputs;
    double stageShare = 0; // 0..1, the finished share of this stage; 0 while unknown
    double voiceSeconds = 0; // of the voice, which stage Audio encodes; 0 while unknown
    int64_t block = 0; // blocks finished
    int64_t blocks = 0; // 0 while unknown
    int steps = 0;
    int64_t leadIn = 0; // blocks before the film; counted by `forward` and `forwards` only
    int64_t forward = 0; // (block, step) pairs finished, for the wavefront display
    int64_t forwards = 0;
    int64_t forwardsToFrames = 0; // of these, the ones before the first frames
    int64_t frames = 0; // decoded
    int64_t framesTotal = 0;
    double loaded = 0; // 0..1, the finished share of loading, which on a GPU ends in stage Frames
    int64_t prepared = 0; // bytes of weights in their place, where that is measured
    int64_t preparing = 0; // bytes of weights in all; 0: not measured
    StageTimes planned{}; // the job's
    double elapsedSeconds = 0; // without pauses
    std::optional<double> framesPerSecond{}; // over the last blocks; unset until two blocks are finished
    // From that speed; before, from the forecast. Unset while neither is known.
    std::optional<double> secondsLeft{};

    // Finished share of the whole take, 0 to 1; never decreases. Each stage counts by its forecast time, or without a
    // forecast by a usual one.
    [[nodiscard]] double part() const;
    // The stage that a person sees: loading on a GPU, too.
    [[nodiscard]] JobStage shownStage() const;
};

// Receives all queue events, on the inference thread or on the caller's, never under the queue's lock. States may
// arrive out of order: compare revisions.
class QueueListener {
public:
    virtual ~QueueListener() = default;
    virtual void queueChanged(const QueueState& state) = 0;
    virtual void jobProgressed(const JobProgress& progress) = 0;
    // Frames [first, first + count) are in the store now.
    virtual void framesMade(int64_t first, int64_t count) = 0;
    // The take is finished, stopped or failed, and saved in its folder. Without a single frame, and if its job was
    // postponed, there is no movie and no saved take: take.movie is empty.
    virtual void takeEnded(const project::Take& take) = 0;
    // Result of measure(): a take without number and movie; unset if it ended early or failed. Not called if start()
    // came before it had begun.
    virtual void measured(const std::optional<project::Take>&) { }
};

struct QueueOptions {
    std::filesystem::path takesFolder;
    std::string namePattern = "{scene} - take {take}";
    bool keepJournals = false; // of finished takes, so that they can be branched
    ModelPlaces models;
    std::chrono::duration<double> freeDeviceAfter{30}; // pauses longer than this free the GPU's memory
};

// Runs jobs one at a time on one inference thread, which alone uses the engine. All functions return at once and are
// thread-safe; unknown ids are ignored, since a job may end during the call.
class RenderQueue {
public:
    // `journal`: the file for the waiting jobs, of this and of the last session; empty: they are not saved.
    RenderQueue(std::unique_ptr<FilmEngine> engine, QueueOptions options, const std::filesystem::path& journal,
                QueueListener& listener);
    // Stops the running take and waits for it; waiting jobs stay in the journal.
    ~RenderQueue();
    RenderQueue(const RenderQueue&) = delete;
    RenderQueue& operator=(const RenderQueue&) = delete;

    // For later jobs and takes.
    void setOptions(const QueueOptions& options);

    // Adds a job as the last one, or at this index among the jobs that are not running; sets its id and state. Doesn't
    // start it: see start().
    JobId add(Job job, std::optional<int> index = {});
    // Runs the waiting jobs until none is left. Besides renderNow(), only this starts jobs, also after a restart.
    void start();
    // Runs these jobs next, and returns their ids. Jobs that were waiting keep their order and wait for start(); if
    // there were none, the queue counts as started. During a take this is add().
    std::vector<JobId> renderNow(std::vector<Job> jobs);
    // Takes renderNow() back: these jobs become the last ones, in their order, and the queue is started. If one of them
    // is running, its frames so far are discarded, as it is rendered again; those of a take that was continued are
    // kept.
    void postpone(const std::vector<JobId>& jobs);

    void move(JobId job, int index); // index among the jobs that are not running
    // Replaces a waiting job's scene, promise, forecast, film length and frame size.
    void replace(JobId job, const Job& edited);
    // A later forecast for a job that isn't running; its sum becomes the promised time.
    void setForecast(JobId job, const StageTimes& stages);
    JobId duplicate(JobId job);
    void remove(JobId job); // stops a running job
    void setHeld(JobId job, bool held);
    void setStopAfter(bool stop);

    // For the running take.
    void pause();
    void resume();
    // Keeps the frames so far; the queue waits for start(). Without a frame there is no take: the job stays, held.
    void stop();

    // Renders a benchmark film while the queue is idle. start() ends it; interrupted or failed, it has no result. Use a
    // short scene.
    void measure(const project::Scene& scene);

    [[nodiscard]] QueueState state() const;
    // Frames of the running take, or of the last one until the next starts.
    [[nodiscard]] std::shared_ptr<FrameStore> frames() const;

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::jobs
