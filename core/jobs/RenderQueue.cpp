// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/RenderQueue.h"

#include "core/base/Log.h"
#include "core/base/Process.h"
#include "core/base/TemporaryFolder.h"
#include "core/jobs/ProgressMeter.h"
#include "core/jobs/QueueJournal.h"
#include "core/jobs/TakeFilm.h"
#include "core/jobs/TakeRecovery.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace studio::jobs {
namespace {

// Of takes that are finished, for branches: 100 minutes at 704x384.
constexpr int64_t kMostJournalBytes = 20'000'000'000;

JobStage stageOf(pipeline::Stage stage)
{
    switch (stage) {
    case pipeline::Stage::Load: return JobStage::Load;
    case pipeline::Stage::Text: return JobStage::Text;
    case pipeline::Stage::Audio: return JobStage::Audio;
    case pipeline::Stage::Image: return JobStage::Image;
    case pipeline::Stage::Frames: return JobStage::Frames;
    }
    return JobStage::Load;
}

} // namespace

bool Job::operator==(const Job& other) const
{
    const auto same = [](const std::optional<Error>& a, const std::optional<Error>& b) {
        return a.has_value() == b.has_value()
            && (!a || (a->code == b->code && a->subject == b->subject && a->detail == b->detail));
    };
    return id == other.id && scene == other.scene && sceneName == other.sceneName && finalOf == other.finalOf
        && continues == other.continues && parent == other.parent && parentMovie == other.parentMovie
        && branchBlock == other.branchBlock && promise == other.promise && stages == other.stages && film == other.film
        && pixels == other.pixels && state == other.state && interrupted == other.interrupted
        && same(error, other.error);
}

const Job* QueueState::running() const
{
    const auto found
        = std::find_if(jobs.begin(), jobs.end(), [](const Job& job) { return job.state == JobState::Running; });
    return found != jobs.end() ? &*found : nullptr;
}

int QueueState::waiting() const
{
    return static_cast<int>(
        std::count_if(jobs.begin(), jobs.end(), [](const Job& job) { return job.state == JobState::Waiting; }));
}

int QueueState::waitingForStart() const
{
    return static_cast<int>(std::count_if(jobs.begin(), jobs.end(), [this](const Job& job) {
        return job.state == JobState::Waiting && !isUnderWay(job);
    }));
}

bool QueueState::isUnderWay(const Job& job) const
{
    return job.state == JobState::Running
        || (job.state == JobState::Waiting
            && (started || std::find(ordered.begin(), ordered.end(), job.id) != ordered.end()));
}

double JobProgress::part() const
{
    constexpr StageTimes kUsual{.load = 4, .text = 1, .voice = 3, .portrait = 2, .frames = 90};
    const StageTimes& times = planned.total() > 0 ? planned : kUsual;
    const auto share = [this](JobStage of) { return stage > of ? 1.0 : stage == of ? stageShare : 0.0; };
    return (times.load * loaded + times.text * share(JobStage::Text) + times.voice * share(JobStage::Audio)
            + times.portrait * share(JobStage::Image)
            + (times.frames + times.voiceBeside) * framesPart(forward, forwards, frames, framesTotal))
        / times.total();
}

JobStage JobProgress::shownStage() const
{
    return stage == JobStage::Frames && prepared < preparing ? JobStage::Load : stage;
}

struct RenderQueue::Private {
    Private(std::unique_ptr<FilmEngine> filmEngine, QueueOptions queueOptions, const std::filesystem::path& journalFile,
            QueueListener& queueListener)
        : engine(std::move(filmEngine))
        , options(std::move(queueOptions))
        , listener(queueListener)
        , journal(journalFile)
    {
    }

    // Ends a change under the lock: copies the state for listeners and journal, which are called without the lock. Two
    // threads may do so at once, so each copy has a revision.
    void tell(std::unique_lock<std::mutex>& lock)
    {
        ++state.revision;
        const QueueState copy = state;
        lock.unlock();
        journal.write(copy);
        listener.queueChanged(copy);
        lock.lock();
    }

