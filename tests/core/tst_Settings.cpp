// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/Settings.h"

#include <QFile>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace studio;
using namespace studio::settings;

namespace {

// A disk that answers when the test wants it to.
struct Disk {
    struct Order {
        Settings::Write write;
        Settings::Written written;
    };
    std::vector<Order> orders;

    Settings::Writer writer()
    {
        return [this](QObject*, const Settings::Write& write, const Settings::Written& written) {
            orders.push_back({write, written});
        };
    }
};

// Every key of Settings.h; noKeyIsLeftOutOfThisTest() fails if one isn't here.
template<typename Visitor>
void forEachKey(const Visitor& visit)
{
    const auto all = [&visit](const auto&... keys) { (visit(keys), ...); };
    all(kGeometry, kColumnsSplitter, kCentreSplitter, kSceneVisible, kRenderVisible, kTakesVisible, kMetersVisible,
        kTakesTab, kTileSize, kTakesTree, kFirstStartDone);
    all(kTheme, kLanguage, kNotifications, kReducedMotion, kEmbedSettings, kLeaveFoldersOut);
    all(kVolume, kMuted, kSpeed, kZoom, kLoop, kSoundOutput, kDropFrames, kScrubSound, kShownTake);
    all(kPortraitFolder, kVoiceFolder, kSceneFolder, kExportFolder, kMusicFolder, kSubtitlesFolder, kPresetsFolder,
        kFilmListFolder, kModelFolder, kSearchedFolders);
    all(kDownloadBegun, kDownloadModel, kDownloadVariant, kDownloadParts, kDownloadSource, kDownloadTarget,
        kDownloadUse, kDownloadPrepare, kTokensInKeyring);
    all(kRecentPortraits, kRecentVoices, kRecentScenes, kPromptHistory);
    all(kDevice, kFp8, kFp8Attention, kLanes, kVramBudget, kRamBudget, kMeasuredMachine, kMeasuredTake,
        kPreparedPerSecond);
    all(kSpeechCommand, kTakesFolder, kNamePattern, kKeepJournals, kAutosaveSeconds);
    all(kExportFormat, kExportSound, kExportQuality, kExportFrameRate, kExportSide, kExportPoster, kExportMade,
        kExportPresets, kExportFinish, kExportAiNote, kEmbedInputs);
}

// Another value than the fallback.
QByteArray otherThan(const QByteArray& value)
{
    return value + QByteArray("\0\xff[%General]\n=;", 15);
}
QString otherThan(const QString& value)
{
    return value + QString::fromUtf8("/home/\u89c6\u9891, 1; \"2\" = @x\n%20");
}
QStringList otherThan(const QStringList&)
{
    return {otherThan(QString()), QString()};
}
bool otherThan(bool value)
{
    return !value;
}
int otherThan(int value)
{
    return value + 7;
}
double otherThan(double value)
{
    return value + 0.1;
}
Theme otherThan(Theme)
{
    return Theme::Dark;
}
Language otherThan(Language)
{
    return Language::SimplifiedChinese;
}

} // namespace

class TestSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void unsetKeysHaveTheirFallback();
    void valuesSurviveARestart();
    void everyKeySurvivesARestart();
    void noKeyIsLeftOutOfThisTest();
    void keysOfTheOldGroupAreTakenOverOnce();
    void valuesOfAnotherTypeCountAsNone();
    void recentThingsComeOnceNewestFirst();
    void changesAreThereAtOnceAndWrittenElsewhere();
    void whatIsAsItWasIsNotWritten();
    void theEndWritesWhatStillWaits();
    void twoProgramsChangeWhatEachOfThemChanges();
    void whatIsRefusedIsToldAndComesWithTheNextChange();

