// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/QuantisedWeights.h"
#include "core/model/SafetensorsFile.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/kron.h>
#include <ATen/ops/max.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace studio;
using model::StateDict;
namespace fs = std::filesystem;

namespace {

at::Tensor numbers()
{
    return at::arange(-6, 6).to(at::kFloat).reshape({4, 3});
}

at::Tensor one(double value, at::IntArrayRef shape = {})
{
    return at::full(shape, value, at::kFloat);
}

at::Tensor bytesOf(std::string_view text)
{
    at::Tensor bytes = at::empty({static_cast<int64_t>(text.size())}, at::kByte);
    std::copy(text.begin(), text.end(), bytes.mutable_data_ptr<uint8_t>());
    return bytes;
}

// Whether chosen rows are those of the whole.
bool rowsAgree(const model::PackedTensor& packed)
{
    const at::Tensor whole = packed.unpack(at::kFloat, c10::kCPU);
    const at::Tensor rows = at::tensor({2, 0, 2, static_cast<int>(whole.size(0)) - 1}, at::kLong);
    return at::equal(packed.unpackRows(rows), whole.index_select(0, rows));
}

Result<model::TensorSource> unpackLater(StateDict tensors, const std::map<std::string, std::string>& metadata = {})
{
    return model::unpackLater(std::move(tensors), metadata, "model.safetensors");
}

class TestQuantisedWeights : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scalesAreApplied_data()
    {
        QTest::addColumn<int>("dtype");
        QTest::addColumn<QString>("scale");
        QTest::addColumn<bool>("perRow");
        for (const at::ScalarType dtype : {at::kFloat8_e4m3fn, at::kFloat8_e5m2, at::kChar}) {
            for (const char* const scale : {"scale_weight", "weight_scale"}) {
                for (const bool perRow : {false, true})
                    QTest::addRow("%s %s%s", c10::toString(dtype), scale, perRow ? " for rows" : "")
                        << static_cast<int>(dtype) << QString::fromLatin1(scale) << perRow;
            }
        }
    }
    void scalesAreApplied()
    {
        QFETCH(int, dtype);
        QFETCH(QString, scale);
        QFETCH(bool, perRow);
        const at::Tensor factors = perRow ? at::arange(1, 5).to(at::kFloat).reshape({4, 1}) : one(0.125);
        const at::Tensor bias = at::ones({4}, at::kBFloat16);
        const auto source = unpackLater({{"layer.weight", numbers().to(static_cast<at::ScalarType>(dtype))},
                                         {"layer.bias", bias},
                                         {"layer." + scale.toStdString(), factors},
                                         {"layer.scale_input", one(7)},
                                         {"layer.input_scale", one(7)},
                                         {"scaled_fp8", at::empty({0}, at::kFloat8_e4m3fn)}});
        QVERIFY2(source, source ? "" : source.error().detail.c_str());
        QCOMPARE(source->tensors.size(), size_t{2}); // Nothing is left that a binder would refuse.
        QVERIFY(source->tensors.at("layer.weight").is_meta());
        QVERIFY(source->tensors.at("layer.weight").sizes() == numbers().sizes());
        QCOMPARE(source->tensors.at("layer.bias").const_data_ptr(), bias.const_data_ptr());
        QVERIFY(at::equal(source->packed.at("layer.weight").unpack(at::kFloat, c10::kCPU), numbers() * factors));
        QVERIFY(at::equal(source->packed.at("layer.weight").unpack(at::kFloat, c10::kCPU),
                          numbers() * factors)); // It changes nothing.
        QVERIFY(rowsAgree(source->packed.at("layer.weight")));
    }

    void fp8WithoutAnyScaleIsTakenAsItIs()
    {
        for (const at::ScalarType dtype : {at::kFloat8_e4m3fn, at::kFloat8_e5m2}) {
            const auto source
                = unpackLater({{"layer.weight", numbers().to(dtype)}, {"modulation", numbers().to(dtype)}});
            QVERIFY(source);
            QVERIFY(at::equal(source->packed.at("layer.weight").unpack(at::kFloat, c10::kCPU), numbers()));
            QVERIFY(at::equal(source->packed.at("modulation").unpack(at::kFloat, c10::kCPU), numbers()));
            QVERIFY(rowsAgree(source->packed.at("layer.weight")));
        }
    }

