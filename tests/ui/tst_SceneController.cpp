// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/SceneController.h"
#include "ui/services/FileWorker.h"

#include <QFile>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <sys/wait.h>
#include <unistd.h>

using namespace studio;
using namespace studio::ui;

namespace {

class TestSceneController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<settings::Settings>(path("settings.ini"));
        m_files = std::make_unique<FileWorker>();
        m_scene = std::make_unique<SceneController>(*m_settings, *m_files, path("autosave"));
    }
    void cleanup()
    {
        m_scene.reset();
        m_files.reset();
    }

    void editsAreUndoneAndRedone();
    void editsOfOneKindAreOneStep();
    void typingIsUndoneByWords();
    void editsThatChangeNothingAreNoStep();
    void allCropsOfAVisitAreOneStepOrNone();
    void aNewPortraitDropsTheCropAndIsRemembered();
    void aVoiceIsUsedInOneStep();
    void savedScenesAreUnmodifiedUntilTheNextEdit();
    void openingIsAStepThatCanBeUndone();
    void brokenScenesChangeNothing();
    void missingInputsAreTold();
    void aSaveBelongsToWhatWasOpenThen();
    void theWayBackLeadsToTheFile();
    void whatCannotBeSavedStaysUnsaved();
    void aCrashedSessionIsRecovered();
    void anEndKeepsTheScene();
    void aSceneThatIsAsInItsFileIsReadFromThere();
    void whatCameAsItIsIsNotUnsaved();
    void anotherSeedIsNoChange();
    void theAutosaveTimerFollowsTheSetting();
    void aFailedAutosaveIsToldAndTriedAgain();

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<settings::Settings> m_settings;
    // Waits for what comes of it: true if it worked.
    bool save(const char* name)
    {
        m_scene->saveAs(path(name));
        return ends(&SceneController::saved);
    }
    bool open(const char* name)
    {
        m_scene->open(path(name));
        return ends(&SceneController::opened);
    }
    template<typename Signal>
    bool ends(Signal signal)
    {
        QSignalSpy good(m_scene.get(), signal);
        QSignalSpy bad(m_scene.get(), &SceneController::fileFailed);
        (void)QTest::qWaitFor([&] { return !good.isEmpty() || !bad.isEmpty(); }, test::kPatience);
        if (!bad.isEmpty())
            m_error = bad[0][1].value<Error>();
        return !good.isEmpty();
    }

    std::unique_ptr<FileWorker> m_files;
    std::unique_ptr<SceneController> m_scene;
    Error m_error;
};

void TestSceneController::editsAreUndoneAndRedone()
{
    QSignalSpy changed(m_scene.get(), &SceneController::sceneChanged);
    m_scene->setVoice(QStringLiteral("/a.wav"));
    m_scene->setPrompt(QStringLiteral("talks"));
    QCOMPARE(changed.size(), 2);
    m_scene->undoStack().undo();
    QVERIFY(m_scene->scene().prompt.empty());
    QCOMPARE(m_scene->scene().voice.string(), "/a.wav");
    m_scene->undoStack().undo();
    QVERIFY(m_scene->scene().voice.empty());
    QVERIFY(!m_scene->isModified());
    m_scene->undoStack().redo();
    m_scene->undoStack().redo();
    QCOMPARE(m_scene->scene().prompt, "talks");
    QCOMPARE(changed.size(), 6);
}

void TestSceneController::editsOfOneKindAreOneStep()
{
    for (const char* const text : {"t", "ta", "tal"})
        m_scene->setPrompt(QLatin1String(text));
    m_scene->setCrop(project::CropRect{0, 0, 0.5, 0.5});
    m_scene->setCrop(project::CropRect{0, 0, 0.6, 0.5});
    QCOMPARE(m_scene->undoStack().count(), 2);
    m_scene->undoStack().undo();
    QVERIFY(!m_scene->scene().crop);
    QCOMPARE(m_scene->scene().prompt, "tal");
    m_scene->undoStack().undo();
    QVERIFY(m_scene->scene().prompt.empty());
}