private:
    [[nodiscard]] QString file() const { return m_folder->filePath(QStringLiteral("studio.ini")); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestSettings::unsetKeysHaveTheirFallback()
{
    const Settings settings(file());
    QCOMPARE(settings.get(kVolume), 1.0);
    QCOMPARE(settings.get(kTheme), Theme::Automatic);
    QCOMPARE(settings.get(kNamePattern), QStringLiteral("{scene} - take {take}"));
    QVERIFY(settings.get(kGeometry).isEmpty());
    QVERIFY(settings.get(kRecentScenes).isEmpty());
}

void TestSettings::valuesSurviveARestart()
{
    {
        Settings settings(file());
        settings.set(kTheme, Theme::Light);
        settings.set(kVolume, 0.25);
        settings.set(kLoop, true);
        settings.set(kGeometry, QByteArray("\0\1binary", 8));
        settings.set(kTakesFolder, QString::fromUtf8("/home/a/\u89c6\u9891, 1"));
        settings.set(kRecentScenes, {QStringLiteral("/a, b.avatarscene")});
    }
    Settings settings(file());
    QCOMPARE(settings.get(kTheme), Theme::Light);
    QCOMPARE(settings.get(kVolume), 0.25);
    QCOMPARE(settings.get(kLoop), true);
    QCOMPARE(settings.get(kGeometry), QByteArray("\0\1binary", 8));
    QCOMPARE(settings.get(kTakesFolder), QString::fromUtf8("/home/a/\u89c6\u9891, 1"));
    QCOMPARE(settings.get(kRecentScenes), QStringList{QStringLiteral("/a, b.avatarscene")});
    settings.reset(kVolume);
    QCOMPARE(settings.get(kVolume), 1.0);
}

void TestSettings::everyKeySurvivesARestart()
{
    {
        Settings settings(file());
        forEachKey([&settings](const auto& key) { settings.set(key, otherThan(key.fallback)); });
    }
    const Settings settings(file());
    int lost = 0;
    forEachKey([&settings, &lost](const auto& key) {
        if (settings.get(key) == otherThan(key.fallback))
            return;
        qWarning("%s is forgotten", key.name);
        ++lost;
    });
    QCOMPARE(lost, 0);
}

void TestSettings::noKeyIsLeftOutOfThisTest()
{
    QFile header(QStringLiteral(SETTINGS_HEADER));
    QVERIFY(header.open(QIODevice::ReadOnly));
    static const QRegularExpression declared(QStringLiteral("\\bKey<[^;]*?>\\s+k\\w+\\{\\s*\"([^\"]*)\""));
    QSet<QString> names;
    for (auto all = declared.globalMatch(QString::fromUtf8(header.readAll())); all.hasNext();) {
        const QString name = all.next().captured(1);
        QVERIFY2(!name.startsWith(QLatin1String("general/"), Qt::CaseInsensitive), qPrintable(name));
        QVERIFY2(!names.contains(name), qPrintable(name));
        names.insert(name);
    }
    QSet<QString> tested;
    forEachKey([&tested](const auto& key) { tested.insert(QLatin1String(key.name)); });
    QCOMPARE(tested, names);
}

// What older programs wrote.
void TestSettings::keysOfTheOldGroupAreTakenOverOnce()
{
    {
        QSettings old(file(), QSettings::IniFormat);
        old.setValue(QStringLiteral("general/theme"), 2);
        old.setValue(QStringLiteral("general/language"), 2);
        old.setValue(QStringLiteral("general/notifications"), false);
        old.setValue(QStringLiteral("player/volume"), 0.25);
    }
    QFile written(file());
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(written.readAll().contains("[%General]"));
    written.close();
    {
        Settings settings(file());
        QCOMPARE(settings.get(kTheme), Theme::Dark);
        QCOMPARE(settings.get(kLanguage), Language::SimplifiedChinese);
        QVERIFY(!settings.get(kNotifications));
        QCOMPARE(settings.get(kVolume), 0.25);
        settings.set(kTheme, Theme::Light);
    }
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(!written.readAll().toLower().contains("general"));
    const Settings settings(file());
    QCOMPARE(settings.get(kTheme), Theme::Light);
    QCOMPARE(settings.get(kLanguage), Language::SimplifiedChinese);
}

void TestSettings::valuesOfAnotherTypeCountAsNone()
{
    {
        QSettings raw(file(), QSettings::IniFormat);
        raw.setValue(QStringLiteral("player/volume"), QStringLiteral("loud"));
        raw.setValue(QLatin1String(kTheme.name), 17);
        raw.setValue(QStringLiteral("files/autosaveSeconds"), QStringLiteral("soon"));
    }
    const Settings settings(file());
    QCOMPARE(settings.get(kVolume), 1.0);
    QCOMPARE(settings.get(kTheme), Theme::Automatic);
    QCOMPARE(settings.get(kAutosaveSeconds), 60);
}

void TestSettings::recentThingsComeOnceNewestFirst()
{
    Settings settings(file());
    for (int i = 0; i < 20; ++i)
        settings.remember(kRecentVoices, QString::number(i));
    settings.remember(kRecentVoices, QStringLiteral("15"));
    const QStringList recent = settings.get(kRecentVoices);
    QCOMPARE(recent.size(), kRecentCount);
    QCOMPARE(recent.mid(0, 3), QStringLiteral("15 19 18").split(QLatin1Char(' ')));
    QCOMPARE(recent.count(QStringLiteral("15")), 1);
}

void TestSettings::changesAreThereAtOnceAndWrittenElsewhere()
{
    Disk disk;
    Settings settings(file(), disk.writer());
    settings.set(kVolume, 0.25);
    settings.set(kLoop, true);
    settings.set(kTakesTab, 1);
    settings.reset(kTakesTab);
    QCOMPARE(settings.get(kVolume), 0.25);
    QVERIFY(settings.get(kLoop));
    QTRY_COMPARE(disk.orders.size(), size_t{1}); // Together, and though nobody asked.
    settings.set(kMuted, true);
    QTRY_COMPARE(disk.orders.size(), size_t{2});
    QVERIFY(!QFile::exists(file())); // Nothing is written but by the writer.
    QVERIFY(disk.orders[0].write());
    const Settings other(file());
    QCOMPARE(other.get(kVolume), 0.25);
    QVERIFY(other.get(kLoop));
    QVERIFY(!other.get(kMuted));
}

void TestSettings::whatIsAsItWasIsNotWritten()
{
    Disk disk;
    Settings settings(file(), disk.writer());
    settings.set(kVolume, 0.25);
    settings.sync();
    settings.set(kVolume, 0.25);
    settings.reset(kMuted);
    settings.sync();
    QCOMPARE(disk.orders.size(), size_t{1});
}

void TestSettings::theEndWritesWhatStillWaits()
{
    Disk disk;
    {
        Settings settings(file(), disk.writer());
        settings.set(kVolume, 0.25);
    }
    QCOMPARE(disk.orders.size(), size_t{1});
    QVERIFY(disk.orders[0].write());
    QCOMPARE(Settings(file()).get(kVolume), 0.25);
}

void TestSettings::twoProgramsChangeWhatEachOfThemChanges()
{
    Settings(file()).set(kLoop, true);
    {
        Settings one(file());
        Settings other(file());
        one.set(kVolume, 0.25);
        other.set(kSpeed, 2.0);
        other.reset(kLoop);
    }
    const Settings settings(file());
    QCOMPARE(settings.get(kVolume), 0.25);
    QCOMPARE(settings.get(kSpeed), 2.0);
    QVERIFY(!settings.get(kLoop));
}

// Root may write into a folder without permissions, so the folder is none.
void TestSettings::whatIsRefusedIsToldAndComesWithTheNextChange()
{
    QFile blocker(m_folder->filePath(QStringLiteral("folder")));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    blocker.close();
    const QString inside = m_folder->filePath(QStringLiteral("folder/studio.ini"));
    Settings settings(inside);
    QSignalSpy failed(&settings, &Settings::failed);
    settings.set(kVolume, 0.25);
    settings.sync();
    QCOMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].value<Error>().code == ErrorCode::NotWritable);
    QCOMPARE(failed[0][0].value<Error>().subject, blocker.fileName().toStdString());
    settings.sync(); // Nothing is new, so nothing is told again.
    QCOMPARE(failed.size(), 1);
    QCOMPARE(settings.get(kVolume), 0.25);
    QVERIFY(blocker.remove());
    settings.set(kSpeed, 2.0);
    settings.sync();
    QCOMPARE(failed.size(), 1);
    const Settings again(inside);
    QCOMPARE(again.get(kVolume), 0.25);
    QCOMPARE(again.get(kSpeed), 2.0);
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_Settings.moc"
