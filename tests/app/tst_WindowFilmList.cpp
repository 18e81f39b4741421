// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/SceneController.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/MessageBar.h"

#include <QAbstractButton>
#include <QFile>
#include <QFileDialog>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// Films of a table or a folder, for the queue.
class TestWindowFilmList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        m_studio->window().show();
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
    }
    void cleanup() { m_studio.reset(); }

    void aDroppedTableFillsTheQueue()
    {
        write("films.csv",
              "Portrait;Voice;Prompt;Seed;Size;Sample steps;Film\n" DEMO_DATA
              "/portraits/chen.png;;\"She sings; softly.\";7;;3;one.mp4\n"
              ";none.wav;;;;;\n"
              ";;;x;;;\n" DEMO_DATA "/portraits/dora.png;;;;;;out/two.mp4\n");
        QVERIFY(m_studio->drop({m_studio->path(QStringLiteral("films.csv"))}));
        QTRY_COMPARE(jobs().size(), size_t{2});
        const project::Scene& open = m_studio->context().scene.scene();
        const project::Scene one = jobs()[0].scene;
        QCOMPARE(one.portrait, std::filesystem::path(DEMO_DATA "/portraits/chen.png"));
        QCOMPARE(one.voice, open.voice);
        QCOMPARE(one.prompt, "She sings; softly.");
        QVERIFY(one.settings.seed == 7 && one.settings.steps == 3);
        QCOMPARE(jobs()[0].sceneName, "one");
        QVERIFY(jobs()[0].film.frames > 0 && jobs()[0].pixels > 0);
        QVERIFY(jobs()[1].scene.prompt == open.prompt && jobs()[1].sceneName == "two");
        QVERIFY(!m_studio->context().renderer.isRunning()); // They wait.

        const QString said = words();
        QVERIFY2(said.contains(QStringLiteral("2 of 4 films of “films.csv” were left out.")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("line 3: “none.wav” can't be read. It doesn't exist any more.")),
                 qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("line 4: “x” can't be used as base_seed.")), qPrintable(said));

        m_studio->trigger(ActionId::Undo);
        QTRY_VERIFY(jobs().empty());
        m_studio->trigger(ActionId::Redo);
        QTRY_COMPARE(jobs().size(), size_t{2});
    }

    void whatTheWindowDoesntHaveIsSaid()
    {
        write("films.tsv", "image\tlanes\n\t2\n\t\tthree\n");
        QVERIFY(m_studio->drop({m_studio->path(QStringLiteral("films.tsv"))}));
        QTRY_VERIFY(words().contains(QStringLiteral("line 2: The window has no column “lanes”")));
        QVERIFY(words().contains(QStringLiteral("line 3: It has more fields than the first line has names.")));
        QVERIFY(jobs().empty());
        write("films.csv", "image,audio\n");
        QVERIFY(m_studio->drop({m_studio->path(QStringLiteral("films.csv"))}));
        QTRY_VERIFY(words().contains(QStringLiteral("“films.csv” has no films for the queue.")));
    }

    void theMenuTakesAFolder()
    {
        const QString folder = m_studio->path(QStringLiteral("films"));
        QVERIFY(QDir().mkpath(folder));
        for (const char* const name : {"ada", "bo"}) {
            const QString file = folder + u'/' + QString::fromLatin1(name);
            QVERIFY(QFile::copy(QStringLiteral(DEMO_DATA "/portraits/chen.png"), file + QStringLiteral(".png")));
            const QString voice = QString::fromStdString(m_studio->context().scene.scene().voice.string());
            QVERIFY(QFile::copy(voice, file + u'.' + QFileInfo(voice).suffix()));
        }
        m_studio->trigger(ActionId::AddFilmsOfFolder);
        auto* const dialog = m_studio->find<QFileDialog>("fileDialog");
        Q_EMIT dialog->fileSelected(folder);
        dialog->close();
        QTRY_COMPARE(jobs().size(), size_t{2});
        QCOMPARE(jobs()[1].sceneName, "bo");
        QVERIFY(!m_studio->part<MessageBar>().isVisible());
    }

private:
    [[nodiscard]] const std::vector<jobs::Job>& jobs() const { return m_studio->context().renderer.state().jobs; }
    // All that the message says.
    [[nodiscard]] QString words()
    {
        QStringList all;
        for (const QLabel* label : m_studio->part<MessageBar>().findChildren<QLabel*>())
            all << label->text();
        return all.join(u'\n');
    }
    void write(const char* name, const QByteArray& text)
    {
        QFile file(m_studio->path(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }

    std::shared_ptr<FakeEngine::Control> m_control = std::make_shared<FakeEngine::Control>();
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

QTEST_MAIN(TestWindowFilmList)
#include "tst_WindowFilmList.moc"
