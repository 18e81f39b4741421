// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/HostSlabs.h"

#include "core/tensor/Accelerator.h"

#include <algorithm>
#include <cstring>
#include <future>
#include <optional>

namespace studio::offload {
namespace {

constexpr size_t kLayersAtOnce = 4; // are fetched and locked while as many are read

std::span<std::byte> bytesOf(const at::Tensor& tensor)
{
    return {static_cast<std::byte*>(tensor.mutable_data_ptr()), tensor.nbytes()};
}

} // namespace

HostSlabs::HostSlabs(std::vector<int64_t> sizes, Reader reader)
    : m_sizes(std::move(sizes))
    , m_reader(std::move(reader))
    , m_kept(m_sizes.size())
{
}

HostSlabs HostSlabs::fromFile(model::SlabFile file)
{
    const auto shared = std::make_shared<const model::SlabFile>(std::move(file));
    return HostSlabs(shared->info().sizes,
                     [shared](std::span<const Part> parts, const Progress& progress, const std::stop_token& stop) {
                         return shared->read(parts, progress, stop);
                     });
}

Status HostSlabs::allocate(std::span<const int64_t> layers, std::span<Kept> kept, tensor::Pinning pinning) const
{
    std::vector<std::future<Result<tensor::PinnedBuffer>>> buffers;
    for (const int64_t layer : layers)
        buffers.push_back(std::async(std::launch::async, &tensor::PinnedBuffer::allocate, bytes(layer), pinning));
    std::optional<Error> failure;
    for (size_t i = 0; i < layers.size(); ++i) {
        Result<tensor::PinnedBuffer> buffer = buffers[i].get();
        if (!buffer) {
            failure = buffer.error();
            continue;
        }
        kept[i].buffer = std::move(*buffer);
        kept[i].tensor = kept[i].buffer.tensor();
    }
    return failure ? Status(*failure) : Status(kDone);
}

Status HostSlabs::keep(std::span<const int64_t> layers, tensor::Pinning pinning, const Progress& progress,
                       const std::stop_token& stop)
{
    const tensor::HostScope host;
    std::vector<int64_t> wanted;
    for (const int64_t layer : layers) {
        if (!pinned(layer).defined())
            wanted.push_back(layer);
    }
    const auto groupAt = [&](size_t begin) {
        return std::span(wanted).subspan(begin, std::min(kLayersAtOnce, wanted.size() - begin));
    };
    using Buffers = std::vector<Kept>;
    const auto allocateGroup = [&](size_t begin) -> Result<std::shared_ptr<Buffers>> {
        const auto group = groupAt(begin);
        auto buffers = std::make_shared<Buffers>(group.size());
        if (Status allocated = allocate(group, *buffers, pinning); !allocated)
            return allocated.error();
        return buffers;
    };
    std::future<Result<std::shared_ptr<Buffers>>> upcoming;
    int64_t before = 0;
    for (size_t begin = 0; begin < wanted.size(); begin += kLayersAtOnce) {
        const Result<std::shared_ptr<Buffers>> buffers = begin == 0 ? allocateGroup(0) : upcoming.get();
        if (!buffers)
            return buffers.error();
        if (begin + kLayersAtOnce < wanted.size())
            upcoming = std::async(std::launch::async, allocateGroup, begin + kLayersAtOnce);
        const auto group = groupAt(begin);
        std::vector<Part> parts;
        for (size_t i = 0; i < group.size(); ++i)
            parts.push_back({group[i], (**buffers)[i].buffer.bytes()});
        const auto report = [&](int64_t done) {
            if (progress)
                progress(before + done);
        };
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, "stopped while slabs were read"};
        if (Status read = m_reader(parts, report, stop); !read)
            return read;
        for (size_t i = 0; i < group.size(); ++i) {
            before += bytes(group[i]);
            m_kept[static_cast<size_t>(group[i])] = std::move((**buffers)[i]);
        }
    }
    return kDone;
}

Status HostSlabs::keep(int64_t layer, const at::Tensor& slab, tensor::Pinning pinning)
{
    if (pinned(layer).defined())
        return kDone;
    Kept kept;
    const int64_t layers[] = {layer};
    if (Status allocated = allocate(layers, std::span(&kept, 1), pinning); !allocated)
        return allocated;
    kept.tensor.copy_(slab.narrow(0, 0, bytes(layer)));
    m_kept[static_cast<size_t>(layer)] = std::move(kept);
    return kDone;
}

void HostSlabs::drop(int64_t layer)
{
    m_kept[static_cast<size_t>(layer)] = {};
}

int64_t HostSlabs::keptBytes() const
{
    int64_t sum = 0;
    for (const Kept& kept : m_kept)
        sum += static_cast<int64_t>(kept.buffer.bytes().size());
    return sum;
}

at::Tensor HostSlabs::pinned(int64_t layer) const
{
    return m_kept[static_cast<size_t>(layer)].tensor;
}

Status HostSlabs::read(int64_t layer, const at::Tensor& to)
{
    const tensor::HostScope host; // Making one is no work of the device.
    if (const at::Tensor kept = pinned(layer); kept.defined()) {
        std::memcpy(to.mutable_data_ptr(), kept.const_data_ptr(), kept.nbytes());
        return kDone;
    }
    const Part part{layer, bytesOf(to).first(static_cast<size_t>(bytes(layer)))};
    return m_reader(std::span(&part, 1), {}, {});
}

} // namespace studio::offload
