// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/FilmLength.h"

#include "core/audio/FrameFeatures.h"
#include "core/vae/Vae.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace studio::pipeline {
namespace {

constexpr int64_t kSideStep = 64;

Error badOption(const std::string& what, const std::string& why)
{
    return {ErrorCode::BadOption, what, why};
}

} // namespace

Status checkRequest(const RenderRequest& request)
{
    const auto pixels = size_t{3} * static_cast<size_t>(request.width) * static_cast<size_t>(request.height);
    if (request.width < kSideStep || request.height < kSideStep || request.width % kSideStep != 0
        || request.height % kSideStep != 0 || request.portrait.size() != pixels)
        return badOption("size", "sides must be multiples of 64 and the portrait must have that size");
    if (request.steps < 1)
        return badOption("steps", "at least one step is needed, not " + std::to_string(request.steps));
    if (request.steps > 1000)
        return badOption("steps", "at most 1000 steps make sense, not " + std::to_string(request.steps));
    if (request.silentSteps < 0)
        return badOption("silent_steps", "must not be negative");
    if (!(request.timestepShift >= kLeastTimestepShift && request.timestepShift <= kMostTimestepShift))
        return badOption("timestep_shift", "must be 0.1 to 100");
    if (request.windowBlocks < kLeastWindowBlocks || request.windowBlocks > kWindowBlocks)
        return badOption("kv_window",
                         "the model remembers " + std::to_string(kLeastWindowBlocks) + " to "
                             + std::to_string(kWindowBlocks) + " blocks, not " + std::to_string(request.windowBlocks));
    if (request.framesPerClip < kFramesPerBlock || request.framesPerClip % kFramesPerBlock != 0)
        return badOption("infer_frames",
                         "a clip must be whole blocks of " + std::to_string(kFramesPerBlock) + " frames, not "
                             + std::to_string(request.framesPerClip));
    if (request.clips < 0)
        return badOption("num_clip", "must not be negative");
    if (request.referenceDistance && (*request.referenceDistance < 4 || *request.referenceDistance > 30))
        return badOption("ref_distance", "must be 4 to 30");
    for (const Person& person : request.people) {
        if (!(person.area.width > 0 && person.area.height > 0))
            return badOption("person", "an area must not be empty");
        if (!person.voice.empty() && person.voice.size() != request.voice.size())
            return badOption("person", "a person's voice must be as long as the film's");
    }
    int64_t free = 0; // the first block that can have a turn
    for (const Turn& turn : request.turns) {
        if (turn.block < free)
            return badOption("turn", "turns must be in the order of their blocks, one for each");
        if (!turn.seed && !turn.prompt)
            return badOption("turn", "it needs a seed or a prompt");
        free = turn.block + 1;
    }
    if (request.continuation.made && !request.dump.empty())
        return badOption("dump", "a continued film lacks the tensors of its first part");
    return kDone;
}

int64_t clipsOf(int64_t hiddenStates, int64_t samples, int framesPerClip, const ReferenceCompat& compat)
{
    return compat.silentTail ? audio::clipCount(audio::frames30(hiddenStates), framesPerClip)
                             : audio::voicedClipCount(audio::voicedFrames(samples, kVoiceRate), framesPerClip);
}

int64_t bounded(int64_t clips, int64_t most)
{
    return most > 0 ? std::min(clips, most) : clips;
}

int leadInOf(const ReferenceCompat& compat)
{
    return compat.noLeadIn ? 0 : kLeadInBlocks;
}

int64_t framesOf(int64_t clips, int64_t samples, int framesPerClip, const ReferenceCompat& compat)
{
    const int64_t made = clips * framesPerClip - (compat.dropFirstFrames ? kDroppedFrames : 0);
    return compat.silentTail ? made : std::min(made, audio::voicedFrames(samples, kVoiceRate));
}

int64_t firstFrameOf(int64_t block, const ReferenceCompat& compat)
{
    return std::max<int64_t>(0, block * kFramesPerBlock - (compat.dropFirstFrames ? kDroppedFrames : 0));
}

int64_t blockOf(int64_t frame, const ReferenceCompat& compat)
{
    return (frame + (compat.dropFirstFrames ? kDroppedFrames : 0)) / kFramesPerBlock;
}

int64_t blockAt(double seconds, const ReferenceCompat& compat)
{
    constexpr double kRounding = 1e-3; // of a frame
    return blockOf(static_cast<int64_t>(seconds * kFramesPerSecond + kRounding), compat);
}

int64_t journalBytes(int64_t frames, int64_t area, const RenderSpec& spec, NumberFormat format)
{
    constexpr int64_t kPixels = vae::kPixelsPerLatent * vae::kPixelsPerLatent;
    constexpr int64_t kLatents = kFramesPerBlock / vae::kFramesPerLatent;
    const int64_t blocks = (frames + kFramesPerBlock - 1) / kFramesPerBlock + leadInOf(spec.compat);
    const int64_t bytes = format == NumberFormat::Bf16 ? 2 : 4;
    return blocks * spec.steps * vae::kLatentChannels * kLatents * (area / kPixels) * bytes;
}

audio::VoiceWindows voiceWindows(int64_t hiddenStates, const ReferenceCompat& compat)
{
    return compat.wholeVoice ? audio::VoiceWindows::whole(hiddenStates) : audio::VoiceWindows(hiddenStates);
}

int64_t heardFrames(int64_t frames, int64_t voiceFrames, const ReferenceCompat& compat)
{
    constexpr int64_t kStatesPerFrame = 2;
    const audio::VoiceWindows windows = voiceWindows(kStatesPerFrame * voiceFrames, compat);
    return (windows.windowOf(frames - 1) + 1) * windows.length() / kStatesPerFrame;
}

FilmLength filmLength(int64_t samples, const RenderSpec& spec)
{
    const int64_t clips
        = bounded(clipsOf(hiddenStatesOf(samples), samples, spec.framesPerClip, spec.compat), spec.clips);
    return {.clips = clips, .frames = framesOf(clips, samples, spec.framesPerClip, spec.compat), .samples = samples};
}

int64_t silentBlocksOf(const std::vector<bool>& silent, int64_t clips, int framesPerClip)
{
    const int64_t blocks = std::min(std::ssize(silent), clips * framesPerClip / kFramesPerBlock);
    return std::count(silent.begin(), silent.begin() + blocks, true);
}

bool canBeLonger(int64_t samples, const RenderSpec& spec)
{
    RenderSpec whole = spec;
    whole.clips = 0;
    return spec.semantics == Semantics::Stream && filmLength(samples, spec).clips < filmLength(samples, whole).clips;
}

int64_t hiddenStatesOf(int64_t samples)
{
    constexpr std::array<std::pair<int64_t, int64_t>, 7> kConvs{
        {{10, 5}, {3, 2}, {3, 2}, {3, 2}, {3, 2}, {2, 2}, {2, 2}}}; // kernel, stride
    for (const auto& [kernel, stride] : kConvs)
        samples = samples < kernel ? 0 : (samples - kernel) / stride + 1;
    return samples;
}

} // namespace studio::pipeline
