// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/detail/FilmPast.h"
#include "tests/support/KeptBlocks.h"
#include "tests/support/TinyFilm.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace studio;
using namespace studio::pipeline;

Q_DECLARE_METATYPE(studio::Semantics)

namespace {

constexpr size_t kFrameBytes = size_t{64} * 64 * 3;

// A film that is broken off behind any block and continued is the same as in one piece, bit for bit.
class TestContinuedRender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFilmIsTheSame_data()
    {
        QTest::addColumn<Semantics>("semantics");
        QTest::addColumn<QString>("device");
        QTest::addColumn<bool>("leadIn");
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("lanes"); // 0: the plain loop
        QTest::addColumn<int>("window"); // blocks
        QTest::addColumn<QList<int>>("ends"); // of the first part: the number of its blocks, the lead-in not counted
        const QString cpu = QStringLiteral("cpu");
        const QString sim = QStringLiteral("sim:1");
        const auto row = [](const char* name) -> QTestData& { return QTest::newRow(name); };
        row("stream, loop") << Semantics::Stream << cpu << true << 2 << 0 << 4 << QList<int>{-1, 4, 22};
        row("stream, wavefront") << Semantics::Stream << cpu << true << 2 << 2 << 4 << QList<int>{17, 20, 24};
        row("stream, fewer lanes than steps") << Semantics::Stream << cpu << false << 3 << 2 << 4 << QList<int>{7, 20};
        row("stream, device") << Semantics::Stream << sim << true << 2 << 2 << 4 << QList<int>{19};
        row("single, deferred") << Semantics::SingleDeferred << cpu << true << 2 << 2 << 4 << QList<int>{21};
        row("single, online") << Semantics::SingleOnline << cpu << true << 2 << 2 << 4 << QList<int>{2, 21};
        row("a window of three blocks") << Semantics::Stream << cpu << true << 2 << 2 << 3 << QList<int>{-1, 14, 20};
        row("a window of two blocks") << Semantics::Stream << sim << true << 2 << 0 << 2 << QList<int>{1, 15};
    }
    void theFilmIsTheSame()
    {
        QFETCH(const Semantics, semantics);
        QFETCH(const QString, device);
        QFETCH(const bool, leadIn);
        QFETCH(const int, steps);
        QFETCH(const int, lanes);
        QFETCH(const int, window);
        QFETCH(const QList<int>, ends);
        AvatarPipeline pipeline = open(device);
        RenderRequest request = test::spokenFilm(kClips);
        request.semantics = semantics;
        request.steps = steps;
        request.windowBlocks = window;
        request.compat.noLeadIn = !leadIn;
        request.schedule = lanes == 0 ? Schedule::Loop : Schedule::Wavefront;
        request.memory.lanes = lanes;
        test::KeepingSink whole;
        QVERIFY(render(pipeline, request, whole));
        QCOMPARE(whole.kept.known.end, kBlocks);
        QCOMPARE(whole.kept.blocks.size(), static_cast<size_t>(kBlocks - whole.kept.known.first));
        QCOMPARE(whole.last.forwards, static_cast<int64_t>(whole.kept.blocks.size()) * steps);

        for (const int64_t end : ends) {
            // Frames of a film that is encoded lag behind its blocks, and may also be ahead of what the disk has of
            // them.
            const int64_t firstFrame = std::clamp<int64_t>(end * kFramesPerBlock - 25 + end % 50, 0, whole.last.frames);
            const auto made = std::make_shared<test::KeptBlocks>(whole.kept);
            made->last = end;
            request.continuation = {.made = made, .firstFrame = firstFrame};
            test::KeepingSink rest;
            QVERIFY(render(pipeline, request, rest));
            const auto context = QStringLiteral("continued behind block %1").arg(end);
            QVERIFY2(rest.made.size() == whole.made.size() - static_cast<size_t>(firstFrame) * kFrameBytes,
                     qPrintable(context));
            QVERIFY2(std::equal(rest.made.begin(), rest.made.end(), whole.made.end() - std::ssize(rest.made)),
                     qPrintable(context));
            QVERIFY2(rest.made.empty() || rest.firstFrame == firstFrame, qPrintable(context));
            QVERIFY2(std::equal(rest.kept.blocks.begin(), rest.kept.blocks.end(),
                                whole.kept.blocks.end() - std::ssize(rest.kept.blocks)),
                     qPrintable(context));
            QCOMPARE(std::ssize(rest.kept.blocks), kBlocks - end);
            // No more is denoised than what is missing, and what the keys of four layers reach back to.
            const int64_t most = kBlocks - end + (window - 1) * 4 + 2 * whole.kept.known.lanes;
            QVERIFY2(rest.last.forward <= std::min(most, whole.last.forwards / steps) * steps
                         && rest.last.forward == rest.last.forwards,
                     qPrintable(context + QStringLiteral(": %1 forwards").arg(rest.last.forward)));
            if (end == kBlocks)
                QCOMPARE(rest.last.forward, 0);
        }
    }

