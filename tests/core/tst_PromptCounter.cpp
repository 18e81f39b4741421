// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/CheckpointCheck.h"
#include "core/pipeline/PromptCounter.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using namespace studio::pipeline;
namespace fs = std::filesystem;

namespace {

const fs::path kCheckpoint = DEMO_DATA "/checkpoint";
const fs::path kLora = DEMO_DATA "/checkpoint/LiveAvatar/liveavatar.safetensors";

// What the window asks about a checkpoint before it renders with it.
class TestPromptCounter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tokensAreTheTokenizers()
    {
        const Result<PromptCounter> counter = PromptCounter::open({.checkpoint = kCheckpoint});
        QVERIFY(counter);
        QCOMPARE(counter->count(""), size_t{1}); // The end mark.
        QVERIFY(counter->count("A woman talks") > counter->count("A woman"));
        QCOMPARE(counter->keptBytes("A woman talks"), std::string_view("A woman talks").size());
    }

    void longPromptsAreCutBetweenCharacters()
    {
        const Result<PromptCounter> counter = PromptCounter::open({.checkpoint = kCheckpoint});
        QVERIFY(counter);
        std::string prompt;
        while (counter->count(prompt) <= PromptCounter::limit() + 40)
            prompt += "\u4f60\u597d na\u00efve words and more, ";
        const size_t kept = counter->keptBytes(prompt);
        QVERIFY(kept < prompt.size());
        QVERIFY(counter->count(prompt.substr(0, kept)) <= PromptCounter::limit());
        size_t next = kept + 1;
        while (next < prompt.size() && (static_cast<unsigned char>(prompt[next]) & 0xC0) == 0x80)
            ++next;
        QVERIFY((static_cast<unsigned char>(prompt[kept]) & 0xC0) != 0x80);
        QVERIFY(counter->count(prompt.substr(0, next)) >= PromptCounter::limit());
    }

    void aFolderWithoutATokenizerIsRefused() { QVERIFY(!PromptCounter::open({.checkpoint = TEST_DATA})); }

    void theDemoCheckpointIsComplete_data()
    {
        QTest::addColumn<QString>("lora");
        QTest::newRow("the LoRA's file") << QString::fromStdString(kLora.string());
        QTest::newRow("the LoRA's folder") << QString::fromStdString(kLora.parent_path().string());
    }

    void theDemoCheckpointIsComplete()
    {
        QFETCH(QString, lora);
        int told = 0;
        const CheckpointReport report = checkCheckpoint({.checkpoint = kCheckpoint, .lora = lora.toStdString()},
                                                        [&](const CheckpointReport&) { ++told; });
        QVERIFY(report.complete());
        QCOMPARE(report.missing(), 0);
        QVERIFY(told >= 5);
        QCOMPARE(report.parts.back().name, "LiveAvatar/liveavatar.safetensors");
        for (const CheckpointPart& part : report.parts) {
            QVERIFY2(part.state == PartState::Checked || part.state == PartState::Optional, part.name.c_str());
            QVERIFY(part.state == PartState::Optional || part.bytes > 0);
        }
    }

    void anEmptyFolderMissesEverythingWithSizes()
    {
        const QTemporaryDir empty;
        const CheckpointReport report
            = checkCheckpoint({.checkpoint = empty.path().toStdString(), .lora = empty.path().toStdString()});
        QVERIFY(!report.complete());
        QVERIFY(report.missing() >= 8);
        bool known = false;
        for (const CheckpointPart& part : report.parts) {
            QVERIFY(part.state == PartState::Missing || part.state == PartState::Optional);
            known = known || part.bytes > 10'000'000'000;
        }
        QVERIFY(known); // What the largest download is.
        QVERIFY(report.folderExists);
        QVERIFY(!checkCheckpoint({.checkpoint = empty.path().toStdString() + "/none"}).folderExists);
    }

    void withoutTheLoraItIsNotComplete()
    {
        const QTemporaryDir copy;
        const fs::path root = fs::path(copy.path().toStdString()) / "Wan2.2-S2V-14B";
        fs::copy(kCheckpoint / "Wan2.2-S2V-14B", root, fs::copy_options::recursive);
        for (const fs::path& folder : {root, root.parent_path()}) {
            const CheckpointReport report = checkCheckpoint({.checkpoint = folder});
            QVERIFY(!report.complete());
            QCOMPARE(report.missing(), 1);
            QCOMPARE(report.parts.back().name, "LiveAvatar/liveavatar.safetensors");
            QCOMPARE(report.parts.back().state, PartState::Missing);
            QVERIFY(report.parts.back().bytes > 1'000'000'000);
        }
    }

    void aMissingAndATornFileAreNamed()
    {
        const QTemporaryDir copy;
        const fs::path root = fs::path(copy.path().toStdString()) / "Wan2.2-S2V-14B";
        fs::copy(kCheckpoint / "Wan2.2-S2V-14B", root, fs::copy_options::recursive);
        fs::remove(root / "wav2vec2-large-xlsr-53-english/config.json");
        fs::resize_file(root / "Wan2.1_VAE.pth", 1000);
        const CheckpointReport report = checkCheckpoint({.checkpoint = root.parent_path(), .lora = kLora});
        QVERIFY(!report.complete());
        QCOMPARE(report.missing(), 1);
        QCOMPARE(report.root.string(), root.string());
        int damaged = 0;
        for (const CheckpointPart& part : report.parts) {
            if (part.state != PartState::Damaged)
                continue;
            ++damaged;
            QCOMPARE(part.name, "Wan2.1_VAE.pth");
            QVERIFY(part.error && !part.error->detail.empty());
        }
        QCOMPARE(damaged, 1);
    }

    void weightsOfAnotherModelAreNamed()
    {
        const QTemporaryDir copy;
        const fs::path root = fs::path(copy.path().toStdString()) / "Wan2.2-S2V-14B";
        fs::copy(kCheckpoint / "Wan2.2-S2V-14B", root, fs::copy_options::recursive);
        fs::copy_file(TEST_DATA "/goldens/checkpoint/tiny/ckpt/Wan2.2-S2V-14B/config.json", root / "config.json",
                      fs::copy_options::overwrite_existing);
        const CheckpointReport report = checkCheckpoint({.checkpoint = root});
        QVERIFY(!report.complete());
        const auto bad = std::find_if(report.parts.begin(), report.parts.end(),
                                      [](const CheckpointPart& part) { return part.state == PartState::Damaged; });
        QVERIFY(bad != report.parts.end());
        QVERIFY(bad->error->code == ErrorCode::CheckpointMismatch
                || bad->error->code == ErrorCode::CheckpointIncomplete);
    }

    void aCheckCanBeStopped()
    {
        std::stop_source stop;
        stop.request_stop();
        const CheckpointReport report = checkCheckpoint({.checkpoint = kCheckpoint}, {}, stop.get_token());
        for (const CheckpointPart& part : report.parts)
            QVERIFY(part.state != PartState::Checked);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestPromptCounter)
#include "tst_PromptCounter.moc"