void TestSceneController::typingIsUndoneByWords()
{
    const auto type = [this](const char* letters) {
        for (const char* letter = letters; *letter; ++letter)
            m_scene->setPrompt(QString::fromStdString(m_scene->scene().prompt) + QLatin1Char(*letter));
    };
    type("she  laughs ");
    m_scene->setPrompt(QStringLiteral("she  laughs loudly")); // pasted
    m_scene->setPrompt(QStringLiteral("she  laughs loudl")); // deleted
    m_scene->setPrompt(QStringLiteral("she  laughs loud"));
    type("er");
    for (const char* expected : {"she  laughs loud", "she  laughs loudly", "she  laughs ", "she  ", ""}) {
        m_scene->undo();
        QCOMPARE(m_scene->scene().prompt, std::string(expected));
    }
    QVERIFY(!m_scene->undoStack().canUndo());
}

void TestSceneController::editsThatChangeNothingAreNoStep()
{
    m_scene->setPrompt({});
    m_scene->setTrim({});
    m_scene->setRenderSettings(m_scene->scene().settings, QStringLiteral("none"));
    QCOMPARE(m_scene->undoStack().count(), 0);
}

void TestSceneController::allCropsOfAVisitAreOneStepOrNone()
{
    m_scene->setPortrait(QStringLiteral("/pictures/ada.png"));
    const int before = m_scene->undoStack().count();
    m_scene->beginCropping();
    m_scene->setCrop(project::CropRect{0, 0, 0.5, 0.5});
    m_scene->setCrop(project::CropRect{0, 0, 0.6, 0.6});
    m_scene->endCropping();
    m_scene->beginCropping();
    m_scene->setCrop(project::CropRect{0, 0, 0.7, 0.7});
    m_scene->endCropping();
    QCOMPARE(m_scene->undoStack().count(), before + 2);
    m_scene->undo();
    QCOMPARE(m_scene->scene().crop, (project::CropRect{0, 0, 0.6, 0.6}));
    m_scene->undo();
    QVERIFY(!m_scene->scene().crop);

    m_scene->beginCropping();
    m_scene->setCrop(project::CropRect{0, 0, 0.5, 0.5});
    m_scene->setCrop(std::nullopt);
    m_scene->endCropping();
    QCOMPARE(m_scene->undoStack().count(), before);
    QVERIFY(!m_scene->scene().crop);
}

void TestSceneController::aNewPortraitDropsTheCropAndIsRemembered()
{
    m_scene->setInputs(QStringLiteral("/p/a.png"), QStringLiteral("/v/a.wav"));
    QCOMPARE(m_scene->undoStack().count(), 1);
    m_scene->setCrop(project::CropRect{0, 0, 0.5, 0.5});
    m_scene->setTrim({1, 2});
    m_scene->setVoiceTrack(2);
    m_scene->setPortrait(QStringLiteral("/q/b.png"));
    QVERIFY(!m_scene->scene().crop);
    QCOMPARE(m_scene->scene().trim.begin, 1.0); // The voice is the same.
    QCOMPARE(m_scene->scene().voiceTrack, 2);
    QCOMPARE(m_settings->get(settings::kRecentPortraits), QStringLiteral("/q/b.png /p/a.png").split(QLatin1Char(' ')));
    QCOMPARE(m_settings->get(settings::kPortraitFolder), QStringLiteral("/q"));
    QCOMPARE(m_settings->get(settings::kVoiceFolder), QStringLiteral("/v"));
    m_scene->setVoice(QStringLiteral("/v/b.wav"));
    QCOMPARE(m_scene->scene().voiceTrack, 0);
    QCOMPARE(m_scene->scene().trim, project::Trim());
}

void TestSceneController::aVoiceIsUsedInOneStep()
{
    m_scene->setVoiceLevel(VoiceLevel::to(-14));
    m_scene->setVoice(QStringLiteral("/v/a.wav"));
    QVERIFY(m_scene->scene().voiceLevel == VoiceLevel::to(-14)); // A wish for the film, whatever the voice.
    const project::Scene before = m_scene->scene();
    const int steps = m_scene->undoStack().count();
    m_scene->useVoice({.path = QStringLiteral("/v/b.wav"), .track = 2, .trim = {1, 2}, .level = VoiceLevel::to(-16)});
    QCOMPARE(m_scene->undoStack().count(), steps + 1);
    QCOMPARE(m_scene->scene().voice, std::filesystem::path("/v/b.wav"));
    QCOMPARE(m_scene->scene().voiceTrack, 2);
    QCOMPARE(m_scene->scene().trim, (project::Trim{1, 2}));
    QVERIFY(m_scene->scene().voiceLevel == VoiceLevel::to(-16));
    m_scene->undo();
    QVERIFY(m_scene->scene() == before);
}

