// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/Models.h"

#include <QTest>

#include <algorithm>

using namespace studio;
using project::RenderSettings;

namespace {

class TestModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void settingsOfAnotherModelGetTheModelsStandardSize_data()
    {
        QTest::addColumn<bool>("demo");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("fittedWidth");
        QTest::addColumn<int>("fittedHeight");
        QTest::newRow("demo, the real model's") << true << 688 << 368 << 128 << 128;
        QTest::newRow("demo, too large and square") << true << 448 << 448 << 128 << 128;
        QTest::newRow("demo, none") << true << 0 << 0 << 128 << 128;
        QTest::newRow("demo, below zero") << true << -64 << 128 << 128 << 128;
        QTest::newRow("demo, huge") << true << 2'000'000'000 << 2'000'000'000 << 128 << 128;
        QTest::newRow("demo, its own") << true << 192 << 192 << 192 << 192;
        QTest::newRow("demo, between") << true << 320 << 192 << 256 << 256;
        QTest::newRow("14B, the demo's") << false << 128 << 128 << 688 << 368;
        QTest::newRow("14B, too large") << false << 4096 << 4096 << 688 << 368;
        QTest::newRow("14B, its own") << false << 1280 << 720 << 1280 << 720;
        QTest::newRow("14B, upright") << false << 384 << 704 << 704 << 384;
        QTest::newRow("14B, near one") << false << 480 << 832 << 832 << 480;
    }
    void settingsOfAnotherModelGetTheModelsStandardSize()
    {
        QFETCH(bool, demo);
        QFETCH(int, width);
        QFETCH(int, height);
        RenderSettings settings;
        settings.model = demo ? kDemoModel : kLiveAvatarModel;
        settings.width = width;
        settings.height = height;
        settings.steps = 7;
        const RenderSettings fitted = jobs::fitted(settings, {});
        QTEST(fitted.width, "fittedWidth");
        QTEST(fitted.height, "fittedHeight");
        QCOMPARE(fitted.steps, 7);
        QVERIFY(jobs::fitted(fitted, {}) == fitted);
    }

    void everyOfferedSizeStays()
    {
        const ModelCatalogue models;
        for (const ModelEntry& model : models.entries()) {
            QVERIFY(!model.sizes.empty());
            for (const FilmSize& size : model.sizes) {
                RenderSettings settings;
                settings.model = model.id;
                settings.width = size.width;
                settings.height = size.height;
                QVERIFY(jobs::fitted(settings, {}) == settings);
            }
        }
    }

    void theDemoModelHasNothingToKeepOnAGpu()
    {
        RenderSettings settings;
        settings.memory.offload = Offload::None;
        QCOMPARE(jobs::fitted(settings, {}).memory.offload, Offload::Automatic);
        settings.model = kLiveAvatarModel;
        QCOMPARE(jobs::fitted(settings, {}).memory.offload, Offload::None);
    }

    void theRealModelNeverRendersWithoutItsLora()
    {
        RenderSettings settings;
        settings.model = kLiveAvatarModel;
        jobs::ModelPlaces places;
        ModelPlace& place = places.folders[settings.model];
        place.checkpoint = "/models/Wan2.2-S2V-14B";
        QCOMPARE(jobs::modelOptions(places, settings.model)->lora.string(), std::string("/models/LiveAvatar"));
        place.lora = "/elsewhere";
        QCOMPARE(jobs::modelOptions(places, settings.model)->lora.string(), std::string("/elsewhere"));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestModels)
#include "tst_Models.moc"
