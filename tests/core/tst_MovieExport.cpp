// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ExportEstimate.h"
#include "core/media/MovieExport.h"
#include "core/media/MovieReader.h"
#include "core/media/Picture.h"
#include "core/media/VoiceReader.h"
#include "tests/support/ClapFilm.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <optional>

using namespace studio;
using namespace studio::media;
Q_DECLARE_METATYPE(std::string)
Q_DECLARE_METATYPE(std::optional<AudioCodec>)
Q_DECLARE_METATYPE(std::optional<int>)
namespace fs = std::filesystem;

namespace {

constexpr int kFrames = 75; // 3 s
constexpr int kWhite = 30;
constexpr double kClick = 1.2; // s, the same moment
constexpr const char* kComment = "the settings";

// What a player would see and hear.
struct Probed {
    int frames = 0;
    int white = -1;
    double click = -1;
    double soundSeconds = 0;
    MovieInfo info;
};

Probed probe(const fs::path& movie)
{
    Probed probed;
    Result<MovieReader> reader = MovieReader::open(movie);
    if (!reader)
        return probed;
    probed.info = reader->info();
    for (auto frame = reader->nextFrame(); frame && *frame; frame = reader->nextFrame(), ++probed.frames) {
        if ((*frame)->rgb[0] > 200)
            probed.white = probed.frames;
    }
    if (const Result<Voice> voice = readVoice(movie, test::kClapRate)) {
        probed.click = test::clickIn(voice->samples, test::kClapRate);
        probed.soundSeconds = voice->seconds;
    }
    return probed;
}

class TestMovieExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        test::writeClick(folder() / "click.wav", 5, kClick);
        QVERIFY(test::writeClapFilm(movie(), folder() / "click.wav", kFrames, kWhite, kComment));
        const Probed source = probe(movie());
        QCOMPARE(source.frames, kFrames);
        QCOMPARE(source.white, kWhite);
        QVERIFY(std::abs(source.click - kClick) < 0.01);
    }

    void everyFormatKeepsPictureAndSoundTogether_data();
    void everyFormatKeepsPictureAndSoundTogether();
    void everyFormatKeepsColours_data();
    void everyFormatKeepsColours();
    void anAnimatedWebpTakesTheSameTime();
    void aGifHasNoMoreFramesThanPlayersShow();
    void aFormatHasOnlyItsOwnSound();
    void trimmedExportsStayInSync_data();
    void trimmedExportsStayInSync();
    void otherFrameRatesKeepTimeAndSound_data();
    void otherFrameRatesKeepTimeAndSound();
    void picturesAreScaledToAHeight_data();
    void picturesAreScaledToAHeight();
    void aScaledPictureIsTheSamePicture();
    void sidesAreEvenAndWithinLimits();
    void filesTravelInTheMovie();
    void aMovieThatGrowsIsExportedAsFarAsItPlays();
    void qualityDecidesTheSize();
    void theSizeIsEstimated_data();
    void theSizeIsEstimated();
    void settingsAreInTheFileIfWanted();
    void nothingIsOverwritten();
    void progressGrowsToOne();
    void cancelledExportsLeaveNothing();
    void picturesAreNumbered();
    void aPosterIsThePictureAtItsTime();
    void soundAloneIsAWav();
    void failuresAreTold();

private:
    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] fs::path movie() const { return folder() / "take.mp4"; }
    [[nodiscard]] ExportOrder order(const char* target) const
    {
        ExportOrder wanted;
        wanted.movie = movie();
        wanted.target = folder() / target;
        return wanted;
    }
    // Files whose names begin with a dot: what is half written.
    [[nodiscard]] int hidden() const
    {
        int count = 0;
        for (const auto& entry : fs::directory_iterator(folder()))
            count += entry.path().filename().string().starts_with('.') ? 1 : 0;
        return count;
    }

    QTemporaryDir m_folder;
};

