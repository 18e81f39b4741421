// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FilmJoin.h"
#include "core/media/MovieReader.h"
#include "core/media/Mp4.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/SmallDisk.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <numbers>
#include <numeric>

using namespace studio;
using namespace studio::media;
using namespace studio::test;

namespace {

namespace fs = std::filesystem;
using Pictures = std::vector<std::vector<uint8_t>>;

constexpr int kFrames = 130;
constexpr int kFrameRate = 25;
constexpr int kSoundRate = 48000;
constexpr int kGroup = 25; // frames from one key frame to the next

// Something that moves, so that an encoder uses later pictures for earlier ones.
std::vector<uint8_t> moving(int number, int kind)
{
    std::vector<uint8_t> rgb(size_t{3} * kWidth * kHeight);
    for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            uint8_t* const at = rgb.data() + 3 * (kWidth * y + x);
            at[0] = static_cast<uint8_t>(127 + 90 * std::sin((x + 2 * number) * 0.11 + kind));
            at[1] = static_cast<uint8_t>(127 + 90 * std::sin((y - number + kind * 9) * 0.17));
            at[2] = static_cast<uint8_t>(40 + (x / 16 + y / 16 + number / 12 + kind) % 5 * 40);
        }
    }
    return rgb;
}

// A tone that is another one at every moment.
std::vector<float> sweep(double seconds, double from, int rate = kSoundRate)
{
    std::vector<float> samples(static_cast<size_t>(seconds * rate));
    for (size_t i = 0; i < samples.size(); ++i) {
        const double t = static_cast<double>(i) / rate;
        samples[i] = 0.4F * static_cast<float>(std::sin(2 * std::numbers::pi * (from + 60 * t) * t));
    }
    return samples;
}

double meanSquare(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b)
{
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum / static_cast<double>(a.size());
}

double decibels(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b)
{
    const double error = meanSquare(a, b);
    return error > 0 ? 10 * std::log10(255.0 * 255.0 / error) : 200;
}

// Of the difference to what was wanted, as a part of that.
double relativeError(std::span<const float> is, std::span<const float> wanted)
{
    double error = 0;
    double all = 0;
    for (size_t i = 0; i < wanted.size(); ++i) {
        error += (double{is[i]} - wanted[i]) * (double{is[i]} - wanted[i]);
        all += double{wanted[i]} * wanted[i];
    }
    return std::sqrt(error / all);
}

// The largest step from one sample to the next.
double steepest(const std::vector<float>& samples, int64_t from, int64_t to)
{
    double most = 0;
    for (int64_t i = std::max<int64_t>(1, from); i < std::min(to, std::ssize(samples)); ++i)
        most = std::max(most, std::abs(double{samples[static_cast<size_t>(i)]} - samples[static_cast<size_t>(i - 1)]));
    return most;
}

