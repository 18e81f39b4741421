// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/DubbedFilm.h"
#include "core/media/FaceFinder.h"
#include "core/media/MouthOverlay.h"
#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "core/project/Scene.h"
#include "tests/support/ClapFilm.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>

using namespace studio;
using media::Picture;
using media::Rect;
namespace fs = std::filesystem;

namespace {

constexpr Rect kFace{150, 130, 212, 250}; // of ada.png, 512 * 512
constexpr double kMouthX = 256;
constexpr double kMouthY = 130 + 0.78 * 250;

// The picture's content moved by whole pixels; its edges go on.
Picture moved(const Picture& picture, int dx, int dy)
{
    Picture result = picture;
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const int fromX = std::clamp(x - dx, 0, picture.width - 1);
            const int fromY = std::clamp(y - dy, 0, picture.height - 1);
            for (int c = 0; c < 3; ++c)
                result.rgb[static_cast<size_t>(3 * (y * picture.width + x) + c)]
                    = picture.rgb[static_cast<size_t>(3 * (fromY * picture.width + fromX) + c)];
        }
    }
    return result;
}

// With a blue mouth, and all of it brighter.
Picture withBlueMouth(Picture picture, int brighter)
{
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            uint8_t* const pixel = &picture.rgb[static_cast<size_t>(3 * (y * picture.width + x))];
            const bool isMouth = std::hypot(x - kMouthX, (y - kMouthY) * 1.5) < 30;
            const std::array<int, 3> blue{0, 0, 200};
            for (size_t c = 0; c < 3; ++c)
                pixel[c] = static_cast<uint8_t>(std::min(255, (isMouth ? blue[c] : int{pixel[c]}) + brighter));
        }
    }
    return picture;
}

// The middle of what is blue.
std::pair<double, double> middleOfBlue(const Picture& picture)
{
    double sumX = 0;
    double sumY = 0;
    double count = 0;
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const uint8_t* const pixel = &picture.rgb[static_cast<size_t>(3 * (y * picture.width + x))];
            if (pixel[2] < 150 || pixel[0] > 70 || pixel[1] > 70)
                continue;
            sumX += x;
            sumY += y;
            ++count;
        }
    }
    return count > 0 ? std::pair(sumX / count, sumY / count) : std::pair(-1.0, -1.0);
}

