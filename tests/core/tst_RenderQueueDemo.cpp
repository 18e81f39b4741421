// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/RenderQueue.h"
#include "core/jobs/TakeRecovery.h"
#include "core/media/MovieReader.h"
#include "core/media/VoiceReader.h"

#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>

using namespace studio;
using namespace studio::jobs;
namespace fs = std::filesystem;

namespace {

// Counts blocks and takes for the test's thread.
class Watch : public QueueListener {
public:
    void queueChanged(const QueueState& state) override { paused = state.run == RunState::Paused; }
    void jobProgressed(const JobProgress& now) override
    {
        const std::lock_guard lock(m_mutex);
        progress = now;
    }
    void framesMade(int64_t first, int64_t count) override
    {
        whilePaused += paused ? 1 : 0;
        if (whenMade)
            whenMade(first + count);
        frames.release(static_cast<int>(count));
    }
    void takeEnded(const project::Take& ended) override
    {
        const std::lock_guard lock(m_mutex);
        takes.push_back(ended);
        ends.release();
    }
    void measured(const std::optional<project::Take>& film) override
    {
        if (!film) {
            unmeasured.release();
            return;
        }
        const std::lock_guard lock(m_mutex);
        takes.push_back(*film);
        measures.release();
    }
    [[nodiscard]] project::Take take() const
    {
        const std::lock_guard lock(m_mutex);
        return takes.back();
    }
    [[nodiscard]] JobProgress latest() const
    {
        const std::lock_guard lock(m_mutex);
        return progress;
    }

    std::function<void(int64_t frames)> whenMade; // on the inference thread
    std::atomic<bool> paused = false;
    std::atomic<int> whilePaused = 0; // groups of frames
    QSemaphore frames;
    QSemaphore ends;
    QSemaphore measures;
    QSemaphore unmeasured; // ended early

private:
    mutable std::mutex m_mutex;
    JobProgress progress;
    std::vector<project::Take> takes;
};

using test::kPatience;

// The real one; tells when it begins.
class ToldEngine : public FilmEngine {
public:
    explicit ToldEngine(QSemaphore& begun)
        : m_begun(begun)
    {
    }
    Status make(const ModelPlaces& models, const std::string& model, const FilmOrder& order,
                const FilmListener& listener, FilmReport& report, std::stop_token stop) override
    {
        m_begun.release();
        return m_engine->make(models, model, order, listener, report, std::move(stop));
    }

private:
    QSemaphore& m_begun;
    std::unique_ptr<FilmEngine> m_engine = makeAvatarEngine();
};

// The queue with the demo model: what a fake can't tell.
class TestRenderQueueDemo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const Result<DemoScene> demo = readDemoScene(DEMO_DATA);
        QVERIFY(demo);
        m_demo = *demo;
        m_queue = std::make_unique<RenderQueue>(
            std::make_unique<ToldEngine>(m_begun),
            QueueOptions{.takesFolder = folder() / "takes",
                         .models = {.folders = {{kDemoModel, {m_demo.checkpoint, m_demo.lora}}}}},
            std::filesystem::path(), m_watch);
    }
    void cleanupTestCase() { m_queue.reset(); }

    void stoppingKeepsWhatIsMadeAndMakesNoMore();
    void pausedTakesGoOnWhereTheyWere();
    void cropAndTrimDecideTheFilm();
    void aMeasuredFilmLeavesOnlyItsFigures();
    void framesOfAGrowingFilmAreReadBack();
    void aKilledProgramsTakeIsSaved();

private:
    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }
    void render(const project::Scene& scene)
    {
        Job job;
        job.scene = scene;
        job.sceneName = "demo";
        m_watch.frames.acquire(m_watch.frames.available());
        m_queue->add(job);
        m_queue->start();
    }
    [[nodiscard]] static int framesIn(const fs::path& movie)
    {
        Result<media::MovieReader> reader = media::MovieReader::open(movie);
        int frames = 0;
        for (auto frame = reader ? reader->nextFrame() : reader.error(); frame && *frame; frame = reader->nextFrame())
            ++frames;
        return frames;
    }

    QTemporaryDir m_folder;
    DemoScene m_demo;
    Watch m_watch;
    QSemaphore m_begun;
    std::unique_ptr<RenderQueue> m_queue;
};