void TestSceneController::savedScenesAreUnmodifiedUntilTheNextEdit()
{
    QSignalSpy modified(m_scene.get(), &SceneController::modifiedChanged);
    m_scene->setPrompt(QStringLiteral("talks"));
    QVERIFY(m_scene->isModified());
    QVERIFY(save("welcome.avatarscene"));
    QVERIFY(!m_scene->isModified());
    QCOMPARE(m_scene->name(), QStringLiteral("welcome"));
    QCOMPARE(modified.size(), 2);
    m_scene->setVoice(QStringLiteral("/a.wav"));
    QVERIFY(m_scene->isModified());
    m_scene->undoStack().undo(); // As it is in the file.
    QVERIFY(!m_scene->isModified());
    QCOMPARE(m_settings->get(settings::kRecentScenes), QStringList{path("welcome.avatarscene")});
}

void TestSceneController::openingIsAStepThatCanBeUndone()
{
    m_scene->setPrompt(QStringLiteral("first"));
    QVERIFY(save("first.avatarscene"));
    m_scene->newScene();
    QVERIFY(m_scene->file().isEmpty());
    QVERIFY(m_scene->scene().prompt.empty());
    m_scene->setPrompt(QStringLiteral("unsaved"));
    QVERIFY(open("first.avatarscene"));
    QCOMPARE(m_scene->scene().prompt, "first");
    QVERIFY(!m_scene->isModified());
    m_scene->undoStack().undo();
    QCOMPARE(m_scene->scene().prompt, "unsaved");
    QVERIFY(m_scene->file().isEmpty());
    QVERIFY(m_scene->isModified());
    project::Scene other;
    other.prompt = "adopted";
    m_scene->adopt(other, QStringLiteral("Use settings"));
    QCOMPARE(m_scene->undoStack().undoText(), QStringLiteral("Use settings"));
    QVERIFY(m_scene->isModified());
}

