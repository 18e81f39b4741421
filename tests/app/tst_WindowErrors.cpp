// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/Autosave.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"

#include <QAbstractButton>
#include <QLabel>
#include <QSignalSpy>

#include <sys/wait.h>
#include <unistd.h>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// Every error that can reach the message bar does, with all its values filled in. Those of inputs are lines under their
// fields: tst_MainWindow.
class TestWindowErrors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFailedTakeSaysWhy_data()
    {
        QTest::addColumn<int>("error");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("what");
        const auto row = [](ErrorCode error, const char* code, const char* what) {
            QTest::newRow(name(error).data())
                << static_cast<int>(error) << QString::fromUtf8(code) << QString::fromUtf8(what);
        };
        row(ErrorCode::CheckpointIncomplete, "MODEL-05", "Take 1 can't be made: the model can't be read.");
        row(ErrorCode::CheckpointDamaged, "MODEL-05", "Take 1 can't be made: the model can't be read.");
        row(ErrorCode::CheckpointMismatch, "MODEL-05", "Take 1 can't be made: the model can't be read.");
        row(ErrorCode::CheckpointForeign, "MODEL-05", "Take 1 can't be made: the model can't be read.");
        row(ErrorCode::PickleUnsafe, "MODEL-05", "Take 1 can't be made: the model can't be read.");
        row(ErrorCode::NotFinite, "MODEL-06", "Take 1 stopped: the model's numbers are damaged.");
        row(ErrorCode::LoraMismatch, "MODEL-04", "The LoRA “thing.bin” doesn't fit this model.");
        row(ErrorCode::DoesNotFit, "ENGINE-02", "Take 1 can't be made with these settings.");
        row(ErrorCode::BadOption, "ENGINE-02", "Take 1 can't be made with these settings.");
        row(ErrorCode::OutOfMemory, "RAM-01", "Take 1 stopped: there is not enough memory.");
        row(ErrorCode::DeviceLost, "GPU-05", "Take 1 stopped: the GPU does not answer.");
        row(ErrorCode::DiskFull, "STORE-02", "Take 1 stopped: the disk is full.");
        row(ErrorCode::NotWritable, "STORE-03", "");
        row(ErrorCode::FileExists, "STORE-01", "“thing.bin” exists already.");
        row(ErrorCode::FileMissing, "IN-06", "“thing.bin” can't be read.");
        row(ErrorCode::MediaDamaged, "IN-09", "“thing.bin” is damaged.");
        row(ErrorCode::NoAudio, "IN-04", "“thing.bin” has no sound.");
        row(ErrorCode::NotAnImage, "IN-01", "“thing.bin” is not a picture.");
        row(ErrorCode::ImageUnsupported, "IN-10", "“thing.bin” is a kind of picture that can't be read.");
        row(ErrorCode::EncoderFailed, "EXP-01", "Export stopped: the H.264 encoder reports an error.");
        row(ErrorCode::Internal, "ENGINE-01", "Take 1 stopped: the engine reports an error.");
    }
    void aFailedTakeSaysWhy()
    {
        QFETCH(int, error);
        QFETCH(QString, code);
        QFETCH(QString, what);
        auto control = std::make_shared<FakeEngine::Control>();
        StudioFixture studio(std::make_unique<FakeEngine>(control));
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        control->fail(studio.context().scene.scene().prompt,
                      {static_cast<ErrorCode>(error), "/some/folder/thing.bin", "what the engine knows"});
        studio.click("renderButton");
        expect(studio, code, what);
        // It waits in the queue, and the rest of the window is as before.
        QTRY_COMPARE(studio.context().renderer.state().jobs.size(), size_t{1});
        QVERIFY(studio.context().renderer.state().jobs[0].error);
        QVERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
    }

    // One message for one cause, though the player can't read what is left of the film.
    void aFullDiskIsOneMessage()
    {
        auto control = std::make_shared<FakeEngine::Control>();
        StudioFixture studio(std::make_unique<FakeEngine>(control));
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        control->failBehind(3, {ErrorCode::DiskFull, "/some/folder/film.mp4", "no space left"});
        control->release(1000);
        QSignalSpy unreadable(&studio.context().player, &PlayerController::failed);
        studio.click("renderButton");
        expect(studio, QStringLiteral("STORE-02"), QStringLiteral("Take 1 stopped: the disk is full."));
        const QString why = studio.find<QLabel>("messageWhyLabel")->text();
        QVERIFY2(why.startsWith(QStringLiteral("0:01.4 of 0:03.8 are safe and can be played.")), qPrintable(why));
        QTRY_VERIFY(!unreadable.isEmpty());
        QVERIFY(!studio.find<QAbstractButton>("messageNextButton")->isVisible());
        QCOMPARE(studio.find<QLabel>("messageCodeLabel")->text(), QStringLiteral("STORE-02"));
    }

    void aSceneThatCannotBeOpenedChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("newer") << QByteArray("{\"format\": \"live-avatar-studio scene\", \"version\": 99}")
                               << QStringLiteral("SCENE-01");
        QTest::newRow("torn") << QByteArray("{\"format\": \"live-avat") << QStringLiteral("SCENE-03");
        QTest::newRow("gone") << QByteArray() << QStringLiteral("SCENE-03");
    }
    void aSceneThatCannotBeOpenedChangesNothing()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        StudioFixture studio(std::make_unique<FakeEngine>(std::make_shared<FakeEngine::Control>()));
        studio.open();
        const QString file = studio.path(QStringLiteral("x.avatarscene"));
        if (!text.isEmpty())
            write(file, text);
        SceneController& scene = studio.context().scene;
        const project::Scene before = scene.scene();
        scene.open(file);
        expect(studio, code, {});
        QVERIFY(scene.scene() == before);
    }

    void inputsThatMovedAreTold()
    {
        StudioFixture studio(std::make_unique<FakeEngine>(std::make_shared<FakeEngine::Control>()));
        studio.open();
        SceneController& scene = studio.context().scene;
        project::Scene moved = scene.scene();
        moved.voice = "/gone/voice.wav";
        const QString file = studio.path(QStringLiteral("x.avatarscene"));
        QVERIFY(project::saveScene(moved, file.toStdString()));
        scene.open(file);
        expect(studio, QStringLiteral("SCENE-02"), QStringLiteral("The scene opened, but 1 files have moved."));
    }

    void aCrashIsTold()
    {
        StudioFixture studio(std::make_unique<FakeEngine>(std::make_shared<FakeEngine::Control>()));
        leaveAsAfterACrash(studio);
        studio.open();
        expect(studio, QStringLiteral("SCENE-04"), {});
        QCOMPARE(studio.context().scene.scene().prompt, "lost");
    }

    void filesOfTheCommandLineAreOpenedInTheSceneThatIsBack()
    {
        StudioFixture studio(std::make_unique<FakeEngine>(std::make_shared<FakeEngine::Control>()));
        leaveAsAfterACrash(studio);
        studio.open({QStringLiteral(DEMO_DATA "/portraits/bruno.png")});
        SceneController& scene = studio.context().scene;
        QTRY_COMPARE(scene.scene().portrait.filename().string(), "bruno.png");
        QCOMPARE(scene.scene().prompt, "lost");
        expect(studio, QStringLiteral("SCENE-04"), {});
        scene.undo();
        QVERIFY(scene.scene().portrait.empty());
    }

    void aDropThatNobodyTakesIsTold()
    {
        StudioFixture studio(std::make_unique<FakeEngine>(std::make_shared<FakeEngine::Control>()));
        studio.open();
        const QString file = studio.path(QStringLiteral("program.bin"));
        write(file, QByteArray(300, '\x7f'));
        studio.window().openFiles({file}); // The pointer would forbid it.
        expect(studio, QStringLiteral("DROP-02"), QStringLiteral("Nothing here takes “program.bin”."));
    }

    void anAutosaveThatFailsIsTold()
    {
        StudioFixture studio(std::make_unique<FakeEngine>(std::make_shared<FakeEngine::Control>()));
        studio.open();
        // A file where the folder of the copies was. The window may be writing its first copy.
        const QString place = studio.path(QStringLiteral("data/autosave"));
        const auto isBlocked = [&place] {
            QDir(place).removeRecursively();
            return QFile(place).open(QIODevice::WriteOnly);
        };
        QTRY_VERIFY(isBlocked());
        studio.context().scene.setPrompt(QStringLiteral("precious"));
        studio.context().scene.autosave();
        expect(studio, QStringLiteral("STORE-03"), {});
    }

