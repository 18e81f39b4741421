// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/FilmLength.h"
#include "core/pipeline/RenderPlan.h"
#include "tests/support/KeptBlocks.h"
#include "tests/support/TinyFilm.h"

#include <QTest>

#include <algorithm>

using namespace studio;
using namespace studio::pipeline;

Q_DECLARE_METATYPE(studio::Semantics)

namespace {

constexpr size_t kBlockBytes = size_t{64} * 64 * 3 * kFramesPerBlock;

// A film with another seed or prompt from a block on is the same in one piece as if it goes on from the first blocks of
// the film without, bit for bit; and before that block it is that film.
class TestBranchedRender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBranchIsTheFilmWithATurn_data()
    {
        QTest::addColumn<Semantics>("semantics");
        QTest::addColumn<QString>("device");
        QTest::addColumn<bool>("leadIn");
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("lanes"); // 0: the plain loop
        QTest::addColumn<int>("clips");
        QTest::addColumn<QList<int>>("turns"); // their blocks
        const QString cpu = QStringLiteral("cpu");
        const QString sim = QStringLiteral("sim:1");
        const auto row = [](const char* name) -> QTestData& { return QTest::newRow(name); };
        row("stream, loop") << Semantics::Stream << cpu << true << 2 << 0 << 2 << QList<int>{0, 3, 7};
        row("stream, wavefront") << Semantics::Stream << cpu << true << 3 << 3 << 2 << QList<int>{0, 4, 7};
        row("stream, later than the caches reach back")
            << Semantics::Stream << cpu << true << 2 << 2 << 5 << QList<int>{18};
        row("stream, fewer lanes than steps") << Semantics::Stream << cpu << false << 3 << 2 << 2 << QList<int>{5};
        row("stream, device") << Semantics::Stream << sim << true << 2 << 2 << 2 << QList<int>{5};
        row("single, deferred") << Semantics::SingleDeferred << cpu << true << 2 << 2 << 2 << QList<int>{6};
        row("single, online") << Semantics::SingleOnline << cpu << true << 2 << 2 << 2 << QList<int>{2, 5};
    }
    void aBranchIsTheFilmWithATurn()
    {
        QFETCH(const Semantics, semantics);
        QFETCH(const QString, device);
        QFETCH(const bool, leadIn);
        QFETCH(const int, steps);
        QFETCH(const int, lanes);
        QFETCH(const int, clips);
        QFETCH(const QList<int>, turns);
        AvatarPipeline pipeline = open(device);
        RenderRequest request = test::spokenFilm(clips);
        request.semantics = semantics;
        request.steps = steps;
        request.compat.noLeadIn = !leadIn;
        request.schedule = lanes == 0 ? Schedule::Loop : Schedule::Wavefront;
        request.memory.lanes = lanes;
        const test::KeepingSink parent = made(pipeline, request);
        QCOMPARE(parent.kept.known.end, clips * 4);

        for (const int block : turns) {
            const auto context = QStringLiteral("block %1").arg(block);
            RenderRequest other = request;
            other.turns = {{.block = block, .seed = 7, .prompt = "Laughter, in the rain."}};
            const test::KeepingSink whole = made(pipeline, other);
            other.continuation = beginningOf(parent, block);
            const test::KeepingSink branch = made(pipeline, other);
            QCOMPARE(branch.firstBlock, block);
            QVERIFY2(isEnd(branch, whole), qPrintable(context));
            QVERIFY2(sameFrames(whole, parent, block), qPrintable(context));
            QVERIFY2(!sameFrames(whole, parent, block + 1), qPrintable(context));
        }
    }

    void eachOfThemMakesADifference()
    {
        AvatarPipeline pipeline = open(QStringLiteral("cpu"));
        RenderRequest request = test::spokenFilm(1);
        const test::KeepingSink parent = made(pipeline, request);
        for (const Turn& turn :
             {Turn{.block = 2, .seed = 7, .prompt = {}}, Turn{.block = 2, .seed = {}, .prompt = "Rain."}}) {
            request.turns = {turn};
            const test::KeepingSink other = made(pipeline, request);
            QVERIFY(sameFrames(other, parent, 2) && !sameFrames(other, parent, 3));
        }
    }

