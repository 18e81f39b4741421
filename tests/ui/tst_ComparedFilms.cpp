// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakePlayback.h"
#include "ui/services/ComparedFilms.h"

using namespace studio;
using namespace studio::ui;
using test::FakeFilm;

namespace {

// A film of one colour.
class PlainFilm : public FilmSource {
public:
    PlainFilm(int width, int height, uint8_t level)
        : m_width(width)
        , m_height(height)
        , m_level(level)
    {
    }

    Status open() override { return kDone; }
    FilmFacts facts() const override
    {
        FilmFacts facts;
        facts.width = m_width;
        facts.height = m_height;
        facts.made = facts.total = 10;
        return facts;
    }
    Result<Frame> frame(int64_t /*index*/) override
    {
        return Frame(std::make_shared<const media::Picture>(
            media::Picture{.width = m_width,
                           .height = m_height,
                           .rgb = std::vector<uint8_t>(size_t{3} * static_cast<size_t>(m_width * m_height), m_level)}));
    }

private:
    int m_width, m_height;
    uint8_t m_level;
};

ComparedFilm compared(std::shared_ptr<FilmSource> film, int64_t frames, double rate = 25)
{
    return {.film = std::move(film), .frames = frames, .frameRate = rate, .sound = {}};
}

// What the first pixel of a FakeFilm's frame says.
int64_t indexOf(const FilmSource::Frame& frame)
{
    return frame->rgb[0] + 256 * frame->rgb[1];
}

class TestComparedFilms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void timeCountsNotTheFrame_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<double>("seconds");
        QTest::addColumn<int>("index");
        QTest::newRow("begin") << 25.0 << 0.0 << 0;
        QTest::newRow("just before a frame") << 25.0 << 0.0399 << 0;
        QTest::newRow("at a frame, rounded") << 25.0 << 3 / 25.0 << 3;
        QTest::newRow("another rate") << 50.0 << 3 / 25.0 << 6;
        QTest::newRow("the last frame") << 25.0 << 0.37 << 9;
        QTest::newRow("beyond") << 25.0 << 7.0 << 9;
        QTest::newRow("before") << 25.0 << -1.0 << 0;
    }
    void timeCountsNotTheFrame()
    {
        QFETCH(const double, rate);
        QFETCH(const double, seconds);
        QFETCH(const int, index);
        QCOMPARE(compared({}, 10, rate).frameAt(seconds), int64_t{index});
    }

    void aHeldFilmStandsOnItsLastFrame()
    {
        HeldFilmSource held(std::make_shared<FakeFilm>(10), 1.0, "other.mp4");
        QVERIFY(held.open());
        QCOMPARE(held.facts().made, int64_t{25});
        QCOMPARE(held.facts().sound, std::filesystem::path("other.mp4"));
        QCOMPARE(indexOf(*held.frame(4)), int64_t{4});
        QCOMPARE(indexOf(*held.frame(9)), int64_t{9});
        QCOMPARE(indexOf(*held.frame(24)), int64_t{9});
    }

    void aLongerFilmIsNotCut()
    {
        HeldFilmSource held(std::make_shared<FakeFilm>(30), 1.0, {});
        QCOMPARE(held.facts().made, int64_t{30});
    }

    void aFilmThatIsNotReadStaysEmpty()
    {
        HeldFilmSource held(std::make_shared<FakeFilm>(0), 1.0, {});
        QCOMPARE(held.facts().made, int64_t{0});
    }

    void theDifferenceIsFourfoldOverGrey_data()
    {
        QTest::addColumn<int>("a");
        QTest::addColumn<int>("b");
        QTest::addColumn<int>("level");
        QTest::newRow("none") << 90 << 90 << 40;
        QTest::newRow("lighter") << 90 << 100 << 80;
        QTest::newRow("darker") << 100 << 90 << 80;
        QTest::newRow("at most white") << 0 << 255 << 255;
    }
    void theDifferenceIsFourfoldOverGrey()
    {
        QFETCH(const int, a);
        QFETCH(const int, b);
        QFETCH(const int, level);
        // An odd width, since pictures and images pad their rows differently.
        DifferenceFilmSource film(compared(std::make_shared<PlainFilm>(5, 3, static_cast<uint8_t>(a)), 10),
                                  compared(std::make_shared<PlainFilm>(5, 3, static_cast<uint8_t>(b)), 10));
        const auto frame = film.frame(0);
        QVERIFY(frame);
        QCOMPARE((*frame)->rgb.size(), size_t{45});
        for (const uint8_t value : (*frame)->rgb)
            QCOMPARE(int{value}, level);
    }

    void bIsScaledToTheSizeOfA()
    {
        DifferenceFilmSource film(compared(std::make_shared<PlainFilm>(5, 3, 90), 10),
                                  compared(std::make_shared<PlainFilm>(12, 8, 95), 10));
        const auto frame = film.frame(3);
        QVERIFY(frame);
        QCOMPARE((*frame)->width, 5);
        QCOMPARE((*frame)->height, 3);
        QCOMPARE(int{(*frame)->rgb[0]}, 60);
        QCOMPARE(film.facts().width, 5);
    }

    void theDifferenceIsOfTheSameTimeAndAsLongAsTheLongerFilm()
    {
        auto a = std::make_shared<FakeFilm>(10);
        auto b = std::make_shared<FakeFilm>(30);
        DifferenceFilmSource film(compared(a, 10), compared(b, 30));
        QVERIFY(film.open());
        QCOMPARE(film.facts().made, int64_t{30});
        QCOMPARE(int{(*film.frame(5))->rgb[0]}, 40); // both at frame 5
        QCOMPARE(int{(*film.frame(19))->rgb[0]}, 40 + 4 * 10); // A stands on frame 9
    }

    void aFilmThatCanNotBeReadIsSaid()
    {
        DifferenceFilmSource film(compared(std::make_shared<FakeFilm>(10), 10),
                                  compared(std::make_shared<FakeFilm>(0), 10));
        QVERIFY(!film.frame(2));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestComparedFilms)
#include "tst_ComparedFilms.moc"
