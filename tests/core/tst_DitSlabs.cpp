// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitLoader.h"
#include "core/dit/DitSlabs.h"
#include "core/dit/RandomSlabs.h"
#include "core/model/SafetensorsFile.h"
#include "core/model/SlabCache.h"
#include "core/model/SlabFile.h"
#include "core/model/TensorNames.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fstream>

#include <sys/resource.h>

using namespace studio;
using dit::LayerFormat;
using dit::SlabLayout;
namespace fs = std::filesystem;

namespace {

const std::string kRoot = test::kGoldens + "checkpoint/tiny/ckpt/";

std::shared_ptr<const dit::DitCheckpoint> checkpoint(std::optional<double> alpha = {}, bool lora = true)
{
    std::optional<dit::LoraFile> file;
    if (lora)
        file = dit::LoraFile{kRoot + "LiveAvatar/liveavatar.safetensors", alpha};
    auto opened = dit::DitCheckpoint::open(*model::findCheckpoint(kRoot), file);
    if (!opened)
        qFatal("%s: %s", opened.error().subject.c_str(), opened.error().detail.c_str());
    return std::make_shared<const dit::DitCheckpoint>(std::move(*opened));
}

struct Collector : model::TensorNames {
    void operator()(std::string_view, at::Tensor& tensor, c10::IntArrayRef, model::Precision = {})
    {
        all.push_back(tensor);
    }
    std::vector<at::Tensor> all;
};

// Every tensor of a layer, scales too.
std::vector<at::Tensor> tensorsOf(const SlabLayout& layout, dit::DitLayerWeights weights, int64_t layer)
{
    Collector collector;
    layout.visit(weights, layer, collector);
    weights.forEachLinear([&](nn::LinearWeights& linear) {
        if (linear.scale.defined())
            collector.all.push_back(linear.scale);
    });
    return collector.all;
}

bool sameBits(const at::Tensor& a, const at::Tensor& b)
{
    return a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes()
        && at::equal(a.contiguous().flatten().view(at::kByte), b.contiguous().flatten().view(at::kByte));
}

at::Tensor slabOf(offload::HostSlabs& slabs, int64_t layer)
{
    at::Tensor slab = at::empty({slabs.bytes(layer)}, at::kByte);
    const Status read = slabs.read(layer, slab);
    return read ? slab : at::Tensor();
}

bool equalSlabs(offload::HostSlabs& a, offload::HostSlabs& b, const SlabLayout& layout)
{
    for (int64_t layer = 0; layer < a.count(); ++layer) {
        const auto one = tensorsOf(layout, layout.bind(layer, slabOf(a, layer)), layer);
        const auto other = tensorsOf(layout, layout.bind(layer, slabOf(b, layer)), layer);
        for (size_t i = 0; i < one.size(); ++i) {
            if (!sameBits(one[i], other[i]))
                return false;
        }
    }
    return true;
}

} // namespace

class TestDitSlabs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // A checkpoint may hold tensors that the model doesn't use. To change one of them would change nothing.
    void aLoraOfTensorsThatTheModelDoesNotUseIsRefused()
    {
        const QTemporaryDir temporary;
        const fs::path root = fs::path(temporary.path().toStdString()) / "Wan2.2-S2V-14B";
        fs::copy(kRoot + "Wan2.2-S2V-14B", root, fs::copy_options::recursive);
        const fs::path weights = root / "diffusion_pytorch_model.safetensors";
        model::StateDict tensors = *model::openShardedSafetensors(weights);
        tensors["extra.weight"] = at::zeros({3, 4});
        fs::remove(weights.string() + ".index.json");
        QVERIFY(bool(model::writeSafetensors(weights, tensors)));
        const auto folder = model::findCheckpoint(root);
        QVERIFY(bool(folder));
        QVERIFY(bool(dit::DitCheckpoint::open(*folder, {})));
        const fs::path lora = root / "lora.safetensors";
        QVERIFY(bool(model::writeSafetensors(
            lora, {{"extra.lora_A.weight", at::zeros({2, 4})}, {"extra.lora_B.weight", at::zeros({3, 2})}})));
        const auto opened = dit::DitCheckpoint::open(*folder, dit::LoraFile{lora, {}});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::LoraMismatch);
        QVERIFY(opened.error().detail.find("extra.lora_A") != std::string::npos);
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_cache = fs::path(m_folder->path().toStdString()) / "slabs";
    }

    void slabsHoldWhatTheLoaderMakes();
    void loadingStopsBetweenTwoTensors();
    void theSecondStartReadsWhatTheFirstWrote();
    void keysFollowContents();
    void layersAreKeptAndDropped();
    void aTornCacheIsRefusedAndMadeAnew();
    void weightsWithASingleScaleAreNotTakenForScaledRows();
    void aSlabThatRotsLaterIsMadeOfTheCheckpoint();
    void aFullDiskCostsTheCacheOnly();
    void makingCanBeStoppedAndLeavesNothing();
    void theCheckpointIsNotTouched();
    void randomSlabsAreRepeatableAndFinite();

