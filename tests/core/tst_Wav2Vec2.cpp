// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/Wav2Vec2.h"

#include "tests/support/Goldens.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

using namespace studio;
using namespace Qt::StringLiterals;
using audio::Wav2Vec2;
using model::StateDict;

namespace {

namespace fs = std::filesystem;

const fs::path kFolder = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B/wav2vec2-large-xlsr-53-english";
constexpr const char* kPositionWeight = "wav2vec2.encoder.pos_conv_embed.conv.";

QJsonObject readJson(const fs::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", path.c_str());
    return QJsonDocument::fromJson(file.readAll()).object();
}

// A copy of the golden checkpoint to break or respell.
class Checkpoint {
public:
    Checkpoint()
    {
        auto opened = model::openSafetensors(kFolder / "model.safetensors");
        if (!opened)
            qFatal("%s", opened.error().detail.c_str());
        tensors = *opened;
    }

    Result<Wav2Vec2> load() const
    {
        write("config.json", QJsonDocument(config).toJson());
        if (!preprocessor.isEmpty())
            write("preprocessor_config.json", QJsonDocument(preprocessor).toJson());
        if (const Status status = model::writeSafetensors(path() / "model.safetensors", tensors); !status)
            return status.error();
        return Wav2Vec2::load(path(), at::kCPU, at::kFloat);
    }

    void write(const char* name, const QByteArray& content) const
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("%s", name);
    }

    fs::path path() const { return m_folder.path().toStdString(); }

    StateDict tensors;
    QJsonObject config = readJson(kFolder / "config.json");
    QJsonObject preprocessor = readJson(kFolder / "preprocessor_config.json");

private:
    QTemporaryDir m_folder;
};

at::Tensor tone(int64_t samples)
{
    const at::Tensor time = at::arange(samples, at::kFloat);
    return at::sin(time * 0.05) * at::sin(time * 0.00037);
}

int64_t peakRssBytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * 1024;
}

