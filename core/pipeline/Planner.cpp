// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/Planner.h"

#include "core/pipeline/detail/PlanEstimate.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace studio::pipeline {
namespace {

// By how much a choice exceeds the budgets.
int64_t excess(const Cost& cost, const PlanRequest& request)
{
    return std::max<int64_t>(0, cost.vram - request.vramBudget) + std::max<int64_t>(0, cost.ram - request.ramBudget);
}

// Less is better: disk reads, then copies, per (block, step); then more lanes, more slots.
auto rank(const Choice& choice, const Cost& cost)
{
    const auto lanes = static_cast<double>(choice.lanes);
    return std::tuple(static_cast<double>(cost.disk) / lanes,
                      static_cast<double>(cost.toDevice + cost.fromDevice) / lanes, -choice.lanes,
                      -choice.weightSlots - choice.kvSlots);
}

struct Found {
    Choice choice;
    Cost cost;
    bool fits = false;
};

// Minimum and maximum number of slots.
std::pair<int, int> slotRange(int wanted)
{
    return wanted > 0 ? std::pair(wanted, wanted) : std::pair(2, 3);
}

// Tries everything: some ten thousand choices.
Found search(const PlanEstimate& estimate, const PlanRequest& request)
{
    Found best;
    bool any = false;
    const int mostLanes = std::min(request.lanes > 0 ? request.lanes : kMostLanes, request.steps);
    const int leastLanes = request.lanes > 0 ? mostLanes : 1;
    const int64_t leaving = request.offload == Offload::None ? 0 : estimate.layers();
    const int64_t leastPinned = request.kvTier == KvTier::Pinned ? estimate.layers() : 0;
    const int64_t mostPinned = request.kvTier == KvTier::Device ? 0 : std::max(leaving, leastPinned);
    // Whether the choice fits; keeps it if it is the best so far.
    const auto consider = [&](Choice choice) {
        choice.disk = estimate.layersOnDisk(choice);
        const Cost cost = estimate.cost(choice);
        const int64_t over = excess(cost, request);
        const bool fits = over == 0;
        if (!any || (fits && !best.fits)
            || (fits == best.fits
                && (fits ? rank(choice, cost) < rank(best.choice, best.cost) : over < excess(best.cost, request))))
            best = {choice, cost, fits};
        any = true;
        return fits;
    };
    for (int lanes = mostLanes; lanes >= leastLanes; --lanes) {
        // More slots don't change the copies: three are better than two if they fit. More streamed layers only copy
        // more: a row ends at the first choice that fits.
        const auto fitsSomehow = [&](int64_t streamed, int64_t pinnedKv) {
            const auto with = [&](int weightSlots, int kvSlots) {
                return consider({.lanes = lanes,
                                 .streamed = streamed,
                                 .disk = 0,
                                 .pinnedKv = pinnedKv,
                                 .weightSlots = weightSlots,
                                 .kvSlots = kvSlots});
            };
            const auto [leastWeight, mostWeight] = slotRange(request.weightSlots);
            const auto [leastKv, mostKv] = slotRange(request.kvSlots);
            if (!with(leastWeight, leastKv))
                return false;
            for (int weight = leastWeight; weight <= mostWeight; ++weight) {
                for (int kv = leastKv; kv <= mostKv; ++kv)
                    (void)with(weight, kv);
            }
            return true;
        };
        for (int64_t streamed = 0; streamed <= leaving; ++streamed) {
            for (int64_t pinnedKv = leastPinned; pinnedKv <= mostPinned; ++pinnedKv) {
                if (fitsSomehow(streamed, pinnedKv))
                    break;
            }
        }
    }
    return best;
}

template<typename... Values>
bool known(const std::optional<Values>&... values)
{
    return (values.has_value() && ...);
}

void tellTimes(Plan& plan, const PlanEstimate& estimate)
{
    const PlanRequest& request = plan.request;
    const Rates& rates = request.rates;
    const auto seconds = [](int64_t bytes, double rate) { return static_cast<double>(bytes) / rate; };
    const auto need = [&](const std::optional<double>& rate, MissingRate name) {
        if (!rate)
            plan.missing.push_back(name);
        return rate.has_value();
    };

    const auto [linear, attention] = estimate.operations(plan.lanes);
    plan.operationsPerTick = linear + attention;
    const std::optional<double>& linearRate = bytesOf(request.weights) > 1 ? rates.linearBf16
        : request.weights == NumberFormat::Int8 && rates.linearInt8        ? rates.linearInt8
                                                                           : rates.linearFp8;
    const bool linearKnown = need(linearRate, MissingRate::Linear);
    const bool attendsInFp8 = request.attention == NumberFormat::Fp8;
    const std::optional<double>& attentionRate
        = attendsInFp8 && rates.attentionFp8 ? rates.attentionFp8 : rates.attention;
    if (need(attentionRate, MissingRate::Attention) && linearKnown)
        plan.computeSeconds = linear / *linearRate + attention / *attentionRate
            + (rates.memory ? estimate.bytesBetween(plan.lanes) / *rates.memory : 0);

    const bool inKnown = plan.toDevicePerTick == 0 || need(rates.toDevice, MissingRate::ToDevice);
    const bool outKnown = plan.fromDevicePerTick == 0 || need(rates.fromDevice, MissingRate::FromDevice);
    if (inKnown && outKnown) {
        const double in = plan.toDevicePerTick > 0 ? seconds(plan.toDevicePerTick, *rates.toDevice) : 0.0;
        const double out = plan.fromDevicePerTick > 0 ? seconds(plan.fromDevicePerTick, *rates.fromDevice) : 0.0;
        const double both = rates.bothWays && plan.fromDevicePerTick > 0
            ? seconds(plan.toDevicePerTick + plan.fromDevicePerTick, *rates.bothWays)
            : 0.0;
        plan.copySeconds = std::max({in, out, both});
    }
    if (plan.diskPerTick == 0)
        plan.diskSeconds = 0.0;
    else if (need(rates.disk, MissingRate::Disk))
        plan.diskSeconds = seconds(plan.diskPerTick, *rates.disk);

    // A tick does `lanes` of a block's `steps` steps.
    const double blocksPerTick = static_cast<double>(plan.lanes) / request.steps;
    const std::optional<double> decoding = rates.decodingSecondsPerPixel(request.decoder);
    if (need(decoding, MissingRate::Vae))
        plan.vaeSeconds = *decoding * estimate.moviePixelsPerBlock() * blocksPerTick;

    if (!known(plan.computeSeconds, plan.copySeconds, plan.diskSeconds))
        return;
    // The slowest of the three hides the others: copied layers are spread evenly between the others.
    const double slowest = std::max({*plan.computeSeconds, *plan.copySeconds, *plan.diskSeconds});
    plan.bottleneck = slowest == *plan.computeSeconds ? Bottleneck::Compute
        : slowest == *plan.copySeconds                ? Bottleneck::Copy
                                                      : Bottleneck::Disk;
    if (!plan.vaeSeconds)
        return;
    const std::optional<double> share = silentShare(request);
    const auto silent = [&] { return std::max({*share * *plan.computeSeconds, *plan.copySeconds, *plan.diskSeconds}); };
    setTick(plan, slowest + *plan.vaeSeconds, share ? std::optional(silent() + *plan.vaeSeconds) : std::nullopt);
}

// A model that stays while frames are rendered takes what VRAM these leave; it moves no layer off the device. Otherwise
// it stays in RAM, as counted.
void placeSpeechModel(Plan& plan, const PlanEstimate& estimate)
{
    const int64_t bytes = estimate.speechBytes(Processor::Gpu);
    if (plan.peakVram + bytes > plan.request.vramBudget)
        return;
    plan.audioModel = Processor::Gpu;
    plan.vram.push_back({MemoryPart::SpeechModel, bytes});
    plan.peakVram += bytes;
    for (MemoryItem& item : plan.ram) {
        if (item.part == MemoryPart::SpeechModel)
            plan.peakRam -= std::exchange(item.bytes, 0);
    }
}

Plan planOnce(const ModelShape& shape, const PlanRequest& request)
{
    const PlanEstimate estimate(shape, request);
    const Found found = search(estimate, request);
    const Choice& choice = found.choice;

    Plan plan;
    plan.request = request;
    plan.fits = found.fits;
    plan.weights = estimate.places(choice);
    plan.kv = estimate.kvTiers(choice);
    plan.weightSlots = static_cast<int>(std::min<int64_t>(choice.weightSlots, choice.streamed));
    plan.kvSlots = static_cast<int>(std::min<int64_t>(choice.kvSlots, choice.pinnedKv));
    plan.lanes = choice.lanes;
    const auto vram = estimate.vram(choice);
    const auto ram = estimate.ram(choice);
    plan.vram.assign(vram.begin(), vram.end());
    plan.ram.assign(ram.begin(), ram.end());
    plan.peakVram = found.cost.vram;
    plan.peakRam = found.cost.ram;
    plan.toDevicePerTick = found.cost.toDevice;
    plan.fromDevicePerTick = found.cost.fromDevice;
    plan.diskPerTick = found.cost.disk;

    // Earlier stages have the GPU to themselves. The portrait must be encoded there; the others run on the CPU if even
    // that isn't enough.
    plan.textVram = estimate.textVram();
    plan.audioVram = estimate.audioVram().value_or(0);
    plan.imageVram = estimate.imageVram();
    plan.peakVram = std::max(plan.peakVram, plan.imageVram);
    const auto stage = [&](std::optional<int64_t> needed) {
        if (!needed || *needed > request.vramBudget)
            return Processor::Cpu;
        plan.peakVram = std::max(plan.peakVram, *needed);
        return Processor::Gpu;
    };
    if (!request.textOnCpu)
        plan.textEncoder = stage(estimate.textVram());
    if (estimate.hearsAhead()) {
        plan.hearsAhead = true;
        placeSpeechModel(plan, estimate);
    } else {
        plan.audioModel = stage(estimate.audioVram());
        if (estimate.audioVram() && plan.audioModel == Processor::Cpu)
            plan.peakRam = std::max(plan.peakRam, request.programBytes + estimate.speechBytes(Processor::Cpu));
    }
    plan.fits = plan.fits && plan.peakVram <= request.vramBudget && plan.peakRam <= request.ramBudget;
    tellTimes(plan, estimate);
    return plan;
}

// Changes to try, least visible first: lanes don't change the film, 8 bits hardly, steps and size visibly.
struct Change {
    PlanRequest request;
    int felt = 0;
};

std::vector<Change> changes(const PlanRequest& wanted)
{
    std::vector<Change> sizes{{wanted, 0}};
    const auto area = [](int64_t width, int64_t height) { return width * height; };
    for (const FilmSize& size : wanted.sizes) {
        if (area(size.width, size.height) >= area(wanted.width, wanted.height))
            continue;
        PlanRequest smaller = wanted;
        smaller.width = size.width;
        smaller.height = size.height;
        sizes.push_back({smaller, 16 * static_cast<int>(sizes.size())});
    }
    const auto vary = [](std::vector<Change> all, int felt, auto&& alter) {
        const size_t before = all.size();
        for (size_t i = 0; i < before; ++i) {
            Change changed = all[i];
            if (alter(changed.request)) {
                changed.felt += felt;
                all.push_back(changed);
            }
        }
        return all;
    };
    std::vector<Change> all = vary(std::move(sizes), 1, [](PlanRequest& request) {
        const bool fixed = request.lanes > 0;
        request.lanes = 0;
        return fixed;
    });
    all = vary(std::move(all), 2, [](PlanRequest& request) {
        const bool resident = request.offload == Offload::None;
        request.offload = Offload::Automatic;
        return resident;
    });
    all = vary(std::move(all), 2, [](PlanRequest& request) {
        const bool fixed = request.kvTier.has_value();
        request.kvTier.reset();
        return fixed;
    });
    all = vary(std::move(all), 4, [](PlanRequest& request) {
        const bool wide = request.kv != NumberFormat::Fp8;
        request.kv = NumberFormat::Fp8;
        return wide;
    });
    all = vary(std::move(all), 8, [](PlanRequest& request) {
        const bool wide = bytesOf(request.weights) > 1;
        request.weights = NumberFormat::Fp8;
        return wide;
    });
    // Three steps are a draft (the "quick" preset of the field test); fewer give no usable picture.
    all = vary(std::move(all), 24, [](PlanRequest& request) {
        request.steps -= 1;
        return request.steps >= 3;
    });
    std::erase_if(all, [](const Change& change) { return change.felt == 0; });
    std::stable_sort(all.begin(), all.end(), [](const Change& a, const Change& b) { return a.felt < b.felt; });
    return all;
}

std::optional<Nearest> nearestOf(const ModelShape& shape, const Plan& wanted)
{
    const auto asNearest = [](const Plan& plan) {
        return Nearest{.request = plan.request,
                       .peakVram = plan.peakVram,
                       .peakRam = plan.peakRam,
                       .secondsPerClip = plan.secondsPerClip};
    };
    // More memory: the needs of the closest plan.
    PlanRequest larger = wanted.request;
    larger.vramBudget = std::max(larger.vramBudget, wanted.peakVram);
    larger.ramBudget = std::max(larger.ramBudget, wanted.peakRam);

    for (const Change& change : changes(wanted.request)) {
        if (const Plan changed = planOnce(shape, change.request); changed.fits)
            return asNearest(changed);
    }
    if (const Plan changed = planOnce(shape, larger); changed.fits)
        return asNearest(changed);
    return std::nullopt;
}

} // namespace