private:
    SlabLayout layoutOf(LayerFormat format = LayerFormat::Fp8, at::ScalarType dtype = at::kBFloat16) const
    {
        return {checkpoint()->config(), dtype, format};
    }
    std::unique_ptr<offload::HostSlabs> cached(const SlabLayout& layout) const
    {
        auto slabs = dit::openSlabs(checkpoint(), layout, {.cache = m_cache, .title = "tiny"});
        return slabs ? std::move(*slabs) : nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_cache;
};

void TestDitSlabs::slabsHoldWhatTheLoaderMakes()
{
    for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
        for (const LayerFormat format :
             {LayerFormat::AsModel, LayerFormat::Fp8, LayerFormat::Fp8Rows, LayerFormat::Int8Rows}) {
            const SlabLayout layout = layoutOf(format, dtype);
            const auto slabs = dit::openSlabs(checkpoint(), layout, {});
            QVERIFY(slabs);
            const dit::LoadedDit loaded = *dit::loadDit(*checkpoint(), c10::kCPU, dtype, format);
            for (int64_t layer = 0; layer < layout.layers(); ++layer) {
                const auto expected = tensorsOf(layout, loaded.layers[static_cast<size_t>(layer)], layer);
                const auto bound = tensorsOf(layout, layout.bind(layer, slabOf(**slabs, layer)), layer);
                QCOMPARE(bound.size(), expected.size());
                for (size_t i = 0; i < bound.size(); ++i)
                    QVERIFY(sameBits(bound[i], expected[i]));
            }
        }
    }
}

void TestDitSlabs::loadingStopsBetweenTwoTensors()
{
    std::stop_source stop;
    std::vector<int64_t> read;
    const auto loaded
        = dit::loadDit(*checkpoint(), c10::kCPU, at::kFloat, LayerFormat::Fp8, stop.get_token(), [&](int64_t layers) {
              read.push_back(layers);
              stop.request_stop();
          });
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::Cancelled);
    QCOMPARE(read, std::vector<int64_t>{1}); // of four
    // What is asked for after that isn't converted any more.
    const dit::DitLayerWeights weights
        = checkpoint()->layer(0, c10::kCPU, at::kFloat, LayerFormat::Fp8, stop.get_token());
    QCOMPARE(weights.ffn0.weight.scalar_type(), at::kBFloat16);
}

void TestDitSlabs::theSecondStartReadsWhatTheFirstWrote()
{
    const SlabLayout layout = layoutOf();
    int64_t last = 0;
    int64_t whole = 0;
    const auto uncached = dit::openSlabs(checkpoint(), layout, {});
    {
        const auto first
            = dit::openSlabs(checkpoint(), layout, {.cache = m_cache, .title = "tiny"}, [&](int64_t done, int64_t all) {
                  QVERIFY(done > last && done <= all);
                  last = done;
                  whole = all;
              });
        QVERIFY(first);
        QVERIFY(equalSlabs(**first, **uncached, layout)); // perhaps before the disk has them; its end waits
    }
    QVERIFY(whole > 0);
    QCOMPARE(last, whole);
    const auto entries = model::SlabCache(m_cache).entries();
    QCOMPARE(entries.size(), size_t{1});
    QCOMPARE(entries[0].title, std::string("tiny"));
    QVERIFY(entries[0].bytes >= whole);
    QCOMPARE(entries[0].path, *dit::slabFileOf(*checkpoint(), layout, m_cache));

    bool made = false;
    const auto second
        = dit::openSlabs(checkpoint(), layout, {.cache = m_cache, .title = {}}, [&](int64_t, int64_t) { made = true; });
    QVERIFY(second);
    QVERIFY(!made);
    QVERIFY(equalSlabs(**second, **uncached, layout));
}