class TestWav2Vec2 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_golden = test::golden("audio/audio.safetensors");
        auto loaded = Wav2Vec2::load(kFolder, at::kCPU, at::kFloat);
        QVERIFY2(loaded, loaded ? "" : loaded.error().detail.c_str());
        m_model.emplace(std::move(*loaded));
    }

    // Wanted: 1e-4 of the largest magnitude at every stage. Reached: 3e-6.
    void stagesAreTheReferences()
    {
        const at::Tensor input = m_model->normalised(golden("speech_16k/waveform"));
        QVERIFY(
            test::relativeError("input_values_head", input.narrow(0, 0, 400), golden("speech_16k/input_values_head"))
            < 1e-4);
        const at::Tensor features = m_model->convFeatures(input);
        QVERIFY(test::relativeError("conv_features", features.narrow(0, 0, 40), golden("speech_16k/conv_features"))
                < 1e-4);
        const at::Tensor projected = m_model->projected(features);
        QVERIFY(test::relativeError("projected", projected, golden("speech_16k/projected")) < 1e-4);
        QVERIFY(test::relativeError("pos_conv", m_model->positions(projected), golden("speech_16k/pos_conv")) < 1e-4);
    }

    void hiddenStatesAreTheReferences()
    {
        const auto states = m_model->hiddenStates(golden("speech_16k/waveform"));
        QVERIFY(bool(states));
        const at::Tensor wanted = golden("speech_16k/hidden_states");
        QVERIFY(test::relativeError("hidden_states", *states, wanted) < 1e-4);
        for (int64_t i : {0, 1, 23, 24})
            QVERIFY(test::relativeError("hidden_states, one", (*states)[i], wanted[i]) < 1e-4);
    }

    // A long voice goes through a layer in parts, all of which attend to the whole of it.
    void inPartsItHearsTheSame()
    {
        const at::Tensor samples = golden("speech_16k/waveform");
        const auto whole = m_model->hiddenStates(samples);
        QVERIFY(bool(whole));
        const int64_t rows = whole->size(1);
        for (const int64_t rowsAtOnce : {int64_t{7}, rows - 1, rows, rows + 1}) {
            std::vector<at::Tensor> states;
            QVERIFY(bool(m_model->encode(samples, [&](int64_t, const at::Tensor& state) { states.push_back(state); },
                                         {.rowsAtOnce = rowsAtOnce})));
            const at::Tensor heard = at::stack(states);
            if (rowsAtOnce < rows)
                QVERIFY(test::relativeError("in parts", heard, *whole) < 1e-5);
            else
                QVERIFY(at::equal(heard, *whole));
        }
    }

    void hiddenStatesOfTheSecondVoiceAgreeToo()
    {
        const auto states = m_model->hiddenStates(golden("speech_44k_stereo/waveform"));
        QVERIFY(bool(states));
        const at::Tensor three = at::cat({states->narrow(0, 0, 1), states->narrow(0, 12, 1), states->narrow(0, 24, 1)});
        QVERIFY(test::relativeError("hidden_states_0_12_24", three, golden("speech_44k_stereo/hidden_states_0_12_24"))
                < 1e-4);
    }

    // A bf16 number has 8 bits, and their rounding adds up over 24 layers. Reached: 3.6e-2.
    void bf16ComesClose()
    {
        const auto model = Wav2Vec2::load(kFolder, at::kCPU, at::kBFloat16);
        QVERIFY(bool(model));
        const auto states = model->hiddenStates(golden("speech_44k_stereo/waveform"));
        QVERIFY(bool(states));
        QCOMPARE(states->scalar_type(), at::kBFloat16);
        const at::Tensor three = at::cat({states->narrow(0, 0, 1), states->narrow(0, 12, 1), states->narrow(0, 24, 1)});
        QVERIFY(test::relativeError("hidden states in bf16", three, golden("speech_44k_stereo/hidden_states_0_12_24"))
                < 5e-2);
    }

    // The feature extractor works in passes; nothing may change where two of them meet.
    void aLongRecordingHasNoSeams()
    {
        const at::Tensor samples = tone(30 * 16000);
        const at::Tensor all = m_model->convFeatures(samples);
        QCOMPARE(all.size(0), m_model->config().frameCount(samples.numel()));
        const int64_t first = 450, count = 200;
        const at::Tensor part = m_model->convFeatures(samples.narrow(0, first * 320, (count - 1) * 320 + 400));
        QCOMPARE(part.size(0), count);
        QVERIFY(test::relativeError("frames 450 to 650", part, all.narrow(0, first, count)) < 1e-5);
        const at::Tensor tail = m_model->convFeatures(samples.narrow(0, 1400 * 320, samples.numel() - 1400 * 320));
        QVERIFY(test::relativeError("frames from 1400 on", tail, all.narrow(0, 1400, all.size(0) - 1400)) < 1e-5);
    }

    // The scores of 12,000 states would be 0.6 GB for each of the two heads.
    void minutesOfSoundNeedLittleMemory()
    {
        Checkpoint checkpoint;
        checkpoint.config["num_hidden_layers"_L1] = 1;
        std::erase_if(checkpoint.tensors, [](const auto& entry) {
            return entry.first.starts_with("wav2vec2.encoder.layers.")
                && !entry.first.starts_with("wav2vec2.encoder.layers.0.");
        });
        const auto model = checkpoint.load();
        QVERIFY2(model, model ? "" : model.error().detail.c_str());
        const at::Tensor samples = tone(4 * 60 * 16000);
        const int64_t before = peakRssBytes();
        const auto states = model->hiddenStates(samples);
        QVERIFY(bool(states));
        QCOMPARE(states->sizes().vec(), (std::vector<int64_t>{2, 11999, 16}));
        const int64_t grown = peakRssBytes() - before;
        qInfo("4 minutes took %lld MiB more at the peak", static_cast<long long>(grown >> 20));
        QVERIFY(grown < (int64_t{1} << 29));
    }

    void tooShortARecordingIsRefusedAndTheShortestIsEncoded()
    {
        QCOMPARE(m_model->config().receptiveField(), 400);
        for (const int64_t samples : {0, 1, 399}) {
            const auto states = m_model->hiddenStates(at::zeros({samples}));
            QVERIFY(!states);
            QCOMPARE(states.error().code, ErrorCode::AudioTooShort);
        }
        const auto states = m_model->hiddenStates(at::zeros({400}));
        QVERIFY(bool(states));
        QCOMPARE(states->sizes().vec(), (std::vector<int64_t>{25, 1, 16}));
        QVERIFY(states->isfinite().all().item<bool>());
    }

    void aCheckpointThatWantsNoNormalisingGetsNone()
    {
        Checkpoint checkpoint;
        checkpoint.preprocessor["do_normalize"_L1] = false;
        const auto model = checkpoint.load();
        QVERIFY(bool(model));
        const at::Tensor samples = golden("speech_16k/waveform");
        QCOMPARE(test::relativeError("not normalised", model->normalised(samples), samples), 0.0);
        QVERIFY(test::relativeError("normalised", m_model->normalised(samples), samples) > 0.1);
    }

    void weightNormMayBeSpeltBothWaysAndThePrefixMayBeMissing_data()
    {
        QTest::addColumn<bool>("parametrised");
        QTest::addColumn<bool>("prefixed");
        QTest::newRow("parametrizations") << true << true;
        QTest::newRow("no prefix") << false << false;
        QTest::newRow("parametrizations, no prefix") << true << false;
    }

    void weightNormMayBeSpeltBothWaysAndThePrefixMayBeMissing()
    {
        QFETCH(bool, parametrised);
        QFETCH(bool, prefixed);
        Checkpoint checkpoint;
        const std::string base = kPositionWeight;
        if (parametrised) {
            rename(checkpoint.tensors, base + "weight_g", base + "parametrizations.weight.original0");
            rename(checkpoint.tensors, base + "weight_v", base + "parametrizations.weight.original1");
        }
        if (!prefixed) {
            StateDict bare;
            for (const auto& [name, tensor] : checkpoint.tensors)
                bare[name.starts_with("wav2vec2.") ? name.substr(9) : name] = tensor;
            checkpoint.tensors = std::move(bare);
        }
        const auto model = checkpoint.load();
        QVERIFY2(model, model ? "" : model.error().detail.c_str());
        const at::Tensor projected = golden("speech_16k/projected");
        QVERIFY(test::relativeError("pos_conv", model->positions(projected), golden("speech_16k/pos_conv")) < 1e-4);
    }

    void missingTensorsAreAllNamed()
    {
        Checkpoint checkpoint;
        const std::vector<std::string> names{"wav2vec2.encoder.pos_conv_embed.conv.weight_g",
                                             "wav2vec2.encoder.pos_conv_embed.conv.weight_v",
                                             "wav2vec2.feature_projection.projection.weight",
                                             "wav2vec2.feature_extractor.conv_layers.3.conv.weight",
                                             "wav2vec2.encoder.layers.0.feed_forward.intermediate_dense.weight",
                                             "wav2vec2.encoder.layers.23.attention.k_proj.bias"};
        for (const std::string& name : names)
            QCOMPARE(checkpoint.tensors.erase(name), size_t{1});
        const auto model = checkpoint.load();
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::CheckpointIncomplete);
        QVERIFY(model.error().subject.ends_with("model.safetensors"));
        const size_t prefix = std::string_view("wav2vec2.").size();
        for (const std::string& name : names)
            QVERIFY2(model.error().detail.find("missing: " + name.substr(prefix)) != std::string::npos,
                     model.error().detail.c_str());
        QCOMPARE(QString::fromStdString(model.error().detail).count("missing: "_L1), qsizetype(names.size()));
    }

    void aLayerThatTheFileLacksIsMissed()
    {
        Checkpoint checkpoint;
        checkpoint.config["num_hidden_layers"_L1] = 25;
        const auto model = checkpoint.load();
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::CheckpointMismatch);
        QCOMPARE(model.error().detail, "num_hidden_layers is 25, the weights say 24");
    }

    void anotherArchitectureIsRefusedByItsKey_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value"); // undefined: the key is removed
        QTest::newRow("norm after the layer") << QStringLiteral("do_stable_layer_norm") << QJsonValue(false);
        QTest::newRow("norm after the layer by default")
            << QStringLiteral("do_stable_layer_norm") << QJsonValue(QJsonValue::Undefined);
        QTest::newRow("group norm") << QStringLiteral("feat_extract_norm") << QJsonValue("group"_L1);
        QTest::newRow("relu") << QStringLiteral("hidden_act") << QJsonValue("relu"_L1);
        QTest::newRow("tanh gelu") << QStringLiteral("feat_extract_activation") << QJsonValue("gelu_new"_L1);
        QTest::newRow("adapters") << QStringLiteral("adapter_attn_dim") << QJsonValue(16);
        QTest::newRow("no heads") << QStringLiteral("num_attention_heads") << QJsonValue(QJsonValue::Undefined);
        QTest::newRow("heads that do not fit") << QStringLiteral("num_attention_heads") << QJsonValue(3);
        QTest::newRow("heads in words") << QStringLiteral("num_attention_heads") << QJsonValue("two"_L1);
        QTest::newRow("no layers") << QStringLiteral("num_hidden_layers") << QJsonValue(0);
        QTest::newRow("strides of six") << QStringLiteral("conv_stride") << QJsonValue(QJsonArray{5, 2, 2, 2, 2, 2});
        QTest::newRow("fewer layers") << QStringLiteral("num_hidden_layers") << QJsonValue(23);
        QTest::newRow("half a head") << QStringLiteral("num_attention_heads") << QJsonValue(2.5);
        QTest::newRow("as many heads as no such model has") << QStringLiteral("num_attention_heads") << QJsonValue(4);
        QTest::newRow("no width") << QStringLiteral("hidden_size") << QJsonValue(0);
        QTest::newRow("a wider model") << QStringLiteral("hidden_size") << QJsonValue(1024);
        QTest::newRow("a wider feed-forward") << QStringLiteral("intermediate_size") << QJsonValue(64);
        QTest::newRow("wider convolutions")
            << QStringLiteral("conv_dim") << QJsonValue(QJsonArray{8, 8, 8, 8, 8, 8, 9});
        QTest::newRow("longer kernels") << QStringLiteral("conv_kernel")
                                        << QJsonValue(QJsonArray{10, 3, 3, 3, 3, 2, 4});
        QTest::newRow("a step of 480 samples")
            << QStringLiteral("conv_stride") << QJsonValue(QJsonArray{5, 3, 2, 2, 2, 2, 2});
        QTest::newRow("no biases") << QStringLiteral("conv_bias") << QJsonValue(false);
        QTest::newRow("another kernel of positions") << QStringLiteral("num_conv_pos_embeddings") << QJsonValue(64);
        QTest::newRow("other groups of positions") << QStringLiteral("num_conv_pos_embedding_groups") << QJsonValue(8);
        QTest::newRow("a negative eps") << QStringLiteral("layer_norm_eps") << QJsonValue(-5);
        QTest::newRow("no eps") << QStringLiteral("layer_norm_eps") << QJsonValue(0);
        QTest::newRow("a huge eps") << QStringLiteral("layer_norm_eps") << QJsonValue(1e308);
        QTest::newRow("a stride of zero")
            << QStringLiteral("conv_stride") << QJsonValue(QJsonArray{5, 2, 2, 0, 2, 2, 2});
    }

    void anotherArchitectureIsRefusedByItsKey()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        Checkpoint checkpoint;
        if (value.isUndefined())
            checkpoint.config.remove(key);
        else
            checkpoint.config[key] = value;
        const auto model = checkpoint.load();
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::CheckpointMismatch);
        QVERIFY(model.error().subject.ends_with("/config.json"));
        QVERIFY2(model.error().detail.find(key.toStdString()) != std::string::npos, model.error().detail.c_str());
    }

    void anotherSampleRateIsRefused()
    {
        Checkpoint checkpoint;
        checkpoint.preprocessor["sampling_rate"_L1] = 8000;
        const auto model = checkpoint.load();
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::CheckpointMismatch);
        QVERIFY(model.error().detail.find("sampling_rate") != std::string::npos);
    }

    void aStopIsHeardBetweenTwoParts()
    {
        const at::Tensor samples = golden("speech_16k/waveform");
        std::vector<double> shares;
        std::vector<int64_t> states;
        const auto take = [&](int64_t index, const at::Tensor&) { states.push_back(index); };
        const auto count = [&](double share) { shares.push_back(share); };
        QVERIFY(bool(m_model->encode(samples, take, {.stop = {}, .between = count, .rowsAtOnce = 50})));
        const std::vector<double> all = shares;
        QVERIFY(std::is_sorted(all.begin(), all.end()));
        QVERIFY(all.front() > 0);
        QCOMPARE(all.back(), 1.0);
        QVERIFY(all.size() > 24 * 8);

        // Among the convolutions, the positions' rows, and the queries of a layer in the middle.
        for (const size_t at : {size_t{0}, size_t{12}, all.size() / 2}) {
            shares.clear();
            states.clear();
            std::stop_source stop;
            const auto stopAt = [&](double share) {
                if (shares.size() == at)
                    stop.request_stop();
                shares.push_back(share);
            };
            const Status stopped
                = m_model->encode(samples, take, {.stop = stop.get_token(), .between = stopAt, .rowsAtOnce = 50});
            QVERIFY(!stopped);
            QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
            QCOMPARE(shares.size(), at + 1); // Not one part more.
            QVERIFY(states.size() < 24);
        }
    }

    // The states of an hour see each other: no part of the work may grow with the square of the voice.
    void partsStaySmallHoweverLongTheVoiceIs()
    {
        const auto most = [&](int64_t seconds) {
            double before = 0;
            double largest = 0;
            std::stop_source stop;
            const auto measure = [&](double share) {
                largest = std::max(largest, share - before);
                before = share;
                if (share > 0.2)
                    stop.request_stop();
            };
            (void)m_model->encode(tone(seconds * 16000), [](int64_t, const at::Tensor&) {},
                                  {.stop = stop.get_token(), .between = measure, .flopsAtOnce = 3e7});
            return largest;
        };
        // Four times the voice is up to sixteen times the work, and so are the parts that it is cut into.
        QVERIFY(most(40) < most(10) / 3);
    }

    void numbersOfTheFileAreNestedOnlySoDeep()
    {
        Checkpoint checkpoint;
        QVERIFY(bool(checkpoint.load()));
        const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
        for (const char* file : {"config.json", "preprocessor_config.json"}) {
            QVERIFY(bool(checkpoint.load()));
            checkpoint.write(file, QByteArray::fromStdString("{\"hidden_size\": " + deep + "}"));
            const auto model = Wav2Vec2::load(checkpoint.path(), at::kCPU, at::kFloat);
            QVERIFY(!model);
            QCOMPARE(model.error().code, ErrorCode::CheckpointDamaged);
            QVERIFY(model.error().subject.ends_with(file));
        }
    }

    void missingAndDamagedFilesAreNamed()
    {
        QTemporaryDir empty;
        const auto nothing = Wav2Vec2::load(empty.path().toStdString(), at::kCPU, at::kFloat);
        QVERIFY(!nothing);
        QCOMPARE(nothing.error().code, ErrorCode::FileMissing);
        QVERIFY(nothing.error().subject.ends_with("model.safetensors"));

        Checkpoint checkpoint;
        QVERIFY(bool(checkpoint.load()));
        checkpoint.write("config.json", "{\"hidden_size\": ");
        const auto damaged = Wav2Vec2::load(checkpoint.path(), at::kCPU, at::kFloat);
        QVERIFY(!damaged);
        QCOMPARE(damaged.error().code, ErrorCode::CheckpointDamaged);
        QVERIFY(fs::remove(checkpoint.path() / "config.json"));
        const auto missing = Wav2Vec2::load(checkpoint.path(), at::kCPU, at::kFloat);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::FileMissing);
    }

private:
    const at::Tensor& golden(const char* name) const { return m_golden.at(name); }

    static void rename(StateDict& tensors, const std::string& from, const std::string& to)
    {
        auto node = tensors.extract(from);
        node.key() = to;
        tensors.insert(std::move(node));
    }

    StateDict m_golden;
    std::optional<Wav2Vec2> m_model;
};

} // namespace

QTEST_GUILESS_MAIN(TestWav2Vec2)
#include "tst_Wav2Vec2.moc"