    // As when a tool has dropped what it didn't know.
    void fp8ThatHasLostItsScalesIsRefused()
    {
        for (const auto& [dtype, largest] : {std::pair(at::kFloat8_e4m3fn, 448), {at::kFloat8_e5m2, 57344}})
            refused({{"a.weight", (numbers() * (largest / 6.0)).to(dtype)}}, {},
                    "a.weight fills the range of its type");
    }

    void aScaleOf1BesideAPlainWeightDoesNothing()
    {
        const at::Tensor fp8 = numbers().to(at::kFloat8_e4m3fn);
        const auto source = unpackLater({{"a.weight", fp8},
                                         {"a.scale_weight", one(2)},
                                         {"b.weight", numbers().to(at::kBFloat16)},
                                         {"b.scale_weight", one(1, {1})},
                                         {"b.scale_input", one(1)},
                                         {"c.weight", numbers().to(at::kBFloat16)},
                                         {"c.scale_weight", one(2)}});
        QVERIFY(source);
        QVERIFY(!source->tensors.contains("b.scale_weight") && !source->tensors.contains("b.scale_input"));
        QVERIFY(source->tensors.contains("c.scale_weight")); // A binder refuses it.
    }

    // Numbers are computed in fp32, and rounded to what is wanted without a tensor in fp32.
    void everyWantedTypeIsRoundedFromFp32()
    {
        const at::Tensor bytes = at::arange(256).repeat({40}).reshape({160, 64}).to(at::kByte);
        const auto scales = [](c10::IntArrayRef sizes) { return at::rand(sizes) + 0.5; };
        const std::string note = R"({"format": "int8_tensorwise", "convrot": true, "convrot_groupsize": 16})";
        const auto source = unpackLater({{"a.weight", bytes.view(at::kFloat8_e4m3fn)},
                                         {"a.weight_scale", one(0.3)},
                                         {"b.weight", bytes.view(at::kFloat8_e5m2)},
                                         {"b.weight_scale", scales({160, 1})},
                                         {"c.weight", bytes.view(at::kChar)},
                                         {"c.weight_scale", scales({160})},
                                         {"d.weight", bytes.view(at::kChar)},
                                         {"d.weight_scale", one(0.3)},
                                         {"d.comfy_quant", bytesOf(note)},
                                         {"e.weight", bytes},
                                         {"e.weight_scale", tiled(scales({160, 8})).to(at::kFloat8_e4m3fn)},
                                         {"e.weight_scale_2", one(0.3)},
                                         {"e.comfy_quant", bytesOf(R"({"format": "nvfp4"})")},
                                         {"f.weight", bytes.view(at::kFloat8_e4m3fn)},
                                         {"f.weight_scale", tiled(scales({160, 2}) * 127).to(at::kByte)},
                                         {"f.comfy_quant", bytesOf(R"({"format": "mxfp8"})")}});
        QVERIFY2(source, source ? "" : source.error().detail.c_str());
        QCOMPARE(source->packed.size(), size_t{6});
        for (const auto& [name, packed] : source->packed) {
            const at::Tensor wide = packed.unpack(at::kFloat, c10::kCPU);
            QCOMPARE(wide.scalar_type(), at::kFloat);
            for (const at::ScalarType dtype : {at::kBFloat16, at::kHalf}) {
                const at::Tensor rounded = packed.unpack(dtype, c10::kCPU);
                QCOMPARE(rounded.scalar_type(), dtype);
                QVERIFY2(at::allclose(rounded, wide.to(dtype), 0, 0, /*equal_nan=*/true), name.c_str());
            }
        }
        // As libtorch's operators widen and multiply them.
        QVERIFY(at::allclose(source->packed.at("a.weight").unpack(at::kFloat, c10::kCPU),
                             bytes.view(at::kFloat8_e4m3fn).to(at::kFloat) * 0.3F, 0, 0, /*equal_nan=*/true));
    }

