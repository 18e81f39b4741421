// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"

#include <array>
#include <utility>

namespace studio::pipeline {

// Facts of the format (MODEL.md 1.2, 6.1, 6.5, 8), the same for every checkpoint.
inline constexpr int64_t kMovieFramesPerBlock = 12;

inline constexpr int64_t kBf16 = 2; // bytes
inline constexpr int64_t kFp32 = 4;
[[nodiscard]] int64_t bytesOf(NumberFormat format);

// What can be decided.
struct Choice {
    int lanes = 1;
    int64_t streamed = 0; // layers whose weights are not resident, those on disk among them
    int64_t disk = 0;
    int64_t pinnedKv = 0; // layers whose caches are in RAM
    int weightSlots = 3;
    int kvSlots = 3;
};

// What follows.
struct Cost {
    int64_t vram = 0;
    int64_t ram = 0;
    int64_t toDevice = 0;
    int64_t fromDevice = 0;
    int64_t disk = 0;
};

// Lanes are chosen up to this many: with so many, a streamed weight's way costs next to nothing per lane.
inline constexpr int kMostLanes = 8;

// A tick's duration, and what follows from it.
void setTick(Plan& plan, double seconds);

// The arithmetic of one request: what a choice takes. Everything that doesn't depend on the choice is added up once.
// Shape and request are borrowed.
class PlanEstimate {
public:
    PlanEstimate(const ModelShape& shape, const PlanRequest& request);

    [[nodiscard]] int64_t layers() const { return m_shape.layers; }
    // Which of the streamed layers are read from disk, in the order of the layers.
    [[nodiscard]] std::vector<WeightTier> places(const Choice& choice) const;
    [[nodiscard]] std::vector<KvTier> kvTiers(const Choice& choice) const;

    [[nodiscard]] std::array<MemoryItem, 13> vram(const Choice& choice) const;
    [[nodiscard]] std::array<MemoryItem, 7> ram(const Choice& choice) const;
    [[nodiscard]] Cost cost(const Choice& choice) const;
    // The smallest number of layers on disk with which the choice keeps within the budget of RAM, or all that are
    // streamed.
    [[nodiscard]] int64_t layersOnDisk(Choice choice) const;

    // Bytes of VRAM that the stages before the film take, each alone. The voice's is unknown without its length.
    [[nodiscard]] int64_t textVram() const;
    [[nodiscard]] std::optional<int64_t> audioVram() const;
    [[nodiscard]] int64_t imageVram() const;

    // Multiplications and additions of a tick: linears on every lane's tokens, and attention over all keys. Keys and
    // values of the text are projected once per prompt; what a film computes once is left out.
    [[nodiscard]] std::pair<double, double> operations(int lanes) const;
    [[nodiscard]] double moviePixelsPerBlock() const;

private:
    // The layers whose weights are not resident.
    struct Leaving {
        int64_t total = 0;
        int64_t largest = 0;
        std::vector<int64_t> onDisk; // bytes of those read from disk, by their number
    };

    [[nodiscard]] bool onCpu() const { return m_request.kernels == Processor::Cpu; }
    [[nodiscard]] bool ownVaeKernels() const { return onCpu() && m_request.model == NumberFormat::Fp32; }
    [[nodiscard]] bool isFp8() const { return m_request.weights == NumberFormat::Fp8; }
    [[nodiscard]] int64_t inModelsFormat(int64_t bytes) const { return bytes / kBf16 * m_number; } // from bf16
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
    int64_t m_number; // bytes of one that is computed with
    int64_t m_windowNumber; // and of one that attention reads
    bool m_readsCaches; // Attention does, as they are.
    int64_t m_tokenBytes;
    int64_t m_stem;
    int64_t m_allLayers = 0;
    int64_t m_largestLayer = 0; // unquantised
    std::vector<Leaving> m_leaving; // by the number of layers that are not resident
};

} // namespace studio::pipeline
