// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitConfig.h"

#include "core/dit/DitWeights.h"
#include "core/model/SafetensorsFile.h"
#include "core/model/TensorNames.h"
#include "tests/support/Goldens.h"
#include "tests/support/RandomDit.h"

#include <ATen/ops/empty.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using dit::DitConfig;

namespace {

namespace fs = std::filesystem;

const fs::path kTiny = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B";
const fs::path kDemo = DEMO_DATA "/checkpoint/Wan2.2-S2V-14B";

// The names and shapes of a model's tensors, none of which has memory.
class Names : public model::TensorNames {
public:
    void operator()(std::string_view name, at::Tensor&, c10::IntArrayRef shape,
                    model::Precision = model::Precision::Model)
    {
        tensors.emplace(whole(name), at::empty({1}, at::kBFloat16).expand(shape));
    }
    model::StateDict tensors;
};

model::StateDict tensorsOf(const DitConfig& config)
{
    Names names;
    dit::DitGlobalWeights globals;
    globals.visit(names, config);
    for (int64_t layer = 0; layer < config.layers; ++layer) {
        dit::DitLayerWeights weights;
        weights.visit(names, config, layer);
    }
    return std::move(names.tensors);
}

QJsonObject configOf(const fs::path& folder)
{
    QFile file(QString::fromStdString((folder / "config.json").string()));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

class TestDitConfig : public QObject {
    Q_OBJECT

    Result<DitConfig> read(const QByteArray& text, const model::StateDict& tensors) const
    {
        const fs::path path = fs::path(m_folder.path().toStdString()) / "config.json";
        std::ofstream(path) << text.toStdString();
        return dit::readDitConfig(path, tensors);
    }
    Result<DitConfig> read(const QJsonObject& config, const model::StateDict& tensors) const
    {
        return read(QJsonDocument(config).toJson(), tensors);
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto opened = model::openShardedSafetensors(kTiny / "diffusion_pytorch_model.safetensors");
        QVERIFY(opened);
        m_tensors = std::move(*opened);
    }

    void theModelsThatThereAreAreRead()
    {
        QVERIFY(dit::readDitConfig(kTiny / "config.json", m_tensors));
        const auto demo = model::openShardedSafetensors(kDemo / "diffusion_pytorch_model.safetensors");
        QVERIFY(demo);
        QVERIFY(dit::readDitConfig(kDemo / "config.json", *demo));

        const DitConfig full = test::fullSizeDit();
        QJsonObject config = configOf(kTiny);
        config.remove(QStringLiteral("text_dim"));
        for (const auto& [key, value] :
             {std::pair("dim", full.dim), std::pair("num_heads", full.heads), std::pair("ffn_dim", full.ffnDim),
              std::pair("num_layers", full.layers), std::pair("audio_dim", full.audioDim)})
            config[QLatin1String(key)] = static_cast<qint64>(value);
        QJsonArray layers;
        for (const int64_t layer : full.audioLayers)
            layers.append(static_cast<qint64>(layer));
        config[QStringLiteral("audio_inject_layers")] = layers;
        const auto whole = read(config, tensorsOf(full));
        QVERIFY2(whole, whole ? "" : whole.error().detail.c_str());
        QCOMPARE(whole->headDim(), 128);
        QCOMPARE(whole->textDim, 4096);
    }

    // As other programs' files come.
    void thePublishedModelNeedsNoConfig()
    {
        const fs::path nowhere = fs::path(m_folder.path().toStdString()) / "none" / "config.json";
        const DitConfig full = test::fullSizeDit();
        const auto read = dit::readDitConfig(nowhere, tensorsOf(full));
        QVERIFY2(read, read ? "" : read.error().detail.c_str());
        QCOMPARE(read->heads, full.heads);
        QCOMPARE(read->layers, full.layers);
        QVERIFY(read->audioLayers == full.audioLayers);
        const auto tiny = dit::readDitConfig(nowhere, m_tensors);
        QCOMPARE(tiny.error().code, ErrorCode::CheckpointIncomplete);
        QVERIFY2(tiny.error().detail.starts_with("missing: config.json"), tiny.error().detail.c_str());
        DitConfig other = full;
        other.layers = 30;
        other.audioLayers.resize(9);
        QVERIFY(!dit::readDitConfig(nowhere, tensorsOf(other)));
    }

    void aNumberThatTheWeightsDenyIsRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        const auto row
            = [](const char* name, const char* key, const QJsonValue& value) { QTest::newRow(name) << key << value; };
        row("fewer layers", "num_layers", 1);
        row("more layers", "num_layers", 5);
        row("very many layers", "num_layers", 5000);
        row("2e9 layers", "num_layers", 2e9);
        row("layers in words", "num_layers", QStringLiteral("four"));
        row("half a layer", "num_layers", 3.5);
        row("no layers", "num_layers", 0);
        row("twice the heads", "num_heads", 4);
        row("half the heads", "num_heads", 1);
        row("negative heads", "num_heads", -2);
        row("another width", "dim", 128);
        row("another feed-forward", "ffn_dim", 64);
        row("no voice", "audio_inject_layers", QJsonArray());
        row("less voice", "audio_inject_layers", QJsonArray{0});
        row("more voice", "audio_inject_layers", QJsonArray{0, 1, 2});
        row("voice behind the last layer", "audio_inject_layers", QJsonArray{0, 4});
        row("voice twice", "audio_inject_layers", QJsonArray{2, 2});
        row("voice backwards", "audio_inject_layers", QJsonArray{2, 0});
        row("voice in words", "audio_inject_layers", QJsonArray{0, QStringLiteral("two")});
        row("voice everywhere", "audio_inject_layers", true);
        row("another voice", "audio_dim", 32);
        row("another frequency", "freq_dim", 128);
        row("text of one row", "text_len", 1);
        row("text without an end", "text_len", 1099511627776.0);
        row("wider text", "text_dim", 64);
        row("wider latents", "in_dim", 48);
        row("wider output", "out_dim", 48);
        row("other poses", "cond_dim", 8);
        row("more audio tokens", "num_audio_token", 5);
        row("a negative eps", "eps", -1);
        row("no eps", "eps", 0);
        row("a huge eps", "eps", 1e308);
        row("eps in words", "eps", QStringLiteral("small"));
        row("another kind", "model_type", QStringLiteral("t2v"));
        row("other patches", "patch_size", QJsonArray{1, 1, 1});
    }

    void aNumberThatTheWeightsDenyIsRefused()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QJsonObject config = configOf(kTiny);
        config[key] = value;
        const auto refused = read(config, m_tensors);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::CheckpointMismatch);
        QVERIFY(refused.error().subject.ends_with("config.json"));
        QVERIFY2(refused.error().detail.starts_with(key.toStdString()), refused.error().detail.c_str());
        QVERIFY(refused.error().detail.size() < 300);
    }

    void aNumberThatIsMissingIsNamed()
    {
        for (const char* key : {"dim", "num_heads", "ffn_dim", "num_layers", "audio_inject_layers"}) {
            QJsonObject config = configOf(kTiny);
            config.remove(QLatin1String(key));
            const auto read = this->read(config, m_tensors);
            if (std::string_view(key) == "dim" || std::string_view(key) == "ffn_dim") {
                QVERIFY2(read, key); // The weights tell it.
                continue;
            }
            QVERIFY2(!read, key);
            QVERIFY(read.error().detail.starts_with(key));
        }
    }

    void whatIsNestedDeeplyIsRefused()
    {
        const QByteArray deep = QByteArray(80'000, '[') + QByteArray(80'000, ']');
        for (const char* key : {"model_type", "num_layers", "unknown"}) {
            const auto refused = read("{\"" + QByteArray(key) + "\": " + deep + "}", m_tensors);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::CheckpointDamaged);
        }
    }

private:
    QTemporaryDir m_folder;
    model::StateDict m_tensors;
};

} // namespace

QTEST_GUILESS_MAIN(TestDitConfig)
#include "tst_DitConfig.moc"