    template<typename Change>
    void changeJob(JobId id, Change change)
    {
        std::unique_lock lock(mutex);
        const auto found = find(id);
        if (found == state.jobs.end())
            return;
        change(found);
        tell(lock);
    }

    std::vector<Job>::iterator find(JobId id)
    {
        return std::find_if(state.jobs.begin(), state.jobs.end(), [id](const Job& job) { return job.id == id; });
    }

    // The next job: one of renderNow(), or the first waiting one; the end if there is none.
    std::vector<Job>::iterator nextJob()
    {
        const auto waits = [](const Job& job) { return job.state == JobState::Waiting; };
        while (!state.ordered.empty()) {
            const auto wanted = find(state.ordered.front());
            state.ordered.pop_front();
            if (wanted != state.jobs.end() && waits(*wanted)) // It may have been removed or put on hold.
                return wanted;
        }
        return state.started ? std::find_if(state.jobs.begin(), state.jobs.end(), waits) : state.jobs.end();
    }

    // The running job is always the first.
    std::vector<Job>::iterator firstIdle() { return state.jobs.begin() + (state.running() ? 1 : 0); }

    void begin(std::unique_lock<std::mutex>& lock); // What was started or is to be rendered now; leaves it unlocked.
    void loop(const std::stop_token& stop);
    void run(const Job& job, const std::stop_token& stop);
    [[nodiscard]] bool isPostponed(const Status& made); // the running job, which ended so
    void measure(const project::Scene& scene, const std::stop_token& stop);
    Status make(const Job& job, project::Take& take, FilmReport& report, const std::stop_token& stop);
    void progressed(const pipeline::Progress& now);
    pipeline::PauseEnd pause(pipeline::Pause where, const std::stop_token& stop);
    void setRun(std::unique_lock<std::mutex>& lock, RunState run);
    [[nodiscard]] double activeSeconds() const { return watch.seconds() - pausedSeconds; }
    [[nodiscard]] std::optional<int64_t> peakRam() const;

    std::unique_ptr<FilmEngine> engine;
    std::shared_ptr<FrameStore> frames = std::make_shared<FrameStore>();

    mutable std::mutex mutex; // of what follows, up to the inference thread's own
    std::condition_variable_any changed;
    QueueState state;
    QueueOptions options;
    JobId nextId = 1;
    std::vector<JobId> postponed; // with the running one, which is being stopped; else empty
    std::optional<JobId> removed; // the running one, which is being stopped
    std::stop_source stopRunning{std::nostopstate};
    std::optional<project::Scene> toMeasure;
    std::stop_source stopMeasuring{std::nostopstate};
    std::atomic<bool> pauseWanted = false; // read without the lock by the render
    RunState resumed = RunState::Starting; // what the run is when it isn't paused

    QueueListener& listener;
    QueueJournal journal;

    // The inference thread's own.
    JobProgress progress;
    ProgressMeter meter;
    Stopwatch watch; // since the job began
    double pausedSeconds = 0;
    // Peak RAM up to the last pause in which the GPU's memory moved there, and whether it is there: that RAM isn't
    // counted as the take's.
    std::optional<int64_t> peakBefore;
    bool isMoved = false;
    std::optional<FolderLock> rendering; // while a file says that the take is being rendered

    std::jthread thread; // Last: it uses all of the above.
};

void RenderQueue::Private::begin(std::unique_lock<std::mutex>& lock)
{
    toMeasure.reset();
    changed.notify_all();
    std::stop_source measuring = stopMeasuring;
    tell(lock);
    lock.unlock();
    measuring.request_stop();
}

