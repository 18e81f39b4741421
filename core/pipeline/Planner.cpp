// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/Planner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace studio::pipeline {
namespace {

// Facts of the format (SPEC 1.2, 6.1, 6.5, 8), the same for every checkpoint.
constexpr int64_t kPixelsPerToken = 16 * 16; // 8 of the VAE times 2 of a patch, each way
constexpr int64_t kBlockFrames = 3; // latent frames of a block
constexpr int64_t kRingFrames = 12; // of the rolling window
constexpr int64_t kMovieFramesPerBlock = 12;
constexpr int64_t kBlocksPerClip = 4;
constexpr double kMovieFramesPerSecond = 25.0;
// Chosen by itself at most: with so many, a streamed weight's way costs next to nothing per lane.
constexpr int kMostLanes = 8;
constexpr int64_t kBf16 = 2;
constexpr int64_t kFp32 = 4;

int64_t tokens(int64_t pixels)
{
    return (pixels + kPixelsPerToken - 1) / kPixelsPerToken;
}

int64_t bytesOf(NumberFormat format)
{
    return format == NumberFormat::Fp8 ? 1 : format == NumberFormat::Bf16 ? kBf16 : kFp32;
}

// Whether item `index` of `all` is one of `chosen` that are spread evenly: gaps differ by one at most, also round the
// end. `phase` in 0..all-1 moves them.
bool isChosen(int64_t index, int64_t chosen, int64_t all, int64_t phase)
{
    return ((index + 1) * chosen + phase) / all != (index * chosen + phase) / all;
}

// The streamed layers' weights and caches are shifted against each other by half a gap, so that where there are few of
// both, copies don't fall on the same layer.
bool weightsLeave(int64_t layer, int64_t count, int64_t layers)
{
    return isChosen(layer, count, layers, 0);
}

bool kvLeaves(int64_t layer, int64_t count, int64_t layers)
{
    return isChosen(layer, count, layers, layers / 2);
}

// What can be decided.
struct Choice {
    int lanes = 1;
    int64_t streamed = 0; // layers whose weights are not resident, those on disk among them
    int64_t disk = 0;
    int64_t pinnedKv = 0; // layers whose caches are in RAM
    int slots = 3;
    int vaeFrames = 4;
};

// What follows.
struct Cost {
    int64_t vram = 0;
    int64_t ram = 0;
    int64_t toDevice = 0;
    int64_t fromDevice = 0;
    int64_t disk = 0;
};

// The arithmetic of one request. Everything that doesn't depend on the choice is added up once.
class Estimate {
public:
    Estimate(const ModelShape& shape, const PlanRequest& request)
        : m_shape(shape)
        , m_request(request)
        , m_pixels(int64_t{request.width} * request.height)
        , m_frameTokens(tokens(m_pixels))
        , m_blockTokens(kBlockFrames * m_frameTokens)
        , m_ringTokens(kRingFrames * m_frameTokens)
        // Reference and newest motion latent, 1/4 for two and 4/16 for sixteen older ones (SPEC 6.1).
        , m_conditionTokens((5 * m_frameTokens + 1) / 2)
        , m_number(bytesOf(request.model))
        , m_tokenBytes(shape.kvTokenBytes(request.kv))
        , m_stem(shape.stemBytes(request.model))
    {
        const int64_t n = shape.layers;
        std::vector<int64_t> bytes;
        for (int64_t layer = 0; layer < n; ++layer) {
            bytes.push_back(shape.layerBytes(layer, request.weights, request.model));
            m_allLayers += bytes.back();
            m_largestLayer = std::max(m_largestLayer, shape.layerBytes(layer, request.model, request.model));
        }
        for (int64_t count = 0; count <= n; ++count) {
            Leaving& leaving = m_leaving.emplace_back();
            std::vector<int64_t> moving;
            for (int64_t layer = 0; layer < n; ++layer) {
                if (!weightsLeave(layer, count, n))
                    continue;
                moving.push_back(bytes[static_cast<size_t>(layer)]);
                leaving.total += moving.back();
                leaving.largest = std::max(leaving.largest, moving.back());
            }
            for (int64_t disk = 0; disk <= count; ++disk) {
                int64_t& sum = leaving.onDisk.emplace_back(0);
                for (int64_t index = 0; index < count; ++index)
                    sum += isChosen(index, disk, count, 0) ? moving[static_cast<size_t>(index)] : 0;
            }
        }
    }

