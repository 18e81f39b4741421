// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SafetensorsFile.h"

#include "core/model/MappedFile.h"
#include "tests/support/PthWriter.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using model::StateDict;

namespace {

class TestSafetensorsFile : public QObject {
    Q_OBJECT

    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    Result<StateDict> open(const std::string& header, const std::string& data = std::string(8, '\0'))
    {
        test::write(path("file.safetensors"), test::raw<uint64_t>(header.size()) + header + data);
        return model::openSafetensors(path("file.safetensors"));
    }

private Q_SLOTS:
    void writtenTensorsAreReadBack()
    {
        const StateDict tensors{{"a", at::arange(3).to(at::kBFloat16)},
                                {"b", at::arange(6).to(at::kFloat).view({2, 3})},
                                {"c", at::zeros({0, 5})},
                                {"d", at::ones({}, at::kDouble)},
                                {"t", at::arange(6).view({2, 3}).t()}};
        QVERIFY(bool(model::writeSafetensors(path("w.safetensors"), tensors, {{"key", "value"}})));
        const auto read = model::openSafetensors(path("w.safetensors"));
        QVERIFY2(bool(read), read ? "" : read.error().detail.c_str());
        QCOMPARE(read->size(), tensors.size());
        for (const auto& [name, tensor] : tensors)
            QVERIFY2(read->at(name).equal(tensor) && read->at(name).scalar_type() == tensor.scalar_type(),
                     name.c_str());
        QCOMPARE(model::readSafetensorsMetadata(path("w.safetensors"))->at("key"), std::string("value"));
        QVERIFY(!std::filesystem::exists(path("w.safetensors.part")));
    }

    void writingSaysWhyItFails()
    {
        QCOMPARE(model::writeSafetensors(path("none/w.safetensors"), {}).error().code, ErrorCode::NotWritable);
        QCOMPARE(model::writeSafetensors(path("w.safetensors"), {{"c", at::ones({1}, at::kComplexFloat)}}).error().code,
                 ErrorCode::Internal);
    }

    // What was read counts as this program's memory until it is forgotten; then it is read anew.
    void pagesOfAFileAreForgotten()
    {
        const at::Tensor numbers = at::arange(1 << 18).to(at::kFloat);
        QVERIFY(bool(model::writeSafetensors(path("w.safetensors"), {{"a", numbers}})));
        const at::Tensor read = model::openSafetensors(path("w.safetensors"))->at("a");
        const auto resident = [&] { // kB of the file
            std::ifstream maps("/proc/self/smaps");
            std::string line;
            int64_t bytes = -1;
            bool isFile = false;
            while (std::getline(maps, line)) {
                if (line.find('-') < line.find(':') && line.find('-') < line.find(' '))
                    isFile = line.find("w.safetensors") != std::string::npos;
                else if (isFile && line.starts_with("Rss:"))
                    bytes = std::stoll(line.substr(4));
            }
            return bytes;
        };
        QVERIFY(read.equal(numbers));
        QVERIFY(resident() > 900);
        model::forgetPages(read);
        QVERIFY(resident() < 100);
        model::expectPages(read);
        QVERIFY(read.equal(numbers));
        model::expectPages(numbers); // no file's
        model::forgetPages(numbers);
        QVERIFY(read.equal(numbers));
    }

    // A file may be larger than the machine's memory, and only what is used of it is read: this one is a hole.
    void aFileLargerThanTheMachineIsOpened()
    {
        constexpr int64_t kBytes = int64_t{1} << 42U;
        const std::string header = R"({"a":{"dtype":"U8","shape":[)" + std::to_string(kBytes)
            + R"(],"data_offsets":[0,)" + std::to_string(kBytes) + "]}}";
        test::write(path("hole.safetensors"), test::raw<uint64_t>(header.size()) + header);
        std::error_code code;
        std::filesystem::resize_file(path("hole.safetensors"), 8 + header.size() + static_cast<uint64_t>(kBytes), code);
        if (code)
            QSKIP("this file system has no files of 4 TB with holes");
        const auto tensors = model::openSafetensors(path("hole.safetensors"));
        QVERIFY2(tensors, tensors ? "" : tensors.error().detail.c_str());
        QCOMPARE(tensors->at("a").numel(), kBytes);
        QCOMPARE(tensors->at("a")[kBytes - 1].item<uint8_t>(), uint8_t{0});
    }

