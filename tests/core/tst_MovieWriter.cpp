// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieExport.h"
#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "core/media/Mp4.h"
#include "core/media/Picture.h"
#include "core/media/SoundStream.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/SmallDisk.h"

#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <string_view>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace studio;
using namespace studio::media;
using test::format;
using test::framesIn;
using test::Heard;
using test::kHeight;
using test::kRate;
using test::kWidth;
using test::listen;
using test::picture;
using test::write;

namespace {

// A disk that fails after so many bytes of films that are being made. read() below stands for the C library's in this
// program.
struct Disk {
    int64_t left = -1; // Less than none: it doesn't fail.
    int64_t given = 0;
    int64_t endsAt = -1; // Each file seems to end here; less than none: it doesn't.
} disk;

bool isWatched(int descriptor)
{
    std::array<char, 512> target{};
    const ssize_t length
        = ::readlink(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), target.data(), target.size());
    const std::string_view path(target.data(), static_cast<size_t>(std::max<ssize_t>(length, 0)));
    const auto has = [&](std::string_view text) { return path.find(text) != std::string_view::npos; };
    return has(".part") || has(".new-") || has("(deleted)"); // The last: a file without a name.
}

} // namespace

extern "C" ssize_t read(int descriptor, void* bytes, size_t count)
{
    const bool watched = isWatched(descriptor);
    if (watched && disk.left == 0) {
        errno = EIO;
        return -1;
    }
    if (watched && disk.endsAt >= 0) {
        const int64_t at = ::lseek(descriptor, 0, SEEK_CUR);
        count = std::min(count, static_cast<size_t>(std::max<int64_t>(0, disk.endsAt - at)));
    }
    if (watched && disk.left > 0)
        count = std::min(count, static_cast<size_t>(disk.left));
    const ssize_t got = ::syscall(SYS_read, descriptor, bytes, count);
    if (watched && got > 0) {
        disk.given += got;
        disk.left -= disk.left > 0 ? got : 0;
    }
    return got;
}

namespace {

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