void RenderQueue::Private::loop(const std::stop_token& stop)
{
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, stop, [this] { return state.started || !state.ordered.empty() || toMeasure; });
        if (stop.stop_requested())
            return;
        if (!state.started && state.ordered.empty()) {
            stopMeasuring = std::stop_source();
            const project::Scene scene = *std::exchange(toMeasure, std::nullopt);
            lock.unlock();
            const std::stop_callback stopAll(stop, [this] { stopMeasuring.request_stop(); });
            measure(scene, stopMeasuring.get_token());
            lock.lock();
            continue;
        }
        const auto next = nextJob();
        if (next == state.jobs.end()) {
            state.started = false;
            tell(lock);
            continue;
        }
        next->state = JobState::Running;
        next->error.reset();
        next->interrupted = false;
        std::rotate(state.jobs.begin(), next, next + 1);
        state.run = resumed = RunState::Starting;
        pauseWanted = false;
        stopRunning = std::stop_source();
        const Job job = state.jobs.front();
        tell(lock);
        lock.unlock();
        const std::stop_callback stopAll(stop, [this] { stopRunning.request_stop(); });
        run(job, stopRunning.get_token());
        lock.lock();
    }
}

void RenderQueue::Private::measure(const project::Scene& scene, const std::stop_token& stop)
{
    std::unique_lock lock(mutex);
    const QueueOptions now = options;
    lock.unlock();
    Job job;
    job.scene = scene;
    project::Take take;
    take.scene = scene;
    take.state = project::TakeState::Finished;
    // With a movie, as encoding takes its part of the processor.
    const Result<TemporaryFolder> folder = TemporaryFolder::create();
    if (!folder) {
        log::warning(folder.error().subject + ": " + folder.error().detail);
        listener.measured(std::nullopt);
        return;
    }
    take.movie = folder->path() / "measured.mp4";
    const FilmOrder order = orderOf(job, take, now.models);
    startPeakResident();
    const Stopwatch whole;
    FilmReport report;
    Status made = kDone;
    try {
        made = engine->make(now.models, scene.settings.model, order, {}, report, stop);
    } catch (const std::exception& error) {
        made = errorOf(error);
    }
    take.report = takeReport(take.report, report, peakResidentSinceStart(), whole.seconds());
    if (!made || stop.stop_requested()) {
        listener.measured(std::nullopt);
        return;
    }
    take.movie.clear();
    take.width = report.width;
    take.height = report.height;
    take.framesMade = take.framesTotal = report.frames;
    listener.measured(take);
}

