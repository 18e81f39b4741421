// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Benches.h"
#include "app/bench/Machine.h"
#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/dit/RandomSlabs.h"
#include "core/dit/StreamedLayers.h"
#include "core/offload/TieredKvStore.h"
#include "core/pipeline/Forecast.h"
#include "core/pipeline/detail/Residency.h"
#include "core/pipeline/detail/WavefrontDenoiser.h"
#include "core/vae/RandomVae.h"
#include "core/vae/Vae.h"

#include <ATen/DeviceAccelerator.h>
#include <ATen/ops/randn.h>
#include <c10/core/Event.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <c10/util/Exception.h>

#include <torch/csrc/autograd/profiler_kineto.h>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <future>
#include <memory>
#include <set>

namespace studio::bench {
namespace {

using nlohmann::ordered_json;

constexpr int64_t kSeed = 1;
constexpr int64_t kBlocksPerSample = 50;

const char* word(NumberFormat format)
{
    return format == NumberFormat::Fp8 ? "fp8" : format == NumberFormat::Int8 ? "int8" : "bf16";
}

// Planned tensor bytes of the frames stage; the measurement excludes other stages and the driver's context.
double promised(const pipeline::Plan& plan)
{
    int64_t bytes = 0;
    for (const pipeline::MemoryItem& item : plan.vram)
        bytes += item.part == pipeline::MemoryPart::Context ? 0 : item.bytes;
    return static_cast<double>(bytes);
}

// Decodes on its own stream after the latents' event, without blocking the host. The decoder's caches belong to that
// stream, so one object decodes a whole film.
class BlockDecoder {
public:
    explicit BlockDecoder(c10::Device device)
    {
        if (!device.is_cpu())
            m_stream = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
    }

    // The previous frames must be finished.
    Status decode(vae::StreamDecoder& decoder, const at::Tensor& latents)
    {
        std::optional<c10::StreamGuard> guard;
        if (m_stream) {
            c10::Event made(m_stream->device_type());
            made.record(c10::impl::VirtualGuardImpl(m_stream->device_type()).getStream(m_stream->device()));
            made.block(*m_stream);
            guard.emplace(*m_stream);
        }
        Result<at::Tensor> frames = decoder.decode(latents);
        if (!frames)
            return frames.error();
        m_latents = latents; // Keeps the memory from being reused while the stream reads it.
        m_frames = std::move(*frames);
        return kDone;
    }

private:
    std::optional<c10::Stream> m_stream;
    at::Tensor m_latents, m_frames;
};

double residentGigabytes()
{
    return static_cast<double>(peakResidentSinceStart().value_or(peakResidentBytes())) / kGiB;
}

double tensorGigabytes(c10::Device device)
{
    return device.is_cpu()
        ? 0
        : static_cast<double>(at::accelerator::getDeviceStats(device.index()).allocated_bytes[0].current) / kGiB;
}

namespace profiler = torch::autograd::profiler;

// libtorch's profiler: kernels and copies with their streams.
void startTrace()
{
    const torch::profiler::impl::ProfilerConfig config(torch::profiler::impl::ProfilerState::KINETO);
    const std::set<torch::profiler::impl::ActivityType> activities{torch::profiler::impl::ActivityType::CUDA};
    profiler::prepareProfiler(config, activities);
    profiler::enableProfiler(config, activities);
}

void endTrace(const std::filesystem::path& path)
{
    profiler::disableProfiler()->save(path.string());
}

struct Setting {
    double vram; // GB; 0: all resident
    int lanes;
    NumberFormat kv;
};

// The parts that all settings share.
class Workload {
public:
    Workload(const BenchOptions& options, Machine& machine)
        : m_options(options)
        , m_device(*machine.device)
        , m_dtype(machine.dtype)
        , m_config(configOf(options.shape))
        // On a simulated device the transformer alone is planned with GPU kernels; with the VAE that estimate would be
        // far off.
        , m_kernels(m_device.device().is_cpu() && options.bench == Bench::Pipeline ? pipeline::Processor::Cpu
                                                                                   : pipeline::Processor::Gpu)
        , m_layout(m_config, m_dtype, pipeline::layerFormat(options.weights, m_kernels))
        , m_slabs(dit::randomSlabs(m_layout, kSeed))
        , m_rates(options.rates)
        , m_h(options.height / 8)
        , m_w(options.width / 8)
    {
        if (m_device.device().is_cpu() || m_rates.toDevice)
            return;
        const CopySpeeds speeds = measureCopies(m_device);
        m_rates.toDevice = speeds.in;
        m_rates.fromDevice = speeds.out;
        m_rates.bothWays = speeds.both;
        m_device.trim();
    }

