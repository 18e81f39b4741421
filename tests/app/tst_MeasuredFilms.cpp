// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/MeasuredFilms.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace studio;
using namespace studio::render;
using namespace Qt::StringLiterals;

namespace {

// Times are injected, not measured.
jobs::FilmReport reportOf(int64_t frames, double ditSeconds)
{
    jobs::FilmReport report;
    report.width = 64;
    report.height = 128;
    report.frames = frames;
    report.render.loadSeconds = 10;
    report.render.textSeconds = 2;
    report.render.audioSeconds = 3;
    report.render.imageSeconds = 1;
    report.render.ditSeconds = ditSeconds;
    report.render.vaeSeconds = 8.5;
    return report;
}

class TestMeasuredFilms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_arguments = Arguments();
        m_arguments.model.checkpoint = "/models/one";
        m_arguments.computer = "NVIDIA H100";
        m_arguments.measured = file().toStdString();
        QFile::remove(file());
    }

    void whatWasntMeasuredIsntTold()
    {
        QVERIFY(!expectedSeconds(m_arguments, extent(48)));
        m_arguments.measured.clear();
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(48, 20))));
        QVERIFY(!expectedSeconds(m_arguments, extent(48)));
    }

    void theSameFilmTakesAsLong()
    {
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(48, 20))));
        const auto seconds = expectedSeconds(m_arguments, extent(48));
        QVERIFY(seconds);
        QCOMPARE(*seconds, 10 + 2 + 3 + 1 + 20 + 8.5);

        jobs::FilmReport longToRead = reportOf(48, 20);
        longToRead.readSeconds = 7;
        QVERIFY(bool(rememberFilm(m_arguments, longToRead)));
        QCOMPARE(*expectedSeconds(m_arguments, extent(48)), *seconds + 7);
    }

    void longerLargerAndFinerFilmsTakeLonger()
    {
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(48, 20))));
        const double one = *expectedSeconds(m_arguments, extent(48));
        QVERIFY(*expectedSeconds(m_arguments, extent(480)) > 5 * (one - 15));
        FilmExtent large = extent(48);
        large.width *= 2;
        QCOMPARE(*expectedSeconds(m_arguments, large), 15 + 2 * (one - 15));
        m_arguments.order.spec.steps *= 2;
        QCOMPARE(*expectedSeconds(m_arguments, extent(48)), one + 20);
    }

    void onlyFilmsOfTheSameKindTell_data()
    {
        QTest::addColumn<int>("change");
        QTest::newRow("model") << 0;
        QTest::newRow("device") << 1;
        QTest::newRow("precision") << 2;
        QTest::newRow("fp8") << 3;
        QTest::newRow("semantics") << 4;
        QTest::newRow("budget") << 5;
        QTest::newRow("an imagined GPU") << 6;
        QTest::newRow("endless") << 7;
    }
    void onlyFilmsOfTheSameKindTell()
    {
        QFETCH(const int, change);
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(48, 20))));
        Arguments other = m_arguments;
        switch (change) {
        case 0: other.model.checkpoint = "/models/two"; break;
        case 1: other.computer = "cpu"; break;
        case 2: other.model.precision = NumberFormat::Fp32; break;
        case 3: other.model.eightBits = EightBits::Fp8; break;
        case 4: other.order.spec.semantics = Semantics::SingleDeferred; break;
        case 5: other.order.spec.memory.vram.bytes = 8 * kGiB; break;
        case 6: other.computer.clear(); break;
        default: break;
        }
        QVERIFY(!expectedSeconds(other, extent(change == 7 ? 0 : 48)));
        // And both are kept beside each other.
        QVERIFY(bool(rememberFilm(other, reportOf(48, 40))));
        QCOMPARE(*expectedSeconds(m_arguments, extent(48)), change == 7 ? 64.5 : 44.5);
    }

    void theNewestOfASizeCounts()
    {
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(48, 20))));
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(48, 30))));
        QCOMPARE(*expectedSeconds(m_arguments, extent(48)), 54.5);
        const auto all = nlohmann::json::parse(read().toStdString());
        QCOMPARE(all.at("films").size(), size_t{1});
    }

    void aFilmTooShortToMeasureTellsNothing()
    {
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(12, 20))));
        QVERIFY(!isFilmMeasured(m_arguments));
        QVERIFY(!expectedSeconds(m_arguments, extent(48)));
        // Nor does it take the place of one that does.
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(48, 20))));
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(12, 20))));
        QVERIFY(isFilmMeasured(m_arguments));
        QCOMPARE(*expectedSeconds(m_arguments, extent(48)), 44.5);
    }

    void aDamagedFileIsIgnoredAndReplaced_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        init();
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(48, 20))));
        const QByteArray whole = read();
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("\0\xff{", 3);
        QTest::newRow("cut") << whole.left(whole.size() / 2);
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("a later version") << QByteArray(whole).replace("\"version\": 1", "\"version\": 2");
        QTest::newRow("films that are none") << QByteArray("{\"version\": 1, \"films\": [1, null, {}, {\"kind\": 1}]}");
        QTest::newRow("a negative time") << QByteArray(whole).replace("20.0", "-20.0");
        QTest::newRow("a time that is a word") << QByteArray(whole).replace("20.0", "\"20\"");
        QTest::newRow("no frames") << QByteArray(whole).replace("\"frames\": 48", "\"frames\": 0");
        QTest::newRow("half a width") << QByteArray(whole).replace("\"width\": 64", "\"width\": 64.5");
        QTest::newRow("a huge height") << QByteArray(whole).replace("\"height\": 128", "\"height\": 1e300");
    }
    void aDamagedFileIsIgnoredAndReplaced()
    {
        QFETCH(const QByteArray, bytes);
        QFile damaged(file());
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        QCOMPARE(damaged.write(bytes), bytes.size());
        damaged.close();
        QVERIFY(!expectedSeconds(m_arguments, extent(48)));
        QVERIFY(bool(rememberFilm(m_arguments, reportOf(48, 30))));
        QCOMPARE(*expectedSeconds(m_arguments, extent(48)), 54.5);
    }

    void aPlaceThatCannotBeWrittenToIsSaid()
    {
        QFile blocked(m_folder.filePath(u"blocked"_s));
        QVERIFY(blocked.open(QIODevice::WriteOnly));
        m_arguments.measured = QString(blocked.fileName() + u"/films.json"_s).toStdString();
        const Status kept = rememberFilm(m_arguments, reportOf(48, 20));
        QVERIFY(!kept);
        QVERIFY(kept.error().code == ErrorCode::NotWritable);
    }

    void durationsAreWords()
    {
        QCOMPARE(durationText(0.2), std::string("about 1 s"));
        QCOMPARE(durationText(59.4), std::string("about 59 s"));
        QCOMPARE(durationText(59.6), std::string("about 1 min"));
        QCOMPARE(durationText(220), std::string("about 3 min 40 s"));
        QCOMPARE(durationText(7200), std::string("about 2 h"));
        QCOMPARE(durationText(7510), std::string("about 2 h 5 min"));
    }

private:
    static FilmExtent extent(int64_t frames)
    {
        return {.width = 64, .height = 128, .length = {.clips = (frames + 47) / 48, .frames = frames}};
    }
    QString file() const { return m_folder.filePath(u"cache/films.json"_s); }
    QByteArray read() const
    {
        QFile in(file());
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    Arguments m_arguments;
};

} // namespace

QTEST_GUILESS_MAIN(TestMeasuredFilms)
#include "tst_MeasuredFilms.moc"
