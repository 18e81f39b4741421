// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/dit/DitModel.h"
#include "core/dit/DitSlabs.h"
#include "core/dit/StreamedLayers.h"
#include "core/offload/TieredKvStore.h"
#include "core/pipeline/Planner.h"

#include <future>
#include <memory>
#include <stop_token>

namespace studio::pipeline {

// Tensor bytes of a plan while frames are rendered, without the driver's context and other stages.
[[nodiscard]] int64_t promisedTensorBytes(const Plan& plan);

// The transformer on a device with its own memory. Places weights and KV caches as a plan says, enforces the device's
// memory cap, and plans again when memory gets short: between ticks, or after a tick failed, before it is repeated.
class OffloadController {
public:
    struct Options {
        at::ScalarType dtype = at::kFloat;
        dit::LayerFormat format = dit::LayerFormat::AsModel;
        std::filesystem::path slabCache; // may be empty
        std::string title; // of the model, in the cache
    };
    // Borrows the device. Reads nothing yet.
    OffloadController(tensor::Accelerator& device, std::shared_ptr<const dit::DitCheckpoint> checkpoint,
                      ModelShape shape, Options options);
    ~OffloadController();

    // Prepares for a film: slabs (built, or read from the cache), resident layers, slots and empty KV caches. Parts of
    // an earlier film that are in the right place are not moved. `progress` is in bytes of weights. If there is less
    // memory than planned, it plans again. Errors: those of openSlabs() and HostSlabs::keep(); throws
    // c10::OutOfMemoryError.
    Status prepare(const Plan& plan, const offload::KvShape& kv, const dit::SlabProgress& progress,
                   const std::stop_token& stop);

    // After prepare().
    [[nodiscard]] const dit::DitModel& model() const { return *m_model; }
    [[nodiscard]] dit::LayerSource& layers() { return *m_layers; }
    [[nodiscard]] offload::KvStore& kv() { return *m_kv; }
    [[nodiscard]] const Plan& plan() const { return m_plan; }
    [[nodiscard]] int plans() const { return m_plans; }

    // betweenTicks() keeps to the plan when other programs take memory; freeMemory() frees some after a tick or a
    // decode ran out of memory (see tensor::FreeMemory). Both throw offload::SlabReadError if weights that have to move
    // can't be read.
    void betweenTicks();
    bool freeMemory();

    // suspend() frees the device's memory during a film; the KV caches move to RAM, or stay if RAM is too small.
    // resume() restores everything before the next pass, with a smaller plan if other programs have taken memory.
    // Errors: those of prepare(), OutOfMemory.
    void suspend();
    Status resume(const std::stop_token& stop);

    // Frees the film's KV caches. Weights stay for the next film.
    void endFilm();
    // Frees weights between films until a stage that needs `bytes` of device memory fits.
    void makeSpace(int64_t bytes);
    // Bytes of pinned RAM in use.
    [[nodiscard]] int64_t keptBytes() const { return m_slabs ? m_slabs->keptBytes() : 0; }
    // Frees all of the device's memory. Slabs in RAM stay.
    void releaseDevice();

private:
    [[nodiscard]] std::future<void> compiling() const;
    Status apply(const Plan& plan, const offload::HostSlabs::Progress& progress, const std::stop_token& stop);
    [[nodiscard]] std::optional<Plan> smaller(int64_t budget) const;

    tensor::Accelerator& m_device;
    std::shared_ptr<const dit::DitCheckpoint> m_checkpoint;
    ModelShape m_shape;
    Options m_options;
    dit::SlabLayout m_layout;

    std::unique_ptr<offload::HostSlabs> m_slabs;
    std::optional<dit::DitModel> m_model;
    std::unique_ptr<dit::StreamedLayers> m_layers;
    std::unique_ptr<offload::TieredKvStore> m_kv;
    offload::KvShape m_kvShape;
    Plan m_plan;
    int m_plans = 0;
    bool m_trimmed = false; // the last resort was used since the last successful tick
};

} // namespace studio::pipeline