void TestRenderQueueDemo::stoppingKeepsWhatIsMadeAndMakesNoMore()
{
    std::atomic<int64_t> forwardAtStop = 0;
    m_watch.whenMade = [&](int64_t frames) {
        if (frames != 36) // three blocks
            return;
        forwardAtStop = m_watch.latest().forward;
        m_queue->stop();
    };
    render(m_demo.scene);
    QVERIFY(m_watch.ends.tryAcquire(1, kPatience));
    m_watch.whenMade = {};
    const project::Take take = m_watch.take();
    QVERIFY(take.state == project::TakeState::Stopped);
    QCOMPARE(take.framesMade, 36);
    QVERIFY(take.framesMade < take.framesTotal);
    QVERIFY(forwardAtStop > 0);
    QCOMPARE(m_watch.latest().forward, forwardAtStop.load());
    QCOMPARE(framesIn(take.movie), static_cast<int>(take.framesMade));
    const Result<media::Voice> sound = media::readVoice(take.movie);
    QVERIFY(sound);
    QVERIFY(std::abs(sound->seconds - take.seconds()) < 0.05);
    // The film says what it was made of, and not where that was; the file beside it does.
    const std::string comment = media::MovieReader::open(take.movie)->info().comment;
    const auto scene = project::sceneFromJson(comment);
    QVERIFY(scene && *scene == project::withoutFolders(m_demo.scene));
    QCOMPARE(scene->portrait, m_demo.scene.portrait.filename());
    QVERIFY(comment.find(m_demo.scene.portrait.parent_path().string()) == std::string::npos);
    QVERIFY(comment.find(m_demo.scene.voice.parent_path().string()) == std::string::npos);
    const auto known = project::takeOfMovie(take.movie);
    QVERIFY(known && known->scene == m_demo.scene);
}

void TestRenderQueueDemo::pausedTakesGoOnWhereTheyWere()
{
    project::Scene scene = m_demo.scene;
    scene.settings.clips = 1;
    scene.settings.steps = 2;
    render(scene);
    QVERIFY(m_watch.ends.tryAcquire(1, kPatience));
    const fs::path straight = m_watch.take().movie;
    QVERIFY(m_watch.take().state == project::TakeState::Finished);
    QVERIFY(m_watch.take().framesPerSecond > 0);

    render(scene);
    QVERIFY(m_watch.frames.tryAcquire(12, kPatience));
    m_queue->pause();
    QTRY_VERIFY_WITH_TIMEOUT(m_queue->state().run == RunState::Paused, kPatience);
    m_queue->resume();
    QVERIFY(m_watch.ends.tryAcquire(1, kPatience));
    QCOMPARE(m_watch.whilePaused.load(), 0);
    const project::Take take = m_watch.take();
    QVERIFY(take.state == project::TakeState::Finished);
    QCOMPARE(take.framesMade, 48);
    // The same film, to the picture.
    Result<media::MovieReader> a = media::MovieReader::open(straight);
    Result<media::MovieReader> b = media::MovieReader::open(take.movie);
    QVERIFY(a && b);
    for (int i = 0; i < 48; ++i) {
        const auto left = a->nextFrame();
        const auto right = b->nextFrame();
        QVERIFY(left && *left && right && *right);
        QVERIFY2((*left)->rgb == (*right)->rgb, qPrintable(QString::number(i)));
    }
    QVERIFY(m_watch.latest().secondsLeft == 0.0);
}

void TestRenderQueueDemo::cropAndTrimDecideTheFilm()
{
    project::Scene scene = m_demo.scene;
    scene.crop = project::CropRect{0.25, 0.0, 0.5, 1.0}; // A high one.
    scene.trim = {2.0, 3.0};
    scene.settings.steps = 1;
    render(scene);
    QVERIFY(m_watch.ends.tryAcquire(1, kPatience));
    const project::Take take = m_watch.take();
    QVERIFY2(take.state == project::TakeState::Finished, take.error ? take.error->detail.c_str() : "");
    QVERIFY(take.height > take.width);
    QVERIFY(take.framesMade >= 24 && take.framesMade <= 26);
    // Its sound is the trimmed part.
    const Result<media::Voice> voice = media::readVoice(m_demo.scene.voice);
    const Result<media::Voice> film = media::readVoice(take.movie);
    QVERIFY(voice && film);
    double dot = 0;
    double power = 0;
    double other = 0;
    for (size_t i = 0; i < 14000; ++i) {
        const auto a = static_cast<double>(voice->samples[32000 + i]);
        const auto b = static_cast<double>(film->samples[i]);
        dot += a * b;
        power += a * a;
        other += b * b;
    }
    QVERIFY2(dot / std::sqrt(power * other) > 0.95, qPrintable(QString::number(dot / std::sqrt(power * other))));
}

void TestRenderQueueDemo::aMeasuredFilmLeavesOnlyItsFigures()
{
    const size_t before = project::TakeStore(folder() / "takes").load().size();
    project::Scene scene = m_demo.scene;
    scene.settings.clips = 1;
    scene.settings.steps = 1;
    m_queue->measure(scene);
    QVERIFY(m_watch.measures.tryAcquire(1, kPatience));
    const project::Take film = m_watch.take();
    QCOMPARE(film.framesMade, 48);
    QVERIFY(film.number == 0 && film.movie.empty() && film.width == 128);
    QVERIFY(film.report.ditSeconds > 0 && film.report.vaeSeconds > 0 && film.report.peakRam);
    QVERIFY(m_queue->state().run == RunState::Idle && m_queue->state().jobs.empty());
    QCOMPARE(project::TakeStore(folder() / "takes").load().size(), before);
    QVERIFY(!m_watch.ends.tryAcquire());

    // A render that is to begin comes first, and what was not measured to its end has no figures.
    QVERIFY(!m_watch.unmeasured.tryAcquire());
    scene.settings.clips = 3;
    m_begun.acquire(m_begun.available());
    m_queue->measure(scene);
    QVERIFY(m_begun.tryAcquire(1, kPatience));
    scene.settings.clips = 1;
    render(scene);
    QVERIFY(m_watch.ends.tryAcquire(1, kPatience));
    QCOMPARE(m_watch.take().framesMade, 48);
    QVERIFY(!m_watch.measures.tryAcquire());
    QCOMPARE(m_watch.unmeasured.available(), 1);
}