    [[nodiscard]] int64_t layers() const { return m_shape.layers; }

    // Which of the streamed layers are read from disk, in the order of the layers.
    [[nodiscard]] std::vector<WeightPlace> places(const Choice& choice) const
    {
        std::vector<WeightPlace> places;
        int64_t index = 0;
        for (int64_t layer = 0; layer < layers(); ++layer) {
            if (!weightsLeave(layer, choice.streamed, layers()))
                places.push_back(WeightPlace::Resident);
            else
                places.push_back(isChosen(index++, choice.disk, choice.streamed, 0) ? WeightPlace::Disk
                                                                                    : WeightPlace::Streamed);
        }
        return places;
    }

    [[nodiscard]] std::array<MemoryItem, 13> vram(const Choice& choice) const
    {
        const Leaving& leaving = m_leaving[static_cast<size_t>(choice.streamed)];
        const int64_t weightSlots = std::min<int64_t>(choice.slots, choice.streamed);
        const int64_t kvSlots = std::min<int64_t>(choice.slots, choice.pinnedKv);
        const int64_t d = m_shape.dim;
        const auto injectors = static_cast<int64_t>(m_shape.audioLayers.size());
        const int64_t headDim = d / m_shape.heads;
        return {{
            {MemoryPart::Context, m_request.contextBytes},
            {MemoryPart::Stem, m_stem},
            {MemoryPart::ResidentLayers, m_allLayers - leaving.total},
            // One layout for all layers, so every slot holds the largest of those that pass through.
            {MemoryPart::WeightSlots, weightSlots * leaving.largest},
            // A ring for each step; the condition tokens' entries are the same for all of them (SPEC 6.6).
            {MemoryPart::ResidentKv, (layers() - choice.pinnedKv) * kvLayerBytes(m_request.steps)},
            {MemoryPart::KvSlots, kvSlots * kvLayerBytes(choice.lanes)},
            // DitModel's TextContext: the rows, and each layer's keys and values, computed once per prompt.
            {MemoryPart::Text, (2 * layers() + 1) * m_shape.textLength * d * m_number},
            // BlockContext and Lane: per injector keys, values of the audio tokens and shift, scale (fp32);
            // complex64 factors of the rope for block and reference.
            {MemoryPart::LaneContexts,
             choice.lanes
                 * (injectors * kBlockFrames * d * (2 * (m_shape.audioTokens + 1) * m_number + 2 * kFp32)
                    + (m_blockTokens + m_frameTokens) * headDim / 2 * 2 * kFp32)},
            // Attention reads one lane's keys and values in one piece and in the model's dtype.
            {MemoryPart::AttentionWindow, (m_conditionTokens + m_ringTokens) * d * 2 * m_number},
            {MemoryPart::VaeWeights, inModelsFormat(m_shape.vaeBytes) * (onCpu() ? kVaePacking : 1)},
            {MemoryPart::VaeCaches, vaeCacheBytes()},
            // A block is decoded between two ticks, so that their temporary tensors take turns.
            {MemoryPart::Working, std::max(ditWorking(choice.lanes), vaeWorking(choice.vaeFrames)) + cpuWorking()},
            // Slots and caches are allocated once; temporary tensors come and go. The allocator keeps what is freed and
            // gives it out for the same sizes; one block of the largest size may lie idle when another one is asked
            // for.
            {MemoryPart::AllocatorSlack, largestTemporary(choice.lanes)},
        }};
    }

    [[nodiscard]] std::array<MemoryItem, 6> ram(const Choice& choice) const
    {
        const int64_t d = m_shape.dim;
        const Leaving& leaving = m_leaving[static_cast<size_t>(choice.streamed)];
        return {{
            {MemoryPart::Program, m_request.programBytes},
            {MemoryPart::Slabs, leaving.total - diskBytes(choice)},
            {MemoryPart::PinnedKv, choice.pinnedKv * kvLayerBytes(m_request.steps)},
            // Read ahead: one slab on its way to the GPU, one being read.
            {MemoryPart::DiskStaging, std::min<int64_t>(2, choice.disk) * leaving.largest},
            // While a slab is made: its layer unquantised, and the LoRA's product for one linear in fp32 (SPEC 1.7).
            // The checkpoint itself is mapped, and its pages go when memory is wanted.
            {MemoryPart::LoadStaging, m_largestLayer + std::max(d, m_shape.ffnDim) * d * kFp32},
            // A decoded block in fp32, and two blocks of bytes between the VAE and the encoder.
            {MemoryPart::Frames, kMovieFramesPerBlock * m_pixels * 3 * (kFp32 + 2)},
        }};
    }

