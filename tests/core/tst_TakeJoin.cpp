// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/TakeForecast.h"
#include "core/jobs/TakeJoin.h"
#include "core/jobs/TakeRecovery.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/MovieFiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>

using namespace studio;
using namespace studio::jobs;
using project::Take;

namespace {

namespace fs = std::filesystem;

constexpr int kFrames = 60;

class TestTakeJoin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        for (Take& take : m_takes) {
            const Result<Take> made = test::writeFinishedTake(folder(), kFrames, 20);
            QVERIFY(made);
            take = *made;
        }
        m_before = names();
    }

    void aTakeIsMadeOfTwo()
    {
        Take& first = m_takes[0];
        first.scene.settings.seed = 3;
        const auto made = join({{first, 0, 24}, {m_takes[1], 24, 36}});
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QCOMPARE(made->number, 3);
        QCOMPARE(made->sceneName, std::string("welcome"));
        QVERIFY(made->state == project::TakeState::Finished);
        QCOMPARE(made->framesMade, kFrames);
        QCOMPARE(made->framesTotal, kFrames);
        QCOMPARE(made->origin(), 1);
        QVERIFY(made->isMadeFrom(m_takes[0]) && !made->isMadeFrom(m_takes[1]));
        QVERIFY(!made->canGoOn() && made->journal.empty());
        QCOMPARE(test::framesIn(made->movie), kFrames);
        // After a restart it is the same.
        const std::vector<Take> all = project::TakeStore(folder()).load();
        QCOMPARE(all.size(), size_t{3});
        QVERIFY(all.front() == *made);
        QCOMPARE(all.front().parts, (std::vector<project::TakePart>{{1, 0, 24}, {2, 24, 36}}));
    }

    // Nothing was rendered, so nothing is measured, and no plan counts it.
    void itPromisesNothing()
    {
        Take measured = m_takes[0];
        measured.report.ditSeconds = 5;
        measured.report.vaeSeconds = 2;
        QVERIFY(takeRates({measured}, measured.scene.settings, 64 * 64));
        const auto made = join({{measured, 0, 48}});
        QVERIFY(made);
        project::TakeReport only;
        only.movieBytes = static_cast<int64_t>(fs::file_size(made->movie));
        QVERIFY(made->report == only);
        QCOMPARE(made->framesPerSecond, 0.0);
        Take forged = *made;
        forged.report = measured.report;
        QVERIFY(!takeRates({forged}, measured.scene.settings, 64 * 64));
    }

    // The voice of a part is a part of the voice, and what the prompts were is known.
    void aCutHasTheSettingsOfItsPart()
    {
        Take take = m_takes[0];
        take.framesMade = 120;
        take.scene.trim = {.begin = 1.5, .end = 6.3};
        take.scene.prompt = "calm";
        take.scene.settings.seed = 7;
        take.scene.settings.turns = {{.block = 2, .seed = 8, .prompt = "she laughs"},
                                     {.block = 5, .seed = 9, .prompt = {}},
                                     {.block = 8, .seed = {}, .prompt = "calm again"}};
        const project::Scene begin = sceneOf({{take, 0, 60}});
        QVERIFY((begin.trim == project::Trim{1.5, 1.5 + 60 / 25.0}));
        QCOMPARE(begin.settings.turns.size(), size_t{1});
        QCOMPARE(begin.settings.seed, uint64_t{7});
        const project::Scene end = sceneOf({{take, 36, 84}});
        QVERIFY((end.trim == project::Trim{1.5 + 36 / 25.0, 6.3}));
        QCOMPARE(end.prompt, std::string("she laughs"));
        QCOMPARE(end.settings.seed, uint64_t{8});
        QCOMPARE(end.settings.turns,
                 (std::vector<Turn>{{.block = 2, .seed = 9, .prompt = {}},
                                    {.block = 5, .seed = {}, .prompt = "calm again"}}));
    }

    void joinedPartsOfOneVoiceHaveIt()
    {
        Take a = m_takes[0];
        Take b = m_takes[0];
        b.scene.settings.seed = 12;
        b.scene.prompt = "another one";
        const project::Scene scene = sceneOf({{a, 0, 24}, {b, 24, 36}});
        QCOMPARE(scene.voice, a.scene.voice);
        QVERIFY(scene.trim == a.scene.trim);
        QCOMPARE(scene.settings.turns, (std::vector<Turn>{{.block = 2, .seed = 12, .prompt = "another one"}}));
        const project::Scene gap = sceneOf({{a, 0, 24}, {b, 36, 24}});
        QVERIFY(gap.voice.empty());
        QVERIFY(gap.trim == project::Trim());
        b.scene.voice = "/elsewhere.wav";
        QVERIFY(sceneOf({{a, 0, 24}, {b, 24, 36}}).voice.empty());
    }

    void whatFailsLeavesNothing()
    {
        Take gone = m_takes[1];
        gone.movie = folder() / "gone.mp4";
        const auto missing = join({{m_takes[0], 0, 24}, {gone, 0, 24}});
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::FileMissing);
        QVERIFY(!join({{m_takes[0], 0, kFrames + 1}}));
        QVERIFY(!join({}));
        std::stop_source stop;
        const auto stopped = joinTakes(
            order({{m_takes[0], 5, 30}, {m_takes[1], 5, 30}}),
            [&stop](double part) {
                if (part > 0.5)
                    stop.request_stop();
            },
            stop.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QCOMPARE(names(), m_before);
    }

    // What a killed program was joining is made again sooner than it is understood.
    void aKilledJoinIsTakenAway()
    {
        project::TakeStore store(folder());
        Take killed = m_takes[0];
        killed.parts = {{1, 0, 24}};
        killed.state = project::TakeState::Rendering;
        const Result<Take> created = store.create(killed, "{scene} - take {take}");
        QVERIFY(created);
        const fs::path part = folder() / ("." + created->movie.stem().string() + ".part.mp4");
        fs::copy_file(m_takes[0].movie, part);
        {
            auto living = media::PartFile::adopt(created->movie); // It is still being made.
            QVERIFY(living);
            QVERIFY(recoverTakes(store).empty());
            QVERIFY(fs::exists(part) && fs::exists(project::TakeStore::sidecar(*created)));
        }
        QVERIFY(recoverTakes(store).empty());
        std::vector<std::string> left = names();
        std::erase(left, ".rendering");
        QCOMPARE(left, m_before);
    }

    // Killed when it had its name already.
    void aJoinThatWasCompleteIsKept()
    {
        const auto made = join({{m_takes[0], 0, 24}});
        QVERIFY(made);
        const project::TakeStore store(folder());
        Take begun = *made;
        begun.state = project::TakeState::Rendering;
        begun.framesMade = 0;
        QVERIFY(store.update(begun));
        QVERIFY(recoverTakes(store).empty());
        begun.state = project::TakeState::Finished;
        begun.framesMade = 24;
        QVERIFY(store.load().front() == begun);
    }

private:
    [[nodiscard]] fs::path folder() const { return m_folder->path().toStdString(); }
    [[nodiscard]] TakeJoin order(std::vector<JoinedPart> parts) const
    {
        return {.folder = folder(), .namePattern = "{scene} - take {take}", .parts = std::move(parts)};
    }
    [[nodiscard]] Result<Take> join(std::vector<JoinedPart> parts) const { return joinTakes(order(std::move(parts))); }
    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto& entry : fs::directory_iterator(folder()))
            found.push_back(entry.path().filename().string());
        std::sort(found.begin(), found.end());
        return found;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::array<Take, 2> m_takes;
    std::vector<std::string> m_before;
};

} // namespace

QTEST_GUILESS_MAIN(TestTakeJoin)
#include "tst_TakeJoin.moc"