void TestSceneController::brokenScenesChangeNothing()
{
    m_scene->setPrompt(QStringLiteral("mine"));
    QFile file(path("broken.avatarscene"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"format\": ");
    file.close();
    QVERIFY(!open("broken.avatarscene"));
    QVERIFY(m_error.code == ErrorCode::BadOption);
    QCOMPARE(m_scene->scene().prompt, "mine");
    QVERIFY(m_settings->get(settings::kRecentScenes).isEmpty());
}

void TestSceneController::missingInputsAreTold()
{
    QSignalSpy missing(m_scene.get(), &SceneController::inputsMissing);
    m_scene->setPortrait(QStringLiteral("/gone/a.png"));
    QVERIFY(save("s.avatarscene"));
    QVERIFY(open("s.avatarscene"));
    QCOMPARE(missing.size(), 1);
    QCOMPARE(missing[0][0].toStringList(), QStringList{QStringLiteral("/gone/a.png")});
}

// The disk is slow: meanwhile the user goes on.
void TestSceneController::aSaveBelongsToWhatWasOpenThen()
{
    QSemaphore disk;
    m_files->run(
        this, [&disk] { return disk.tryAcquire(1, test::kPatience); }, [](bool) {});
    QSignalSpy saved(m_scene.get(), &SceneController::saved);
    m_scene->setPrompt(QStringLiteral("one"));
    m_scene->saveAs(path("one.avatarscene"));
    m_scene->setPrompt(QStringLiteral("one and more"));
    m_scene->newScene();
    m_scene->setPrompt(QStringLiteral("two"));
    QVERIFY(saved.isEmpty() && !QFile::exists(path("one.avatarscene")));
    QVERIFY(m_files->isBusy());
    disk.release();
    QTRY_COMPARE(saved.size(), 1);
    QVERIFY(m_scene->file().isEmpty() && m_scene->isModified()); // It is another scene.
    m_scene->undoStack().undo();
    m_scene->undoStack().undo();
    QCOMPARE(m_scene->name(), QStringLiteral("one")); // Back in the first.
    QCOMPARE(m_scene->scene().prompt, "one and more");
    QVERIFY(m_scene->isModified());
    QCOMPARE(project::loadScene(path("one.avatarscene").toStdString())->prompt, "one");

    // Of two saves the later one stays, and undo behind a save knows that the file is another.
    m_scene->save();
    m_scene->setPrompt(QStringLiteral("the last"));
    m_scene->save();
    QTRY_COMPARE(saved.size(), 3);
    QVERIFY(!m_scene->isModified());
    QCOMPARE(project::loadScene(path("one.avatarscene").toStdString())->prompt, "the last");
    m_scene->undoStack().undo();
    QVERIFY(m_scene->isModified());
}

void TestSceneController::theWayBackLeadsToTheFile()
{
    m_scene->setVoice(QStringLiteral("/mine.wav"));
    QVERIFY(save("mine.avatarscene"));
    m_scene->setPrompt(QStringLiteral("mine, edited"));
    const auto back = m_scene->wayBack();
    project::Scene other;
    other.prompt = "a job's";
    m_scene->adopt(other, QStringLiteral("Edit job"));
    QVERIFY(m_scene->file().isEmpty());
    back(QStringLiteral("End editing"));
    QCOMPARE(m_scene->scene().prompt, "mine, edited");
    QCOMPARE(m_scene->file(), path("mine.avatarscene"));
    QVERIFY(m_scene->isModified());
    m_scene->undo();
    QCOMPARE(m_scene->scene().prompt, "a job's");
    m_scene->undo();
    QCOMPARE(m_scene->file(), path("mine.avatarscene"));
    m_scene->undo();
    QVERIFY(!m_scene->isModified());
}

void TestSceneController::whatCannotBeSavedStaysUnsaved()
{
    m_scene->setPrompt(QStringLiteral("mine"));
    QVERIFY(!save("nowhere/at/all.avatarscene"));
    QVERIFY(m_error.code == ErrorCode::NotWritable);
    QVERIFY(m_scene->isModified() && m_scene->file().isEmpty());
    QVERIFY(m_settings->get(settings::kRecentScenes).isEmpty());
}

void TestSceneController::anEndKeepsTheScene()
{
    m_scene->setPortrait(QStringLiteral("/gone/a.png"));
    m_scene->setPrompt(QStringLiteral("unsaved"));
    const auto isBack = [this] {
        m_scene.reset();
        m_scene = std::make_unique<SceneController>(*m_settings, *m_files, path("autosave"));
        QSignalSpy recovered(m_scene.get(), &SceneController::recovered);
        QSignalSpy missing(m_scene.get(), &SceneController::inputsMissing);
        m_scene->recover();
        return QTest::qWaitFor([&] { return !recovered.isEmpty(); }, test::kPatience)
            && recovered[0][0].value<SceneController::Left>() == SceneController::Left::ByEnd
            && missing.value(0).value(0).toStringList() == QStringList{QStringLiteral("/gone/a.png")}
        && m_scene->scene().prompt == "unsaved" && m_scene->isModified();
    };
    QVERIFY(isBack()); // The destructor wrote it,
    m_scene->keepAtEnd();
    QTRY_VERIFY(!m_files->isBusy());
    QVERIFY(!m_scene->copyFailed());
    QVERIFY(isBack()); // or somebody who can be told of an error.
}

void TestSceneController::aSceneThatIsAsInItsFileIsReadFromThere()
{
    const auto again = [this] {
        m_scene.reset();
        m_scene = std::make_unique<SceneController>(*m_settings, *m_files, path("autosave"));
        QSignalSpy recovered(m_scene.get(), &SceneController::recovered);
        m_scene->recover();
        return QTest::qWaitFor([&] { return !recovered.isEmpty(); }, test::kPatience);
    };
    const std::string file = path("s.avatarscene").toStdString();
    m_scene->setPrompt(QStringLiteral("mine"));
    QVERIFY(save("s.avatarscene"));
    project::Scene other = m_scene->scene();
    other.prompt = "changed by another program";
    QVERIFY(project::saveScene(other, file));
    QVERIFY(again());
    QCOMPARE(m_scene->scene().prompt, "changed by another program");
    QCOMPARE(m_scene->name(), QStringLiteral("s"));
    QVERIFY(!m_scene->isModified());
    // What was edited comes back as it was, and so does a scene whose file has gone.
    m_scene->setPrompt(QStringLiteral("edited"));
    QVERIFY(again());
    QCOMPARE(m_scene->scene().prompt, "edited");
    QVERIFY(m_scene->isModified());
    QVERIFY(save("s.avatarscene"));
    QVERIFY(QFile::remove(path("s.avatarscene")));
    QVERIFY(again());
    QCOMPARE(m_scene->scene().prompt, "edited");
    QCOMPARE(m_scene->name(), QStringLiteral("s"));
    QVERIFY(m_scene->isModified());
}

void TestSceneController::whatCameAsItIsIsNotUnsaved()
{
    project::Scene demo;
    demo.prompt = "the demo's";
    m_scene->adopt(demo, QStringLiteral("Open demo scene"), SceneController::Adopted::AsItCame);
    QVERIFY(!m_scene->isModified());
    m_scene->setPrompt(QStringLiteral("mine"));
    QVERIFY(m_scene->isModified());
    m_scene->undo();
    QVERIFY(!m_scene->isModified());
}

void TestSceneController::anotherSeedIsNoChange()
{
    const auto draw = [this](uint64_t seed, bool locked) {
        auto settings = m_scene->scene().settings;
        settings.seed = seed;
        settings.seedLocked = locked;
        m_scene->setRenderSettings(settings, QStringLiteral("New seed"));
    };
    draw(77, false);
    QVERIFY(!m_scene->isModified());
    QVERIFY(m_scene->undoStack().canUndo());
    draw(77, true);
    QVERIFY(m_scene->isModified());
    QVERIFY(save("s.avatarscene"));
    draw(78, true);
    QVERIFY(m_scene->isModified());
}

void TestSceneController::theAutosaveTimerFollowsTheSetting()
{
    const auto* timer = m_scene->findChild<QTimer*>(QStringLiteral("autosaveTimer"));
    QCOMPARE(timer->interval(), 60'000);
    m_scene->setAutosaveSeconds(15);
    QCOMPARE(timer->interval(), 15'000);
    QCOMPARE(m_settings->get(settings::kAutosaveSeconds), 15);
}

void TestSceneController::aCrashedSessionIsRecovered()
{
    const pid_t child = ::fork();
    if (child == 0) { // Plain writing, no event loop: threads don't survive a fork.
        project::Autosave copy(path("autosave").toStdString());
        project::Scene lost;
        lost.prompt = "lost";
        _exit(copy.write({.scene = lost, .file = "/s.avatarscene", .modified = true}) ? 0 : 1);
    }
    int status = 1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
    QSignalSpy recovered(m_scene.get(), &SceneController::recovered);
    m_scene->recover();
    QTRY_COMPARE(recovered.size(), 1);
    QCOMPARE(m_scene->scene().prompt, "lost");
    QCOMPARE(m_scene->file(), QStringLiteral("/s.avatarscene"));
    QVERIFY(m_scene->isModified());
    QSignalSpy nothing(m_scene.get(), &SceneController::nothingToRecover);
    m_scene->recover(); // There is no second one.
    QTRY_COMPARE(nothing.size(), 1);
    QCOMPARE(recovered.size(), 1);
}

void TestSceneController::aFailedAutosaveIsToldAndTriedAgain()
{
    QFile blocker(path("autosave"));
    QVERIFY(blocker.open(QIODevice::WriteOnly)); // A file where the folder should be.
    QSignalSpy failed(m_scene.get(), &SceneController::autosaveFailed);
    m_scene->setPrompt(QStringLiteral("precious"));
    m_scene->autosave();
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(m_scene->copyFailed());
    m_scene->autosave();
    QTRY_COMPARE(failed.size(), 2);
    QVERIFY(blocker.remove());
    m_scene->autosave();
    QTRY_VERIFY(QFile::exists(path("autosave/1.session.json")));
    QTRY_VERIFY(!m_scene->copyFailed());
}

} // namespace

QTEST_MAIN(TestSceneController)
#include "tst_SceneController.moc"