void RenderQueue::Private::run(const Job& job, const std::stop_token& stop)
{
    watch = Stopwatch();
    pausedSeconds = 0;
    meter = ProgressMeter(job.stages);
    progress = JobProgress{.job = job.id, .steps = job.scene.settings.steps, .planned = job.stages};
    frames->clear(); // The last take's aren't this one's memory.
    peakBefore.reset();
    isMoved = false;
    startPeakResident();

    const std::optional<project::Take> before = continuedTake(job);
    project::Take take = before.value_or(project::Take());
    FilmReport report;
    const Status made = make(job, take, report, stop);
    const bool again = isPostponed(made);
    if (before && report.movie.empty()) { // It is as it was.
        report.movie = before->movie;
        report.frames = before->framesMade;
        report.scores = before->scores;
        take.framesTotal = before->framesTotal;
    }
    if (again && !before)
        discardFilm(report);

    take.state = made                               ? project::TakeState::Finished
        : made.error().code == ErrorCode::Cancelled ? project::TakeState::Stopped
                                                    : project::TakeState::Failed;
    const bool failed = take.state == project::TakeState::Failed;
    if (failed)
        take.error = made.error();
    take.report = takeReport(take.report, report, peakRam(), activeSeconds());
    const double making = report.render.ditSeconds + report.render.vaeSeconds;
    take.framesPerSecond = making > 0 ? static_cast<double>(report.render.frames) / making : 0;
    if (before) {
        take.report = together(take.report, before->report);
        take.framesPerSecond = before->framesPerSecond; // This render has made only the last frames.
    }
    take.hasWholeVoice = made && report.hasWholeVoice;
    take.journal = report.movie.empty() ? std::filesystem::path() : report.journal; // discarded with the film
    take.framesMade = report.frames;
    take.scores = report.scores;
    take.framesTotal = std::max({take.framesTotal, progress.framesTotal, report.frames});
    if (take.number > 0) {
        const project::TakeStore store(take.movie.parent_path());
        if (report.movie.empty())
            discardFilm(report); // its journal
        const Status kept = report.movie.empty() ? store.discard(take) : store.update(take);
        if (!kept && !take.error)
            take.error = kept.error();
        if (take.hasWholeVoice)
            store.limitJournals(kMostJournalBytes);
    }
    rendering.reset();
    take.movie = report.movie;
    frames->finish(report.movie);

    std::unique_lock lock(mutex);
    if (const auto found = find(job.id); found != state.jobs.end()) {
        const bool canGoOn = !report.movie.empty() && !report.journal.empty()
            && !(failed && made.error().code == ErrorCode::CannotContinue);
        found->continues = canGoOn ? report.movie : std::filesystem::path();
        if (failed) {
            found->state = JobState::Held;
            found->error = made.error();
        } else if (take.state == project::TakeState::Stopped && report.movie.empty() && removed != job.id && !again) {
            found->state = JobState::Held; // There is no take of it.
        } else if (again) {
            found->state = JobState::Waiting;
            const auto isLater = [this](const Job& other) {
                return std::find(postponed.begin(), postponed.end(), other.id) != postponed.end();
            };
            std::rotate(found, found + 1, std::find_if(found + 1, state.jobs.end(), isLater));
        } else {
            state.jobs.erase(found);
        }
    }
    postponed.clear();
    removed.reset();
    if (state.stopAfter || (take.state == project::TakeState::Stopped && !again)) {
        state.started = false;
        state.ordered.clear();
    }
    state.stopAfter = state.deviceIsFree = false;
    state.run = RunState::Idle;
    state.take.reset();
    tell(lock);
    lock.unlock();
    listener.takeEnded(take);
}

bool RenderQueue::Private::isPostponed(const Status& made)
{
    const std::lock_guard lock(mutex);
    return !postponed.empty() && !made && made.error().code == ErrorCode::Cancelled;
}

Status RenderQueue::Private::make(const Job& job, project::Take& take, FilmReport& report, const std::stop_token& stop)
{
    std::unique_lock lock(mutex);
    const QueueOptions now = options;
    lock.unlock();
    take.report = job.promise;
    std::shared_ptr<const FilmJournal> begun; // of a take that is continued
    const std::filesystem::path folder = take.number > 0 ? take.movie.parent_path() : now.takesFolder;
    std::error_code ignored; // create() says what is wrong with the folder.
    std::filesystem::create_directories(folder, ignored);
    rendering.emplace(folder);
    project::TakeStore store(folder);
    if (take.number > 0) {
        progress.take = take.number;
        report.journal = take.journal;
        Result<std::shared_ptr<const FilmJournal>> read = FilmJournal::read(take.journal);
        if (!read)
            return read.error();
        begun = std::move(*read);
        take.scene = job.scene;
        take.state = project::TakeState::Rendering;
        take.error.reset();
        ++take.renders;
        if (Status updated = store.update(take); !updated)
            return updated;
    } else {
        take.sceneName = job.sceneName;
        take.scene = job.scene;
        take.finalOf = job.finalOf;
        take.parent = job.parent;
        take.branchBlock = job.branchBlock;
        take.frameRate = kFramesPerSecond;
        Result<project::Take> created = store.create(take, now.namePattern);
        if (!created)
            return created.error();
        take = std::move(*created);
        progress.take = take.number;
    }
    FilmOrder order = orderOf(job, take, now.models);
    order.replace = begun != nullptr;
    const bool isNew = begun == nullptr;
    order.journal = {.isKept = true,
                     .isKeptAfter = true,
                     .isKeptAlways = now.keepJournals,
                     .folder = folder,
                     .order = {},
                     .resumed = std::move(begun),
                     .parent = isNew ? parentOf(job) : FilmParent()};

    const auto started = [&](const FilmStart& film) {
        take.width = film.width;
        take.height = film.height;
        frames->begin({.width = film.width,
                       .height = film.height,
                       .voice = job.scene.voice,
                       .voiceTreatment = film.sound.treatment,
                       .voiceBegin = job.scene.trim.begin,
                       .growing = film.growing,
                       .made = film.frames});
        progress.frames = film.frames;
        std::unique_lock changing(mutex);
        if (const auto running = find(job.id); running != state.jobs.end())
            running->continues = take.movie; // if the program is killed from here on
        state.take = take;
        tell(changing);
    };
    const auto told = [&](const pipeline::Progress& film) {
        if (film.framesTotal > 0 && film.framesTotal != take.framesTotal) { // if the program is killed from here on
            take.framesTotal = film.framesTotal;
            (void)store.update(take); // as the end does, which says what is wrong
        }
        progressed(film);
    };
    const auto passOn = [&](const pipeline::FrameGroup& group) {
        frames->append(group);
        listener.framesMade(group.first, group.count);
    };
    Status done = kDone;
    try {
        done = engine->make(now.models, job.scene.settings.model, order,
                            {.started = started,
                             .progress = told,
                             .frames = passOn,
                             .pauseRequested = &pauseWanted,
                             .pause = [&](pipeline::Pause where) { return pause(where, stop); }},
                            report, stop);
    } catch (const std::exception& error) {
        done = errorOf(error);
    }
    progress.stage = JobStage::Encode;
    return done;
}

