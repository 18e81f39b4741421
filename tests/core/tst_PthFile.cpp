// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/PthFile.h"
#include "tests/support/PthWriter.h"

#include <ATen/ops/tensor.h>

#include <QTemporaryDir>
#include <QTest>

#include <cstring>

using namespace studio;
using namespace studio::test;
using model::StateDict;

namespace {

const std::string kFloats = raw(0.f) + raw(1.f) + raw(2.f) + raw(3.f) + raw(4.f) + raw(5.f);

class TestPthFile : public QObject {
    Q_OBJECT

    Result<StateDict> openBytes(const std::string& bytes)
    {
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / "file.pth";
        write(path, bytes);
        return model::openPth(path);
    }

    // A file with this pickle and six floats in the storage "0".
    Result<StateDict> openPickle(const std::string& pickled)
    {
        return openBytes(zip({{"file/data.pkl", pickled}, {"file/data/0", kFloats}}));
    }

    Result<StateDict> openTensor(int64_t offset, const std::vector<int64_t>& size, const std::vector<int64_t>& stride)
    {
        return openPickle(pickle::whole(
            pickle::dict({{"x", pickle::tensor(pickle::storage("FloatStorage", "0", 6), offset, size, stride)}})));
    }

    static std::string good()
    {
        const std::string storage = pickle::storage("FloatStorage", "0", 6);
        return pickle::whole(pickle::dict({{"a", pickle::tensor(storage, 0, {2, 3}, {3, 1})},
                                           {"b", pickle::tensor(storage, 0, {3, 2}, {1, 3})},
                                           {"empty", pickle::tensor(storage, 6, {0, 3}, {3, 1})},
                                           {"epoch", pickle::integer(3)}}));
    }

private Q_SLOTS:
    void readsTensorsThatShareAStorage()
    {
        const auto tensors = openPickle(good());
        QVERIFY2(bool(tensors), tensors ? "" : tensors.error().detail.c_str());
        QCOMPARE(tensors->size(), size_t(3));
        QVERIFY(tensors->at("a").equal(at::tensor({0.f, 1.f, 2.f, 3.f, 4.f, 5.f}).view({2, 3})));
        QVERIFY(tensors->at("b").equal(tensors->at("a").t()));
        QCOMPARE(tensors->at("b").const_data_ptr(), tensors->at("a").const_data_ptr());
        QCOMPARE(tensors->at("empty").numel(), int64_t(0));
    }

    void readsZip64()
    {
        const auto tensors = openBytes(zip({{"file/data.pkl", good()}, {"file/data/0", kFloats}}, ZipForm::Zip64));
        QVERIFY2(bool(tensors), tensors ? "" : tensors.error().detail.c_str());
        QCOMPARE(tensors->at("a")[1][2].item<float>(), 5.f);
    }

    void readsProtocol4()
    {
        const auto shortText
            = [](const std::string& text) { return std::string("\x8c") + char(text.size()) + text + '\x94'; };
        const std::string global = shortText("collections") + shortText("OrderedDict") + "\x93\x94";
        const std::string body = global + ")R(" + shortText("x")
            + pickle::tensor(pickle::storage("FloatStorage", "0", 6), 1, {2}, {1}) + "u";
        const auto tensors = openPickle(std::string("\x80\x04\x95", 3) + raw<uint64_t>(body.size()) + body + '.');
        QVERIFY2(bool(tensors), tensors ? "" : tensors.error().detail.c_str());
        QVERIFY(tensors->at("x").equal(at::tensor({1.f, 2.f})));
    }

    void nestedNamesAreDotted()
    {
        const std::string inner
            = pickle::dict({{"w", pickle::tensor(pickle::storage("FloatStorage", "0", 6), 0, {6}, {1})}});
        const auto tensors = openPickle(pickle::whole(pickle::dict({{"model", inner}})));
        QVERIFY(tensors && tensors->contains("model.w"));
    }

