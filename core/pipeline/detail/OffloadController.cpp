// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/OffloadController.h"

#include "core/base/Log.h"
#include "core/pipeline/detail/Residency.h"
#include "core/tensor/OomRetry.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <numeric>

namespace studio::pipeline {

int64_t promisedTensorBytes(const Plan& plan)
{
    int64_t bytes = 0;
    for (const MemoryItem& item : plan.vram)
        bytes += item.part == MemoryPart::Context ? 0 : item.bytes;
    return bytes;
}

OffloadController::OffloadController(tensor::Accelerator& device, std::shared_ptr<const dit::DitCheckpoint> checkpoint,
                                     ModelShape shape, Options options)
    : m_device(device)
    , m_checkpoint(std::move(checkpoint))
    , m_shape(std::move(shape))
    , m_options(std::move(options))
    , m_layout(m_checkpoint->config(), m_options.dtype, m_options.format)
{
}

OffloadController::~OffloadController() = default;

Status OffloadController::prepare(const Plan& plan, const offload::KvShape& kv, const dit::SlabProgress& progress,
                                  const std::stop_token& stop)
{
    endFilm();
    const c10::Device device = m_device.device();
    if (!m_slabs) {
        const tensor::HostScope host;
        Result<std::unique_ptr<offload::HostSlabs>> opened = dit::openSlabs(
            m_checkpoint, m_layout, {.computeOn = device, .cache = m_options.slabCache, .title = m_options.title},
            progress, stop);
        if (!opened)
            return opened.error();
        m_slabs = std::move(*opened);
    }
    if (!m_model)
        m_model.emplace(m_checkpoint->config(), m_checkpoint->globalWeights(device, m_options.dtype), m_options.dtype,
                        device);
    if (!m_layers)
        m_layers = std::make_unique<dit::StreamedLayers>(m_device, *m_slabs, m_layout);
    int64_t all = 0;
    for (size_t i = 0; i < plan.weights.size(); ++i) {
        if (plan.weights[i] == WeightTier::Pinned)
            all += m_layout.bytes(static_cast<int64_t>(i));
    }
    const auto report = [&](int64_t done) {
        if (progress)
            progress(done, all);
    };
    m_kvShape = kv;
    m_plans = 0;
    m_plan = plan;
    const std::future<void> compiled = compiling();
    return tensor::retryOnOom([this] { return freeMemory(); },
                              [&] { return m_plans == 0 ? apply(plan, report, stop) : Status(kDone); });
}

// Compiles the model's kernels in the background; the future's destructor waits. An error is repeated by the kernels'
// first use.
std::future<void> OffloadController::compiling() const
{
    return std::async(std::launch::async,
                      [model = &*m_model, shape = m_kvShape, dtype = kvOptions(m_plan).dtype, lanes = m_plan.lanes] {
                          model->prepare(shape, dtype, lanes);
                      });
}

// Data that moves to RAM is copied before its device memory is freed, and data that leaves RAM is freed last: an error
// in between loses nothing.
Status OffloadController::apply(const Plan& plan, const offload::HostSlabs::Progress& progress,
                                const std::stop_token& stop)
{
    m_device.synchronize();
    std::vector<int64_t> streamed;
    for (size_t i = 0; i < plan.weights.size(); ++i) {
        if (plan.weights[i] == WeightTier::Pinned)
            streamed.push_back(static_cast<int64_t>(i));
    }
    if (Status kept = m_slabs->keep(streamed, tensor::Pinning::WhereThereIsAGpu, progress, stop); !kept)
        return kept;
    if (Status set = m_layers->setTiers(plan.weights, std::max(1, plan.weightSlots), stop); !set)
        return set;
    for (size_t i = 0; i < plan.weights.size(); ++i) {
        if (plan.weights[i] != WeightTier::Pinned)
            m_slabs->drop(static_cast<int64_t>(i));
    }
    if (!m_kv) // After an earlier film's weights have been freed.
        m_kv = std::make_unique<offload::TieredKvStore>(m_device, m_kvShape, kvOptions(plan));
    m_kv->setTiers(plan.kv, std::max(1, plan.kvSlots));
    m_layers->setLayerSeconds(plan.computeSeconds.value_or(0) / static_cast<double>(plan.weights.size()));
    m_plan = plan;
    ++m_plans;
    return kDone;
}

// The plan for a smaller VRAM budget with the film's lanes; nullopt if it doesn't fit.
std::optional<Plan> OffloadController::smaller(int64_t budget) const
{
    PlanRequest request = m_plan.request;
    request.vramBudget = budget;
    request.lanes = m_plan.lanes; // The KV slots are sized for these.
    request.offload = Offload::Automatic;
    request.kvTier.reset();
    Plan plan = pipeline::plan(m_shape, request);
    return plan.fits ? std::optional(std::move(plan)) : std::nullopt;
}

void OffloadController::betweenTicks()
{
    m_trimmed = false;
    const tensor::MemoryUse memory = m_device.memory();
    if (memory.available >= promisedTensorBytes(m_plan) - memory.used)
        return;
    const std::optional<Plan> next = smaller(memory.used + memory.available + m_plan.request.contextBytes);
    if (!next)
        return; // The tick may succeed anyway; if not, freeMemory() is called.
    log::warning("memory of the device gets short: planning again for "
                 + std::to_string(next->request.vramBudget / 1'000'000) + " MB");
    if (Status applied = apply(*next, {}, {}); !applied)
        throw offload::SlabReadError(applied.error());
}

bool OffloadController::freeMemory()
{
    constexpr int64_t kStep = 16; // each attempt lowers the budget by 1/16
    int64_t budget = std::min(m_plan.request.vramBudget, promisedTensorBytes(m_plan) + m_plan.request.contextBytes);
    std::optional<Plan> failed; // the smallest plan whose apply() ran out of memory halfway
    for (;;) {
        budget -= std::max<int64_t>(1, budget / kStep);
        std::optional<Plan> next = smaller(budget);
        const bool isLast = !next;
        if (isLast) {
            if (!failed && !m_trimmed) {
                // The allocator's cached blocks may be too small: free them, then retry once.
                m_trimmed = true;
                m_device.synchronize();
                m_device.trim();
                return true;
            }
            if (!failed)
                return false;
            next = failed; // Other programs may have freed memory since.
        } else if (!failed && next->weights == m_plan.weights && next->kv == m_plan.kv
                   && next->weightSlots == m_plan.weightSlots && next->kvSlots == m_plan.kvSlots) {
            continue;
        }
        log::warning("there was not enough memory: planning again for " + std::to_string(budget / 1'000'000) + " MB");
        try {
            if (Status applied = apply(*next, {}, {}); !applied)
                throw offload::SlabReadError(applied.error());
            return true;
        } catch (const c10::OutOfMemoryError&) {
            if (isLast)
                return false;
            failed = std::move(next);
        }
    }
}

void OffloadController::suspend()
{
    m_device.synchronize();
    const offload::TieredKvStore::Options kv = kvOptions(m_plan);
    const int64_t caches
        = m_plan.count(KvTier::Device) * offload::KvLayout(m_kvShape, kv.format, kv.dtype).pinnedBytes();
    m_layers.reset();
    m_model.reset();
    try {
        if (m_plan.peakRam + caches <= m_plan.request.ramBudget)
            m_kv->releaseDevice();
    } catch (const c10::OutOfMemoryError& error) {
        log::warning(std::string("caches stay on the device during the pause: ") + error.what_without_backtrace());
    }
    m_device.trim();
}

Status OffloadController::resume(const std::stop_token& stop)
{
    m_model.emplace(m_checkpoint->config(), m_checkpoint->globalWeights(m_device.device(), m_options.dtype),
                    m_options.dtype, m_device.device());
    m_layers = std::make_unique<dit::StreamedLayers>(m_device, *m_slabs, m_layout);
    const std::future<void> compiled = compiling();
    const int plans = m_plans;
    try {
        Status applied = apply(m_plan, {}, stop);
        m_plans = plans; // The same plan again doesn't count.
        return applied;
    } catch (const c10::OutOfMemoryError& error) {
        log::warning(std::string("another program has taken memory of the device: ") + error.what_without_backtrace());
    }
    return freeMemory() ? Status(kDone) : Error{ErrorCode::OutOfMemory, {}, "the device was taken during the pause"};
}

void OffloadController::endFilm()
{
    m_kv.reset();
}

void OffloadController::makeSpace(int64_t bytes)
{
    const auto lacks = [&] { return m_device.memory().available < bytes; };
    if (!lacks() || !m_layers)
        return;
    m_device.trim();
    while (lacks() && m_layers->evictOne())
        m_device.trim();
    if (lacks())
        releaseDevice();
}

void OffloadController::releaseDevice()
{
    m_kv.reset();
    m_layers.reset();
    m_model.reset();
    m_device.trim();
}

} // namespace studio::pipeline
