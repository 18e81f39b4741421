// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/SpeechFiles.h"
#include "core/audio/Wav2Vec2.h"
#include "tests/support/Goldens.h"
#include "tests/support/TensorFiles.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <random>

// One speech model in all the files that people have it in: each gives the states of the published folder.
using namespace studio;
using namespace Qt::StringLiterals;
using audio::Wav2Vec2;
using model::StateDict;
namespace fs = std::filesystem;

namespace {

const fs::path kFolder = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B/wav2vec2-large-xlsr-53-english";
const std::string kPosition = "encoder.pos_conv_embed.conv.";

// The folder's tensors without their prefix; heads keep their names.
StateDict bare(const StateDict& tensors)
{
    constexpr std::string_view kPrefix = "wav2vec2.";
    StateDict renamed;
    for (const auto& [name, tensor] : tensors)
        renamed.emplace(name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name, tensor);
    return renamed;
}

// The positional convolution's weight as one tensor.
StateDict folded(StateDict tensors)
{
    const std::string name = "wav2vec2." + kPosition;
    const at::Tensor direction = tensors.at(name + "weight_v");
    const at::Tensor length = at::linalg_vector_norm(direction, 2, at::IntArrayRef{0, 1}, /*keepdim=*/true);
    tensors[name + "weight"] = direction * (tensors.at(name + "weight_g") / length);
    tensors.erase(name + "weight_v");
    tensors.erase(name + "weight_g");
    return tensors;
}

StateDict parametrised(StateDict tensors)
{
    const std::string name = "wav2vec2." + kPosition;
    test::rename(tensors, name + "weight_g", name + "parametrizations.weight.original0");
    test::rename(tensors, name + "weight_v", name + "parametrizations.weight.original1");
    return tensors;
}

std::string ggufFile(const StateDict& tensors)
{
    std::vector<test::gguf::Tensor> all;
    for (const auto& [name, tensor] : tensors) {
        all.push_back(test::ggufTensor(name, tensor));
        while (all.back().extents.size() > 1 && all.back().extents.back() == 1)
            all.back().extents.pop_back();
    }
    return test::gguf::file(all);
}

using Write = std::function<void(const fs::path& path, const StateDict& tensors)>;

// Tensors of another model, and what is said of them.
struct Wrong {
    StateDict tensors;
    const char* said;
    ErrorCode code = ErrorCode::CheckpointForeign;
};

} // namespace

Q_DECLARE_METATYPE(Write)
Q_DECLARE_METATYPE(Wrong)

class TestSpeechFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto opened = model::openSafetensors(kFolder / "model.safetensors");
        QVERIFY(bool(opened));
        m_tensors = *opened;
        m_samples = test::golden("audio/audio.safetensors").at("speech_16k/waveform").narrow(0, 0, 16000);
        const auto model = Wav2Vec2::load(kFolder, at::kCPU, at::kFloat);
        QVERIFY(bool(model));
        m_states = *model->hiddenStates(m_samples);
    }

    void everyFileGivesTheSameStates_data()
    {
        QTest::addColumn<Write>("write");
        using Respell = StateDict (*)(StateDict);
        const std::pair<const char*, Respell> spellings[]{
            {"weight_g", [](StateDict tensors) { return tensors; }},
            {"original0", parametrised},
            {"folded", folded},
        };
        for (const auto& [spelling, respell] : spellings) {
            const auto row = [&, spell = respell, said = spelling](const char* name, const Write& write) {
                QTest::addRow("%s, %s", name, said)
                    << Write([=](const fs::path& path, const StateDict& tensors) { write(path, spell(tensors)); });
            };
            row("safetensors", [](const fs::path& path, const StateDict& tensors) { test::saved(path, tensors); });
            row("torch's zip",
                [](const fs::path& path, const StateDict& tensors) { test::saved(path, test::torchZip(tensors)); });
            row("GGUF", [](const fs::path& path, const StateDict& tensors) { test::saved(path, ggufFile(tensors)); });
            row("no prefix", [](const fs::path& path, const StateDict& tensors) { test::saved(path, bare(tensors)); });
        }
        QTest::newRow("another prefix") << Write([](const fs::path& path, const StateDict& tensors) {
            test::saved(path, test::prefixed(bare(tensors), "audio_encoder."));
        });
        QTest::newRow("two prefixes") << Write([](const fs::path& path, const StateDict& tensors) {
            test::saved(path, test::prefixed(tensors, "model."));
        });
        QTest::newRow("of pretraining") << Write([](const fs::path& path, StateDict tensors) {
            tensors["quantizer.codevectors"] = at::zeros({1, 4, 2});
            tensors["project_q.weight"] = at::zeros({2, 2});
            tensors["project_hid.weight"] = at::zeros({2, 2});
            test::saved(path, tensors);
        });
        QTest::newRow("among other networks") << Write([](const fs::path& path, StateDict tensors) {
            tensors["text_encoder.shared.weight"] = at::zeros({2, 2});
            test::saved(path, tensors);
        });
    }
    void everyFileGivesTheSameStates()
    {
        QFETCH(Write, write);
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "wav2vec2_large_english";
        write(path, m_tensors);
        expectStates(path, m_states);
        QVERIFY(bool(Wav2Vec2::check(path)));
    }

    void halfPrecisionIsReadAsItIs_data()
    {
        QTest::addColumn<int>("dtype");
        QTest::addColumn<int>("kind");
        const char* const kinds[]{"safetensors", "torch's zip", "GGUF"};
        for (int kind = 0; kind < 3; ++kind) {
            QTest::addRow("fp16, %s", kinds[kind]) << static_cast<int>(at::kHalf) << kind;
            QTest::addRow("bf16, %s", kinds[kind]) << static_cast<int>(at::kBFloat16) << kind;
        }
    }
    void halfPrecisionIsReadAsItIs()
    {
        QFETCH(int, dtype);
        QFETCH(int, kind);
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        const StateDict half = test::converted(m_tensors, static_cast<at::ScalarType>(dtype));
        const fs::path rounded = test::saved(root / "rounded", test::converted(half, at::kFloat));
        const fs::path path = root / "half";
        if (kind == 0)
            test::saved(path, half);
        else
            test::saved(path, kind == 1 ? test::torchZip(half) : ggufFile(half));
        const auto wanted = Wav2Vec2::load(rounded, at::kCPU, at::kFloat);
        QVERIFY2(bool(wanted), wanted ? "" : wanted.error().detail.c_str());
        expectStates(path, *wanted->hiddenStates(m_samples));
        QVERIFY(test::rmsError("half", *wanted->hiddenStates(m_samples), m_states) < 0.05);
    }

    // Also of the positional convolution, whose direction and gain are folded when it is read.
    void quantisedTensorsAreUnpacked()
    {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        std::vector<test::gguf::Tensor> all;
        for (const auto& [name, tensor] : m_tensors) {
            test::gguf::Tensor made = test::ggufTensor(name, tensor);
            if (tensor.dim() >= 2 && tensor.size(-1) % 32 == 0) {
                made.type = test::gguf::kQ80;
                made.bytes = test::gguf::blocksOfQ80(tensor);
            }
            all.push_back(made);
        }
        const fs::path path = test::saved(root / "packed.gguf", test::gguf::file(all));
        auto source = model::openTensors(path);
        QVERIFY(bool(source));
        QVERIFY(source->packed.contains("wav2vec2." + kPosition + "weight_v"));
        QVERIFY(source->packed.size() > 24);
        for (const auto& [name, packed] : source->packed)
            source->tensors[name] = packed.unpack(at::kFloat, c10::kCPU);
        const auto wanted = Wav2Vec2::load(test::saved(root / "unpacked", source->tensors), at::kCPU, at::kFloat);
        QVERIFY2(bool(wanted), wanted ? "" : wanted.error().detail.c_str());
        QVERIFY(bool(Wav2Vec2::check(path)));
        expectStates(path, *wanted->hiddenStates(m_samples));
    }

    void fp8IsReadWithItsScale()
    {
        const std::string module = "wav2vec2.encoder.layers.3.attention.q_proj";
        StateDict file = m_tensors;
        StateDict wanted = m_tensors;
        const at::Tensor scale = m_tensors.at(module + ".weight").abs().max() / 448;
        file[module + ".weight"] = (m_tensors.at(module + ".weight") / scale).to(at::kFloat8_e4m3fn);
        file[module + ".scale_weight"] = scale;
        wanted[module + ".weight"] = file[module + ".weight"].to(at::kFloat) * scale;
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        const auto model = Wav2Vec2::load(test::saved(root / "wanted", wanted), at::kCPU, at::kFloat);
        QVERIFY(bool(model));
        expectStates(test::saved(root / "fp8", file), *model->hiddenStates(m_samples));
    }

    // Settings are looked for beside a file only if they are its own.
    void settingsAreThoseOfTheFilesFolder()
    {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        const fs::path path = test::saved(root / "english.safetensors", m_tensors);
        test::saved(root / "preprocessor_config.json", std::string(R"({"do_normalize": false})"));
        QVERIFY(normalises(path)); // There is no config.json.
        test::saved(root / "config.json", std::string(R"({"model_type": "s2v", "num_heads": 3})"));
        QVERIFY(normalises(path)); // The transformer's.
        test::saved(root / "config.json", std::string("no JSON"));
        QVERIFY(normalises(path));
        fs::copy_file(kFolder / "config.json", root / "config.json", fs::copy_options::overwrite_existing);
        QVERIFY(!normalises(path));

        const fs::path published = test::saved(root / "model.safetensors", m_tensors);
        QVERIFY(!normalises(published));
        QVERIFY(!normalises(root));
        test::saved(root / "config.json", std::string(R"({"model_type": "hubert"})"));
        for (const fs::path& each : {root, published}) {
            const auto model = audio::openSpeechModel(each);
            QVERIFY(!model);
            QCOMPARE(model.error().code, ErrorCode::CheckpointMismatch);
            QVERIFY2(model.error().detail.find("hubert") != std::string::npos, model.error().detail.c_str());
            QVERIFY(model.error().subject.ends_with("/config.json"));
        }
    }

    // The published sizes of which a file says nothing.
    void aLargeModelWithoutSettingsHasThePublishedOnes()
    {
        StateDict tensors = bare(m_tensors);
        tensors["feature_projection.projection.weight"] = at::zeros({1024, 8});
        tensors[kPosition + "weight_v"] = at::empty({1024, 64, 128});
        const auto config = audio::publishedWav2Vec2Config(tensors, "file");
        QVERIFY2(bool(config), config ? "" : config.error().detail.c_str());
        QCOMPARE(config->heads, 16);
        QCOMPARE(config->layers, 24);
        QCOMPARE(config->positionGroups, 16);
        QCOMPARE(config->positionKernel, 128);
        QCOMPARE(config->layerNormEps, 1e-5);
        QCOMPARE(config->hop(), 320);
        QVERIFY(config->normalise);
        QVERIFY(config->convBias == nn::Bias::Yes);
    }

    void withoutSettingsSizesAreThePublishedOnes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<qint64>>("shape");
        QTest::addColumn<QString>("said");
        QTest::newRow("another width") << "feature_projection.projection.weight" << QList<qint64>{24, 8}
                                       << "no published model is 24 wide";
        QTest::newRow("another kernel") << "feature_extractor.conv_layers.1.conv.weight" << QList<qint64>{8, 8, 5}
                                        << "conv_kernel of convolution 1 is 3, the weights say 5";
    }
    void withoutSettingsSizesAreThePublishedOnes()
    {
        QFETCH(QString, name);
        QFETCH(QList<qint64>, shape);
        QFETCH(QString, said);
        StateDict tensors = bare(m_tensors);
        tensors[name.toStdString()] = at::zeros(std::vector<int64_t>(shape.begin(), shape.end()));
        const QTemporaryDir folder;
        const fs::path path = test::saved(fs::path(folder.path().toStdString()) / "other", tensors);
        const Status checked = Wav2Vec2::check(path);
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, ErrorCode::CheckpointMismatch);
        QCOMPARE(checked.error().subject, path.string());
        QVERIFY2(checked.error().detail.find(said.toStdString()) != std::string::npos, checked.error().detail.c_str());
    }

    // The tensor that tells the width may be the one that is missing.
    void whatIsMissingIsNamed()
    {
        const QTemporaryDir folder;
        for (const char* name : {"feature_projection.projection.weight", "encoder.layer_norm.bias",
                                 "encoder.layers.23.final_layer_norm.weight", "encoder.pos_conv_embed.conv.bias"}) {
            StateDict tensors = bare(m_tensors);
            QCOMPARE(tensors.erase(name), size_t{1});
            const Status checked
                = Wav2Vec2::check(test::saved(fs::path(folder.path().toStdString()) / "lacking", tensors));
            QVERIFY(!checked);
            QCOMPARE(checked.error().code, ErrorCode::CheckpointIncomplete);
            QCOMPARE(QString::fromStdString(checked.error().detail).count("missing: "_L1), 1);
            QVERIFY2(checked.error().detail.find(name) != std::string::npos, checked.error().detail.c_str());
        }
    }

    void otherModelsAreNamed_data()
    {
        QTest::addColumn<Wrong>("wrong");
        const auto row = [](const char* name, const Wrong& wrong) { QTest::newRow(name) << wrong; };
        const at::Tensor some = at::zeros({2});
        StateDict base = m_tensors;
        base["wav2vec2.encoder.layer_norm.bias"] = at::zeros({768});
        row("base", {base, "a base model of wav2vec2, 768 wide and not 1024; this model's voice encoder is a large"});
        row("base, no prefix", {bare(base), "base model"});
        StateDict groups = m_tensors;
        for (int conv = 1; conv < 7; ++conv) {
            for (const char* part : {"weight", "bias"})
                groups.erase("wav2vec2.feature_extractor.conv_layers." + std::to_string(conv) + ".layer_norm." + part);
        }
        row("group norm", {groups, "group norm"});
        row("HuBERT", {test::prefixed(bare(m_tensors), "hubert."), "HuBERT"});
        StateDict more = m_tensors;
        more["wav2vec2.encoder.layers.0.attention.gru_rel_pos_const"] = some;
        row("WavLM", {more, "WavLM"});
        more = m_tensors;
        more["wav2vec2.encoder.layers.0.adapter_layer.norm.weight"] = some;
        row("adapters", {more, "adapters"});
        row("Whisper",
            {{{"model.encoder.conv1.weight", some}, {"model.encoder.embed_positions.weight", some}}, "Whisper"});
        row("Whisper, OpenAI", {{{"encoder.conv1.weight", some}, {"encoder.positional_embedding", some}}, "Whisper"});
        row("fairseq", {{{"w2v_encoder.w2v_model.feature_extractor.conv_layers.0.0.weight", some}}, "fairseq"});
        row("a VAE",
            {{{"decoder.conv1.weight", some}},
             "of no kind that this program knows; it has tensors such as decoder.conv1.weight"});
        row("a whole VAE", {{{"decoder.middle.0.residual.0.gamma", some}}, "the VAE of Wan 2.1; this model's voice"});
        row("nothing", {{}, "a file without any tensor"});
        StateDict two = test::prefixed(m_tensors, "a.");
        two.merge(test::prefixed(m_tensors, "b."));
        row("two of them", {two, "several networks of this kind", ErrorCode::CheckpointMismatch});
    }
    void otherModelsAreNamed()
    {
        QFETCH(Wrong, wrong);
        const QTemporaryDir folder;
        const fs::path path = test::saved(fs::path(folder.path().toStdString()) / "wrong", wrong.tensors);
        for (const Status& status : {Wav2Vec2::check(path), outcome(Wav2Vec2::load(path, at::kCPU, at::kFloat))}) {
            QVERIFY(!status);
            QVERIFY2(status.error().detail.find(wrong.said) != std::string::npos, status.error().detail.c_str());
            QCOMPARE(status.error().code, wrong.code);
            QCOMPARE(status.error().subject, path.string());
        }
    }

    void missingAndTornFilesAreErrors()
    {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        QCOMPARE(audio::openSpeechModel(root / "nowhere").error().code, ErrorCode::FileMissing);
        const std::string whole = test::contentOf(kFolder / "model.safetensors");
        for (size_t size = whole.size() - 1; size > 0; size = size * 2 / 3) {
            const auto torn = audio::openSpeechModel(test::saved(root / "torn", whole.substr(0, size)));
            QVERIFY2(!torn, std::to_string(size).c_str());
        }
    }

    // Names and shapes of all kinds never do harm: an error, or a model that encodes.
    void damagedFilesAreErrors()
    {
        std::mt19937 random(20260103);
        const StateDict whole = bare(m_tensors);
        std::vector<std::string> names;
        for (const auto& [name, tensor] : whole)
            names.push_back(name);
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "damaged";
        const at::Tensor samples = m_samples.narrow(0, 0, 800);
        int errors = 0;
        for (int i = 0; i < 200; ++i) {
            StateDict tensors = whole;
            const std::string name = names[random() % names.size()];
            const at::Tensor tensor = tensors.at(name);
            switch (random() % 7) {
            case 0: tensors.erase(name); break;
            case 1: test::rename(tensors, name, name.substr(0, 1 + random() % (name.size() - 1))); break;
            case 2: tensors[name] = tensor.unsqueeze(-1).contiguous(); break;
            case 3: tensors[name] = at::empty({int64_t{1} << 60, 0}); break;
            case 4: tensors[name] = at::zeros({}); break;
            case 5: tensors[name] = at::zeros(tensor.sizes(), at::kLong); break;
            default: tensors[name] = at::zeros({2, 3}).to(at::kFloat8_e4m3fn); break;
            }
            const auto model = Wav2Vec2::load(test::saved(path, tensors), at::kCPU, at::kFloat);
            if (model) {
                QVERIFY(bool(model->hiddenStates(samples)));
                continue;
            }
            ++errors;
            QVERIFY(!model.error().detail.empty());
            QCOMPARE(model.error().subject, path.string());
        }
        QVERIFY(errors > 100);

        const std::string bytes = test::contentOf(test::saved(path, whole));
        const size_t header = 8 + static_cast<unsigned char>(bytes[0]) + 256 * static_cast<unsigned char>(bytes[1]);
        for (int i = 0; i < 300; ++i) {
            std::string changed = bytes;
            for (uint32_t flips = 1 + random() % 3; flips > 0; --flips)
                changed[random() % header] = static_cast<char>(i % 2 == 0 ? '0' + random() % 10 : random());
            const auto model = Wav2Vec2::load(test::saved(path, changed), at::kCPU, at::kFloat);
            QVERIFY(model || !model.error().detail.empty());
        }
    }

private:
    static Status outcome(const Result<Wav2Vec2>& model) { return model ? Status(kDone) : Status(model.error()); }

    static bool normalises(const fs::path& path)
    {
        const auto model = audio::openSpeechModel(path);
        if (!model)
            qFatal("%s", model.error().detail.c_str());
        return model->config.normalise;
    }

    void expectStates(const fs::path& path, const at::Tensor& states)
    {
        const auto model = Wav2Vec2::load(path, at::kCPU, at::kFloat);
        QVERIFY2(bool(model), model ? "" : model.error().detail.c_str());
        QVERIFY(at::equal(*model->hiddenStates(m_samples), states));
    }

    StateDict m_tensors;
    at::Tensor m_samples;
    at::Tensor m_states;
};

QTEST_GUILESS_MAIN(TestSpeechFiles)
#include "tst_SpeechFiles.moc"