    void misalignedStoragesAreCopied()
    {
        const std::string odd(1, 'x');
        std::string archive = zip({{"file/data.pkl", good()}, {"file/data/0", kFloats}});
        const size_t begin = archive.find(kFloats); // Moves the numbers by one byte, with what points to them.
        const size_t header = archive.rfind("PK\x03\x04", begin);
        const auto padding = static_cast<uint16_t>(begin - header - 30 - 11 + 1);
        archive.replace(header + 28, 2, raw(padding));
        archive.insert(begin, odd);
        const size_t end = archive.size() - 22;
        uint32_t directory = 0;
        std::memcpy(&directory, archive.data() + end + 16, 4);
        archive.replace(end + 16, 4, raw(directory + 1));
        const auto tensors = openBytes(archive);
        QVERIFY2(bool(tensors), tensors ? "" : tensors.error().detail.c_str());
        QVERIFY(tensors->at("b").equal(tensors->at("a").t()));
        QCOMPARE(tensors->at("a")[1][2].item<float>(), 5.f);
        QCOMPARE(reinterpret_cast<uintptr_t>(tensors->at("a").const_data_ptr()) % 4, uintptr_t(0));
    }

    void refusesGlobalsOutsideTheList_data()
    {
        QTest::addColumn<QByteArray>("pickled");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* tag, const std::string& pickled, const char* name) {
            QTest::newRow(tag) << QByteArray::fromStdString(pickled) << QString::fromLatin1(name);
        };
        row("call", pickle::whole(pickle::global("os", "system") + pickle::text("true") + "\x85R"), "os.system");
        row("not called", pickle::whole(pickle::dict({{"x", pickle::global("builtins", "eval")}})), "builtins.eval");
        row("by the stack", pickle::whole(pickle::text("posix") + pickle::text("system") + "\x93"), "posix.system");
        row("old style", pickle::whole("(ios\nsystem\n"), "os.system");
        row("bytes as a storage", pickle::whole(pickle::global("torch.storage", "_load_from_bytes")),
            "torch.storage._load_from_bytes");
        row("dots", pickle::whole(pickle::text("torch") + pickle::text("os.system") + "\x93"), "torch.os.system");
        row("after good tensors", good().substr(0, good().size() - 1) + pickle::global("os", "remove") + '.',
            "os.remove");
        row("protocol 0", pickle::global("os", "system") + "(S'true'\ntR.", "os.system");
        row("registry", pickle::whole("\x82\x01"), "registry");
        row("calls a text", pickle::whole(pickle::text("eval") + ")R"), "no global");
    }
    void refusesGlobalsOutsideTheList()
    {
        QFETCH(QByteArray, pickled);
        QFETCH(QString, name);
        for (const auto& tensors : {openPickle(pickled.toStdString()), openBytes(pickled.toStdString())}) {
            QVERIFY(!tensors);
            QCOMPARE(tensors.error().code, ErrorCode::PickleUnsafe);
            QVERIFY2(tensors.error().detail.find(name.toStdString()) != std::string::npos,
                     tensors.error().detail.c_str());
            QVERIFY(!tensors.error().subject.empty());
        }
    }

    void refusesViewsThatAreNotInTheirStorage()
    {
        constexpr int64_t kHuge = int64_t{1} << 62;
        QVERIFY(bool(openTensor(5, {1}, {1})));
        for (const auto& tensors :
             {openTensor(0, {7}, {1}), openTensor(5, {2}, {1}), openTensor(7, {0}, {1}), openTensor(-1, {1}, {1}),
              openTensor(0, {-1}, {1}), openTensor(0, {2}, {-1}), openTensor(0, {kHuge, 4}, {1, 1}),
              openTensor(0, {kHuge}, {0}), openTensor(0, {2}, {kHuge}), openTensor(kHuge, {2}, {kHuge}),
              openTensor(0, {0, kHuge, kHuge}, {1, 1, 1}), openTensor(0, {2, 2}, {1}), openTensor(0, {100}, {0})}) {
            QVERIFY(!tensors);
            QCOMPARE(tensors.error().code, ErrorCode::CheckpointDamaged);
        }
    }

