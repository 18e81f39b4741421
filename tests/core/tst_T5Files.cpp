// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/T5Files.h"

#include "core/model/PthFile.h"
#include "core/model/SafetensorsFile.h"
#include "core/text/T5Encoder.h"
#include "tests/support/GgufWriter.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <QTemporaryDir>
#include <QTest>

#include <functional>

// The golden's text encoder in the files of other programs. Each must give the numbers of the reference's file.
using namespace studio;
using model::StateDict;
namespace fs = std::filesystem;
namespace gguf = test::gguf;

namespace {

const fs::path kReference = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B/models_t5_umt5-xxl-enc-bf16.pth";
const std::vector<int64_t> kIds{17, 300, 5, 2000, 5, 1};
const std::string kOfComfy = "text_encoders.umt5xxl.transformer.";

// The reference's tensors in fp32.
StateDict reference()
{
    StateDict tensors = *model::openPth(kReference);
    for (auto& [name, tensor] : tensors)
        tensor = tensor.to(at::kFloat).contiguous();
    return tensors;
}

std::string replaced(std::string text, const std::vector<std::pair<std::string, std::string>>& parts)
{
    for (const auto& [from, to] : parts) {
        if (const size_t at = text.find(from); at != std::string::npos)
            text.replace(at, from.size(), to);
    }
    return text;
}

// Names as in Hugging Face's UMT5EncoderModel.
std::string ofHuggingFace(const std::string& name)
{
    if (name == "norm.weight")
        return "encoder.final_layer_norm.weight";
    return replaced(name,
                    {{"token_embedding.", "shared."},
                     {"blocks.", "encoder.block."},
                     {".norm1.", ".layer.0.layer_norm."},
                     {".attn.", ".layer.0.SelfAttention."},
                     {".pos_embedding.embedding.", ".layer.0.SelfAttention.relative_attention_bias."},
                     {".norm2.", ".layer.1.layer_norm."},
                     {".ffn.gate.0.", ".layer.1.DenseReluDense.wi_0."},
                     {".ffn.fc1.", ".layer.1.DenseReluDense.wi_1."},
                     {".ffn.fc2.", ".layer.1.DenseReluDense.wo."}});
}

// Names as llama.cpp's converter gives them.
std::string ofLlama(const std::string& name)
{
    if (name == "norm.weight")
        return "enc.output_norm.weight";
    return replaced(name,
                    {{"token_embedding.", "token_embd."},
                     {"blocks.", "enc.blk."},
                     {".norm1.", ".attn_norm."},
                     {".norm2.", ".ffn_norm."},
                     {".attn.", ".attn_"},
                     {".pos_embedding.embedding.", ".attn_rel_b."},
                     {".ffn.gate.0.", ".ffn_gate."},
                     {".ffn.fc1.", ".ffn_up."},
                     {".ffn.fc2.", ".ffn_down."}});
}

StateDict renamed(const StateDict& tensors, const std::function<std::string(const std::string&)>& newName)
{
    StateDict result;
    for (const auto& [name, tensor] : tensors)
        result.emplace(newName(name), tensor);
    return result;
}

std::string floats(const StateDict& tensors)
{
    std::vector<gguf::Tensor> all;
    for (const auto& [name, tensor] : tensors) {
        gguf::Tensor made{.name = name, .extents = {}, .type = gguf::kF32, .bytes = {}};
        for (const int64_t extent : tensor.sizes())
            made.extents.insert(made.extents.begin(), static_cast<uint64_t>(extent));
        made.bytes.assign(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes());
        all.push_back(std::move(made));
    }
    return gguf::file(all);
}

// What is left of a matrix in Q8_0.
at::Tensor throughQ80(const at::Tensor& tensor)
{
    const std::string bytes = gguf::blocksOfQ80(tensor);
    at::Tensor numbers = at::empty(tensor.sizes(), at::kFloat);
    auto* to = numbers.mutable_data_ptr<float>();
    for (size_t block = 0; block < bytes.size(); block += 34) {
        c10::Half scale;
        std::memcpy(&scale.x, bytes.data() + block, sizeof(scale.x));
        for (size_t i = 0; i < 32; ++i)
            *to++ = static_cast<float>(scale) * static_cast<float>(static_cast<int8_t>(bytes[block + 2 + i]));
    }
    return numbers;
}

bool isMatrix(const std::string& name, const at::Tensor& tensor)
{
    return tensor.dim() == 2 && name.find("pos_embedding") == std::string::npos;
}

at::Tensor rowsOfEncoder(const text::T5Encoder& encoder)
{
    return *encoder.encode(kIds);
}

at::Tensor rowsOf(const StateDict& tensors)
{
    return rowsOfEncoder(*text::T5Encoder::bind({.tensors = tensors, .packed = {}}, "test", at::kCPU, at::kFloat));
}

class TestT5Files : public QObject {
    Q_OBJECT

