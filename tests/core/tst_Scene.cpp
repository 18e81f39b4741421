// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/AtomicFile.h"
#include "core/project/Scene.h"
#include "core/project/Take.h"
#include "core/project/detail/Json.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using namespace studio::project;
namespace fs = std::filesystem;

namespace {

RenderSettings everySetting()
{
    RenderSettings settings;
    settings.model = kLiveAvatarModel;
    settings.width = 704;
    settings.height = 384;
    settings.steps = 5;
    settings.clips = 20;
    settings.seed = 18446744073709551615ull;
    settings.seedLocked = true;
    settings.memory.offload = Offload::None;
    settings.memory.vram.bytes = int64_t{16} << 30;
    settings.semantics = Semantics::SingleDeferred;
    settings.decoder = PictureDecoder::Int8;
    settings.windowBlocks = 3;
    settings.timestepShift = 7.5;
    settings.silentSteps = 2;
    settings.turns = {{.block = 7, .seed = 18446744073709551615ull, .prompt = {}},
                      {.block = 8, .seed = {}, .prompt = "Sie lacht"},
                      {.block = 4000, .seed = 1, .prompt = ""}};
    return settings;
}

Scene fullScene()
{
    return {.portrait = "/somewhere/portraits/amelie.png",
            .crop = CropRect{0.125, 0.25, 0.5, 0.625},
            .voice = "/somewhere/voices/welcome.wav",
            .voiceTrack = 2,
            .trim = {1.5, 4.25},
            .voiceLevel = VoiceLevel::to(-16.5),
            .people
            = {{CropRect{0, 0.0625, 0.4375, 0.75}, "/somewhere/voices/anna.wav"}, {CropRect{0.5, 0, 0.5, 1}, {}}},
            .speech = Speech{.text = "Hello [pause 1] \"there\"", .voice = "en-gb", .pace = 140, .pitch = 61},
            .prompt = "Eine Frau erz\u00e4hlt \u2013 \u4f60\u597d",
            .settings = everySetting(),
            .preset = "long-video"};
}

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    const size_t at = text.find(what);
    if (at == std::string::npos)
        qFatal("%s is not in the text", what.c_str());
    return text.replace(at, what.size(), by);
}

} // namespace

class TestScene : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonGivesTheSceneBack();
    void aSceneOfVersionOneIsRead();
    void withoutFoldersTheFilesAreLookedForBesideTheFilm();
    void olderVersionsAreBroughtUpStepByStep();
    void newerVersionsAreRefusedWithTheirNumber();
    void aModelOfANewerProgramIsKept();
    void nonsenseIsRefused_data();
    void nonsenseIsRefused();
    void savedScenesAreLoaded();
    void inputsThatMovedWithTheirSceneAreFound();
    void inputsThatAreGoneAreNamed();
    void aFailedSaveLeavesTheOldSceneAndNothingElse();
    void aTornFileIsRefused();
    void whatIsNestedDeeplyIsRefused();
};

void TestScene::jsonGivesTheSceneBack()
{
    for (const Scene& scene : {Scene{}, fullScene()}) {
        const Result<Scene> back = sceneFromJson(sceneToJson(scene));
        QVERIFY(back);
        QVERIFY(*back == scene);
    }
}

void TestScene::aSceneOfVersionOneIsRead()
{
    const Result<Scene> scene = loadScene(TEST_DATA "/scenes/version1.avatarscene");
    QVERIFY(scene);
    Scene expected = fullScene();
    expected.voiceTrack = 0; // It has none of these yet.
    expected.voiceLevel = {};
    expected.people = {};
    expected.speech.reset();
    expected.settings.decoder = PictureDecoder::Vae;
    expected.settings.windowBlocks = 4;
    expected.settings.timestepShift = 3;
    expected.settings.silentSteps = 0;
    // Nothing is at its old place, but there is a picture where "relative" says; the voice is gone.
    expected.portrait = fs::path(TEST_DATA "/goldens/inputs/portrait_a.png");
    QCOMPARE(scene->portrait.string(), expected.portrait.string());
    expected.settings.turns.clear(); // Then there were none.
    QVERIFY(*scene == expected);
}