    [[nodiscard]] Cost cost(const Choice& choice) const
    {
        Cost cost{.vram = sum(vram(choice)), .ram = sum(ram(choice))};
        // The block that a lane writes takes the place of the oldest in its ring, which is therefore not fetched. Only
        // the written one goes back (SPEC 6.5).
        const int64_t fetched = (m_ringTokens - m_blockTokens) * choice.lanes + m_conditionTokens;
        cost.toDevice
            = m_leaving[static_cast<size_t>(choice.streamed)].total + choice.pinnedKv * fetched * m_tokenBytes;
        cost.fromDevice = choice.pinnedKv * choice.lanes * m_blockTokens * m_tokenBytes;
        cost.disk = diskBytes(choice);
        return cost;
    }

    // The smallest number of layers on disk with which the choice keeps within the budget of RAM, or all that are
    // streamed.
    [[nodiscard]] int64_t layersOnDisk(Choice choice) const
    {
        choice.disk = choice.streamed;
        if (sum(ram(choice)) > m_request.ramBudget)
            return choice.streamed;
        for (choice.disk = 0; choice.disk < choice.streamed; ++choice.disk) {
            if (sum(ram(choice)) <= m_request.ramBudget)
                break;
        }
        return choice.disk;
    }

    // The text stage: the context, the block that is in use and the one that follows it, attention logits of 64 numbers
    // wide heads (SPEC 1.4) in the model's dtype and fp32 with their bias.
    [[nodiscard]] int64_t textVram() const
    {
        const int64_t heads = std::max<int64_t>(1, m_shape.textDim / 64);
        return m_request.contextBytes + 2 * inModelsFormat(m_shape.textEncoderBlockBytes)
            + heads * m_shape.textLength * m_shape.textLength * (2 * m_number + 2 * kFp32);
    }

    // The audio stage runs over the whole voice at once (SPEC 3.1). Its widest point is the first convolution: samples
    // / 5 rows; result and norm in the model's dtype, the norm's inside in fp32, the activation. None for an unknown
    // length.
    [[nodiscard]] std::optional<int64_t> audioWorking() const
    {
        const int64_t samples = m_request.voiceSamples > 0
            ? m_request.voiceSamples
            : m_request.clips * kBlocksPerClip * kMovieFramesPerBlock * 16000 / 25;
        if (samples <= 0)
            return std::nullopt;
        const int64_t rows = samples / 5;
        return rows * m_shape.audioConvChannels * (3 * m_number + 2 * kFp32);
    }
    [[nodiscard]] std::optional<int64_t> audioVram() const
    {
        const std::optional<int64_t> working = audioWorking();
        return working ? std::optional(m_request.contextBytes + inModelsFormat(m_shape.audioModelBytes) + *working)
                       : std::nullopt;
    }

    // Multiplications and additions of a tick: linears on every lane's tokens, and attention over all keys. Keys and
    // values of the text are projected once per prompt; what a film computes once is left out.
    [[nodiscard]] std::pair<double, double> operations(int lanes) const
    {
        const auto d = static_cast<double>(m_shape.dim);
        const auto rows = static_cast<double>(m_blockTokens) * lanes;
        const auto keys = static_cast<double>(m_ringTokens + m_conditionTokens + m_shape.textLength);
        const auto n = static_cast<double>(layers());
        const auto injectors = static_cast<double>(m_shape.audioLayers.size());
        const double linear = 2.0 * rows
            * (n * (6.0 * d * d + 2.0 * d * static_cast<double>(m_shape.ffnDim)) + injectors * 2.0 * d * d);
        const double attention = 4.0 * rows * d * (n * keys + injectors * static_cast<double>(m_shape.audioTokens + 1));
        return {linear, attention};
    }

    [[nodiscard]] double moviePixelsPerBlock() const
    {
        return static_cast<double>(m_pixels) * static_cast<double>(kMovieFramesPerBlock);
    }

private:
    [[nodiscard]] bool onCpu() const { return m_request.kernels == Processor::Cpu; }