void RenderQueue::Private::progressed(const pipeline::Progress& now)
{
    progress.stage = stageOf(now.stage);
    progress.stageShare = now.stageShare;
    progress.voiceSeconds = now.voiceSeconds;
    progress.block = now.block;
    progress.blocks = now.blocks;
    progress.leadIn = now.leadIn;
    progress.forward = now.forward;
    progress.forwards = now.forwards;
    progress.forwardsToFrames = now.forwardsToFrames;
    progress.frames = std::max(progress.frames, now.frames); // Those of a take that goes on are there already.
    if (now.framesTotal != progress.framesTotal)
        frames->setTotal(now.framesTotal);
    progress.framesTotal = now.framesTotal;
    progress.prepared = now.prepared;
    progress.preparing = now.preparing;
    progress.elapsedSeconds = activeSeconds();
    meter.update(now, progress.elapsedSeconds);
    progress.loaded = meter.loaded();
    progress.framesPerSecond = meter.framesPerSecond();
    progress.secondsLeft = meter.secondsLeft();
    listener.jobProgressed(progress);

    std::unique_lock lock(mutex);
    if (now.stage == pipeline::Stage::Frames)
        resumed = RunState::Rendering;
    if (isMoved && state.run != RunState::Paused) { // All is back.
        isMoved = state.deviceIsFree = false;
        startPeakResident();
        if (state.run != RunState::Starting)
            tell(lock);
    }
    if (state.run == RunState::Starting)
        setRun(lock, resumed);
}

std::optional<int64_t> RenderQueue::Private::peakRam() const
{
    return isMoved ? peakBefore : std::max(peakBefore, peakResidentSinceStart());
}

void RenderQueue::Private::setRun(std::unique_lock<std::mutex>& lock, RunState run)
{
    if (state.run == run)
        return;
    state.run = run;
    tell(lock);
}

pipeline::PauseEnd RenderQueue::Private::pause(pipeline::Pause where, const std::stop_token& stop)
{
    std::unique_lock lock(mutex);
    if (!pauseWanted || stop.stop_requested())
        return pipeline::PauseEnd::GoOn;
    const Stopwatch pause;
    const bool isOff = where == pipeline::Pause::OffDevice;
    if (state.run != RunState::Paused || state.deviceIsFree != isOff) {
        state.run = RunState::Paused;
        state.deviceIsFree = isOff;
        tell(lock);
    }
    const auto isOver = [this] { return !pauseWanted; };
    bool ended = true;
    if (where == pipeline::Pause::HereForNow)
        ended = changed.wait_for(lock, stop, options.freeDeviceAfter, isOver) || stop.stop_requested();
    else
        changed.wait(lock, stop, isOver);
    pausedSeconds += pause.seconds();
    if (!ended) {
        peakBefore = peakRam();
        isMoved = true;
        return pipeline::PauseEnd::ReleaseDevice;
    }
    if (!stop.stop_requested())
        setRun(lock, isOff ? RunState::Starting : resumed); // The model comes back first.
    return pipeline::PauseEnd::GoOn;
}