    // Blocks that skipped steps are repeated as they were.
    void aFilmWithShortBlocksIsContinued()
    {
        AvatarPipeline pipeline = open(QStringLiteral("sim:1"));
        RenderRequest request = test::spokenFilm(kClips);
        test::KeepingSink full;
        QVERIFY(render(pipeline, request, full));
        request.steps = 3;
        request.silentSteps = 2;
        for (int64_t block = 0; block < kBlocks; ++block)
            request.silentBlocks.push_back(block % 5 > 2);
        test::KeepingSink whole;
        RenderReport report;
        QVERIFY(pipeline.render(request, whole, report));
        QCOMPARE(report.shortBlocks, int64_t{9});
        for (const int64_t end : {14, 19}) {
            const auto made = std::make_shared<test::KeptBlocks>(whole.kept);
            made->last = end;
            request.continuation = {.made = made, .firstFrame = end * kFramesPerBlock};
            test::KeepingSink rest;
            QVERIFY(render(pipeline, request, rest));
            QVERIFY(std::equal(rest.made.begin(), rest.made.end(), whole.made.end() - std::ssize(rest.made)));
            QCOMPARE(std::ssize(rest.kept.blocks), kBlocks - end);
        }
        request.continuation = {};
        request.silentSteps = 0;
        test::KeepingSink plain;
        QVERIFY(render(pipeline, request, plain));
        QVERIFY(plain.made != whole.made);
    }

    // A stopped render has passed on all that the next one needs.
    void aStoppedFilmIsContinued()
    {
        AvatarPipeline pipeline = open(QStringLiteral("cpu"));
        RenderRequest request = test::spokenFilm(kClips);
        request.steps = 2;
        test::KeepingSink whole;
        QVERIFY(render(pipeline, request, whole));
        test::KeepingSink first;
        first.stopBehind = 17;
        QVERIFY(!render(pipeline, request, first));
        first.kept.last = 18;
        const auto frames = static_cast<int64_t>(first.made.size() / kFrameBytes);
        QCOMPARE(frames, 18 * kFramesPerBlock);
        request.continuation = {.made = std::make_shared<test::KeptBlocks>(first.kept), .firstFrame = frames};
        test::KeepingSink rest;
        QVERIFY(render(pipeline, request, rest));
        QCOMPARE(rest.firstBlock, 18);
        first.made.insert(first.made.end(), rest.made.begin(), rest.made.end());
        QVERIFY(first.made == whole.made);
    }

    // A film that ended is the beginning of a longer one.
    void aFinishedFilmIsMadeLonger()
    {
        AvatarPipeline pipeline = open(QStringLiteral("cpu"));
        RenderRequest request = test::spokenFilm(2);
        request.schedule = Schedule::Loop; // One lane: nothing depends on where the first film ended.
        test::KeepingSink first;
        QVERIFY(render(pipeline, request, first));
        first.kept.last = 8;
        request.clips = kClips;
        test::KeepingSink whole;
        QVERIFY(render(pipeline, request, whole));
        request.continuation
            = {.made = std::make_shared<test::KeptBlocks>(first.kept), .firstFrame = int64_t{8} * kFramesPerBlock};
        test::KeepingSink rest;
        QVERIFY(render(pipeline, request, rest));
        first.made.insert(first.made.end(), rest.made.begin(), rest.made.end());
        QVERIFY(first.made == whole.made);
    }

