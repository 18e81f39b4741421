// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/CheckpointFolder.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>

using namespace studio;
namespace fs = std::filesystem;

namespace {

const fs::path kParent = TEST_DATA "/goldens/checkpoint/tiny/ckpt";
const fs::path kRoot = kParent / "Wan2.2-S2V-14B";

class TestCheckpointFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheCheckpointByItsFolderAndItsParent()
    {
        for (const fs::path& folder : {kRoot, kParent}) {
            const auto found = model::findCheckpoint(folder);
            QVERIFY2(bool(found), found ? "" : found.error().detail.c_str());
            QCOMPARE(found->root, kRoot);
            for (const fs::path& file : {found->config, found->t5, found->vae})
                QVERIFY2(fs::is_regular_file(file), file.c_str());
            for (const fs::path& inside : {found->tokenizer, found->wav2vec2})
                QVERIFY2(fs::is_directory(inside), inside.c_str());
            QVERIFY(fs::is_regular_file(found->dit.string() + ".index.json"));
        }
    }

    void namesEveryMissingFileAtOnce()
    {
        QTemporaryDir folder;
        const fs::path copy = fs::path(folder.path().toStdString()) / "ckpt";
        fs::copy(kRoot, copy, fs::copy_options::recursive);
        QVERIFY(bool(model::findCheckpoint(copy)));
        // One of the tokenizer's two files is enough.
        fs::remove(copy / "google/umt5-xxl/tokenizer.json");
        QVERIFY(bool(model::findCheckpoint(copy)));
        fs::rename(copy / "google/umt5-xxl/spiece.model", copy / "spiece.model.away");
        const std::vector<std::string> removed{"config.json", "diffusion_pytorch_model-00002-of-00002.safetensors",
                                               "Wan2.1_VAE.pth", "google/umt5-xxl/tokenizer.json",
                                               "wav2vec2-large-xlsr-53-english/model.safetensors"};
        for (const std::string& name : removed)
            fs::remove(copy / name);
        fs::remove(copy / "wav2vec2-large-xlsr-53-english/vocab.json"); // Not needed.
        fs::resize_file(copy / "models_t5_umt5-xxl-enc-bf16.pth", 0);
        const auto found = model::findCheckpoint(copy);
        QCOMPARE(found.error().code, ErrorCode::CheckpointIncomplete);
        for (const std::string& name : removed)
            QVERIFY2(found.error().detail.find("missing: " + name) != std::string::npos, name.c_str());
        QVERIFY(found.error().detail.find("models_t5") != std::string::npos);
        QCOMPARE(std::count(found.error().detail.begin(), found.error().detail.end(), '\n'), std::ptrdiff_t(5));

        fs::rename(copy / "spiece.model.away", copy / "wav2vec2-large-xlsr-53-english/pytorch_model.bin");
        const std::string detail = model::findCheckpoint(copy).error().detail;
        QVERIFY(detail.find("wav2vec2") == std::string::npos);
        QVERIFY(detail.find("tokenizer.json") != std::string::npos);
    }

    void listsFilesWithTheirSizes()
    {
        const std::vector<model::CheckpointFile> files = model::listCheckpoint(kParent);
        const auto shard = std::find_if(files.begin(), files.end(), [](const auto& file) {
            return file.name == "diffusion_pytorch_model-00001-of-00002.safetensors";
        });
        QVERIFY(shard != files.end());
        QVERIFY(shard->needed && shard->present);
        QCOMPARE(shard->bytes, uint64_t(fs::file_size(kRoot / shard->name)));
        for (const model::CheckpointFile& file : model::listCheckpoint("nowhere"))
            QVERIFY(!file.present);
    }

    // What has to be downloaded, the shards of the model among it.
    void anEmptyFolderMissesAllThatIsPublished()
    {
        const QTemporaryDir folder;
        uint64_t bytes = 0;
        int shards = 0;
        for (const model::CheckpointFile& file : model::listCheckpoint(folder.path().toStdString())) {
            QVERIFY(!file.present);
            bytes += file.bytes;
            shards += file.name.starts_with("diffusion_pytorch_model-0000") && file.bytes > 2'000'000'000 ? 1 : 0;
        }
        QCOMPARE(shards, 4);
        const model::CheckpointFile lora = model::describeLora(model::loraBeside(folder.path().toStdString()));
        QVERIFY(lora.needed && !lora.present);
        QCOMPARE(lora.name, std::string("LiveAvatar/liveavatar.safetensors"));
        bytes += lora.bytes;
        QVERIFY2(bytes > 46'500'000'000 && bytes < 47'500'000'000, std::to_string(bytes).c_str());
    }

    void theLoraIsLookedForInTheFolderAndBesideIt()
    {
        const fs::path file = kParent / "LiveAvatar/liveavatar.safetensors";
        for (const fs::path& folder : {kRoot, kParent}) {
            const auto found = model::findLora(model::loraBeside(folder));
            QVERIFY(bool(found));
            QVERIFY(fs::equivalent(*found, file));
            QVERIFY(model::describeLora(model::loraBeside(folder)).present);
            QCOMPARE(model::describeLora(model::loraBeside(folder)).bytes, uint64_t(fs::file_size(file)));
        }
        QCOMPARE(model::loraBeside("/m/Wan2.2-S2V-14B").string(), std::string("/m/LiveAvatar"));
        QCOMPARE(model::loraBeside("/m").string(), std::string("/m/LiveAvatar"));
    }

    void findsTheLora()
    {
        const fs::path file = kParent / "LiveAvatar/liveavatar.safetensors";
        for (const fs::path& path : {file, file.parent_path(), kParent})
            QCOMPARE(*model::findLora(path), file);
        QCOMPARE(model::findLora(kRoot).error().code, ErrorCode::FileMissing);
        // The names that PEFT and diffusers give a LoRA in a folder of its own.
        for (const char* name :
             {"adapter_model.safetensors", "adapter_model.bin", "pytorch_lora_weights.safetensors"}) {
            const QTemporaryDir folder;
            const fs::path saved = fs::path(folder.path().toStdString()) / name;
            std::ofstream(saved) << "a LoRA";
            QCOMPARE(*model::findLora(saved.parent_path()), saved);
        }
        QCOMPARE(model::findCheckpoint("nowhere").error().code, ErrorCode::FileMissing);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestCheckpointFolder)
#include "tst_CheckpointFolder.moc"