    // A branch that is broken off goes on, and has branches of its own.
    void aBranchIsContinuedAndBranched()
    {
        AvatarPipeline pipeline = open(QStringLiteral("cpu"));
        RenderRequest request = test::spokenFilm(4);
        request.steps = 3;
        const test::KeepingSink parent = made(pipeline, request);
        request.turns = {{.block = 5, .seed = 7, .prompt = "Laughter."}};
        const test::KeepingSink child = made(pipeline, request);
        request.continuation = beginningOf(child, 6); // with a block under way that isn't kept
        QVERIFY(isEnd(made(pipeline, request), child));

        request.turns.push_back({.block = 10, .seed = 8, .prompt = {}});
        request.turns.push_back({.block = 11, .seed = {}, .prompt = "Sleep."}); // in the same passes
        request.continuation = {};
        const test::KeepingSink whole = made(pipeline, request);
        QVERIFY(sameFrames(whole, child, 10) && !sameFrames(whole, child, 11));
        QVERIFY(!sameFrames(whole, parent, 6));
        request.continuation = beginningOf(child, 10);
        QVERIFY(isEnd(made(pipeline, request), whole));
    }

    void aTurnWithTheSameValuesChangesNothing()
    {
        AvatarPipeline pipeline = open(QStringLiteral("cpu"));
        RenderRequest request = test::spokenFilm(2);
        const test::KeepingSink plain = made(pipeline, request);
        request.turns = {{.block = 3, .seed = request.seed, .prompt = request.prompt}};
        QVERIFY(made(pipeline, request).made == plain.made);
    }

    void wrongTurnsAreRefused()
    {
        AvatarPipeline pipeline = open(QStringLiteral("cpu"));
        for (const std::vector<Turn>& turns :
             {std::vector<Turn>{{.block = -1, .seed = 1, .prompt = {}}},
              {{.block = 1, .seed = {}, .prompt = {}}},
              {{.block = 2, .seed = 1, .prompt = {}}, {.block = 2, .seed = 2, .prompt = {}}},
              {{.block = 2, .seed = 1, .prompt = {}}, {.block = 1, .seed = 2, .prompt = {}}}}) {
            RenderRequest request = test::spokenFilm(1);
            request.turns = turns;
            test::KeepingSink sink;
            RenderReport report;
            const Status rendered = pipeline.render(request, sink, report);
            QVERIFY(!rendered && rendered.error().code == ErrorCode::BadOption);
        }
    }

    void aBranchKeepsWhatItsParentHasBefore()
    {
        RenderSpec parent;
        parent.turns = {{.block = 2, .seed = 1, .prompt = {}},
                        {.block = 5, .seed = 2, .prompt = "b"},
                        {.block = 9, .seed = 3, .prompt = "c"},
                        {.block = 12, .seed = 4, .prompt = {}}};
        QCOMPARE(parent.seedAt(-1), parent.seed);
        QCOMPARE(parent.seedAt(4), uint64_t{1});
        QCOMPARE(parent.promptAt(4, "a"), "a");
        QCOMPARE(parent.promptAt(5, "a"), "b");
        using Turns = std::vector<Turn>;
        const RenderSpec seed = parent.branched({.block = 5, .seed = 7, .prompt = {}});
        QVERIFY((seed.turns
                 == Turns{{.block = 2, .seed = 1, .prompt = {}},
                          {.block = 5, .seed = 7, .prompt = "b"},
                          {.block = 9, .seed = {}, .prompt = "c"}}));
        const RenderSpec prompt = parent.branched({.block = 6, .seed = 7, .prompt = "d"});
        QVERIFY((prompt.turns
                 == Turns{{.block = 2, .seed = 1, .prompt = {}},
                          {.block = 5, .seed = 2, .prompt = "b"},
                          {.block = 6, .seed = 7, .prompt = "d"}}));
    }

