// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/PthFile.h"
#include "core/vae/RandomVae.h"
#include "core/vae/Vae.h"
#include "core/vae/VaeFiles.h"
#include "tests/support/Goldens.h"
#include "tests/support/TensorFiles.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <QStringList>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <random>

// One VAE in all the files that people have it in: each gives the frames of Wan2.1_VAE.pth.
using namespace studio;
using namespace Qt::StringLiterals;
using model::StateDict;
using vae::Vae;
namespace fs = std::filesystem;

namespace {

const std::string kCheckpoint = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B/Wan2.1_VAE.pth";

// The name that diffusers' AutoencoderKLWan gives a tensor.
std::string diffusersName(const std::string& original)
{
    QString name = QString::fromStdString(original);
    if (name.startsWith("conv1."_L1))
        return "quant_conv" + original.substr(5);
    if (name.startsWith("conv2."_L1))
        return "post_quant_conv" + original.substr(5);
    const auto replaced = [&](QLatin1StringView from, QLatin1StringView to) { name.replace(from, to); };
    replaced("coder.conv1."_L1, "coder.conv_in."_L1);
    replaced(".head.0."_L1, ".norm_out."_L1);
    replaced(".head.2."_L1, ".conv_out."_L1);
    replaced(".middle.0."_L1, ".mid_block.resnets.0."_L1);
    replaced(".middle.1."_L1, ".mid_block.attentions.0."_L1);
    replaced(".middle.2."_L1, ".mid_block.resnets.1."_L1);
    replaced(".downsamples."_L1, ".down_blocks."_L1);
    replaced(".residual.0."_L1, ".norm1."_L1);
    replaced(".residual.2."_L1, ".conv1."_L1);
    replaced(".residual.3."_L1, ".norm2."_L1);
    replaced(".residual.6."_L1, ".conv2."_L1);
    replaced(".shortcut."_L1, ".conv_shortcut."_L1);
    const QStringList parts = name.split(u'.');
    if (const qsizetype list = parts.indexOf("upsamples"_L1); list >= 0) {
        const int index = parts[list + 1].toInt();
        const QString block = index % 4 == 3 ? QStringLiteral("up_blocks.%1.upsamplers.0").arg(index / 4)
                                             : QStringLiteral("up_blocks.%1.resnets.%2").arg(index / 4).arg(index % 4);
        name.replace(QStringLiteral("upsamples.%1").arg(index) + u'.', block + u'.');
    }
    return name.toStdString();
}

StateDict inDiffusersNames(const StateDict& tensors)
{
    StateDict renamed;
    for (const auto& [name, tensor] : tensors)
        renamed.emplace(diffusersName(name), tensor);
    return renamed;
}

// As ggml has it: four dimensions at most, so the first two of a convolution are one; norms are flat.
std::string ggufFile(const StateDict& tensors)
{
    std::vector<test::gguf::Tensor> all;
    for (const auto& [name, tensor] : tensors) {
        at::Tensor stored = tensor;
        if (tensor.dim() == 5)
            stored = tensor.flatten(0, 1);
        else if (name.ends_with(".gamma"))
            stored = tensor.flatten();
        all.push_back(test::ggufTensor(name, stored));
    }
    return test::gguf::file(all);
}

using Write = std::function<fs::path(const fs::path& folder, const StateDict& tensors)>;

// A file, and what is said of it.
struct Wrong {
    StateDict tensors;
    const char* said;
    ErrorCode code = ErrorCode::CheckpointForeign;
};

} // namespace

Q_DECLARE_METATYPE(Write)
Q_DECLARE_METATYPE(Wrong)

class TestVaeFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1); // The pictures are too small for more.
        const auto opened = model::openPth(kCheckpoint);
        QVERIFY(bool(opened));
        m_tensors = *opened;
        m_latents = at::randn({16, 3, 2, 3});
        m_image = at::rand({3, 16, 24}) * 2 - 1;
        const auto vae = Vae::load(kCheckpoint, at::kCPU, at::kFloat);
        QVERIFY(bool(vae));
        m_frames = *vae->decode(m_latents);
        m_still = *vae->encodeStill(m_image, 9);
    }

    void everyFileGivesTheSameFrames_data()
    {
        QTest::addColumn<Write>("write");
        const auto row = [](const char* name, const Write& write) { QTest::newRow(name) << write; };
        const auto safetensors = [](const fs::path& folder, const StateDict& tensors) {
            return test::saved(folder / "vae.safetensors", tensors);
        };
        row("safetensors", safetensors);
        row("torch's zip", [](const fs::path& folder, const StateDict& tensors) {
            return test::saved(folder / "vae.safetensors", test::torchZip(tensors)); // The content tells the kind.
        });
        row("torch's zip within another dict", [](const fs::path& folder, const StateDict& tensors) {
            return test::saved(folder / "vae.pt", test::torchZip(test::prefixed(tensors, "state_dict.")));
        });
        row("GGUF of five dimensions", [](const fs::path& folder, const StateDict& tensors) {
            return test::saved(folder / "vae.gguf", test::gguf::model(tensors));
        });
        row("GGUF of four dimensions", [](const fs::path& folder, const StateDict& tensors) {
            return test::saved(folder / "vae.gguf", ggufFile(tensors));
        });
        for (const char* prefix : {"model.", "vae.", "first_stage_model.", "model.vae."})
            row(prefix, [=](const fs::path& folder, const StateDict& tensors) {
                return safetensors(folder, test::prefixed(tensors, prefix));
            });
        row("among other networks", [=](const fs::path& folder, const StateDict& tensors) {
            StateDict all = test::prefixed(tensors, "vae.");
            all["model.diffusion_model.conv1.weight"] = at::zeros({2, 2});
            all["text_encoders.umt5xxl.transformer.shared.weight"] = at::zeros({2, 2});
            return safetensors(folder, all);
        });
        row("diffusers", [=](const fs::path& folder, const StateDict& tensors) {
            return safetensors(folder, inDiffusersNames(tensors));
        });
        row("diffusers, with a prefix", [=](const fs::path& folder, const StateDict& tensors) {
            return safetensors(folder, test::prefixed(inDiffusersNames(tensors), "vae."));
        });
        row("diffusers' folder", [](const fs::path& folder, const StateDict& tensors) {
            test::saved(folder / "diffusion_pytorch_model.safetensors", inDiffusersNames(tensors));
            return folder;
        });
        row("with tensors of no use", [=](const fs::path& folder, StateDict tensors) {
            tensors["loss.discriminator.weight"] = at::zeros({2, 2});
            return safetensors(folder, tensors);
        });
    }
    void everyFileGivesTheSameFrames()
    {
        QFETCH(Write, write);
        const QTemporaryDir folder;
        expectFrames(write(folder.path().toStdString(), m_tensors), m_frames, m_still);
    }

    // AutoencoderKLWan's list, in places where the indices are easily wrong.
    void diffusersNamesAreThoseOfItsFiles()
    {
        const StateDict tensors = inDiffusersNames(m_tensors);
        for (const char* name :
             {"quant_conv.weight", "post_quant_conv.bias", "encoder.conv_in.weight", "encoder.norm_out.gamma",
              "encoder.down_blocks.2.resample.1.weight", "encoder.down_blocks.3.conv_shortcut.weight",
              "encoder.down_blocks.5.time_conv.bias", "encoder.down_blocks.10.norm2.gamma",
              "encoder.mid_block.attentions.0.to_qkv.weight", "decoder.mid_block.resnets.1.conv2.weight",
              "decoder.up_blocks.0.resnets.2.conv1.weight", "decoder.up_blocks.0.upsamplers.0.time_conv.weight",
              "decoder.up_blocks.1.resnets.0.conv_shortcut.bias", "decoder.up_blocks.2.upsamplers.0.resample.1.weight",
              "decoder.up_blocks.3.resnets.2.norm1.gamma", "decoder.conv_out.bias"})
            QVERIFY2(tensors.contains(name), name);
        QCOMPARE(tensors.size(), m_tensors.size());
        for (const auto& [name, tensor] : tensors)
            QVERIFY2(!m_tensors.contains(name), name.c_str());
    }

    void halfPrecisionIsReadAsItIs_data()
    {
        QTest::addColumn<int>("dtype");
        QTest::addColumn<bool>("gguf");
        for (const bool gguf : {false, true}) {
            QTest::addRow("fp16, %s", gguf ? "GGUF" : "safetensors") << static_cast<int>(at::kHalf) << gguf;
            QTest::addRow("bf16, %s", gguf ? "GGUF" : "safetensors") << static_cast<int>(at::kBFloat16) << gguf;
        }
    }
    void halfPrecisionIsReadAsItIs()
    {
        QFETCH(int, dtype);
        QFETCH(bool, gguf);
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "half";
        const StateDict half = test::converted(m_tensors, static_cast<at::ScalarType>(dtype));
        if (gguf)
            test::saved(path, ggufFile(half));
        else
            test::saved(path, half);
        const auto rounded = Vae::fromTensors(test::converted(half, at::kFloat), "rounded", at::kCPU, at::kFloat);
        QVERIFY(bool(rounded));
        expectFrames(path, *rounded->decode(m_latents), *rounded->encodeStill(m_image, 9));
        const at::Tensor difference = *rounded->decode(m_latents) - m_frames;
        QVERIFY(difference.abs().mean().item<double>() < 0.02);
    }

    // fp8 with a scale, whose numbers are unpacked when they are bound.
    void quantisedConvolutionsAreUnpacked()
    {
        StateDict file = m_tensors;
        StateDict wanted = m_tensors;
        for (const char* module : {"decoder.upsamples.0.residual.2", "decoder.middle.1.to_qkv", "encoder.conv1"}) {
            const std::string name = std::string(module) + ".weight";
            const at::Tensor scale = m_tensors.at(name).abs().max() / 448;
            file[name] = (m_tensors.at(name) / scale).to(at::kFloat8_e4m3fn);
            file[std::string(module) + ".scale_weight"] = scale;
            wanted[name] = file[name].to(at::kFloat) * scale;
        }
        file["scaled_fp8"] = at::empty({0}, at::kFloat8_e4m3fn);
        const QTemporaryDir folder;
        const fs::path path = test::saved(fs::path(folder.path().toStdString()) / "fp8", file);
        const auto vae = Vae::fromTensors(wanted, "wanted", at::kCPU, at::kFloat);
        QVERIFY(bool(vae));
        expectFrames(path, *vae->decode(m_latents), *vae->encodeStill(m_image, 9));
    }

    void anotherWidthIsReadFromAGguf()
    {
        const StateDict tensors = vae::randomVae(6);
        const QTemporaryDir folder;
        const fs::path path = test::saved(fs::path(folder.path().toStdString()) / "six.gguf", ggufFile(tensors));
        const auto vae = Vae::fromTensors(tensors, "six", at::kCPU, at::kFloat);
        QVERIFY(bool(vae));
        expectFrames(path, *vae->decode(m_latents), *vae->encodeStill(m_image, 9));
    }

    void wrongFilesAreNamed_data()
    {
        QTest::addColumn<Wrong>("wrong");
        const auto row = [](const char* name, const Wrong& wrong) { QTest::newRow(name) << wrong; };
        const at::Tensor some = at::zeros({2});
        const at::Tensor conv2d = at::zeros({2, 2, 3, 3});
        const at::Tensor conv3d = at::zeros({2, 2, 3, 3, 3});
        row("Wan 2.2",
            {{{"decoder.middle.0.residual.0.gamma", some},
              {"decoder.upsamples.0.upsamples.0.residual.2.weight", conv3d},
              {"encoder.downsamples.0.downsamples.0.residual.2.weight", conv3d}},
             "Wan 2.2"});
        row("Wan 2.2, diffusers",
            {{{"decoder.mid_block.resnets.0.norm1.gamma", some}, {"encoder.down_blocks.0.resnets.0.norm1.gamma", some}},
             "Wan 2.2"});
        StateDict wide = m_tensors;
        wide["conv2.weight"] = at::zeros({48, 48, 1, 1, 1});
        wide["conv2.bias"] = at::zeros({48});
        row("48 channels", {wide, "Wan 2.2"});
        row("48 channels, with a prefix", {test::prefixed(wide, "vae."), "Wan 2.2"});
        row("Stable Diffusion",
            {{{"first_stage_model.decoder.conv_in.weight", conv2d},
              {"first_stage_model.decoder.up.0.block.0.norm1.weight", some},
              {"first_stage_model.encoder.conv_in.weight", conv2d}},
             "image model"});
        row("Flux, diffusers",
            {{{"decoder.conv_in.weight", conv2d}, {"decoder.up_blocks.0.resnets.0.norm1.weight", some}},
             "image model"});
        row("HunyuanVideo",
            {{{"decoder.conv_in.conv.weight", conv3d}, {"decoder.up_blocks.0.resnets.0.norm1.weight", some}},
             "another video model"});
        const StateDict light{
            {"decoder.1.weight", conv2d}, {"decoder.3.conv.0.weight", conv2d}, {"encoder.0.weight", conv2d}};
        row("taew2_1", {light, "light decoder"});
        row("lighttaew2_1, with a prefix", {test::prefixed(light, "taehv."), "light decoder"});
        StateDict half = m_tensors;
        std::erase_if(half, [](const auto& entry) { return entry.first.starts_with("encoder."); });
        row("a decoder alone", {half, "decoder of a VAE alone", ErrorCode::CheckpointIncomplete});
        half = m_tensors;
        std::erase_if(half, [](const auto& entry) { return entry.first.starts_with("decoder."); });
        row("an encoder alone", {half, "encoder of a VAE alone", ErrorCode::CheckpointIncomplete});
        row("a text encoder",
            {{{"blocks.0.norm1.weight", some}, {"token_embedding.weight", some}},
             "of no kind that this program knows; it has tensors such as blocks.0.norm1.weight; this model's picture "
             "decoder is the VAE of Wan 2.1"});
        row("a LoRA", {{{"blocks.0.self_attn.q.lora_A.weight", some}}, "a LoRA for another model"});
        row("nothing", {{}, "a file without any tensor"});
        StateDict two = test::prefixed(m_tensors, "vae.");
        two.merge(test::prefixed(m_tensors, "ema."));
        row("two of them", {two, "several networks of this kind", ErrorCode::CheckpointMismatch});
        two = inDiffusersNames(m_tensors);
        two["decoder.conv1.weight"] = conv3d;
        row("under both names", {two, "decoder.conv1.weight is there twice", ErrorCode::CheckpointMismatch});
    }
    void wrongFilesAreNamed()
    {
        QFETCH(Wrong, wrong);
        const QTemporaryDir folder;
        const fs::path path = test::saved(fs::path(folder.path().toStdString()) / "wrong.safetensors", wrong.tensors);
        const auto vae = Vae::load(path, at::kCPU, at::kFloat);
        QVERIFY(!vae);
        QVERIFY2(vae.error().detail.find(wrong.said) != std::string::npos, vae.error().detail.c_str());
        QCOMPARE(vae.error().code, wrong.code);
        QCOMPARE(vae.error().subject, path.string());
    }

    void whatIsMissingIsNamedOriginally()
    {
        StateDict tensors = inDiffusersNames(m_tensors);
        tensors.erase("decoder.up_blocks.1.resnets.0.conv_shortcut.bias");
        const QTemporaryDir folder;
        const auto vae
            = Vae::load(test::saved(fs::path(folder.path().toStdString()) / "vae", tensors), at::kCPU, at::kFloat);
        QVERIFY(!vae);
        QCOMPARE(vae.error().code, ErrorCode::CheckpointIncomplete);
        QVERIFY2(vae.error().detail.find("missing: decoder.upsamples.4.shortcut.bias") != std::string::npos,
                 vae.error().detail.c_str());
    }

    // A tensor that would change a used one is refused, as everywhere.
    void aScaleWithoutFp8IsRefused()
    {
        StateDict tensors = m_tensors;
        tensors["decoder.conv1.weight_scale"] = at::full({}, 2.F);
        const QTemporaryDir folder;
        const auto vae
            = Vae::load(test::saved(fs::path(folder.path().toStdString()) / "vae", tensors), at::kCPU, at::kFloat);
        QVERIFY(!vae);
        QCOMPARE(vae.error().code, ErrorCode::CheckpointMismatch);
    }

    void missingAndTornFilesAreErrors()
    {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        QCOMPARE(vae::openVae(root / "nowhere").error().code, ErrorCode::FileMissing);
        QCOMPARE(vae::openVae(root).error().code, ErrorCode::FileMissing);
        const std::string whole = test::contentOf(test::saved(root / "whole", m_tensors));
        for (size_t size = whole.size() - 1; size > 0; size = size * 2 / 3) {
            const auto torn = vae::openVae(test::saved(root / "torn", whole.substr(0, size)));
            QVERIFY2(!torn, std::to_string(size).c_str());
            QVERIFY(!torn.error().detail.empty() || torn.error().code == ErrorCode::CheckpointForeign);
        }
    }

    // Names and shapes of all kinds never do harm: an error, or a VAE that decodes.
    void damagedFilesAreErrors()
    {
        std::mt19937 random(20260102);
        const StateDict small = vae::randomVae(5);
        std::vector<std::string> names;
        for (const auto& [name, tensor] : small)
            names.push_back(name);
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "damaged";
        int errors = 0;
        for (int i = 0; i < 200; ++i) {
            StateDict tensors = i % 2 == 0 ? small : inDiffusersNames(small);
            const std::string chosen = names[random() % names.size()];
            const std::string name = i % 2 == 0 ? chosen : diffusersName(chosen);
            const at::Tensor tensor = tensors.at(name);
            switch (random() % 7) {
            case 0: tensors.erase(name); break;
            case 1: test::rename(tensors, name, name.substr(0, 1 + random() % (name.size() - 1))); break;
            case 2: tensors[name] = tensor.flatten().contiguous(); break;
            case 3: tensors[name] = at::empty({int64_t{1} << 60, 0}); break;
            case 4: tensors[name] = at::zeros({}); break;
            case 5: tensors[name] = at::zeros(tensor.sizes(), at::kLong); break;
            default: tensors[name] = at::zeros({2, 3}).to(at::kFloat8_e4m3fn); break;
            }
            const auto vae = Vae::load(test::saved(path, tensors), at::kCPU, at::kFloat);
            if (vae) {
                QVERIFY(bool(vae->decode(m_latents.narrow(1, 0, 1))));
                continue;
            }
            ++errors;
            QVERIFY(!vae.error().detail.empty());
            QCOMPARE(vae.error().subject, path.string());
        }
        QVERIFY(errors > 100);

        const std::string whole = test::contentOf(test::saved(path, small));
        const size_t header = 8 + static_cast<unsigned char>(whole[0]) + 256 * static_cast<unsigned char>(whole[1]);
        for (int i = 0; i < 300; ++i) {
            std::string changed = whole;
            for (uint32_t flips = 1 + random() % 3; flips > 0; --flips)
                changed[random() % header] = static_cast<char>(i % 2 == 0 ? '0' + random() % 10 : random());
            const auto vae = Vae::load(test::saved(path, changed), at::kCPU, at::kFloat);
            QVERIFY(vae || !vae.error().detail.empty());
        }
    }

private:
    void expectFrames(const fs::path& path, const at::Tensor& frames, const at::Tensor& still)
    {
        const auto vae = Vae::load(path, at::kCPU, at::kFloat);
        QVERIFY2(bool(vae), vae ? "" : vae.error().detail.c_str());
        QVERIFY(at::equal(*vae->decode(m_latents), frames));
        QVERIFY(at::equal(*vae->encodeStill(m_image, 9), still));
    }

    c10::InferenceMode m_inference;
    StateDict m_tensors;
    at::Tensor m_latents;
    at::Tensor m_image;
    at::Tensor m_frames;
    at::Tensor m_still;
};

QTEST_GUILESS_MAIN(TestVaeFiles)
#include "tst_VaeFiles.moc"