    void descriptionsAreRead()
    {
        const at::Tensor fp8 = numbers().to(at::kFloat8_e4m3fn);
        const at::Tensor int8 = numbers().to(at::kChar);
        const auto beside = unpackLater(
            {{"a.weight", fp8},
             {"a.weight_scale", one(2)},
             {"a.comfy_quant", bytesOf(R"({"format": "float8_e4m3fn", "full_precision_matrix_mult": true})")},
             {"b.weight", int8},
             {"b.weight_scale", one(2, {4, 1})},
             {"b.comfy_quant", bytesOf(R"({"format": "int8_tensorwise", "convrot": false})")}});
        QVERIFY2(beside, beside ? "" : beside.error().detail.c_str());
        QCOMPARE(beside->tensors.size(), size_t{2});
        const auto inMetadata = unpackLater(
            {{"a.weight", fp8}, {"a.weight_scale", one(2)}},
            {{"_quantization_metadata",
              R"({"format_version": "1.0", "layers": {"model.diffusion_model.a": {"format": "float8_e4m3fn"}}})"}});
        QVERIFY2(inMetadata, inMetadata ? "" : inMetadata.error().detail.c_str());
        QVERIFY(at::equal(inMetadata->packed.at("a.weight").unpack(at::kFloat, c10::kCPU), numbers() * 2));
    }

    // The numbers of one row, rotated by the definition: Kronecker products of a matrix of 4x4.
    void rotatedWeightsAreRotatedBack()
    {
        const at::Tensor seed
            = at::tensor({1.F, 1.F, 1.F, -1.F, 1.F, 1.F, -1.F, 1.F, 1.F, -1.F, 1.F, 1.F, -1.F, 1.F, 1.F, 1.F})
                  .reshape({4, 4});
        const at::Tensor matrix = at::kron(seed, seed) / 4;
        QVERIFY(at::equal(at::mm(matrix, matrix), at::eye(16)));
        const at::Tensor weight = at::arange(96).to(at::kFloat).reshape({3, 32}).sin();
        const at::Tensor rotated = at::mm(weight.reshape({-1, 16}), matrix.t()).reshape({3, 32});
        const at::Tensor scale = rotated.abs().amax({1}, true) / 127;
        const StateDict tensors{
            {"a.weight", (rotated / scale).round().to(at::kChar)},
            {"a.weight_scale", scale},
            {"a.comfy_quant",
             bytesOf(R"({"format": "int8_tensorwise", "convrot": true, "convrot_groupsize": 16, "per_row": true})")}};
        const auto source = unpackLater(tensors);
        QVERIFY2(source, source ? "" : source.error().detail.c_str());
        const at::Tensor unpacked = source->packed.at("a.weight").unpack(at::kFloat, c10::kCPU);
        QVERIFY(unpacked.sizes() == weight.sizes());
        QVERIFY((unpacked - weight).abs().max().item<float>() < 0.02F);
        QVERIFY(rowsAgree(source->packed.at("a.weight")));
        for (const char* const size : {"8", "64", "0", "-4", "16.5", "\"16\""}) {
            StateDict wrong = tensors;
            wrong["a.comfy_quant"] = bytesOf(std::string(R"({"format": "int8_tensorwise", "convrot": true, )")
                                             + R"("convrot_groupsize": )" + size + "}");
            refused(wrong, {}, "a.weight is quantised as {");
        }
    }

