// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Units.h"
#include "core/spec/RenderSpec.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace studio::pipeline {

inline constexpr int64_t kHistoryFrames = 365; // that the single-GPU semantics decode each clip behind (MODEL.md 8.1)

enum class Processor { Gpu, Cpu };

// What of a model decides its memory and work (MODEL.md 1.2). Bytes of the smaller networks are bf16's, as on a GPU.
struct ModelShape {
    int64_t dim = 0;
    int64_t heads = 0;
    int64_t ffnDim = 0;
    int64_t layers = 0;
    int64_t freqDim = 0;
    int64_t textDim = 0;
    int64_t textLength = 0;
    int64_t inChannels = 0;
    int64_t outChannels = 0;
    int64_t condChannels = 0;
    int64_t audioDim = 0;
    int64_t audioStates = 0;
    int64_t audioTokens = 0;
    std::vector<int64_t> audioLayers; // an injector follows each of these

    int64_t vaeWidth = 0; // of the decoder's full-size stage; 2 and 4 times that below it
    int64_t vaeBytes = 0;
    int64_t textEncoderBlockBytes = 0; // the largest block: they visit the GPU one at a time
    int64_t audioModelBytes = 0;
    int64_t audioConvChannels = 0; // of its first layer, the longest one

    // The published model.
    [[nodiscard]] static ModelShape liveAvatar14B();

    // Parameter counts of MODEL.md 1.3. A layer is a block with the injector behind it, if there is one.
    [[nodiscard]] int64_t blockParameters() const;
    [[nodiscard]] int64_t injectorParameters() const; // with its adaptive norm
    [[nodiscard]] int64_t stemParameters() const; // all that is no layer
    [[nodiscard]] int64_t parameters() const;
    [[nodiscard]] bool hasInjector(int64_t layer) const;

    // Bytes of one layer's slab (dit::SlabLayout): its linears' weights in `format`, the rest in `model`, the
    // modulation in fp32. Beside an fp8 weight lies a scale for each of its rows, for the CPU's kernels a single one.
    [[nodiscard]] int64_t layerBytes(int64_t layer, NumberFormat format, NumberFormat model = NumberFormat::Bf16,
                                     Processor kernels = Processor::Gpu) const;
    // What stays on the GPU beside the layers, in the precisions of MODEL.md 11.
    [[nodiscard]] int64_t stemBytes(NumberFormat model = NumberFormat::Bf16) const;
    // Keys and values of one token in one layer; fp8 comes with a scale per head, but where attention reads it as it
    // is.
    [[nodiscard]] int64_t kvTokenBytes(NumberFormat format, NumberFormat attention) const;
};

// What the machine does, as measured (avatar-bench). What isn't known is left out, and so is what would follow from it.
struct Rates {
    // Bytes per second. Pinned memory to the GPU, back, and the sum while both go on; without that last figure the
    // directions are taken to be independent, as PCI Express has them.
    std::optional<double> toDevice, fromDevice, bothWays;
    std::optional<double> disk;
    // Operations (multiplications and additions) per second that the kernels reach.
    std::optional<double> linearBf16, linearFp8, attention;
    std::optional<double> vaeSecondsPerPixel; // decoding, per pixel of each frame

    bool operator==(const Rates&) const = default;
};

// Blocks that are made before a film and thrown away: in the model's first frames the scene still changes from the
// portrait's to the prompt's. They hear the film's first frame.
inline constexpr int kLeadInBlocks = 1;

struct PlanRequest {
    int width = 704; // only the area matters; sides need not be multiples of 64
    int height = 384;
    int steps = 4; // at least 1
    int64_t clips = 0; // 0: endless
    int framesPerClip = kDefaultFramesPerClip;
    int leadIn = kLeadInBlocks; // blocks before the film
    int64_t historyFrames = 0; // or kHistoryFrames
    int64_t voiceSamples = 0; // at 16 kHz, all of which are heard before the film; 0: as long as the clips
    int lanes = 0; // (block, step) pairs per sweep over the layers, at most `steps`; 0: chosen, up to 8
    NumberFormat model = NumberFormat::Bf16; // of what is computed with: bf16 or fp32
    NumberFormat weights = NumberFormat::Bf16; // of the layers' linears: the model's or fp8
    NumberFormat kv = NumberFormat::Bf16; // likewise
    NumberFormat attention = NumberFormat::Bf16; // of the window's keys; Fp8, with an fp8 kv, see nn::Fp8Attention
    Offload offload = Offload::Automatic;
    std::optional<KvTier> kvTier; // of all layers' caches; chosen if not given
    int weightSlots = 0; // for streamed layers, and for caches that are in RAM; 0: chosen, two or three
    int kvSlots = 0;
    bool textOnCpu = false; // as ModelOptions::textOnCpu
    int64_t vramBudget = 0; // bytes
    int64_t ramBudget = 0; // bytes
    Rates rates;