void TestDitSlabs::keysFollowContents()
{
    std::vector<fs::path> paths;
    const auto add = [&](const std::shared_ptr<const dit::DitCheckpoint>& from, const SlabLayout& layout) {
        paths.push_back(*dit::slabFileOf(*from, layout, m_cache));
    };
    add(checkpoint(), layoutOf());
    add(checkpoint(), layoutOf(LayerFormat::Fp8Rows));
    add(checkpoint(), layoutOf(LayerFormat::AsModel));
    add(checkpoint(), layoutOf(LayerFormat::AsModel, at::kFloat));
    add(checkpoint(1.5), layoutOf());
    add(checkpoint({}, false), layoutOf());
    std::sort(paths.begin(), paths.end());
    QVERIFY(std::adjacent_find(paths.begin(), paths.end()) == paths.end());
    QCOMPARE(*dit::slabFileOf(*checkpoint(), layoutOf(), m_cache),
             *dit::slabFileOf(*checkpoint(), layoutOf(), m_cache));
}

void TestDitSlabs::layersAreKeptAndDropped()
{
    const SlabLayout layout = layoutOf();
    const auto slabs = cached(layout);
    QVERIFY(slabs);
    QCOMPARE(slabs->keptBytes(), int64_t{0});
    QVERIFY(!slabs->pinned(0).defined());
    const std::vector<int64_t> all{0, 1, 2};
    int64_t told = 0;
    QVERIFY(slabs->keep(std::span(all).first(2), tensor::Pinning::None, [&](int64_t bytes) { told = bytes; }));
    QCOMPARE(told, slabs->bytes(0) + slabs->bytes(1));
    QCOMPARE(slabs->keptBytes(), told);
    const at::Tensor first = slabs->pinned(0);
    QVERIFY(slabs->keep(all, tensor::Pinning::None)); // what is there stays where it is
    QCOMPARE(slabs->pinned(0).const_data_ptr(), first.const_data_ptr());
    QVERIFY(at::equal(slabs->pinned(2), slabOf(*cached(layout), 2)));
    slabs->drop(0);
    QVERIFY(!slabs->pinned(0).defined());
    QVERIFY(slabs->keep(0, slabOf(*slabs, 0), tensor::Pinning::None));
    QVERIFY(at::equal(slabs->pinned(0), slabOf(*cached(layout), 0)));
}

void TestDitSlabs::aTornCacheIsRefusedAndMadeAnew()
{
    const SlabLayout layout = layoutOf();
    QVERIFY(cached(layout));
    const fs::path path = *dit::slabFileOf(*checkpoint(), layout, m_cache);
    const auto size = fs::file_size(path);
    const auto isWholeAgain = [&] {
        const auto sound = dit::openSlabs(checkpoint(), layout, {});
        bool isSame = equalSlabs(*cached(layout), **sound, layout); // made anew
        isSame = isSame && equalSlabs(*cached(layout), **sound, layout); // and read
        return isSame && fs::file_size(path) == size;
    };
    fs::resize_file(path, size / 2); // torn
    QVERIFY(isWholeAgain());
    std::ofstream(path) << "something else"; // foreign
    QVERIFY(isWholeAgain());
    // Another model's file under this name.
    const SlabLayout other = layoutOf(LayerFormat::AsModel);
    QVERIFY(cached(other));
    fs::rename(*dit::slabFileOf(*checkpoint(), other, m_cache), path);
    QVERIFY(isWholeAgain());
}