std::optional<double> Rates::decodingSecondsPerPixel(PictureDecoder decoder) const
{
    const std::optional<double>& own = decoder == PictureDecoder::Int8 ? int8DecoderSecondsPerPixel
        : decoder == PictureDecoder::Light                             ? lightDecoderSecondsPerPixel
                                                                       : vaeSecondsPerPixel;
    return own ? own : vaeSecondsPerPixel;
}

std::optional<double> silentShare(const PlanRequest& request)
{
    if (request.silentBlocks <= 0 || request.silentSteps <= 0 || request.silentSteps >= request.steps)
        return {};
    return static_cast<double>(request.silentSteps) / request.steps;
}

void setTick(Plan& plan, double seconds, std::optional<double> silent)
{
    const PlanRequest& request = plan.request;
    plan.secondsPerTick = seconds;
    plan.secondsPerSilentTick = silent;
    const double perBlock = seconds * request.steps / plan.lanes;
    const double blocksPerClip = static_cast<double>(request.framesPerClip) / kFramesPerBlock;
    plan.secondsPerClip = perBlock * blocksPerClip;
    plan.framesPerSecond = kFramesPerBlock / perBlock;
    if (request.clips == 0)
        return;
    // While the wavefront fills and drains, ticks have fewer lanes.
    plan.filmSeconds = perBlock * (request.leadIn + blocksPerClip * static_cast<double>(request.clips))
        + seconds * static_cast<double>(plan.lanes - 1);
    if (silent)
        *plan.filmSeconds
            -= (seconds - *silent) * request.steps / plan.lanes * static_cast<double>(request.silentBlocks);
}

int Plan::count(WeightTier place) const
{
    return static_cast<int>(std::count(weights.begin(), weights.end(), place));
}

int Plan::count(KvTier place) const
{
    return static_cast<int>(std::count(kv.begin(), kv.end(), place));
}

Plan plan(const ModelShape& shape, const PlanRequest& request)
{
    Plan wanted = planOnce(shape, request);
    if (!wanted.fits)
        wanted.nearest = nearestOf(shape, wanted);
    return wanted;
}

} // namespace studio::pipeline