// Every one of the table that can be written here.
void TestMovieExport::everyFormatKeepsPictureAndSoundTogether_data()
{
    QTest::addColumn<std::string>("id");
    QTest::addColumn<std::optional<AudioCodec>>("audio");
    for (const OfferedFormat& offered : offeredFormats()) {
        if (offered.format->kind != FormatKind::Film || offered.format->id == "webp") // FFmpeg reads no animated WebP.
            continue;
        const std::string id(offered.format->id);
        QTest::addRow("%s", id.c_str()) << id << std::optional<AudioCodec>();
        for (const SoundEncoder& sound : offered.sounds)
            QTest::addRow("%s %s", id.c_str(), sound.name) << id << std::optional(sound.codec);
    }
}

void TestMovieExport::everyFormatKeepsPictureAndSoundTogether()
{
    QFETCH(const std::string, id);
    QFETCH(const std::optional<AudioCodec>, audio);
    const ExportFormat& format = *findExportFormat(id);
    ExportOrder wanted = order("codec");
    wanted.target += format.suffix;
    wanted.format = id;
    wanted.audio = audio;
    wanted.comment = kComment;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    QCOMPARE(made->frames, kFrames);
    QCOMPARE(made->bytes, fs::file_size(made->path));
    const Probed probed = probe(made->path);
    QCOMPARE(probed.frames, kFrames);
    QCOMPARE(probed.white, kWhite);
    QCOMPARE(probed.info.width, test::kClapSide);
    QCOMPARE(probed.info.frameRate, 25.0);
    QCOMPARE(probed.info.comment, std::string(format.holdsComment ? kComment : ""));
    QCOMPARE(probed.info.hasSound, !format.sounds.empty());
    if (!format.sounds.empty()) {
        QVERIFY2(std::abs(probed.click - kClick) < 0.01, qPrintable(QString::number(probed.click)));
        QVERIFY2(std::abs(probed.soundSeconds - 3.0) < 0.03, qPrintable(QString::number(probed.soundSeconds)));
    }
    fs::remove(made->path);
}

// Patches of colours that all formats can show; a palette's are among 256.
void TestMovieExport::everyFormatKeepsColours_data()
{
    QTest::addColumn<std::string>("id");
    for (const OfferedFormat& offered : offeredFormats()) {
        if (offered.format->kind != FormatKind::Sound)
            QTest::addRow("%s", std::string(offered.format->id).c_str()) << std::string(offered.format->id);
    }
}

void TestMovieExport::everyFormatKeepsColours()
{
    QFETCH(const std::string, id);
    const ExportFormat& format = *findExportFormat(id);
    constexpr int kSide = 64;
    constexpr std::array<std::array<uint8_t, 3>, 4> kColours{
        {{230, 30, 40}, {20, 200, 60}, {30, 60, 220}, {200, 160, 130}}};
    const auto patch = [](int x, int y) { return static_cast<size_t>((y / 32) * 2 + x / 32); };
    const fs::path film = folder() / "colours.mp4";
    if (!fs::exists(film)) {
        Result<MovieWriter> writer
            = MovieWriter::open(film, {.width = kSide, .height = kSide, .sound = {}, .comment = {}});
        QVERIFY(writer);
        std::vector<uint8_t> rgb(size_t{3} * kSide * kSide);
        for (int y = 0; y < kSide; ++y) {
            for (int x = 0; x < kSide; ++x)
                std::copy_n(kColours[patch(x, y)].begin(), 3, rgb.begin() + 3 * (kSide * y + x));
        }
        for (int i = 0; i < 10; ++i)
            QVERIFY(writer->writeFrame(rgb));
        QVERIFY(writer->finish());
    }
    ExportOrder wanted = order("colours out");
    wanted.movie = film;
    wanted.target += format.suffix;
    wanted.format = id;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    QCOMPARE(made->frames, 10);
    Result<Picture> picture = Error{ErrorCode::Internal, {}, "no frame"};
    if (format.kind == FormatKind::Pictures) {
        picture = readPicture(made->path / "000010.png", PictureRules::Studio);
    } else if (id == "webp") {
        picture = readPicture(made->path, PictureRules::Studio); // its first
    } else {
        Result<MovieReader> reader = MovieReader::open(made->path);
        QVERIFY(reader);
        if (auto frame = reader->nextFrame(); frame && *frame)
            picture = std::move(**frame);
    }
    QVERIFY2(picture, picture ? "" : picture.error().detail.c_str());
    for (int y = 16; y < kSide; y += 32) {
        for (int x = 16; x < kSide; x += 32) {
            for (size_t c = 0; c < 3; ++c) {
                // The mean of some pixels: a dithered one alone says little.
                int sum = 0;
                for (int dy = 0; dy < 8; ++dy) {
                    for (int dx = 0; dx < 8; ++dx)
                        sum += picture->rgb[3 * static_cast<size_t>(kSide * (y + dy) + x + dx) + c];
                }
                const int wantedColour = kColours[patch(x, y)][c];
                QVERIFY2(std::abs(sum / 64 - wantedColour) <= 8,
                         qPrintable(QStringLiteral("%1 instead of %2").arg(sum / 64).arg(wantedColour)));
            }
        }
    }
}

