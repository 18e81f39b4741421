// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitCheckpoint.h"

#include "core/dit/DitSlabs.h"
#include "core/model/SafetensorsFile.h"
#include "core/model/TensorNames.h"
#include "tests/support/GgufWriter.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>

#include <QTemporaryDir>
#include <QTest>

using namespace studio;
using model::StateDict;
namespace fs = std::filesystem;

namespace {

const fs::path kParent = test::kGoldens + "checkpoint/tiny/ckpt";
const fs::path kRoot = kParent / "Wan2.2-S2V-14B";
const fs::path kLora = kParent / "LiveAvatar/liveavatar.safetensors";

struct Collector : model::TensorNames {
    void operator()(std::string_view name, at::Tensor& tensor, c10::IntArrayRef, model::Precision = {})
    {
        all.emplace(whole(name), tensor);
    }
    StateDict all;
};

// All weights that a render computes with, in fp32: what is equal here gives the same film.
StateDict weightsOf(const dit::DitCheckpoint& checkpoint)
{
    Collector collector;
    dit::DitGlobalWeights globals = checkpoint.globalWeights(at::kCPU, at::kFloat);
    globals.visit(collector, checkpoint.config());
    for (int64_t i = 0; i < checkpoint.config().layers; ++i) {
        dit::DitLayerWeights layer = checkpoint.layer(i, at::kCPU, at::kFloat, dit::LayerFormat::AsModel);
        layer.visit(collector, checkpoint.config(), i);
    }
    return std::move(collector.all);
}

bool isBlockWeight(const std::string& name, const at::Tensor& tensor)
{
    return name.starts_with("blocks.") && name.ends_with(".weight") && tensor.dim() == 2;
}

class TestDitCheckpoint : public QObject {
    Q_OBJECT

    // A checkpoint's folder without a transformer.
    fs::path makeFolder()
    {
        const fs::path folder = fs::path(m_folder->path().toStdString()) / "ckpt";
        fs::create_directory(folder);
        for (const fs::directory_entry& entry : fs::directory_iterator(kRoot)) {
            if (!entry.path().filename().string().starts_with("diffusion"))
                fs::create_symlink(entry.path(), folder / entry.path().filename());
        }
        return folder;
    }

    static Result<dit::DitCheckpoint> open(const fs::path& folder)
    {
        const auto found = model::findCheckpoint(folder);
        if (!found)
            return found.error();
        return dit::DitCheckpoint::open(*found, dit::LoraFile{.path = kLora, .alpha = {}});
    }

    // Opens a file with quantised weights and one with the numbers that they stand for, and compares.
    void compare(const fs::path& file, const StateDict& numbers)
    {
        const auto packed = open(file.parent_path());
        QVERIFY2(packed, packed ? "" : packed.error().detail.c_str());
        const StateDict a = weightsOf(*packed);
        fs::remove(file);
        QVERIFY(model::writeSafetensors(file.parent_path() / "plain.safetensors", numbers));
        const auto plain = open(file.parent_path());
        QVERIFY2(plain, plain ? "" : plain.error().detail.c_str());
        const StateDict b = weightsOf(*plain);
        QCOMPARE(a.size(), b.size());
        for (const auto& [name, tensor] : a)
            QVERIFY2(at::equal(tensor, b.at(name)), name.c_str());

        // The same in slabs, which are made tensor by tensor.
        const dit::SlabLayout layout(packed->config(), at::kBFloat16, dit::LayerFormat::Fp8Rows);
        for (int64_t layer = 0; layer < layout.layers(); ++layer) {
            const at::Tensor one = at::empty({layout.bytes(layer)}, at::kByte).zero_();
            const at::Tensor other = at::empty({layout.bytes(layer)}, at::kByte).zero_();
            packed->fill(layer, layout, one, at::kCPU);
            plain->fill(layer, layout, other, at::kCPU);
            QVERIFY(at::equal(one, other));
        }
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto opened = model::openShardedSafetensors(kRoot / "diffusion_pytorch_model.safetensors");
        QVERIFY(opened);
        m_tensors = std::move(*opened);
    }

