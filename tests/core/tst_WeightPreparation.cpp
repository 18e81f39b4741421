// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SlabFile.h"
#include "core/pipeline/WeightPreparation.h"
#include "tests/support/TinyFilm.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fstream>
#include <iterator>

#include <sys/resource.h>

using namespace studio;
using pipeline::ModelOptions;
using pipeline::PreparedFile;
using pipeline::preparedFile;
using pipeline::prepareWeights;
namespace fs = std::filesystem;

namespace {

// A render that nobody looks at.
class NoSink : public pipeline::RenderSink {
public:
    void progress(const pipeline::Progress& /*progress*/) override { }
    Status frames(const pipeline::FrameGroup& /*group*/) override { return kDone; }
};

std::string bytesOf(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class TestWeightPreparation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void itIsTheFileOfARender_data()
    {
        QTest::addColumn<EightBits>("eightBits");
        QTest::newRow("as the model") << EightBits::None;
        QTest::newRow("fp8") << EightBits::Fp8;
        QTest::newRow("int8") << EightBits::Int8;
    }
    void itIsTheFileOfARender()
    {
        QFETCH(const EightBits, eightBits);
        ModelOptions rendered = model("rendered");
        rendered.eightBits = eightBits;
        {
            auto pipeline = pipeline::AvatarPipeline::open(rendered);
            QVERIFY(bool(pipeline));
            NoSink sink;
            pipeline::RenderReport report;
            const Status made = pipeline->render(test::tinyFilm(), sink, report);
            QVERIFY2(bool(made), made ? "" : made.error().detail.c_str());
        } // Its end waits for the disk.
        ModelOptions prepared = model("prepared");
        prepared.eightBits = eightBits;
        int64_t last = 0;
        int64_t whole = 0;
        QVERIFY(bool(prepareWeights(prepared, [&](int64_t done, int64_t all) {
            QVERIFY(done > last && done <= all);
            last = done;
            whole = all;
        })));
        QVERIFY(whole > 0);
        QCOMPARE(last, whole);
        const fs::path one = found(rendered).path;
        const fs::path other = found(prepared).path;
        QCOMPARE(one.filename(), other.filename());
        QVERIFY(bytesOf(one).size() > static_cast<size_t>(whole));
        QVERIFY(bytesOf(one) == bytesOf(other));
    }

    void theSizeIsKnownBeforeAndExact()
    {
        const ModelOptions options = model("new/cache");
        const PreparedFile before = found(options);
        QVERIFY(!before.isReady);
        QVERIFY(before.diskFree > 0); // of a folder that isn't there yet
        QVERIFY(!fs::exists(options.slabCache)); // Looking makes nothing.
        QVERIFY(bool(prepareWeights(options)));
        const PreparedFile after = found(options);
        QVERIFY(after.isReady);
        QCOMPARE(after.path, before.path);
        QCOMPARE(after.bytes, before.bytes);
        QCOMPARE(static_cast<int64_t>(fs::file_size(after.path)), before.bytes);
    }

    void whatIsReadyIsNotMadeAgain()
    {
        const ModelOptions options = model("cache");
        QVERIFY(bool(prepareWeights(options)));
        const fs::path path = found(options).path;
        const auto written = fs::last_write_time(path);
        bool made = false;
        QVERIFY(bool(prepareWeights(options, [&](int64_t, int64_t) { made = true; })));
        QVERIFY(!made);
        QCOMPARE(fs::last_write_time(path), written);
        // Other settings of the model are another file.
        ModelOptions stronger = options;
        stronger.loraAlpha = 3;
        QVERIFY(!found(stronger).isReady);
        QVERIFY(found(stronger).path != path);
        // A torn one doesn't count.
        fs::resize_file(path, fs::file_size(path) / 2);
        QVERIFY(!found(options).isReady);
        QVERIFY(bool(prepareWeights(options)));
        QVERIFY(found(options).isReady);
    }

    void aStopLeavesNothing()
    {
        const ModelOptions options = model("cache");
        std::stop_source stop;
        const Status stopped = prepareWeights(
            options, [&](int64_t, int64_t) { stop.request_stop(); }, stop.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY(fs::is_empty(options.slabCache));
        QVERIFY(!found(options).isReady);
        QVERIFY(bool(prepareWeights(options)));
    }

    void aFullDiskIsToldBeforeTheWork()
    {
        const ModelOptions options = model("cache");
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit tight{4096, before.rlim_max};
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &tight);
        bool worked = false;
        const Status full = prepareWeights(options, [&](int64_t, int64_t) { worked = true; });
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY(!full);
        QCOMPARE(full.error().code, ErrorCode::DiskFull);
        QVERIFY(!worked);
        QVERIFY(fs::is_empty(options.slabCache));
    }

    void whatCannotBePreparedIsAnError()
    {
        const auto code = [](const ModelOptions& options) {
            const Status prepared = prepareWeights(options);
            const Result<PreparedFile> file = preparedFile(options);
            return !prepared && !file && prepared.error().code == file.error().code ? prepared.error().code
                                                                                    : ErrorCode::Internal;
        };
        ModelOptions options = model("cache");
        options.device = "cpu";
        QCOMPARE(code(options), ErrorCode::Unsupported);
        options.device = "sim:much";
        QCOMPARE(code(options), ErrorCode::BadOption);
        options.device = "toaster";
        QCOMPARE(code(options), ErrorCode::BadOption);
        options = model("cache");
        options.slabCache.clear();
        QCOMPARE(code(options), ErrorCode::BadOption);
        options = model("cache");
        options.lora = m_folder->filePath(QStringLiteral("nothing.safetensors")).toStdString();
        QCOMPARE(code(options), ErrorCode::FileMissing);
        std::ofstream(m_folder->filePath(QStringLiteral("a file")).toStdString()) << "in its place";
        options = model("a file");
        const Status refused = prepareWeights(options);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::NotWritable);
    }

private:
    // The tiny model on a simulated device.
    [[nodiscard]] ModelOptions model(const char* cache) const
    {
        ModelOptions options = test::tinyModel();
        options.device = "sim:1";
        options.slabCache = m_folder->filePath(QLatin1String(cache)).toStdString();
        return options;
    }
    static PreparedFile found(const ModelOptions& options)
    {
        const Result<PreparedFile> file = preparedFile(options);
        if (!file)
            qFatal("%s: %s", file.error().subject.c_str(), file.error().detail.c_str());
        return *file;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestWeightPreparation)
#include "tst_WeightPreparation.moc"
