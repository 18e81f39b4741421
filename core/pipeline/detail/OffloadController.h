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

// Bytes of tensors that a plan promises while frames are made: without the driver's context, and without other stages.
[[nodiscard]] int64_t promisedTensorBytes(const Plan& plan);

// The transformer on a device with memory of its own. Puts weights and caches where a plan wants them, keeps the
// device's cap, and plans anew where memory gets short: between ticks, or when a tick had not enough and is repeated.
class OffloadController {
public:
    struct Options {
        at::ScalarType dtype = at::kFloat;
        dit::LayerFormat format = dit::LayerFormat::AsModel;
        std::filesystem::path slabCache; // may be empty
        std::string title; // of the model, in the cache
    };
    // The device is borrowed. Reads nothing yet.
    OffloadController(tensor::Accelerator& device, std::shared_ptr<const dit::DitCheckpoint> checkpoint,
                      ModelShape shape, Options options);
    ~OffloadController();

    // Makes ready for a film: slabs (made, or read from the cache), what is resident, slots and empty caches. Of an
    // earlier film's what is still in its place isn't moved. Progress
    // in bytes of weights. Where memory is shorter than planned, it plans anew. Errors: those of openSlabs() and
    // HostSlabs::keep(); throws c10::OutOfMemoryError.
    Status prepare(const Plan& plan, const offload::KvShape& kv, const dit::SlabProgress& progress,
                   const std::stop_token& stop);

    // After prepare().
    [[nodiscard]] const dit::DitModel& model() const { return *m_model; }
    [[nodiscard]] dit::LayerSource& layers() { return *m_layers; }
    [[nodiscard]] offload::KvStore& kv() { return *m_kv; }
    [[nodiscard]] const Plan& plan() const { return m_plan; }
    [[nodiscard]] int plans() const { return m_plans; }

    // Between ticks: keeps the promise where other programs take memory, and frees some where there was not enough for
    // a tick or a decode (see tensor::FreeMemory). Throw offload::SlabReadError where weights that have to move can't
    // be read.
    void betweenTicks();
    bool freeMemory();

    // Frees the device's memory in the middle of a film: the caches move to RAM, unless that is too
    // small for them. resume() makes all as it was, before the next pass, or with less where others have taken the
    // memory meanwhile. Errors: those of prepare(), OutOfMemory.
    void suspend();
    Status resume(const std::stop_token& stop);

    // Frees what belongs to a film. Weights stay where they are, for the next one.
    void endFilm();
    // Frees weights between films, until a stage that takes so many bytes of the device finds them.
    void makeSpace(int64_t bytes);
    // Of pinned RAM that is held.
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
    bool m_trimmed = false; // since the last tick that succeeded: the last resort
};

} // namespace studio::pipeline
