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

using namespace studio;
using namespace studio::media;
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

    void encodersAreProbed();
    void everyCodecKeepsPictureAndSoundTogether_data();
    void everyCodecKeepsPictureAndSoundTogether();
    void trimmedExportsStayInSync_data();
    void trimmedExportsStayInSync();
    void otherFrameRatesKeepTimeAndSound_data();
    void otherFrameRatesKeepTimeAndSound();
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

void TestMovieExport::encodersAreProbed()
{
    const std::vector<VideoEncoder> video = videoEncoders();
    QVERIFY(!video.empty());
    QVERIFY(video.front().codec == VideoCodec::H264); // MovieWriter needs it anyway.
    for (size_t i = 1; i < video.size(); ++i)
        QVERIFY(video[i].codec != video[i - 1].codec);
    QVERIFY(!audioEncoders().empty());
    QVERIFY(ffmpegDescription().starts_with("FFmpeg "));
}

void TestMovieExport::everyCodecKeepsPictureAndSoundTogether_data()
{
    QTest::addColumn<int>("video");
    QTest::addColumn<int>("audio");
    QTest::addColumn<double>("tolerance"); // s, of the click
    for (const VideoEncoder& encoder : videoEncoders())
        QTest::addRow("%s", encoder.name.c_str())
            << static_cast<int>(encoder.codec) << static_cast<int>(AudioCodec::Copy) << 0.01;
    QTest::newRow("aac") << static_cast<int>(VideoCodec::H264) << static_cast<int>(AudioCodec::Aac) << 0.01;
    QTest::newRow("opus") << static_cast<int>(VideoCodec::H264) << static_cast<int>(AudioCodec::Opus) << 0.01;
}

void TestMovieExport::everyCodecKeepsPictureAndSoundTogether()
{
    QFETCH(int, video);
    QFETCH(int, audio);
    QFETCH(double, tolerance);
    ExportOrder wanted = order("codec.mp4");
    wanted.video = static_cast<VideoCodec>(video);
    wanted.audio = static_cast<AudioCodec>(audio);
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    QCOMPARE(made->frames, kFrames);
    QCOMPARE(made->bytes, fs::file_size(made->path));
    const Probed probed = probe(made->path);
    QCOMPARE(probed.frames, kFrames);
    QCOMPARE(probed.white, kWhite);
    QCOMPARE(probed.info.width, test::kClapSide);
    QCOMPARE(probed.info.frameRate, 25.0);
    QVERIFY(probed.info.hasSound);
    QVERIFY2(std::abs(probed.click - kClick) < tolerance, qPrintable(QString::number(probed.click)));
    QVERIFY2(std::abs(probed.soundSeconds - 3.0) < 0.03, qPrintable(QString::number(probed.soundSeconds)));
    fs::remove(made->path);
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
    QCOMPARE(whole->path.filename().string(), "half 2.mp4");
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
    wanted.crf = 0;
    const Result<ExportSummary> fine = exportMovie(wanted);
    wanted.crf = 51;
    const Result<ExportSummary> coarse = exportMovie(wanted);
    QVERIFY(fine && coarse);
    QVERIFY(coarse->bytes < fine->bytes);
    QVERIFY(!probe(coarse->path).info.hasSound);
}

void TestMovieExport::theSizeIsEstimated_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("video");
    QTest::addColumn<int>("crf");
    QTest::addColumn<double>("frameRate");
    QTest::addColumn<double>("end"); // s
    const auto row = [](const char* name, ExportKind kind, const VideoEncoder& encoder, int crf, double rate = 25,
                        double end = 8) {
        QTest::addRow("%s, %s %d", name, encoder.name.c_str(), crf)
            << static_cast<int>(kind) << static_cast<int>(encoder.codec) << crf << rate << end;
    };
    for (const VideoEncoder& encoder : videoEncoders()) {
        row("usual", ExportKind::Mp4, encoder, encoder.crfDefault);
        row("coarse", ExportKind::Mp4, encoder, encoder.crfDefault + 12);
    }
    const VideoEncoder h264 = videoEncoders().front();
    row("doubled", ExportKind::Mp4, h264, 18, 50);
    row("short", ExportKind::Mp4, h264, 18, 25, 1.5);
    row("pictures", ExportKind::PngSequence, h264, 0);
    row("sound", ExportKind::Wav, h264, 0);
}

// Of a film with as much in its middle as elsewhere.
void TestMovieExport::theSizeIsEstimated()
{
    QFETCH(const int, kind);
    QFETCH(const int, video);
    QFETCH(const int, crf);
    QFETCH(const double, frameRate);
    QFETCH(const double, end);
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
    wanted.kind = static_cast<ExportKind>(kind);
    if (wanted.kind != ExportKind::Wav)
        wanted.movie = film;
    wanted.target += wanted.kind == ExportKind::Mp4 ? ".mp4" : wanted.kind == ExportKind::Wav ? ".wav" : "";
    wanted.video = static_cast<VideoCodec>(video);
    wanted.crf = crf;
    wanted.end = end;
    wanted.comment = kComment;
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
    QCOMPARE(second->path.filename().string(), "mine 2.mp4");
    QCOMPARE(third->path.filename().string(), "mine 3.mp4");
    QCOMPARE(fs::file_size(folder() / "mine.mp4"), uintmax_t{8});
    QCOMPARE(freePath(folder() / "mine.mp4").filename().string(), "mine 4.mp4");
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
    for (const ExportKind kind : {ExportKind::Mp4, ExportKind::PngSequence}) {
        std::stop_source stop;
        ExportOrder wanted = order("cancelled");
        wanted.kind = kind;
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
    wanted.kind = ExportKind::PngSequence;
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
    QCOMPARE(exportMovie(wanted)->path.filename().string(), "frames 2");
}

void TestMovieExport::aPosterIsThePictureAtItsTime()
{
    ExportOrder wanted = order("poster.png");
    wanted.kind = ExportKind::Poster;
    wanted.begin = kClick;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(made);
    const Result<Picture> picture = readPicture(made->path, PictureRules::Studio);
    QVERIFY(picture);
    QVERIFY(picture->rgb[0] > 200);
}

void TestMovieExport::soundAloneIsAWav()
{
    ExportOrder wanted = order("sound.wav");
    wanted.kind = ExportKind::Wav;
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
    wanted.kind = ExportKind::Wav;
    QVERIFY(exportMovie(wanted).error().code == ErrorCode::NoAudio);
    QCOMPARE(hidden(), 0);
}

} // namespace

QTEST_GUILESS_MAIN(TestMovieExport)
#include "tst_MovieExport.moc"
