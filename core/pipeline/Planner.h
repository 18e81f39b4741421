// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Units.h"
#include "core/spec/ModelCatalogue.h"
#include "core/spec/RenderSpec.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace studio::pipeline {

inline constexpr int64_t kHistoryFrames = 365; // decoded before each clip by the single-GPU semantics (MODEL.md 8.1)

enum class Processor { Gpu, Cpu };

// The dimensions of a model that decide its memory and work (MODEL.md 1.2). Bytes of the smaller networks are in bf16,
// as on a GPU.
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
    std::vector<int64_t> audioLayers; // layers that an audio injector follows

    int64_t vaeWidth = 0; // of the decoder at full size; 2 and 4 times that at its lower resolutions
    int64_t vaeBytes = 0;
    int64_t textEncoderBlockBytes = 0; // the largest block; blocks are on the GPU one at a time
    int64_t audioModelBytes = 0;
    int64_t audioConvChannels = 0; // of the first convolution, which has the longest output

    // The published model.
    [[nodiscard]] static ModelShape liveAvatar14B();

    // Parameter counts of MODEL.md 1.3. A layer is a transformer block with its audio injector, if it has one.
    [[nodiscard]] int64_t blockParameters() const;
    [[nodiscard]] int64_t injectorParameters() const; // with its adaptive norm
    [[nodiscard]] int64_t stemParameters() const; // everything outside the layers (DitGlobalWeights)
    [[nodiscard]] int64_t parameters() const;
    [[nodiscard]] bool hasInjector(int64_t layer) const;

    // Bytes of one layer's slab (dit::SlabLayout): linear weights in `format`, the rest in `model`, the modulation in
    // fp32. A weight in 8 bits also stores its scales: one per row, or of fp8 for the CPU's kernels one per matrix.
    [[nodiscard]] int64_t layerBytes(int64_t layer, NumberFormat format, NumberFormat model = NumberFormat::Bf16,
                                     Processor kernels = Processor::Gpu) const;
    // Bytes outside the layers, which stay on the GPU, in the precisions of MODEL.md 11.
    [[nodiscard]] int64_t stemBytes(NumberFormat model = NumberFormat::Bf16) const;
    // Bytes of one token's keys and values in one layer. fp8 stores one scale per head, unless attention consumes fp8
    // directly.
    [[nodiscard]] int64_t kvTokenBytes(NumberFormat format, NumberFormat attention) const;
};

// Measured speeds of a machine (avatar-bench). An unknown rate is unset, and times that need it stay unset.
struct Rates {
    // Bytes per second: H2D and D2H from pinned memory, and the sum of both while they run at once. Without `bothWays`
    // the directions are taken as independent, as on PCI Express.
    std::optional<double> toDevice, fromDevice, bothWays;
    std::optional<double> disk;
    // Floating-point operations per second (multiplications and additions) that the kernels reach.
    std::optional<double> linearBf16, linearFp8, attention;
    std::optional<double> linearInt8{}; // as `linearFp8` if unset
    std::optional<double> attentionFp8{}; // of attention in fp8; as `attention` if unset
    std::optional<double> memory{}; // bytes per second of the kernels between the products; if unset they take no time
    std::optional<double> vaeSecondsPerPixel; // of decoding, per pixel of each frame
    // The same of the decoders that may take the VAE's place; as the VAE's if unset.
    std::optional<double> int8DecoderSecondsPerPixel{}, lightDecoderSecondsPerPixel{};

    // Of what makes the pictures, per pixel of each frame.
    [[nodiscard]] std::optional<double> decodingSecondsPerPixel(PictureDecoder decoder) const;

    bool operator==(const Rates&) const = default;
};

// Blocks rendered before the film and discarded: in the model's first frames the scene still changes from the
// portrait's to the prompt's. Their audio features are those of the film's first frame.
inline constexpr int kLeadInBlocks = 1;

