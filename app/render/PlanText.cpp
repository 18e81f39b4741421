// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/PlanText.h"

#include "core/base/Units.h"

#include <algorithm>
#include <cstdio>

namespace studio::render {
namespace {

using namespace pipeline;

template<typename... Values>
std::string formatted(const char* pattern, Values... values)
{
    char text[256];
    std::snprintf(text, sizeof(text), pattern, values...);
    return text;
}

std::string row(const std::string& name, const std::string& text)
{
    std::string line = "  " + name;
    line.resize(std::max<size_t>(line.size() + 1, 22), ' ');
    return line + text + "\n";
}

std::string itemRow(const std::string& name, const std::string& text)
{
    std::string line = "    " + name;
    line.resize(std::max<size_t>(line.size() + 1, 50), ' ');
    return line + formatted("%10s", text.c_str()) + "\n";
}

const char* word(NumberFormat format)
{
    return format == NumberFormat::Fp8 ? "fp8" : format == NumberFormat::Int8 ? "int8" : "bf16";
}

const char* word(MemoryPart part)
{
    switch (part) {
    case MemoryPart::Context: return "driver and libraries";
    case MemoryPart::Stem: return "model beside its layers";
    case MemoryPart::ResidentLayers: return "resident layers";
    case MemoryPart::WeightSlots: return "slots for streamed layers";
    case MemoryPart::ResidentKv: return "KV cache";
    case MemoryPart::KvSlots: return "slots for streamed KV cache";
    case MemoryPart::Text: return "keys and values of the text";
    case MemoryPart::LaneContexts: return "audio and positions of the lanes";
    case MemoryPart::AttentionWindow: return "attention window of one lane";
    case MemoryPart::VaeWeights: return "VAE";
    case MemoryPart::VaeCaches: return "VAE's memory of earlier frames";
    case MemoryPart::SpeechModel: return "speech model, a window at a time";
    case MemoryPart::Working: return "temporary tensors";
    case MemoryPart::AllocatorSlack: return "allocator's slack";
    case MemoryPart::Program: return "program and libraries";
    case MemoryPart::Slabs: return "streamed layers, pinned";
    case MemoryPart::PinnedKv: return "KV cache, pinned";
    case MemoryPart::DiskStaging: return "layers on their way from the disk";
    case MemoryPart::LoadStaging: return "one layer while loading";
    case MemoryPart::Voice: return "what the pictures hear";
    case MemoryPart::Frames: return "finished frames";
    }
    return "";
}

const char* word(PictureDecoder decoder)
{
    return decoder == PictureDecoder::Light ? "light" : decoder == PictureDecoder::Int8 ? "int8" : "vae";
}

std::string word(MissingRate rate, NumberFormat weights)
{
    switch (rate) {
    case MissingRate::ToDevice: return "h2d";
    case MissingRate::FromDevice: return "d2h";
    case MissingRate::Disk: return "disk";
    case MissingRate::Linear: return std::string(word(weights)) + "_tflops";
    case MissingRate::Attention: return "attention_tflops";
    case MissingRate::Vae: return "vae_spmp";
    }
    return "";
}

const char* word(Bottleneck bottleneck)
{
    switch (bottleneck) {
    case Bottleneck::Compute: return "the GPU's arithmetic";
    case Bottleneck::Copy: return "copies between RAM and GPU";
    case Bottleneck::Disk: return "the disk";
    }
    return "";
}

const char* word(Processor processor)
{
    return processor == Processor::Gpu ? "GPU" : "CPU";
}

// One letter per layer, in their order.
std::string layerMap(const Plan& plan)
{
    std::string map;
    for (const WeightTier place : plan.weights)
        map += place == WeightTier::Device ? 'R' : place == WeightTier::Pinned ? 's' : 'd';
    return map;
}

std::string kvMap(const Plan& plan)
{
    std::string map;
    for (const KvTier place : plan.kv)
        map += place == KvTier::Device ? 'R' : 's';
    return map;
}

std::string seconds(const std::optional<double>& value)
{
    return value ? formatted("%.3f s", *value) : "unknown";
}

std::string items(const char* title, int64_t peak, int64_t budgetBytes, const std::vector<MemoryItem>& parts)
{
    std::string text
        = formatted("\n  %-6s %s of %s\n", title, gigabytesText(peak).c_str(), gigabytesText(budgetBytes).c_str());
    for (const MemoryItem& item : parts) {
        if (item.bytes > 0)
            text += itemRow(word(item.part), gigabytesText(item.bytes));
    }
    return text;
}

std::string times(const Plan& plan)
{
    std::string text;
    if (plan.secondsPerTick) {
        text += row("Time per tick",
                    seconds(plan.secondsPerTick) + ": compute " + seconds(plan.computeSeconds) + ", VAE "
                        + seconds(plan.vaeSeconds) + ", waiting for copies " + seconds(plan.stallSeconds));
        text += row("", "at the same time copies " + seconds(plan.copySeconds) + ", disk " + seconds(plan.diskSeconds));
        if (plan.secondsPerSilentTick)
            text += row("", "in silence " + seconds(plan.secondsPerSilentTick));
        text += row("Speed",
                    formatted("%.2f frames per second, %.2f s per clip", *plan.framesPerSecond, *plan.secondsPerClip));
        if (plan.filmSeconds)
            text += row("Film", formatted("%.0f s, without loading", *plan.filmSeconds));
    } else {
        std::string rates;
        for (const MissingRate rate : plan.missing)
            rates += (rates.empty() ? "" : ", ") + word(rate, plan.request.weights);
        text += row("Time per tick", "unknown until measured (avatar-bench); missing: " + rates);
        text += row("",
                    "compute " + seconds(plan.computeSeconds) + ", copies " + seconds(plan.copySeconds) + ", disk "
                        + seconds(plan.diskSeconds) + ", VAE " + seconds(plan.vaeSeconds));
        text += row("Speed", "unknown until measured (avatar-bench)");
    }
    text += row("Bottleneck", plan.bottleneck ? word(*plan.bottleneck) : "unknown until measured (avatar-bench)");
    return text;
}

// The flags for the nearest setting that fits.
std::string nearestFlags(const PlanRequest& wanted, const PlanRequest& nearest)
{
    std::string flags;
    std::string without;
    if (nearest.width != wanted.width || nearest.height != wanted.height)
        flags += formatted(" --size %d*%d", nearest.width, nearest.height);
    if (nearest.steps != wanted.steps)
        flags += formatted(" --sample_steps %d", nearest.steps);
    if (nearest.weights != wanted.weights)
        flags += " --fp8";
    if (nearest.kv != wanted.kv || nearest.weights != wanted.weights)
        flags += std::string(" --kv ") + word(nearest.kv);
    if (nearest.offload != wanted.offload)
        flags += " --offload_model True";
    if (nearest.vramBudget != wanted.vramBudget)
        flags += " --vram_budget " + budgetText(nearest.vramBudget);
    if (nearest.ramBudget != wanted.ramBudget)
        flags += " --ram_budget " + budgetText(nearest.ramBudget);
    if (nearest.kvTier != wanted.kvTier)
        without += " --offload_kv_cache";
    if (nearest.lanes != wanted.lanes)
        without += " --lanes";
    if (!without.empty())
        flags += (flags.empty() ? " the same without" : " and no") + without;
    return flags;
}

std::string nearestText(const Plan& plan)
{
    if (!plan.nearest)
        return "No other setting was found that fits.\n";
    std::string price
        = gigabytesText(plan.nearest->peakVram) + " of VRAM, " + gigabytesText(plan.nearest->peakRam) + " of RAM";
    if (plan.nearest->secondsPerClip)
        price += formatted(", %.2f s per clip", *plan.nearest->secondsPerClip);
    return "The nearest setting that fits:" + nearestFlags(plan.request, plan.nearest->request) + "\n  It takes "
        + price + ".\n";
}

} // namespace

std::string planText(const ModelShape& shape, const Plan& plan)
{
    const PlanRequest& request = plan.request;
    std::string text = formatted(
        "%d*%d, %d steps, %s, weights %s, KV cache %s; a model of %.3f billion parameters\n", request.width,
        request.height, request.steps,
        request.clips > 0 ? formatted("%lld clips", static_cast<long long>(request.clips)).c_str() : "any length",
        word(request.weights), word(request.kv), static_cast<double>(shape.parameters()) / 1e9);
    text += plan.fits ? "It fits.\n\n" : "It does not fit. What comes closest:\n\n";

    text += row("Layers",
                formatted("%d resident, %d streamed, %d from disk", plan.count(WeightTier::Device),
                          plan.count(WeightTier::Pinned), plan.count(WeightTier::Disk)));
    text += row("", layerMap(plan));
    text += row("KV cache",
                formatted("%d layers resident, %d in pinned RAM; a window of %d blocks", plan.count(KvTier::Device),
                          plan.count(KvTier::Pinned), request.windowBlocks));
    text += row("", kvMap(plan));
    text += row("Slots", formatted("%d for layers, %d for KV", plan.weightSlots, plan.kvSlots));
    text += row("Lanes", formatted("%d of %d steps in one sweep", plan.lanes, request.steps));
    text += row("Text encoder", std::string(word(plan.textEncoder)) + ", block by block, before the film");
    text += row("Audio model",
                std::string(word(plan.audioModel))
                    + (plan.hearsAhead ? ", a window at a time, ahead of the frames" : ", before the film"));
    if (request.decoder != PictureDecoder::Vae)
        text += row("Decoder", word(request.decoder));
    if (request.silentSteps > 0 && request.silentBlocks > 0)
        text += row("Silence",
                    formatted("%lld blocks, with %d steps", static_cast<long long>(request.silentBlocks),
                              std::min(request.silentSteps, request.steps)));
    text += items("VRAM", plan.peakVram, request.vramBudget, plan.vram);
    text += items("RAM", plan.peakRam, request.ramBudget, plan.ram);

    text += "\n"
        + row("Bytes per tick",
              gigabytesText(plan.toDevicePerTick) + " to the GPU, " + gigabytesText(plan.fromDevicePerTick) + " back, "
                  + gigabytesText(plan.diskPerTick) + " from disk");
    text += row("Work per tick", formatted("%.1f Tflop", plan.operationsPerTick / 1e12));
    text += times(plan);
    return plan.fits ? text : text + "\n" + nearestText(plan);
}

std::string doesNotFitText(const Plan& plan)
{
    std::string text;
    const auto needs = [&](const char* what, int64_t peak, int64_t allowed) {
        if (peak > allowed)
            text += "It needs " + gigabytesText(peak) + " of " + what + ", " + gigabytesText(allowed) + " allowed.\n";
    };
    needs("VRAM", plan.peakVram, plan.request.vramBudget);
    needs("RAM", plan.peakRam, plan.request.ramBudget);
    return text + nearestText(plan);
}

} // namespace studio::render
