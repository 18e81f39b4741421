// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ExportEstimate.h"
#include "core/media/Finish.h"
#include "core/media/MovieExport.h"
#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "core/media/Picture.h"
#include "core/media/SoundStream.h"
#include "tests/support/ClapFilm.h"
#include "tests/support/MediaFiles.h"

#include <QFile>
#include <QRect>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <vector>

using namespace studio;
using namespace studio::media;
Q_DECLARE_METATYPE(studio::media::FilmShape)
Q_DECLARE_METATYPE(studio::media::FilmSides)
Q_DECLARE_METATYPE(std::string)
namespace fs = std::filesystem;

namespace {

using Colour = std::array<int, 3>;

constexpr int kWide = 256;
constexpr int kHigh = 128;
constexpr int kFrames = 50; // 2 s
constexpr Colour kLeft{200, 40, 40};
constexpr Colour kMiddle{60, 180, 60};
constexpr Colour kRight{40, 40, 200};

// A picture of three upright bars.
std::vector<uint8_t> bars()
{
    std::vector<uint8_t> rgb(size_t{3} * kWide * kHigh);
    for (size_t i = 0; i < rgb.size(); ++i) {
        const size_t x = i / 3 % kWide;
        const Colour& bar = x < kWide / 4 ? kLeft : x < kWide * 3 / 4 ? kMiddle : kRight;
        rgb[i] = static_cast<uint8_t>(bar[i % 3]);
    }
    return rgb;
}

std::vector<Picture> picturesOf(const fs::path& movie)
{
    std::vector<Picture> pictures;
    Result<MovieReader> reader = MovieReader::open(movie);
    if (!reader)
        return pictures;
    for (auto frame = reader->nextFrame(); frame && *frame; frame = reader->nextFrame())
        pictures.push_back(std::move(**frame));
    return pictures;
}

// The mean of the pixels about a place.
Colour colourAt(const Picture& picture, int x, int y)
{
    Colour sum{};
    constexpr int kReach = 3;
    for (int dy = -kReach; dy <= kReach; ++dy) {
        for (int dx = -kReach; dx <= kReach; ++dx) {
            for (size_t c = 0; c < 3; ++c)
                sum[c] += picture.rgb[3 * static_cast<size_t>((y + dy) * picture.width + x + dx) + c];
        }
    }
    for (int& channel : sum)
        channel /= (2 * kReach + 1) * (2 * kReach + 1);
    return sum;
}

bool isNear(const Colour& colour, const Colour& wanted, int most = 14)
{
    for (size_t c = 0; c < 3; ++c) {
        if (std::abs(colour[c] - wanted[c]) > most)
            return false;
    }
    return true;
}

QString text(const Colour& colour)
{
    return QStringLiteral("%1 %2 %3").arg(colour[0]).arg(colour[1]).arg(colour[2]);
}

// White pixels between two heights and two places across, as parts of the picture.
int whites(const Picture& picture, double top, double bottom, double left = 0, double right = 1)
{
    int count = 0;
    for (int y = static_cast<int>(top * picture.height); y < static_cast<int>(bottom * picture.height); ++y) {
        for (int x = static_cast<int>(left * picture.width); x < static_cast<int>(right * picture.width); ++x) {
            const uint8_t* const pixel = &picture.rgb[3 * static_cast<size_t>(y * picture.width + x)];
            count += pixel[0] > 220 && pixel[1] > 220 && pixel[2] > 220 ? 1 : 0;
        }
    }
    return count;
}

constexpr int kRate = 48000;
constexpr double kVoiceTone = 300; // Hz
constexpr double kMusicTone = 1000; // Hz

std::vector<float> tone(double hertz, double seconds, double amplitude)
{
    std::vector<float> samples(static_cast<size_t>(seconds * kRate));
    for (size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<float>(amplitude * std::sin(2 * M_PI * hertz * static_cast<double>(i) / kRate));
    return samples;
}

// At a lower rate: every so many samples.
std::vector<float> every(size_t step, const std::vector<float>& samples)
{
    std::vector<float> fewer;
    for (size_t i = 0; i < samples.size(); i += step)
        fewer.push_back(samples[i]);
    return fewer;
}

// A film's sound.
struct Heard {
    int rate = 0;
    int channels = 0;
    std::vector<float> samples; // of the first channel

    [[nodiscard]] double seconds() const { return rate > 0 ? static_cast<double>(samples.size()) / rate : 0; }
    // The amplitude of a tone between two times, in dB of full scale.
    [[nodiscard]] double level(double hertz, double begin, double end) const
    {
        double sine = 0;
        double cosine = 0;
        const auto from = static_cast<size_t>(begin * rate);
        const size_t to = std::min(samples.size(), static_cast<size_t>(end * rate));
        for (size_t i = from; i < to; ++i) {
            const double angle = 2 * M_PI * hertz * static_cast<double>(i) / rate;
            sine += samples[i] * std::sin(angle);
            cosine += samples[i] * std::cos(angle);
        }
        const double count = to > from ? static_cast<double>(to - from) : 1;
        return 20 * std::log10(std::max(1e-6, 2 * std::hypot(sine, cosine) / count));
    }
};

Heard heard(const fs::path& movie)
{
    Heard sound;
    Result<SoundStream> stream = SoundStream::open(movie);
    if (!stream)
        return sound;
    sound.rate = stream->sampleRate();
    sound.channels = stream->channels();
    for (Planes planes = stream->next(); !planes.empty(); planes = stream->next())
        sound.samples.insert(sound.samples.end(), planes.front().begin(), planes.front().end());
    return sound;
}

#define VERIFY_LEVEL(is, wanted)                                                                                       \
    QVERIFY2(std::abs((is) - (wanted)) < 1, qPrintable(QStringLiteral("%1 dB instead of %2").arg(is).arg(wanted)))

#define VERIFY_COLOUR(picture, x, y, wanted)                                                                           \
    QVERIFY2(isNear(colourAt(picture, x, y), wanted), qPrintable(text(colourAt(picture, x, y))))

// What is done to a film when it is exported, by its pictures and sound.
class TestFinish : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        test::writeClick(folder() / "click.wav", 2, 1);
        Result<MovieWriter> writer = MovieWriter::open(
            movie(), {.width = kWide, .height = kHigh, .sound = folder() / "click.wav", .comment = {}});
        QVERIFY(writer);
        const std::vector<uint8_t> picture = bars();
        for (int i = 0; i < kFrames; ++i)
            QVERIFY(writer->writeFrame(picture));
        QVERIFY(writer->finish());

        // Someone who speaks from 2 to 4 s of 6, less loud than full scale by 12 dB; and music of 0.7 s, by 6 dB.
        std::vector<float> voice(size_t{2} * kRate);
        const std::vector<float> speech = tone(kVoiceTone, 2, 0.25);
        voice.insert(voice.end(), speech.begin(), speech.end());
        voice.resize(size_t{6} * kRate);
        test::writeWav(folder() / "voice.wav", {every(3, voice)}, kRate / 3);
        test::writeWav(music(), {tone(kMusicTone, 0.7, 0.5)}, kRate);
        QVERIFY(test::writeClapFilm(spoken(), folder() / "voice.wav", 150, 0));
    }