// As long as it should be, though equal pictures in it are joined.
void TestMovieExport::anAnimatedWebpTakesTheSameTime()
{
    if (!offeredFormat(*findExportFormat("webp")))
        QSKIP("this FFmpeg can't write WebP");
    ExportOrder wanted = order("animated.webp");
    wanted.format = "webp";
    for (const double rate : {25.0, 30.0}) {
        wanted.frameRate = rate;
        const Result<ExportSummary> made = exportMovie(wanted);
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QCOMPARE(made->frames, static_cast<int64_t>(3 * rate));
    }
}

void TestMovieExport::aGifHasNoMoreFramesThanPlayersShow()
{
    ExportOrder wanted = order("fast.gif");
    wanted.format = "gif";
    wanted.frameRate = 60;
    QVERIFY(exportMovie(wanted).error().code == ErrorCode::BadOption);
    wanted.frameRate = 50;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    QCOMPARE(probe(made->path).frames, 2 * kFrames);
}

void TestMovieExport::aFormatHasOnlyItsOwnSound()
{
    ExportOrder wanted = order("other.webm");
    wanted.format = "webm";
    wanted.audio = AudioCodec::Aac;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(!made && made.error().code == ErrorCode::Unsupported);
    wanted.format = "mpeg";
    QVERIFY(exportMovie(wanted).error().code == ErrorCode::Unsupported);
    QCOMPARE(hidden(), 0);
}

void TestMovieExport::trimmedExportsStayInSync_data()
{
    QTest::addColumn<double>("begin");
    QTest::addColumn<double>("end");
    QTest::addColumn<int>("audio");
    for (const AudioCodec audio : {AudioCodec::Copy, AudioCodec::Aac, AudioCodec::Opus}) {
        const int codec = static_cast<int>(audio);
        QTest::addRow("front %d", codec) << 0.4 << 3.0 << codec;
        QTest::addRow("behind the first key frame %d", codec) << 1.16 << 2.0 << codec;
        QTest::addRow("end %d", codec) << 0.0 << 1.6 << codec;
    }
}

void TestMovieExport::trimmedExportsStayInSync()
{
    QFETCH(double, begin);
    QFETCH(double, end);
    QFETCH(int, audio);
    ExportOrder wanted = order("trimmed.mp4");
    wanted.begin = begin;
    wanted.end = end;
    wanted.audio = static_cast<AudioCodec>(audio);
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const Probed probed = probe(made->path);
    const int first = static_cast<int>(std::lround(begin * 25));
    QCOMPARE(probed.frames, static_cast<int>(std::lround(end * 25)) - first);
    QCOMPARE(made->frames, probed.frames);
    QCOMPARE(probed.white, kWhite - first);
    QVERIFY2(std::abs(probed.click - (kClick - begin)) < 0.01, qPrintable(QString::number(probed.click)));
    QVERIFY2(std::abs(probed.soundSeconds - (end - begin)) < 0.03, qPrintable(QString::number(probed.soundSeconds)));
    fs::remove(made->path);
}

