// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/FileKind.h"
#include "core/model/WeightsFile.h"
#include "ui/common/Words.h"
#include "ui/dialogs/ModelStates.h"
#include "ui/dialogs/ModelWords.h"

#include <ATen/ops/zeros.h>

#include <QTest>

using namespace studio;
using namespace studio::ui;

namespace {

// The words of the model's page, for what the engine says.
class TestModelWords : public QObject {
    Q_OBJECT

    static FileProblem problem(ErrorCode code, const std::string& detail, uint64_t bytes = 0, uint64_t published = 0)
    {
        return fileProblem({code, "/models/file.pth", detail}, bytes, published);
    }

    static model::StateDict tensors(const std::vector<std::string>& names)
    {
        model::StateDict dict;
        for (const std::string& name : names)
            dict.emplace(name, at::zeros({4, 4}));
        return dict;
    }

private Q_SLOTS:
    void sizesAreAsOnThePagesOfDownloads()
    {
        const auto size = [](uint64_t bytes) { return words::fileSize(bytes).replace(QChar(0xa0), QLatin1Char(' ')); };
        QCOMPARE(size(135), QStringLiteral("135 B"));
        QCOMPARE(size(113'000), QStringLiteral("113 KB"));
        QCOMPARE(size(508'000'000), QStringLiteral("508 MB"));
        QCOMPARE(size(999'600'000), QStringLiteral("1.00 GB"));
        QCOMPARE(size(1'350'000'000), QStringLiteral("1.35 GB"));
        QCOMPARE(size(32'590'000'000), QStringLiteral("32.6 GB"));
        QCOMPARE(words::fileSizes(45'800'000'000, 47'100'000'000).replace(QChar(0xa0), QLatin1Char(' ')),
                 QStringLiteral("45.8 of 47.1 GB"));
        QCOMPARE(words::fileSizes(135, 9'890'000'000).replace(QChar(0xa0), QLatin1Char(' ')),
                 QStringLiteral("135 B of 9.89 GB"));
    }

    // Each sentence of the engine has words of its own here, and so a translation.
    void everyForeignModelIsTold_data()
    {
        QTest::addColumn<QStringList>("names");
        const auto row = [](const char* name, const QStringList& names) { QTest::newRow(name) << names; };
        const QString patches = QStringLiteral("patch_embedding.weight");
        const QString head = QStringLiteral("head.head.weight");
        row("Animate", {patches, head, QStringLiteral("face_adapter.a")});
        row("VACE", {patches, head, QStringLiteral("vace_blocks.0.a")});
        row("MultiTalk", {patches, head, QStringLiteral("audio_proj.a")});
        row("I2V", {patches, head, QStringLiteral("img_emb.a")});
        row("T2V", {patches, head});
        row("VAE of Wan 2.2", {QStringLiteral("decoder.upsamples.0.upsamples.0.a")});
        row("VAE", {QStringLiteral("decoder.middle.0.residual.0.gamma"), QStringLiteral("conv2.weight")});
        row("VAE for pictures", {QStringLiteral("decoder.up.0.block.0.a")});
        row("light decoder", {QStringLiteral("decoder.1.weight")});
        row("T5", {QStringLiteral("block.0.layer.0.SelfAttention.q.weight")});
        row("CLIP", {QStringLiteral("text_model.encoder.layers.0.a")});
        row("language model", {QStringLiteral("layers.0.self_attn.q_proj.weight"), QStringLiteral("mlp.gate_proj")});
        row("base speech model", {QStringLiteral("feature_extractor.conv_layers.0.conv.weight")});
        row("Whisper",
            {QStringLiteral("encoder.layers.0.self_attn.k_proj.weight"), QStringLiteral("encoder.conv1.weight")});
        row("anything", {QStringLiteral("a")});
    }
    void everyForeignModelIsTold()
    {
        QFETCH(QStringList, names);
        std::vector<std::string> all;
        for (const QString& name : names)
            all.push_back(name.toStdString());
        const std::string said = model::foreignWeights(tensors(all));
        const FileProblem told = problem(ErrorCode::CheckpointForeign, said);
        QCOMPARE(told.what, QStringLiteral("“file.pth” belongs to another model"));
        QCOMPARE(told.why, QString(QStringLiteral("It is ") % QString::fromStdString(said) % QLatin1Char('.')));
    }

    void everyKindOfFileIsTold()
    {
        const FileProblem pointer = problem(ErrorCode::CheckpointForeign, "a Git LFS pointer", 135, 9'890'000'000);
        QCOMPARE(pointer.what, QStringLiteral("“file.pth” is a Git LFS pointer, not the file"));
        QVERIFY(pointer.why.startsWith(QStringLiteral("135\u00a0B of text stand where 9.89\u00a0GB belong")));
        for (const FileKind kind : {FileKind::WebPage, FileKind::Json, FileKind::Text, FileKind::Zeros,
                                    FileKind::Archive, FileKind::Gguf, FileKind::Pickle}) {
            const FileProblem told = problem(ErrorCode::CheckpointForeign, std::string(kindName(kind)));
            QVERIFY(!told.why.isEmpty());
            QVERIFY(!told.what.contains(QStringLiteral("another model")));
        }
    }

    void everyErrorIsTold()
    {
        QCOMPARE(problem(ErrorCode::CheckpointDamaged, {}, 6'100'000'000, 11'400'000'000).what,
                 QStringLiteral("Cut short: 6.10 of 11.4\u00a0GB"));
        // The published sizes are rounded: that of a whole file may be a little smaller.
        QCOMPARE(problem(ErrorCode::CheckpointDamaged, {}, 11'361'000'000, 11'400'000'000).what,
                 QStringLiteral("“file.pth” is damaged"));
        const FileProblem files = problem(ErrorCode::CheckpointIncomplete, "missing: a.safetensors\nmissing: b.json");
        QCOMPARE(files.why, QStringLiteral("a.safetensors, b.json"));
        QCOMPARE(problem(ErrorCode::CheckpointIncomplete, "missing: x.weight in a.safetensors").what,
                 QStringLiteral("“file.pth” isn't whole"));
        QVERIFY(problem(ErrorCode::CheckpointMismatch, "x is stored as IQ3_S, which isn't read")
                    .why.contains(QStringLiteral("IQ3_S")));
        for (const ErrorCode code : {ErrorCode::CheckpointMismatch, ErrorCode::LoraMismatch, ErrorCode::PickleUnsafe,
                                     ErrorCode::FileUnreadable, ErrorCode::Unsupported, ErrorCode::Internal}) {
            const FileProblem told = problem(code, {});
            QVERIFY(told.what.startsWith(QStringLiteral("“file.pth” ")));
            QVERIFY(!told.why.isEmpty());
        }
        QCOMPARE(fileProblem({ErrorCode::CheckpointDamaged, "/m/model-00003-of-00004.safetensors", {}}, 0, 0).what,
                 QStringLiteral("File 3 of 4 is damaged"));
    }

    void theLoraIsCalledByItsModel()
    {
        ModelEntry entry;
        entry.title = "Another 1B";
        QCOMPARE(partName(ModelPart::Lora, entry), QStringLiteral("Another LoRA"));
        entry.title = "Plain";
        QCOMPARE(partName(ModelPart::Lora, entry), QStringLiteral("Plain LoRA"));
    }

    // A folder's name may be anything; a command is for a shell.
    void commandsAreQuoted()
    {
        const ModelEntry model = *ModelCatalogue().find(kLiveAvatarModel);
        FoundModels found;
        pipeline::ModelSet set;
        set.folder = set.place.checkpoint = "/disk of mine/it's; rm -rf $HOME";
        for (const ModelPart part : {ModelPart::VideoModel, ModelPart::TextEncoder, ModelPart::VoiceEncoder,
                                     ModelPart::PictureDecoder, ModelPart::Lora}) {
            pipeline::FoundPart missing;
            missing.part = part;
            set.parts.push_back(missing);
        }
        found.sets.push_back(set);
        const ModelSetState state = setState({.model = model, .found = found}, 0);
        QCOMPARE(state.fetches.size(), 2);
        QCOMPARE(state.fetches[0].command,
                 QStringLiteral("hf download Wan-AI/Wan2.2-S2V-14B --local-dir "
                                "'/disk of mine/it'\\''s; rm -rf $HOME'"));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestModelWords)
#include "tst_ModelWords.moc"