void TestRenderQueueDemo::framesOfAGrowingFilmAreReadBack()
{
    // Room for a second of frames, so that the first ones must come from the file.
    FrameStore store(size_t{3} * 128 * 128 * 25);
    project::Scene scene = m_demo.scene;
    FilmOrder order;
    order.portrait = scene.portrait;
    order.voice = scene.voice;
    order.movie = folder() / "growing.mp4";
    order.prompt = scene.prompt;
    order.spec = scene.settings;
    order.spec.steps = 1;
    order.spec.clips = 2;
    int readBack = 0;
    std::vector<uint8_t> third;
    FilmReport report;
    const Status made = makeAvatarEngine()->make(
        {.folders = {{kDemoModel, {m_demo.checkpoint, m_demo.lora}}}}, kDemoModel, order,
        {.started =
             [&](const FilmStart& film) {
                 store.begin({.width = film.width, .height = film.height, .voice = {}, .growing = film.growing});
             },
         .frames =
             [&](const pipeline::FrameGroup& group) {
                 if (group.first == 0)
                     third.assign(group.frame(3).begin(), group.frame(3).end());
                 store.append(group);
                 if (store.count() > 60 && !store.recent(3)) {
                     if (const Result<FrameStore::Frame> frame = store.frame(3)) {
                         double error = 0;
                         for (size_t i = 0; i < third.size(); ++i)
                             error += std::abs(static_cast<double>((*frame)->rgb[i]) - third[i]);
                         readBack += error / static_cast<double>(third.size()) < 4 ? 1 : 0;
                     }
                 }
             }},
        report, {});
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    QVERIFY(readBack > 0);
    store.finish(report.movie);
    QVERIFY(store.finished());
    for (const int64_t index : {int64_t{3}, int64_t{4}, int64_t{60}, int64_t{2}, store.count() - 1})
        QVERIFY(store.frame(index));
    QVERIFY(!store.frame(store.count()));
    QVERIFY(!store.frame(-1));
}

void TestRenderQueueDemo::aKilledProgramsTakeIsSaved()
{
    const fs::path takes = folder() / "killed";
    const pid_t child = ::fork();
    if (child == 0) { // A program of its own, without this one's threads: it renders and dies.
        ::execl("/proc/self/exe", "/proc/self/exe", "--render-and-die", takes.c_str(), nullptr);
        _exit(99);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    const project::TakeStore store(takes);
    QCOMPARE(store.load().size(), size_t{1});
    QVERIFY(store.load()[0].state == project::TakeState::Rendering);
    {
        const FolderLock busy(takes); // Somebody renders there.
        QVERIFY(recoverTakes(store).empty());
    }
    const std::vector<project::Take> saved = recoverTakes(store);
    QCOMPARE(saved.size(), size_t{1});
    QVERIFY(saved[0].state == project::TakeState::Stopped);
    QVERIFY(saved[0].framesMade >= 25);
    QCOMPARE(framesIn(saved[0].movie), static_cast<int>(saved[0].framesMade));
    QVERIFY(media::readVoice(saved[0].movie)); // With its sound.
    QVERIFY(store.load()[0] == saved[0]);
    QVERIFY(recoverTakes(store).empty());
}

// Kills this program after 72 frames: the first second is on the disk then.
class Deadly : public Watch {
public:
    void framesMade(int64_t first, int64_t) override
    {
        if (first >= 60)
            ::raise(SIGKILL);
    }
};

int renderAndDie(const fs::path& takes)
{
    const Result<DemoScene> demo = readDemoScene(DEMO_DATA);
    Deadly deadly;
    RenderQueue queue(makeAvatarEngine(),
                      {.takesFolder = takes, .models = {.folders = {{kDemoModel, {demo->checkpoint, demo->lora}}}}}, {},
                      deadly);
    Job job;
    job.scene = demo->scene;
    job.scene.settings.steps = 1;
    queue.add(job);
    queue.start();
    deadly.ends.tryAcquire(1, kPatience);
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "--render-and-die")
        return renderAndDie(argv[2]);
    QCoreApplication application(argc, argv);
    TestRenderQueueDemo test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_RenderQueueDemo.moc"