void TestScene::withoutFoldersTheFilesAreLookedForBesideTheFilm()
{
    Scene scene = fullScene();
    scene.portrait = "/somewhere/faces/portrait_a.png";
    scene.voice = "/somewhere/voices/gone.wav";
    const std::string json = sceneToJson(withoutFolders(scene));
    QVERIFY(json.find("somewhere") == std::string::npos);
    const fs::path inputs = fs::path(TEST_DATA) / "goldens/inputs";
    const Result<Scene> found = sceneFromJson(json, inputs);
    QVERIFY(found);
    scene.portrait = inputs / "portrait_a.png";
    scene.voice = inputs / "gone.wav"; // It isn't there; but it isn't one of the folder that the program runs in.
    scene.people[0].voice = inputs / "anna.wav";
    QVERIFY(*found == scene);
    QCOMPARE(missingInputs(*found), (std::vector<fs::path>{scene.voice, scene.people[0].voice}));
}

void TestScene::olderVersionsAreBroughtUpStepByStep()
{
    const std::vector<detail::Migration> steps{
        [](detail::Json& d) { d["text"] = d.at("words"); },
        [](detail::Json& d) { d["text"] = d.at("text").get<std::string>() + "!"; },
    };
    const auto read = [&](const char* text) { return detail::readDocument(text, "f", steps); };
    QCOMPARE((*read(R"({"format":"f","version":1,"words":"a"})")).at("text").get<std::string>(), "a!");
    QCOMPARE((*read(R"({"format":"f","version":2,"text":"b"})")).at("text").get<std::string>(), "b!");
    QCOMPARE((*read(R"({"format":"f","version":3,"text":"c"})")).at("text").get<std::string>(), "c");
    QCOMPARE((*read(R"({"format":"f","version":1,"words":"a"})")).at("version").get<int>(), 3);
    const auto broken = read(R"({"format":"f","version":1})"); // A step that finds nothing to work on.
    QVERIFY(!broken);
    QVERIFY(broken.error().code == ErrorCode::BadOption);
}

void TestScene::newerVersionsAreRefusedWithTheirNumber()
{
    const Result<Scene> scene = sceneFromJson(replaced(sceneToJson(fullScene()), "\"version\": 1", "\"version\": 97"));
    QVERIFY(!scene);
    QVERIFY(scene.error().code == ErrorCode::Unsupported);
    QCOMPARE(scene.error().subject, "97");
}

void TestScene::aModelOfANewerProgramIsKept()
{
    const std::string scene = replaced(sceneToJson(fullScene()), "\"live-avatar\"", "\"of tomorrow\"");
    const Result<Scene> read = sceneFromJson(scene);
    QVERIFY2(read, read ? "" : read.error().detail.c_str());
    QCOMPARE(read->settings.model, std::string("of tomorrow"));
    QCOMPARE(sceneToJson(*read), scene);
}

void TestScene::nonsenseIsRefused_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("by");
    QTest::newRow("another format") << "studio scene"
                                    << "studio recipe";
    QTest::newRow("no version") << "\"version\": 1,"
                                << "";
    QTest::newRow("version 0") << "\"version\": 1,"
                               << "\"version\": 0,";
    QTest::newRow("no model") << "\"live-avatar\""
                              << "\"\"";
    QTest::newRow("a number for a model") << "\"live-avatar\""
                                          << "14";
    QTest::newRow("a turn before the film") << "\"block\": 7,"
                                            << "\"block\": -7,";
    QTest::newRow("turns at one block") << "\"block\": 7,"
                                        << "\"block\": 8,";
    QTest::newRow("a turn to nothing") << "\"prompt\": \"Sie lacht\""
                                       << "\"colour\": 1";
    QTest::newRow("no steps") << "\"steps\": 5,"
                              << "";
    QTest::newRow("no step at all") << "\"steps\": 5,"
                                    << "\"steps\": 0,";
    QTest::newRow("words for numbers") << "\"steps\": 5,"
                                       << "\"steps\": \"five\",";
    QTest::newRow("an unknown word") << "\"none\""
                                     << "\"some\"";
    QTest::newRow("a width that overflows") << "\"width\": 704"
                                            << "\"width\": 70400000";
    QTest::newRow("a crop beyond the picture") << "0.625"
                                               << "0.825";
    QTest::newRow("a person beyond the picture") << "0.4375"
                                                 << "1.4375";
    QTest::newRow("a person of no size") << "0.4375"
                                         << "0.0";
    QTest::newRow("a track before the first") << "\"track\": 2"
                                              << "\"track\": 0";
    QTest::newRow("louder than full scale") << "\"loudness\": -16.5"
                                            << "\"loudness\": 3";
    QTest::newRow("too fast a speech") << "\"pace\": 140"
                                       << "\"pace\": 1000";
    QTest::newRow("a speech without words") << "\"text\": "
                                            << "\"words\": ";
    QTest::newRow("words for a loudness") << "\"loudness\": -16.5"
                                          << "\"loudness\": \"very loud\"";
    QTest::newRow("a trim that ends before it begins") << "\"end\": 4.25"
                                                       << "\"end\": 1.25";
    QTest::newRow("clips below zero") << "\"clips\": 20"
                                      << "\"clips\": -1";
}

