// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "core/media/SoundStream.h"
#include "tests/support/MediaFiles.h"

#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace studio;
using namespace studio::media;

namespace {

constexpr int kWidth = 128;
constexpr int kHeight = 64;
constexpr int kRate = 44100;

// A grey that tells the frame's number, with a coloured corner.
std::vector<uint8_t> picture(int number)
{
    std::vector<uint8_t> rgb(size_t{3} * kWidth * kHeight, static_cast<uint8_t>(20 + number % 50 * 4));
    for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 32; ++x) {
            uint8_t* const at = rgb.data() + 3 * (kWidth * y + x);
            at[0] = 220;
            at[1] = 40;
            at[2] = 90;
        }
    }
    return rgb;
}

// What can't be compressed, to fill a disk.
std::vector<uint8_t> noise(uint32_t seed)
{
    std::vector<uint8_t> rgb(size_t{3} * kWidth * kHeight);
    for (uint8_t& value : rgb) {
        seed = seed * 1664525 + 1013904223;
        value = static_cast<uint8_t>(seed >> 24);
    }
    return rgb;
}

MovieFormat format()
{
    MovieFormat made;
    made.width = kWidth;
    made.height = kHeight;
    return made;
}

struct Heard {
    double clickAt = -1; // Seconds, the first loud sample.
    double seconds = 0; // As stated.
    double loudest(double from, double to) const
    {
        double peak = 0;
        for (auto i = static_cast<size_t>(from * rate); i < std::min(samples.size(), static_cast<size_t>(to * rate));
             ++i)
            peak = std::max(peak, std::abs(double{samples[i]}));
        return peak;
    }
    std::vector<float> samples;
    int rate = 0;
};

Heard listen(const std::filesystem::path& path)
{
    Heard heard;
    auto stream = SoundStream::open(path);
    if (!stream)
        return heard;
    heard.rate = stream->sampleRate();
    heard.seconds = stream->statedSeconds();
    for (auto piece = stream->next(); !piece.empty(); piece = stream->next())
        heard.samples.insert(heard.samples.end(), piece.front().begin(), piece.front().end());
    for (size_t i = 0; i < heard.samples.size() && heard.clickAt < 0; ++i) {
        if (heard.samples[i] > 0.3F)
            heard.clickAt = static_cast<double>(i) / heard.rate;
    }
    return heard;
}

int framesIn(const std::filesystem::path& path)
{
    auto reader = MovieReader::open(path);
    if (!reader)
        return -1;
    for (int count = 0;; ++count) {
        const auto frame = reader->nextFrame();
        if (!frame || !*frame)
            return frame ? count : -1;
    }
}

