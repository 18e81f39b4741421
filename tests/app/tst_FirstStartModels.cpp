// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/ModelHome.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/SceneController.h"
#include "ui/services/ModelFinder.h"
#include "ui/services/ModelFolders.h"
#include "ui/services/RenderService.h"
#include "ui/services/TelemetryService.h"
#include "ui/widgets/Chip.h"

#include <QAbstractButton>
#include <QDialog>
#include <QLabel>
#include <QRadioButton>

#include <dlfcn.h>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// The first start on a computer with a GPU, which a false driver says it has.
class TestFirstStartModels : public QObject {
    Q_OBJECT

    std::unique_ptr<test::ModelHome> m_home;
    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;

    [[nodiscard]] const WindowContext& context() { return m_studio->context(); }
    [[nodiscard]] const ModelEntry& published() { return *context().models.find(kLiveAvatarModel); }
    [[nodiscard]] QWidget* card(const char* name) { return m_studio->find<QWidget>(name); }
    [[nodiscard]] QString startWords() { return m_studio->find<QAbstractButton>("startButton")->text().trimmed(); }
    [[nodiscard]] QStringList words(const char* name)
    {
        QStringList all;
        for (const QLabel* label : card(name)->findChildren<QLabel*>())
            all.append(label->text());
        return all;
    }
    [[nodiscard]] bool isOpen(const char* dialog)
    {
        const auto* found = m_studio->window().findChild<QDialog*>(QLatin1String(dialog));
        return found && found->isVisible();
    }

    // The dialog, when the search has ended.
    void firstStart()
    {
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->end();
        m_studio->settings().set(settings::kFirstStartDone, false);
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QVERIFY(isOpen("firstStartDialog"));
        QTRY_VERIFY(context().telemetry.gpu().has_value());
        QTRY_VERIFY(m_studio->find<QWidget>("demoModelRadio")->isVisible());
        QTRY_VERIFY(!context().finder.isSearching());
        QVERIFY(!m_studio->find<QWidget>("noGpuLabel")->isVisible());
        QVERIFY(m_studio->find<QRadioButton>("demoModelRadio")->isChecked());
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(dlopen(FAKE_NVML, RTLD_NOW | RTLD_GLOBAL), dlerror()); }
    void init()
    {
        m_home = std::make_unique<test::ModelHome>();
        m_control = std::make_shared<FakeEngine::Control>();
    }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
    }

    void nothingFoundOffersTheWayToTheModel()
    {
        firstStart();
        QVERIFY(!card("foundModelCard")->isVisible());
        QTRY_VERIFY(card("downloadModelCard")->isVisible());
        QTest::mouseClick(card("downloadModelCard"), Qt::LeftButton);
        QCOMPARE(startWords(), QStringLiteral("Start with Ada, then get the model"));
        m_studio->click("startButton");
        QTRY_VERIFY(context().renderer.isRunning());
        QCOMPARE(context().renderer.state().running()->scene.settings.model, std::string(kDemoModel));
        QVERIFY(isOpen("settingsDialog"));
    }

    void aCompleteSetIsUsed()
    {
        m_home->addBase();
        m_home->addLora();
        firstStart();
        QTRY_VERIFY(card("foundModelCard")->isVisible());
        QVERIFY(!card("downloadModelCard")->isVisible());
        QCOMPARE(card("foundModelCard")->findChild<Chip*>()->words(), QStringLiteral("bf16"));
        QVERIFY2(words("foundModelCard").contains(QStringLiteral("5 of 5 parts · Hugging Face cache")),
                 qPrintable(words("foundModelCard").join(u'\n')));
        QCOMPARE(startWords(), QStringLiteral("Start with Ada and “Welcome”"));
        m_studio->find<QRadioButton>("foundModelRadio")->click();
        QCOMPARE(startWords(), QStringLiteral("Open Ada and “Welcome” with Live Avatar 14B"));
        m_studio->click("startButton");
        QTRY_COMPARE(context().scene.scene().settings.model, std::string(kLiveAvatarModel));
        QCOMPARE(context().scene.scene().settings.width,
                 published().standardSize.width); // It can't do the demo model's.
        QVERIFY(!context().scene.isModified());
        QVERIFY(modelPlace(context().settings, published()).checkpoint.string().starts_with(m_home->hub().string()));
        QVERIFY(!context().renderer.isRunning()); // Its price is seen first.
        QVERIFY(!isOpen("settingsDialog"));
    }

    void aSetWithoutTheLoraSaysHowItIsGot()
    {
        m_home->addBase();
        firstStart();
        QTRY_VERIFY(card("foundModelCard")->isVisible());
        QTRY_VERIFY(card("downloadModelCard")->isVisible());
        QVERIFY(words("foundModelCard").contains(QStringLiteral("4 of 5 parts · Hugging Face cache")));
        QVERIFY(words("foundModelCard").contains(QStringLiteral("LoRA missing: 1.35\u00a0GB")));
        m_studio->find<QRadioButton>("foundModelRadio")->click();
        QCOMPARE(startWords(), QStringLiteral("Start with Ada, then get the LoRA (1.35\u00a0GB)"));
        m_studio->click("startButton");
        QTRY_VERIFY(context().renderer.isRunning());
        QCOMPARE(context().renderer.state().running()->scene.settings.model, std::string(kDemoModel));
        QVERIFY(isOpen("settingsDialog"));
        QVERIFY(!isSetUp(context().settings, published()));
    }
};

} // namespace

QTEST_MAIN(TestFirstStartModels)
#include "tst_FirstStartModels.moc"
