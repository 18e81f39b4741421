// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/Settings.h"

#include <QTemporaryDir>
#include <QTest>

using namespace studio::settings;

class TestSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void unsetKeysHaveTheirFallback();
    void valuesSurviveARestart();
    void valuesOfAnotherTypeCountAsNone();
    void recentThingsComeOnceNewestFirst();

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

void TestSettings::valuesOfAnotherTypeCountAsNone()
{
    {
        QSettings raw(file(), QSettings::IniFormat);
        raw.setValue(QStringLiteral("player/volume"), QStringLiteral("loud"));
        raw.setValue(QStringLiteral("general/theme"), 17);
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

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_Settings.moc"