    void misalignedTensorsAreCopied()
    {
        const auto tensors = open(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                  R"("b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}})",
                                  'x' + test::raw(1.5f) + test::raw(-2.f));
        QVERIFY2(bool(tensors), tensors ? "" : tensors.error().detail.c_str());
        QCOMPARE(tensors->at("b")[1].item<float>(), -2.f);
        QCOMPARE(reinterpret_cast<uintptr_t>(tensors->at("b").const_data_ptr()) % 4, uintptr_t(0));
    }

    void refusesWhatBreaksTheRules_data()
    {
        QTest::addColumn<QByteArray>("header"); // for 8 bytes of data
        const auto row = [](const char* tag, const char* header) { QTest::newRow(tag) << QByteArray(header); };
        row("no object", "[1, 2]");
        row("no JSON", "{\"a\": {");
        row("text", "{\"a\": \"b\"}");
        row("deep", "{\"a\":{\"shape\":[[[[1]]]]}}");
        row("overlap",
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})");
        row("hole before", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})");
        row("hole after", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})");
        row("backwards", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})");
        row("too long", R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}})");
        row("other size", R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})");
        row("twice",
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
        row("field twice", R"({"a":{"dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8]}})");
        row("dtype", R"({"a":{"dtype":"F4","shape":[2],"data_offsets":[0,8]}})");
        row("no dtype", R"({"a":{"shape":[2],"data_offsets":[0,8]}})");
        row("no offsets", R"({"a":{"dtype":"F32","shape":[2]}})");
        row("three offsets", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}})");
        row("negative", R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})");
        row("fraction", R"({"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}})");
        row("overflow", R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}})");
        row("overflow of an empty one",
            R"({"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
        row("above 63 bits", R"({"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8]}})");
    }
    void refusesWhatBreaksTheRules()
    {
        QFETCH(QByteArray, header);
        const auto tensors = open(header.toStdString());
        QVERIFY(!tensors);
        QCOMPARE(tensors.error().code, ErrorCode::CheckpointDamaged);
        QVERIFY(!tensors.error().detail.empty());
    }

    void refusesLyingLengths()
    {
        for (const uint64_t length : {uint64_t{3}, uint64_t{1000}, uint64_t{200'000'000}, ~uint64_t{0}}) {
            test::write(path("l.safetensors"), test::raw(length) + "{}");
            QCOMPARE(model::openSafetensors(path("l.safetensors")).error().code, ErrorCode::CheckpointDamaged);
        }
        for (const char* const bytes : {"", "\x01\x02\x03\x04"}) {
            test::write(path("l.safetensors"), bytes);
            QCOMPARE(model::openSafetensors(path("l.safetensors")).error().code, ErrorCode::CheckpointDamaged);
        }
        QCOMPARE(model::openSafetensors(path("none.safetensors")).error().code, ErrorCode::FileMissing);
        QCOMPARE(model::openSafetensors(m_folder.path().toStdString()).error().code, ErrorCode::FileUnreadable);
    }

    // What is found in a file's place, under its name.
    void aFileOfAnotherKindIsCalledWhatItIs_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("kind");
        const auto row = [](const char* kind, const QByteArray& bytes) {
            QTest::newRow(kind) << bytes << QString::fromLatin1(kind);
        };
        row("a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 9876543210\n");
        row("a web page", "\xef\xbb\xbf\n <!DOCTYPE html>\n<html><title>Anmelden f\xc3\xbcr alle</title></html>");
        row("a JSON text", R"({"error":"Access to this model is restricted"})");
        row("a text", "Not Found");
        row("a GGUF file", QByteArray("GGUF\x03\0\0\0", 8) + QByteArray(80, '\0'));
        row("a zip file, such as torch.save() writes", QByteArray("PK\x03\x04\x14\0\0\0", 8) + QByteArray(80, '\0'));
        row("a packed archive", QByteArray("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10));
        row("a Python pickle", QByteArray("\x80\x02}q\0.", 6));
        row("an empty space that a download has reserved and not filled", QByteArray(4096, '\0'));
    }
    void aFileOfAnotherKindIsCalledWhatItIs()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, kind);
        test::write(path("other.safetensors"), bytes.toStdString());
        const auto tensors = model::openSafetensors(path("other.safetensors"));
        QVERIFY(!tensors);
        QCOMPARE(tensors.error().code, ErrorCode::CheckpointForeign);
        QCOMPARE(QString::fromStdString(tensors.error().detail), kind);
        QCOMPARE(tensors.error().subject, path("other.safetensors").string());
    }

    void aFileThatIsCutOffSaysHowMuchIsThere()
    {
        QVERIFY(bool(model::writeSafetensors(path("cut.safetensors"), {{"a", at::ones({100})}})));
        std::filesystem::resize_file(path("cut.safetensors"),
                                     std::filesystem::file_size(path("cut.safetensors")) - 150);
        const auto tensors = model::openSafetensors(path("cut.safetensors"));
        QCOMPARE(tensors.error().code, ErrorCode::CheckpointDamaged);
        QVERIFY2(tensors.error().detail.find("cut off: its tensors take 400 bytes, and 250 are there")
                     != std::string::npos,
                 tensors.error().detail.c_str());
    }

    void shardsAreReadByTheirIndex()
    {
        QVERIFY(bool(model::writeSafetensors(path("s-1.safetensors"), {{"a", at::ones({2})}})));
        test::write(path("s.safetensors.index.json"),
                    R"({"weight_map": {"a": "s-1.safetensors", "b": "s-1.safetensors", "c": "s-2.safetensors"}})");
        const auto tensors = model::openShardedSafetensors(path("s.safetensors"));
        QCOMPARE(tensors.error().code, ErrorCode::CheckpointIncomplete);
        for (const char* const part : {"missing: b in s-1.safetensors", "missing: s-2.safetensors"})
            QVERIFY2(tensors.error().detail.find(part) != std::string::npos, tensors.error().detail.c_str());
        test::write(path("s.safetensors.index.json"), R"({"weight_map": {"a": "s-1.safetensors"}})");
        QCOMPARE(model::openShardedSafetensors(path("s.safetensors"))->size(), size_t(1));
        QVERIFY(
            bool(model::writeSafetensors(path("s-1.safetensors"), {{"a", at::ones({2})}, {"a_scale", at::ones({1})}})));
        QVERIFY2(model::openShardedSafetensors(path("s.safetensors"))->contains("a_scale"), "not in the index");
        for (const char* const file : {"../s-1.safetensors", "/etc/passwd", "", ".."}) {
            test::write(path("s.safetensors.index.json"), std::string(R"({"weight_map": {"a": ")") + file + "\"}}");
            QCOMPARE(model::openShardedSafetensors(path("s.safetensors")).error().code, ErrorCode::CheckpointDamaged);
        }
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestSafetensorsFile)
#include "tst_SafetensorsFile.moc"