void TestMovieExport::otherFrameRatesKeepTimeAndSound_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<double>("begin");
    QTest::addColumn<int>("frames");
    QTest::addColumn<int>("white"); // the first frame that shows the white one: at 1.2 s of the movie
    QTest::addColumn<int>("whites");
    QTest::addColumn<int>("audio");
    for (const AudioCodec codec : {AudioCodec::Copy, AudioCodec::Aac, AudioCodec::Opus}) {
        const int audio = static_cast<int>(codec);
        QTest::addRow("as it is %d", audio) << 25.0 << 0.0 << 75 << 30 << 1 << audio;
        QTest::addRow("film %d", audio) << 24.0 << 0.0 << 72 << 29 << 1 << audio;
        QTest::addRow("television %d", audio) << 30.0 << 0.0 << 90 << 36 << 1 << audio;
        QTest::addRow("twice %d", audio) << 50.0 << 0.0 << 150 << 60 << 2 << audio;
        QTest::addRow("trimmed %d", audio) << 60.0 << 0.2 << 168 << 60 << 2 << audio;
    }
    QTest::newRow("so few that the white one is left out")
        << 5.0 << 0.0 << 15 << -1 << 1 << static_cast<int>(AudioCodec::Copy);
}

void TestMovieExport::otherFrameRatesKeepTimeAndSound()
{
    QFETCH(double, rate);
    QFETCH(double, begin);
    QFETCH(int, frames);
    QFETCH(int, white);
    QFETCH(int, whites);
    QFETCH(int, audio);
    ExportOrder wanted = order("rate.mp4");
    wanted.frameRate = rate;
    wanted.begin = begin;
    wanted.audio = static_cast<AudioCodec>(audio);
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    QCOMPARE(made->frames, frames);
    QVERIFY(std::abs(made->seconds - (3.0 - begin)) < 1e-6);
    const Probed probed = probe(made->path);
    QCOMPARE(probed.frames, frames);
    QCOMPARE(probed.info.frameRate, rate);
    QVERIFY2(std::abs(probed.info.seconds - (3.0 - begin)) < 0.01, qPrintable(QString::number(probed.info.seconds)));
    // probe() tells the last one; a click of the same moment is at most half a frame away from the first.
    if (white < 0) {
        QCOMPARE(probed.white, white);
        return;
    }
    QCOMPARE(probed.white - (whites - 1), white);
    QVERIFY2(std::abs(probed.click - (kClick - begin)) < 0.01, qPrintable(QString::number(probed.click)));
    QVERIFY(std::abs(white / rate - probed.click) <= 0.5 / rate + 0.01);
    QVERIFY2(std::abs(probed.soundSeconds - (3.0 - begin)) < 0.03, qPrintable(QString::number(probed.soundSeconds)));
    fs::remove(made->path);
}

// Every format with pictures.
void TestMovieExport::picturesAreScaledToAHeight_data()
{
    QTest::addColumn<std::string>("id");
    for (const OfferedFormat& offered : offeredFormats()) {
        if (offered.format->kind != FormatKind::Sound)
            QTest::addRow("%s", std::string(offered.format->id).c_str()) << std::string(offered.format->id);
    }
}

void TestMovieExport::picturesAreScaledToAHeight()
{
    QFETCH(const std::string, id);
    const ExportFormat& format = *findExportFormat(id);
    ExportOrder wanted = order("scaled");
    wanted.target += format.suffix;
    wanted.format = id;
    wanted.begin = 1;
    wanted.end = 1.4;
    wanted.height = 96;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    QCOMPARE(made->frames, 10);
    if (format.kind == FormatKind::Pictures) {
        const Result<Picture> picture = readPicture(made->path / "000006.png", PictureRules::Studio);
        QVERIFY(picture);
        QCOMPARE(picture->width, 96);
        QCOMPARE(picture->height, 96);
        QVERIFY(picture->rgb[0] > 200);
    } else if (id == "webp") { // FFmpeg can't read animations back.
        const Result<Picture> first = readPicture(made->path, PictureRules::Studio);
        QVERIFY(first);
        QCOMPARE(first->width, 96);
        QCOMPARE(first->height, 96);
    } else {
        const Probed probed = probe(made->path);
        QCOMPARE(probed.info.width, 96);
        QCOMPARE(probed.info.height, 96);
        QCOMPARE(probed.white, kWhite - 25);
    }
}

