// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/Compat.h"
#include "core/spec/Tiers.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace studio {

inline constexpr int kFramesPerSecond = 25;
inline constexpr int kVoiceRate = 16000; // Hz
inline constexpr int kFramesPerBlock = 12;
inline constexpr int kDefaultFramesPerClip = 48;
// Of the noise levels (MODEL.md 7): the reference's, and those that are accepted.
inline constexpr double kTimestepShift = 3;
inline constexpr double kLeastTimestepShift = 0.1;
inline constexpr double kMostTimestepShift = 100;
// Blocks in the KV cache's window: as many as the model was trained with, and the fewest that are accepted.
inline constexpr int kWindowBlocks = 4;
inline constexpr int kLeastWindowBlocks = 2;

// Storage format of values: 2, 1 or 4 bytes each.
enum class NumberFormat { Bf16, Fp8, Fp32, Int8 };

// Whether weights of the transformer's linear layers take 8 bits, and which: in half of the memory, with the errors of
// tests/bench/RESULTS.md.
enum class EightBits {
    None,
    Fastest, // int8 on the GPUs that multiply it faster than fp8, fp8 elsewhere
    Fp8, // e4m3fn (MODEL.md 1.8)
    Int8,
};

// How clips follow each other (MODEL.md 8).
enum class Semantics {
    Stream, // Decoded block by block; the first latent replaces the reference picture from the second clip on.
    SingleDeferred, // The reference's single-GPU pipeline: all latents first, then decoding clip by clip.
    SingleOnline, // Likewise, but the first clip is decoded at once and replaces reference and motion latents.
};

// What makes a film's pictures of its latents.
enum class PictureDecoder {
    Vae,
    Int8, // the VAE's, with its largest products in int8 (vae::Vae::decodingInInt8()): faster on RTX cards, less exact
    Light, // The model's light decoder (MODEL.md 5.4): faster, less exact.
};

enum class Schedule {
    Wavefront, // Steps of successive blocks in one pass: each weight is read once for all of them.
    Loop, // One step of one block at a time.
};

enum class Offload {
    Automatic, // What fits stays on the GPU, the rest is streamed.
    None, // Everything on the GPU, or the render is refused.
};

// An amount of memory: bytes, or a share of the total. Neither: all free memory.
struct Budget {
    int64_t bytes = 0;
    double share = 0; // 0..1

    bool operator==(const Budget&) const = default;
};

// Memory limits of a render on a device with its own memory. On the CPU only `lanes` counts.
struct MemorySettings {
    Budget vram{};
    Budget ram{};
    Offload offload = Offload::Automatic;
    std::optional<KvTier> kvTier{}; // of the KV cache; chosen if not given
    std::optional<NumberFormat> kv{}; // Fp8, or anything else for the model's dtype; as the weights if not given
    NumberFormat attention = NumberFormat::Bf16; // Fp8 needs an fp8 KV cache and a supporting GPU: faster, less exact
    int lanes = 0; // blocks denoised in one pass; 0: chosen, on the CPU all steps

    bool operator==(const MemorySettings&) const = default;
};

// What changes in a film at the beginning of a block; what isn't given stays as it was. The blocks before it are the
// same bit for bit as without it, unless one scale is common to a pass (nn::Scheme::Fp8PerTensor).
struct Turn {
    int64_t block = 0; // from the film's first one; 0 or more
    std::optional<uint64_t> seed{};
    std::optional<std::string> prompt{}; // UTF-8

    bool operator==(const Turn&) const = default;
};

// The turns with this prompt at the block, instead of one that they have there. Unset: without a prompt there.
[[nodiscard]] std::vector<Turn> withPrompt(std::vector<Turn> turns, int64_t block, std::optional<std::string> prompt);
// Those with a prompt, without their seeds.
[[nodiscard]] std::vector<Turn> promptsOf(const std::vector<Turn>& turns);

// Settings of a render, without portrait, voice and the prompt that it begins with. The command line, the window's
// settings and the engine share this struct; planRequest() (core/pipeline/RenderPlan.h) derives its cost.
struct RenderSpec {
    int width = 688; // pixels; where the portrait gives the shape, only the area counts
    int height = 368;
    int steps = 4; // of denoising
    int silentSteps = 0; // of a block whose voice is silent, if fewer; 0: as `steps`
    double timestepShift = kTimestepShift; // A larger one puts the noise levels between first and last higher.
    // A block attends to itself and to those before it, so many in all; kLeastWindowBlocks to kWindowBlocks.
    int windowBlocks = kWindowBlocks;
    int64_t clips = 0; // at most; 0: as many as the voice fills
    int framesPerClip = kDefaultFramesPerClip; // a multiple of kFramesPerBlock
    uint64_t seed = 420;
    Semantics semantics = Semantics::Stream;
    Schedule schedule = Schedule::Wavefront;
    PictureDecoder decoder = PictureDecoder::Vae;
    MemorySettings memory{};
    ReferenceCompat compat{};
    // RoPE distance of the reference frame, 4..30, for every forward; drawn from the seed if not given (MODEL.md 6.2).
    std::optional<int> referenceDistance{};
    std::vector<Turn> turns{}; // in the order of their blocks, at most one for each

    [[nodiscard]] int64_t area() const { return int64_t{width} * height; }
    // Of a block, counted from the film's first one; those of the lead-in are negative.
    [[nodiscard]] uint64_t seedAt(int64_t block) const;
    // Likewise; `first`: the prompt that the film begins with.
    [[nodiscard]] std::string promptAt(int64_t block, const std::string& first) const;
    // The spec of a film that is this one before turn.block, and another one from there on. Later prompts of this one
    // stay if the turn has none; its later seeds don't.
    [[nodiscard]] RenderSpec branched(const Turn& turn) const;
    // Likewise, with the prompts of `later` behind the turn instead of this one's. Other turns of `later` don't count.
    [[nodiscard]] RenderSpec branched(const Turn& turn, const std::vector<Turn>& later) const;

    bool operator==(const RenderSpec&) const = default;
};

} // namespace studio