    // What the CPU's kernels need beyond a GPU's, as measured at small sizes: those of the VAE pack their weights, and
    // keep the working memory of every stage from block to block, some 72 frames of the full size; 8 bits are computed
    // with in fp32, a linear's weights at once.
    static constexpr int64_t kVaePacking = 4;
    [[nodiscard]] int64_t cpuWorking() const
    {
        constexpr int64_t kFrames = 72;
        if (!onCpu())
            return 0;
        const int64_t fp8 = m_request.weights == NumberFormat::Fp8 ? 2 * m_shape.dim * m_shape.ffnDim * kFp32 : 0;
        return kFrames * m_shape.vaeWidth * m_pixels * kFp32 + vaeWorking(4) + fp8;
    }

    // From bytes in bf16.
    [[nodiscard]] int64_t inModelsFormat(int64_t bytes) const { return bytes / kBf16 * m_number; }

    // The layers whose weights are not resident.
    struct Leaving {
        int64_t total = 0;
        int64_t largest = 0;
        std::vector<int64_t> onDisk; // bytes of those read from disk, by their number
    };

    template<typename Items>
    [[nodiscard]] static int64_t sum(const Items& items)
    {
        int64_t bytes = 0;
        for (const MemoryItem& item : items)
            bytes += item.bytes;
        return bytes;
    }

    [[nodiscard]] int64_t diskBytes(const Choice& choice) const
    {
        return m_leaving[static_cast<size_t>(choice.streamed)].onDisk[static_cast<size_t>(choice.disk)];
    }

    // One layer's caches with this many rings.
    [[nodiscard]] int64_t kvLayerBytes(int64_t rings) const
    {
        return (rings * m_ringTokens + m_conditionTokens) * m_tokenBytes;
    }

    // Bytes per number that nn::linear() holds for its input beside it: quantising makes the product in fp32 twice
    // (scaled, clamped) from an fp32 copy, and the fp8 numbers.
    [[nodiscard]] int64_t quantised() const { return m_request.weights == NumberFormat::Fp8 ? 3 * kFp32 + 1 : 0; }

    // The tensors that live at once in DitModel::forward(), at the three points where they are most.
    [[nodiscard]] int64_t ditWorking(int lanes) const
    {
        const int64_t d = m_shape.dim;
        // Rotating the keys: x, u, q, keys and values; the keys in fp32, times the factors, and back.
        const int64_t rotating = d * (5 * m_number + 2 * kFp32 + m_number);
        // Attending: x, u, q, keys, values, rotated keys; the lanes' outputs, apart and joined.
        const int64_t attending = d * (6 * m_number + 2 * m_number);
        // The second linear of the ffn: x, u, y and v, the residual in fp32; before and after the activation,
        // quantised; the result.
        const int64_t widest = d * (4 * m_number + kFp32 + m_number) + m_shape.ffnDim * (2 * m_number + quantised());
        return lanes * m_blockTokens * std::max({rotating, attending, widest});
    }

    [[nodiscard]] int64_t largestTemporary(int lanes) const
    {
        return lanes * m_blockTokens * m_shape.ffnDim * (m_request.weights == NumberFormat::Fp8 ? kFp32 : m_number);
    }

    // The decoder's 32 caches (SPEC 5): two frames of each input of a convolution over time. Numbers are
    // channels at the sizes 1/64, 1/16, 1/4 and 1 of a picture's pixels.
    [[nodiscard]] int64_t vaeCacheBytes() const
    {
        const int64_t b = m_shape.vaeWidth;
        const int64_t eighth = 16 + (4 + 6 + 1) * 4 * b; // first, middle, three residual blocks, time
        const int64_t quarter = 2 * b + (5 + 1) * 4 * b; // three residual blocks of which the first widens, time
        const int64_t half = 6 * 2 * b;
        const int64_t full = 7 * b; // three residual blocks and the head
        return 2 * m_number
            * (m_pixels / 64 * eighth + m_pixels / 16 * quarter + m_pixels / 4 * half + m_pixels * full);
    }

    // A convolution of a residual block at full size: for so many frames the shortcut, the normalised input and the
    // result in two layouts, and the input again with the two cached frames; the norm of one frame in fp32, in
    // and out; the block's pictures in fp32.
    [[nodiscard]] int64_t vaeWorking(int frames) const
    {
        const int64_t frame = m_shape.vaeWidth * m_pixels;
        return frame * m_number * (4 * frames + frames + 2) + frame * 2 * kFp32
            + kMovieFramesPerBlock * 3 * m_pixels * kFp32;
    }

