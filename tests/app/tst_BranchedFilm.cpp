// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmJournal.h"
#include "core/media/MovieReader.h"
#include "core/project/Scene.h"
#include "tests/support/GoldenScene.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/RenderProgram.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace studio;
using namespace Qt::StringLiterals;

namespace {

using test::render;
using test::Run;

// A branch of a film is what the film would be with its turn, to the bit, and before that what it is.
class TestBranchedFilm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CACHE_HOME", path("cache").toUtf8());
        const Run parent = render(scene() << u"--keep_journal"_s << u"--save_file"_s << path("parent/%06d.png"));
        QVERIFY2(parent.code == 0, qPrintable(parent.err));
        QVERIFY2(parent.err.contains(u"--branch_of"_s), qPrintable(parent.err));
        const Run whole = render(scene() << u"--turn"_s << u"1.44 seed=7 prompt=A person laughs."_s << u"--save_file"_s
                                         << path("whole/%06d.png"));
        QVERIFY2(whole.code == 0, qPrintable(whole.err));
        QVERIFY(isPictureOf("whole", "parent", kTurn) && !isPictureOf("whole", "parent", kTurn + 1));
        const Run movie = render(scene() << u"--keep_journal"_s << u"--save_file"_s << path("parent.mp4"));
        QVERIFY2(movie.code == 0, qPrintable(movie.err));
    }

    void aBranchIsTheFilmWithItsTurn()
    {
        const Run made = render(branchOf("parent") << u"--save_file"_s << path("branch/%06d.png"));
        QVERIFY2(made.code == 0, qPrintable(made.err));
        QVERIFY2(made.err.contains(u"Before 1.44 s"_s) && made.err.contains(u"Only what follows"_s),
                 qPrintable(made.err));
        verifyPictures("branch", "whole");
        QVERIFY(QFile::exists(path(".parent.part.journal"))); // which other branches need
    }

    void aKilledBranchGoesOnAndHasBranches()
    {
        const QStringList words = branchOf("parent")
            << u"--keep_journal"_s << u"--save_file"_s << path("killed/%06d.png");
        QProcess process;
        process.start(QStringLiteral(AVATAR_RENDER), words);
        QVERIFY(process.waitForStarted(test::kPatience));
        const auto blocks = [&]() -> int64_t {
            const auto file = jobs::findJournal(path("killed").toStdString());
            const auto journal = file ? jobs::FilmJournal::read(*file) : Error{ErrorCode::FileMissing, {}, {}};
            return journal ? (*journal)->end() : 0;
        };
        while (blocks() <= 4)
            QVERIFY2(!process.waitForFinished(1), "it wasn't killed in time");
        process.kill();
        QVERIFY(process.waitForFinished(test::kPatience));
        QVERIFY(QFile::rename(path(".parent.part.journal"), path("away"))); // It has all that it needs.
        const Run resumed = render({u"--resume"_s, path("killed")});
        QVERIFY(QFile::rename(path("away"), path(".parent.part.journal")));
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        verifyPictures("killed", "whole");

        const Run again = render({u"--branch_of"_s, path("killed"), u"--branch_at"_s, u"2.5"_s, u"--base_seed"_s,
                                  u"9"_s, u"--save_file"_s, path("second/%06d.png")});
        QVERIFY2(again.code == 0, qPrintable(again.err));
        const Run whole = render(scene() << u"--turn"_s << u"1.44 seed=7 prompt=A person laughs."_s << u"--turn"_s
                                         << u"2.40 seed=9"_s << u"--save_file"_s << path("twice/%06d.png"));
        QVERIFY2(whole.code == 0, qPrintable(whole.err));
        verifyPictures("second", "twice");
        QVERIFY(isPictureOf("second", "killed", 60) && !isPictureOf("second", "killed", 61));
    }

    // Its first pictures aren't encoded again.
    void aBranchCopiesThePicturesBefore()
    {
        const Run made = render(branchOf("parent.mp4") << u"--save_file"_s << path("branch.mp4"));
        QVERIFY2(made.code == 0, qPrintable(made.err));
        QCOMPARE(test::framesIn(path("branch.mp4").toStdString()), kFrames);
        QVERIFY(test::listen(path("branch.mp4").toStdString()).samples
                == test::listen(path("parent.mp4").toStdString()).samples);
        Result<media::MovieReader> one = media::MovieReader::open(path("branch.mp4").toStdString());
        Result<media::MovieReader> other = media::MovieReader::open(path("parent.mp4").toStdString());
        QVERIFY(one && other);
        int same = 0;
        for (bool isSame = true; isSame && same < kFrames; same += isSame ? 1 : 0) {
            const auto mine = one->nextFrame();
            const auto theirs = other->nextFrame();
            QVERIFY(mine && *mine && theirs && *theirs);
            isSame = (*mine)->rgb == (*theirs)->rgb;
        }
        QVERIFY2(same > 25 && same <= kTurn, qPrintable(QString::number(same))); // A key frame is among them.

        // The settings that it holds make it once more.
        const Run again = render(QStringList{u"--settings_of"_s, path("branch.mp4")} + model()
                                 << u"--save_file"_s << path("again/%06d.png"));
        QVERIFY2(again.code == 0, qPrintable(again.err));
        verifyPictures("again", "whole");
    }

    void withoutItsJournalAFilmIsMadeAgain()
    {
        QVERIFY(QFile::copy(path("parent.mp4"), path("alone.mp4")));
        const Run made = render(branchOf("alone.mp4") + model() << u"--save_file"_s << path("anew/%06d.png"));
        QVERIFY2(made.code == 0, qPrintable(made.err));
        QVERIFY2(made.err.contains(u"all of it is made again"_s), qPrintable(made.err));
        verifyPictures("anew", "whole");
    }

    void whatCantBeBranchedIsSaid()
    {
        const Run late = render(
            {u"--branch_of"_s, path("parent"), u"--branch_at"_s, u"3.9"_s, u"--save_file"_s, path("late.mp4")});
        QVERIFY2(late.code != 0 && !late.err.trimmed().isEmpty(), qPrintable(late.err));
        QVERIFY(!QFile::exists(path("late.mp4")));
        const Run nowhere = render({u"--branch_of"_s, path("parent")});
        QCOMPARE(nowhere.code, 2);
        QVERIFY2(nowhere.err.contains(u"--branch_at"_s), qPrintable(nowhere.err));
        const Run other = render(branchOf("parent") << u"--sample_steps"_s << u"3"_s);
        QCOMPARE(other.code, 2);
        QVERIFY2(other.err.contains(u"--sample_steps"_s), qPrintable(other.err));
        for (const char* const turn : {"x", "1", "1 seed=", "1 seed=2 rain", "-1 seed=2"})
            QCOMPARE(render(scene() << u"--turn"_s << QString::fromUtf8(turn)).code, 2);

        const Run foreign = render(
            {u"--branch_of"_s, path("parent.mp4"), u"--branch_at"_s, u"1"_s, u"--save_file"_s, path("parent.mp4")});
        QVERIFY2(foreign.code == 31, qPrintable(foreign.err)); // It never replaces its parent.
    }

    // The window keeps them for a longer voice. Who types one means this voice.
    void aScenesTurnsBehindTheVoiceAreLeftOut()
    {
        project::Scene late;
        late.settings.turns = {{.block = 1000, .seed = {}, .prompt = "A person sleeps."}};
        QVERIFY(project::saveScene(late, path("late.avatarscene").toStdString()));
        const Run made = render(scene() << u"--settings_of"_s << path("late.avatarscene") << u"--save_file"_s
                                        << path("late/%06d.png"));
        QVERIFY2(made.code == 0, qPrintable(made.err));
        verifyPictures("late", "parent");
        QCOMPARE(render(scene() << u"--turn"_s << u"480 prompt=A person sleeps."_s).code, 2);
    }

    // The portrait was changed meanwhile.
    void anotherPortraitIsRefused()
    {
        const QByteArray portrait = contents(path("portrait.png"));
        QVERIFY(QFile::remove(path("portrait.png")));
        QVERIFY(QFile::copy(QStringLiteral(TEST_DATA "/goldens/inputs/landscape_c.png"), path("portrait.png")));
        const Run other = render(branchOf("parent") << u"--save_file"_s << path("other/%06d.png"));
        QCOMPARE(other.code, 34);
        QVERIFY2(other.err.contains(u"the portrait"_s), qPrintable(other.err));
        QVERIFY(!QFile::exists(path("other")));
        QFile file(path("portrait.png"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(portrait) == portrait.size());
    }

private:
    static constexpr int kClips = 2;
    static constexpr int kFrames = kClips * 48;
    static constexpr int kTurn = 36; // frames before 1.44 s

    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

    static QByteArray contents(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    [[nodiscard]] QStringList scene() const
    {
        if (!QFile::exists(path("portrait.png")))
            QFile::copy(QStringLiteral(TEST_DATA "/goldens/inputs/portrait_a.png"), path("portrait.png"));
        return test::goldenScene(2, kClips) << u"--image"_s << path("portrait.png") << u"--progress"_s << u"none"_s;
    }
    // What a film doesn't say of itself.
    [[nodiscard]] QStringList model() const
    {
        QStringList words = scene();
        for (const QString& option : {u"--base_seed"_s, u"--prompt"_s}) {
            const qsizetype at = words.indexOf(option);
            if (at >= 0)
                words.remove(at, 2);
        }
        return words;
    }
    // In the middle of a block.
    [[nodiscard]] QStringList branchOf(const char* parent) const
    {
        return {u"--branch_of"_s, path(parent), u"--branch_at"_s, u"1.6"_s,
                u"--base_seed"_s, u"7"_s,       u"--prompt"_s,    u"A person laughs."_s};
    }

    // From 1.
    [[nodiscard]] bool isPictureOf(const char* one, const char* other, int number) const
    {
        const QString name = u"/%1.png"_s.arg(number, 6, 10, QLatin1Char('0'));
        const QByteArray picture = contents(path(one) + name);
        return !picture.isEmpty() && picture == contents(path(other) + name);
    }
    void verifyPictures(const char* one, const char* other) const
    {
        for (int number = 1; number <= kFrames; ++number)
            QVERIFY2(isPictureOf(one, other, number), qPrintable(QString::number(number)));
        QCOMPARE(QDir(path(one)).entryList({u"*.png"_s}).size(), qsizetype{kFrames});
    }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestBranchedFilm)
#include "tst_BranchedFilm.moc"
