// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ClapFilm.h"
#include "tests/support/FakePlayback.h"
#include "ui/controllers/MosaicController.h"

#include <QTemporaryDir>

using namespace studio;
using namespace studio::ui;
using test::FakeFilm;

namespace {

constexpr double kFrame = 1.0 / test::kFakeRate;
const QSize kSeen(4, 2); // as a FakeFilm's frames

ComparedFilm film(int frames, double rate = test::kFakeRate, const char* sound = "")
{
    return {.film = std::make_shared<FakeFilm>(frames), .frames = frames, .frameRate = rate, .sound = sound};
}

// Films with a clock that the test moves, and which frame of each was seen last.
struct Rig {
    std::shared_ptr<test::FakeClock::State> clock = std::make_shared<test::FakeClock::State>();
    PlayerController player{std::make_unique<test::FakeClock>(clock)};
    MosaicController mosaic{player};
    std::vector<int64_t> seen;

    Rig()
    {
        QObject::connect(&mosaic, &MosaicController::frameShown, &mosaic, [this](size_t index, const QImage& image) {
            if (index < seen.size())
                seen[index] = test::indexIn(image);
        });
    }
    void play(const std::vector<ComparedFilm>& films, size_t heard)
    {
        seen.assign(films.size(), -1);
        player.open(mosaic.play(films, heard), PlayerController::StartAt::SamePlace);
        mosaic.setSizes(std::vector<QSize>(films.size(), kSeen));
        QTRY_VERIFY(player.isPlayable());
    }
    [[nodiscard]] bool sees(const std::vector<int64_t>& frames)
    {
        return QTest::qWaitFor([&] { return seen == frames; }, test::kPatience);
    }
};

class TestMosaicController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allFollowOneClock()
    {
        Rig rig;
        rig.play({film(100), film(100), film(100), film(100)}, 2);
        QVERIFY(rig.sees({0, 0, 0, 0}));
        rig.player.seek(40 * kFrame);
        QVERIFY(rig.sees({40, 40, 40, 40}));
        rig.player.play();
        rig.clock->now = 60.5 * kFrame;
        QVERIFY(rig.sees({60, 60, 60, 60}));
    }

    void timeCountsAndShorterOnesStandOnTheirLastFrame()
    {
        Rig rig;
        rig.play({film(100, 50), film(10), film(75)}, 1); // 2 s, 0.4 s, 3 s
        QCOMPARE(rig.player.madeSeconds(), 3.0);
        QVERIFY(rig.sees({0, 0, 0}));
        rig.player.seek(0.2);
        QVERIFY(rig.sees({10, 5, 5}));
        QVERIFY(!rig.mosaic.isOver(1));
        rig.player.seek(1.0);
        QVERIFY(rig.sees({50, 9, 25}));
        QVERIFY(!rig.mosaic.isOver(0) && rig.mosaic.isOver(1) && !rig.mosaic.isOver(2));
        rig.player.seek(2.9);
        QVERIFY(rig.sees({99, 9, 72}));
        QVERIFY(rig.mosaic.isOver(0));
    }

    void anotherOneIsHeardAtTheSameTime()
    {
        Rig rig;
        const std::vector<ComparedFilm> films{film(100, 25, "a.mp4"), film(100, 25, "b.mp4"), film(100, 25, "c.mp4")};
        rig.play(films, 0);
        QCOMPARE(rig.player.facts().sound, std::filesystem::path("a.mp4"));
        rig.player.seek(30 * kFrame);
        QVERIFY(rig.sees({30, 30, 30}));
        rig.play(films, 2);
        QTRY_COMPARE(rig.player.facts().sound, std::filesystem::path("c.mp4"));
        QCOMPARE(rig.player.position(), 30 * kFrame);
        rig.player.seek(31 * kFrame);
        QVERIFY(rig.sees({31, 31, 31}));
    }

    void whatIsNotSeenIsNotDecoded()
    {
        Rig rig;
        const std::vector<ComparedFilm> films{film(100), film(100), film(100)};
        rig.play(films, 0);
        QVERIFY(rig.sees({0, 0, 0}));
        const auto asked = [&films](size_t index) { return static_cast<FakeFilm&>(*films[index].film).asked.load(); };
        rig.mosaic.setSizes({kSeen, QSize(), kSeen});
        const int before = asked(1);
        rig.player.seek(50 * kFrame);
        QVERIFY(rig.sees({50, 0, 50}));
        QCOMPARE(asked(1), before);
        rig.mosaic.setSizes({kSeen, kSeen, kSeen});
        QVERIFY(rig.sees({50, 50, 50}));
    }

    void nothingIsDecodedOnTheGuiThread()
    {
        Rig rig;
        const std::vector<ComparedFilm> films{film(100), film(100), film(100)};
        rig.play(films, 0);
        rig.player.seek(50 * kFrame);
        QVERIFY(rig.sees({50, 50, 50}));
        for (const ComparedFilm& each : films)
            QCOMPARE(static_cast<FakeFilm&>(*each.film).onGuiThread.load(), 0);
    }

    void oneThatGoesLeavesTheOthers()
    {
        Rig rig;
        std::vector<ComparedFilm> films{film(100), film(100), film(100)};
        rig.play(films, 1);
        rig.player.seek(20 * kFrame);
        QVERIFY(rig.sees({20, 20, 20}));
        films.erase(films.begin() + 1);
        rig.play(films, 1);
        rig.player.seek(25 * kFrame);
        QVERIFY(rig.sees({25, 25}));
        rig.mosaic.end();
        const int asked = static_cast<FakeFilm&>(*films[0].film).asked;
        rig.player.seek(30 * kFrame);
        QCOMPARE(static_cast<FakeFilm&>(*films[0].film).asked.load(), asked);
    }

    // A film with one white frame, which says what is seen by its content.
    void picturesAreMadeInTheSizeInWhichTheyAreSeen()
    {
        const QTemporaryDir folder;
        const std::filesystem::path sound = folder.filePath(QStringLiteral("click.wav")).toStdString();
        const std::filesystem::path movie = folder.filePath(QStringLiteral("clap.mp4")).toStdString();
        test::writeClick(sound, 1, 0.2);
        QVERIFY(test::writeClapFilm(movie, sound, 25, 5));
        MovieFilmSource source(movie);
        const auto look = [&source](int64_t index) {
            const Result<FilmSource::Frame> frame = source.frame(index);
            return frame ? std::tuple((*frame)->width, (*frame)->height, (*frame)->rgb.front() > 128)
                         : std::tuple(0, 0, false);
        };
        QCOMPARE(look(5), std::tuple(test::kClapSide, test::kClapSide, true));
        source.setPictureSize(30, 20);
        QCOMPARE(look(5), std::tuple(30, 20, true)); // the same one again
        QCOMPARE(look(6), std::tuple(30, 20, false));
        source.setPictureSize(0, 0);
        QCOMPARE(look(4), std::tuple(test::kClapSide, test::kClapSide, false));
        QCOMPARE(look(5), std::tuple(test::kClapSide, test::kClapSide, true));
    }
};

} // namespace

QTEST_MAIN(TestMosaicController)
#include "tst_MosaicController.moc"