    void scaledFp8IsTheSameAsItsNumbers_data()
    {
        QTest::addColumn<QString>("scale");
        QTest::addColumn<QString>("prefix");
        QTest::newRow("ComfyUI") << "scale_weight"
                                 << "";
        QTest::newRow("ComfyUI, with its prefix") << "scale_weight"
                                                  << "model.diffusion_model.";
        QTest::newRow("Kijai") << "weight_scale"
                               << "";
    }
    void scaledFp8IsTheSameAsItsNumbers()
    {
        QFETCH(QString, scale);
        QFETCH(QString, prefix);
        const std::string before = prefix.toStdString();
        StateDict file;
        StateDict numbers;
        for (const auto& [name, tensor] : m_tensors) {
            if (!isBlockWeight(name, tensor)) {
                file.emplace(before + name, tensor);
                numbers.emplace(name, tensor);
                continue;
            }
            const at::Tensor factor = tensor.to(at::kFloat).abs().max() / 448;
            const at::Tensor rounded = (tensor.to(at::kFloat) / factor).to(at::kFloat8_e4m3fn);
            file.emplace(before + name, rounded);
            file.emplace(before + name.substr(0, name.size() - 6) + scale.toStdString(), factor);
            numbers.emplace(name, rounded.to(at::kFloat) * factor);
        }
        file.emplace(before + "scaled_fp8", at::empty({0}, at::kFloat8_e4m3fn));
        const fs::path path = makeFolder() / "wan2.2_s2v_14B_fp8_scaled.safetensors";
        QVERIFY(model::writeSafetensors(path, file));
        compare(path, numbers);
    }

    void ggufIsTheSameAsItsNumbers()
    {
        const fs::path path = makeFolder() / "Wan2.2-S2V-14B-Q8_0.gguf";
        test::write(path, test::gguf::model(m_tensors));
        const auto source = model::openTensors(path);
        QVERIFY2(source, source ? "" : source.error().detail.c_str());
        QVERIFY(source->packed.size() > 50);
        StateDict numbers;
        for (const auto& [name, tensor] : m_tensors) {
            const auto packed = source->packed.find(name);
            numbers.emplace(name,
                            packed == source->packed.end() ? tensor.to(at::kFloat)
                                                           : packed->second.unpack(at::kFloat, c10::kCPU));
            if (packed != source->packed.end())
                QVERIFY(test::relativeError(name.c_str(), numbers.at(name), tensor) < 0.01);
        }
        compare(path, numbers);
    }

    void oneFileOfAnyNameIsTheTransformer()
    {
        const fs::path folder = makeFolder();
        QCOMPARE(open(folder).error().code, ErrorCode::CheckpointIncomplete);
        QVERIFY(model::writeSafetensors(folder / "a LoRA.safetensors", *model::openSafetensors(kLora)));
        QCOMPARE(open(folder).error().code, ErrorCode::CheckpointIncomplete);
        QVERIFY(model::writeSafetensors(folder / "Any Name.SAFETENSORS", m_tensors));
        const auto opened = open(folder);
        QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        const std::vector<model::CheckpointFile> files = model::listCheckpoint(folder);
        const auto listed = [&](const char* name) {
            return std::any_of(files.begin(), files.end(),
                               [&](const model::CheckpointFile& file) { return file.name == name && file.present; });
        };
        QVERIFY(listed("Any Name.SAFETENSORS") && listed("config.json") && !listed("a LoRA.safetensors"));

        QVERIFY(model::writeSafetensors(folder / "another.safetensors", m_tensors));
        QCOMPARE(open(folder).error().code, ErrorCode::BadOption);
        QVERIFY(open(folder).error().detail.find("another.safetensors") != std::string::npos);
        // The published name comes first.
        QVERIFY(model::writeSafetensors(folder / "diffusion_pytorch_model.safetensors", m_tensors));
        QVERIFY(open(folder));
    }

    void aFileThatIsNoTransformerSaysWhatItIs()
    {
        const fs::path folder = makeFolder();
        test::write(folder / "wan2.2_s2v_14B_bf16.safetensors", "version https://git-lfs.github.com/spec/v1\n");
        const auto opened = open(folder);
        QCOMPARE(opened.error().code, ErrorCode::CheckpointForeign);
        QCOMPARE(opened.error().detail, std::string("a Git LFS pointer"));
        QVERIFY(opened.error().subject.ends_with("wan2.2_s2v_14B_bf16.safetensors"));
    }

    void withoutConfigTheSmallModelIsRefused()
    {
        const fs::path folder = makeFolder();
        fs::remove(folder / "config.json");
        QVERIFY(model::writeSafetensors(folder / "model.safetensors", m_tensors));
        const auto opened = open(folder);
        QCOMPARE(opened.error().code, ErrorCode::CheckpointIncomplete);
        QVERIFY(opened.error().detail.starts_with("missing: config.json"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    StateDict m_tensors;
};

} // namespace

QTEST_GUILESS_MAIN(TestDitCheckpoint)
#include "tst_DitCheckpoint.moc"
