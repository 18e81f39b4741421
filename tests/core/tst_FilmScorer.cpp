// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/FilmScorer.h"
#include "core/scores/VoiceLoudness.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

using namespace studio;
using scores::FilmScorer;

namespace {

using Frame = std::vector<uint8_t>; // RGB
using Change = std::function<void(Frame&, std::mt19937&)>;

} // namespace

Q_DECLARE_METATYPE(studio::Flaw)
Q_DECLARE_METATYPE(Change)

namespace {

constexpr int kSide = 96;
constexpr int kFrames = 300; // 25 blocks
constexpr int kBlocks = kFrames / kFramesPerBlock;

// How far a mouth is open, 0 ... 1, and how loud its voice is: words, and a pause in each twelve seconds.
double openingAt(double frame, double phase = 0)
{
    const double seconds = frame / kFramesPerSecond + phase;
    if (std::fmod(seconds, 12) > 9.5)
        return 0;
    const auto wave
        = [seconds](double hertz, double at) { return std::sin(2 * std::numbers::pi * (hertz * seconds + at)); };
    return std::clamp(0.4 + 0.35 * wave(2.3, 0) + 0.3 * wave(0.9, 0.2) * wave(3.1, 0.4), 0.0, 1.0);
}

std::vector<float> loudness(double phase = 0)
{
    std::vector<float> values(kFrames);
    for (int i = 0; i < kFrames; ++i)
        values[static_cast<size_t>(i)] = static_cast<float>(0.2 * std::pow(openingAt(i, phase), 2));
    return values;
}

uint8_t level(double value)
{
    return static_cast<uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

// A wall with a fine pattern, and before it a face with eyes and a mouth, as far open as is said.
Frame face(double opening)
{
    Frame frame(size_t{3} * kSide * kSide);
    std::mt19937 random(7);
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const double grain = static_cast<double>(random() % 13) - 6;
            const auto within = [x, y](double cx, double cy, double rx, double ry) {
                return std::hypot((x - cx * kSide) / (rx * kSide), (y - cy * kSide) / (ry * kSide)) <= 1;
            };
            std::array<double, 3> colour{120, 150, 170};
            if (within(0.5, 0.5, 0.22, 0.3))
                colour = {210, 170, 150};
            if (within(0.42, 0.42, 0.05, 0.03) || within(0.58, 0.42, 0.05, 0.03))
                colour = {40, 40, 60};
            if (within(0.5, 0.67, 0.08, 0.01 + 0.06 * opening))
                colour = {90, 20, 30};
            for (size_t c = 0; c < 3; ++c)
                frame[static_cast<size_t>(y * kSide + x) * 3 + c] = level(colour[c] + grain);
        }
    }
    return frame;
}

// A film whose mouth is so many frames behind its voice. Its mouths are drawn in 64 widths.
std::vector<Frame> film(double lag = 0)
{
    static const std::vector<Frame> widths = [] {
        std::vector<Frame> drawn;
        for (int i = 0; i <= 64; ++i)
            drawn.push_back(face(i / 64.0));
        return drawn;
    }();
    std::vector<Frame> frames;
    for (int i = 0; i < kFrames; ++i)
        frames.push_back(widths[static_cast<size_t>(std::lround(64 * openingAt(i - lag)))]);
    return frames;
}

FilmScores score(const std::vector<Frame>& frames, const std::vector<float>& voice, double frameRate = kFramesPerSecond)
{
    FilmScorer scorer(kSide, kSide, frameRate);
    for (const Frame& frame : frames)
        scorer.add(frame);
    return scorer.scores(voice);
}

int64_t marked(const FilmScores& scores, Flaw flaw)
{
    int64_t blocks = 0;
    for (const BadStretch& stretch : scores.bad)
        blocks += stretch.flaw == flaw ? stretch.blocks : 0;
    return blocks;
}

QString told(const FilmScores& scores)
{
    QString text = QStringLiteral("lips %1, lag %2, silence %3, likeness %4, colour %5, sharpness %6, flicker %7")
                       .arg(scores.lips.value_or(-2))
                       .arg(scores.lag.value_or(-9))
                       .arg(scores.silence.value_or(-1))
                       .arg(scores.likeness)
                       .arg(scores.colour)
                       .arg(scores.sharpness)
                       .arg(scores.flicker);
    for (const BadStretch& stretch : scores.bad)
        text += QStringLiteral("; %1 at %2, %3")
                    .arg(static_cast<int>(stretch.flaw))
                    .arg(stretch.block)
                    .arg(stretch.blocks);
    return text;
}