    void aShapeHoldsThePicture_data();
    void aShapeHoldsThePicture();
    void aHeightDecidesTheWidthOfAShape();
    void aCutKeepsTheFocus();
    void sidesAreFilled_data();
    void sidesAreFilled();
    void aCutFilmHasNoSides();
    void aShapedFilmIsScaledAsAWhole();
    void aShapeTooSmallIsRefused();
    void theSizeOfAFinishedFilmIsEstimated();
    void fadesComeOutOfBlackAndSilence_data();
    void fadesComeOutOfBlackAndSilence();
    void fadesOfAPartAreAtItsEnds();
    void musicPlaysUnderTheWholeFilm_data();
    void musicPlaysUnderTheWholeFilm();
    void musicDucksWhileTheVoiceIsLoud();
    void musicGoesOnAfterTheVoice();
    void wrongMusicIsTold();
    void aMarkIsInItsCorner_data();
    void aMarkIsInItsCorner();
    void burnedSubtitlesAreSeenAtTheirTimes_data();
    void burnedSubtitlesAreSeenAtTheirTimes();
    void subtitlesStayInNarrowFilms_data();
    void subtitlesStayInNarrowFilms();
    void subtitlesBesideAreOfTheExportedPart();
    void namesAreFreeForSubtitlesToo();
    void anExportReplacesOnlyIfItMay();
    void theNoteIsInTheFile_data();
    void theNoteIsInTheFile();
    void nothingChosenChangesNothing();

private:
    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] fs::path movie() const { return folder() / "take.mp4"; }
    [[nodiscard]] fs::path spoken() const { return folder() / "spoken.mp4"; }
    [[nodiscard]] fs::path music() const { return folder() / "music.wav"; }
    [[nodiscard]] ExportOrder withMusic(const Music& under, const std::string& format = "mp4") const
    {
        ExportOrder wanted = order({.music = under}, format);
        wanted.movie = spoken();
        return wanted;
    }
    [[nodiscard]] ExportOrder order(const Finish& finish, const std::string& format = "mp4") const
    {
        ExportOrder wanted;
        wanted.movie = movie();
        wanted.format = format;
        wanted.target = folder() / "finished";
        wanted.target += findExportFormat(format)->suffix;
        wanted.finish = finish;
        return wanted;
    }

    QTemporaryDir m_folder;
};