RenderQueue::RenderQueue(std::unique_ptr<FilmEngine> engine, QueueOptions options, const std::filesystem::path& journal,
                         QueueListener& listener)
    : m_d(std::make_unique<Private>(std::move(engine), std::move(options), journal, listener))
{
    QueueJournal::Loaded last = m_d->journal.load();
    m_d->state.jobs = std::move(last.jobs);
    m_d->state.unreadable = std::move(last.setAside);
    for (Job& job : m_d->state.jobs)
        job.id = m_d->nextId++;
    ++m_d->state.revision;
    m_d->journal.write(m_d->state); // That one was interrupted is told at one start only.
    m_d->thread = std::jthread([d = m_d.get()](const std::stop_token& stop) { d->loop(stop); });
}

RenderQueue::~RenderQueue()
{
    m_d->thread.request_stop();
    m_d->thread.join();
}

void RenderQueue::setOptions(const QueueOptions& options)
{
    const std::lock_guard lock(m_d->mutex);
    m_d->options = options;
}

JobId RenderQueue::add(Job job, std::optional<int> index)
{
    std::unique_lock lock(m_d->mutex);
    job.id = m_d->nextId++;
    if (job.state == JobState::Running)
        job.state = JobState::Waiting;
    const JobId id = job.id;
    const auto first = m_d->firstIdle();
    const auto last = static_cast<int>(std::distance(first, m_d->state.jobs.end()));
    m_d->state.jobs.insert(first + std::clamp(index.value_or(last), 0, last), std::move(job));
    m_d->tell(lock);
    return id;
}

void RenderQueue::start()
{
    std::unique_lock lock(m_d->mutex);
    if (m_d->state.started)
        return;
    m_d->state.started = true;
    m_d->begin(lock);
}

std::vector<JobId> RenderQueue::renderNow(std::vector<Job> jobs)
{
    std::vector<JobId> ids;
    std::unique_lock lock(m_d->mutex);
    QueueState& state = m_d->state;
    const bool isBusy = state.running() || state.started || !m_d->state.ordered.empty();
    const bool othersWait = state.waiting() > 0;
    auto place = isBusy ? state.jobs.end() : state.jobs.begin();
    for (Job& job : jobs) {
        job.id = m_d->nextId++;
        ids.push_back(job.id);
        job.state = JobState::Waiting;
        if (!isBusy)
            m_d->state.ordered.push_back(job.id);
        place = state.jobs.insert(place, std::move(job)) + 1;
    }
    state.started = state.started || (!isBusy && !othersWait);
    if (isBusy)
        m_d->tell(lock);
    else
        m_d->begin(lock);
    return ids;
}

void RenderQueue::postpone(const std::vector<JobId>& jobs)
{
    std::unique_lock lock(m_d->mutex);
    QueueState& state = m_d->state;
    bool isKnown = false;
    bool isRunning = false;
    for (const JobId id : jobs) {
        const auto job = m_d->find(id);
        if (job == state.jobs.end())
            continue;
        isKnown = true;
        std::erase(state.ordered, id);
        if (job->state == JobState::Running)
            isRunning = true;
        else
            std::rotate(job, job + 1, state.jobs.end());
    }
    if (!isKnown)
        return;
    state.started = true;
    std::stop_source running(std::nostopstate);
    if (isRunning) {
        m_d->postponed = jobs;
        state.run = RunState::Stopping;
        running = m_d->stopRunning;
    }
    m_d->begin(lock);
    running.request_stop();
}

