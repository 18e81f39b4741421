// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"

#include <array>
#include <optional>
#include <utility>

namespace studio::pipeline {

inline constexpr int64_t kBf16 = 2; // bytes
inline constexpr int64_t kFp32 = 4;
[[nodiscard]] int64_t bytesOf(NumberFormat format);

// The decisions of a plan.
struct Choice {
    int lanes = 1;
    int64_t streamed = 0; // layers whose weights are not resident, those on disk among them
    int64_t disk = 0;
    int64_t pinnedKv = 0; // layers whose caches are in RAM
    int weightSlots = 3;
    int kvSlots = 3;
};

// Their cost.
struct Cost {
    int64_t vram = 0;
    int64_t ram = 0;
    int64_t toDevice = 0;
    int64_t fromDevice = 0;
    int64_t disk = 0;
};

// The maximum that is chosen: with 8 lanes the H2D time of a streamed weight is negligible per lane.
inline constexpr int kMostLanes = 8;

// Sets a tick's duration, and all times that follow from it. `silent`: that of a tick of silent blocks, if they take
// fewer steps.
void setTick(Plan& plan, double seconds, std::optional<double> silent);

// The share of its forwards that a silent block takes; unset if the film has none, or if they take all. Its ticks are
// as many as another block's, with the same copies: what is less is what is computed.
[[nodiscard]] std::optional<double> silentShare(const PlanRequest& request);

// Computes the cost of choices for one request. Everything that doesn't depend on the choice is computed once. Borrows
// shape and request.
class PlanEstimate {
public:
    PlanEstimate(const ModelShape& shape, const PlanRequest& request);

    [[nodiscard]] int64_t layers() const { return m_shape.layers; }
    // Tier of each layer.
    [[nodiscard]] std::vector<WeightTier> places(const Choice& choice) const;
    [[nodiscard]] std::vector<KvTier> kvTiers(const Choice& choice) const;

    [[nodiscard]] std::array<MemoryItem, 13> vram(const Choice& choice) const;
    [[nodiscard]] std::array<MemoryItem, 8> ram(const Choice& choice) const;
    [[nodiscard]] Cost cost(const Choice& choice) const;
    // The smallest number of layers on disk with which the choice keeps within the RAM budget; at most all streamed
    // ones.
    [[nodiscard]] int64_t layersOnDisk(Choice choice) const;

    // VRAM of each stage before the film, in bytes. The audio stage's is unset if the voice's length is unknown.
    [[nodiscard]] int64_t textVram() const;
    [[nodiscard]] std::optional<int64_t> audioVram() const;
    // Whether the voice is encoded in windows, while frames are rendered, and the memory that this takes then: on the
    // device, or in RAM in fp32. ram() contains the latter.
    [[nodiscard]] bool hearsAhead() const;
    [[nodiscard]] int64_t speechBytes(Processor where) const;
    [[nodiscard]] int64_t imageVram() const;

    // Operations of a tick: {linear layers over every lane's tokens, attention over all keys}. Without the text's keys
    // and values, which are projected once per prompt, and everything computed once per film.
    [[nodiscard]] std::pair<double, double> operations(int lanes) const;
    // Bytes of memory that the kernels between the products of a tick read and write, on a GPU in bf16 or fp8.
    [[nodiscard]] double bytesBetween(int lanes) const;
    [[nodiscard]] double moviePixelsPerBlock() const;

private:
    // The layers whose weights are not resident.
    struct Leaving {
        int64_t total = 0;
        int64_t largest = 0;
        std::vector<int64_t> onDisk; // [n]: bytes read from disk if n layers are on disk
    };

    [[nodiscard]] bool onCpu() const { return m_request.kernels == Processor::Cpu; }
    [[nodiscard]] bool ownVaeKernels() const { return onCpu() && m_request.model == NumberFormat::Fp32; }
    [[nodiscard]] bool inEightBits() const { return bytesOf(m_request.weights) == 1; }
    [[nodiscard]] int64_t inModelsFormat(int64_t bytes) const { return bytes / kBf16 * m_number; } // from bf16
    [[nodiscard]] int64_t vaeBytes() const; // of the decoder's weights, and of the encoder's
    [[nodiscard]] int64_t diskBytes(const Choice& choice) const;
    [[nodiscard]] int64_t kvCompactBytes(int64_t rings) const;
    [[nodiscard]] int64_t kvDeviceBytes(int64_t rings) const;
    [[nodiscard]] int64_t voiceRows() const;
    [[nodiscard]] int64_t ditWorking(int lanes) const;
    [[nodiscard]] int64_t decoding() const;
    [[nodiscard]] int64_t cpuWorking(int lanes) const;
    [[nodiscard]] int64_t allocatorSlack(int lanes) const;

    const ModelShape& m_shape;
    const PlanRequest& m_request;
    int64_t m_pixels;
    int64_t m_frameTokens;
    int64_t m_blockTokens;
    int64_t m_ringTokens;
    int64_t m_conditionTokens;
    int64_t m_number; // bytes of one value in the dtype of computation
    int64_t m_windowNumber; // bytes of one value of attention's keys
    bool m_readsCaches; // attention reads the KV caches in place
    int64_t m_tokenBytes;
    int64_t m_stem;
    int64_t m_allLayers = 0;
    int64_t m_loading = 0; // a layer unquantised, and two slabs
    std::vector<Leaving> m_leaving; // [n]: with n layers that are not resident
};

} // namespace studio::pipeline