void TestFinish::aShapeHoldsThePicture_data()
{
    QTest::addColumn<FilmShape>("shape");
    QTest::addColumn<FilmSides>("sides");
    QTest::addColumn<QRect>("picture");
    QTest::addColumn<QSize>("film");
    const auto row = [](const char* name, FilmShape shape, FilmSides sides, QSize film, QRect picture) {
        QTest::addRow("%s", name) << shape << sides << picture << film;
    };
    // Of a picture of 704 x 384, which is wider than 16:9.
    row("as made", FilmShape::AsMade, FilmSides::Blurred, {704, 384}, {0, 0, 704, 384});
    row("wide", FilmShape::Wide, FilmSides::Blurred, {704, 396}, {0, 6, 704, 384});
    row("wide, cut", FilmShape::Wide, FilmSides::CutOff, {682, 384}, {-11, 0, 704, 384});
    row("square", FilmShape::Square, FilmSides::Colour, {704, 704}, {0, 160, 704, 384});
    row("square, cut", FilmShape::Square, FilmSides::CutOff, {384, 384}, {-160, 0, 704, 384});
    row("upright", FilmShape::Upright, FilmSides::Blurred, {704, 1252}, {0, 434, 704, 384});
    row("upright, cut", FilmShape::Upright, FilmSides::CutOff, {216, 384}, {-244, 0, 704, 384});
}

void TestFinish::aShapeHoldsThePicture()
{
    QFETCH(const FilmShape, shape);
    QFETCH(const FilmSides, sides);
    QFETCH(const QRect, picture);
    QFETCH(const QSize, film);
    const Result<FilmLayout> layout = filmLayout({704, 384}, {.shape = shape, .sides = sides});
    QVERIFY(layout);
    QCOMPARE(QSize(layout->film.width, layout->film.height), film);
    const Rect& place = layout->picture;
    QCOMPARE(QRect(place.x, place.y, place.width, place.height), picture);
}

