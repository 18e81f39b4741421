// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/SlabFile.h"
#include "core/offload/SlabSource.h"
#include "core/tensor/PinnedBuffer.h"

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace studio::offload {

// The layers' slabs on the host: some kept in pinned RAM. Any slab can be (re)read from its source: cache file,
// checkpoint, or a random generator.
class HostSlabs : public SlabSource {
public:
    // The source of slabs. Fills all parts; called by one thread at a time.
    using Part = model::SlabFile::Part;
    using Progress = model::SlabFile::Progress;
    using Reader = std::function<Status(std::span<const Part>, const Progress&, const std::stop_token&)>;

    HostSlabs(std::vector<int64_t> sizes, Reader reader);

    // Slabs from a cache file.
    static HostSlabs fromFile(model::SlabFile file);

    // Loads layers into pinned RAM, unless they are there. RAM is allocated and locked while earlier layers are read.
    // Progress in bytes. After an error, layers that were loaded stay. Errors: the reader's, OutOfMemory, Cancelled.
    Status keep(std::span<const int64_t> layers, tensor::Pinning pinning, const Progress& progress = {},
                const std::stop_token& stop = {});
    // Frees a layer's RAM, which must not be in use.
    void drop(int64_t layer);
    // Keeps a layer in RAM with the bytes of `slab` [bytes] uint8 on any device, instead of reading it. Error:
    // OutOfMemory.
    Status keep(int64_t layer, const at::Tensor& slab, tensor::Pinning pinning);

    // Bytes of RAM in use by layers.
    [[nodiscard]] int64_t keptBytes() const;

    [[nodiscard]] int64_t count() const override { return static_cast<int64_t>(m_sizes.size()); }
    [[nodiscard]] int64_t bytes(int64_t layer) const override { return m_sizes[static_cast<size_t>(layer)]; }
    [[nodiscard]] at::Tensor pinned(int64_t layer) const override;
    Status read(int64_t layer, const at::Tensor& to) override;

private:
    struct Kept {
        tensor::PinnedBuffer buffer;
        at::Tensor tensor; // of the buffer
    };
    Status allocate(std::span<const int64_t> layers, std::span<Kept> kept, tensor::Pinning pinning) const;

    std::vector<int64_t> m_sizes;
    Reader m_reader;
    std::vector<Kept> m_kept; // empty for layers not kept
};

} // namespace studio::offload
