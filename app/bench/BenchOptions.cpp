// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchOptions.h"

#include "app/common/OptionReaders.h"
#include "core/pipeline/DeviceChoice.h"
#include "core/pipeline/KnownGpus.h"

#include <algorithm>

namespace studio::bench {
namespace {

using namespace options;

// The options as typed, not combined yet.
struct Typed {
    BenchOptions options;
    bool tiny = false;
    int layers = 0; // 0: all
    std::vector<int> steps; // Bench::Steps takes several; empty: not typed
};

// A small model of the same kind, fast on any machine.
pipeline::ModelShape tinyShape()
{
    pipeline::ModelShape shape = pipeline::ModelShape::liveAvatar14B();
    shape.dim = 96;
    shape.heads = 4;
    shape.ffnDim = 192;
    shape.layers = 6;
    shape.freqDim = 32;
    shape.textDim = 64;
    shape.textLength = 32;
    shape.audioDim = 16;
    shape.audioStates = 5;
    shape.audioLayers = {0, 3, 5};
    shape.vaeWidth = 8;
    shape.vaeBytes = 2'000'000;
    return shape;
}

Reader size(BenchOptions& options)
{
    return [&options](const std::string& text) -> Status {
        const size_t star = std::min(text.find('*'), text.size());
        const auto side = between(16, 4096);
        const Result<int> width = side(text.substr(0, star));
        const Result<int> height = side(text.substr(std::min(star + 1, text.size())));
        if (!width || !height || *width % 16 != 0 || *height % 16 != 0)
            return bad("'" + text + "' is not W*H with sides of 16 to 4096 that are multiples of 16");
        options.width = *width;
        options.height = *height;
        return kDone;
    };
}

std::string machineNames()
{
    std::string names;
    for (const pipeline::KnownGpu& gpu : pipeline::knownGpus())
        names += (names.empty() ? "" : ", ") + std::string(gpu.id);
    return names;
}

const std::string kMachineHelp = "rates of a known one: " + machineNames();

Reader machine(BenchOptions& options)
{
    return [&options](const std::string& text) -> Status {
        const std::optional<pipeline::KnownGpu> known = pipeline::knownGpu(text);
        if (!known)
            return bad("'" + text + "' is none of " + machineNames());
        options.rates = known->rates;
        return kDone;
    };
}

const Names<NumberFormat> kFormats{{"fp8", NumberFormat::Fp8}, {"bf16", NumberFormat::Bf16}};
const Names<NumberFormat> kWeights{
    {"fp8", NumberFormat::Fp8}, {"int8", NumberFormat::Int8}, {"bf16", NumberFormat::Bf16}};
const Names<Bench> kBenches{{"dit", Bench::Dit},    {"pipeline", Bench::Pipeline}, {"vae", Bench::Vae},
                            {"load", Bench::Load},  {"pcie", Bench::Pcie},         {"timeline", Bench::Timeline},
                            {"steps", Bench::Steps}};

std::vector<Group> optionTable(Typed& typed)
{
    BenchOptions& options = typed.options;
    const auto gigabytes = between(0.0, 1e9);
    return {
        {"What is measured",
         {{"device", "NAME", text(options.device), "cuda, cuda:n or sim:GB (cuda)"},
          {"model", "NAME", choice<bool>(typed.tiny, {{"14b", false}, {"tiny", true}}), "14b or tiny (14b)"},
          {"layers", "N", number(typed.layers, 1, 1000), "only the model's first ones"},
          {"size", "W*H", size(options), "of a frame; multiples of 16 (704*384)"},
          {"steps", "N", list(typed.steps, between(1, 100)), "denoising steps (4); for steps a list (2,3)"},
          {"kv_window", "N", number(options.windowBlocks, kLeastWindowBlocks, kWindowBlocks),
           "blocks in the KV cache's window: 2 to 4 (4)"},
          {"weights", "NAME", choice(options.weights, kWeights), "fp8, int8 or bf16 (fp8)"},
          {"attention", "NAME", choice(options.attention, kFormats), "bf16 or fp8, with an fp8 cache (bf16)"},
          {"decoder", "NAME",
           choice<PictureDecoder>(
               options.decoder,
               {{"vae", PictureDecoder::Vae}, {"int8", PictureDecoder::Int8}, {"light", PictureDecoder::Light}}),
           "for timeline, what makes the pictures: vae, int8 or light (vae)"},
          {"vae", "WHEN",
           choice<Decoding>(options.decoding, {{"between", Decoding::Between}, {"beside", Decoding::Beside}}),
           "a block is decoded between two ticks, or beside the next one (between)"},
          {"ticks", "N", number(options.ticks, 1, 10000), "measured ones; figures are medians (8)"}}},
        {"Lists, measured in all combinations",
         {{"vram", "LIST", list(options.vram, gigabytes), "budgets in GB, 0 for all resident: 0,24,16,12,8 (0)"},
          {"lanes", "LIST", list(options.lanes, between(1, 100)), "steps of successive blocks in one pass: 1,4 (4)"},
          {"kv", "LIST", list(options.kv, named(kFormats)), "KV cache in fp8,bf16 (fp8)"}}},
        {"For steps: a film of each",
         {{"shifts", "LIST", list(options.film.shifts, between(kLeastTimestepShift, kMostTimestepShift)),
           "of the noise levels (1,2,3,5,7,9)"},
          {"ckpt_dir", "DIR", text(options.film.checkpoint), "the model, as for avatar-render (the demo's)"},
          {"lora_path_dmd", "FILE", text(options.film.lora), "its LoRA, or none (LiveAvatar in or beside --ckpt_dir)"},
          {"image", "FILE", text(options.film.portrait), "portrait (the demo's)"},
          {"audio", "FILE", text(options.film.voice), "voice (the demo's)"},
          {"prompt", "TEXT", text(options.film.prompt), "what is to be seen (the demo's)"},
          {"num_clip", "N", number(options.film.clips, int64_t{1}, int64_t{1} << 32), "clips of 1.92 s at most (4)"},
          {"base_seed", "N", number(options.film.seed, uint64_t{0}, uint64_t{1} << 62), "(420)"}}},
        {"Machine",
         {{"ram", "GB", parsed(options.ram, gigabytes), "budget; 0 for the machine's (0)"},
          {"pcie", "GB/s", parsed(options.pcie, parseAmount),
           "imitates a slower bus by copying longer: 25 for version 4 x16, 12.5 for x8"},
          {"machine", "NAME", machine(options), kMachineHelp.c_str()},
          {"rates", "LIST", rates(options.rates), kRatesHelp}}},
        {"Files",
         {{"folder", "DIR", text(options.folder), "where load writes its file (the folder for temporary files)"},
          {"json", "FILE", text(options.json), "writes the figures there"},
          {"trace", "FILE", text(options.trace),
           "what the GPU did in one tick, as chrome://tracing and timeline.py read it"}}}};
}

Status chooseShape(Typed& typed)
{
    pipeline::ModelShape& shape = typed.options.shape;
    if (typed.tiny)
        shape = tinyShape();
    if (typed.layers > shape.layers)
        return Error{ErrorCode::BadOption, "--layers", "the model has " + std::to_string(shape.layers)};
    if (typed.layers > 0) {
        shape.layers = typed.layers;
        std::erase_if(shape.audioLayers, [&](int64_t layer) { return layer >= typed.layers; });
    }
    return kDone;
}

Status combineSteps(Typed& typed, const std::set<std::string>& given)
{
    BenchOptions& options = typed.options;
    if (options.bench != Bench::Steps) {
        if (typed.steps.size() > 1)
            return Error{ErrorCode::BadOption, "--steps", "only the benchmark steps takes several"};
        if (!typed.steps.empty())
            options.steps = typed.steps.front();
        return kDone;
    }
    if (!typed.steps.empty())
        options.film.steps = typed.steps;
    options.film.hasSize = given.contains("size");
    options.film.hasWeights = given.contains("weights");
    if (!given.contains("device"))
        options.device = pipeline::kAutomaticDevice;
    return kDone;
}

} // namespace

Result<BenchOptions> parseOptions(const std::vector<std::string>& arguments)
{
    Typed typed;
    typed.options.asked = Asked::Help;
    if (arguments.empty())
        return typed.options;
    // The benchmark is the first word, and the only one that isn't an option.
    const bool isNamed = !arguments[0].starts_with('-');
    if (isNamed) {
        if (const Status chosen = choice(typed.options.bench, kBenches)(arguments[0]); !chosen)
            return Error{chosen.error().code, arguments[0], chosen.error().detail};
    }
    const Result<Parsed> parsed = parse(optionTable(typed), {arguments.begin() + (isNamed ? 1 : 0), arguments.end()});
    if (!parsed)
        return parsed.error();
    typed.options.asked = parsed->asked;
    if (parsed->asked == Asked::Run && !isNamed)
        return Error{ErrorCode::BadOption, arguments[0], "the name of a benchmark was expected here"};
    if (Status chosen = chooseShape(typed); !chosen)
        return chosen.error();
    if (Status combined = combineSteps(typed, parsed->given); !combined)
        return combined.error();
    return typed.options;
}

std::string helpText()
{
    Typed typed;
    return options::helpText(
        optionTable(typed),
        "avatar-bench - what the engine reaches on this machine, with random weights, and what fewer steps change\n\n"
        "  avatar-bench dit        passes of the transformer, windows full: seconds, memory, bytes, stalls\n"
        "  avatar-bench pipeline   the same with the VAE decoding every finished block\n"
        "  avatar-bench vae        decoding blocks\n"
        "  avatar-bench load       writing the slab cache, and reading it into locked memory\n"
        "  avatar-bench pcie       copies to and from the GPU, locking memory\n"
        "  avatar-bench timeline   what a machine of given rates would reach, simulated; needs no GPU\n"
        "  avatar-bench steps      films of a real model with fewer steps, against those with four: how near the "
        "frames\n"
        "                          are (dB, peak), the latents (dB), and how the mouth's opening correlates; each\n"
        "                          number's nearest film is marked. The mouth is looked for in the middle, below\n"
        "                          the centre, as in a portrait of head and shoulders",
        "Lists have commas between their items. --rates is of the machine to simulate, or for what the plan of this "
        "one\n"
        "says.");
}

} // namespace studio::bench