    [[nodiscard]] fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

    fs::path written(const StateDict& tensors) const
    {
        if (const Status done = model::writeSafetensors(path("t5.safetensors"), tensors); !done)
            qFatal("%s", done.error().detail.c_str());
        return path("t5.safetensors");
    }

    fs::path written(const std::string& bytes) const
    {
        test::write(path("t5.gguf"), bytes);
        return path("t5.gguf");
    }

    // The file's encoder gives exactly these rows.
    static void gives(const fs::path& file, const at::Tensor& rows)
    {
        const auto encoder = text::T5Encoder::load(file, at::kCPU, at::kFloat);
        QVERIFY2(encoder, encoder ? "" : encoder.error().detail.c_str());
        QVERIFY(at::equal(rowsOfEncoder(*encoder), rows));
    }

    static void refused(const fs::path& file, ErrorCode code, const char* part)
    {
        const auto encoder = text::T5Encoder::load(file, at::kCPU, at::kFloat);
        QVERIFY(!encoder);
        QVERIFY2(encoder.error().detail.find(part) != std::string::npos, encoder.error().detail.c_str());
        QCOMPARE(encoder.error().code, code);
        QCOMPARE(encoder.error().subject, file.string());
    }

    const c10::InferenceMode m_inference;
    QTemporaryDir m_folder;

private Q_SLOTS:
    void safetensorsOfTheReferenceGiveItsNumbers()
    {
        const at::Tensor expected = rowsOf(reference());
        gives(kReference, expected);
        gives(written(reference()), expected);
        for (const char* const prefix : {"model.", "text_encoder.", "text_encoders.umt5xxl.transformer."})
            gives(written(renamed(reference(), [&](const std::string& name) { return prefix + name; })), expected);
    }

    void huggingFaceNamesAreRead()
    {
        const at::Tensor expected = rowsOf(reference());
        StateDict tensors = renamed(reference(), ofHuggingFace);
        gives(written(tensors), expected);
        // Of a whole T5, as ComfyUI keeps it.
        tensors["encoder.embed_tokens.weight"] = tensors.at("shared.weight").clone();
        tensors["decoder.embed_tokens.weight"] = tensors.at("shared.weight").clone();
        tensors["decoder.block.0.layer.0.SelfAttention.q.weight"] = at::ones({2, 2});
        tensors["lm_head.weight"] = at::ones({2, 2});
        tensors["spiece_model"] = at::ones({5}, at::kByte);
        gives(written(tensors), expected);
        tensors.erase("shared.weight");
        gives(written(tensors), expected);
    }

    void anEncoderIsFoundAmongOtherModels()
    {
        StateDict tensors
            = renamed(reference(), [](const std::string& name) { return kOfComfy + ofHuggingFace(name); });
        tensors["model.diffusion_model.blocks.0.ffn.0.weight"] = at::ones({2, 2});
        tensors["model.diffusion_model.patch_embedding.weight"] = at::ones({2, 2});
        tensors["vae.decoder.conv1.weight"] = at::ones({2, 2});
        gives(written(tensors), rowsOf(reference()));
    }

    void ggufNamesAreRead()
    {
        const at::Tensor expected = rowsOf(reference());
        StateDict tensors = renamed(reference(), ofLlama);
        gives(written(floats(tensors)), expected);
        tensors["dec.blk.0.attn_q.weight"] = at::ones({2, 2});
        tensors["dec.output_norm.weight"] = at::ones({2});
        tensors["output.weight"] = at::ones({2, 2});
        gives(written(floats(tensors)), expected);
        // audio.cpp's file, with the speech model.
        tensors = renamed(reference(), [](const std::string& name) { return "text_encoder/" + ofLlama(name); });
        tensors["audio_encoder/wav2vec2.encoder.layer_norm.weight"] = at::ones({2});
        gives(written(floats(tensors)), expected);
    }

    void q80GivesTheNumbersThatItHolds()
    {
        StateDict expected = reference();
        for (auto& [name, tensor] : expected) {
            if (isMatrix(name, tensor))
                tensor = throughQ80(tensor);
        }
        gives(written(gguf::model(renamed(reference(), ofLlama))), rowsOf(expected));
    }