class TestFilmScorer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMouthIsFoundWithItsLag_data()
    {
        QTest::addColumn<double>("lag");
        for (const double lag : {-4.0, -1.5, 0.0, 2.0, 4.0})
            QTest::addRow("%g", lag) << lag;
    }

    void aMouthIsFoundWithItsLag()
    {
        QFETCH(const double, lag);
        const FilmScores scores = score(film(lag), loudness());
        QVERIFY2(scores.lips > 0.9, qPrintable(told(scores)));
        QVERIFY2(scores.lag && std::abs(*scores.lag - lag / kFramesPerSecond) < 0.01, qPrintable(told(scores)));
        QCOMPARE(marked(scores, Flaw::Lag) > kBlocks / 2, std::abs(lag) / kFramesPerSecond > scores::kMostLag);
        QVERIFY2(marked(scores, Flaw::Lips) == 0, qPrintable(told(scores)));
    }

    void aGoodFilmHasNoMark()
    {
        const FilmScores scores = score(film(), loudness());
        QVERIFY2(scores.bad.empty(), qPrintable(told(scores)));
        QVERIFY2(scores.silence < 0.1, qPrintable(told(scores)));
        QVERIFY2(scores.likeness > 0.98 && scores.colour < 1 && scores.flicker < 0.1, qPrintable(told(scores)));
        QVERIFY2(std::abs(scores.sharpness - 1) < 0.1, qPrintable(told(scores)));
        QCOMPARE(scores.frames, int64_t{kFrames});
    }

    void anotherVoiceIsntFollowed()
    {
        std::vector<float> other(kFrames);
        std::mt19937 random(5);
        for (size_t i = 0; i < other.size(); ++i)
            other[i] = i % 5 == 0 ? static_cast<float>(random() % 100) / 500 : other[i - 1];
        const FilmScores scores = score(film(), other);
        QVERIFY2(scores.lips < 0.5, qPrintable(told(scores)));
        QVERIFY2(marked(scores, Flaw::Lips) > kBlocks / 3, qPrintable(told(scores)));
    }

    void aMouthThatStandsStillFollowsNothing()
    {
        const FilmScores scores = score(std::vector<Frame>(kFrames, face(0.4)), loudness());
        QCOMPARE(scores.lips, 0.0);
        QVERIFY(!scores.lag && !scores.silence);
        QVERIFY2(marked(scores, Flaw::Lips) > kBlocks / 2, qPrintable(told(scores)));
    }

    void aMouthThatIsOpenInSilenceIsMarked()
    {
        std::vector<Frame> frames = film();
        for (int i = 245; i < 280; ++i) // of the pause, from 237 on
            frames[static_cast<size_t>(i)] = face(0.8);
        const FilmScores scores = score(frames, loudness());
        QVERIFY2(scores.silence > 0.4, qPrintable(told(scores)));
        QVERIFY2(marked(scores, Flaw::Silence) >= 2, qPrintable(told(scores)));
    }

    // Of the second half; each is told from the others.
    void damageIsToldApart_data()
    {
        QTest::addColumn<Flaw>("flaw");
        QTest::addColumn<Change>("change");
        QTest::newRow("red that goes") << Flaw::Colour << Change([](Frame& frame, std::mt19937&) {
            for (size_t at = 0; at < frame.size(); at += 3)
                frame[at] = level(0.8 * frame[at]);
        });
        QTest::newRow("blur") << Flaw::Sharpness << Change([](Frame& frame, std::mt19937&) {
            const Frame before = frame;
            for (size_t at = 3; at + 3 < frame.size(); ++at)
                frame[at] = static_cast<uint8_t>((before[at - 3] + before[at] + before[at + 3]) / 3);
        });
        QTest::newRow("noise") << Flaw::Sharpness << Change([](Frame& frame, std::mt19937& random) {
            std::normal_distribution<double> noise(0, 12);
            for (uint8_t& value : frame)
                value = level(value + noise(random));
        });
        QTest::newRow("flicker") << Flaw::Flicker << Change([](Frame& frame, std::mt19937& random) {
            const double by = std::uniform_real_distribution<double>(-5, 5)(random);
            for (uint8_t& value : frame)
                value = level(value + by);
        });
        QTest::newRow("another face") << Flaw::Likeness << Change([](Frame& frame, std::mt19937&) {
            for (int y = kSide * 34 / 100; y < kSide * 52 / 100; ++y) { // without eyes, but with a fringe
                for (int x = kSide * 32 / 100; x < kSide * 68 / 100; ++x)
                    for (size_t c = 0; c < 3; ++c)
                        frame[static_cast<size_t>(y * kSide + x) * 3 + c] = (x / 4) % 2 == 0 ? 70 : 190;
            }
        });
    }

    void damageIsToldApart()
    {
        QFETCH(const Flaw, flaw);
        QFETCH(const Change, change);
        std::vector<Frame> frames = film();
        std::mt19937 random(3);
        for (size_t i = kFrames / 2; i < kFrames; ++i)
            change(frames[i], random);
        const FilmScores scores = score(frames, loudness());
        QVERIFY2(marked(scores, flaw) >= kBlocks / 2 - 1, qPrintable(told(scores)));
        for (const BadStretch& stretch : scores.bad) {
            const bool isIt = stretch.flaw == flaw || (flaw == Flaw::Likeness && stretch.flaw == Flaw::Sharpness);
            QVERIFY2(isIt, qPrintable(told(scores)));
            QVERIFY2(stretch.block >= kBlocks / 2, qPrintable(told(scores)));
        }
    }

    void withoutAVoiceThereAreNoLips()
    {
        for (const std::vector<float>& voice : {std::vector<float>(), std::vector<float>(kFrames, 0.F)}) {
            const FilmScores scores = score(film(), voice);
            QVERIFY(!scores.lips && !scores.lag && !scores.silence);
            QVERIFY2(scores.bad.empty(), qPrintable(told(scores)));
        }
    }

    // A block takes 0.48 s.
    void marksAreWhereTheyAreAtAnyFrameRate()
    {
        std::vector<Frame> frames = film();
        for (size_t i = 0; i < frames.size(); ++i) {
            if (i >= 144)
                for (size_t at = 0; at < frames[i].size(); at += 3)
                    frames[i][at] = level(0.8 * frames[i][at]);
        }
        const FilmScores scores = score(frames, {}, 50); // 24 frames a block
        QCOMPARE(scores.bad, (std::vector<BadStretch>{{.flaw = Flaw::Colour, .block = 6, .blocks = 7}}));
    }

    void aVeryShortFilmIsScored()
    {
        FilmScorer scorer(kSide, kSide);
        QCOMPARE(scorer.scores({}).frames, int64_t{0});
        scorer.add(face(0.3));
        const FilmScores scores = scorer.scores(loudness());
        QCOMPARE(scores.frames, int64_t{1});
        QVERIFY(!scores.lips && scores.bad.empty());
    }

    void tinyFramesAreScored()
    {
        for (const auto& [width, height] : {std::pair(1, 1), std::pair(2, 300), std::pair(3000, 2)}) {
            FilmScorer scorer(width, height);
            const Frame frame(static_cast<size_t>(3 * width * height), 99);
            for (int i = 0; i < 30; ++i)
                scorer.add(frame);
            QVERIFY(scorer.scores(loudness()).bad.empty() || scorer.scores(loudness()).lips == 0.0);
        }
    }

    void loudnessIsTheSameInAnyPieces()
    {
        std::vector<float> samples(44100);
        for (size_t i = 0; i < samples.size(); ++i)
            samples[i] = i < 22050 ? 0.5F : 0;
        const std::vector<float> whole = scores::loudnessOf(samples, 44100, 30);
        QCOMPARE(whole.size(), size_t{30});
        QCOMPARE(whole[3], 0.5F);
        QCOMPARE(whole[20], 0.F);
        scores::VoiceLoudness pieces(44100, 30);
        for (size_t at = 0; at < samples.size(); at += 777)
            pieces.add(std::span(samples).subspan(at, std::min(size_t{777}, samples.size() - at)));
        QCOMPARE(pieces.frames(), whole);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestFilmScorer)
#include "tst_FilmScorer.moc"
