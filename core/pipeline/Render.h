// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/Planner.h"
#include "core/spec/RenderSpec.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace studio::pipeline {

inline constexpr int kWarmUpFrames = 25; // decoded before a film of Semantics::Stream, and thrown away (MODEL.md 8.2)

// What to render, and how. Width and height are those of the frames, multiples of 64; sound is mono.
struct RenderRequest : RenderSpec {
    std::vector<uint8_t> portrait; // RGB, height rows of width pixels
    std::vector<float> voice; // samples at kVoiceRate, 25 ms at least
    std::string prompt; // UTF-8

    std::filesystem::path noise; // safetensors with "noise_clip0"..., used instead of drawing; may be empty
    std::filesystem::path dump; // where to write the run's tensors, under the names of the goldens; may be empty
};

enum class Stage { Load, Text, Audio, Image, Frames };

struct Progress {
    Stage stage = Stage::Load;
    double stageShare = 0; // 0..1 of the present stage that is done; 0 while unknown
    int64_t block = 0; // blocks finished
    int64_t blocks = 0; // 0 while unknown
    int64_t leadIn = 0; // blocks before the film, which `block` and `blocks` don't count but the next two do
    int64_t forward = 0; // (block, step) pairs finished
    int64_t forwards = 0;
    int64_t frames = 0; // handed out
    int64_t framesTotal = 0;
    int64_t prepared = 0; // bytes of weights that are where they belong, while loading
    int64_t preparing = 0; // of so many
    int64_t vramBytes = 0; // held now; 0 on the CPU
    int64_t promisedVramBytes = 0; // the plan's; 0 where there is none
};

// Some frames of the film, in order and without gaps.
struct FrameGroup {
    int64_t first = 0; // index in the film
    int count = 0;
    int width = 0;
    int height = 0;
    std::span<const uint8_t> rgb; // count frames of height * width * 3 bytes; valid during the call

    [[nodiscard]] std::span<const uint8_t> frame(int index) const
    {
        const size_t bytes = size_t{3} * static_cast<size_t>(width) * static_cast<size_t>(height);
        return rgb.subspan(bytes * static_cast<size_t>(index), bytes);
    }
};

// Where a held render waits.
enum class Pause {
    Here, // with all that it has
    HereForNow, // likewise, but it can give the device's memory back
    OffDevice, // having given it back
};
enum class PauseEnd {
    GoOn,
    ReleaseDevice, // an answer to HereForNow only: pause() is called again with OffDevice
};

// Receives what a render makes, on the rendering thread.
class RenderSink {
public:
    virtual ~RenderSink() = default;
    // Called between ticks and between stages.
    virtual void progress(const Progress& progress) = 0;
    // An error ends the render with it.
    virtual Status frames(const FrameGroup& group) = 0;
    // Asked before every layer, and between stages, so it must answer at once: true makes the render call pause() there
    // and go on when that returns, which it must also do when the render is stopped. The film is the same, bit for bit.
    [[nodiscard]] virtual bool pauseRequested() const noexcept { return false; }
    virtual PauseEnd pause(Pause) { return PauseEnd::GoOn; }
};

struct RenderReport {
    double loadSeconds = 0;
    double textSeconds = 0;
    double audioSeconds = 0;
    double imageSeconds = 0;
    double ditSeconds = 0;
    double vaeSeconds = 0; // decoding, and what the single-GPU semantics encode again
    int64_t frames = 0;
    int64_t clips = 0;
    int64_t promptTokens = 0;
    int64_t peakDeviceBytes = 0; // 0 on the CPU

    std::optional<Plan> plan; // the first one, also where it doesn't fit; of a device with memory of its own
    // Likewise; 0 on the CPU.
    int64_t promisedDeviceBytes = 0; // the plan's, without the driver's part, which the peak doesn't count either
    int64_t promisedRamBytes = 0;
    int64_t toDeviceBytes = 0; // copied
    int64_t fromDeviceBytes = 0;
    int64_t diskBytes = 0; // read between ticks
    double stallSeconds = 0; // for which computing waited for copies
    int plans = 0; // 1, and one for each time that memory got short
    int lanes = 0;
    int residentLayers = 0;
    int streamedLayers = 0; // from RAM
    int diskLayers = 0;
    int pinnedKvLayers = 0; // layers whose caches are in RAM
};

} // namespace studio::pipeline