    // ComfyUI's file with its mark, below a prefix or not; the same in int8 with a scale for each row.
    void scaledFilesGiveTheNumbersThatTheyHold()
    {
        for (const std::string& prefix : {std::string(), kOfComfy}) {
            for (const at::ScalarType dtype : {at::kFloat8_e4m3fn, at::kChar}) {
                StateDict stored;
                StateDict expected;
                for (const auto& [name, tensor] : reference()) {
                    const std::string other = prefix + ofHuggingFace(name);
                    expected[name] = tensor;
                    stored[other] = tensor;
                    if (!isMatrix(name, tensor))
                        continue;
                    const bool isInt8 = dtype == at::kChar;
                    const at::Tensor scale = isInt8 ? tensor.abs().amax({1}, true) / 127 : tensor.abs().max() / 448;
                    const at::Tensor units = tensor / scale;
                    stored[other] = (isInt8 ? units.round() : units).to(dtype);
                    expected[name] = stored[other].to(at::kFloat) * scale;
                    const std::string module = other.substr(0, other.rfind('.'));
                    stored[module + (isInt8 ? ".weight_scale" : ".scale_weight")] = scale;
                    stored[module + ".scale_input"] = at::ones({});
                }
                if (dtype != at::kChar)
                    stored[prefix + "scaled_fp8"] = at::empty({0}, at::kFloat8_e4m3fn);
                gives(written(stored), rowsOf(expected));
            }
        }
    }

    // Kijai's: all of it in fp8, norms and positions, too.
    void plainFp8GivesTheNumbersThatItHolds()
    {
        StateDict stored;
        StateDict expected;
        for (const auto& [name, tensor] : reference()) {
            stored[name] = tensor.to(at::kFloat8_e4m3fn);
            expected[name] = stored[name].to(at::kFloat);
        }
        gives(written(stored), rowsOf(expected));
    }

    // The embedding has a gigabyte or more in the real model, in fp32 four.
    void onlyOneBlockAndRowsOfTheEmbeddingAreUnpacked()
    {
        auto source = text::openTextEncoder(written(gguf::model(renamed(reference(), ofLlama))));
        QVERIFY(source);
        std::vector<std::string> whole;
        std::vector<std::pair<std::string, int64_t>> rows;
        for (auto& [name, packed] : source->packed) {
            packed.unpack = [&, name = name, unpack = packed.unpack](at::ScalarType dtype, c10::Device device) {
                whole.push_back(name);
                return unpack(dtype, device);
            };
            packed.unpackRows = [&, name = name, unpack = packed.unpackRows](const at::Tensor& chosen) {
                rows.emplace_back(name, chosen.numel());
                return unpack(chosen);
            };
        }
        const auto encoder = text::T5Encoder::bind(*std::move(source), "test", at::kCPU, at::kFloat);
        QVERIFY(encoder);
        const at::Tensor x = encoder->embed(kIds);
        QCOMPARE(x.size(0), static_cast<int64_t>(kIds.size()));
        QCOMPARE(rows.size(), size_t{1});
        QCOMPARE(rows[0].first, std::string("token_embedding.weight"));
        QCOMPARE(rows[0].second, static_cast<int64_t>(kIds.size()));
        QVERIFY(whole.empty());
        QVERIFY_EXCEPTION_THROWN(encoder->embed({encoder->config().vocabulary}), c10::Error);
        QVERIFY_EXCEPTION_THROWN(encoder->embed({-1}), c10::Error);
        rows.clear();
        QVERIFY(encoder->block(1, x));
        QCOMPARE(whole.size(), size_t{7});
        QVERIFY(std::all_of(whole.begin(), whole.end(),
                            [](const std::string& name) { return name.starts_with("blocks.1."); }));
        whole.clear();
        QVERIFY(encoder->encode(kIds));
        QCOMPARE(whole.size(), 7 * static_cast<size_t>(encoder->config().layers));
        QCOMPARE(rows.size(), size_t{1});
    }

    void twoEmbeddingsMustBeTheSame()
    {
        StateDict tensors = renamed(reference(), ofHuggingFace);
        tensors["encoder.embed_tokens.weight"] = tensors.at("shared.weight") + 1;
        refused(written(tensors), ErrorCode::CheckpointMismatch,
                "encoder.embed_tokens.weight and shared.weight are different embeddings");
        tensors["encoder.embed_tokens.weight"] = at::ones({3});
        refused(written(tensors), ErrorCode::CheckpointMismatch, "are different embeddings");
    }

