// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/ModelSearch.h"

#include "core/model/CheckpointFolder.h"
#include "core/model/PartWeights.h"
#include "core/model/SafetensorsFile.h"
#include "core/model/WeightsFile.h"
#include "core/model/WeightsSearch.h"
#include "tests/support/GgufWriter.h"
#include "tests/support/Goldens.h"
#include "tests/support/HubFolders.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using pipeline::FoundPart;
using pipeline::ModelSet;
using pipeline::PlaceKind;
using test::addFolderToHub;
using test::addToHub;
using test::kCommit;
namespace fs = std::filesystem;

namespace {

const fs::path kParent = test::kGoldens + "checkpoint/tiny/ckpt";
const fs::path kRoot = kParent / "Wan2.2-S2V-14B";
const fs::path kLora = kParent / "LiveAvatar/liveavatar.safetensors";

model::StateDict transformer()
{
    return *model::openShardedSafetensors(kRoot / "diffusion_pytorch_model.safetensors");
}

class TestModelSearch : public QObject {
    Q_OBJECT

    [[nodiscard]] fs::path place() const { return fs::path(m_folder->path().toStdString()) / "place"; }

    void write(const fs::path& name, const model::StateDict& tensors)
    {
        fs::create_directories((place() / name).parent_path());
        QVERIFY(model::writeSafetensors(place() / name, tensors));
    }

    // The tiny model as ComfyUI's users have it: single files in folders for their kinds.
    void makeComfy(const fs::path& models)
    {
        for (const char* kind : {"diffusion_models/wan", "text_encoders", "vae", "audio_encoders", "loras"})
            fs::create_directories(models / kind);
        QVERIFY(model::writeSafetensors(models / "diffusion_models/wan/any name.safetensors", transformer()));
        fs::copy(kRoot / "models_t5_umt5-xxl-enc-bf16.pth", models / "text_encoders/umt5.pth");
        fs::copy(kRoot / "Wan2.1_VAE.pth", models / "vae/wan_vae.pth");
        fs::copy(kRoot / "wav2vec2-large-xlsr-53-english/model.safetensors",
                 models / "audio_encoders/wav2vec2.safetensors");
        fs::copy(kLora, models / "loras/lora.safetensors");
    }

    static ModelSet only(const std::vector<pipeline::SearchPlace>& places)
    {
        const pipeline::SearchResult result = pipeline::findModelSets(places);
        if (result.sets.size() != 1) {
            QTest::qFail(std::to_string(result.sets.size()).c_str(), __FILE__, __LINE__);
            return {};
        }
        return result.sets.front();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        fs::create_directory(place());
    }

    void tellsEachPart_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("part");
        const auto row = [](const char* name, const fs::path& file, ModelPart part) {
            QTest::newRow(name) << QString::fromStdString(file.string()) << static_cast<int>(part);
        };
        row("transformer", kRoot / "diffusion_pytorch_model.safetensors", ModelPart::VideoModel);
        row("text encoder", kRoot / "models_t5_umt5-xxl-enc-bf16.pth", ModelPart::TextEncoder);
        row("VAE", kRoot / "Wan2.1_VAE.pth", ModelPart::PictureDecoder);
        row("speech model", kRoot / "wav2vec2-large-xlsr-53-english/model.safetensors", ModelPart::VoiceEncoder);
        row("LoRA", kLora, ModelPart::Lora);
    }
    void tellsEachPart()
    {
        QFETCH(QString, file);
        QFETCH(int, part);
        const model::WeightsFile found = model::identify(file.toStdString());
        QVERIFY2(!found.problem, found.problem ? found.problem->detail.c_str() : "");
        QCOMPARE(static_cast<int>(*found.part), part);
        QVERIFY(found.bytes > 1000 && !found.format.empty());
    }