private:
    // The copy that a killed program left of its scene.
    static void leaveAsAfterACrash(StudioFixture& studio)
    {
        const std::string folder = studio.path(QStringLiteral("data/autosave")).toStdString();
        const pid_t child = ::fork();
        if (child == 0) {
            project::Autosave copy(folder);
            project::Scene lost;
            lost.prompt = "lost";
            _exit(copy.write({.scene = lost, .file = {}, .modified = true}) ? 0 : 1);
        }
        int status = 1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
    }

    static void write(const QString& path, const QByteArray& text)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }

    // The message bar shows this, and no name of a value that nobody gave.
    static void expect(StudioFixture& studio, const QString& code, const QString& what)
    {
        auto* shown = studio.find<QLabel>("messageCodeLabel");
        QTRY_VERIFY(shown->isVisible());
        QCOMPARE(shown->text(), code);
        if (!what.isEmpty())
            QCOMPARE(studio.find<QLabel>("messageWhatLabel")->text(), what);
        for (const char* label : {"messageWhatLabel", "messageWhyLabel"}) {
            const QString text = studio.find<QLabel>(label)->text();
            QVERIFY2(!text.isEmpty() && !text.contains(QLatin1Char('{')), qPrintable(text));
        }
    }
};

} // namespace

QTEST_MAIN(TestWindowErrors)
#include "tst_WindowErrors.moc"
