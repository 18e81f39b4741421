// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/GgufFile.h"

#include "core/model/SafetensorsFile.h"
#include "tests/support/GgufWriter.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>

#include <QTemporaryDir>
#include <QTest>

using namespace studio;
using test::raw;
using test::gguf::Tensor;
namespace fs = std::filesystem;
namespace gguf = test::gguf;

namespace {

// Made by the Python package gguf: tests/data/gguf/make.py.
const fs::path kTypes = TEST_DATA "/gguf/types.gguf";
const fs::path kNumbers = TEST_DATA "/gguf/types.safetensors";

const std::string kFour = raw(1.F) + raw(2.F) + raw(3.F) + raw(4.F);

class TestGgufFile : public QObject {
    Q_OBJECT

    [[nodiscard]] fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

    Result<model::TensorSource> open(const std::string& bytes) const
    {
        test::write(path("file.gguf"), bytes);
        return model::openGguf(path("file.gguf"));
    }

private Q_SLOTS:
    void everyTypeGivesTheNumbersOfItsAuthors()
    {
        const auto source = model::openGguf(kTypes);
        QVERIFY2(source, source ? "" : source.error().detail.c_str());
        const auto expected = model::openSafetensors(kNumbers);
        QVERIFY(expected);
        QCOMPARE(source->tensors.size(), expected->size());
        for (const auto& [name, numbers] : *expected) {
            const auto found = source->tensors.find(name);
            QVERIFY2(found != source->tensors.end(), name.c_str());
            QVERIFY2(found->second.sizes() == numbers.sizes(), name.c_str());
            const auto packed = source->packed.find(name);
            QCOMPARE(found->second.is_meta(), packed != source->packed.end());
            const at::Tensor read = packed == source->packed.end() ? found->second.to(at::kFloat)
                                                                   : packed->second.unpack(at::kFloat, c10::kCPU);
            QVERIFY2(read.sizes() == numbers.sizes(), name.c_str());
            QVERIFY2(read.scalar_type() == at::kFloat, name.c_str());
            if (packed != source->packed.end()) {
                const at::Tensor rows = at::tensor({1, 0, 1}, at::kLong);
                QVERIFY2(at::equal(packed->second.unpackRows(rows), read.index_select(0, rows)), name.c_str());
                QVERIFY_EXCEPTION_THROWN(packed->second.unpackRows(rows.add(2)), c10::Error);
            }
            const auto* const a = read.const_data_ptr<float>();
            const auto* const b = numbers.const_data_ptr<float>();
            for (int64_t i = 0; i < numbers.numel(); ++i) // Products of at most three factors, in another order.
                QVERIFY2(std::abs(a[i] - b[i]) <= 1e-6F * (1 + std::abs(b[i])), name.c_str());
        }
        QCOMPARE(source->packed.size(), size_t{11});
        QCOMPARE(source->tensors.at("patches.weight").dim(), 5);
    }

    // The name doesn't tell, and neither does a prefix of another program.
    void itIsKnownByItsContent()
    {
        test::write(path("model.safetensors"),
                    gguf::model({{"blocks.0.weight", at::ones({2, 32})}, {"modulation", at::ones({1, 6, 4})}},
                                "model.diffusion_model."));
        const auto source = model::openTensors(path("model.safetensors"));
        QVERIFY2(source, source ? "" : source.error().detail.c_str());
        QVERIFY(source->tensors.contains("modulation"));
        QVERIFY(source->packed.contains("blocks.0.weight"));
        QVERIFY(
            at::equal(source->packed.at("blocks.0.weight").unpack(at::kFloat, c10::kCPU).round(), at::ones({2, 32})));
    }

    void whatItCannotUnpackIsRefusedByName()
    {
        const auto source = open(gguf::file({{"a.weight", {32}, 23, std::string(18, 'x')},
                                             {"b.weight", {32}, 40, std::string(18, 'x')},
                                             {"c.weight", {32}, 999, std::string(18, 'x')}}));
        QVERIFY(!source);
        QCOMPARE(source.error().code, ErrorCode::CheckpointMismatch);
        for (const char* const part :
             {"a.weight is of type IQ4_XS", "b.weight is of type NVFP4", "c.weight is of the unknown type 999"})
            QVERIFY2(source.error().detail.find(part) != std::string::npos, source.error().detail.c_str());
    }