// Halves of two colours stay where they are, and their colours what they are.
void TestMovieExport::aScaledPictureIsTheSamePicture()
{
    constexpr size_t kWide = 96;
    constexpr size_t kHigh = 64;
    std::vector<uint8_t> rgb;
    for (size_t i = 0; i < kWide * kHigh; ++i) {
        const bool left = i % kWide < kWide / 2;
        rgb.insert(rgb.end(), {left ? uint8_t{200} : uint8_t{40}, 90, left ? uint8_t{30} : uint8_t{160}});
    }
    Result<MovieWriter> writer = MovieWriter::open(
        folder() / "halves.mp4", {.width = int{kWide}, .height = int{kHigh}, .sound = {}, .comment = {}});
    QVERIFY(writer);
    for (int i = 0; i < 3; ++i)
        QVERIFY(writer->writeFrame(rgb));
    QVERIFY(writer->finish());
    ExportOrder wanted = order("larger");
    wanted.movie = folder() / "halves.mp4";
    wanted.format = "png";
    wanted.height = 256;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const Result<Picture> picture = readPicture(made->path / "000001.png", PictureRules::Studio);
    QVERIFY(picture);
    QCOMPARE(picture->width, 384);
    QCOMPARE(picture->height, 256);
    for (const int x : {20, 150, 230, 360}) {
        const uint8_t* const pixel
            = &picture->rgb[size_t{3} * (static_cast<size_t>(384 * 128) + static_cast<size_t>(x))];
        const bool left = x < 192;
        QVERIFY(std::abs(pixel[0] - (left ? 200 : 40)) < 6);
        QVERIFY(std::abs(pixel[1] - 90) < 6);
        QVERIFY(std::abs(pixel[2] - (left ? 30 : 160)) < 6);
    }
}

void TestMovieExport::sidesAreEvenAndWithinLimits()
{
    const auto size = [](int width, int height, int wanted) { return exportSize({width, height}, wanted); };
    QVERIFY(*size(688, 368, 720) == (Size{1346, 720}));
    QVERIFY(*size(384, 704, 1920) == (Size{1048, 1920}));
    QVERIFY(*size(128, 128, 721) == (Size{722, 722}));
    for (const int height : {-720, 0, 2, 62, 8194, 1 << 30}) {
        QVERIFY(!size(128, 128, height));
        ExportOrder wanted = order("fails.mp4");
        wanted.height = height;
        QVERIFY(exportMovie(wanted).error().code == ErrorCode::BadOption);
    }
    QVERIFY(!size(4000, 100, 720)); // its width
    QVERIFY(!size(0, 0, 720));
    ExportOrder sound = order("sound only.wav");
    sound.format = "wav";
    sound.height = 720; // means nothing to it
    QVERIFY(exportMovie(sound));
}

void TestMovieExport::filesTravelInTheMovie()
{
    std::ofstream(folder() / "portrait.png") << "a portrait";
    ExportOrder wanted = order("travels.mp4");
    const Result<ExportSummary> bare = exportMovie(wanted);
    wanted.files = {{"portrait", folder() / "portrait.png"}, {"voice", folder() / "click.wav"}};
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(bare);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    QVERIFY(made->bytes > bare->bytes + fs::file_size(folder() / "click.wav"));
    QCOMPARE(made->bytes, fs::file_size(made->path));
    const Probed probed = probe(made->path);
    QCOMPARE(probed.frames, kFrames);
    QVERIFY(std::abs(probed.click - kClick) < 0.01);
    const Result<std::vector<EmbeddedFile>> files = embeddedFiles(made->path);
    QVERIFY(files && files->size() == 2);
    QVERIFY(isSameFile(files->at(1), folder() / "click.wav"));
    // A file that isn't there: no half-made export is left.
    wanted.target = folder() / "none.mp4";
    wanted.files = {{"voice", folder() / "gone.wav"}};
    const Result<ExportSummary> failed = exportMovie(wanted);
    QVERIFY(!failed && failed.error().code == ErrorCode::FileMissing);
    QVERIFY(!fs::exists(wanted.target));
    QCOMPARE(hidden(), 0);
}