    void refusesWhatWouldGrow()
    {
        std::string laughs = "}q\x01";
        for (int i = 0; i < 60; ++i) // Each holds the one before twice.
            laughs += "}(" + pickle::text("a") + "h" + std::string(1, char(i + 1)) + pickle::text("b") + "h"
                + std::string(1, char(i + 1)) + "uq" + std::string(1, char(i + 2));
        QCOMPARE(openPickle(pickle::whole(laughs)).error().code, ErrorCode::CheckpointDamaged);
        QCOMPARE(openPickle(pickle::whole("}q\x01(" + pickle::text("a") + "h\x01u")).error().code,
                 ErrorCode::CheckpointDamaged); // holds itself
        QCOMPARE(openPickle(pickle::whole(std::string(3'000'000, '('))).error().code, ErrorCode::CheckpointDamaged);
        const auto deep = openPickle(pickle::whole(")" + std::string(1'500'000, '\x85')));
        QVERIFY(deep && deep->empty()); // No tensors, and no stack overflow.
        QCOMPARE(openPickle(pickle::whole("X\xff\xff\xff\xff")).error().code, ErrorCode::CheckpointDamaged);
        QCOMPARE(openPickle(pickle::whole("\x8b\xff\xff\xff\xff")).error().code, ErrorCode::CheckpointDamaged);
    }

    void refusesBrokenPickles_data()
    {
        QTest::addColumn<QByteArray>("pickled");
        const std::vector<std::string> broken{"",
                                              ".",
                                              "0.",
                                              "t.",
                                              "h\x05.",
                                              "\x93.",
                                              "R.",
                                              "}s.",
                                              "K\x01K\x02"
                                              "a.",
                                              "(K\x01u.",
                                              "}(K\x01u.",
                                              "(\x85.",
                                              "Q.",
                                              "b.",
                                              "q\x01.",
                                              "\xff.",
                                              "c.",
                                              "\x80\x07N.",
                                              "}",
                                              "]N\x86"};
        for (const std::string& pickled : broken)
            QTest::addRow("%s", QByteArray::fromStdString(pickled).toHex().constData())
                << QByteArray::fromStdString(pickled);
    }
    void refusesBrokenPickles()
    {
        QFETCH(QByteArray, pickled);
        const auto tensors = openPickle(pickled.toStdString());
        QVERIFY(!tensors);
        QCOMPARE(tensors.error().code, ErrorCode::CheckpointDamaged);
    }

    void saysWhatKindOfFileItIs()
    {
        QCOMPARE(model::openPth("nowhere.pth").error().code, ErrorCode::FileMissing);
        QCOMPARE(model::openPth(m_folder.path().toStdString()).error().code, ErrorCode::FileUnreadable);
        QCOMPARE(openBytes("").error().code, ErrorCode::CheckpointDamaged);
        QCOMPARE(openBytes("<html>").error().code, ErrorCode::CheckpointForeign);
        QCOMPARE(openBytes("<html>").error().detail, std::string("a web page"));
        QCOMPARE(openBytes("GGUF\x03").error().detail, std::string("a GGUF file"));
        QCOMPARE(openBytes("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.").error().code,
                 ErrorCode::Unsupported); // before torch 1.6
        QCOMPARE(openBytes(zip({{"file/data/0", kFloats}})).error().code, ErrorCode::CheckpointForeign);
        QCOMPARE(openBytes(zip({{"file/data.pkl", good()}})).error().code, ErrorCode::CheckpointDamaged);
        QCOMPARE(openBytes(zip({{"file/data.pkl", good(), 8}, {"file/data/0", kFloats}})).error().code,
                 ErrorCode::Unsupported);
        QCOMPARE(openBytes(zip({{"file/data.pkl", good()}, {"file/data/0", kFloats, 8}})).error().code,
                 ErrorCode::Unsupported);
        QCOMPARE(openBytes(zip({{"file/data.pkl", good()}, {"file/byteorder", "big"}, {"file/data/0", kFloats}}))
                     .error()
                     .code,
                 ErrorCode::Unsupported);
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestPthFile)
#include "tst_PthFile.moc"