void RenderQueue::measure(const project::Scene& scene)
{
    const std::lock_guard lock(m_d->mutex);
    if (m_d->state.started || m_d->state.running() || !m_d->state.ordered.empty())
        return;
    m_d->toMeasure = scene;
    m_d->changed.notify_all();
}

void RenderQueue::move(JobId id, int index)
{
    m_d->changeJob(id, [&](auto job) {
        if (job->state == JobState::Running)
            return;
        const auto first = m_d->firstIdle();
        const auto last = static_cast<int>(std::distance(first, m_d->state.jobs.end())) - 1;
        const auto to = first + std::clamp(index, 0, last);
        if (to < job)
            std::rotate(to, job, job + 1);
        else
            std::rotate(job, job + 1, to + 1);
    });
}

void RenderQueue::replace(JobId id, const Job& edited)
{
    m_d->changeJob(id, [&](auto job) {
        if (job->state == JobState::Running)
            return;
        if (job->scene != edited.scene)
            job->continues.clear(); // Another film.
        job->scene = edited.scene;
        job->promise = edited.promise;
        job->stages = edited.stages;
        job->film = edited.film;
        job->pixels = edited.pixels;
        job->error.reset();
    });
}

void RenderQueue::setForecast(JobId id, const StageTimes& stages)
{
    m_d->changeJob(id, [&](auto job) {
        if (job->state == JobState::Running)
            return;
        job->stages = stages;
        job->promise.promisedSeconds = stages.total();
    });
}

JobId RenderQueue::duplicate(JobId id)
{
    JobId copyId = 0;
    m_d->changeJob(id, [&](auto job) {
        Job copy = *job;
        copy.id = copyId = m_d->nextId++;
        copy.error.reset();
        copy.continues.clear();
        if (copy.state == JobState::Running)
            copy.state = JobState::Waiting;
        m_d->state.jobs.insert(job + 1, std::move(copy));
    });
    return copyId;
}

void RenderQueue::remove(JobId id)
{
    bool running = false;
    m_d->changeJob(id, [&](auto job) {
        running = job->state == JobState::Running;
        if (running)
            m_d->removed = id;
        else
            m_d->state.jobs.erase(job);
    });
    if (running)
        stop();
}

void RenderQueue::setHeld(JobId id, bool held)
{
    m_d->changeJob(id, [&](auto job) {
        if (job->state == JobState::Running)
            return;
        job->state = held ? JobState::Held : JobState::Waiting;
        job->error.reset();
    });
}

void RenderQueue::setStopAfter(bool stop)
{
    std::unique_lock lock(m_d->mutex);
    m_d->state.stopAfter = stop && m_d->state.run != RunState::Idle;
    m_d->tell(lock);
}

void RenderQueue::pause()
{
    std::unique_lock lock(m_d->mutex);
    const RunState run = m_d->state.run;
    if (run != RunState::Starting && run != RunState::Rendering)
        return;
    m_d->pauseWanted = true;
    m_d->setRun(lock, RunState::Pausing);
}

void RenderQueue::resume()
{
    std::unique_lock lock(m_d->mutex);
    if (!m_d->pauseWanted)
        return;
    m_d->pauseWanted = false;
    m_d->changed.notify_all();
    if (m_d->state.run == RunState::Pausing) // It never came to a rest.
        m_d->setRun(lock, m_d->resumed);
}

void RenderQueue::stop()
{
    std::unique_lock lock(m_d->mutex);
    if (m_d->state.run == RunState::Idle)
        return;
    m_d->setRun(lock, RunState::Stopping);
    std::stop_source source = m_d->stopRunning;
    lock.unlock();
    source.request_stop();
}

QueueState RenderQueue::state() const
{
    const std::lock_guard lock(m_d->mutex);
    return m_d->state;
}

std::shared_ptr<FrameStore> RenderQueue::frames() const
{
    return m_d->frames;
}

} // namespace studio::jobs