    ordered_json measure(const Setting& setting)
    {
        ordered_json row{{"vram_GB", setting.vram > 0 ? ordered_json(setting.vram) : ordered_json("resident")},
                         {"lanes", setting.lanes},
                         {"weights", word(m_options.weights)},
                         {"kv", word(setting.kv)},
                         {"attention", word(m_options.attention)}};
        const pipeline::Plan plan = pipeline::fastestPlan(m_options.shape, requestOf(setting));
        if (!plan.fits) {
            row["note"] = "does not fit";
            return row;
        }
        row["layers"] = std::to_string(plan.count(WeightTier::Device)) + "/"
            + std::to_string(plan.count(WeightTier::Pinned)) + "/" + std::to_string(plan.count(WeightTier::Disk));
        row["kv_pinned"] = plan.count(KvTier::Pinned);
        row["promised_GB"] = promised(plan) / kGiB;
        row["promised_RAM_GB"] = static_cast<double>(plan.peakRam) / kGiB;
        const bool decodes = m_options.bench == Bench::Pipeline;
        if (plan.computeSeconds && plan.copySeconds && plan.diskSeconds && (plan.vaeSeconds || !decodes))
            row["plan_s_per_tick"] = std::max({*plan.computeSeconds, *plan.copySeconds, *plan.diskSeconds})
                + (decodes && m_options.decoding == Decoding::Between ? *plan.vaeSeconds : 0);
        try {
            run(plan, row);
        } catch (const c10::OutOfMemoryError& error) {
            row["note"] = "out of memory";
            std::fprintf(stderr, "%s\n", error.what_without_backtrace());
        }
        m_device.synchronize();
        m_device.setCap(0);
        m_device.trim();
        return row;
    }

private:
    [[nodiscard]] pipeline::PlanRequest requestOf(const Setting& setting) const
    {
        pipeline::PlanRequest request;
        request.width = m_options.width;
        request.height = m_options.height;
        request.steps = m_options.steps;
        request.windowBlocks = m_options.windowBlocks;
        request.lanes = setting.lanes;
        request.weights = m_options.weights;
        request.kv = setting.kv;
        request.attention = m_options.attention;
        request.rates = m_rates;
        request.offload = setting.vram > 0 ? Offload::Automatic : Offload::None;
        const tensor::MemoryUse memory = m_device.memory();
        request.vramBudget = setting.vram > 0 ? bytesOfGigabytes(setting.vram) : memory.used + memory.available;
        request.ramBudget = m_options.ram > 0 ? bytesOfGigabytes(m_options.ram) : machineRam();
        request.kernels = m_kernels;
        if (m_device.device().is_cpu())
            request.contextBytes = 0;
        if (setting.vram <= 0)
            request.vramBudget += request.contextBytes; // The available memory excludes the context.
        return request;
    }

    // Puts weights and caches where the plan wants them.
    void place(const pipeline::Plan& plan, dit::StreamedLayers& layers, offload::TieredKvStore& kv)
    {
        std::vector<int64_t> pinned;
        for (size_t i = 0; i < plan.weights.size(); ++i) {
            if (plan.weights[i] == WeightTier::Pinned)
                pinned.push_back(static_cast<int64_t>(i));
            else
                m_slabs->drop(static_cast<int64_t>(i));
        }
        check(m_slabs->keep(pinned, tensor::Pinning::WhereThereIsAGpu));
        check(layers.setTiers(plan.weights, std::max(1, plan.weightSlots)));
        kv.setTiers(plan.kv, std::max(1, plan.kvSlots));
    }