    // Whose kernels compute: a simulated device's are the CPU's, which need more memory of their own and take weights
    // in the reference's fp8 scheme (layerFormat()).
    Processor kernels = Processor::Gpu;

    // What is taken before the first tensor; to be replaced by what a machine shows. On the GPU: the driver's context
    // and the kernels of libtorch, cuBLAS and cuDNN, with their workspaces. In RAM: the program and those libraries.
    int64_t contextBytes = kGiB / 2;
    int64_t programBytes = 2 * kGiB;

    bool operator==(const PlanRequest&) const = default;
};

enum class Bottleneck { Compute, Copy, Disk };

// What memory is taken for.
enum class MemoryPart {
    Context, // VRAM
    Stem,
    ResidentLayers,
    WeightSlots,
    ResidentKv,
    KvSlots,
    Text,
    LaneContexts,
    AttentionWindow,
    VaeWeights,
    VaeCaches,
    Working,
    AllocatorSlack,
    Program, // RAM
    Slabs,
    PinnedKv,
    DiskStaging,
    LoadStaging,
    Voice,
    Frames,
};

struct MemoryItem {
    MemoryPart part;
    int64_t bytes;
};

// A rate without which no time can be told.
enum class MissingRate { ToDevice, FromDevice, Disk, Linear, Attention, Vae };

// A setting that fits where the wanted one doesn't, and its price.
struct Nearest {
    PlanRequest request; // the wanted one with as little changed as possible
    int64_t peakVram = 0;
    int64_t peakRam = 0;
    std::optional<double> secondsPerClip;
};

// A tick is one sweep over the layers. Figures are of the steady state: caches full, all lanes busy.
struct Plan {
    PlanRequest request;
    bool fits = false; // otherwise the figures are of the plan that comes closest
    std::vector<WeightTier> weights; // for each layer
    std::vector<KvTier> kv; // for each layer, all steps
    int weightSlots = 0; // buffers that streamed layers pass through
    int kvSlots = 0;
    int lanes = 0;
    Processor textEncoder = Processor::Cpu;
    Processor audioModel = Processor::Cpu;

    int64_t peakVram = 0; // of any stage
    int64_t textVram = 0; // of the stages before the frames, whether they find it or not
    int64_t audioVram = 0; // 0 where the voice's length is unknown
    int64_t imageVram = 0;
    int64_t peakRam = 0;
    std::vector<MemoryItem> vram; // while frames are made; sums to the peak, or less where another stage needs more
    std::vector<MemoryItem> ram;
    int64_t toDevicePerTick = 0; // bytes
    int64_t fromDevicePerTick = 0;
    int64_t diskPerTick = 0;
    double operationsPerTick = 0; // of linears and attention

    std::optional<double> computeSeconds, copySeconds, diskSeconds; // per tick
    std::optional<double> vaeSeconds; // per tick
    std::optional<double> stallSeconds; // of a tick, for which computing waits for copies; of a forecast only
    std::optional<double> secondsPerTick, secondsPerClip, framesPerSecond;
    std::optional<double> filmSeconds; // where the number of clips is known; without loading
    std::optional<Bottleneck> bottleneck;
    std::vector<MissingRate> missing; // why a time isn't known

    std::optional<Nearest> nearest; // where it doesn't fit

    [[nodiscard]] int count(WeightTier place) const;
    [[nodiscard]] int count(KvTier place) const;
};

// The sizes that are offered instead of one that is too large, largest first: those of the reference and the field.
struct FilmSize {
    int width;
    int height;
};
[[nodiscard]] std::span<const FilmSize> offeredSizes();

// Decides what lies where, and says what it will take. Of all plans within the budgets it takes the one that reads the
// least from disk per (block, step), then the one that copies the least; so a larger budget never makes it worse. Its
// times are those of the slowest part, as if it hid the others; fastestPlan() (Forecast.h) knows better.
// Pure: the same input gives the same plan. A shape that isn't valid (dim 0) is the caller's fault.
[[nodiscard]] Plan plan(const ModelShape& shape, const PlanRequest& request);

} // namespace studio::pipeline