class TestDubbedFilm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        Result<Picture> picture = media::readPicture(DEMO_DATA "/portraits/ada.png", media::PictureRules::Studio);
        QVERIFY(picture);
        m_ada = std::move(*picture);
        QCOMPARE(m_ada.width, 512);
    }

    void eyesAreFollowed()
    {
        media::EyeTracker tracker(m_ada, kFace);
        for (int i = 1; i < 30; ++i) {
            const int dx = static_cast<int>(std::lround(40 * std::sin(i * 0.2)));
            const int dy = static_cast<int>(std::lround(25 * std::sin(i * 0.31)));
            const media::EyeTracker::Place place = tracker.find(moved(m_ada, dx, dy));
            QVERIFY2(std::abs(place.x - dx) < 0.5 && std::abs(place.y - dy) < 0.5,
                     qPrintable(QStringLiteral("%1, %2: %3, %4").arg(dx).arg(dy).arg(place.x).arg(place.y)));
            QVERIFY2(place.likeness > 0.85,
                     qPrintable(QString::number(place.likeness))); // less between two pixels compared
        }
        // Another picture isn't alike, and doesn't lead away.
        const media::EyeTracker::Place before = tracker.find(m_ada);
        Picture nothing = m_ada;
        std::fill(nothing.rgb.begin(), nothing.rgb.end(), uint8_t{90});
        const media::EyeTracker::Place lost = tracker.find(nothing);
        QVERIFY(lost.likeness < 0.3);
        QVERIFY(lost.x == before.x && lost.y == before.y);
    }

    // Wherever both have gone since their first pictures, in half the size and other colours.
    void theMouthIsWhereTheVideosFaceIs()
    {
        const Rect shown{64, 64, 384, 384};
        const auto filmOf = [&](const Picture& picture) {
            return media::frame(picture, {192, 192}, media::Fit::Cover, shown);
        };
        const Picture bright = withBlueMouth(m_ada, 25);
        media::MouthOverlay overlay(m_ada, filmOf(bright), kFace, shown);
        for (int i = 0; i < 20; ++i) {
            const int videoX = static_cast<int>(std::lround(30 * std::sin(i * 0.25)));
            const int videoY = static_cast<int>(std::lround(20 * std::sin(i * 0.4)));
            const int filmX = static_cast<int>(std::lround(-20 * std::sin(i * 0.3)));
            const Picture before = moved(m_ada, videoX, videoY);
            Picture video = before;
            QVERIFY(overlay.lay(video, filmOf(moved(bright, filmX, 0))) > 0.99);
            const auto [x, y] = middleOfBlue(video);
            QVERIFY2(
                std::abs(x - kMouthX - videoX) < 1.5 && std::abs(y - kMouthY - videoY) < 1.5,
                qPrintable(QStringLiteral("%1: %2, %3").arg(i).arg(x - kMouthX - videoX).arg(y - kMouthY - videoY)));
            // Around the mouth the colours are the video's, and beyond it is the video.
            double largest = 0;
            for (int py = 0; py < video.height; ++py) {
                for (int px = 0; px < video.width; ++px) {
                    const double mouth = std::hypot(px - kMouthX - videoX, (py - kMouthY - videoY) * 1.5);
                    const bool isBeyond = std::abs(px - kMouthX - videoX) > 0.4 * kFace.width + 2;
                    const auto at = static_cast<size_t>(3 * (py * video.width + px));
                    if (isBeyond)
                        QVERIFY(std::equal(video.rgb.begin() + static_cast<long>(at),
                                           video.rgb.begin() + static_cast<long>(at) + 3,
                                           before.rgb.begin() + static_cast<long>(at)));
                    const bool isChin = mouth > 45 && mouth < 60 && py - videoY < kMouthY;
                    if (isChin)
                        largest = std::max(
                            largest,
                            std::abs(static_cast<double>(video.rgb[at]) - static_cast<double>(before.rgb[at])));
                }
            }
            QVERIFY2(largest < 60, qPrintable(QString::number(largest)));
        }
        // A face that is covered isn't painted over.
        Picture covered = m_ada;
        std::fill(covered.rgb.begin(), covered.rgb.end(), uint8_t{90});
        const Picture before = covered;
        QCOMPARE(overlay.lay(covered, filmOf(bright)), 0.0);
        QVERIFY(covered.rgb == before.rgb);
    }

    // A film of 20 frames over a video of 12 with another rate; the sound is the film's.
    void aFilmIsLaidOverAVideo()
    {
        writeMovies();
        if (!media::canFindFaces())
            QVERIFY(jobs::dubFilm(order()).error().subject == "face");
        jobs::DubOrder wanted = order();
        wanted.face = project::CropRect{kFace.x / 512.0, kFace.y / 512.0, kFace.width / 512.0, kFace.height / 512.0};
        double last = 0;
        const Result<jobs::DubReport> made = jobs::dubFilm(wanted, [&last](double part) { last = part; });
        QVERIFY2(bool(made), made ? "" : made.error().detail.c_str());
        QCOMPARE(made->frames, int64_t{20});
        QCOMPARE(made->unchanged, int64_t{0});
        QVERIFY(made->standing > 0 && made->standing < 12);
        QCOMPARE(last, 1.0);
        Result<media::MovieReader> reader = media::MovieReader::open(made->movie);
        QVERIFY(reader);
        QCOMPARE(reader->info().width, 512);
        QVERIFY(reader->info().hasSound);
        for (int i = 0; i < 20; ++i) {
            const auto picture = reader->nextFrame();
            QVERIFY(picture && *picture);
            const auto [x, y] = middleOfBlue(**picture);
            const int index = std::min(11, static_cast<int>(std::floor(i / 25.0 * 20 + 1e-6)));
            QVERIFY2(std::abs(x - kMouthX - 2 * index) < 2 && std::abs(y - kMouthY) < 2,
                     qPrintable(QStringLiteral("%1: %2, %3").arg(i).arg(x).arg(y)));
        }
        QVERIFY(jobs::dubFilm(wanted).error().code == ErrorCode::FileExists);
    }

    void whatDoesNotBelongTogetherIsRefused()
    {
        writeMovies();
        jobs::DubOrder wanted = order();
        wanted.target = path("other.mp4");
        wanted.face = project::CropRect{0, 0, 0.2, 0.2}; // in a corner that the film doesn't show
        QCOMPARE(jobs::dubFilm(wanted).error().subject, std::string("face"));
        wanted.face.reset();
        const Result<Picture> bruno = media::readPicture(DEMO_DATA "/portraits/bruno.png", media::PictureRules::Studio);
        writeMovie(path("bruno.mp4"), 12, 20, {512, 512}, [&](int) { return *bruno; });
        wanted.video = path("bruno.mp4");
        QCOMPARE(jobs::dubFilm(wanted).error().subject, std::string("video"));
        wanted.video = path("gone.mp4");
        QVERIFY(jobs::dubFilm(wanted).error().code == ErrorCode::FileMissing);
        wanted = order();
        wanted.target = wanted.video;
        wanted.existing = media::Existing::Replace;
        QVERIFY(jobs::dubFilm(wanted).error().code == ErrorCode::BadOption);
        std::stop_source stopped;
        stopped.request_stop();
        wanted.target = path("other.mp4");
        wanted.face = project::CropRect{kFace.x / 512.0, kFace.y / 512.0, kFace.width / 512.0, kFace.height / 512.0};
        QVERIFY(jobs::dubFilm(wanted, {}, stopped.get_token()).error().code == ErrorCode::Cancelled);
        QVERIFY(!fs::exists(path("other.mp4")));
    }

    void aVideosFirstPictureIsAPortrait()
    {
        writeMovies();
        const Result<Picture> picture = media::readPicture(path("video.mp4"), media::PictureRules::Studio);
        QVERIFY(picture);
        QCOMPARE(picture->width, 512);
        double difference = 0;
        for (size_t i = 0; i < picture->rgb.size(); ++i)
            difference += std::abs(int{picture->rgb[i]} - int{m_ada.rgb[i]});
        QVERIFY(difference / static_cast<double>(picture->rgb.size()) < 3);
        const Result<media::PictureInfo> info = media::probePicture(path("video.mp4"));
        QVERIFY(info && info->format == media::PictureFormat::Video && info->width == 512 && info->readWidth == 512);
        // The reference reads pictures only; a sound is none; and what is cut isn't one either.
        QVERIFY(media::readPicture(path("video.mp4"), media::PictureRules::Reference).error().code
                == ErrorCode::NotAnImage);
        QVERIFY(media::readPicture(path("voice.wav"), media::PictureRules::Studio).error().code
                == ErrorCode::NotAnImage);
        std::ofstream(path("cut.mp4"), std::ios::binary) << "\0\0\0\x20"
                                                            "ftypisom";
        QVERIFY(media::readPicture(path("cut.mp4"), media::PictureRules::Studio).error().code == ErrorCode::NotAnImage);
    }