class TestFilmJoin : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::map<std::string, Pictures> m_pictures;
    std::map<std::string, std::vector<float>> m_sound;

    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] fs::path file(const std::string& name) const { return folder() / name; }

    void make(const std::string& name, int kind, MovieFormat wanted, double tone = 200, int frames = kFrames)
    {
        if (tone > 0) {
            writeWav(file(name + ".wav"), {sweep(frames / 25.0 + 0.5, tone)}, kSoundRate);
            wanted.sound = file(name + ".wav");
        }
        auto writer = MovieWriter::open(file(name), wanted);
        QVERIFY(writer);
        for (int i = 0; i < frames; ++i)
            QVERIFY(writer->writeFrame(moving(i, kind)));
        QVERIFY(writer->finish());
        fs::remove(file(name + ".wav"));
        m_pictures[name] = picturesIn(file(name));
        m_sound[name] = listen(file(name)).samples;
        QCOMPARE(std::ssize(m_pictures[name]), frames);
    }

    Result<JoinSummary> join(const std::vector<FilmPart>& parts, const std::stop_token& stop = {},
                             const JoinProgress& progress = {})
    {
        Result<PartFile> name = PartFile::reserve(file("joined.mp4"), Existing::Refuse);
        if (!name)
            return name.error();
        return joinFilms(parts, std::move(*name), progress, stop);
    }

    // That frames [at, at + count) of the joined film are those of `name` from `first` on.
    void verifySame(const Pictures& joined, int64_t at, const std::string& name, int64_t first, int64_t count)
    {
        for (int64_t i = 0; i < count; ++i)
            QVERIFY2(joined[static_cast<size_t>(at + i)] == m_pictures[name][static_cast<size_t>(first + i)],
                     qPrintable(QString::number(at + i)));
    }
    void verifyNear(const Pictures& joined, int64_t at, const std::string& name, int64_t first, int64_t count)
    {
        for (int64_t i = 0; i < count; ++i) {
            const double db
                = decibels(joined[static_cast<size_t>(at + i)], m_pictures[name][static_cast<size_t>(first + i)]);
            QVERIFY2(db > 40, qPrintable(QStringLiteral("frame %1: %2 dB").arg(at + i).arg(db)));
        }
    }
    // As its file says, and players play it: the last packet of a codec may hold more.
    void verifySoundOf(int64_t frames)
    {
        const Result<MovieContent> content = movieContent(file("joined.mp4"));
        QVERIFY(content);
        QCOMPARE(content->pictures, frames);
        QCOMPARE(content->soundSamples, frames * kSoundRate / kFrameRate);
        QVERIFY(std::ssize(listen(file("joined.mp4")).samples) - content->soundSamples < 1024);
    }
    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto& entry : fs::directory_iterator(folder()))
            found.push_back(entry.path().filename().string());
        std::sort(found.begin(), found.end());
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        make("a.mp4", 0, format());
        make("b.mp4", 2, format(), 330);
        QVERIFY(m_pictures["a.mp4"][3] != m_pictures["b.mp4"][3]);
    }
    void cleanup()
    {
        for (const std::string& name : names()) {
            if (name != "a.mp4" && name != "b.mp4")
                fs::remove(file(name));
        }
    }

    void wholeFilmsAreCopied()
    {
        const auto made = join({{file("a.mp4")}, {file("b.mp4")}});
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QCOMPARE(made->pictures.copied, 2 * kFrames);
        QCOMPARE(made->pictures.encoded, 0);
        QCOMPARE(made->movie.frames, 2 * kFrames);
        QVERIFY(made->movie.indexInFront);
        const Pictures joined = picturesIn(file("joined.mp4"));
        QCOMPARE(std::ssize(joined), 2 * kFrames);
        verifySame(joined, 0, "a.mp4", 0, kFrames);
        verifySame(joined, kFrames, "b.mp4", 0, kFrames);
        const auto reader = MovieReader::open(file("joined.mp4"));
        QVERIFY(reader);
        QCOMPARE(reader->info().comment, std::string("Joined from a.mp4; b.mp4."));
        QCOMPARE(reader->info().frameRate, 25.0);
        QCOMPARE(names(), (std::vector<std::string>{"a.mp4", "b.mp4", "joined.mp4"}));
    }

    // A label stays with what bears it.
    void itSaysWhatItWasMadeFrom()
    {
        MovieFormat labelled = format();
        labelled.notesAi = true;
        make("made.mp4", 1, labelled);
        QVERIFY(join({{file("a.mp4"), 12, 24}, {file("made.mp4"), 100, {}}}));
        const auto reader = MovieReader::open(file("joined.mp4"));
        QVERIFY(reader && reader->info().notesAi);
        QCOMPARE(reader->info().comment,
                 std::string("Joined from a.mp4, frames 12 to 35; made.mp4, frames 100 to 129."));
        fs::remove(file("joined.mp4"));
        QVERIFY(join({{file("a.mp4"), 12, 24}}));
        const auto cut = MovieReader::open(file("joined.mp4"));
        QVERIFY(cut && !cut->info().notesAi);
        QCOMPARE(cut->info().comment, std::string("Cut of a.mp4, frames 12 to 35."));
    }

    void aCutIsCopiedFromItsFirstKeyFrameOn_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("count");
        for (const auto& [first, count] : {std::pair(0, 48),
                                           {25, 50},
                                           {12, 60},
                                           {24, 2},
                                           {26, 104},
                                           {0, 1},
                                           {129, 1},
                                           {60, 5},
                                           {49, 27},
                                           {3, 100},
                                           {1, 129},
                                           {50, 1}})
            QTest::addRow("%d+%d", first, count) << first << count;
    }
    void aCutIsCopiedFromItsFirstKeyFrameOn()
    {
        QFETCH(int, first);
        QFETCH(int, count);
        const auto made = join({{file("a.mp4"), first, count}});
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        const Pictures joined = picturesIn(file("joined.mp4"));
        QCOMPARE(std::ssize(joined), count);
        QCOMPARE(made->pictures.copied + made->pictures.encoded, count);
        const int64_t head = std::min(count, (kGroup - first % kGroup) % kGroup);
        const int64_t tail = count - head - made->pictures.copied;
        QVERIFY(tail >= 0 && tail <= 3);
        if (first + count == kFrames && head < count)
            QCOMPARE(tail, 0);
        verifyNear(joined, 0, "a.mp4", first, count);
        verifySame(joined, head, "a.mp4", first + head, made->pictures.copied);
        verifySoundOf(count);
    }

    void partsOfSeveralFilms()
    {
        const std::vector<FilmPart> parts{
            {file("a.mp4"), 0, 36}, {file("b.mp4"), 36, 50}, {file("a.mp4"), 86, {}}, {file("b.mp4"), 10, 3}};
        const auto made = join(parts);
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        const Pictures joined = picturesIn(file("joined.mp4"));
        QCOMPARE(std::ssize(joined), 36 + 50 + 44 + 3);
        verifyNear(joined, 0, "a.mp4", 0, 36);
        verifyNear(joined, 36, "b.mp4", 36, 50);
        verifyNear(joined, 86, "a.mp4", 86, 44);
        verifyNear(joined, 130, "b.mp4", 10, 3);
        verifySame(joined, 0, "a.mp4", 0, 33);
        verifySame(joined, 50, "b.mp4", 50, 33);
        verifySame(joined, 100, "a.mp4", 100, 30);
        QVERIFY2(made->pictures.encoded <= 3 + 14 + 3 + 14 + 3, qPrintable(QString::number(made->pictures.encoded)));

        // It is of one piece, also for what made it.
        fs::rename(file("joined.mp4"), file("c.mp4"));
        m_pictures["c.mp4"] = joined;
        const auto again = join({{file("c.mp4"), 0, {}}, {file("a.mp4"), 0, {}}});
        QVERIFY2(again, again ? "" : again.error().detail.c_str());
        QCOMPARE(again->pictures.encoded, 0);
        const Pictures both = picturesIn(file("joined.mp4"));
        verifySame(both, 0, "c.mp4", 0, std::ssize(joined));
        verifySame(both, std::ssize(joined), "a.mp4", 0, kFrames);
    }

    // To the sample: a shift by one would differ by more than the two codings do.
    void theSoundIsWhereItWas()
    {
        QVERIFY(join({{file("a.mp4"), 30, 41}, {file("b.mp4"), 71, 40}}));
        const std::vector<float> joined = listen(file("joined.mp4")).samples;
        constexpr int kFrame = kSoundRate / kFrameRate;
        verifySoundOf(81);
        constexpr size_t kMargin = 480; // of the joint and the ends
        const auto compare = [&](size_t at, const std::string& name, size_t first, size_t frames) {
            const std::span<const float> is = std::span(joined).subspan(at * kFrame + kMargin);
            const size_t count = frames * kFrame - 2 * kMargin;
            const std::vector<float>& source = m_sound[name];
            const auto errorAt = [&](int shift) {
                return relativeError(
                    is.first(count),
                    std::span(source).subspan(first * kFrame + kMargin + static_cast<size_t>(shift), count));
            };
            QVERIFY2(errorAt(0) < 0.01, qPrintable(QString::number(errorAt(0))));
            for (const int shift : {-1, 1})
                QVERIFY(errorAt(shift) > 2 * errorAt(0));
        };
        compare(0, "a.mp4", 30, 41);
        compare(41, "b.mp4", 71, 40);
    }

    void noJointClicks()
    {
        const auto slope = [](const std::string& name, TestFilmJoin& test) {
            return steepest(test.m_sound[name], 0, std::ssize(test.m_sound[name]));
        };
        const double own = std::max(slope("a.mp4", *this), slope("b.mp4", *this));
        constexpr int kFrame = kSoundRate / kFrameRate;
        double worst = 0;
        for (const int64_t at : {30, 37, 44, 51, 58}) {
            QVERIFY(join({{file("a.mp4"), 5, at}, {file("b.mp4"), 2 * at, {}}, {file("a.mp4"), at, 20}}));
            const std::vector<float> joined = listen(file("joined.mp4")).samples;
            for (const int64_t joint : {int64_t{0}, at, at + kFrames - 2 * at, std::ssize(joined) / kFrame})
                worst = std::max(worst, steepest(joined, joint * kFrame - 600, joint * kFrame + 600));
            fs::remove(file("joined.mp4"));
        }
        // A hard cut between two tones would step by up to 0.8.
        QVERIFY2(worst < own * 1.1, qPrintable(QStringLiteral("%1, without a joint %2").arg(worst).arg(own)));
    }

    // A film that is cut and joined again sounds as before, also in the middle of the joint.
    void aSoundThatGoesOnIsUnchanged()
    {
        QVERIFY(join({{file("a.mp4"), 0, 40}, {file("a.mp4"), 40, {}}}));
        const std::vector<float> joined = listen(file("joined.mp4")).samples;
        QCOMPARE(joined.size(), m_sound["a.mp4"].size());
        const size_t joint = size_t{40} * kSoundRate / kFrameRate;
        QVERIFY(relativeError(std::span(joined).subspan(joint - 480, 960),
                              std::span(m_sound["a.mp4"]).subspan(joint - 480, 960))
                < 0.01);
    }

    void aSilentFilmIsSilentInTheJoinedOne()
    {
        make("silent.mp4", 1, format(), 0);
        QVERIFY(join({{file("silent.mp4"), 0, 50}, {file("a.mp4"), 0, 50}}));
        const Heard heard = listen(file("joined.mp4"));
        verifySoundOf(100);
        QVERIFY(heard.loudest(0, 1.9) < 0.001);
        QVERIFY(heard.loudest(2.1, 4) > 0.3);
        fs::remove(file("joined.mp4"));
        QVERIFY(join({{file("silent.mp4"), 0, 50}, {file("silent.mp4"), 60, {}}}));
        const auto reader = MovieReader::open(file("joined.mp4"));
        QVERIFY(reader && !reader->info().hasSound);
    }

    // The sound of a film that another program made: other rate, more channels.
    void soundsOfSeveralShapes()
    {
        writeWav(file("two.wav"), {sweep(6, 100, 44100), sweep(6, 700, 44100)}, 44100);
        MovieFormat wanted = format();
        wanted.sound = file("two.wav");
        make("stereo.mp4", 3, wanted, 0);
        QVERIFY(join({{file("a.mp4"), 0, 50}, {file("stereo.mp4"), 50, 50}}));
        auto stream = SoundStream::open(file("joined.mp4"));
        QVERIFY(stream);
        QCOMPARE(stream->channels(), 2);
        QCOMPARE(stream->sampleRate(), kSoundRate);
        const Heard heard = listen(file("joined.mp4"));
        verifySoundOf(100);
        QVERIFY(heard.loudest(0.1, 1.9) > 0.2);
    }

    void aFilmOfOtherSettingsIsEncodedAgain()
    {
        MovieFormat other = format();
        other.crf = 20;
        make("other.mp4", 1, other);
        const auto made = join({{file("a.mp4")}, {file("other.mp4"), 0, 30}});
        QVERIFY(made);
        QCOMPARE(made->pictures.copied, kFrames);
        QCOMPARE(made->pictures.encoded, 30);
        const Pictures joined = picturesIn(file("joined.mp4"));
        verifySame(joined, 0, "a.mp4", 0, kFrames);
        verifyNear(joined, kFrames, "other.mp4", 0, 30);
    }

    void whatDiffersIsSaid()
    {
        MovieFormat slower = format();
        slower.frameRate = 24;
        make("slower.mp4", 1, slower);
        const auto rate = join({{file("a.mp4")}, {file("slower.mp4")}});
        QVERIFY(!rate);
        QCOMPARE(rate.error().code, ErrorCode::BadOption);
        QCOMPARE(rate.error().subject, file("slower.mp4").string());
        QCOMPARE(rate.error().detail,
                 std::string("it is 128x64 with 24 frames a second, but a.mp4 is 128x64 with 25 frames a second; only "
                             "films of one size and frame rate can be joined"));
        for (const auto& [first, count] :
             {std::pair<int64_t, int64_t>(kFrames, 1), {0, kFrames + 1}, {100, 31}, {-1, 3}, {5, 0}, {5, INT64_MAX}}) {
            const auto made = join({{file("a.mp4"), first, count}});
            QVERIFY(!made);
            QCOMPARE(made.error().code, ErrorCode::BadOption);
            QVERIFY(made.error().detail.ends_with("its frames are 0 to 129"));
        }
        QVERIFY(!join({}));
        QCOMPARE(names(), (std::vector<std::string>{"a.mp4", "b.mp4", "slower.mp4"}));
    }

    void badFilmsLeaveNothingBehind()
    {
        std::ofstream(file("text.mp4")) << "no film";
        fs::copy_file(file("a.mp4"), file("cut.mp4"));
        fs::resize_file(file("cut.mp4"), fs::file_size(file("a.mp4")) / 2);
        const std::map<std::string, ErrorCode> films{{"gone.mp4", ErrorCode::FileMissing},
                                                     {"text.mp4", ErrorCode::MediaDamaged},
                                                     {"cut.mp4", ErrorCode::MediaDamaged}};
        for (const auto& [name, code] : films) {
            const auto made = join({{file("b.mp4")}, {file(name)}});
            QVERIFY(!made);
            QCOMPARE(made.error().code, code);
            QCOMPARE(made.error().subject, file(name).string());
        }
        QCOMPARE(names(), (std::vector<std::string>{"a.mp4", "b.mp4", "cut.mp4", "text.mp4"}));
    }

    // One that goes away while it is being read.
    void aFilmThatVanishes()
    {
        fs::copy_file(file("b.mp4"), file("c.mp4"));
        const auto made = join({{file("a.mp4")}, {file("c.mp4")}}, {}, [this](double part) {
            if (part > 0.3)
                fs::remove(file("c.mp4"));
        });
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::FileMissing);
        QCOMPARE(made.error().subject, file("c.mp4").string());
        QCOMPARE(names(), (std::vector<std::string>{"a.mp4", "b.mp4"}));
    }

    void itIsStoppedAtAnyTime()
    {
        for (const double when : {0.1, 0.5, 0.95}) {
            std::stop_source stop;
            double last = 0;
            const auto made
                = join({{file("a.mp4"), 10, {}}, {file("b.mp4"), 10, {}}}, stop.get_token(), [&](double part) {
                      QVERIFY(part >= last);
                      last = part;
                      if (part >= when)
                          stop.request_stop();
                  });
            QVERIFY(!made);
            QCOMPARE(made.error().code, ErrorCode::Cancelled);
            QCOMPARE(names(), (std::vector<std::string>{"a.mp4", "b.mp4"}));
        }
    }

    void aFullDiskLeavesNothingBehind()
    {
        make("silent.mp4", 1, format(), 0);
        for (const auto& [bytes, films] : {std::pair(100'000, std::vector<FilmPart>{{file("a.mp4")}, {file("b.mp4")}}),
                                           {300, {{file("silent.mp4")}}},
                                           {9'000, {{file("silent.mp4"), 3, {}}, {file("silent.mp4")}}}}) {
            const SmallDisk disk(static_cast<rlim_t>(bytes));
            const auto made = join(films);
            QVERIFY(!made);
            QCOMPARE(made.error().code, ErrorCode::DiskFull);
            QCOMPARE(made.error().subject, file("joined.mp4").string());
            QCOMPARE(names(), (std::vector<std::string>{"a.mp4", "b.mp4", "silent.mp4"}));
        }
    }

    void anotherFilmIsNeverReplaced()
    {
        std::ofstream(file("joined.mp4")) << "another one";
        const auto made = join({{file("a.mp4")}});
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::FileExists);
        QCOMPARE(fs::file_size(file("joined.mp4")), uintmax_t{11});
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestFilmJoin)
#include "tst_FilmJoin.moc"
