// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Benches.h"
#include "app/bench/Machine.h"
#include "core/base/Process.h"
#include "core/base/TemporaryFolder.h"
#include "core/dit/RandomSlabs.h"
#include "core/model/SlabFile.h"
#include "core/pipeline/detail/Residency.h"

#include <ATen/ops/empty.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace studio::bench {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// Drops the file from the page cache, so that the next read comes from the disk.
void dropFromPageCache(const fs::path& path)
{
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
}

// Measures the disk: reads a file with as many threads as SlabFile, without the page cache if the file system supports
// that, and discards the bytes. False if it can't be read.
bool readAlone(const fs::path& path, int64_t bytes)
{
    constexpr int64_t kPiece = int64_t{8} << 20;
    constexpr int kThreads = 8;
    constexpr size_t kAlignment = 4096;
    std::atomic<int64_t> next{0};
    std::atomic<bool> right{true};
    const auto read = [&] {
        int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECT);
        if (file < 0)
            file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        const std::unique_ptr<void, decltype(&std::free)> buffer(std::aligned_alloc(kAlignment, kPiece), &std::free);
        for (int64_t at = next.fetch_add(kPiece); right && at < bytes; at = next.fetch_add(kPiece)) {
            if (file < 0 || pread(file, buffer.get(), kPiece, at) < std::min(kPiece, bytes - at))
                right = false;
        }
        if (file >= 0)
            close(file);
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back(read);
    }
    return right;
}

} // namespace

Result<ordered_json> benchLoad(const BenchOptions& options)
{
    const c10::InferenceMode inference;
    const dit::SlabLayout layout(configOf(options.shape), at::kBFloat16,
                                 pipeline::layerFormat(options.weights, pipeline::Processor::Gpu));
    const auto random = dit::randomSlabs(layout, 1);
    std::vector<int64_t> sizes;
    std::vector<int64_t> layers;
    for (int64_t layer = 0; layer < layout.layers(); ++layer) {
        sizes.push_back(layout.bytes(layer));
        layers.push_back(layer);
    }
    const auto bytes = static_cast<double>(std::accumulate(sizes.begin(), sizes.end(), int64_t{0}));
    ordered_json rows = ordered_json::array();
    const auto add = [&](const char* what, double seconds) {
        rows.push_back({{"what", what}, {"GB", bytes / 1e9}, {"s", seconds}, {"GB_per_s", bytes / seconds / 1e9}});
    };

    const Result<TemporaryFolder> folder = TemporaryFolder::create(options.folder);
    if (!folder)
        return folder.error();
    const fs::path path = folder->path() / "bench.slabs";
    double making = 0;
    {
        const Stopwatch whole;
        Result<model::SlabFileWriter> writer
            = model::SlabFileWriter::create(path, {.key = "bench", .title = "bench", .sizes = sizes});
        if (!writer)
            return writer.error();
        const at::Tensor slab = at::empty({layout.largest()}, at::kByte);
        for (const int64_t layer : layers) {
            const at::Tensor part = slab.narrow(0, 0, layout.bytes(layer));
            {
                const ScopedTimer timer(making);
                if (Status made = random->read(layer, part); !made)
                    return made.error();
            }
            const std::span content(static_cast<const std::byte*>(part.const_data_ptr()), part.nbytes());
            if (Status written = writer->write(layer, content); !written)
                return written.error();
        }
        if (Status finished = writer->finish(); !finished)
            return finished.error();
        add("making random slabs", making);
        add("writing the cache file, synced", whole.seconds() - making);
    }
    const auto load = [&](const char* what) -> Status {
        Result<model::SlabFile> file = model::SlabFile::open(path);
        if (!file)
            return file.error();
        offload::HostSlabs slabs = offload::HostSlabs::fromFile(std::move(*file));
        const Stopwatch watch;
        if (Status kept = slabs.keep(layers, tensor::Pinning::WhereThereIsAGpu); !kept)
            return kept;
        add(what, watch.seconds());
        return kDone;
    };
    dropFromPageCache(path);
    if (const Stopwatch watch; readAlone(path, static_cast<int64_t>(bytes)))
        add("reading it, nothing else", watch.seconds());
    dropFromPageCache(path);
    if (Status loaded = load("reading it into locked memory, verified"); !loaded)
        return loaded.error();
    return rows;
}

} // namespace studio::bench
