// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/HubCache.h"
#include "core/hub/HubClient.h"
#include "core/spec/ModelCatalogue.h"
#include "core/spec/ModelSources.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace studio;

class TestModelSources : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theVariantsAreWhole_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<double>("gigabytes"); // 10^9 bytes
        QTest::newRow("bf16") << "bf16" << 47.1;
        QTest::newRow("gguf") << "gguf" << 27.9;
        QTest::newRow("fp8") << "fp8" << 25.4;
    }
    void theVariantsAreWhole()
    {
        QFETCH(QString, id);
        QFETCH(double, gigabytes);
        const PublishedVariant* const variant = findVariant(kLiveAvatarModel, id.toStdString());
        QVERIFY(variant && !variant->title.empty());
        std::set<ModelPart> parts;
        std::set<std::pair<std::string, std::string>> places;
        for (const SourceFile& file : variant->files) {
            parts.insert(file.part);
            QVERIFY(places.emplace(file.repository, file.path).second);
            QVERIFY(hub::isRepositoryName(file.repository));
            QVERIFY(hub::HubCache::isSafePath(file.path));
            QVERIFY(file.instead.empty() || hub::HubCache::isSafePath(file.instead));
            QVERIFY(file.bytes > 0);
        }
        for (const ModelPart part : {ModelPart::VideoModel, ModelPart::TextEncoder, ModelPart::VoiceEncoder,
                                     ModelPart::PictureDecoder, ModelPart::Lora})
            QVERIFY(parts.contains(part));
        QVERIFY2(std::abs(static_cast<double>(variant->bytes()) / 1e9 - gigabytes) < 0.1,
                 qPrintable(QString::number(variant->bytes())));
        QVERIFY(variant->repositories().size() >= 2 && variant->repositories().size() <= 4);
    }

    // The reader wants the files that are fetched, and knows no others.
    void theFolderHasTheNamesThatAreRead()
    {
        const CheckpointNames names;
        std::set<std::string> paths;
        for (const SourceFile& file : findVariant(kLiveAvatarModel, "bf16")->files) {
            paths.insert(file.path);
            if (const auto bytes = names.bytes.find(file.path); bytes != names.bytes.end())
                QCOMPARE(file.bytes, bytes->second);
        }
        for (const auto& [name, bytes] : names.bytes)
            QVERIFY2(paths.contains(name), name.c_str());
    }

    void othersAreNotPublished()
    {
        QVERIFY(publishedVariants(kDemoModel).empty());
        QVERIFY(!findVariant(kLiveAvatarModel, "int3"));
    }
};

QTEST_GUILESS_MAIN(TestModelSources)
#include "tst_ModelSources.moc"
