// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitSlabs.h"

#include "core/base/Log.h"
#include "core/model/MappedFile.h"
#include "core/model/SlabCache.h"
#include "core/tensor/PinnedBuffer.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>
#include <c10/util/hash.h>

#include <array>
#include <future>
#include <numeric>
#include <optional>

namespace studio::dit {
namespace {

namespace fs = std::filesystem;
using offload::HostSlabs;

std::vector<int64_t> sizesOf(const SlabLayout& layout)
{
    std::vector<int64_t> sizes;
    for (int64_t layer = 0; layer < layout.layers(); ++layer)
        sizes.push_back(layout.bytes(layer));
    return sizes;
}

// Makes one slab of the checkpoint.
Status make(const DitCheckpoint& checkpoint, const SlabLayout& layout, int64_t layer, const at::Tensor& slab,
            c10::Device computeOn)
try {
    const c10::InferenceMode inference;
    checkpoint.fill(layer, layout, slab, computeOn);
    return kDone;
} catch (const c10::OutOfMemoryError& error) {
    return Error{ErrorCode::OutOfMemory, {}, error.what_without_backtrace()};
} catch (const std::bad_alloc& error) {
    return Error{ErrorCode::OutOfMemory, {}, error.what()};
} catch (const c10::Error& error) {
    return Error{errorOf(error).code, {}, error.what_without_backtrace()};
}

Error cancelled()
{
    return {ErrorCode::Cancelled, {}, "stopped while the model was prepared"};
}

HostSlabs::Reader fromCheckpoint(std::shared_ptr<const DitCheckpoint> checkpoint, SlabLayout layout,
                                 c10::Device computeOn)
{
    return [checkpoint = std::move(checkpoint), layout = std::move(layout),
            computeOn](std::span<const HostSlabs::Part> parts, const HostSlabs::Progress& progress,
                       const std::stop_token& stop) -> Status {
        int64_t done = 0;
        for (const HostSlabs::Part& part : parts) {
            if (stop.stop_requested())
                return cancelled();
            const auto bytes = static_cast<int64_t>(part.to.size());
            const at::Tensor slab = at::from_blob(part.to.data(), {bytes}, at::kByte);
            if (Status made = make(*checkpoint, layout, part.index, slab, computeOn); !made)
                return made;
            done += bytes;
            if (progress)
                progress(done);
        }
        return kDone;
    };
}

// When the disk has a new file: a render reads it from the page cache before that.
enum class OnDisk { Later, SlabBySlab };

// Writes all slabs to a new file of the cache: one is written while the next is made.
Result<model::SlabFileWriter> writeFile(const fs::path& path, const std::string& key, const DitCheckpoint& checkpoint,
                                        const SlabLayout& layout, const SlabOptions& options, OnDisk onDisk,
                                        const SlabProgress& progress, const std::stop_token& stop)
{
    std::error_code ignored;
    fs::create_directories(options.cache, ignored);
    model::SlabFileWriter::removeLeftovers(options.cache);
    const std::vector<int64_t> sizes = sizesOf(layout);
    Result<model::SlabFileWriter> writer
        = model::SlabFileWriter::create(path, {.key = key, .title = options.title, .sizes = sizes});
    if (!writer)
        return writer;
    std::array<tensor::PinnedBuffer, 2> buffers;
    for (tensor::PinnedBuffer& buffer : buffers) {
        // A GPU copies to locked memory several times as fast.
        Result<tensor::PinnedBuffer> allocated = tensor::PinnedBuffer::allocate(
            layout.largest(), options.computeOn.is_cpu() ? tensor::Pinning::None : tensor::Pinning::WhereThereIsAGpu);
        if (!allocated)
            return allocated.error();
        buffer = std::move(*allocated);
    }
    const model::MappingWatch watch;
    const int64_t all = std::accumulate(sizes.begin(), sizes.end(), int64_t{0});
    int64_t done = 0;
    std::future<Status> writing; // of the slab before; its end waits
    for (int64_t layer = 0; layer < layout.layers(); ++layer) {
        if (stop.stop_requested())
            return cancelled();
        const at::Tensor part = buffers[static_cast<size_t>(layer) % 2].tensor().narrow(0, 0, layout.bytes(layer));
        part.zero_(); // Gaps between tensors are part of the checksum.
        if (Status made = make(checkpoint, layout, layer, part, options.computeOn); !made)
            return made.error();
        if (const Status written = writing.valid() ? writing.get() : Status(kDone); !written)
            return written.error();
        writing = std::async(std::launch::async, [&writer, layer, part, onDisk] {
            const Status written
                = writer->write(layer, {static_cast<const std::byte*>(part.const_data_ptr()), part.nbytes()});
            return written && onDisk == OnDisk::SlabBySlab ? writer->sync() : written;
        });
        done += layout.bytes(layer);
        if (progress)
            progress(done, all);
    }
    if (const Status written = writing.valid() ? writing.get() : Status(kDone); !written)
        return written.error();
    if (const Status whole = watch.whole(); !whole) // They would stay in the cache.
        return whole.error();
    return writer;
}

// Gives the file its name, once it is on the disk. The future's destructor waits.
std::shared_future<void> finishing(model::SlabFileWriter writer, const fs::path& path)
{
    return std::async(std::launch::async,
                      [writer = std::move(writer), path]() mutable {
                          if (const Status finished = writer.finish(); !finished)
                              log::warning("slab cache: " + path.string()
                                           + " can't be written: " + finished.error().detail);
                      })
        .share();
}

Result<std::string> keyOf(const DitCheckpoint& checkpoint, const SlabLayout& layout)
{
    const Result<std::string> print = checkpoint.fingerprint();
    if (!print)
        return print.error();
    return c10::sha1(*print + '\n' + layout.description()).str();
}

bool isMadeFor(const model::SlabFile& file, const std::string& key, const SlabLayout& layout)
{
    return file.info().key == key && file.info().sizes == sizesOf(layout);
}

// The file, if it is there and was made for this key and layout. Another one of its name is removed.
std::optional<model::SlabFile> existing(const fs::path& path, const std::string& key, const SlabLayout& layout)
{
    Result<model::SlabFile> file = model::SlabFile::open(path);
    if (!file && file.error().code == ErrorCode::FileMissing)
        return std::nullopt;
    if (file && isMadeFor(*file, key, layout))
        return std::move(*file);
    log::warning("slab cache: " + path.string()
                 + " is made anew: " + (file ? std::string("it was made of something else") : file.error().detail));
    std::error_code ignored;
    fs::remove(path, ignored);
    return std::nullopt;
}

} // namespace

Result<fs::path> slabFileOf(const DitCheckpoint& checkpoint, const SlabLayout& layout, const fs::path& cache)
{
    const Result<std::string> key = keyOf(checkpoint, layout);
    if (!key)
        return key.error();
    return model::SlabCache(cache).pathOf(*key);
}

Result<CachedSlabs> findSlabs(const DitCheckpoint& checkpoint, const SlabLayout& layout, const SlabOptions& options)
{
    const Result<std::string> key = keyOf(checkpoint, layout);
    if (!key)
        return key.error();
    CachedSlabs found{.path = model::SlabCache(options.cache).pathOf(*key),
                      .bytes = model::slabFileBytes({.key = *key, .title = options.title, .sizes = sizesOf(layout)})};
    if (const Result<model::SlabFile> file = model::SlabFile::open(found.path);
        file && isMadeFor(*file, *key, layout)) {
        found.isThere = true;
        found.bytes = model::slabFileBytes(file->info()); // Its title may be another.
    }
    return found;
}

Status prepareSlabs(const DitCheckpoint& checkpoint, const SlabLayout& layout, const SlabOptions& options,
                    const SlabProgress& progress, const std::stop_token& stop)
{
    const Result<std::string> key = keyOf(checkpoint, layout);
    if (!key)
        return key.error();
    const fs::path path = model::SlabCache(options.cache).pathOf(*key);
    if (existing(path, *key, layout))
        return kDone;
    Result<model::SlabFileWriter> writer
        = writeFile(path, *key, checkpoint, layout, options, OnDisk::SlabBySlab, progress, stop);
    return writer ? writer->finish() : Status(writer.error());
}

Result<std::unique_ptr<HostSlabs>> openSlabs(const std::shared_ptr<const DitCheckpoint>& checkpoint,
                                             const SlabLayout& layout, const SlabOptions& options,
                                             const SlabProgress& progress, const std::stop_token& stop)
{
    HostSlabs::Reader made = fromCheckpoint(checkpoint, layout, options.computeOn);
    const auto uncached = [&] { return std::make_unique<HostSlabs>(sizesOf(layout), made); };
    if (options.cache.empty())
        return uncached();
    const Result<std::string> key = keyOf(*checkpoint, layout);
    if (!key)
        return key.error();
    const fs::path path = model::SlabCache(options.cache).pathOf(*key);
    std::optional<model::SlabFile> file = existing(path, *key, layout);
    std::shared_future<void> finished; // The last of the slabs' reader waits for it.
    if (file) {
        model::SlabCache::touch(path);
    } else {
        Result<model::SlabFileWriter> writer
            = writeFile(path, *key, *checkpoint, layout, options, OnDisk::Later, progress, stop);
        if (!writer) {
            const ErrorCode code = writer.error().code;
            if (code != ErrorCode::DiskFull && code != ErrorCode::NotWritable)
                return writer.error();
            log::warning("slab cache: " + path.string() + " can't be written: " + writer.error().detail);
            return uncached();
        }
        Result<model::SlabFile> written = writer->written();
        finished = finishing(std::move(*writer), path);
        if (!written)
            return uncached();
        file = std::move(*written);
    }
    const auto shared = std::make_shared<const model::SlabFile>(std::move(*file));
    return std::make_unique<HostSlabs>(
        sizesOf(layout),
        [shared, finished, made = std::move(made)](std::span<const HostSlabs::Part> parts,
                                                   const HostSlabs::Progress& told,
                                                   const std::stop_token& stopped) -> Status {
            Status read = shared->read(parts, told, stopped);
            if (read || read.error().code == ErrorCode::Cancelled)
                return read;
            log::warning("slab cache: " + shared->path().string() + " is given up: " + read.error().detail);
            if (finished.valid())
                finished.wait();
            std::error_code ignored;
            fs::remove(shared->path(), ignored); // The next start makes a new one.
            return made(parts, told, stopped);
        });
}

} // namespace studio::dit