void TestMovieExport::aMovieThatGrowsIsExportedAsFarAsItPlays()
{
    MovieFormat format{.width = test::kClapSide, .height = test::kClapSide, .sound = {}, .comment = {}};
    format.sound = folder() / "click.wav";
    Result<MovieWriter> writer = MovieWriter::open(folder() / "growing.mp4", format);
    QVERIFY(writer);
    std::vector<uint8_t> rgb(size_t{3} * test::kClapSide * test::kClapSide);
    const auto write = [&](int from, int to) {
        for (int i = from; i < to; ++i) {
            std::fill(rgb.begin(), rgb.end(), i == kWhite ? uint8_t{255} : uint8_t{0});
            QVERIFY(writer->writeFrame(rgb));
        }
    };
    write(0, 90);
    ExportOrder wanted = order("half.mp4");
    wanted.movie = folder() / "growing.mp4";
    const Result<ExportSummary> half = exportMovie(wanted);
    QVERIFY2(half, half ? "" : half.error().detail.c_str());
    QVERIFY2(half->frames >= 40 && half->frames < 90, qPrintable(QString::number(half->frames)));
    const Probed probed = probe(half->path);
    QCOMPARE(probed.frames, static_cast<int>(half->frames));
    QCOMPARE(probed.white, kWhite);
    QVERIFY2(std::abs(probed.click - kClick) < 0.01, qPrintable(QString::number(probed.click)));
    QVERIFY(std::abs(probed.soundSeconds - half->seconds) < 0.05);
    // It goes on undisturbed, and then all of it is exported.
    write(90, 125);
    QVERIFY(writer->finish());
    const Result<ExportSummary> whole = exportMovie(wanted);
    QVERIFY(whole);
    QCOMPARE(whole->frames, 125);
    QCOMPARE(whole->path.filename().string(), "half (2).mp4");
}

void TestMovieExport::qualityDecidesTheSize()
{
    // A picture with something in it: black ones are small at any quality.
    Result<MovieWriter> noisy
        = MovieWriter::open(folder() / "noisy.mp4", {.width = 64, .height = 64, .sound = {}, .comment = {}});
    QVERIFY(noisy);
    std::vector<uint8_t> rgb(size_t{3} * 64 * 64);
    for (size_t frame = 0; frame < 10; ++frame) {
        for (size_t i = 0; i < rgb.size(); ++i)
            rgb[i] = static_cast<uint8_t>((i * 2654435761U + frame * 40503U) >> 13);
        QVERIFY(noisy->writeFrame(rgb));
    }
    QVERIFY(noisy->finish());
    ExportOrder wanted = order("quality.mp4");
    wanted.movie = folder() / "noisy.mp4";
    wanted.audio = AudioCodec::None;
    wanted.quality = 0;
    const Result<ExportSummary> fine = exportMovie(wanted);
    wanted.quality = 51;
    const Result<ExportSummary> coarse = exportMovie(wanted);
    QVERIFY(fine && coarse);
    QVERIFY(coarse->bytes < fine->bytes);
    QVERIFY(!probe(coarse->path).info.hasSound);
}