    void blocksHaveScalesOfTheirOwn_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::newRow("less than a tile") << 4 << 64;
        QTest::newRow("a tile") << 128 << 64;
        QTest::newRow("several tiles") << 300 << 320;
    }
    void blocksHaveScalesOfTheirOwn()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        // nvfp4: every number of the type in turn.
        const at::Tensor codes = at::arange(rows * columns).remainder(16).reshape({rows, columns}).to(at::kByte);
        const at::Tensor values
            = at::tensor({0.F, .5F, 1.F, 1.5F, 2.F, 3.F, 4.F, 6.F, -0.F, -.5F, -1.F, -1.5F, -2.F, -3.F, -4.F, -6.F});
        const at::Tensor pairs = codes.reshape({rows, columns / 2, 2});
        const at::Tensor scales = at::arange(1, 1 + rows * columns / 16).remainder(13).add(1).reshape({rows, -1});
        const auto nvfp4 = unpackLater({{"a.weight", pairs.select(2, 0).mul(16).add(pairs.select(2, 1)).to(at::kByte)},
                                        {"a.weight_scale", tiled(scales).to(at::kFloat8_e4m3fn)},
                                        {"a.weight_scale_2", one(0.25)},
                                        {"a.input_scale", one(3)},
                                        {"a.comfy_quant", bytesOf(R"({"format": "nvfp4"})")}});
        QVERIFY2(nvfp4, nvfp4 ? "" : nvfp4.error().detail.c_str());
        QCOMPARE(nvfp4->tensors.size(), size_t{1});
        QVERIFY(nvfp4->tensors.at("a.weight").sizes() == codes.sizes());
        QVERIFY(at::equal(nvfp4->packed.at("a.weight").unpack(at::kFloat, c10::kCPU),
                          values.index_select(0, codes.flatten().to(at::kLong)).reshape(codes.sizes())
                              * scales.repeat_interleave(16, 1) * 0.25));
        QVERIFY(rowsAgree(nvfp4->packed.at("a.weight")));

        const at::Tensor e4m3 = codes.to(at::kFloat).sub(8).to(at::kFloat8_e4m3fn);
        const at::Tensor exponents = scales.slice(1, 0, columns / 32).add(120);
        const auto mxfp8 = unpackLater({{"a.weight", e4m3},
                                        {"a.weight_scale", tiled(exponents).to(at::kByte)},
                                        {"a.comfy_quant", bytesOf(R"({"format": "mxfp8"})")}});
        QVERIFY2(mxfp8, mxfp8 ? "" : mxfp8.error().detail.c_str());
        QVERIFY(at::equal(mxfp8->packed.at("a.weight").unpack(at::kFloat, c10::kCPU),
                          e4m3.to(at::kFloat) * exponents.to(at::kFloat).sub(127).exp2().repeat_interleave(32, 1)));
        QVERIFY(rowsAgree(mxfp8->packed.at("a.weight")));
    }

    void whatIsNotUnderstoodIsRefusedByName_data()
    {
        QTest::addColumn<QString>("tensor"); // what is put beside an fp8 weight and its bias
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const char* tensor, double value, const char* said) {
            QTest::newRow(name) << tensor << value << said;
        };
        row("only the mark", "scaled_fp8", 0, "layer.weight is quantised, and its scale is missing");
        row("a scale of 0", "layer.weight_scale", 0, "layer.weight_scale should be positive");
        row("a negative scale", "layer.weight_scale", -1, "layer.weight_scale should be positive");
        row("no number", "layer.scale_weight", std::numeric_limits<double>::quiet_NaN(),
            "layer.scale_weight should be positive");
        row("an infinite scale", "layer.scale_weight", std::numeric_limits<double>::infinity(),
            "layer.scale_weight should be positive");
    }
    void whatIsNotUnderstoodIsRefusedByName()
    {
        QFETCH(QString, tensor);
        QFETCH(double, value);
        QFETCH(QString, said);
        refused({{"layer.weight", numbers().to(at::kFloat8_e4m3fn)}, {tensor.toStdString(), one(value)}}, {},
                said.toStdString());
    }

    void otherLayoutsAreRefusedByName()
    {
        const at::Tensor fp8 = numbers().to(at::kFloat8_e4m3fn);
        refused({{"a.weight", fp8}, {"a.weight_scale", one(1)}, {"b.weight", fp8}}, {},
                "b.weight is quantised, and its scale is missing");
        refused({{"a.weight", numbers().to(at::kChar)}}, {}, "a.weight is quantised, and its scale is missing");
        refused({{"a.weight", fp8}, {"a.weight_scale", one(1)}, {"a.scale_weight", one(1)}}, {},
                "a.weight has two scales");
        for (const at::Tensor& scale :
             {one(1, {2, 2}), one(1, {3}), one(1, {1, 4}), at::zeros({0}), at::ones({4}, at::kInt)})
            refused({{"a.weight", fp8}, {"a.weight_scale", scale}}, {}, "a.weight_scale should be one number");
        for (const char* const description :
             {R"({"format": "awq_w4a16"})", R"({"format": "nvfp4"})", R"({"format": "float8_e5m2"})", R"({})",
              R"({"format": 3})", R"({"format": "float8_e4m3fn", "convrot": true})",
              R"({"format": "int8_tensorwise", "convrot": true, "convrot_groupsize": 3})"}) {
            refused({{"a.weight", fp8}, {"a.weight_scale", one(1)}, {"a.comfy_quant", bytesOf(description)}}, {},
                    "a.weight is quantised as {");
            refused({{"a.weight", fp8}, {"a.weight_scale", one(1)}},
                    {{"_quantization_metadata", std::string(R"({"layers": {"a": )") + description + "}}"}},
                    "a.weight is quantised as {");
        }
        refused({{"a.weight", fp8}}, {{"_quantization_metadata", R"({"layers": {"a": {"format": "float8_e4m3fn"}}})"}},
                "its scale is missing");
    }

    void aDescriptionThatIsNoJsonIsAnError()
    {
        for (const std::string& text :
             {std::string("{"), std::string(), std::string("[]"), std::string(100'000, '[')}) {
            for (const auto& source : {unpackLater({{"a.weight", numbers()}, {"a.comfy_quant", bytesOf(text)}}),
                                       unpackLater({{"a.weight", numbers()}}, {{"_quantization_metadata", text}})}) {
                QVERIFY(!source);
                QCOMPARE(source.error().code, ErrorCode::CheckpointDamaged);
                QCOMPARE(source.error().subject, std::string("model.safetensors"));
            }
        }
    }

    void prefixesAreTakenOff()
    {
        const fs::path path = fs::path(m_folder.path().toStdString()) / "model.safetensors";
        for (const char* const prefix :
             {"", "model.diffusion_model.", "diffusion_model.", "model.", "model.model.", "net."}) {
            QVERIFY(model::writeSafetensors(path,
                                            {{prefix + std::string("a.weight"), numbers().to(at::kFloat8_e4m3fn)},
                                             {prefix + std::string("a.scale_weight"), one(2)},
                                             {prefix + std::string("scaled_fp8"), one(0, {2})}}));
            const auto source = model::openTensors(path);
            QVERIFY2(source, source ? "" : source.error().detail.c_str());
            QCOMPARE(source->tensors.size(), size_t{1});
            QVERIFY(at::equal(source->packed.at("a.weight").unpack(at::kFloat, c10::kCPU), numbers() * 2));
        }
        QVERIFY(model::writeSafetensors(path, {{"net.a.weight", numbers()}, {"a.weight", numbers()}}));
        QCOMPARE(model::openTensors(path).error().code, ErrorCode::CheckpointMismatch);
    }

private:
    // Scales [rows, blocks] as tensor cores want them, by the definition of torchao's to_blocked().
    static at::Tensor tiled(const at::Tensor& scales)
    {
        const int64_t rows = (scales.size(0) + 127) / 128 * 128;
        const int64_t columns = (scales.size(1) + 3) / 4 * 4;
        const at::Tensor padded = at::zeros({rows, columns}, scales.options());
        padded.slice(0, 0, scales.size(0)).slice(1, 0, scales.size(1)).copy_(scales);
        return padded.reshape({rows / 128, 128, columns / 4, 4})
            .permute({0, 2, 1, 3})
            .reshape({-1, 4, 32, 4})
            .transpose(1, 2)
            .reshape({rows, columns});
    }

    static void refused(StateDict tensors, const std::map<std::string, std::string>& metadata, const std::string& said)
    {
        const auto source = unpackLater(std::move(tensors), metadata);
        QVERIFY2(!source, said.c_str());
        QCOMPARE(source.error().code, ErrorCode::CheckpointMismatch);
        QVERIFY2(source.error().detail.find(said) != std::string::npos, source.error().detail.c_str());
    }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestQuantisedWeights)
#include "tst_QuantisedWeights.moc"