    void brokenFilesAreErrors_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const std::string& bytes, ErrorCode code = ErrorCode::CheckpointDamaged) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << static_cast<int>(code);
        };
        const Tensor good{"a", {4}, gguf::kF32, kFour};
        const auto entry = [](const std::string& key, uint32_t type, const std::string& value) {
            return gguf::text(key) + raw(type) + value;
        };
        row("no tensor", gguf::file({}), ErrorCode::CheckpointForeign);
        row("version 1", gguf::file({good}, {}, 0, 1), ErrorCode::CheckpointMismatch);
        row("version 4", gguf::file({good}, {}, 0, 4), ErrorCode::CheckpointMismatch);
        row("big endian", gguf::file({good}, {}, 0, 3U << 24U), ErrorCode::CheckpointMismatch);
        row("only its mark", "GGUF");
        row("twice", gguf::file({good, good}));
        row("data cut off", gguf::file({good}).substr(0, gguf::file({good}).size() - 32));
        row("very many tensors", "GGUF" + raw(uint32_t{3}) + raw(~uint64_t{0}) + raw(uint64_t{0}));
        row("very many entries", "GGUF" + raw(uint32_t{3}) + raw(uint64_t{1}) + raw(~uint64_t{0}));
        row("a long name", "GGUF" + raw(uint32_t{3}) + raw(uint64_t{1}) + raw(uint64_t{0}) + raw(~uint64_t{0} - 7));
        row("a dimension of 0", gguf::file({{"a", {4, 0}, gguf::kF32, kFour}}));
        row("an overflow", gguf::file({{"a", {uint64_t{1} << 62U, 4}, gguf::kF32, kFour}}));
        row("an overflow of bytes", gguf::file({{"a", {uint64_t{1} << 62U}, gguf::kF32, kFour}}));
        row("a negative dimension", gguf::file({{"a", {~uint64_t{0}}, gguf::kF32, kFour}}));
        row("many dimensions", gguf::file({{"a", std::vector<uint64_t>(9, 1), gguf::kF32, kFour}}));
        row("half a block", gguf::file({{"a", {16}, gguf::kQ80, std::string(34, 'x')}}));
        row("larger than the file", gguf::file({{"a", {400}, gguf::kF32, kFour}}));
        row("alignment of 0", gguf::file({good}, entry("general.alignment", 4, raw(uint32_t{0})), 1));
        row("odd alignment", gguf::file({good}, entry("general.alignment", 4, raw(uint32_t{24})), 1));
        row("large alignment", gguf::file({good}, entry("general.alignment", 4, raw(uint32_t{1} << 31U)), 1));
        row("an unknown value", gguf::file({good}, entry("x", 13, raw(uint32_t{0})), 1));
        row("an endless array", gguf::file({good}, entry("x", 9, raw(uint32_t{10}) + raw(~uint64_t{0})), 1));
        row("an endless list", gguf::file({good}, entry("x", 9, raw(uint32_t{8}) + raw(~uint64_t{0})), 1));
        std::string nested = raw(uint32_t{9}) + raw(uint64_t{1});
        for (int i = 0; i < 10; ++i)
            nested += nested.substr(0, 12);
        row("deep arrays", gguf::file({good}, entry("x", 9, nested), 1));
        row("another original shape",
            gguf::file({good},
                       entry("comfy.gguf.orig_shape.a", 9, raw(uint32_t{5}) + raw(uint64_t{1}) + raw(int32_t{5})), 1));
        row("a negative original shape",
            gguf::file({good},
                       entry("comfy.gguf.orig_shape.a", 9,
                             raw(uint32_t{5}) + raw(uint64_t{2}) + raw(int32_t{-2}) + raw(int32_t{-2})),
                       1));
        std::string overlapping = gguf::file({good, {"b", {4}, gguf::kF32, kFour}});
        const size_t second = overlapping.find('b') + 1 + 4 + 8 + 4;
        overlapping.replace(second, 8, raw(uint64_t{8}));
        row("overlapping", overlapping);
    }
    void brokenFilesAreErrors()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        const auto source = open(bytes.toStdString());
        QVERIFY(!source);
        QCOMPARE(source.error().code, static_cast<ErrorCode>(code));
        QVERIFY(!source.error().detail.empty());
        QVERIFY(source.error().subject.ends_with("file.gguf"));
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestGgufFile)
#include "tst_GgufFile.moc"