void TestMovieExport::theSizeIsEstimated_data()
{
    QTest::addColumn<std::string>("id");
    QTest::addColumn<std::optional<int>>("quality");
    QTest::addColumn<double>("frameRate");
    QTest::addColumn<double>("end"); // s
    QTest::addColumn<std::optional<int>>("height");
    const auto row = [](const char* name, std::string_view id, std::optional<int> quality = {}, double rate = 25,
                        double end = 8, std::optional<int> height = {}) {
        QTest::addRow("%s, %s", name, std::string(id).c_str()) << std::string(id) << quality << rate << end << height;
    };
    for (const OfferedFormat& offered : offeredFormats()) {
        row("usual", offered.format->id);
        if (offered.video && offered.video->quality.option)
            row("coarse", offered.format->id, (2 * offered.video->quality.coarsest + offered.video->quality.usual) / 3);
    }
    row("doubled", "mp4", 18, 50);
    row("twice as high", "mp4", 18, 25, 8, 256);
    row("short", "mp4", 18, 25, 1.5);
}

// Of a film with as much in its middle as elsewhere.
void TestMovieExport::theSizeIsEstimated()
{
    QFETCH(const std::string, id);
    QFETCH(const std::optional<int>, quality);
    QFETCH(const double, frameRate);
    QFETCH(const double, end);
    QFETCH(const std::optional<int>, height);
    const fs::path film = folder() / "noise.mp4";
    if (!fs::exists(film)) {
        constexpr size_t kSide = 128;
        Result<MovieWriter> writer
            = MovieWriter::open(film, {.width = kSide, .height = kSide, .sound = {}, .comment = {}});
        QVERIFY(writer);
        std::vector<uint8_t> rgb(3 * kSide * kSide);
        uint64_t noise = 1;
        for (int frame = 0; frame < 200; ++frame) { // A part of each picture is new, as much as in a film.
            for (size_t i = 0; i < rgb.size(); ++i) {
                noise = noise * 6364136223846793005U + 1442695040888963407U;
                if (frame == 0 || i / 3 % 64 == static_cast<size_t>(frame) % 64)
                    rgb[i] = static_cast<uint8_t>(64 + ((noise >> 40) & 127));
            }
            QVERIFY(writer->writeFrame(rgb));
        }
        QVERIFY(writer->finish());
    }
    ExportOrder wanted = order("estimated");
    wanted.format = id;
    const ExportFormat& format = *findExportFormat(id);
    if (format.kind != FormatKind::Sound)
        wanted.movie = film;
    wanted.target += format.suffix;
    wanted.quality = quality;
    wanted.end = end;
    wanted.comment = kComment;
    wanted.height = height;
    if (frameRate != 25)
        wanted.frameRate = frameRate;
    const Result<uintmax_t> estimated = estimateExport(wanted);
    QVERIFY(estimated);
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(made);
    const double ratio = static_cast<double>(*estimated) / static_cast<double>(made->bytes);
    qInfo("%.1f KB estimated, %.1f made", static_cast<double>(*estimated) / 1e3,
          static_cast<double>(made->bytes) / 1e3);
    QVERIFY2(std::abs(ratio - 1) < 0.15, qPrintable(QString::number(ratio)));
    const fs::path temporary = fs::temp_directory_path();
    QVERIFY(!fs::exists(temporary / ("live-avatar-studio-sample" + wanted.target.extension().string())));
}

void TestMovieExport::settingsAreInTheFileIfWanted()
{
    ExportOrder wanted = order("settings.mp4");
    QCOMPARE(probe(exportMovie(wanted)->path).info.comment, "");
    wanted.comment = "{\"prompt\": \"\u4f60\u597d\"}";
    QCOMPARE(probe(exportMovie(wanted)->path).info.comment, wanted.comment);
}

void TestMovieExport::nothingIsOverwritten()
{
    std::ofstream(folder() / "mine.mp4") << "precious";
    const Result<ExportSummary> second = exportMovie(order("mine.mp4"));
    const Result<ExportSummary> third = exportMovie(order("mine.mp4"));
    QVERIFY(second && third);
    QCOMPARE(second->path.filename().string(), "mine (2).mp4");
    QCOMPARE(third->path.filename().string(), "mine (3).mp4");
    QCOMPARE(fs::file_size(folder() / "mine.mp4"), uintmax_t{8});
    QCOMPARE(freePath(folder() / "mine.mp4").filename().string(), "mine (4).mp4");
    QCOMPARE(hidden(), 0);
}