class TestMovieWriter : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    [[nodiscard]] std::filesystem::path file(const char* name) const { return folder() / name; }
    [[nodiscard]] size_t filesInFolder() const
    {
        return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder()), {}));
    }

    Result<MovieSummary> write(const std::filesystem::path& path, const MovieFormat& wanted, int frames)
    {
        auto writer = MovieWriter::open(path, wanted);
        if (!writer)
            return writer.error();
        for (int i = 0; i < frames; ++i) {
            if (const Status written = writer->writeFrame(picture(i)); !written)
                return written.error();
        }
        return writer->finish();
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    // The window opens fonts, which asks for variables, while an encoder is made elsewhere.
    void theEnvironmentStaysAsItIs()
    {
        const QStringList before = QProcessEnvironment::systemEnvironment().toStringList();
        QVERIFY(bool(write(file("a.mp4"), format(), 12)));
        QCOMPARE(QProcessEnvironment::systemEnvironment().toStringList(), before);
    }

    void framesComeBackInOrder()
    {
        MovieFormat wanted = format();
        wanted.comment = "seed 420, “four” steps";
        const auto summary = write(file("a.mp4"), wanted, 45);
        QVERIFY(bool(summary));
        QCOMPARE(summary->frames, 45);
        QCOMPARE(summary->seconds, 1.8);
        QVERIFY(summary->indexInFront);
        QCOMPARE(summary->bytes, std::filesystem::file_size(file("a.mp4")));
        QCOMPARE(filesInFolder(), size_t{1});

        auto reader = MovieReader::open(file("a.mp4"));
        QVERIFY(bool(reader));
        QCOMPARE(reader->info().width, kWidth);
        QCOMPARE(reader->info().height, kHeight);
        QCOMPARE(reader->info().frameRate, 25.0);
        QCOMPARE(reader->info().seconds, 1.8);
        QCOMPARE(reader->info().comment, wanted.comment);
        QVERIFY(!reader->info().hasSound);
        int count = 0;
        while (true) {
            const auto frame = reader->nextFrame();
            QVERIFY(bool(frame));
            if (!*frame)
                break;
            const std::vector<uint8_t> sent = picture(count++);
            const std::vector<uint8_t>& got = (**frame).rgb;
            // Far from edges only the encoder's rounding is left: of greys and, by the colour matrix, of colours.
            for (const size_t pixel : {size_t{16 * kWidth + 16}, size_t{50 * kWidth + 100}}) {
                for (size_t c = 0; c < 3; ++c)
                    QVERIFY(std::abs(int{got[3 * pixel + c]} - sent[3 * pixel + c]) <= 4);
            }
        }
        QCOMPARE(count, 45);

        QVERIFY(bool(reader->seek(1.2)));
        const auto sought = reader->nextFrame();
        QVERIFY(sought && *sought);
        QVERIFY(std::abs(int{(**sought).rgb.back()} - picture(30).back()) <= 2);
    }

    void theIndexStandsInFront()
    {
        QVERIFY(bool(write(file("a.mp4"), format(), 3)));
        const std::vector<uint8_t> bytes = test::readBytes(file("a.mp4"));
        const std::string text(bytes.begin(), bytes.end());
        QVERIFY(text.find("moov") < text.find("mdat"));
        QCOMPARE(text.find("moof"), std::string::npos);
    }

    void soundBeginsAtZeroAndEndsWithThePicture_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("frames");
        for (const int rate : {16000, 37800, 44100, 48000, 192000}) {
            for (const int frames : {45, 64})
                QTest::addRow("%d Hz, %d frames", rate, frames) << rate << frames;
        }
    }
    void soundBeginsAtZeroAndEndsWithThePicture()
    {
        QFETCH(int, rate);
        QFETCH(int, frames);
        const std::vector<float> samples = test::click(4, 1, rate);
        test::writeWav(file("click.wav"), {samples, samples}, rate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        QVERIFY(bool(write(file("a.mp4"), wanted, frames)));
        const Heard heard = listen(file("a.mp4"));
        QVERIFY(std::abs(heard.clickAt - 1) < 0.001);
        QVERIFY(std::abs(heard.seconds - frames / 25.0) < 1e-4);
        QCOMPARE(framesIn(file("a.mp4")), frames);
        QVERIFY(MovieReader::open(file("a.mp4"))->info().hasSound);
    }

    void soundAfterTheLastFrameIsLeftOut()
    {
        // A second click right behind the end of frame 33, and one well before.
        std::vector<float> samples = test::click(4, 1, kRate);
        const std::vector<float> second = test::click(4, 33 / 25.0 + 0.002, kRate);
        for (size_t i = 0; i < samples.size(); ++i)
            samples[i] += second[i];
        test::writeWav(file("click.wav"), {samples}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        QVERIFY(bool(write(file("a.mp4"), wanted, 33)));
        const Heard heard = listen(file("a.mp4"));
        QVERIFY(heard.loudest(0.9, 1.1) > 0.5);
        QVERIFY(heard.loudest(1.2, 9) < 0.05);
    }

    void soundThatIsShorterEndsOrIsFilledOrEndsThePicture()
    {
        test::writeWav(file("click.wav"), {test::click(1.5, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        QCOMPARE(write(file("as.mp4"), wanted, 60)->frames, 60);
        QVERIFY(std::abs(listen(file("as.mp4")).seconds - 1.5) < 1e-4);

        wanted.soundEnd = SoundEnd::Silence;
        QCOMPARE(write(file("silence.mp4"), wanted, 60)->frames, 60);
        const Heard filled = listen(file("silence.mp4"));
        QVERIFY(std::abs(filled.seconds - 2.4) < 1e-4);
        QVERIFY(filled.loudest(1.6, 9) < 0.01);

        wanted.soundEnd = SoundEnd::EndsPicture;
        const auto ended = write(file("ends.mp4"), wanted, 60);
        QVERIFY(bool(ended));
        QCOMPARE(ended->frames, 38); // Frame 37 begins at 1.48 s.
        QCOMPARE(ended->framesLeftOut, 22);
        QCOMPARE(framesIn(file("ends.mp4")), 38);
    }

    void soundCanStartLater()
    {
        test::writeWav(file("click.wav"), {test::click(4, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        wanted.soundStart = 0.12;
        QVERIFY(bool(write(file("a.mp4"), wanted, 50)));
        QVERIFY(std::abs(listen(file("a.mp4")).clickAt - 0.88) < 0.001);
    }

    void oddNumbersOfChannelsAreWritten()
    {
        const std::vector<float> samples = test::click(2, 1, 48000);
        for (const size_t channels : {size_t{1}, size_t{3}, size_t{6}, size_t{7}, size_t{11}}) {
            test::writeWav(file("many.wav"), std::vector<std::vector<float>>(channels, samples), 48000);
            MovieFormat wanted = format();
            wanted.sound = file("many.wav");
            wanted.existing = Existing::Replace;
            const auto summary = write(file("a.mp4"), wanted, 40);
            QVERIFY2(summary, std::to_string(channels).c_str());
            QVERIFY(std::abs(listen(file("a.mp4")).clickAt - 1) < 0.001);
        }
    }

    void oneFrameIsAMovie()
    {
        test::writeWav(file("click.wav"), {test::click(4, 0.01, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        QVERIFY(bool(write(file("a.mp4"), wanted, 1)));
        QCOMPARE(framesIn(file("a.mp4")), 1);
        const Heard heard = listen(file("a.mp4"));
        QVERIFY(std::abs(heard.seconds - 0.04) < 1e-4);
        QVERIFY(std::abs(heard.clickAt - 0.01) < 0.001);
    }

    void noFrameIsNoMovie()
    {
        const auto summary = write(file("a.mp4"), format(), 0);
        QVERIFY(!summary);
        QCOMPARE(summary.error().code, ErrorCode::BadOption);
        QCOMPARE(filesInFolder(), size_t{0});
    }

    void sameFramesGiveTheSameFile()
    {
        test::writeWav(file("click.wav"), {test::click(4, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        QVERIFY(bool(write(file("a.mp4"), wanted, 60)));
        QVERIFY(bool(write(file("b.mp4"), wanted, 60)));
        QVERIFY(test::readBytes(file("a.mp4")) == test::readBytes(file("b.mp4")));
    }

    void anExistingFileIsReplacedOnlyWhenAsked()
    {
        const std::vector<uint8_t> old{1, 2, 3};
        test::writeBytes(file("a.mp4"), old);
        const auto refused = write(file("a.mp4"), format(), 3);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::FileExists);
        QVERIFY(test::readBytes(file("a.mp4")) == old);

        MovieFormat wanted = format();
        wanted.existing = Existing::Replace;
        QVERIFY(bool(write(file("a.mp4"), wanted, 3)));
        QCOMPARE(framesIn(file("a.mp4")), 3);
    }

    void aNameTakenMeanwhileIsNotOverwritten()
    {
        auto writer = MovieWriter::open(file("a.mp4"), format());
        QVERIFY(bool(writer));
        QVERIFY(bool(writer->writeFrame(picture(0))));
        const std::vector<uint8_t> other{1, 2, 3};
        test::writeBytes(file("a.mp4"), other);
        const auto summary = writer->finish();
        QVERIFY(!summary);
        QCOMPARE(summary.error().code, ErrorCode::FileExists);
        QVERIFY(test::readBytes(file("a.mp4")) == other);
        QCOMPARE(framesIn(writer->partPath()), 1);
    }

    void refusesWhatItCantWrite()
    {
        const auto code = [&](const std::filesystem::path& path, const MovieFormat& wanted) {
            const auto writer = MovieWriter::open(path, wanted);
            return writer ? ErrorCode::Internal : writer.error().code;
        };
        QCOMPARE(code(folder() / "no" / "a.mp4", format()), ErrorCode::NotWritable);
        QCOMPARE(code(folder(), format()), ErrorCode::NotWritable);
        test::writeBytes(file("plain"), {});
        QCOMPARE(code(file("plain") / "a.mp4", format()), ErrorCode::NotWritable);
        MovieFormat odd = format();
        odd.width = 127;
        QCOMPARE(code(file("a.mp4"), odd), ErrorCode::BadOption);
        MovieFormat mute = format();
        mute.sound = file("missing.wav");
        QCOMPARE(code(file("a.mp4"), mute), ErrorCode::FileMissing);
        QVERIFY(!std::filesystem::exists(file("a.mp4")));
    }

    void abandoningLeavesNothing()
    {
        auto writer = MovieWriter::open(file("a.mp4"), format());
        QVERIFY(bool(writer));
        for (int i = 0; i < 60; ++i)
            QVERIFY(bool(writer->writeFrame(picture(i))));
        QVERIFY(filesInFolder() > 0);
        writer->abandon();
        QCOMPARE(filesInFolder(), size_t{0});
    }

    void aKilledProgramLeavesAMovieThatPlays()
    {
        test::writeWav(file("click.wav"), {test::click(8, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        const pid_t child = fork();
        if (child == 0) {
            auto writer = MovieWriter::open(file("a.mp4"), wanted);
            for (int i = 0; writer && i < 130; ++i)
                (void)bool(writer->writeFrame(picture(i)));
            raise(SIGKILL);
        }
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        const int frames = framesIn(file(".a.part.mp4"));
        QVERIFY2(frames >= 75 && frames <= 130, std::to_string(frames).c_str());
        QVERIFY(listen(file(".a.part.mp4")).loudest(0.9, 1.1) > 0.5);
    }

    // The limit on a file's size stands for the full disk: the system refuses to write, the same way.
    void aFullDiskKeepsWhatFits()
    {
        auto writer = MovieWriter::open(file("a.mp4"), format());
        QVERIFY(bool(writer));
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = signal(SIGXFSZ, SIG_IGN);
        rlimit tight = before;
        tight.rlim_cur = 600'000;
        setrlimit(RLIMIT_FSIZE, &tight);
        Status written = kDone;
        int sent = 0;
        while (written && sent < 400)
            written = writer->writeFrame(noise(static_cast<uint32_t>(sent++)));
        const auto summary = writer->finish();
        setrlimit(RLIMIT_FSIZE, &before);
        signal(SIGXFSZ, handler);

        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::DiskFull);
        QVERIFY(bool(summary));
        const int frames = framesIn(file("a.mp4"));
        QVERIFY2(frames >= 25 && frames < sent, std::to_string(frames).c_str());
        QCOMPARE(filesInFolder(), size_t{1});
    }

    void anyFileThatIsNoMovieIsNamedSo()
    {
        QCOMPARE(MovieReader::open(file("missing.mp4")).error().code, ErrorCode::FileMissing);
        QCOMPARE(MovieReader::open(folder()).error().code, ErrorCode::FileUnreadable);
        const std::string text(3000, 'a');
        test::writeBytes(file("text.mp4"), {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
        QCOMPARE(MovieReader::open(file("text.mp4")).error().code, ErrorCode::MediaDamaged);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestMovieWriter)
#include "tst_MovieWriter.moc"