private:
    [[nodiscard]] fs::path path(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    [[nodiscard]] jobs::DubOrder order() const
    {
        return {.film = path("film.mp4"), .video = path("video.mp4"), .target = path("dubbed.mp4")};
    }

    void writeMovie(const fs::path& file, int frames, int rate, media::Size size,
                    const std::function<Picture(int)>& picture, const fs::path& sound = {},
                    const std::string& comment = {})
    {
        auto writer = media::MovieWriter::open(file,
                                               {.width = size.width,
                                                .height = size.height,
                                                .frameRate = rate,
                                                .crf = 4,
                                                .sound = sound.empty() ? std::nullopt : std::optional(sound),
                                                .comment = comment,
                                                .existing = media::Existing::Replace});
        QVERIFY(writer);
        for (int i = 0; i < frames; ++i)
            QVERIFY(bool(writer->writeFrame(picture(i).rgb)));
        QVERIFY(bool(writer->finish()));
    }

    // A video that moves to the right, 20 frames a second, and a film of its middle.
    void writeMovies()
    {
        if (fs::exists(path("film.mp4")))
            return;
        test::writeClick(path("voice.wav"), 0.8, 0.4);
        writeMovie(path("video.mp4"), 12, 20, {512, 512}, [&](int i) { return moved(m_ada, 2 * i, 0); });
        const project::Scene scene{.portrait = path("video.mp4"), .crop = project::CropRect{0.125, 0.125, 0.75, 0.75}};
        const Picture blue = withBlueMouth(m_ada, 0);
        writeMovie(
            path("film.mp4"), 20, 25, {192, 192},
            [&](int) {
                return media::frame(blue, {192, 192}, media::Fit::Cover, Rect{64, 64, 384, 384});
            },
            path("voice.wav"), project::sceneToJson(scene));
    }

    QTemporaryDir m_folder;
    Picture m_ada;
};

} // namespace

QTEST_GUILESS_MAIN(TestDubbedFilm)
#include "tst_DubbedFilm.moc"
