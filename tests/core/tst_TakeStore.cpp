// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/Take.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using namespace studio::project;
namespace fs = std::filesystem;

namespace {

void touch(const fs::path& file)
{
    std::ofstream(file) << "film";
}

} // namespace

class TestTakeStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_takes = fs::path(m_folder->path().toStdString()) / "takes";
    }

    void jsonGivesTheTakeBack();
    void scoresAreKept();
    void takesAreNumberedAndNamed();
    void namesAreFreeAndLegal_data();
    void namesAreFreeAndLegal();
    void newestComeFirstAndFilmsThatAreGoneDoNotCome();
    void aMovieOutsideTheFolderIsNotBelieved();
    void removedTakesComeBack();
    void removedTakesAreDeletedForGood();
    void removedTakesGoToTheTrash();
    void aTakeComesBackBesideWhatHasItsNameNow();
    void journalsOfTheNewestTakesAreKept();
    void damagedTakesAreLeftOut();
    void numbersThatAreNoneMakeNoTake_data();
    void numbersThatAreNoneMakeNoTake();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_takes;
};

void TestTakeStore::jsonGivesTheTakeBack()
{
    Take take{.number = 12,
              .name = "The \"good\" one",
              .sceneName = "welcome",
              .scene = {.portrait = "/p.png", .crop = CropRect{0, 0, 0.5, 0.5}, .voice = "/v.wav", .prompt = "talks"},
              .finalOf = 4,
              .parent = 3,
              .branchBlock = 30,
              .parts = {{3, 0, 24}, {5, 24, 456}},
              .state = TakeState::Failed,
              .width = 704,
              .height = 384,
              .frameRate = 25,
              .framesMade = 480,
              .framesTotal = 960,
              .framesPerSecond = 12.5,
              .created = 1'790'000'000,
              .star = true,
              .error = Error{ErrorCode::DiskFull, "/takes", "no space"},
              .movie = "/takes/welcome - take 12.mp4",
              .report = {.promisedVram = 14'200'000'000,
                         .promisedSeconds = 60,
                         .peakRam = 5,
                         .ditSeconds = 1.25,
                         .movieBytes = 777,
                         .shortBlocks = 3}};
    const Result<Take> back = takeFromJson(takeToJson(take), "/takes");
    QVERIFY(back);
    QVERIFY(*back == take);
    QCOMPARE(back->seconds(), 19.2);
    take.report.ditSeconds = 2;
    QVERIFY(!(*back == take));
    take.report.ditSeconds = 1.25;
    take.parts.back().first = 25;
    QVERIFY(!(*back == take));
    QVERIFY(*takeFromJson(takeToJson(Take{.movie = "/takes/x.mp4"}), "/takes") == (Take{.movie = "/takes/x.mp4"}));
}

// Those of other versions of the measures are forgotten, and what is none makes no take.
void TestTakeStore::scoresAreKept()
{
    Take take{.movie = "/takes/x.mp4",
              .scores = FilmScores{.frames = 48,
                                   .foundFace = true,
                                   .lips = 0.75,
                                   .lag = -0.04,
                                   .silence = 0.125,
                                   .likeness = 0.5,
                                   .colour = 3,
                                   .sharpness = 0.25,
                                   .flicker = 2,
                                   .bad = {{.flaw = Flaw::Lips, .block = 3, .blocks = 2},
                                           {.flaw = Flaw::Flicker, .block = 7, .blocks = 1}}}};
    const std::string json = takeToJson(take);
    QVERIFY(*takeFromJson(json, "/takes") == take);
    const auto with = [&json](const std::string& before, const std::string& now) {
        std::string text = json;
        const size_t scores = text.find("\"scores\"");
        const size_t at = text.find(before, scores);
        return text.replace(at, before.size(), now);
    };
    const Result<Take> other = takeFromJson(with("\"version\": 1", "\"version\": 99"), "/takes");
    QVERIFY(other && !other->scores);
    QVERIFY(!takeFromJson(with("0.75", "7"), "/takes"));
    QVERIFY(!takeFromJson(with("\"blocks\": 2", "\"blocks\": -2"), "/takes"));
    QVERIFY(!takeFromJson(with("\"what\": \"lips\"", "\"what\": \"lids\""), "/takes"));
    take.scores.reset();
    QVERIFY(*takeFromJson(takeToJson(take), "/takes") == take);
}