    // A seed stays where the prompt beside it is taken away.
    void promptsAreLaidAtBlocksAndTakenAway()
    {
        using Turns = std::vector<Turn>;
        Turns turns = withPrompt({}, 8, "b");
        turns = withPrompt(turns, 4, "a");
        QVERIFY((turns == Turns{{.block = 4, .seed = {}, .prompt = "a"}, {.block = 8, .seed = {}, .prompt = "b"}}));
        turns[1].seed = 7;
        QVERIFY(promptsOf(turns)[1] == (Turn{.block = 8, .seed = {}, .prompt = "b"}));
        turns = withPrompt(turns, 8, std::nullopt);
        QVERIFY((turns == Turns{{.block = 4, .seed = {}, .prompt = "a"}, {.block = 8, .seed = 7, .prompt = {}}}));
        QVERIFY((withPrompt(turns, 4, std::nullopt) == Turns{{.block = 8, .seed = 7, .prompt = {}}}));
        QVERIFY(withPrompt(turns, 5, std::nullopt) == turns);
        QCOMPARE(promptsOf(turns).size(), size_t{1});

        RenderSpec parent;
        parent.turns = {{.block = 2, .seed = 1, .prompt = "x"}, {.block = 9, .seed = {}, .prompt = "y"}};
        const RenderSpec branch = parent.branched({.block = 5, .seed = 3, .prompt = {}}, turns);
        QVERIFY((branch.turns == Turns{{.block = 2, .seed = 1, .prompt = "x"}, {.block = 5, .seed = 3, .prompt = {}}}));
        QVERIFY((parent.branched({.block = 3, .seed = 3, .prompt = {}}, turns).turns
                 == Turns{{.block = 2, .seed = 1, .prompt = "x"},
                          {.block = 3, .seed = 3, .prompt = {}},
                          {.block = 4, .seed = {}, .prompt = "a"}}));
    }

    void blocksAreFoundByTheirTime()
    {
        for (const ReferenceCompat& compat : {ReferenceCompat::studio(), ReferenceCompat::reference()}) {
            for (int64_t block = 0; block < 3000; ++block) {
                const int64_t frame = firstFrameOf(block, compat);
                QCOMPARE(blockOf(frame, compat), block);
                QCOMPARE(blockAt(static_cast<double>(frame) / kFramesPerSecond, compat), block);
                QVERIFY(block == 0 || blockOf(frame - 1, compat) == block - 1);
            }
        }
        QCOMPARE(blockAt(14.4, ReferenceCompat::studio()), 30);
        QCOMPARE(blockAt(14.39, ReferenceCompat::studio()), 29);
    }

    // Keys and values of every prompt that blocks of one pass have.
    void thePlanCountsThePrompts()
    {
        ModelShape shape = ModelShape::liveAvatar14B();
        RenderSpec spec;
        Machine machine;
        machine.vram = machine.ram = {.total = int64_t{200} << 30, .free = int64_t{200} << 30};
        const auto textBytes = [&] {
            const Plan made
                = plan(shape, planRequest(spec, ModelOptions(), filmLength(int64_t{1} << 20, spec), machine));
            for (const auto& [part, bytes] : made.vram) {
                if (part == MemoryPart::Text)
                    return bytes;
            }
            return int64_t{0};
        };
        spec.memory.lanes = 2;
        const int64_t one = textBytes();
        spec.turns = {{.block = 3, .seed = 1, .prompt = {}}};
        QCOMPARE(textBytes(), one);
        spec.turns = {{.block = 3, .seed = {}, .prompt = "b"}, {.block = 4, .seed = {}, .prompt = "c"}};
        QCOMPARE(textBytes(), 2 * one);
    }

private:
    static AvatarPipeline open(const QString& device)
    {
        ModelOptions options = test::tinyModel();
        options.device = device.toStdString();
        return std::move(*AvatarPipeline::open(options));
    }

    static test::KeepingSink made(AvatarPipeline& pipeline, const RenderRequest& request)
    {
        test::KeepingSink sink;
        RenderReport report;
        const Status rendered = pipeline.render(request, sink, report);
        if (!rendered)
            qWarning("%s: %s", rendered.error().subject.c_str(), rendered.error().detail.c_str());
        return sink;
    }

    static Continuation beginningOf(const test::KeepingSink& film, int64_t block)
    {
        const auto blocks = std::make_shared<test::KeptBlocks>(film.kept);
        blocks->last = block;
        return {.made = blocks, .firstFrame = block * kFramesPerBlock};
    }

    // Whether frames and blocks are the last ones of the whole film.
    static bool isEnd(const test::KeepingSink& part, const test::KeepingSink& whole)
    {
        const auto ends = [](const auto& a, const auto& b) {
            return !a.empty() && a.size() <= b.size() && std::equal(a.begin(), a.end(), b.end() - std::ssize(a));
        };
        return ends(part.made, whole.made) && ends(part.kept.blocks, whole.kept.blocks);
    }

    // Before that block.
    static bool sameFrames(const test::KeepingSink& one, const test::KeepingSink& other, int64_t block)
    {
        const auto bytes = std::min({static_cast<size_t>(block) * kBlockBytes, one.made.size(), other.made.size()});
        return std::equal(one.made.begin(), one.made.begin() + static_cast<ptrdiff_t>(bytes), other.made.begin());
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestBranchedRender)
#include "tst_BranchedRender.moc"