    const ModelShape& m_shape;
    const PlanRequest& m_request;
    int64_t m_pixels;
    int64_t m_frameTokens;
    int64_t m_blockTokens;
    int64_t m_ringTokens;
    int64_t m_conditionTokens;
    int64_t m_number; // bytes of one that is computed with
    int64_t m_tokenBytes;
    int64_t m_stem;
    int64_t m_allLayers = 0;
    int64_t m_largestLayer = 0; // unquantised
    std::vector<Leaving> m_leaving; // by the number of layers that are not resident
};

// How far a choice is beyond the budgets.
int64_t excess(const Cost& cost, const PlanRequest& request)
{
    return std::max<int64_t>(0, cost.vram - request.vramBudget) + std::max<int64_t>(0, cost.ram - request.ramBudget);
}

// Less is better: what the disk reads and what is copied per (block, step); then more lanes, fewer chunks, more slots.
auto rank(const Choice& choice, const Cost& cost)
{
    const auto lanes = static_cast<double>(choice.lanes);
    return std::tuple(static_cast<double>(cost.disk) / lanes,
                      static_cast<double>(cost.toDevice + cost.fromDevice) / lanes, -choice.lanes, -choice.vaeFrames,
                      -choice.slots);
}

struct Found {
    Choice choice;
    Cost cost;
    bool fits = false;
};

// Tries everything: some ten thousand choices.
Found search(const Estimate& estimate, const PlanRequest& request)
{
    Found best;
    bool any = false;
    const int mostLanes = std::min(request.lanes > 0 ? request.lanes : kMostLanes, request.steps);
    const int leastLanes = request.lanes > 0 ? mostLanes : 1;
    const int64_t leaving = request.offload == Offload::None ? 0 : estimate.layers();
    const int64_t leastPinned = request.kvPlace == KvPlace::Pinned ? estimate.layers() : 0;
    const int64_t mostPinned = request.kvPlace == KvPlace::Resident ? 0 : std::max(leaving, leastPinned);
    // Whether the choice fits; it is kept where it is the best so far.
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
        // More slots change no copies: three are better than two where there is room. More layers on the move only copy
        // more: a row ends at the first that fits. The VAE decodes a latent's four frames at once.
        const auto fitsSomehow = [&](int64_t streamed, int64_t pinnedKv) {
            const auto with = [&](int slots) {
                return consider({.lanes = lanes,
                                 .streamed = streamed,
                                 .disk = 0,
                                 .pinnedKv = pinnedKv,
                                 .slots = slots,
                                 .vaeFrames = 4});
            };
            return with(2) && (with(3) || true);
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

void tellTimes(Plan& plan, const Estimate& estimate)
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
    const std::optional<double>& linearRate = request.weights == NumberFormat::Fp8 ? rates.linearFp8 : rates.linearBf16;
    const bool linearKnown = need(linearRate, MissingRate::Linear);
    if (need(rates.attention, MissingRate::Attention) && linearKnown)
        plan.computeSeconds = linear / *linearRate + attention / *rates.attention;

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

    // A tick brings `lanes` of a block's `steps` steps.
    const double blocksPerTick = static_cast<double>(plan.lanes) / request.steps;
    if (need(rates.vaeSecondsPerPixel, MissingRate::Vae))
        plan.vaeSeconds = *rates.vaeSecondsPerPixel * estimate.moviePixelsPerBlock() * blocksPerTick;

    if (!known(plan.computeSeconds, plan.copySeconds, plan.diskSeconds))
        return;
    // The slowest of the three hides the others: layers that are copied lie evenly between those that are not.
    const double slowest = std::max({*plan.computeSeconds, *plan.copySeconds, *plan.diskSeconds});
    plan.bottleneck = slowest == *plan.computeSeconds ? Bottleneck::Compute
        : slowest == *plan.copySeconds                ? Bottleneck::Copy
                                                      : Bottleneck::Disk;
    if (!plan.vaeSeconds)
        return;
    plan.secondsPerTick = slowest + *plan.vaeSeconds;
    const double perBlock = *plan.secondsPerTick / blocksPerTick;
    plan.secondsPerClip = perBlock * kBlocksPerClip;
    plan.framesPerSecond = kMovieFramesPerBlock / perBlock;
    // Until all lanes are busy, and when they run out, ticks serve fewer of them.
    if (request.clips > 0)
        plan.filmSeconds = *plan.secondsPerClip * static_cast<double>(request.clips)
            + *plan.secondsPerTick * static_cast<double>(plan.lanes - 1);
}

Plan planOnce(const ModelShape& shape, const PlanRequest& request)
{
    const Estimate estimate(shape, request);
    const Found found = search(estimate, request);
    const Choice& choice = found.choice;

    Plan plan;
    plan.request = request;
    plan.fits = found.fits;
    plan.weights = estimate.places(choice);
    for (int64_t layer = 0; layer < shape.layers; ++layer)
        plan.kv.push_back(kvLeaves(layer, choice.pinnedKv, shape.layers) ? KvPlace::Pinned : KvPlace::Resident);
    plan.weightSlots = static_cast<int>(std::min<int64_t>(choice.slots, choice.streamed));
    plan.kvSlots = static_cast<int>(std::min<int64_t>(choice.slots, choice.pinnedKv));
    plan.lanes = choice.lanes;
    plan.vaeFrames = choice.vaeFrames;
    const auto vram = estimate.vram(choice);
    const auto ram = estimate.ram(choice);
    plan.vram.assign(vram.begin(), vram.end());
    plan.ram.assign(ram.begin(), ram.end());
    plan.peakVram = found.cost.vram;
    plan.peakRam = found.cost.ram;
    plan.toDevicePerTick = found.cost.toDevice;
    plan.fromDevicePerTick = found.cost.fromDevice;
    plan.diskPerTick = found.cost.disk;

    // Earlier stages have the GPU to themselves, and stay on the CPU where even that isn't enough.
    const auto stage = [&](std::optional<int64_t> needed) {
        if (!needed || *needed > request.vramBudget)
            return Processor::Cpu;
        plan.peakVram = std::max(plan.peakVram, *needed);
        return Processor::Gpu;
    };
    if (!request.textOnCpu)
        plan.textEncoder = stage(estimate.textVram());
    plan.audioModel = stage(estimate.audioVram());
    if (const auto needed = estimate.audioVram(); needed && plan.audioModel == Processor::Cpu)
        plan.peakRam = std::max(
            plan.peakRam, request.programBytes + (*needed - request.contextBytes) / bytesOf(request.model) * kFp32);
    plan.fits = plan.fits && plan.peakRam <= request.ramBudget;
    tellTimes(plan, estimate);
    return plan;
}

// What a person could change, and how much it is felt: more lanes or fewer change nothing in the film, 8 bits little,
// steps and size are seen.
struct Change {
    PlanRequest request;
    int felt = 0;
};

std::vector<Change> changes(const PlanRequest& wanted)
{
    std::vector<Change> sizes{{wanted, 0}};
    const auto area = [](int64_t width, int64_t height) { return width * height; };
    for (const FilmSize& size : offeredSizes()) {
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
        const bool fixed = request.kvPlace.has_value();
        request.kvPlace.reset();
        return fixed;
    });
    all = vary(std::move(all), 4, [](PlanRequest& request) {
        const bool wide = request.kv != NumberFormat::Fp8;
        request.kv = NumberFormat::Fp8;
        return wide;
    });
    all = vary(std::move(all), 8, [](PlanRequest& request) {
        const bool wide = request.weights != NumberFormat::Fp8;
        request.weights = NumberFormat::Fp8;
        return wide;
    });
    // Three steps are a draft (the field's "quick" preset); with fewer there is no picture to speak of.
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
    // More memory: what the plan that comes closest takes.
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

ModelShape ModelShape::liveAvatar14B()
{
    // config.json of the published checkpoint (SPEC 1.2), T5 and VAE by their tensors (SPEC 1.4, 1.6).
    constexpr int64_t kT5Dim = 4096;
    constexpr int64_t kT5Ffn = 10240;
    return {.dim = 5120,
            .heads = 40,
            .ffnDim = 13824,
            .layers = 40,
            .freqDim = 256,
            .textDim = kT5Dim,
            .textLength = 512,
            .inChannels = 16,
            .outChannels = 16,
            .condChannels = 16,
            .audioDim = 1024,
            .audioStates = 25,
            .audioTokens = 4,
            .audioLayers = {0, 4, 8, 12, 16, 20, 24, 27, 30, 33, 36, 39},
            .vaeWidth = 96,
            .vaeBytes = 508'000'000 / 2, // fp32 on disk
            .textEncoderBlockBytes = (4 * kT5Dim * kT5Dim + 3 * kT5Dim * kT5Ffn + 2 * kT5Dim + 32 * 64) * kBf16,
            .audioModelBytes = 1'262'000'000 / 2, // likewise
            .audioConvChannels = 512};
}

int64_t ModelShape::blockParameters() const
{
    const int64_t attention = 4 * (dim * dim + dim) + 2 * dim; // q, k, v, o and the norms of q and k
    return 2 * attention + 2 * dim + (ffnDim * dim + ffnDim) + (dim * ffnDim + dim) + 6 * dim;
}

int64_t ModelShape::injectorParameters() const
{
    return 4 * (dim * dim + dim) + 2 * dim + (2 * dim * dim + 2 * dim);
}

namespace {

// The stem's parameters that are computed with in fp32 (SPEC 11): time, head and audio encoder.
int64_t preciseParameters(const ModelShape& s)
{
    const int64_t d = s.dim;
    const int64_t time = s.freqDim * d + d + d * d + d + 6 * (d * d + d);
    const int64_t head = 2 * d + 4 * s.outChannels * (d + 1);
    const int64_t quarter = d / 4;
    const int64_t audio = s.audioStates + (s.audioTokens + 1) * quarter * (3 * s.audioDim + 1) // local and global
        + d / 2 * (3 * quarter + 1) + d * (3 * (d / 2) + 1) + d * d + d + d;
    return time + head + audio;
}

} // namespace

int64_t ModelShape::stemParameters() const
{
    const int64_t patches = 4 * (inChannels + condChannels) * dim + 2 * dim;
    const int64_t packers = (4 + 32 + 256) * inChannels * dim + 3 * dim; // kernels 1x2x2, 2x4x4, 4x8x8
    const int64_t text = textDim * dim + dim + dim * dim + dim;
    return patches + packers + text + 3 * dim + preciseParameters(*this);
}

int64_t ModelShape::parameters() const
{
    return layers * blockParameters() + static_cast<int64_t>(audioLayers.size()) * injectorParameters()
        + stemParameters();
}

bool ModelShape::hasInjector(int64_t layer) const
{
    return std::find(audioLayers.begin(), audioLayers.end(), layer) != audioLayers.end();
}

namespace {

// dit::SlabLayout: every tensor starts at a multiple of this.
int64_t inSlab(int64_t bytes)
{
    constexpr int64_t kAlignment = 256;
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

} // namespace

int64_t ModelShape::layerBytes(int64_t layer, NumberFormat format, NumberFormat model) const
{
    const int64_t number = bytesOf(model);
    const auto linear = [&](int64_t out, int64_t in) {
        return inSlab(out * in * bytesOf(format)) + inSlab(out * number)
            + (format == NumberFormat::Fp8 ? inSlab(kFp32) : 0); // the scale
    };
    const int64_t attention = 4 * linear(dim, dim) + 2 * inSlab(dim * number); // and the norms of q and k
    const int64_t block = inSlab(6 * dim * kFp32) + 2 * attention + 2 * inSlab(dim * number) + linear(ffnDim, dim)
        + linear(dim, ffnDim);
    return block + (hasInjector(layer) ? attention + linear(2 * dim, dim) : 0);
}

int64_t ModelShape::stemBytes(NumberFormat model) const
{
    return stemParameters() * bytesOf(model) + preciseParameters(*this) * (kFp32 - bytesOf(model));
}

int64_t ModelShape::kvTokenBytes(NumberFormat format) const
{
    return 2 * (dim * bytesOf(format) + (format == NumberFormat::Fp8 ? heads * kFp32 : 0));
}

int Plan::count(WeightPlace place) const
{
    return static_cast<int>(std::count(weights.begin(), weights.end(), place));
}

int Plan::count(KvPlace place) const
{
    return static_cast<int>(std::count(kv.begin(), kv.end(), place));
}

std::span<const FilmSize> offeredSizes()
{
    static constexpr std::array<FilmSize, 7> kSizes{
        {{1280, 720}, {1024, 704}, {832, 480}, {720, 400}, {704, 384}, {688, 368}, {384, 256}}};
    return kSizes;
}

Plan plan(const ModelShape& shape, const PlanRequest& request)
{
    Plan wanted = planOnce(shape, request);
    if (!wanted.fits)
        wanted.nearest = nearestOf(shape, wanted);
    return wanted;
}

} // namespace studio::pipeline