void TestMovieExport::progressGrowsToOne()
{
    std::vector<double> parts;
    QVERIFY(exportMovie(order("progress.mp4"), [&](double part) { parts.push_back(part); }));
    QVERIFY(parts.size() > 10);
    QVERIFY(std::is_sorted(parts.begin(), parts.end()));
    QCOMPARE(parts.back(), 1.0);
}

void TestMovieExport::cancelledExportsLeaveNothing()
{
    for (const char* const id : {"mp4", "gif", "png"}) {
        std::stop_source stop;
        ExportOrder wanted = order("cancelled");
        wanted.format = id;
        const auto made = exportMovie(
            wanted, [&](double) { stop.request_stop(); }, stop.get_token());
        QVERIFY(!made);
        QVERIFY(made.error().code == ErrorCode::Cancelled);
        QVERIFY(!fs::exists(wanted.target));
        QCOMPARE(hidden(), 0);
    }
}

void TestMovieExport::picturesAreNumbered()
{
    ExportOrder wanted = order("frames");
    wanted.format = "png";
    wanted.begin = 1.16;
    wanted.end = 1.32;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(made);
    QCOMPARE(made->frames, 4);
    QCOMPARE(std::distance(fs::directory_iterator(made->path), {}), 4);
    for (int i = 1; i <= 4; ++i) { // Frames 29 to 32.
        const auto picture = readPicture(made->path / ("00000" + std::to_string(i) + ".png"), PictureRules::Studio);
        QVERIFY(picture);
        QCOMPARE(picture->rgb[0] > 200, i == 2);
    }
    QCOMPARE(exportMovie(wanted)->path.filename().string(), "frames (2)");
}

void TestMovieExport::aPosterIsThePictureAtItsTime()
{
    const Result<fs::path> made = exportPoster(movie(), folder() / "poster.png", kClick);
    QVERIFY(made);
    const Result<Picture> picture = readPicture(*made, PictureRules::Studio);
    QVERIFY(picture);
    QVERIFY(picture->rgb[0] > 200);
}

void TestMovieExport::soundAloneIsAWav()
{
    ExportOrder wanted = order("sound.wav");
    wanted.format = "wav";
    wanted.begin = 1.0;
    wanted.end = 2.0;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(made);
    QCOMPARE(made->seconds, 1.0);
    const Result<Voice> voice = readVoice(made->path, test::kClapRate);
    QVERIFY(voice);
    QCOMPARE(voice->samples.size(), size_t{test::kClapRate});
    QVERIFY(std::abs(test::clickIn(voice->samples, test::kClapRate) - 0.2) < 0.01);
}

void TestMovieExport::failuresAreTold()
{
    ExportOrder wanted = order("fails.mp4");
    wanted.begin = 9;
    QVERIFY(exportMovie(wanted).error().code == ErrorCode::BadOption);
    for (const double rate : {0.0, -25.0, 1000.0, std::nan("")}) {
        wanted = order("fails.mp4");
        wanted.frameRate = rate;
        QVERIFY(exportMovie(wanted).error().code == ErrorCode::BadOption);
    }
    wanted = order("no folder/fails.mp4");
    QVERIFY(exportMovie(wanted).error().code == ErrorCode::NotWritable);
    wanted = order("fails.mp4");
    wanted.movie = folder() / "gone.mp4";
    QVERIFY(exportMovie(wanted).error().code == ErrorCode::FileMissing);
    wanted.movie = folder() / "click.wav";
    QVERIFY(exportMovie(wanted).error().code == ErrorCode::MediaDamaged);
    const auto silent = [&] {
        ExportOrder mute = order("mute.mp4");
        mute.audio = AudioCodec::None;
        return exportMovie(mute)->path;
    };
    wanted.movie = silent();
    wanted.format = "wav";
    QVERIFY(exportMovie(wanted).error().code == ErrorCode::NoAudio);
    QCOMPARE(hidden(), 0);
}

} // namespace

QTEST_GUILESS_MAIN(TestMovieExport)
#include "tst_MovieExport.moc"
