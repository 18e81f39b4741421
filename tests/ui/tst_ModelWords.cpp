// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/FileKind.h"
#include "core/spec/WeightsKind.h"
#include "ui/common/Messages.h"
#include "ui/common/Words.h"
#include "ui/dialogs/ModelStates.h"
#include "ui/dialogs/ModelWords.h"

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

    // Each sentence of the engine is told, whatever the file is taken for.
    void everyForeignModelIsTold()
    {
        for (const WeightsKind kind : weightsKinds()) {
            for (const auto wanted : {std::optional<ModelPart>(), std::optional(ModelPart::VideoModel),
                                      std::optional(ModelPart::TextEncoder), std::optional(ModelPart::VoiceEncoder),
                                      std::optional(ModelPart::PictureDecoder), std::optional(ModelPart::Lora)}) {
                const std::string said = detailOf({.kind = kind, .wanted = wanted});
                const FileProblem told = problem(ErrorCode::CheckpointForeign, said);
                QVERIFY(told.what.startsWith(QStringLiteral("“file.pth” ")));
                const bool isModel = kind != WeightsKind::Empty && kind != WeightsKind::Unknown;
                QVERIFY(told.what.endsWith(partOf(kind)  ? QStringLiteral("is another part of the model")
                                               : isModel ? QStringLiteral("belongs to another model")
                                                         : QStringLiteral("is no part of this model")));
                QCOMPARE(told.why, QString(QStringLiteral("It is ") % QString::fromStdString(said) % QLatin1Char('.')));
                QCOMPARE(reasonWords({ErrorCode::CheckpointForeign, {}, said}),
                         QString(QStringLiteral("A file is ") % QString::fromStdString(said)));
            }
        }
        // Names of tensors are for the log.
        const std::string said
            = detailOf({.kind = WeightsKind::Unknown, .wanted = ModelPart::Lora, .example = "a; b.weight"});
        QVERIFY(said.find("a; b.weight") != std::string::npos);
        QVERIFY(!problem(ErrorCode::CheckpointForeign, said).why.contains(QStringLiteral("b.weight")));
        QVERIFY(problem(ErrorCode::CheckpointForeign, said).why.contains(QStringLiteral("LoRA changes")));
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