    void run(const pipeline::Plan& plan, ordered_json& row)
    {
        const bool decodes = m_options.bench == Bench::Pipeline;
        startPeakResident();
        m_device.resetPeak();
        m_device.setCap(plan.request.vramBudget - plan.request.contextBytes);
        const auto scope = m_device.scope();
        const c10::Device device = m_device.device();
        const Stopwatch loading;
        const dit::DitModel model(m_config, dit::randomGlobalWeights(m_config, m_dtype, device, kSeed), m_dtype,
                                  device);
        dit::StreamedLayers layers(m_device, *m_slabs, m_layout);
        offload::TieredKvStore kv(m_device, model.kvShape(m_options.steps, m_h, m_w, m_options.windowBlocks),
                                  pipeline::kvOptions(plan));
        std::future<void> compiled
            = std::async(std::launch::async, [&] { model.prepare(kv.shape(), kv.dtype(), plan.lanes); });
        place(plan, layers, kv);
        compiled.get();
        std::optional<vae::StreamDecoder> decoder;
        if (decodes)
            decoder.emplace(
                *vae::Vae::fromTensors(vae::randomVae(m_options.shape.vaeWidth), "random", device, m_dtype));
        const double loadSeconds = loading.seconds();

        // Ticks until every step's window is full and every lane busy.
        const int64_t lanes = plan.lanes;
        const int64_t warm = (int64_t{m_options.windowBlocks} * m_options.steps + lanes - 1) / lanes + m_options.steps;
        const int64_t ticks = warm + m_options.ticks;
        const int64_t blocks = ticks * lanes / m_options.steps + m_options.steps + 1;
        const at::Tensor features = at::randn({m_config.audioStates, m_config.audioDim, dit::kBlockAudioFrames});
        const auto text = std::make_shared<dit::TextContext>(model.textContext(
            at::randn({std::min<int64_t>(100, m_config.textLength), m_config.textDim}), dit::fastestPadding(device)));
        pipeline::WavefrontDenoiser denoiser(
            model, layers, kv,
            {.h = m_h,
             .w = m_w,
             .voices = [&](int64_t) { return Result<std::vector<dit::HeardVoice>>({{.features = features}}); },
             .text = [&](int64_t) { return text; },
             .noise =
                 [&](int64_t) {
                     return at::randn({m_config.inChannels, dit::kBlockLatents, m_h, m_w});
                 },
             .distance = [](int64_t, int) { return 30; },
             .steps = m_options.steps,
             .lanes = plan.lanes,
             .known = {},
             .depthOfKnown = {},
             .record = {},
             .betweenTicks = {},
             .freeMemory = {},
             .pauseOffDevice = {}});
        std::stop_source stop;
        const Stopwatch sinceLoaded;
        check(denoiser.prefill(0, at::randn({m_config.inChannels, 1, m_h, m_w}),
                               at::randn({m_config.inChannels, dit::kMotionLatents, m_h, m_w}), stop.get_token()));

        std::vector<double> seconds;
        std::vector<double> decoding;
        int64_t tick = 0;
        int64_t ready = 0;
        tensor::Traffic before;
        BlockDecoder beside(device);
        m_device.synchronize();
        Stopwatch watch;
        const auto blockReady = [&](int64_t, const at::Tensor& latents) -> Status {
            ++ready;
            if (ready % kBlocksPerSample == 0)
                std::fprintf(stderr, "block %d: %.3f GB of tensors, %.3f GB held, %.3f GB in RAM at most\n",
                             static_cast<int>(ready), tensorGigabytes(device),
                             static_cast<double>(m_device.memory().used) / kGiB, residentGigabytes());
            if (!decoder)
                return kDone;
            if (m_options.decoding == Decoding::Beside) {
                const Status decoded = beside.decode(*decoder, latents);
                if (ready == 1) {
                    m_device.synchronize();
                    row["first_frame_s"] = sinceLoaded.seconds();
                }
                return decoded;
            }
            const Stopwatch own;
            const Result<at::Tensor> frames = decoder->decode(latents);
            m_device.synchronize();
            if (tick > warm)
                decoding.push_back(own.seconds());
            if (ready == 1)
                row["first_frame_s"] = sinceLoaded.seconds();
            watch = {};
            return frames ? Status(kDone) : Status(frames.error());
        };
        const auto done = [&](int64_t) {
            m_device.synchronize();
            if (++tick > warm)
                seconds.push_back(watch.seconds());
            if (tick == warm) {
                before = m_device.traffic();
                row["held_GB"] = static_cast<double>(m_device.memory().used) / kGiB;
            }
            if (tick == ticks - 1 && !m_options.trace.empty())
                startTrace();
            if (tick == ticks && !m_options.trace.empty())
                endTrace(m_options.trace);
            if (tick == ticks)
                stop.request_stop();
            watch = {};
        };
        const Status denoised = denoiser.run(0, blocks, blockReady, done, stop.get_token());
        if (!denoised && denoised.error().code != ErrorCode::Cancelled)
            check(denoised);
        const tensor::Traffic after = m_device.traffic();
        const double tickSeconds = median(seconds);
        const double vaeSeconds = median(decoding) * static_cast<double>(lanes) / m_options.steps;
        const auto each = static_cast<double>(std::max<size_t>(1, seconds.size()));
        const double blocksPerTick = static_cast<double>(lanes) / m_options.steps;
        row["load_s"] = loadSeconds;
        row["s_per_tick"] = tickSeconds;
        row["s_per_forward"] = tickSeconds / static_cast<double>(lanes);
        if (decodes)
            row["vae_s_per_tick"] = vaeSeconds;
        row["fps"] = 12.0 * blocksPerTick / (tickSeconds + vaeSeconds);
        row["peak_GB"] = static_cast<double>(m_device.memory().peak) / kGiB;
        row["held_GB_at_end"] = static_cast<double>(m_device.memory().used) / kGiB;
        row["RAM_GB"] = residentGigabytes();
        row["h2d_GB_per_tick"] = gigabytes(after.toDevice - before.toDevice) / each;
        row["d2h_GB_per_tick"] = gigabytes(after.fromDevice - before.fromDevice) / each;
        row["disk_GB_per_tick"] = gigabytes(after.disk - before.disk) / each;
        row["stall_s_per_tick"] = (after.stallSeconds - before.stallSeconds) / each;
        row["plan_h2d_GB"] = gigabytes(plan.toDevicePerTick);
        row["plan_d2h_GB"] = gigabytes(plan.fromDevicePerTick);
    }

    static void check(const Status& status) { TORCH_CHECK(status, status ? std::string() : status.error().detail); }

    const BenchOptions& m_options;
    tensor::Accelerator& m_device;
    at::ScalarType m_dtype;
    dit::DitConfig m_config;
    pipeline::Processor m_kernels;
    dit::SlabLayout m_layout;
    std::unique_ptr<offload::HostSlabs> m_slabs;
    pipeline::Rates m_rates;
    int64_t m_h;
    int64_t m_w;
};

} // namespace

Result<ordered_json> benchDit(const BenchOptions& options)
{
    const c10::InferenceMode inference;
    Result<Machine> machine = openMachine(options);
    if (!machine)
        return machine.error();
    Workload workload(options, *machine);
    ordered_json rows = ordered_json::array();
    for (const NumberFormat kv : options.kv) {
        for (const int lanes : options.lanes) {
            for (const double vram : options.vram) {
                rows.push_back(workload.measure({vram, std::min(lanes, options.steps), kv}));
                std::fprintf(stderr, "%s\n",
                             // Prints each row at once, so that an aborted run has printed its results.
                             rows.back().dump().c_str());
            }
        }
    }
    return rows;
}

} // namespace studio::bench