// What was prepared before rows had scales of their own: such a file had the layout of Fp8, whatever the inputs.
void TestDitSlabs::weightsWithASingleScaleAreNotTakenForScaledRows()
{
    const SlabLayout single = layoutOf(LayerFormat::Fp8);
    const SlabLayout rows = layoutOf(LayerFormat::Fp8Rows);
    const auto isWhole = [&](const std::unique_ptr<offload::HostSlabs>& slabs) {
        return slabs && equalSlabs(*slabs, **dit::openSlabs(checkpoint(), rows, {}), rows);
    };
    QVERIFY(cached(single));
    QVERIFY(isWhole(cached(rows))); // beside it
    QCOMPARE(model::SlabCache(m_cache).entries().size(), size_t{2});
    const fs::path path = *dit::slabFileOf(*checkpoint(), rows, m_cache);
    fs::rename(*dit::slabFileOf(*checkpoint(), single, m_cache), path); // and in its place
    const auto outdated = model::SlabFile::open(path);
    QVERIFY(outdated);
    QVERIFY(isWhole(cached(rows)));
    const auto again = model::SlabFile::open(path);
    QVERIFY(again);
    QVERIFY(again->info().key != outdated->info().key);
}

void TestDitSlabs::aSlabThatRotsLaterIsMadeOfTheCheckpoint()
{
    const SlabLayout layout = layoutOf();
    QVERIFY(cached(layout));
    const fs::path path = *dit::slabFileOf(*checkpoint(), layout, m_cache);
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-5000, std::ios::end);
        file << "rot";
    }
    const auto slabs = cached(layout);
    QVERIFY(slabs);
    const auto sound = dit::openSlabs(checkpoint(), layout, {});
    QVERIFY(equalSlabs(*slabs, **sound, layout));
    QVERIFY(!fs::exists(path)); // The next start makes it anew.
    QVERIFY(equalSlabs(*cached(layout), **sound, layout));
    QVERIFY(fs::exists(path));
}

void TestDitSlabs::aFullDiskCostsTheCacheOnly()
{
    const SlabLayout layout = layoutOf();
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit tight{4096, before.rlim_max};
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &tight);
    const auto slabs = cached(layout);
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    QVERIFY(slabs);
    QVERIFY(equalSlabs(*slabs, **dit::openSlabs(checkpoint(), layout, {}), layout));
    QVERIFY(fs::is_empty(m_cache));
}

void TestDitSlabs::makingCanBeStoppedAndLeavesNothing()
{
    const SlabLayout layout = layoutOf();
    std::stop_source stop;
    const auto stopped = dit::openSlabs(
        checkpoint(), layout, {.cache = m_cache, .title = {}}, [&](int64_t, int64_t) { stop.request_stop(); },
        stop.get_token());
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QVERIFY(fs::is_empty(m_cache));

    const auto slabs = cached(layout);
    const std::vector<int64_t> all{0, 1, 2};
    const Status kept = slabs->keep(all, tensor::Pinning::None, {}, stop.get_token());
    QVERIFY(!kept);
    QCOMPARE(kept.error().code, ErrorCode::Cancelled);
    QCOMPARE(slabs->keptBytes(), int64_t{0});
    QVERIFY(slabs->keep(all, tensor::Pinning::None));
}

void TestDitSlabs::theCheckpointIsNotTouched()
{
    std::map<fs::path, fs::file_time_type> before;
    for (const auto& file : fs::recursive_directory_iterator(kRoot))
        before[file.path()] = file.last_write_time();
    QVERIFY(cached(layoutOf()));
    size_t count = 0;
    for (const auto& file : fs::recursive_directory_iterator(kRoot)) {
        QCOMPARE(before.at(file.path()), file.last_write_time());
        ++count;
    }
    QCOMPARE(count, before.size());
}

void TestDitSlabs::randomSlabsAreRepeatableAndFinite()
{
    for (const LayerFormat format :
         {LayerFormat::AsModel, LayerFormat::Fp8, LayerFormat::Fp8Rows, LayerFormat::Int8Rows}) {
        const SlabLayout layout = layoutOf(format);
        const auto slabs = dit::randomSlabs(layout, 1);
        QVERIFY(equalSlabs(*slabs, *dit::randomSlabs(layout, 1), layout));
        QVERIFY(!equalSlabs(*slabs, *dit::randomSlabs(layout, 2), layout));
        for (int64_t layer = 0; layer < slabs->count(); ++layer) {
            for (const at::Tensor& tensor : tensorsOf(layout, layout.bind(layer, slabOf(*slabs, layer)), layer))
                QVERIFY(at::isfinite(tensor.to(at::kFloat)).all().item<bool>());
        }
    }
}

QTEST_GUILESS_MAIN(TestDitSlabs)
#include "tst_DitSlabs.moc"
