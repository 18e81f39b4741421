// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/MadeBlocks.h"
#include "core/pipeline/Planner.h"
#include "core/spec/RenderSpec.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace studio::pipeline {

inline constexpr int kWarmUpFrames = 25; // decoded and discarded before a film of Semantics::Stream (MODEL.md 8.2)

// A part of a picture, in fractions of its width and height, from the top left.
struct PictureArea {
    double x = 0;
    double y = 0;
    double width = 1;
    double height = 1;
};

// Somebody in the portrait who speaks. What lies outside of all people' areas hears silence.
struct Person {
    PictureArea area; // of the frame
    std::vector<float> voice; // as RenderRequest::voice, and as long; empty: that one
};

// What to render, and how. Width and height are the frames' own, multiples of 64; audio is mono.
struct RenderRequest : RenderSpec {
    std::vector<uint8_t> portrait; // RGB, height rows of width pixels
    std::vector<float> voice; // samples at kVoiceRate, 25 ms at least
    std::vector<Person> people; // empty: the voice moves the whole picture
    std::string prompt; // UTF-8
    // For each block of the voice whether nothing is said in it; one behind the end isn't silent. Only with
    // silentSteps.
    std::vector<bool> silentBlocks;

    // Of a block, counted from the film's first one; those of the lead-in are negative.
    [[nodiscard]] int stepsAt(int64_t block) const
    {
        const bool isSilent
            = block >= 0 && block < std::ssize(silentBlocks) && silentBlocks[static_cast<size_t>(block)];
        return isSilent && silentSteps > 0 ? std::min(silentSteps, steps) : steps;
    }

    std::filesystem::path noise; // safetensors with "noise_clip0"..., used instead of random noise; may be empty
    std::filesystem::path dump; // file for the run's tensors, under the names of the goldens; may be empty
    Continuation continuation; // of a film that was broken off; without a dump
};

enum class Stage { Load, Text, Audio, Image, Frames };

struct Progress {
    Stage stage = Stage::Load;
    double stageShare = 0; // 0..1, the finished share of this stage; 0 while unknown
    double voiceSeconds = 0; // of the voice, which stage Audio encodes; a long one's rest follows while frames are made
    int64_t block = 0; // blocks finished
    int64_t blocks = 0; // 0 while unknown
    int64_t leadIn = 0; // blocks before the film; counted by `forward` and `forwards`, not by `block` and `blocks`
    int64_t forward = 0; // (block, step) pairs finished
    int64_t forwards = 0;
    int64_t forwardsToFrames = 0; // of these, the ones before the first frames
    int64_t frames = 0; // passed to the sink
    int64_t framesTotal = 0;
    // On a device with its own memory the transformer is loaded at the beginning of stage Frames, not in stage Load.
    bool loadsForFrames = false;
    int64_t prepared = 0; // bytes of weights in their place, while loading
    int64_t preparing = 0; // bytes of weights in all; equal to `prepared` when they are loaded
    int64_t vramBytes = 0; // in use now; 0 on the CPU
    int64_t promisedVramBytes = 0; // planned; 0 without a plan
};

// Successive frames of the film, without gaps.
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

// How a render waits during a pause.
enum class Pause {
    Here, // keeping all its memory
    HereForNow, // likewise, but it could free the device's memory
    OffDevice, // after it has freed the device's memory
};
enum class PauseEnd {
    GoOn,
    ReleaseDevice, // answer to HereForNow only: free the device's memory; pause() is then called with OffDevice
};

// Receives a render's progress and frames, on the rendering thread.
class RenderSink {
public:
    virtual ~RenderSink() = default;
    // Called between ticks and between stages.
    virtual void progress(const Progress& progress) = 0;
    // An error ends the render, which returns it.
    virtual Status frames(const FrameGroup& group) = 0;
    // Asked before every layer and between stages, so it must answer at once. If true, the render calls pause() there
    // and continues when pause() returns, which it must also do when the render is stopped. A pause doesn't change the
    // film, bit for bit.
    [[nodiscard]] virtual bool pauseRequested() const noexcept { return false; }
    virtual PauseEnd pause(Pause) { return PauseEnd::GoOn; }

    // Whether the sink takes what a later render needs to continue this film. If so, blocks() is called once before the
    // first block, and block() for each new block in order, after its frames where they are decoded at once. An error
    // ends the render.
    [[nodiscard]] virtual bool takesBlocks() const { return false; }
    virtual Status blocks(const BlockFacts&) { return kDone; }
    virtual Status block(const MadeBlock&) { return kDone; }
};

struct RenderReport {
    double loadSeconds = 0;
    double textSeconds = 0;
    double audioSeconds = 0; // also those between blocks
    double imageSeconds = 0;
    double ditSeconds = 0;
    double vaeSeconds = 0; // decoding, and the re-encoding of the single-GPU semantics
    int64_t frames = 0;
    int64_t clips = 0;
    int64_t shortBlocks = 0; // silent ones, with RenderSpec::silentSteps
    double heardSeconds = 0; // of the voice that was encoded, overlaps counted twice
    int64_t promptTokens = 0;
    int64_t peakDeviceBytes = 0; // 0 on the CPU

    std::optional<Plan> plan; // the first one, even if it doesn't fit; only on a device with its own memory
    // Likewise; 0 on the CPU.
    int64_t promisedDeviceBytes = 0; // planned, without the driver's context, which the peak doesn't count either
    int64_t promisedRamBytes = 0;
    int64_t toDeviceBytes = 0; // copied
    int64_t fromDeviceBytes = 0;
    int64_t diskBytes = 0; // read between ticks
    double stallSeconds = 0; // in which compute waited for copies
    int plans = 0; // 1, plus one for each time that memory got short
    int lanes = 0;
    int residentLayers = 0;
    int streamedLayers = 0; // from RAM
    int diskLayers = 0;
    int pinnedKvLayers = 0; // layers whose KV caches are in RAM
};

} // namespace studio::pipeline