    // A wrong file is told by its name, not by a list of missing tensors.
    void tellsWhatIsOfAnotherModel_data()
    {
        QTest::addColumn<QStringList>("tensors"); // "name a b c": with this shape
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, std::initializer_list<const char*> tensors, const char* said) {
            QStringList list;
            for (const char* tensor : tensors)
                list.append(QString::fromUtf8(tensor));
            QTest::newRow(name) << list << QString::fromUtf8(said);
        };
        const char* const head = "head.head.weight 64 32";
        row("T2V", {"patch_embedding.weight 32 16 1 2 2", head}, "text-to-video (T2V)");
        row("T2V with a prefix",
            {"model.diffusion_model.patch_embedding.weight 32 16 1 2 2",
             "model.diffusion_model.head.head.weight 64 32"},
            "text-to-video (T2V)");
        row("I2V", {"patch_embedding.weight 32 36 1 2 2", head}, "image-to-video (I2V)");
        row("TI2V 5B", {"patch_embedding.weight 32 48 1 2 2", head}, "TI2V 5B");
        row("Animate", {"patch_embedding.weight 32 36 1 2 2", "face_adapter.fuser_blocks.0.k.weight 4 4", head},
            "Wan Animate");
        row("VAE of Wan 2.2",
            {"decoder.middle.0.residual.0.gamma 8 1 1 1", "conv2.weight 48 48 1 1 1",
             "decoder.upsamples.0.upsamples.0.residual.2.weight 8 8 3 3 3"},
            "48 latent channels");
        row("VAE for pictures", {"decoder.up.0.block.0.conv1.weight 4 4 3 3"}, "the VAE of an image model");
        row("light decoder", {"decoder.1.weight 64 16 3 3", "decoder.3.conv.0.weight 4 4 3 3"}, "light decoder");
        row("T5 v1.1",
            {"encoder.block.0.layer.0.SelfAttention.q.weight 8 8", "shared.weight 64 8",
             "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight 32 2",
             "encoder.block.1.layer.0.SelfAttention.q.weight 8 8"},
            "another T5 encoder");
        row("CLIP", {"text_model.encoder.layers.0.self_attn.q_proj.weight 4 4"}, "CLIP");
        row("base speech model",
            {"wav2vec2.feature_extractor.conv_layers.0.conv.weight 4 1 10", "wav2vec2.encoder.layer_norm.bias 768"},
            "base model of wav2vec2");
        row("LoRA", {"blocks.0.self_attn.q.lora_A.weight 2 4"}, "a LoRA for another model; this model's LoRA changes");
        row("anything", {"a.weight 4 4"}, "of no kind that this program knows; it has tensors such as a.weight");
    }
    void tellsWhatIsOfAnotherModel()
    {
        QFETCH(QStringList, tensors);
        QFETCH(QString, said);
        model::StateDict dict;
        for (const QString& tensor : tensors) {
            QStringList words = tensor.split(QLatin1Char(' '));
            const std::string name = words.takeFirst().toStdString();
            std::vector<int64_t> shape;
            for (const QString& size : words)
                shape.push_back(size.toLongLong());
            dict.emplace(name, at::zeros(shape, at::kBFloat16));
        }
        write("file.safetensors", dict);
        const model::WeightsFile found = model::identify(place() / "file.safetensors");
        QVERIFY(!found.part);
        QCOMPARE(found.problem->code, ErrorCode::CheckpointForeign);
        QVERIFY2(found.problem->detail.find(said.toStdString()) != std::string::npos, found.problem->detail.c_str());
    }

    // A published VAE by diffusers, of which convolutions inside blocks are called conv2, too.
    void tellsTheVaeInDiffusersNames()
    {
        model::StateDict tensors;
        for (const char* const half : {"encoder", "decoder"}) {
            for (const char* const part : {".norm1.gamma 8", ".conv1.weight 8 8 3 3 3", ".conv2.weight 8 8 3 3 3"}) {
                const QStringList words = QString::fromUtf8(part).split(QLatin1Char(' '));
                std::vector<int64_t> shape;
                for (const QString& size : words.mid(1))
                    shape.push_back(size.toLongLong());
                tensors.emplace(std::string(half) + ".mid_block.resnets.0" + words[0].toStdString(), at::zeros(shape));
            }
        }
        tensors.emplace("post_quant_conv.weight", at::zeros({16, 16, 1, 1, 1}));
        write("vae.safetensors", tensors);
        QCOMPARE(model::identify(place() / "vae.safetensors").part, std::optional(ModelPart::PictureDecoder));
    }

    // Of a file with several networks the one that is wanted counts.
    void tellsTheWantedPartOfAFileWithSeveral()
    {
        model::StateDict tensors = transformer();
        tensors.emplace("vae.decoder.middle.0.residual.0.gamma", at::zeros({8}));
        tensors.emplace("text.enc.blk.0.attn_q.weight", at::zeros({8, 8}));
        write("all.safetensors", tensors);
        const fs::path file = place() / "all.safetensors";
        QCOMPARE(model::identify(file).part, std::optional(ModelPart::VideoModel));
        for (const ModelPart part : {ModelPart::VideoModel, ModelPart::PictureDecoder, ModelPart::TextEncoder}) {
            const model::WeightsFile found = model::identify(file, part);
            QVERIFY(!found.problem);
            QCOMPARE(found.part, std::optional(part));
            QVERIFY(model::openPart(file, part));
        }
        const auto refused = model::openPart(file, ModelPart::VoiceEncoder);
        QCOMPARE(refused.error().code, ErrorCode::CheckpointForeign);
        QCOMPARE(refused.error().detail, model::identify(file, ModelPart::VoiceEncoder).problem->detail);
        QCOMPARE(refused.error().detail,
                 detailOf({.kind = WeightsKind::SpeechToVideo, .wanted = ModelPart::VoiceEncoder}));
    }

    void tellsHowNumbersAreStored()
    {
        test::write(place() / "a.gguf", test::gguf::model(transformer()));
        QCOMPARE(model::identify(place() / "a.gguf").format, std::string("Q8_0"));
        model::StateDict fp8;
        for (const auto& [name, tensor] : transformer()) {
            if (tensor.dim() != 2 || !name.ends_with(".weight") || !name.starts_with("blocks.")) {
                fp8.emplace(name, tensor);
                continue;
            }
            fp8.emplace(name, tensor.to(at::kFloat8_e4m3fn));
            fp8.emplace(name.substr(0, name.size() - 6) + "scale_weight", at::zeros({}, at::kFloat).fill_(1));
        }
        write("b.safetensors", fp8);
        QCOMPARE(model::identify(place() / "b.safetensors").format, std::string("fp8"));
    }

    void whatIsNoModelIsAProblem()
    {
        std::ofstream(place() / "pointer.safetensors") << "version https://git-lfs.github.com/spec/v1\n";
        QCOMPARE(model::identify(place() / "pointer.safetensors").problem->detail, std::string("a Git LFS pointer"));
        QCOMPARE(model::identify(place() / "none.safetensors").problem->code, ErrorCode::FileMissing);
        // Half a download.
        fs::copy(kLora, place() / "half.safetensors");
        fs::resize_file(place() / "half.safetensors", fs::file_size(kLora) / 2);
        QCOMPARE(model::identify(place() / "half.safetensors").problem->code, ErrorCode::CheckpointDamaged);
    }

    void findsThePublishedFolder()
    {
        const ModelSet set = only({{.kind = PlaceKind::Folder, .folder = kParent}});
        QVERIFY(set.complete());
        QCOMPARE(set.place.checkpoint, kRoot);
        QCOMPARE(set.place.parts.videoModel, kRoot / "diffusion_pytorch_model.safetensors");
        QCOMPARE(set.place.parts.voiceEncoder, kRoot / "wav2vec2-large-xlsr-53-english");
        QVERIFY(fs::equivalent(set.place.lora, kLora));
        const auto found = model::findCheckpoint(set.place.checkpoint, {}, set.place.parts);
        QVERIFY2(found, found ? "" : found.error().detail.c_str());
    }

    void findsWhatTheHubsCacheHolds()
    {
        const fs::path hub = place() / "hub";
        addFolderToHub(hub, "models--Wan-AI--Wan2.2-S2V-14B", kRoot);
        addToHub(hub, "models--Quark-Vision--Live-Avatar", "liveavatar.safetensors", kLora);
        for (const fs::path& given : {hub, place(), hub / "models--Wan-AI--Wan2.2-S2V-14B"}) {
            const auto found = model::findCheckpoint(given);
            QVERIFY2(found, given.c_str());
            QCOMPARE(found->root, hub / "models--Wan-AI--Wan2.2-S2V-14B/snapshots" / kCommit);
            const auto lora = model::findLora(model::loraBeside(given));
            QVERIFY2(lora, given.c_str());
            QVERIFY(lora->string().find("Quark-Vision") != std::string::npos);
        }
        const ModelSet set = only({{.kind = PlaceKind::HuggingFace, .folder = hub}});
        QVERIFY(set.complete());
    }

    // A commit that refs/main names, or else the newest; a ref that points elsewhere isn't followed.
    void aHostileRefIsNotFollowed()
    {
        const fs::path hub = place() / "hub";
        addFolderToHub(hub, "models--Wan-AI--Wan2.2-S2V-14B", kRoot);
        std::ofstream(hub / "models--Wan-AI--Wan2.2-S2V-14B/refs/main") << "../../../..";
        QVERIFY(model::findCheckpoint(hub));
        fs::remove(hub / "models--Wan-AI--Wan2.2-S2V-14B/refs/main");
        QVERIFY(model::findCheckpoint(hub));
    }

    void findsWhatModelScopesCacheHolds_data()
    {
        QTest::addColumn<QString>("inside");
        QTest::newRow("new names") << "hub/models/Wan-AI/Wan2___2-S2V-14B";
        QTest::newRow("old names") << "hub/Wan-AI/Wan2___2-S2V-14B";
        QTest::newRow("dots") << "models/Wan-AI/Wan2.2-S2V-14B";
    }
    void findsWhatModelScopesCacheHolds()
    {
        QFETCH(QString, inside);
        const fs::path folder = place() / inside.toStdString();
        fs::create_directories(folder.parent_path());
        fs::create_directory_symlink(kRoot, folder);
        const auto found = model::findCheckpoint(place());
        QVERIFY(found);
        QCOMPARE(found->root, folder);
    }

    void findsWhatComfyUiHolds()
    {
        makeComfy(place() / "models");
        for (const fs::path& given : {place(), place() / "models"}) {
            const auto found = model::findCheckpoint(given);
            // ComfyUI's files have no tokenizer of their own.
            QCOMPARE(found.error().code, ErrorCode::CheckpointIncomplete);
            QCOMPARE(found.error().detail, std::string("missing: google/umt5-xxl/tokenizer.json"));
            const auto whole = model::findCheckpoint(given, {}, {.tokenizer = kRoot / "google/umt5-xxl"});
            QVERIFY2(whole, whole ? "" : whole.error().detail.c_str());
            QCOMPARE(whole->dit.filename(), fs::path("any name.safetensors"));
            QVERIFY(model::findLora(model::loraBeside(given)));
        }
    }

    // Folders that extra_model_paths.yaml names, relative to its base_path, several a line.
    void readsComfyUisExtraPaths()
    {
        const fs::path elsewhere = fs::path(m_folder->path().toStdString()) / "elsewhere";
        makeComfy(elsewhere / "m");
        std::ofstream(place() / "extra_model_paths.yaml") << "# a comment\ncomfyui:\n    base_path: ../elsewhere\n    "
                                                             "diffusion_models: |\n        m/diffusion_models/\n"
                                                             "        m/none\n    text_encoders: m/text_encoders\n    "
                                                             "vae: m/vae\n    audio_encoders: m/audio_encoders\n"
                                                             "    loras: "
                                                          << (elsewhere / "m/loras").string() << "\n";
        const auto found = model::findCheckpoint(place(), {}, {.tokenizer = kRoot / "google/umt5-xxl"});
        QVERIFY2(found, found ? "" : found.error().detail.c_str());
        QVERIFY(found->dit.string().starts_with(elsewhere.string()));
        QVERIFY(model::findLora(model::loraBeside(place())));
        // What isn't such a file changes nothing.
        for (const char* text : {"", "[1, 2", "- a\n- b\n", "comfyui: 3\n", "comfyui:\n  vae: [1]\n", "\t\t:"}) {
            std::ofstream(place() / "extra_model_paths.yaml") << text;
            QVERIFY(model::extraModelFolders(place() / "extra_model_paths.yaml").empty());
        }
    }

    void borrowsWhatASetLacks()
    {
        makeComfy(place() / "models");
        fs::remove_all(place() / "models/loras");
        const ModelSet alone = only({{.kind = PlaceKind::ComfyUi, .folder = place()}});
        QVERIFY(!alone.complete());
        QVERIFY(alone.part(ModelPart::Lora).path.empty());
        QCOMPARE(alone.part(ModelPart::Lora).bytes, uint64_t(1'350'000'000));
        QVERIFY(alone.part(ModelPart::TextEncoder).problem); // no tokenizer

        const pipeline::SearchResult both = pipeline::findModelSets(
            {{.kind = PlaceKind::ComfyUi, .folder = place()}, {.kind = PlaceKind::Folder, .folder = kParent}});
        QCOMPARE(both.sets.size(), size_t(2));
        for (const ModelSet& set : both.sets) {
            QVERIFY(set.complete());
            QCOMPARE(set.part(ModelPart::Lora).borrowed, set.kind == PlaceKind::ComfyUi);
        }
    }

    void theFinestThatFitsComesFirst()
    {
        const auto set = [](const char* folder, uint64_t bytes, bool isComplete) {
            ModelSet made{.folder = folder};
            for (const ModelPart part : {ModelPart::VideoModel, ModelPart::Lora})
                made.parts.push_back({.part = part, .path = isComplete ? folder : "", .bytes = bytes});
            return made;
        };
        const std::vector<ModelSet> sets{set("half", 30, true), set("whole", 60, true), set("lacking", 20, false),
                                         set("quarter", 16, true)};
        QVERIFY(pipeline::finestSet(sets, 100) == size_t{1});
        QVERIFY(pipeline::finestSet(sets, 59) == size_t{0});
        QVERIFY(pipeline::finestSet(sets, 29) == size_t{3});
        QVERIFY(!pipeline::finestSet(sets, 15));

        // Two complete ones, of which the finer has a byte too many.
        makeComfy(place() / "models");
        fs::remove(place() / "models/diffusion_models/wan/any name.safetensors");
        model::StateDict fine = transformer();
        for (auto& [name, tensor] : fine)
            tensor = tensor.to(at::kFloat);
        QVERIFY(model::writeSafetensors(place() / "models/diffusion_models/wan/fine.safetensors", fine));
        const std::vector<pipeline::SearchPlace> places{{.kind = PlaceKind::ComfyUi, .folder = place()},
                                                        {.kind = PlaceKind::Folder, .folder = kParent}};
        const auto order = [&](uint64_t ram) {
            std::vector<uint64_t> bytes;
            for (const ModelSet& each : pipeline::findModelSets(places, {}, {}, ram).sets)
                bytes.push_back(each.complete() ? each.part(ModelPart::VideoModel).bytes : 0);
            return bytes;
        };
        const std::vector<uint64_t> all = order(~uint64_t{0});
        QCOMPARE(all.size(), size_t(2));
        QVERIFY(all[0] > all[1] && all[1] > 0);
        QVERIFY(order(all[0]) == all);
        QVERIFY(order(all[0] - 1) == (std::vector<uint64_t>{all[1], all[0]}));
    }

    void aFileOfAnotherModelIsListed()
    {
        write("vae/wan2.2_vae.safetensors",
              {{"decoder.middle.0.residual.0.gamma", at::zeros({8, 1, 1, 1})},
               {"conv2.weight", at::zeros({48, 48, 1, 1, 1})}});
        const pipeline::SearchResult result
            = pipeline::findModelSets({{.kind = PlaceKind::ComfyUi, .folder = place()}});
        QVERIFY(result.sets.empty());
        QCOMPARE(result.others.size(), size_t(1));
        QCOMPARE(result.others[0].problem.code, ErrorCode::CheckpointForeign);
    }

    // The file in a part's place that isn't the part, where nothing can be borrowed for it.
    void whatLiesInAPartsPlaceIsNamed()
    {
        const fs::path root = place() / "Wan2.2-S2V-14B";
        fs::copy(kRoot, root, fs::copy_options::recursive);
        write("Wan2.2-S2V-14B/Wan2.1_VAE.pth",
              {{"decoder.middle.0.residual.0.gamma", at::zeros({8, 1, 1, 1})},
               {"conv2.weight", at::zeros({48, 48, 1, 1, 1})}});
        std::ofstream(root / "models_t5_umt5-xxl-enc-bf16.pth") << "version https://git-lfs.github.com/spec/v1\n";
        std::ofstream(root / "diffusion_pytorch_model-00002-of-00002.safetensors") << "<html>";
        const ModelSet set = only({{.kind = PlaceKind::Folder, .folder = root}});
        QVERIFY(!set.complete());
        const auto problem = [&](ModelPart part) { return set.part(part).problem.value_or(Error{}).detail; };
        QVERIFY(problem(ModelPart::PictureDecoder).find("48 latent channels") != std::string::npos);
        QCOMPARE(problem(ModelPart::TextEncoder), std::string("a Git LFS pointer"));
        QCOMPARE(set.part(ModelPart::TextEncoder).publishedBytes, uint64_t(11'400'000'000));
        QVERIFY(set.part(ModelPart::TextEncoder).problemBytes < 100);
        QCOMPARE(problem(ModelPart::VideoModel), std::string("a web page"));
        QVERIFY(set.part(ModelPart::VideoModel).problem->subject.ends_with("-00002-of-00002.safetensors"));
        QVERIFY(!set.part(ModelPart::VoiceEncoder).problem);
        QVERIFY(set.place.parts.pictureDecoder.empty());

        // A good one of another place is taken instead.
        const pipeline::SearchResult both = pipeline::findModelSets(
            {{.kind = PlaceKind::Folder, .folder = root}, {.kind = PlaceKind::Folder, .folder = kParent}});
        for (const ModelSet& each : both.sets)
            QVERIFY(!each.part(ModelPart::PictureDecoder).problem && !each.part(ModelPart::TextEncoder).problem);
    }

    // ComfyUI has them in a folder for approximate VAEs; those of other models look the same inside.
    void aLightDecoderIsFoundWithoutBeingAPart()
    {
        makeComfy(place());
        const model::StateDict light{{"decoder.1.weight", at::zeros({8, 16, 3, 3})},
                                     {"decoder.3.conv.0.weight", at::zeros({8, 16, 3, 3})}};
        write("vae_approx/taehv.safetensors", light);
        QVERIFY(only({{.kind = PlaceKind::ComfyUi, .folder = place()}}).place.lightDecoder.empty());
        write("vae_approx/lighttaew2_1.safetensors", light);
        const pipeline::SearchResult result
            = pipeline::findModelSets({{.kind = PlaceKind::ComfyUi, .folder = place()}});
        QCOMPARE(result.sets.size(), size_t{1});
        QCOMPARE(result.sets.front().place.lightDecoder, place() / "vae_approx/lighttaew2_1.safetensors");
        QCOMPARE(result.others.size(), size_t{1}); // that of another model
        QCOMPARE(result.others.front().path, place() / "vae_approx/taehv.safetensors");
    }

    void aChosenFolderIsListedWhateverItHolds()
    {
        const ModelSet nothing = only({{.kind = PlaceKind::Folder, .folder = place(), .isChosen = true}});
        for (const FoundPart& part : nothing.parts)
            QVERIFY(part.path.empty());
        write("t2v.safetensors",
              {{"patch_embedding.weight", at::zeros({32, 16, 1, 2, 2})}, {"head.head.weight", at::zeros({64, 32})}});
        const ModelSet foreign = only({{.kind = PlaceKind::Folder, .folder = place(), .isChosen = true}});
        QVERIFY(foreign.part(ModelPart::VideoModel).problem->detail.find("T2V") != std::string::npos);
        // A folder in another one adds no second set.
        only({{.kind = PlaceKind::Folder, .folder = kParent},
              {.kind = PlaceKind::Folder, .folder = kRoot, .isChosen = true}});
    }

    void aPartIsTakenFromElsewhere()
    {
        const fs::path root = place() / "Wan2.2-S2V-14B";
        fs::copy(kRoot, root, fs::copy_options::recursive);
        fs::rename(root / "Wan2.1_VAE.pth", place() / "other.pth");
        fs::remove_all(root / "google");
        ModelSet set = only({{.kind = PlaceKind::Folder, .folder = root}});
        QVERIFY(set.part(ModelPart::PictureDecoder).path.empty());
        QVERIFY(set.part(ModelPart::TextEncoder).problem);
        pipeline::takePart(set, ModelPart::PictureDecoder, place() / "other.pth");
        QCOMPARE(set.place.parts.pictureDecoder, place() / "other.pth");
        pipeline::takePart(set, ModelPart::Lora, kParent / "LiveAvatar");
        QCOMPARE(set.place.lora, kLora);
        pipeline::takePart(set, ModelPart::VoiceEncoder, kRoot / "wav2vec2-large-xlsr-53-english/model.safetensors");
        QCOMPARE(set.place.parts.voiceEncoder, kRoot / "wav2vec2-large-xlsr-53-english");
        QVERIFY(!set.complete());
        pipeline::takePart(set, ModelPart::TextEncoder, kRoot / "google/umt5-xxl/tokenizer.json");
        QVERIFY(set.complete());
        // One shard means all of them.
        pipeline::takePart(set, ModelPart::VideoModel, kRoot / "diffusion_pytorch_model-00001-of-00002.safetensors");
        QVERIFY(set.complete());
        QCOMPARE(set.place.parts.videoModel, kRoot / "diffusion_pytorch_model.safetensors");

        pipeline::takePart(set, ModelPart::PictureDecoder, kLora);
        QCOMPARE(set.part(ModelPart::PictureDecoder).problem->detail,
                 detailOf({.kind = WeightsKind::InjectorLora, .wanted = ModelPart::PictureDecoder}));
        pipeline::takePart(set, ModelPart::Lora, place() / "none");
        QCOMPARE(set.part(ModelPart::Lora).problem->code, ErrorCode::FileMissing);
        QVERIFY(set.place.lora.empty() && set.place.parts.pictureDecoder.empty());
    }

    void tellsWhichSetAPlaceIs()
    {
        const ModelSet set = only({{.kind = PlaceKind::Folder, .folder = kParent}});
        QVERIFY(pipeline::isPlaceOf(set.place, set));
        QVERIFY(pipeline::isPlaceOf({.checkpoint = kRoot}, set)); // of settings that name no parts
        QVERIFY(pipeline::isPlaceOf({.checkpoint = kParent / "."}, set));
        QVERIFY(!pipeline::isPlaceOf({}, set));
        QVERIFY(!pipeline::isPlaceOf({.checkpoint = place()}, set));
        ModelPlace other = set.place;
        other.parts.videoModel = place() / "other.gguf";
        QVERIFY(!pipeline::isPlaceOf(other, set));
    }

    // A part that is named comes before the folder's own; one that isn't there is said.
    void namedPartsComeFirst()
    {
        fs::copy(kRoot / "Wan2.1_VAE.pth", place() / "another.pth");
        const auto found = model::findCheckpoint(kRoot, {}, {.pictureDecoder = place() / "another.pth"});
        QVERIFY(found);
        QCOMPARE(found->vae, place() / "another.pth");
        QCOMPARE(found->t5, kRoot / "models_t5_umt5-xxl-enc-bf16.pth");
        const auto missing = model::findCheckpoint(kRoot, {}, {.videoModel = place() / "none.gguf"});
        QCOMPARE(missing.error().code, ErrorCode::FileMissing);
        QVERIFY(missing.error().subject.ends_with("none.gguf"));
        for (const model::CheckpointFile& file :
             model::listCheckpoint(kRoot, {}, {.pictureDecoder = place() / "another.pth"}))
            QVERIFY(file.part != ModelPart::PictureDecoder || file.name == (place() / "another.pth").string());
    }

    void looksWhereTheEnvironmentSays()
    {
        const auto has = [](PlaceKind kind, const fs::path& folder) {
            const std::vector<pipeline::SearchPlace> places = pipeline::usualPlaces();
            return std::find(places.begin(), places.end(), pipeline::SearchPlace{.kind = kind, .folder = folder})
                != places.end();
        };
        fs::create_directories(place() / "home/hub");
        fs::create_directories(place() / "scope");
        qputenv("HF_HOME", (place() / "home").c_str());
        qputenv("MODELSCOPE_CACHE", (place() / "scope").c_str());
        QVERIFY(has(PlaceKind::HuggingFace, place() / "home/hub"));
        QVERIFY(has(PlaceKind::ModelScope, place() / "scope"));
        qputenv("HF_HUB_CACHE", (place() / "scope").c_str());
        QVERIFY(has(PlaceKind::HuggingFace, place() / "scope"));
        for (const char* name : {"HF_HOME", "MODELSCOPE_CACHE", "HF_HUB_CACHE"})
            qunsetenv(name);
    }

    // Many files and folders end the search, they don't hang it.
    void aHugeFolderIsSearchedWithinBounds()
    {
        for (int i = 0; i < 5000; ++i)
            std::ofstream(place() / (std::to_string(i) + ".safetensors"));
        QVERIFY(model::weightFiles(place()).size() <= 4096);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestModelSearch)
#include "tst_ModelSearch.moc"
