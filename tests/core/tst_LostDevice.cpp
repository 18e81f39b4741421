// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmJob.h"
#include "core/jobs/FilmJournal.h"
#include "core/tensor/SimulatedDevice.h"
#include "tests/support/FaultWalk.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/TinyFilm.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

using namespace studio;
using pipeline::AvatarPipeline;
using tensor::SimulatedDevice;

namespace {

namespace fs = std::filesystem;

// Moments that are tried in a test run, evenly over all of a film. support/FaultWalk.h says how to try every one.
constexpr int64_t kTried = 12;

// Whenever a device is lost, or has no memory for once, a film ends with an error that says so or is made; what was
// made is kept, and the film goes on on another device.
class TestLostDevice : public QObject {
    Q_OBJECT

public:
    static void initMain() { test::letWalkTakeItsTime(); }

private Q_SLOTS:
    void initTestCase()
    {
        const Made whole = make("whole", {}, {});
        QVERIFY2(whole.status, whole.status ? "" : whole.status.error().detail.c_str());
        m_uses = whole.uses;
        m_allocations = whole.allocations;
        m_frames = test::framesIn(movie("whole"));
        m_sound = test::listen(movie("whole")).samples;
        QVERIFY(m_uses > 1000 && m_frames > 0);
    }

    void aLostDeviceLosesNothing()
    {
        int complete = 0;
        int told = 0;
        int continued = 0;
        test::FaultLog log;
        const std::vector<int64_t> tried = triedOf(m_uses);
        for (const int64_t at : tried) {
            const Before before(*this);
            const Made made = make("film", {.loseAt = at}, {});
            complete += made.status ? 1 : 0;
            told += made.status ? 0 : 1;
            QByteArray finding = isWhole("film") ? "" : "no whole film, of now or of an earlier day; ";
            if (!made.status)
                finding += afterLoss(made, continued);
            log.add("lost at " + QByteArray::number(qint64{at}) + " of " + QByteArray::number(qint64{m_uses}) + ": "
                        + sentenceOf(made),
                    finding);
        }
        qInfo("a device lost at %zu of %lld uses: %d films complete, %d ended with an error, %d went on", tried.size(),
              qlonglong(m_uses), complete, told, continued);
        QVERIFY2(log.isClean(), log.findings().constData());
    }

    void anyAllocationMayFail()
    {
        int complete = 0;
        test::FaultLog log;
        const std::vector<int64_t> tried = triedOf(m_allocations);
        for (const int64_t at : tried) {
            const Before before(*this);
            const Made made = make("film", {.failAt = at}, {});
            complete += made.status ? 1 : 0;
            QByteArray finding = made.status ? "" : "it doesn't go on with less; ";
            finding += isWhole("film") ? "" : "no whole film; ";
            log.add("allocation " + QByteArray::number(qint64{at}) + " of " + QByteArray::number(qint64{m_allocations})
                        + ": " + sentenceOf(made),
                    finding);
        }
        qInfo("%zu of %lld allocations fail: %d films complete", tried.size(), qlonglong(m_allocations), complete);
        QVERIFY2(log.isClean(), log.findings().constData());
    }

private:
    struct Fault {
        int64_t loseAt = 0;
        int64_t failAt = 0;
    };
    struct Made {
        Status status = kDone;
        jobs::FilmReport report;
        int64_t uses = 0;
        int64_t allocations = 0;
    };
    // A folder with the whole film under the name of the one to make.
    struct Before {
        explicit Before(const TestLostDevice& test)
            : folder(test.movie("film").parent_path())
        {
            fs::remove_all(folder);
            fs::create_directories(folder);
            fs::copy(test.movie("whole"), test.movie("film"));
        }
        fs::path folder;
    };

    [[nodiscard]] fs::path movie(const std::string& name) const
    {
        return fs::path(m_folder.path().toStdString()) / name / "film.mp4";
    }

    static std::vector<int64_t> triedOf(int64_t all)
    {
        return test::faultsToTry(all, {.first = 1, .step = std::max<int64_t>(1, all / kTried)});
    }

    static QByteArray sentenceOf(const Made& made)
    {
        if (made.status)
            return "a film";
        const std::string_view code = name(made.status.error().code);
        return QByteArray(code.data(), std::ssize(code)) + ", " + QByteArray::fromStdString(made.status.error().detail);
    }

    // What is wrong behind the error of a lost device: with it, with what it left, or with a second attempt.
    QByteArray afterLoss(const Made& made, int& continued) const
    {
        QByteArray finding
            = made.status.error().code == ErrorCode::DeviceLost ? "" : "not the error of a lost device; ";
        const jobs::FilmReport& report = made.report;
        if (!report.movie.empty() && (report.frames == 0 || test::framesIn(report.movie) != report.frames))
            finding += "the beginning has other frames than reported; ";
        std::shared_ptr<const jobs::FilmJournal> journal;
        if (!report.journal.empty()) {
            const auto read = jobs::FilmJournal::read(report.journal);
            if (!read)
                return finding + "a journal that can't be read: " + QByteArray::fromStdString(read.error().detail);
            journal = *read;
            ++continued;
        }
        const Made again = make("film", {}, journal);
        if (!again.status)
            finding += "a second attempt fails: " + sentenceOf(again);
        else if (!isWhole("film"))
            finding += "a second attempt makes another film; ";
        return finding;
    }

    Made make(const std::string& name, Fault fault, const std::shared_ptr<const jobs::FilmJournal>& resumed) const
    {
        auto owned = std::make_unique<SimulatedDevice>(
            SimulatedDevice::Options{.bytes = int64_t{1} << 30, .rates = {}, .seed = {}});
        tensor::SimulatedMemory& memory = owned->simulatedMemory();
        memory.loseAt(fault.loseAt);
        memory.failAt(fault.failAt);
        fs::create_directories(movie(name).parent_path());
        jobs::FilmOrder order;
        order.portrait = TEST_DATA "/goldens/inputs/portrait_a.png";
        order.voice = TEST_DATA "/goldens/inputs/speech_16k.wav";
        order.movie = movie(name);
        order.replace = true;
        order.prompt = "A person talks.";
        order.spec.width = 64;
        order.spec.height = 64;
        order.spec.steps = 1;
        order.spec.clips = 1;
        order.journal = {.isKept = true, .resumed = resumed};
        Made made;
        auto pipeline = AvatarPipeline::open(test::tinyModel(), std::move(owned));
        if (!pipeline) {
            made.status = pipeline.error();
            return made;
        }
        made.status = jobs::makeFilm(*pipeline, order, {}, made.report);
        made.uses = memory.uses(); // before the pipeline's end
        made.allocations = memory.allocations();
        return made;
    }

    [[nodiscard]] bool isWhole(const std::string& name) const
    {
        return test::framesIn(movie(name)) == m_frames && test::listen(movie(name)).samples == m_sound;
    }

    QTemporaryDir m_folder;
    int64_t m_uses = 0;
    int64_t m_allocations = 0;
    int m_frames = 0;
    std::vector<float> m_sound;
};

} // namespace

QTEST_GUILESS_MAIN(TestLostDevice)
#include "tst_LostDevice.moc"
