// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmJob.h"
#include "core/jobs/FilmJournal.h"
#include "core/tensor/SimulatedDevice.h"
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

// Moments that are tried in a test run, evenly over all of a film. FAULT_WALK=all tries every one.
constexpr int64_t kTried = 12;

// Whenever a device is lost, or has no memory for once, a film ends with an error that says so or is made; what was
// made is kept, and the film goes on on another device.
class TestLostDevice : public QObject {
    Q_OBJECT

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
        for (const int64_t at : triedOf(m_uses)) {
            const Before before(*this);
            const Made made = make("film", {.loseAt = at}, {});
            const QByteArray where = "lost at " + QByteArray::number(qint64{at}) + " of "
                + QByteArray::number(qint64{m_uses})
                + (made.status ? QByteArray() : ": " + QByteArray::fromStdString(made.status.error().detail));
            if (made.status) {
                ++complete;
                QVERIFY2(isWhole("film"), where.constData());
                continue;
            }
            ++told;
            QVERIFY2(made.status.error().code == ErrorCode::DeviceLost, where.constData());
            QVERIFY2(isWhole("film"), where.constData()); // as of an earlier day
            if (!made.report.movie.empty())
                QVERIFY2(test::framesIn(made.report.movie) == made.report.frames && made.report.frames > 0,
                         where.constData());
            std::shared_ptr<const jobs::FilmJournal> journal;
            if (!made.report.journal.empty()) {
                const auto read = jobs::FilmJournal::read(made.report.journal);
                QVERIFY2(bool(read), where.constData());
                journal = *read;
                ++continued;
            }
            const Made again = make("film", {}, journal);
            const QByteArray both = where
                + " | again: " + (again.status ? QByteArray() : QByteArray::fromStdString(again.status.error().detail));
            QVERIFY2(again.status && isWhole("film"), both.constData());
        }
        qInfo("a device lost at %lld uses: %d films complete, %d ended with an error, %d went on", qlonglong(m_uses),
              complete, told, continued);
    }

    void anyAllocationMayFail()
    {
        int complete = 0;
        for (const int64_t at : triedOf(m_allocations)) {
            const Before before(*this);
            const Made made = make("film", {.failAt = at}, {});
            const QByteArray where = "allocation " + QByteArray::number(qint64{at}) + " of "
                + QByteArray::number(qint64{m_allocations})
                + (made.status ? QByteArray() : ": " + QByteArray::fromStdString(made.status.error().detail));
            QVERIFY2(made.status, where.constData()); // It goes on with less.
            QVERIFY2(isWhole("film"), where.constData());
            ++complete;
        }
        qInfo("an allocation of %lld fails: %d films complete", qlonglong(m_allocations), complete);
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
        const bool every = qEnvironmentVariable("FAULT_WALK") == QStringLiteral("all");
        const int64_t step = every ? 1 : std::max<int64_t>(1, all / kTried);
        std::vector<int64_t> tried;
        for (int64_t at = 1; at <= all; at += step)
            tried.push_back(at);
        return tried;
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