    // Whatever an earlier film has left in the caches.
    void cachesOfAnotherFilmChangeNothing()
    {
        AvatarPipeline pipeline = open(QStringLiteral("sim:1"));
        RenderRequest request = test::spokenFilm(kClips);
        test::KeepingSink whole;
        QVERIFY(render(pipeline, request, whole));
        const auto made = std::make_shared<test::KeptBlocks>(whole.kept);
        made->last = 21;
        RenderRequest other = test::spokenFilm(1);
        other.seed = 1;
        test::KeepingSink ignored;
        QVERIFY(render(pipeline, other, ignored));
        request.continuation = {.made = made, .firstFrame = int64_t{21} * kFramesPerBlock};
        test::KeepingSink rest;
        QVERIFY(render(pipeline, request, rest));
        QVERIFY(std::equal(rest.made.begin(), rest.made.end(), whole.made.end() - std::ssize(rest.made)));
    }

    void blocksOfAnotherKindAreRefused()
    {
        AvatarPipeline pipeline = open(QStringLiteral("cpu"));
        RenderRequest request = test::spokenFilm(1);
        test::KeepingSink whole;
        QVERIFY(render(pipeline, request, whole));
        const auto made = std::make_shared<test::KeptBlocks>(whole.kept);
        made->last = 2;
        request.continuation = {.made = made, .firstFrame = 0};
        request.steps = 3;
        test::KeepingSink rest;
        RenderReport report;
        const Status rendered = pipeline.render(request, rest, report);
        QVERIFY(!rendered);
        QCOMPARE(rendered.error().code, ErrorCode::Internal);
        QVERIFY(rest.made.empty());
    }

    void aReplayBeginsWhereTheLanesRepeat()
    {
        const std::array<int64_t, 2> runs{-1, 4};
        // Four layers of rings of four blocks: twelve blocks, and as many as there are lanes.
        const auto begin = [&](int64_t end, int layers, int lanes) {
            return replayBegin(end, runs, {.layers = layers, .ringBlocks = 4}, lanes);
        };
        QCOMPARE(begin(0, 4, 1), -1);
        QCOMPARE(begin(12, 4, 1), -1);
        QCOMPARE(begin(16, 4, 1), 3);
        QCOMPARE(begin(17, 4, 1), 4);
        QCOMPARE(begin(30, 4, 3), 13);
        QCOMPARE(begin(31, 4, 3), 16);
        QCOMPARE(begin(33, 4, 3), 16);
        QCOMPARE(begin(1000, 40, 4), 876);
        // With rings of two blocks, one for each layer.
        QCOMPARE(replayBegin(1000, runs, {.layers = 40, .ringBlocks = 2}, 4), 956);
    }

    void anEarlierBlockRepeatsFewerLayers()
    {
        const offload::KvShape caches{.layers = 4, .ringBlocks = 4};
        std::vector<int64_t> depths;
        for (int64_t block = 6; block < 20; ++block)
            depths.push_back(replayDepth(block, 20, caches));
        QCOMPARE(depths, (std::vector<int64_t>{1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4}));
        int64_t layers = 0;
        for (int64_t block = 880; block < 1000; ++block)
            layers += replayDepth(block, 1000, {.layers = 40, .ringBlocks = 4});
        QCOMPARE(layers, int64_t{3 * 40 * 41 / 2});
        QCOMPARE(replayDepth(996, 1000, {.layers = 40, .ringBlocks = 2}), int64_t{37});
    }

private:
    static constexpr int kClips = 6;
    static constexpr int64_t kBlocks = 24;

    static AvatarPipeline open(const QString& device)
    {
        ModelOptions options = test::tinyModel();
        options.device = device.toStdString();
        return std::move(*AvatarPipeline::open(options));
    }

    static bool render(AvatarPipeline& pipeline, const RenderRequest& request, test::KeepingSink& sink)
    {
        RenderReport report;
        const Status rendered = pipeline.render(request, sink, report, sink.stop.get_token());
        if (!rendered)
            std::printf("%s: %s\n", rendered.error().subject.c_str(), rendered.error().detail.c_str());
        return bool(rendered);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestContinuedRender)
#include "tst_ContinuedRender.moc"
