// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Mp4.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/MovieFiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace studio;
using namespace studio::media;
using namespace studio::test;

namespace {

namespace fs = std::filesystem;

constexpr int kFrames = 130;

// A movie goes on behind the pictures of one that wasn't finished.
class TestMovieBeginning : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        std::vector<float> samples;
        for (int i = 0; i < kRate * 6; ++i)
            samples.push_back(0.4F * static_cast<float>(std::sin(i * 0.03) * std::sin(i * 0.0001)));
        writeWav(file("voice.wav"), {samples}, kRate);
        m_format = format();
        m_format.sound = file("voice.wav");
        QVERIFY(write(file("whole.mp4"), m_format, kFrames));
        m_whole = picturesIn(file("whole.mp4"));
        QCOMPARE(std::ssize(m_whole), kFrames);
    }

    void cleanup()
    {
        for (const auto& entry : fs::directory_iterator(folder())) {
            if (entry.path().filename() != "voice.wav" && entry.path().filename() != "whole.mp4")
                fs::remove(entry.path());
        }
    }

    // Wherever the file of the killed program is cut off.
    void pictureByPictureOfAKilledProgram()
    {
        const fs::path killed = leaveKilled(m_format, 110);
        const auto size = fs::file_size(killed);
        int64_t most = 0;
        for (int part = 1; part <= 6; ++part) {
            fs::copy_file(killed, file("cut.mp4"), fs::copy_options::overwrite_existing);
            fs::resize_file(file("cut.mp4"), size * static_cast<uintmax_t>(part) / 6);
            const int64_t kept = finish(m_format, file("cut.mp4"));
            QVERIFY(kept >= most && kept < 110);
            most = kept;
            verify(kept);
            fs::remove(file("a.mp4"));
        }
        QVERIFY(most >= 70);
    }

    void allPicturesOfAStoppedFilm()
    {
        for (const int frames : {1, 24, 25, 26, 60}) {
            QVERIFY(write(file("stopped.mp4"), m_format, frames));
            QCOMPARE(finish(m_format, file("stopped.mp4")), frames);
            verify(frames);
            fs::remove(file("stopped.mp4"));
            fs::remove(file("a.mp4"));
        }
    }

    // What was begun is as safe as in the file it came from, before another frame is made.
    void theBeginningIsInTheFileAtOnce()
    {
        QVERIFY(write(file("stopped.mp4"), m_format, 60));
        {
            auto part = PartFile::reserve(file("a.mp4"), Existing::Refuse);
            QVERIFY(part);
            const auto writer = MovieWriter::openAfter(std::move(*part), m_format, file("stopped.mp4"));
            QVERIFY(writer);
            QCOMPARE(framesIn(writer->partPath()), 60);
        }
        QCOMPARE(finish(m_format, file(".a.part.mp4")), 60);
        verify(60);
    }

    void aLosslessBeginningStaysLossless()
    {
        MovieFormat wanted = m_format;
        wanted.exportFormat = "png";
        const fs::path killed = leaveKilled(wanted, 110);
        auto part = PartFile::reserve(file("b"), Existing::Refuse);
        QVERIFY(part);
        auto writer = MovieWriter::openAfter(std::move(*part), wanted, killed);
        QVERIFY(writer);
        QVERIFY(writer->frames() >= 75);
        for (auto i = static_cast<int>(writer->frames()); i < kFrames; ++i)
            QVERIFY(writer->writeFrame(picture(i)));
        const std::vector<std::vector<uint8_t>> read = [&] {
            MovieWriter killedAgain = std::move(*writer);
            return picturesIn(killedAgain.partPath());
        }();
        QVERIFY(std::ssize(read) >= 100);
        for (size_t i = 0; i < read.size(); ++i)
            QVERIFY(read[i] == picture(static_cast<int>(i)));
    }

    void picturesOfAnotherKindAreNotTaken()
    {
        MovieFormat large = format();
        large.width = 2 * kWidth;
        {
            auto writer = MovieWriter::open(file("large.mp4"), large);
            QVERIFY(writer);
            QVERIFY(writer->writeFrame(std::vector<uint8_t>(size_t{6} * kWidth * kHeight)));
            QVERIFY(writer->finish());
        }
        writeBytes(file("none.mp4"), std::vector<uint8_t>{1, 2, 3});
        MovieFormat lossless = m_format;
        lossless.exportFormat = "png";
        const fs::path killed = leaveKilled(lossless, 60);
        for (const fs::path& from : {file("large.mp4"), file("none.mp4"), file("missing.mp4"), killed}) {
            QCOMPARE(finish(m_format, from), 0);
            verify(0);
            fs::remove(file("a.mp4"));
        }
    }

    // Rates and lengths that a damaged time scale makes, and a sound that ends before such a picture does.
    void whatNoFilmHasCountsAsNotStated()
    {
        std::ifstream stream(file("whole.mp4"), std::ios::binary);
        std::string movie{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
        int boxes = 0;
        for (size_t at = movie.find("mdhd"); at != std::string::npos; at = movie.find("mdhd", at + 1), ++boxes)
            movie.replace(at + 16, 4, std::string("\x7f\xff\xff\xff", 4)); // units a second
        QCOMPARE(boxes, 2);
        std::ofstream(file("damaged.mp4"), std::ios::binary) << movie;
        const auto reader = MovieReader::open(file("damaged.mp4"));
        QVERIFY(reader);
        QCOMPARE(reader->info().frameRate, 0.0);

        MovieContent content;
        content.pictures = 1'000'000;
        content.frameRate = 1e-12;
        content.soundRate = 48'000;
        content.soundSamples = 96'000;
        QCOMPARE(content.samplesOfPictures(), 96'000);
        content.frameRate = 1'000'000;
        QCOMPARE(content.samplesOfPictures(), 48'000);
    }

private:
    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] fs::path file(const char* name) const { return folder() / name; }

    // The hidden file of a program that was killed after so many frames.
    [[nodiscard]] fs::path leaveKilled(const MovieFormat& wanted, int frames) const
    {
        const fs::path left = file("killed.bin");
        auto writer = MovieWriter::open(file("killed.mp4"), wanted);
        for (int i = 0; i < frames; ++i)
            (void)writer->writeFrame(picture(i));
        fs::copy_file(writer->partPath(), left);
        writer->abandon();
        return left;
    }

    // Makes a.mp4, and returns how many pictures it took over.
    [[nodiscard]] int64_t finish(const MovieFormat& wanted, const fs::path& from) const
    {
        auto part = PartFile::reserve(file("a.mp4"), Existing::Refuse);
        if (!part)
            return -1;
        auto writer = MovieWriter::openAfter(std::move(*part), wanted, from);
        if (!writer)
            return -1;
        const int64_t kept = writer->frames();
        for (auto i = static_cast<int>(kept); i < kFrames; ++i) {
            if (!writer->writeFrame(picture(i)))
                return -1;
        }
        const auto finished = writer->finish();
        return finished && !finished->doubt && finished->indexInFront && finished->frames == kFrames ? kept : -1;
    }

    // a.mp4 shows all pictures, those before `kept` as they were encoded at first, and sounds as in one go.
    void verify(int64_t kept) const
    {
        const std::vector<std::vector<uint8_t>> made = picturesIn(file("a.mp4"));
        QCOMPARE(std::ssize(made), kFrames);
        for (size_t i = 0; i < made.size(); ++i) {
            const int grey = made[i][3 * (kWidth * 60 + 100)];
            const int wanted = m_whole[i][3 * (kWidth * 60 + 100)];
            QVERIFY2(std::abs(grey - wanted) <= 2, qPrintable(QString::number(i)));
        }
        for (size_t i = 0; static_cast<int64_t>(i) + 30 < kept; ++i) // The encoder looks ahead.
            QVERIFY2(made[i] == m_whole[i], qPrintable(QString::number(i)));
        const Heard sound = listen(file("a.mp4"));
        QVERIFY(!sound.samples.empty() && sound.samples == listen(file("whole.mp4")).samples);
    }

    QTemporaryDir m_folder;
    MovieFormat m_format;
    std::vector<std::vector<uint8_t>> m_whole;
};

} // namespace

QTEST_GUILESS_MAIN(TestMovieBeginning)
#include "tst_MovieBeginning.moc"