void TestFinish::aHeightDecidesTheWidthOfAShape()
{
    const auto film = [](FilmShape shape, int height) {
        const Result<FilmLayout> layout = filmLayout({704, 384}, {.shape = shape}, height);
        return layout ? QSize(layout->film.width, layout->film.height) : QSize();
    };
    QCOMPARE(film(FilmShape::Wide, 1080), QSize(1920, 1080));
    QCOMPARE(film(FilmShape::Square, 1080), QSize(1080, 1080));
    QCOMPARE(film(FilmShape::Upright, 1920), QSize(1080, 1920));
    QCOMPARE(film(FilmShape::AsMade, 192), QSize(352, 192));
    QCOMPARE(film(FilmShape::Upright, 20'000), QSize());
}

// As near to the middle as the picture's edge allows.
void TestFinish::aCutKeepsTheFocus()
{
    const auto left = [](double focus) {
        const Finish finish{
            .shape = FilmShape::Square, .sides = FilmSides::CutOff, .focus = FilmPoint{.x = focus, .y = 0.5}};
        const Result<FilmLayout> layout = filmLayout({800, 400}, finish);
        return layout ? layout->picture.x : 1;
    };
    QCOMPARE(left(0.5), -200);
    QCOMPARE(left(0.6), -280);
    QCOMPARE(left(0.05), 0);
    QCOMPARE(left(0.95), -400);
}

void TestFinish::sidesAreFilled_data()
{
    QTest::addColumn<std::string>("format");
    for (const char* const id : {"mp4", "webm", "mov", "gif", "png"}) {
        if (findExportFormat(id) && offeredFormat(*findExportFormat(id)))
            QTest::addRow("%s", id) << std::string(id);
    }
}

// Above and below the picture; the picture itself is unchanged.
void TestFinish::sidesAreFilled()
{
    QFETCH(const std::string, format);
    for (const FilmSides sides : {FilmSides::Colour, FilmSides::Blurred}) {
        const ExportOrder wanted
            = order({.shape = FilmShape::Square, .sides = sides, .colour = {250, 200, 20}}, format);
        const Result<ExportSummary> made = exportMovie(wanted);
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        std::vector<Picture> pictures;
        if (fs::is_directory(made->path)) {
            const Result<Picture> last = readPicture(made->path / "000050.png", PictureRules::Studio);
            QVERIFY(last);
            pictures.assign(kFrames, *last);
        } else {
            pictures = picturesOf(made->path);
        }
        QCOMPARE(pictures.size(), size_t{kFrames});
        for (const Picture& picture : {pictures.front(), pictures.back()}) {
            QCOMPARE(picture.width, kWide);
            QCOMPARE(picture.height, kWide);
            VERIFY_COLOUR(picture, 30, kWide / 2, kLeft);
            VERIFY_COLOUR(picture, 128, kWide / 2, kMiddle);
            VERIFY_COLOUR(picture, 226, kWide / 2, kRight);
            if (sides == FilmSides::Colour) {
                for (const int x : {10, 128, 246}) {
                    VERIFY_COLOUR(picture, x, 10, (Colour{250, 200, 20}));
                    VERIFY_COLOUR(picture, x, 246, (Colour{250, 200, 20}));
                }
                continue;
            }
            // The middle half of the picture as large as the film: only the middle bar.
            VERIFY_COLOUR(picture, 128, 20, kMiddle);
            VERIFY_COLOUR(picture, 128, 236, kMiddle);
        }
        fs::remove_all(made->path);
    }
}

void TestFinish::aCutFilmHasNoSides()
{
    const Result<ExportSummary> made
        = exportMovie(order({.shape = FilmShape::Square, .sides = FilmSides::CutOff, .focus = FilmPoint{1, 0.5}}));
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const std::vector<Picture> pictures = picturesOf(made->path);
    QCOMPARE(pictures.size(), size_t{kFrames});
    QCOMPARE(pictures.front().width, kHigh);
    QCOMPARE(pictures.front().height, kHigh);
    VERIFY_COLOUR(pictures.front(), 10, 64, kMiddle); // the picture's right half
    VERIFY_COLOUR(pictures.front(), 118, 64, kRight);
    fs::remove(made->path);
}

void TestFinish::aShapedFilmIsScaledAsAWhole()
{
    ExportOrder wanted = order({.shape = FilmShape::Upright, .sides = FilmSides::Colour, .colour = {0, 0, 0}});
    wanted.height = 640;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const std::vector<Picture> pictures = picturesOf(made->path);
    QCOMPARE(pictures.size(), size_t{kFrames});
    QCOMPARE(pictures.front().width, 360);
    QCOMPARE(pictures.front().height, 640);
    VERIFY_COLOUR(pictures.front(), 30, 320, kLeft);
    VERIFY_COLOUR(pictures.front(), 180, 320 - 80, kMiddle); // 180 high in the middle
    VERIFY_COLOUR(pictures.front(), 180, 320 - 100, (Colour{0, 0, 0}));
    fs::remove(made->path);
}

void TestFinish::aShapeTooSmallIsRefused()
{
    ExportOrder wanted = order({.shape = FilmShape::Upright, .sides = FilmSides::CutOff});
    wanted.height = 64;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(!made && made.error().code == ErrorCode::BadOption);
    QVERIFY(!fs::exists(wanted.target));
}

// A film shorter than the sample is the sample.
void TestFinish::theSizeOfAFinishedFilmIsEstimated()
{
    const ExportOrder wanted = order({.shape = FilmShape::Upright});
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(made);
    const Result<uintmax_t> estimated = estimateExport(wanted);
    QVERIFY(estimated);
    QCOMPARE(*estimated, made->bytes);
    fs::remove(made->path);
}

// For 0.4 s at either end of 2 s.
void TestFinish::fadesComeOutOfBlackAndSilence_data()
{
    QTest::addColumn<std::string>("format");
    for (const char* const id : {"mp4", "webm", "mov"}) {
        if (offeredFormat(*findExportFormat(id)))
            QTest::addRow("%s", id) << std::string(id);
    }
}

void TestFinish::fadesComeOutOfBlackAndSilence()
{
    QFETCH(const std::string, format);
    test::writeWav(folder() / "steady.wav", {tone(kVoiceTone, 2, 0.25)}, kRate);
    fs::remove(folder() / "steady.mp4");
    Result<MovieWriter> writer = MovieWriter::open(
        folder() / "steady.mp4", {.width = kWide, .height = kHigh, .sound = folder() / "steady.wav", .comment = {}});
    QVERIFY(writer);
    for (int i = 0; i < kFrames; ++i)
        QVERIFY(writer->writeFrame(bars()));
    QVERIFY(writer->finish());
    ExportOrder wanted = order({.fadeIn = 0.4, .fadeOut = 0.4}, format);
    wanted.movie = folder() / "steady.mp4";
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const std::vector<Picture> pictures = picturesOf(made->path);
    QCOMPARE(pictures.size(), size_t{kFrames});
    const auto greenAt = [&](size_t frame) { return colourAt(pictures[frame], 128, 64)[1]; };
    QVERIFY2(greenAt(0) < 12, qPrintable(QString::number(greenAt(0))));
    QVERIFY2(std::abs(greenAt(5) - kMiddle[1] / 2) < 20, qPrintable(QString::number(greenAt(5))));
    VERIFY_COLOUR(pictures[12], 128, 64, kMiddle);
    VERIFY_COLOUR(pictures[38], 128, 64, kMiddle);
    QVERIFY2(std::abs(greenAt(45) - kMiddle[1] / 2) < 20, qPrintable(QString::number(greenAt(45))));
    QVERIFY2(greenAt(49) < 30, qPrintable(QString::number(greenAt(49))));
    const Heard sound = heard(made->path);
    const double steady = sound.level(kVoiceTone, 0.6, 1.4);
    VERIFY_LEVEL(steady, -12.0);
    QVERIFY(sound.level(kVoiceTone, 0, 0.04) < steady - 18);
    VERIFY_LEVEL(sound.level(kVoiceTone, 0.18, 0.22), steady - 6);
    VERIFY_LEVEL(sound.level(kVoiceTone, 1.78, 1.82), steady - 6);
    QVERIFY(sound.level(kVoiceTone, 1.96, 2) < steady - 18);
    fs::remove(made->path);
}

void TestFinish::fadesOfAPartAreAtItsEnds()
{
    ExportOrder wanted = order({.fadeIn = 0.2, .fadeOut = 0.2});
    wanted.begin = 0.6;
    wanted.end = 1.4;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(made);
    const std::vector<Picture> pictures = picturesOf(made->path);
    QCOMPARE(pictures.size(), size_t{20});
    QVERIFY(colourAt(pictures.front(), 128, 64)[1] < 12);
    VERIFY_COLOUR(pictures[10], 128, 64, kMiddle);
    QVERIFY(colourAt(pictures.back(), 128, 64)[1] < 50);
    fs::remove(made->path);
}

void TestFinish::musicPlaysUnderTheWholeFilm_data()
{
    QTest::addColumn<std::string>("format");
    for (const char* const id : {"mp4", "webm", "mov", "wav"}) {
        if (offeredFormat(*findExportFormat(id)))
            QTest::addRow("%s", id) << std::string(id);
    }
}

// Though it is shorter: -6 dB in its file, 18 less here; and the voice is as it was.
void TestFinish::musicPlaysUnderTheWholeFilm()
{
    QFETCH(const std::string, format);
    const Result<ExportSummary> made
        = exportMovie(withMusic({.file = music(), .decibels = -18, .ducks = false}, format));
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const Heard sound = heard(made->path);
    QVERIFY2(std::abs(sound.seconds() - 6) < 0.03, qPrintable(QString::number(sound.seconds())));
    for (const double second : {1.1, 1.8, 3.0, 3.7, 4.6})
        VERIFY_LEVEL(sound.level(kMusicTone, second, second + 0.2), -24.0);
    VERIFY_LEVEL(sound.level(kVoiceTone, 2.5, 3.5), -12.0);
    if (format != "wav") { // A film's sound is good enough for music: the voice's file is mono.
        QCOMPARE(sound.channels, 2);
        QCOMPARE(sound.rate, 48000);
    }
    QVERIFY(sound.level(kMusicTone, 0, 0.1) < -24 - 18); // faded for 1 s
    VERIFY_LEVEL(sound.level(kMusicTone, 0.45, 0.55), -24.0 - 6);
    VERIFY_LEVEL(sound.level(kMusicTone, 5.45, 5.55), -24.0 - 6);
    QVERIFY(sound.level(kMusicTone, 5.9, 6) < -24 - 18);
    fs::remove(made->path);
}

void TestFinish::musicDucksWhileTheVoiceIsLoud()
{
    const Result<ExportSummary> made = exportMovie(withMusic({.file = music()}));
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const Heard sound = heard(made->path);
    VERIFY_LEVEL(sound.level(kMusicTone, 1.2, 1.9), -24.0);
    VERIFY_LEVEL(sound.level(kMusicTone, 2.6, 3.9), -24.0 - 9);
    VERIFY_LEVEL(sound.level(kVoiceTone, 2.6, 3.9), -12.0);
    QVERIFY(sound.level(kMusicTone, 4.05, 4.15) < -26); // It comes back slowly.
    fs::remove(made->path);

    const Result<ExportSummary> less = exportMovie(withMusic({.file = music(), .duckedBy = 3}));
    QVERIFY(less);
    VERIFY_LEVEL(heard(less->path).level(kMusicTone, 2.6, 3.9), -24.0 - 3);
    fs::remove(less->path);
}

// Where the voice is shorter than the film.
void TestFinish::musicGoesOnAfterTheVoice()
{
    test::writeWav(folder() / "brief.wav", {tone(kVoiceTone, 1, 0.25)}, kRate);
    QVERIFY(test::writeClapFilm(folder() / "brief.mp4", folder() / "brief.wav", 100, 0));
    ExportOrder wanted = withMusic({.file = music()});
    wanted.movie = folder() / "brief.mp4";
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const Heard sound = heard(made->path);
    QVERIFY2(std::abs(sound.seconds() - 4) < 0.03, qPrintable(QString::number(sound.seconds())));
    VERIFY_LEVEL(sound.level(kMusicTone, 2.2, 2.9), -24.0);
    fs::remove(made->path);
}

// And nothing is left of the export.
void TestFinish::wrongMusicIsTold()
{
    const auto errorOf = [&](const fs::path& file) {
        const Result<ExportSummary> made = exportMovie(withMusic({.file = file}));
        return made ? Error{ErrorCode::Internal, "none", {}} : made.error();
    };
    const Error missing = errorOf(folder() / "nowhere.wav");
    QVERIFY(missing.code == ErrorCode::FileMissing);
    QCOMPARE(missing.subject, (folder() / "nowhere.wav").string());
    QVERIFY(errorOf(folder()).code == ErrorCode::FileUnreadable);
    std::ofstream(folder() / "words.txt") << "no music at all";
    const Error words = errorOf(folder() / "words.txt");
    QVERIFY(words.code == ErrorCode::NoAudio || words.code == ErrorCode::MediaDamaged);
    for (const auto& entry : fs::directory_iterator(folder()))
        QVERIFY2(!entry.path().filename().string().starts_with('.'), entry.path().c_str());
}

void TestFinish::aMarkIsInItsCorner_data()
{
    QTest::addColumn<int>("corner");
    QTest::addColumn<std::string>("words");
    QTest::addRow("top left") << static_cast<int>(FilmCorner::TopLeft) << std::string("Made with AI");
    QTest::addRow("top right") << static_cast<int>(FilmCorner::TopRight) << std::string("Made with AI");
    QTest::addRow("bottom left") << static_cast<int>(FilmCorner::BottomLeft) << std::string("AI \u751f\u6210");
    QTest::addRow("bottom right") << static_cast<int>(FilmCorner::BottomRight) << std::string("{\\b1}AI");
}

// A dark plate with white letters there, in every picture; the other corners are as they were.
void TestFinish::aMarkIsInItsCorner()
{
    QFETCH(const int, corner);
    QFETCH(const std::string, words);
    if (!canWriteWords())
        QSKIP("this FFmpeg has no libass");
    ExportOrder wanted = order({.mark = FilmMark{.words = words, .corner = static_cast<FilmCorner>(corner)}});
    wanted.height = 4 * kHigh;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const std::vector<Picture> pictures = picturesOf(made->path);
    QCOMPARE(pictures.size(), size_t{kFrames});
    for (const Picture& picture : {pictures.front(), pictures.back()}) {
        for (int each = 0; each < 4; ++each) {
            const bool isLeft = each % 2 == 0;
            const bool isTop = each < 2;
            int dark = 0;
            int white = 0;
            for (int y = 0; y < 70; ++y) {
                for (int x = 0; x < 120; ++x) {
                    const int column = isLeft ? x : picture.width - 1 - x;
                    const int row = isTop ? y : picture.height - 1 - y;
                    const uint8_t* const pixel = &picture.rgb[3 * static_cast<size_t>(row * picture.width + column)];
                    dark += pixel[0] < 100 && pixel[1] < 60 && pixel[2] < 100 ? 1 : 0;
                    white += pixel[0] > 200 && pixel[1] > 200 && pixel[2] > 200 ? 1 : 0;
                }
            }
            const QByteArray counts = QByteArray::number(dark) + " dark, " + QByteArray::number(white) + " white";
            if (each == corner)
                QVERIFY2(dark > 500 && white > 50, counts.constData());
            else
                QVERIFY2(dark == 0 && white == 0, counts.constData());
        }
    }
    fs::remove(made->path);
}

void TestFinish::burnedSubtitlesAreSeenAtTheirTimes_data()
{
    QTest::addColumn<std::string>("words");
    QTest::addColumn<std::string>("format");
    QTest::addRow("English") << std::string("Hello, how are you?") << std::string("mp4");
    QTest::addRow("Chinese") << std::string("\u4f60\u597d\uff0c\u4e16\u754c\u3002") << std::string("mp4");
    QTest::addRow("commands") << std::string("{\\b1}C:\\News 'a', \"b\"; [c]") << std::string("mp4");
    QTest::addRow("WebM") << std::string("Hello, how are you?") << std::string("webm");
    QTest::addRow("GIF") << std::string("Hello, how are you?") << std::string("gif");
}

// White letters at the bottom, from 0.8 to 1.2 s of the movie: of a part that begins at 0.6 s in its frames 5 to 14.
void TestFinish::burnedSubtitlesAreSeenAtTheirTimes()
{
    QFETCH(const std::string, words);
    QFETCH(const std::string, format);
    if (!canWriteWords() || !offeredFormat(*findExportFormat(format)))
        QSKIP("this FFmpeg can't make it");
    ExportOrder wanted = order({.subtitles = Subtitles{.cues = {{0.8, 1.2, words}}}}, format);
    wanted.begin = 0.6;
    wanted.end = 1.6;
    wanted.height = 3 * kHigh;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    QVERIFY(made->subtitles.empty());
    const std::vector<Picture> pictures = picturesOf(made->path);
    QCOMPARE(pictures.size(), size_t{25});
    for (size_t i = 0; i < pictures.size(); ++i) {
        const int seen = whites(pictures[i], 2.0 / 3, 1);
        QVERIFY2((seen > 100) == (i >= 5 && i < 15), qPrintable(QStringLiteral("%1 in %2").arg(seen).arg(i)));
        QCOMPARE(whites(pictures[i], 0, 2.0 / 3), 0);
    }
    fs::remove(made->path);
}

void TestFinish::subtitlesStayInNarrowFilms_data()
{
    QTest::addColumn<FilmShape>("shape");
    QTest::addColumn<std::string>("words");
    for (const auto& [name, shape] :
         {std::pair("wide", FilmShape::Wide), {"square", FilmShape::Square}, {"upright", FilmShape::Upright}}) {
        QTest::addRow("%s, English", name)
            << shape
            << std::string("WWW The quick brown fox jumps over the lazy\ndog, and nobody knows why it does WWW");
        std::string chinese;
        for (int i = 0; i < 36; ++i)
            chinese += "\u6c49";
        QTest::addRow("%s, Chinese", name) << shape << chinese;
    }
}

// No letter at the film's edges, though the lines are the longest that there are.
void TestFinish::subtitlesStayInNarrowFilms()
{
    QFETCH(const FilmShape, shape);
    QFETCH(const std::string, words);
    if (!canWriteWords())
        QSKIP("this FFmpeg has no libass");
    ExportOrder wanted = order({.shape = shape,
                                .sides = FilmSides::Colour,
                                .colour = {0, 0, 0},
                                .subtitles = Subtitles{.cues = {{0, 2, words}}}});
    wanted.end = 0.2;
    wanted.height = shape == FilmShape::Upright ? 1280 : 720;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY2(made, made ? "" : made.error().detail.c_str());
    const std::vector<Picture> pictures = picturesOf(made->path);
    QVERIFY(!pictures.empty());
    const Picture& picture = pictures.front();
    const int all = whites(picture, 0, 1);
    QVERIFY2(all > 1000, qPrintable(QString::number(all)));
    QCOMPARE(whites(picture, 0, 1, 0.02, 0.98), all);
    QVERIFY(whites(picture, 0.5, 0.97) == all);
    fs::remove(made->path);
}

// As a file of the film's name, with the part's times; the film itself is as without.
void TestFinish::subtitlesBesideAreOfTheExportedPart()
{
    const Subtitles beside{.as = SubtitlesAs::Beside, .cues = {{0.2, 0.8, "early"}, {1, 1.5, "later"}}};
    for (const char* const format : {"mp4", "png", "wav"}) {
        ExportOrder wanted = order({.subtitles = beside}, format);
        wanted.begin = 0.6;
        const Result<ExportSummary> made = exportMovie(wanted);
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QCOMPARE(made->subtitles, folder() / "finished.srt");
        QFile file(QString::fromStdString(made->subtitles.string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(),
                 QByteArray("1\n00:00:00,000 --> 00:00:00,200\nearly\n\n2\n00:00:00,400 --> 00:00:00,900\nlater\n\n"));
        if (format == std::string("mp4")) {
            QVERIFY(!wanted.finish.changesPicture());
            const Result<uintmax_t> estimated = estimateExport(wanted);
            QVERIFY(estimated && *estimated == made->bytes);
        }
        fs::remove(made->subtitles);
        fs::remove_all(made->path);
    }
    ExportOrder none = order({.subtitles = beside});
    none.begin = 1.6; // No subtitle is there.
    const Result<ExportSummary> made = exportMovie(none);
    QVERIFY(made && made->subtitles.empty() && !fs::exists(folder() / "finished.srt"));
    fs::remove(made->path);
}

void TestFinish::namesAreFreeForSubtitlesToo()
{
    const ExportOrder wanted
        = order({.subtitles = Subtitles{.as = SubtitlesAs::Beside, .cues = {{0.2, 0.8, "early"}}}});
    std::ofstream(folder() / "finished.srt") << "somebody's";
    QCOMPARE(freePath(wanted.target), wanted.target);
    QCOMPARE(freePath(wanted.target, wanted.finish), folder() / "finished (2).mp4");
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(made);
    QCOMPARE(made->path, folder() / "finished (2).mp4");
    QCOMPARE(made->subtitles, folder() / "finished (2).srt");
    QVERIFY(!fs::exists(wanted.target));
    fs::remove(folder() / "finished.srt");
    fs::remove(made->path);
    fs::remove(made->subtitles);
}

void TestFinish::anExportReplacesOnlyIfItMay()
{
    ExportOrder wanted = order({.subtitles = Subtitles{.as = SubtitlesAs::Beside, .cues = {{0.2, 0.8, "early"}}}});
    std::ofstream(wanted.target) << "somebody's";
    std::ofstream(folder() / "finished.srt") << "somebody's";
    wanted.existing = Existing::Replace;
    const Result<ExportSummary> made = exportMovie(wanted);
    QVERIFY(made);
    QCOMPARE(made->path, wanted.target);
    QCOMPARE(picturesOf(made->path).size(), size_t{kFrames});
    QVERIFY(fs::file_size(folder() / "finished.srt") > 20);
    fs::remove(made->path);
    fs::remove(made->subtitles);
}

void TestFinish::theNoteIsInTheFile_data()
{
    QTest::addColumn<std::string>("format");
    for (const OfferedFormat& offered : offeredFormats()) {
        if (offered.format->holdsComment)
            QTest::addRow("%s", std::string(offered.format->id).c_str()) << std::string(offered.format->id);
    }
}

// Only if it is wanted, and the settings stay what they were.
void TestFinish::theNoteIsInTheFile()
{
    QFETCH(const std::string, format);
    for (const bool wants : {true, false}) {
        ExportOrder wanted = order({.notesAi = wants}, format);
        wanted.comment = "the settings";
        const Result<ExportSummary> made = exportMovie(wanted);
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QFile file(QString::fromStdString(made->path.string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().contains(kAiNote), wants);
        const Result<MovieReader> reader = MovieReader::open(made->path);
        QVERIFY(reader);
        QCOMPARE(reader->info().comment, std::string("the settings"));
        fs::remove(made->path);
    }
}

// The same bytes as without a word about finishing, and the sound is the movie's own packets.
void TestFinish::nothingChosenChangesNothing()
{
    QVERIFY(!Finish().changesPicture() && !Finish().changesSound());
    ExportOrder plain;
    plain.movie = spoken();
    plain.target = folder() / "plain.mp4";
    ExportOrder sides = plain;
    sides.target = folder() / "sides.mp4";
    sides.finish = {.sides = FilmSides::CutOff, .colour = {1, 2, 3}}; // of a shape that isn't chosen
    const auto bytes = [](const Result<ExportSummary>& made) {
        QFile file(made ? QString::fromStdString(made->path.string()) : QString());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray made = bytes(exportMovie(plain));
    QVERIFY(!made.isEmpty());
    QCOMPARE(bytes(exportMovie(sides)), made);
}

} // namespace

QTEST_GUILESS_MAIN(TestFinish)
#include "tst_Finish.moc"
