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

// The layers' slabs on the host: some kept in pinned RAM, all obtainable from where they come from: a file, or the
// checkpoint that they are made of, or nowhere (random ones).
class HostSlabs : public SlabSource {
public:
    // Where slabs come from. `read` fills all parts; it is called by one thread at a time.
    using Part = model::SlabFile::Part;
    using Progress = model::SlabFile::Progress;
    using Reader = std::function<Status(std::span<const Part>, const Progress&, const std::stop_token&)>;

    HostSlabs(std::vector<int64_t> sizes, Reader reader);

    // Slabs in a file that was written for them.
    static HostSlabs fromFile(model::SlabFile file);

    // Brings layers into pinned RAM, those that aren't there yet: memory is fetched and locked while earlier layers are
    // read. Progress in bytes. What was kept when it fails or is stopped stays. Errors: the reader's, OutOfMemory,
    // Cancelled.
    Status keep(std::span<const int64_t> layers, tensor::Pinning pinning, const Progress& progress = {},
                const std::stop_token& stop = {});
    // Frees a layer's RAM. It must not be in use.
    void drop(int64_t layer);
    // Keeps a layer with these bytes, which are its slab's [bytes] uint8 on any device, and reads nothing. Error:
    // OutOfMemory.
    Status keep(int64_t layer, const at::Tensor& slab, tensor::Pinning pinning);

    // Bytes of RAM that layers take.
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
    std::vector<Kept> m_kept; // empty where a layer isn't
};

} // namespace studio::offload