    // Of a.mp4, of 130 frames.
    void leaveKilledRender(const MovieFormat& wanted)
    {
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
        leaveKilledRender(wanted);
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

    // Neither a part of a film nor one of which nothing was written replaces another.
    void onlyAWholeFilmReplacesAnother()
    {
        MovieFormat wanted = format();
        QVERIFY(bool(write(file("a.mp4"), wanted, 50)));
        wanted.existing = Existing::Replace;
        for (const int frames : {30, 31}) {
            auto writer = MovieWriter::open(file("a.mp4"), wanted);
            QVERIFY(bool(writer));
            for (int i = 0; i < frames; ++i)
                QVERIFY(bool(writer->writeFrame(picture(i))));
            const auto summary = writer->finish(FilmIs::Part);
            QVERIFY(summary && !summary->doubt);
            QCOMPARE(summary->path, file(frames == 30 ? "a-2.mp4" : "a-3.mp4"));
            QCOMPARE(framesIn(summary->path), frames);
            QCOMPARE(framesIn(file("a.mp4")), 50);
        }
        {
            auto writer = MovieWriter::open(file("a.mp4"), wanted);
            QVERIFY(bool(writer));
            const test::SmallDisk full(0);
            for (int i = 0; i < 60 && writer->writeFrame(picture(i)); ++i) { }
            const auto summary = writer->finish();
            QVERIFY(!summary);
            QCOMPARE(summary.error().code, ErrorCode::DiskFull);
        }
        QCOMPARE(framesIn(file("a.mp4")), 50);
        QCOMPARE(filesInFolder(), size_t{3});
    }

    // Wherever the disk fails while the index is moved to the front and the movie is read to see whether all is in it.
    void aDiskThatFailsLosesNoFrame()
    {
        test::writeWav(file("click.wav"), {test::click(4, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        wanted.existing = Existing::Replace;
        constexpr int kFrames = 80;
        constexpr int kPlaces = 24;
        disk = {};
        QVERIFY(bool(write(file("a.mp4"), wanted, kFrames)));
        const int64_t all = disk.given;
        QVERIFY(all > 10'000);
        int doubted = 0;
        int kept = 0;
        for (int place = 0; place < kPlaces; ++place) {
            auto writer = MovieWriter::open(file("a.mp4"), wanted);
            QVERIFY(bool(writer));
            for (int i = 0; i < kFrames; ++i)
                QVERIFY(bool(writer->writeFrame(picture(i))));
            disk = {.left = all * place / kPlaces};
            const auto summary = writer->finish();
            disk = {};
            const std::string at = "fails at " + std::to_string(place);
            QVERIFY2(summary, at.c_str());
            QVERIFY2(summary->frames == kFrames, at.c_str());
            QVERIFY2(framesIn(summary->path) == kFrames, at.c_str());
            QVERIFY2(listen(summary->path).seconds >= kFrames / 25.0 - 1e-4, at.c_str());
            QVERIFY2(!summary->indexInFront, at.c_str());
            // A film that can't be read replaces no other.
            QVERIFY2((summary->path == file("a.mp4")) == !summary->doubt, at.c_str());
            QVERIFY2(framesIn(file("a.mp4")) == kFrames, at.c_str());
            QCOMPARE(filesInFolder(), size_t{summary->doubt ? 3U : 2U});
            if (summary->doubt) {
                std::filesystem::remove(summary->path);
                QCOMPARE(summary->doubt->code, ErrorCode::FileUnreadable);
                QCOMPARE(summary->doubt->subject, file("a.mp4").string());
                ++doubted;
            } else {
                ++kept;
            }
        }
        QVERIFY(doubted > 0); // Nobody could tell whether it is whole.
        QVERIFY(kept > 0); // The part file was read, and the plain MP4 was not.
    }

    // A network's disk may tell an old length, and no error.
    void aFileThatReadsShorterThanItWasWrittenIsKept_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("the film as it was written") << QStringLiteral("mp4");
        QTest::newRow("a film that is to be converted") << QStringLiteral("mov");
    }
    void aFileThatReadsShorterThanItWasWrittenIsKept()
    {
        QFETCH(const QString, id);
        constexpr int kFrames = 80;
        MovieFormat wanted = format();
        wanted.exportFormat = id.toStdString();
        auto writer = MovieWriter::open(file(("a." + id.toStdString()).c_str()), wanted);
        QVERIFY(bool(writer));
        for (int i = 0; i < kFrames; ++i)
            QVERIFY(bool(writer->writeFrame(noise(static_cast<uint32_t>(i)))));
        disk = {.endsAt = static_cast<int64_t>(std::filesystem::file_size(writer->partPath())) / 2};
        const auto summary = writer->finish();
        disk = {};
        QVERIFY(bool(summary));
        QVERIFY(summary->doubt);
        QCOMPARE(summary->path, file("a.mp4"));
        QCOMPARE(framesIn(file("a.mp4")), kFrames);
        QCOMPARE(filesInFolder(), size_t{1});
    }

    void aDiskThatFailsLosesNothingThatIsRecovered()
    {
        leaveKilledRender(format());
        const int frames = framesIn(file(".a.part.mp4"));
        QVERIFY(frames >= 75);
        constexpr int kPlaces = 12;
        const auto size = static_cast<int64_t>(std::filesystem::file_size(file(".a.part.mp4")));
        for (int place = 0; place < kPlaces; ++place) {
            disk = {.left = size * place / kPlaces};
            const auto recovered = recoverMovie(file("a.mp4"));
            disk = {};
            QVERIFY(!recovered);
            QCOMPARE(recovered.error().subject, file("a.mp4").string());
            QVERIFY(moviePart(file("a.mp4")));
            QVERIFY(!std::filesystem::exists(file("a.mp4")));
        }
        const auto recovered = recoverMovie(file("a.mp4"));
        QVERIFY(bool(recovered));
        QCOMPARE(recovered->frames, frames);
        QCOMPARE(framesIn(file("a.mp4")), frames);
        QCOMPARE(filesInFolder(), size_t{1});
    }

    void whatAKilledRenderLeftCanBeHadBack()
    {
        test::writeWav(file("click.wav"), {test::click(8, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        leaveKilledRender(wanted);
        {
            auto later = MovieWriter::open(file("a.mp4"), wanted);
            QVERIFY(bool(later));
            QCOMPARE(later->partPath(), file(".a.part-2.mp4"));
            QCOMPARE(recoverMovie(file("a.mp4")).error().code, ErrorCode::FileExists); // It is being made.
        }
        const auto recovered = recoverMovie(file("a.mp4"));
        QVERIFY(bool(recovered));
        QVERIFY(recovered->frames >= 75);
        QCOMPARE(framesIn(file("a.mp4")), static_cast<int>(recovered->frames));
        QVERIFY(std::abs(listen(file("a.mp4")).seconds - recovered->seconds) < 1e-3); // No sound without a picture.
        QVERIFY(!moviePart(file("a.mp4")));
    }

    void aReadErrorIsNotTheEndOfAMovie()
    {
        auto writer = MovieWriter::open(file("a.mp4"), format());
        QVERIFY(bool(writer));
        for (int i = 0; i < 60; ++i)
            QVERIFY(bool(writer->writeFrame(noise(static_cast<uint32_t>(i)))));
        QVERIFY(bool(writer->finish()));
        std::filesystem::rename(file("a.mp4"), file("a.part.mp4")); // What the disk fails for.
        disk = {.left = static_cast<int64_t>(std::filesystem::file_size(file("a.part.mp4"))) * 3 / 4};
        auto reader = MovieReader::open(file("a.part.mp4"));
        ErrorCode code = ErrorCode::Internal;
        int frames = 0;
        for (bool more = bool(reader); more;) {
            const auto frame = reader->nextFrame();
            more = frame && *frame;
            frames += more ? 1 : 0;
            if (!frame)
                code = frame.error().code;
        }
        disk = {};
        QCOMPARE(code, ErrorCode::FileUnreadable);
        QVERIFY(frames > 0 && frames < 60);
    }

    void aReadErrorIsNotTheEndOfAnExport()
    {
        test::writeWav(file("click.wav"), {test::click(40, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        auto writer = MovieWriter::open(file("a.mp4"), wanted);
        QVERIFY(bool(writer));
        for (int i = 0; i < 250; ++i)
            QVERIFY(bool(writer->writeFrame(noise(static_cast<uint32_t>(i)))));
        QVERIFY(bool(writer->finish()));
        std::filesystem::rename(file("a.mp4"), file("a.part.mp4"));
        const auto size = static_cast<int64_t>(std::filesystem::file_size(file("a.part.mp4")));
        for (const char* const id : {"mp4", "png", "wav"}) {
            ExportOrder order;
            order.movie = file("a.part.mp4");
            order.target = file("out.mp4");
            order.format = id;
            // After what is read to learn what is in it.
            disk = {};
            QVERIFY(bool(MovieReader::open(file("a.part.mp4"))));
            disk = {.left = 2 * disk.given + size / 2};
            const auto made = exportMovie(order);
            disk = {};
            QVERIFY(!made);
            QCOMPARE(made.error().code, ErrorCode::FileUnreadable);
            QVERIFY(!std::filesystem::exists(file("out.mp4")));
            QCOMPARE(filesInFolder(), size_t{2});
        }
    }

    void aReadErrorIsNotTheEndOfTheSound()
    {
        test::writeWav(file("voice.part.wav"), {test::click(40, 1, kRate)}, kRate);
        disk = {.left = 1'000'000};
        auto sound = SoundStream::open(file("voice.part.wav"));
        QVERIFY(bool(sound));
        while (!sound->next().empty()) { }
        MovieFormat wanted = format();
        wanted.sound = file("voice.part.wav");
        disk = {.left = 1'000'000};
        const auto summary = write(file("b.mp4"), wanted, 400);
        disk = {};
        QVERIFY(sound->readError());
        QCOMPARE(sound->readError()->code, ErrorCode::FileUnreadable);
        QVERIFY(!summary);
        QCOMPARE(summary.error().code, ErrorCode::FileUnreadable);
    }

    // What the disk had no room for isn't counted.
    void aFullDisksFilmTellsWhatIsInIt()
    {
        test::writeWav(file("click.wav"), {test::click(20, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        auto writer = MovieWriter::open(file("a.mp4"), wanted);
        QVERIFY(bool(writer));
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = signal(SIGXFSZ, SIG_IGN);
        rlimit tight = before;
        tight.rlim_cur = 600'000;
        setrlimit(RLIMIT_FSIZE, &tight);
        int sent = 0;
        while (sent < 400 && writer->writeFrame(noise(static_cast<uint32_t>(sent++)))) { }
        const auto summary = writer->finish();
        setrlimit(RLIMIT_FSIZE, &before);
        signal(SIGXFSZ, handler);
        QVERIFY(bool(summary));
        QVERIFY(sent < 400);
        QCOMPARE(framesIn(file("a.mp4")), static_cast<int>(summary->frames));
        QVERIFY(summary->frames < sent);
        QVERIFY(summary->doubt);
    }

    // Every format that a render can be told to make, and that can be written here.
    void everyFormatIsWrittenFinishedAndReadBack_data()
    {
        QTest::addColumn<QString>("id");
        for (const OfferedFormat& offered : offeredFormats()) {
            const std::string id(offered.format->id);
            if (offered.format->kind != FormatKind::Sound)
                QTest::addRow("%s", id.c_str()) << QString::fromStdString(id);
        }
    }
    void everyFormatIsWrittenFinishedAndReadBack()
    {
        QFETCH(const QString, id);
        const ExportFormat& as = *findExportFormat(id.toStdString());
        const std::vector<float> samples = test::click(4, 1, kRate);
        test::writeWav(file("click.wav"), {samples, samples}, kRate);
        MovieFormat wanted = format();
        wanted.exportFormat = as.id;
        wanted.sound = file("click.wav");
        const std::filesystem::path path = folder() / ("a" + std::string(as.suffix));
        constexpr int kFrames = 45;
        const auto made = write(path, wanted, kFrames);
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QVERIFY2(!made->doubt, made->doubt ? made->doubt->detail.c_str() : "");
        QCOMPARE(made->path, path);
        QCOMPARE(made->frames, kFrames);
        QCOMPARE(made->seconds, 1.8);
        QVERIFY(made->bytes > 0);
        QCOMPARE(filesInFolder(), size_t{2}); // It, and its sound.
        if (as.kind == FormatKind::Pictures) { // To the bit.
            for (const int frame : {0, 30, kFrames - 1}) {
                const std::string name = std::to_string(1000001 + frame).substr(1) + ".png";
                const auto read = readPicture(path / name, PictureRules::Studio);
                QVERIFY(read && read->rgb == picture(frame));
            }
            return;
        }
        const auto content = movieContent(path);
        QVERIFY(content);
        QCOMPARE(content->picturesAt(25), kFrames);
        if (id == QStringLiteral("webp")) // FFmpeg reads no animated one.
            return;
        QCOMPARE(framesIn(path), kFrames);
        const Heard heard = listen(path);
        QCOMPARE(MovieReader::open(path)->info().hasSound, !as.sounds.empty());
        if (as.sounds.empty())
            return;
        QVERIFY2(std::abs(heard.clickAt - 1) < 0.001, qPrintable(QString::number(heard.clickAt)));
        // To the sample where the codec has samples, else to its packet, of 20 ms at most.
        const double seconds = static_cast<double>(heard.samples.size()) / heard.rate;
        const double hair = as.sounds.front().codec == AudioCodec::Pcm ? 0.5 / heard.rate : 0.024;
        QVERIFY2(std::abs(seconds - 1.8) <= hair, qPrintable(QString::number(seconds)));
    }

    // What can't be made in another format is a film all the same, and not a hidden one.
    void whatCantBeConvertedStaysAnMp4()
    {
        test::writeWav(file("click.wav"), {test::click(4, 1, kRate)}, kRate);
        test::writeBytes(file("a.mp4"), std::vector<uint8_t>{1, 2, 3}); // stays as it is
        MovieFormat wanted = format();
        wanted.exportFormat = "gif";
        auto writer = MovieWriter::open(file("a.gif"), wanted);
        QVERIFY(bool(writer));
        for (int i = 0; i < 45; ++i)
            QVERIFY(bool(writer->writeFrame(picture(i))));
        disk = {.left = 30'000}; // Enough to see that the film is there, not to read it for the other one.
        const auto made = writer->finish();
        disk = {};
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QVERIFY(made->doubt);
        QCOMPARE(made->path, file("a-2.mp4"));
        QCOMPARE(framesIn(file("a-2.mp4")), 45);
        QVERIFY(!std::filesystem::exists(file("a.gif")));
        QCOMPARE(filesInFolder(), size_t{3});
        QCOMPARE(std::filesystem::file_size(file("a.mp4")), uintmax_t{3});
    }

    void aVoiceThatGoesAwayCostsTheFormatAndNotTheFilm()
    {
        test::writeWav(file("click.wav"), {test::click(4, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.exportFormat = "mov";
        wanted.sound = file("click.wav");
        auto writer = MovieWriter::open(file("a.mov"), wanted);
        QVERIFY(bool(writer));
        for (int i = 0; i < 45; ++i)
            QVERIFY(bool(writer->writeFrame(picture(i))));
        std::filesystem::remove(file("click.wav"));
        const auto made = writer->finish();
        QVERIFY(bool(made));
        QVERIFY(made->doubt);
        QCOMPARE(made->doubt->code, ErrorCode::FileMissing);
        QCOMPARE(made->path, file("a.mp4"));
        QCOMPARE(framesIn(file("a.mp4")), 45);
        QVERIFY(listen(file("a.mp4")).clickAt > 0.9); // It had been heard by then.
        QCOMPARE(filesInFolder(), size_t{1});
    }

    void aFormatThatIsTakenMeanwhileIsNotOverwritten()
    {
        for (const Existing existing : {Existing::Refuse, Existing::Replace}) {
            MovieFormat wanted = format();
            wanted.exportFormat = "gif";
            wanted.existing = existing;
            auto writer = MovieWriter::open(file("a.gif"), wanted);
            QVERIFY(bool(writer));
            QVERIFY(bool(writer->writeFrame(picture(0))));
            test::writeBytes(file("a.gif"), std::vector<uint8_t>{1, 2, 3});
            const auto made = writer->finish();
            QCOMPARE(bool(made), existing == Existing::Replace);
            QCOMPARE(std::filesystem::file_size(file("a.gif")) == 3, existing == Existing::Refuse);
            std::filesystem::remove(file("a.gif"));
        }
    }

    void unknownFormatsAreRefused()
    {
        for (const char* const id : {"mpeg", "wav", ""}) {
            MovieFormat wanted = format();
            wanted.exportFormat = id;
            const auto writer = MovieWriter::open(file("a.mp4"), wanted);
            QVERIFY(!writer && writer.error().code == ErrorCode::Unsupported);
        }
        QCOMPARE(filesInFolder(), size_t{0});
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
