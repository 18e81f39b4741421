// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "ui/services/TelemetryService.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include <dlfcn.h>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// What the window has room for: rows and meters of what this machine has.
class TestWindowRoom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_control = std::make_shared<FakeEngine::Control>(); }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
    }

    void withoutAGpuItsRowsAreFolded()
    {
        open();
        if (telemetry().gpu())
            QSKIP("this machine has a GPU");
        for (const char* name : kOfTheGpu)
            QVERIFY2(!isShown(name), name);
        QVERIFY(isShown("noGpuLabel"));
        QVERIFY(isShown("ramBudgetSlider") && isShown("ramBar"));
        const bool hasSwap = telemetry().latest().swapTotal.value.value_or(0) > 0;
        QTRY_COMPARE(meters(), hasSwap ? 4 : 3);
        QCOMPARE(isShown("swapMeter"), hasSwap);
        m_studio->click("noGpuWhyButton");
        QTRY_VERIFY(isShown("questionLabel"));
        QVERIFY(m_studio->find<QLabel>("questionLabel")->text().contains(QStringLiteral("libnvidia-ml.so.1")));
    }

    void withAGpuAllOfThemAreThere()
    {
        // The program asks for the driver by this library's name, so it gets the one that is loaded already.
        void* const driver = dlopen(FAKE_NVML, RTLD_NOW | RTLD_LOCAL);
        QVERIFY2(driver, dlerror());
        open();
        QTRY_VERIFY(telemetry().gpu());
        for (const char* name : kOfTheGpu)
            QTRY_VERIFY2(isShown(name), name);
        QVERIFY(!isShown("noGpuLabel"));
        m_studio.reset();
        dlclose(driver);
    }

    void aLongVoicesClipsCanBeRead()
    {
        open();
        auto* clips = m_studio->find<QSpinBox>("clipsSpinBox");
        const auto fits = [clips] {
            const auto* edit = clips->findChild<QLineEdit*>();
            return edit->fontMetrics().horizontalAdvance(clips->text()) <= edit->width();
        };
        QTRY_VERIFY(fits());
        const int before = clips->width();
        auto* length = m_studio->find<QComboBox>("lengthComboBox");
        length->setCurrentIndex(1);
        Q_EMIT length->activated(1);
        for (const int count : {9, 289, 100'000}) {
            clips->setValue(count);
            QTRY_VERIFY2(fits(), qPrintable(clips->text()));
        }
        QVERIFY(clips->width() > before);
        clips->setValue(9);
        QTRY_COMPARE(clips->width(), before);
    }

private:
    static constexpr const char* kOfTheGpu[]
        = {"offloadComboBox", "vramBudgetSlider", "vramBudgetSpinBox", "vramBar",
           "vramMeter",       "gpuMeter",         "pcieDownMeter",     "pcieUpMeter"};

    void open()
    {
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
        QTRY_VERIFY(telemetry().latest().ramTotal.value);
    }
    [[nodiscard]] const TelemetryService& telemetry() { return m_studio->context().telemetry; }
    [[nodiscard]] bool isShown(const char* name) { return m_studio->find<QWidget>(name)->isVisible(); }
    [[nodiscard]] int meters()
    {
        int shown = 0;
        for (const QWidget* meter : m_studio->find<QWidget>("meterStrip")->findChildren<QWidget*>())
            shown += meter->isVisible() ? 1 : 0;
        return shown;
    }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

QTEST_MAIN(TestWindowRoom)
#include "tst_WindowRoom.moc"
