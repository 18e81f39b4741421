// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/OptionTable.h"
#include "core/base/Result.h"
#include "core/pipeline/Planner.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace studio::bench {

enum class Bench { Dit, Pipeline, Vae, Load, Pcie, Timeline, Steps };

// When a finished block is decoded: while the GPU does nothing else, or on a stream of its own beside the next tick.
enum class Decoding { Between, Beside };

// Of Bench::Steps: films of one scene, and what they are made with. Empty paths and texts: the demo's.
struct ScannedFilm {
    std::filesystem::path checkpoint;
    std::filesystem::path lora; // or "none"
    std::filesystem::path portrait;
    std::filesystem::path voice;
    std::string prompt;
    int64_t clips = 4; // at most
    uint64_t seed = 420;
    std::vector<int> steps{2, 3};
    std::vector<double> shifts{1, 2, 3, 5, 7, 9};
    bool hasSize = false; // BenchOptions' were typed
    bool hasWeights = false;
};

// What to measure. Lists are measured in all combinations.
struct BenchOptions {
    Bench bench = Bench::Dit;
    std::string device = "cuda"; // cuda, cuda:n, sim:GB; for Bench::Steps also auto, its default, and cpu
    pipeline::ModelShape shape = pipeline::ModelShape::liveAvatar14B();
    int width = 704;
    int height = 384;
    int steps = 4;
    int windowBlocks = kWindowBlocks; // of the KV cache
    std::vector<double> vram{0}; // GB of budget; 0: all resident
    std::vector<int> lanes{4};
    std::vector<NumberFormat> kv{NumberFormat::Fp8};
    NumberFormat weights = NumberFormat::Fp8;
    NumberFormat attention = NumberFormat::Bf16; // with an fp8 cache
    PictureDecoder decoder = PictureDecoder::Vae; // of Bench::Timeline
    double ram = 0; // GB; 0: all that the machine has
    int ticks = 8; // measured, after those that fill the windows
    Decoding decoding = Decoding::Between;
    std::optional<double> pcie; // GB/s of a slower bus to imitate
    ScannedFilm film;
    pipeline::Rates rates; // of the machine to simulate, or of this one for its plan
    std::filesystem::path folder; // for the file of the load benchmark
    std::filesystem::path json; // output file for the figures; empty: none
    std::filesystem::path trace; // output file for a trace of the GPU during one tick; empty: none
    options::Asked asked = options::Asked::Run;
};

// Error: BadOption.
Result<BenchOptions> parseOptions(const std::vector<std::string>& arguments);
[[nodiscard]] std::string helpText();

} // namespace studio::bench