void TestTakeStore::takesAreNumberedAndNamed()
{
    TakeStore store(m_takes);
    const Result<Take> first = store.create({.sceneName = "welcome"}, "{scene} - take {take}");
    const Result<Take> second = store.create({.sceneName = "other"}, "{scene} - take {take}");
    QVERIFY(first && second);
    QCOMPARE(first->number, 1);
    QCOMPARE(second->number, 2);
    QCOMPARE(first->movie.filename().string(), "welcome - take 1.mp4");
    QVERIFY(first->created > 1'700'000'000);
    QVERIFY(fs::exists(TakeStore::sidecar(*first)));
    QVERIFY(store.load().front() == *second);
    QVERIFY(store.discard(*second));
    QCOMPARE(store.load().size(), size_t{1});
}

void TestTakeStore::namesAreFreeAndLegal_data()
{
    QTest::addColumn<QString>("scene");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("name");
    QTest::newRow("taken by a film") << "taken"
                                     << "{scene}"
                                     << "taken 2.mp4";
    QTest::newRow("separators") << "a/b\\c"
                                << "{scene}"
                                << "a_b_c.mp4";
    QTest::newRow("a way out") << "../../etc"
                               << "{scene}"
                               << "_.._etc.mp4";
    QTest::newRow("hidden") << ".secret"
                            << "{scene}"
                            << "secret.mp4";
    QTest::newRow("nothing") << ""
                             << "{scene}"
                             << "take.mp4";
    QTest::newRow("a scene called as a place holder") << "{take}"
                                                      << "{scene} {take}"
                                                      << "{take} 1.mp4";
    QTest::newRow("Chinese") << QString::fromUtf8("\u6b22\u8fce") << "{scene}" << QString::fromUtf8("\u6b22\u8fce.mp4");
    QTest::newRow("turned and broken") << QString::fromUtf8("a\u202eb\u2066c\u2028d") << "{scene}"
                                       << QStringLiteral("abcd.mp4");
    QTest::newRow("long, not cut within a sign")
        << QString(200, QChar(0x6b22)) << "{scene}" << QString(QString(40, QChar(0x6b22)) + QStringLiteral(".mp4"));
}

void TestTakeStore::namesAreFreeAndLegal()
{
    QFETCH(QString, scene);
    QFETCH(QString, pattern);
    QFETCH(QString, name);
    fs::create_directories(m_takes);
    touch(m_takes / "taken.mp4");
    TakeStore store(m_takes);
    const Result<Take> take = store.create({.sceneName = scene.toStdString()}, pattern.toStdString());
    QVERIFY(take);
    QCOMPARE(QString::fromStdString(take->movie.filename().string()), name);
    QCOMPARE(take->movie.parent_path().string(), m_takes.string());
}

void TestTakeStore::newestComeFirstAndFilmsThatAreGoneDoNotCome()
{
    TakeStore store(m_takes);
    QVERIFY(store.load().empty());
    for (int i = 1; i <= 12; ++i) {
        Result<Take> take = store.create({.sceneName = "s"}, "{take}");
        QVERIFY(take);
        take->state = TakeState::Finished;
        QVERIFY(store.update(*take));
        if (i != 3)
            touch(take->movie);
    }
    QVERIFY(store.create({.sceneName = "s"}, "{take}")); // Still rendering: its film comes later.
    std::vector<int> numbers;
    for (const Take& take : store.load())
        numbers.push_back(take.number);
    QCOMPARE(numbers, (std::vector<int>{13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 2, 1}));
}

void TestTakeStore::aMovieOutsideTheFolderIsNotBelieved()
{
    std::string json = takeToJson({.movie = "/takes/x.mp4"});
    json.replace(json.find("x.mp4"), 5, "../../home/x.mp4");
    QCOMPARE(takeFromJson(json, "/takes")->movie.string(), "/takes/x.mp4");
    // Whoever deletes the take deletes its journal.
    const std::string other = takeToJson({.movie = "/takes/x.mp4", .journal = "/home/x.mp4"});
    QVERIFY(takeFromJson(other, "/takes")->journal.empty());
    const std::string outside = takeToJson({.movie = "/takes/x.mp4", .journal = "/home/.x.part.journal"});
    QCOMPARE(takeFromJson(outside, "/takes")->journal.string(), "/takes/.x.part.journal");
}

void TestTakeStore::removedTakesComeBack()
{
    TakeStore store(m_takes);
    Result<Take> take = store.create({.sceneName = "s"}, "{take}");
    QVERIFY(take);
    touch(take->movie);
    const Result<DeletedTake> deleted = store.remove(*take, {});
    QVERIFY(deleted);
    QVERIFY(store.load().empty());
    QVERIFY(!fs::exists(take->movie));
    QCOMPARE(deleted->movie.parent_path(), store.deletedFolder());
    const Result<Take> next = store.create({.sceneName = "s"}, "{take}");
    QCOMPARE(next->number, 2); // The removed one keeps its number as long as it can come back.
    const Result<Take> back = store.restore(*deleted);
    QVERIFY(back && *back == *take);
    QCOMPARE(store.load().size(), size_t{2});
    QVERIFY(!fs::exists(deleted->movie) && !fs::exists(deleted->sidecar));
    // What somebody has erased can't.
    const Result<DeletedTake> again = store.remove(*take, {});
    fs::remove_all(store.deletedFolder());
    QCOMPARE(store.restore(*again).error().code, ErrorCode::FileMissing);
}

// Only they; and where there are none nothing happens.
void TestTakeStore::removedTakesAreDeletedForGood()
{
    TakeStore store(m_takes);
    QVERIFY(store.emptyDeleted());
    Result<Take> gone = store.create({.sceneName = "s"}, "{take}");
    Result<Take> kept = store.create({.sceneName = "s"}, "{take}");
    touch(gone->movie);
    touch(kept->movie);
    const Result<DeletedTake> deleted = store.remove(*gone, {});
    QVERIFY(deleted);
    QVERIFY(store.emptyDeleted());
    QVERIFY(!fs::exists(store.deletedFolder()));
    QCOMPARE(store.restore(*deleted).error().code, ErrorCode::FileMissing);
    QCOMPARE(store.load().size(), size_t{1});
    // What isn't ours stays, and is told.
    const Result<DeletedTake> again = store.remove(*kept, {});
    fs::create_directories(store.deletedFolder() / "folder/of somebody");
    const Status refused = store.emptyDeleted();
    QVERIFY(!refused && refused.error().code == ErrorCode::NotWritable);
    QVERIFY(fs::exists(store.deletedFolder() / "folder/of somebody"));
    QVERIFY(!fs::exists(again->movie));
}

// As a trash of freedesktop.org, with a note for each file.
void TestTakeStore::removedTakesGoToTheTrash()
{
    const fs::path trash = m_takes.parent_path() / "Trash";
    const MoveToTrash moveToTrash = [&](const fs::path& file) -> Result<fs::path> {
        fs::create_directories(trash / "files");
        fs::create_directories(trash / "info");
        const fs::path to = trash / "files" / file.filename();
        touch(trash / "info" / (file.filename().string() + ".trashinfo"));
        fs::rename(file, to);
        return to;
    };
    TakeStore store(m_takes);
    Result<Take> take = store.create({.sceneName = "s"}, "{take}");
    touch(take->movie);
    take->journal = m_takes / ".1.part.journal";
    touch(take->journal);
    QVERIFY(store.update(*take));
    const Result<DeletedTake> deleted = store.remove(*take, moveToTrash);
    QVERIFY(deleted);
    QCOMPARE(deleted->movie, trash / "files" / "1.mp4");
    QVERIFY(!fs::exists(take->journal));
    QVERIFY(!fs::exists(store.deletedFolder()));
    const Result<Take> back = store.restore(*deleted);
    QVERIFY(back && *back == *take);
    QVERIFY(fs::exists(take->journal));
    QVERIFY(fs::is_empty(trash / "files"));
    QVERIFY(fs::is_empty(trash / "info"));
    // Where there is none they stay in the folder.
    const Result<DeletedTake> kept = store.remove(*take, [](const fs::path&) {
        return Error{ErrorCode::NotWritable, {}, "no trash"};
    });
    QVERIFY(kept);
    QCOMPARE(kept->movie, store.deletedFolder() / "1.mp4");
}

void TestTakeStore::aTakeComesBackBesideWhatHasItsNameNow()
{
    const fs::path trash = m_takes.parent_path() / "Trash";
    fs::create_directories(trash);
    const MoveToTrash moveToTrash = [&](const fs::path& file) -> Result<fs::path> {
        fs::rename(file, trash / file.filename());
        return trash / file.filename();
    };
    TakeStore store(m_takes);
    Result<Take> take = store.create({.sceneName = "old"}, "take {take}");
    touch(take->movie);
    const Result<DeletedTake> deleted = store.remove(*take, moveToTrash);
    const Result<Take> other = store.create({.sceneName = "new"}, "take {take}");
    touch(other->movie);
    QCOMPARE(other->movie, take->movie);
    const Result<Take> back = store.restore(*deleted);
    QVERIFY(back);
    QCOMPARE(back->number, 2);
    QCOMPARE(back->movie.filename().string(), "take 1 2.mp4");
    const std::vector<Take> both = store.load();
    QCOMPARE(both.size(), size_t{2});
    QCOMPARE(both[0].sceneName, "old");
    QCOMPARE(both[1].sceneName, "new");
    QVERIFY(fs::exists(both[0].movie) && fs::exists(both[1].movie));
    // Two of one name where there is no trash.
    Take same = *back;
    QVERIFY(store.remove(same, {}));
    same.movie = m_takes / "take 1 2.mp4";
    touch(same.movie);
    QVERIFY(store.update(same));
    const Result<DeletedTake> second = store.remove(same, {});
    QVERIFY(second);
    QCOMPARE(second->movie.filename().string(), "2 take 1 2.mp4");
}

void TestTakeStore::journalsOfTheNewestTakesAreKept()
{
    TakeStore store(m_takes);
    std::vector<Take> takes; // the second can go on, with its journal
    for (int i = 0; i < 4; ++i) {
        Result<Take> take = store.create({.sceneName = "s"}, "{take}");
        QVERIFY(take);
        touch(take->movie);
        take->state = TakeState::Finished;
        take->hasWholeVoice = i != 1;
        take->journal = m_takes / ("." + std::to_string(i) + ".part.journal");
        std::ofstream(take->journal) << std::string(100, 'j');
        QVERIFY(store.update(*take));
        takes.push_back(*take);
    }
    const auto areKept = [&] {
        std::string kept;
        for (const Take& take : takes)
            kept += fs::exists(take.journal) ? '1' : '0';
        return kept;
    };
    store.limitJournals(300);
    QCOMPARE(areKept(), "1111");
    store.limitJournals(200);
    QCOMPARE(areKept(), "0111");
    store.limitJournals(99);
    QCOMPARE(areKept(), "0100");
    QVERIFY(store.load().front().journal.empty());
}

void TestTakeStore::damagedTakesAreLeftOut()
{
    TakeStore store(m_takes);
    const Result<Take> take = store.create({.sceneName = "s"}, "{take}");
    QVERIFY(take);
    std::ofstream(m_takes / "torn.take.json") << takeToJson(*take).substr(0, 100);
    QCOMPARE(store.load().size(), size_t{1});
}

void TestTakeStore::numbersThatAreNoneMakeNoTake_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("the largest number") << QByteArray("number") << QByteArray("2147483647");
    QTest::newRow("a number below all") << QByteArray("number") << QByteArray("-2");
    QTest::newRow("a number beyond all integers") << QByteArray("number") << QByteArray("1e300");
    QTest::newRow("half a number") << QByteArray("number") << QByteArray("1.5");
    QTest::newRow("frames without an end") << QByteArray("framesMade") << QByteArray("4611686018427387904");
    QTest::newRow("a side of less than nothing") << QByteArray("width") << QByteArray("-7");
    QTest::newRow("no frame in a second") << QByteArray("frameRate") << QByteArray("0");
    QTest::newRow("a time in no year") << QByteArray("created") << QByteArray("9e18");
}

// As of a take that came from elsewhere: the next take's number goes on from those that are some.
void TestTakeStore::numbersThatAreNoneMakeNoTake()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, value);
    TakeStore store(m_takes);
    const Result<Take> take = store.create({.sceneName = "s"}, "{take}");
    QVERIFY(take);
    QString text = QString::fromStdString(takeToJson(*take));
    const QRegularExpression entry(QStringLiteral("\"%1\": [^,]+,").arg(QString::fromLatin1(key)));
    QVERIFY(text.contains(entry));
    text.replace(entry, QStringLiteral("\"%1\": %2,").arg(QString::fromLatin1(key), QString::fromLatin1(value)));
    std::ofstream(m_takes / "odd.take.json") << text.toStdString();
    QCOMPARE(store.load().size(), size_t{1});
    const Result<Take> next = store.create({.sceneName = "s"}, "{take}");
    QVERIFY(next);
    QCOMPARE(next->number, take->number + 1);
}

QTEST_GUILESS_MAIN(TestTakeStore)
#include "tst_TakeStore.moc"