    void whatIsNotUnderstoodIsNamed()
    {
        StateDict tensors = renamed(reference(), ofHuggingFace);
        tensors["encoder.block.0.layer.0.SelfAttention.q.codebook"] = at::ones({2});
        refused(written(tensors), ErrorCode::CheckpointMismatch,
                "would be left out: blocks.0.attn.q.codebook, which this program can't apply");
        tensors = renamed(reference(), ofHuggingFace);
        tensors.erase("encoder.block.1.layer.1.DenseReluDense.wo.weight");
        refused(written(tensors), ErrorCode::CheckpointIncomplete, "missing: blocks.1.ffn.fc2.weight");
        tensors = reference();
        tensors.merge(renamed(reference(), [](const std::string& name) { return "other." + name; }));
        refused(written(tensors), ErrorCode::CheckpointMismatch,
                R"(several text encoders in it: below "" and "other.")");
    }

    void aTransposedTableOfPositionsIsRefused()
    {
        StateDict tensors = renamed(reference(), ofLlama);
        for (auto& [name, tensor] : tensors) {
            if (name.find("attn_rel_b") != std::string::npos)
                tensor = tensor.t().contiguous();
        }
        refused(written(floats(tensors)), ErrorCode::CheckpointMismatch,
                "blocks.0.pos_embedding.embedding.weight should be [32, heads], the file has [2, 32]");
    }

    void otherT5sAreRefused()
    {
        StateDict tensors = renamed(reference(), ofHuggingFace);
        std::erase_if(tensors, [](const auto& each) {
            return each.first.find("relative") != std::string::npos && !each.first.starts_with("encoder.block.0.");
        });
        refused(written(tensors), ErrorCode::CheckpointForeign,
                "another T5 encoder (T5 v1.1, FLAN-T5 or mT5) than umT5; this model's text encoder is umT5-xxl");
        tensors = renamed(reference(), ofHuggingFace);
        for (int block = 0; block < 3; ++block) { // the first T5: a feed-forward layer without a gate
            const std::string layer = "encoder.block." + std::to_string(block) + ".layer.1.DenseReluDense.";
            tensors[layer + "wi.weight"] = tensors.at(layer + "wi_1.weight");
            tensors.erase(layer + "wi_0.weight");
            tensors.erase(layer + "wi_1.weight");
        }
        refused(written(tensors), ErrorCode::CheckpointForeign, "than umT5");
    }

    void otherModelsAreNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("embedding");
        QTest::addColumn<QString>("what");
        QTest::newRow("CLIP") << "text_model.encoder.layers.0.self_attn.q_proj.weight"
                              << "text_model.embeddings.token_embedding.weight"
                              << "a CLIP text encoder";
        QTest::newRow("OpenCLIP") << "transformer.resblocks.0.attn.in_proj_weight"
                                  << "token_embedding.weight"
                                  << "a CLIP text encoder";
        QTest::newRow("Llama") << "model.layers.0.self_attn.q_proj.weight"
                               << "model.embed_tokens.weight"
                               << "a language model";
        QTest::newRow("Llama in GGUF") << "blk.0.attn_q.weight"
                                       << "token_embd.weight"
                                       << "a language model";
        QTest::newRow("a LoRA") << "blocks.0.attn.q.lora_A.weight"
                                << "x"
                                << "a LoRA";
        QTest::newRow("DiT") << "blocks.0.self_attn.q.weight"
                             << "patch_embedding.weight"
                             << "a Wan text-to-video (T2V) model";
        QTest::newRow("VAE") << "decoder.middle.0.residual.0.gamma"
                             << "conv1.weight"
                             << "the VAE of Wan 2.1";
        QTest::newRow("wav2vec2") << "wav2vec2.feature_extractor.conv_layers.0.conv.weight"
                                  << "x"
                                  << "a large wav2vec2";
    }
    void otherModelsAreNamed()
    {
        QFETCH(QString, name);
        QFETCH(QString, embedding);
        QFETCH(QString, what);
        const StateDict tensors{{name.toStdString(), at::ones({4, 4})}, {embedding.toStdString(), at::ones({4, 4})}};
        refused(written(tensors), ErrorCode::CheckpointForeign, what.toStdString().c_str());
        if (name.startsWith(QLatin1String("blk")))
            refused(written(floats(tensors)), ErrorCode::CheckpointForeign, "a language model");
    }

    void aFileWithoutAnEncoderIsIncomplete()
    {
        refused(written({{"something", at::ones({2})}}), ErrorCode::CheckpointForeign,
                "it has tensors such as something; this model's text encoder is umT5-xxl");
        StateDict tensors = renamed(reference(), ofHuggingFace);
        tensors.erase("shared.weight");
        refused(written(tensors), ErrorCode::CheckpointIncomplete, "missing: token_embedding.weight");
    }
};

} // namespace

QTEST_APPLESS_MAIN(TestT5Files)
#include "tst_T5Files.moc"