void TestScene::nonsenseIsRefused()
{
    QFETCH(QString, what);
    QFETCH(QString, by);
    const Result<Scene> scene = sceneFromJson(replaced(sceneToJson(fullScene()), what.toStdString(), by.toStdString()));
    QVERIFY(!scene);
    QVERIFY(scene.error().code == ErrorCode::BadOption);
    QVERIFY(!scene.error().detail.empty());
}

void TestScene::savedScenesAreLoaded()
{
    const QTemporaryDir folder;
    const fs::path file = fs::path(folder.path().toStdString()) / "welcome.avatarscene";
    QVERIFY(saveScene(fullScene(), file));
    QVERIFY(saveScene(fullScene(), file)); // Over the old one.
    const Result<Scene> back = loadScene(file);
    QVERIFY(back);
    QVERIFY(*back == fullScene());
}

void TestScene::inputsThatMovedWithTheirSceneAreFound()
{
    const QTemporaryDir folder;
    const fs::path before = fs::path(folder.path().toStdString()) / "before";
    const fs::path after = fs::path(folder.path().toStdString()) / "after";
    fs::create_directories(before / "sound");
    std::ofstream(before / "a.png") << "picture";
    std::ofstream(before / "sound/v.wav") << "sound";
    Scene scene = fullScene();
    scene.portrait = before / "a.png";
    scene.voice = before / "sound/v.wav";
    scene.people[0].voice = scene.voice;
    QVERIFY(saveScene(scene, before / "s.avatarscene"));
    fs::rename(before, after);

    const Result<Scene> moved = loadScene(after / "s.avatarscene");
    QVERIFY(moved);
    QCOMPARE(moved->portrait.string(), (after / "a.png").string());
    QCOMPARE(moved->voice.string(), (after / "sound/v.wav").string());
    QVERIFY(moved->people[0].voice == moved->voice && moved->people[1].voice.empty());
    QVERIFY(missingInputs(*moved).empty());
}

void TestScene::inputsThatAreGoneAreNamed()
{
    const std::vector<fs::path> missing = missingInputs(fullScene());
    QCOMPARE(missing.size(), size_t{3});
    QCOMPARE(missing[0].string(), "/somewhere/portraits/amelie.png");
    QCOMPARE(missing[2].string(), "/somewhere/voices/anna.wav");
    QVERIFY(missingInputs(Scene{}).empty()); // Not chosen isn't missing.
}

void TestScene::aFailedSaveLeavesTheOldSceneAndNothingElse()
{
    const QTemporaryDir folder;
    const fs::path file = fs::path(folder.path().toStdString()) / "taken.avatarscene";
    fs::create_directories(file / "a folder has this name");
    const Status saved = saveScene(fullScene(), file);
    QVERIFY(!saved);
    QVERIFY(saved.error().code == ErrorCode::NotWritable);
    QCOMPARE(std::distance(fs::directory_iterator(file.parent_path()), {}), 1);
    const Status nowhere = saveScene(fullScene(), file.parent_path() / "no such folder/s.avatarscene");
    QVERIFY(!nowhere);
    QVERIFY(nowhere.error().code == ErrorCode::NotWritable);
}

void TestScene::whatIsNestedDeeplyIsRefused()
{
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    const std::string scene = replaced(sceneToJson(fullScene()), "{", "{\"unknown\": " + deep + ",");
    QCOMPARE(sceneFromJson(scene).error().code, ErrorCode::BadOption);
    QCOMPARE(takeFromJson("{\"format\": " + deep + "}", {}).error().code, ErrorCode::BadOption);
}

void TestScene::aTornFileIsRefused()
{
    const QTemporaryDir folder;
    const fs::path file = fs::path(folder.path().toStdString()) / "torn.avatarscene";
    const std::string whole = sceneToJson(fullScene());
    for (const size_t length : {size_t{0}, size_t{1}, whole.size() / 2, whole.size() - 3}) {
        std::ofstream(file, std::ios::trunc) << whole.substr(0, length);
        const Result<Scene> torn = loadScene(file);
        QVERIFY(!torn);
        QVERIFY(torn.error().code == ErrorCode::BadOption);
        QCOMPARE(torn.error().subject, file.string());
    }
}

QTEST_GUILESS_MAIN(TestScene)
#include "tst_Scene.moc"