struct PlanRequest {
    int width = 704; // only the area matters; sides need not be multiples of 64
    int height = 384;
    int steps = 4; // at least 1
    int silentSteps = 0; // as RenderSpec's
    int64_t silentBlocks = 0; // of the film, in which nothing is said; 0: none, or unknown
    PictureDecoder decoder = PictureDecoder::Vae;
    int windowBlocks = kWindowBlocks; // as RenderSpec's
    int64_t clips = 0; // 0: endless
    int framesPerClip = kDefaultFramesPerClip;
    int leadIn = kLeadInBlocks; // blocks before the film
    int64_t historyFrames = 0; // 0, or kHistoryFrames for the single-GPU semantics
    int64_t voiceSamples = 0; // of the whole voice at 16 kHz; 0: as long as the clips
    bool wholeVoice = false; // as ReferenceCompat::wholeVoice
    int lanes = 0; // (block, step) pairs per pass over the layers, at most `steps`; 0: chosen, up to 8
    NumberFormat model = NumberFormat::Bf16; // of computation: bf16 or fp32
    NumberFormat weights = NumberFormat::Bf16; // of the layers' linear weights: as `model`, fp8 or int8
    NumberFormat kv = NumberFormat::Bf16; // of the KV cache: as `model`, or fp8
    // of self-attention's keys; Fp8 needs an fp8 `kv`, see nn::Fp8Attention
    NumberFormat attention = NumberFormat::Bf16;
    Offload offload = Offload::Automatic;
    std::optional<KvTier> kvTier; // of all layers' KV caches; chosen if not given
    int weightSlots = 0; // device buffers for streamed layers, and for KV caches in RAM; 0: chosen, two or three
    int kvSlots = 0;
    bool textOnCpu = false; // as ModelOptions::textOnCpu
    int voices = 1; // that are heard, with silence (RenderRequest::people)
    int prompts = 1; // of the film (RenderSpec::turns); as many as there are lanes are in use at once, at most
    int64_t vramBudget = 0; // bytes
    int64_t ramBudget = 0; // bytes
    Rates rates;
    std::vector<FilmSize> sizes = ModelEntry::familySizes(); // to offer instead of one that is too large

    // Whose kernels compute. A simulated device uses the CPU's, which need more working memory and take fp8 weights in
    // the reference's scheme (layerFormat()).
    Processor kernels = Processor::Gpu;

    // Memory in use before the first tensor; replaced by measured values where there are any. On the GPU: the driver's
    // context, and the kernels and workspaces of libtorch, cuBLAS and cuDNN. In RAM: the program and those libraries.
    int64_t contextBytes = kGiB / 2;
    int64_t programBytes = 2 * kGiB;

    bool operator==(const PlanRequest&) const = default;
};

enum class Bottleneck { Compute, Copy, Disk };

// What memory is used for.
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
    SpeechModel, // VRAM or RAM, where a voice is encoded while frames are rendered; with its working memory
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

// A rate that is needed for a time and isn't known.
enum class MissingRate { ToDevice, FromDevice, Disk, Linear, Attention, Vae };

// The closest request that fits, for one that doesn't, and its cost.
struct Nearest {
    PlanRequest request; // the original with as little changed as possible
    int64_t peakVram = 0;
    int64_t peakRam = 0;
    std::optional<double> secondsPerClip;
};

// A tick is one pass over the layers. Figures are those of the steady state: caches full, all lanes busy.
struct Plan {
    PlanRequest request;
    bool fits = false; // if false, the figures are those of the plan that comes closest
    std::vector<WeightTier> weights; // per layer
    std::vector<KvTier> kv; // per layer, for all steps
    int weightSlots = 0; // device buffers for streamed layers
    int kvSlots = 0;
    int lanes = 0;
    Processor textEncoder = Processor::Cpu;
    Processor audioModel = Processor::Cpu;
    bool hearsAhead = false; // a long voice: the audio model stays, and encodes it while frames are rendered

    int64_t peakVram = 0; // largest of all stages
    int64_t textVram = 0; // needed by the stages before the frames, whether or not there is that much
    int64_t audioVram = 0; // 0 where the voice's length is unknown
    int64_t imageVram = 0;
    int64_t peakRam = 0;
    std::vector<MemoryItem> vram; // while frames are rendered; the sum is below peakVram where another stage needs more
    std::vector<MemoryItem> ram;
    int64_t toDevicePerTick = 0; // bytes
    int64_t fromDevicePerTick = 0;
    int64_t diskPerTick = 0;
    double operationsPerTick = 0; // of linear layers and attention

    std::optional<double> computeSeconds, copySeconds, diskSeconds; // per tick
    std::optional<double> vaeSeconds; // per tick
    std::optional<double> stallSeconds; // per tick, in which compute waits for copies; set by forecasts only
    std::optional<double> secondsPerTick, secondsPerClip, framesPerSecond;
    std::optional<double> secondsPerSilentTick; // if all its blocks are silent and take fewer steps; else unset
    std::optional<double> filmSeconds; // without loading; unset if the number of clips is unknown
    std::optional<Bottleneck> bottleneck;
    std::vector<MissingRate> missing; // why a time is unset

    std::optional<Nearest> nearest; // set if it doesn't fit

    [[nodiscard]] int count(WeightTier place) const;
    [[nodiscard]] int count(KvTier place) const;
};

// Decides where weights and KV caches live, and what that costs. Of all plans within the budgets it picks the one with
// the least disk reads per (block, step), then the one with the least copies; so a larger budget never makes a plan
// worse. Its times are those of the slowest resource, as if it hid the others completely; fastestPlan() (Forecast.h) is
// more exact.
// Pure: the same input gives the same plan. The shape must be valid (dim > 0).
[[nodiscard]] Plan plan(const ModelShape& shape, const PlanRequest& request);

} // namespace studio::pipeline
