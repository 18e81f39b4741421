// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/Arguments.h"

#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/jobs/Models.h"
#include "core/media/Framing.h"
#include "core/model/CheckpointFolder.h"
#include "core/pipeline/DeviceChoice.h"
#include "core/project/Preset.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <set>

namespace studio::render {
namespace {

namespace fs = std::filesystem;

// Everything as it was typed, before flags that change each other's meaning are put together.
struct Typed {
    Arguments arguments;
    std::string compat = "studio";
    std::string semantics;
    std::string size;
    std::string preset;
    std::string device{pipeline::kAutomaticDevice};
    fs::path saveFile;
    fs::path saveFolder;
    bool demo = false;
    bool singleGpu = false;
    bool onlineDecode = false;
    bool mergedCheckpoint = false;
    bool noPromptCache = false;
    bool offloadModel = false;
    bool offloadKv = false;
    std::string vramBudget;
    std::string ramBudget;
    std::string kv;
    std::string attention;
    std::string slabCache;
    std::set<std::string> given;
};

// The window's presets under short names; what is typed beside them wins.
constexpr std::array<std::pair<const char*, const char*>, 4> kPresets{{
    {"quick", "quick-preview"},
    {"standard", "standard"},
    {"high", "high-quality-short"},
    {"long", "long-video"},
}};

enum class Arity { Value, Switch };

struct Flag {
    const char* name;
    Arity arity;
    const char* help; // null: accepted and not shown
    std::function<Status(Typed&, const std::string&)> set;
};

Error bad(const std::string& why)
{
    return {ErrorCode::BadOption, {}, why}; // The subject, the flag, is added by the caller.
}

Result<bool> parseSwitch(std::string value)
{
    std::transform(value.begin(), value.end(), value.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const char* yes : {"true", "1", "yes", "y", "t", "on"}) {
        if (value == yes)
            return true;
    }
    for (const char* no : {"false", "0", "no", "n", "f", "off"}) {
        if (value == no)
            return false;
    }
    return bad("'" + value + "' is neither True nor False");
}

template<typename Number>
Result<Number> parseNumber(const std::string& value)
{
    Number number{};
    const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (code != std::errc() || end != value.data() + value.size())
        return bad("'" + value + "' is not a number that fits here");
    return number;
}

// A setter for a number within limits.
template<typename Number, typename Member>
auto number(Member member, Number least, Number most)
{
    return [=](Typed& typed, const std::string& value) -> Status {
        const Result<Number> parsed = parseNumber<Number>(value);
        if (!parsed)
            return parsed.error();
        if (*parsed < least || *parsed > most)
            return bad(value + " is not between " + std::to_string(least) + " and " + std::to_string(most));
        member(typed) = *parsed;
        return kDone;
    };
}

template<typename Member>
auto text(Member member)
{
    return [=](Typed& typed, const std::string& value) -> Status {
        member(typed) = value;
        return kDone;
    };
}

template<typename Member>
auto toggle(Member member)
{
    return [=](Typed& typed, const std::string& value) -> Status {
        const Result<bool> parsed = parseSwitch(value);
        if (!parsed)
            return parsed.error();
        member(typed) = *parsed;
        return kDone;
    };
}

template<typename Member>
auto choice(Member member, const std::vector<std::string>& values)
{
    return [=](Typed& typed, const std::string& value) -> Status {
        if (std::find(values.begin(), values.end(), value) == values.end()) {
            std::string all;
            for (const std::string& each : values)
                all += (all.empty() ? "" : ", ") + each;
            return bad("'" + value + "' is none of: " + all);
        }
        member(typed) = value;
        return kDone;
    };
}

// Accepted because the reference accepts it, and without effect there as well as here.
auto withoutEffect(const char* name)
{
    return [name](Typed& typed, const std::string&) -> Status {
        typed.arguments.notes.push_back(std::string("--") + name + " has no effect, here as in the reference.");
        return kDone;
    };
}

// Only the value that this build can honour.
auto onlySwitchedOff(const char* why)
{
    return [why](Typed&, const std::string& value) -> Status {
        const Result<bool> parsed = parseSwitch(value);
        if (!parsed)
            return parsed.error();
        return *parsed ? Status(Error{ErrorCode::Unsupported, {}, why}) : Status(kDone);
    };
}

auto onlyOne(const char* why)
{
    return [why](Typed&, const std::string& value) -> Status {
        const Result<int> parsed = parseNumber<int>(value);
        if (!parsed)
            return parsed.error();
        return *parsed == 1 ? Status(kDone) : Status(Error{ErrorCode::Unsupported, {}, why});
    };
}

// Positive; exponents and signs are no part of what a person types.
Result<double> parseAmount(const std::string& value)
{
    const Result<double> parsed = parseNumber<double>(value);
    if (!parsed || !(*parsed > 0 && *parsed < 1e9))
        return bad("'" + value + "' is not a number that fits here");
    return parsed;
}

// "h2d=25,disk=3.5": GB/s (10^9 bytes), Tflop/s, and seconds for a million pixels of the VAE.
Status parseRates(pipeline::Rates& rates, const std::string& value)
{
    struct Name {
        const char* name;
        std::optional<double>& rate;
        double unit;
    };
    const Name names[] = {{"h2d", rates.toDevice, 1e9},
                          {"d2h", rates.fromDevice, 1e9},
                          {"both", rates.bothWays, 1e9},
                          {"disk", rates.disk, 1e9},
                          {"bf16_tflops", rates.linearBf16, 1e12},
                          {"fp8_tflops", rates.linearFp8, 1e12},
                          {"attention_tflops", rates.attention, 1e12},
                          {"vae_spmp", rates.vaeSecondsPerPixel, 1e-6}};
    for (size_t begin = 0; begin <= value.size();) {
        const size_t end = std::min(value.find(',', begin), value.size());
        const std::string item = value.substr(begin, end - begin);
        begin = end + 1;
        const size_t equals = item.find('=');
        const std::string name = item.substr(0, equals);
        const auto found
            = std::find_if(std::begin(names), std::end(names), [&](const Name& each) { return name == each.name; });
        if (found == std::end(names) || equals == std::string::npos) {
            std::string all;
            for (const Name& each : names)
                all += (all.empty() ? "" : ", ") + std::string(each.name);
            return bad("'" + item + "' is not name=number; names are: " + all);
        }
        const Result<double> amount = parseAmount(item.substr(equals + 1));
        if (!amount)
            return amount.error();
        found->rate = *amount * found->unit;
    }
    return kDone;
}

constexpr const char* kOneGpu = "this build uses one device; several GPUs at once are not supported";
constexpr const char* kNotHere = "this build has no such part";

const std::vector<Flag>& flags()
{
    static const std::vector<Flag> all = [] {
        const auto spec = [](Typed& typed) -> RenderSpec& { return typed.arguments.order.spec; };
        std::vector<Flag> list{
            // What goes in and comes out.
            {"ckpt_dir", Arity::Value, "folder Wan2.2-S2V-14B of the checkpoint",
             text([](Typed& t) -> fs::path& { return t.arguments.model.checkpoint; })},
            {"lora_path_dmd", Arity::Value, "its LoRA: a file, a folder, or none (LiveAvatar in or beside --ckpt_dir)",
             text([](Typed& t) -> fs::path& { return t.arguments.model.lora; })},
            {"image", Arity::Value, "portrait: PNG, JPEG or WebP",
             text([](Typed& t) -> fs::path& { return t.arguments.order.portrait; })},
            {"audio", Arity::Value, "voice: any file with a sound track",
             text([](Typed& t) -> fs::path& { return t.arguments.order.voice; })},
            {"prompt", Arity::Value, "what is to be seen",
             text([](Typed& t) -> std::string& { return t.arguments.order.prompt; })},
            {"save_file", Arity::Value, "the MP4 to make, or a folder for it",
             text([](Typed& t) -> fs::path& { return t.saveFile; })},
            {"save_dir", Arity::Value, "folder for it, if --save_file isn't given",
             text([](Typed& t) -> fs::path& { return t.saveFolder; })},
            {"overwrite", Arity::Switch, "replace an existing MP4",
             toggle([](Typed& t) -> bool& { return t.arguments.order.replace; })},
            {"demo", Arity::Switch, "the scene and model that come with the program",
             toggle([](Typed& t) -> bool& { return t.demo; })},
            // Settings.
            {"preset", Arity::Value, "quick, standard, high or long; flags beside it win",
             choice([](Typed& t) -> std::string& { return t.preset; }, {"quick", "standard", "high", "long"})},
            {"size", Arity::Value, "W*H: an area, the portrait gives the shape (704*384)",
             text([](Typed& t) -> std::string& { return t.size; })},
            {"sample_steps", Arity::Value, "denoising steps (4)",
             number<int>([spec](Typed& t) -> int& { return spec(t).steps; }, 1, 1000)},
            {"num_clip", Arity::Value, "at most this many clips; 0 or nothing: as many as the voice needs",
             number<int64_t>([spec](Typed& t) -> int64_t& { return spec(t).clips; }, 0, int64_t{1} << 32)},
            {"infer_frames", Arity::Value, "frames of a clip, a multiple of 12 (48)",
             number<int>([spec](Typed& t) -> int& { return spec(t).framesPerClip; }, 12, 12000)},
            {"base_seed", Arity::Value, "the same seed makes the same film (420); -1: a new one",
             [spec](Typed& t, const std::string& value) -> Status {
                 const Result<int64_t> parsed = parseNumber<int64_t>(value);
                 if (!parsed)
                     return parsed.error();
                 spec(t).seed = *parsed < 0 ? std::random_device()() : static_cast<uint64_t>(*parsed);
                 return kDone;
             }},
            {"ref_distance", Arity::Value, "pins the distance of the reference frame, 4 to 30 (drawn from the seed)",
             [spec](Typed& t, const std::string& value) -> Status {
                 const Result<int> parsed = parseNumber<int>(value);
                 if (!parsed)
                     return parsed.error();
                 if (*parsed < 4 || *parsed > 30)
                     return bad(value + " is not between 4 and 30");
                 spec(t).referenceDistance = *parsed;
                 return kDone;
             }},
            {"lora_alpha", Arity::Value, "strength of the LoRA (half its rank)",
             [](Typed& t, const std::string& value) -> Status {
                 char* end = nullptr;
                 const double parsed = std::strtod(value.c_str(), &end);
                 if (value.empty() || *end != '\0' || !(parsed > -1e6 && parsed < 1e6))
                     return bad("'" + value + "' is not a number that fits here");
                 t.arguments.model.loraAlpha = parsed;
                 return kDone;
             }},
            // How.
            {"device", Arity::Value,
             "auto: a GPU if there is one; cpu, cuda, cuda:n, or sim:GB: a trial of so much GPU memory, on the CPU "
             "(auto)",
             text([](Typed& t) -> std::string& { return t.device; })},
            {"dtype", Arity::Value, "fp32 or bf16 (fp32 on a CPU, bf16 on a GPU)",
             [](Typed& t, const std::string& value) -> Status {
                 if (value == "fp32" || value == "float32")
                     t.arguments.model.precision = NumberFormat::Fp32;
                 else if (value == "bf16" || value == "bfloat16")
                     t.arguments.model.precision = NumberFormat::Bf16;
                 else
                     return bad("'" + value + "' is neither fp32 nor bf16");
                 return kDone;
             }},
            {"fp8", Arity::Switch, "the transformer's linear layers in 8 bits",
             toggle([](Typed& t) -> bool& { return t.arguments.model.fp8; })},
            {"semantics", Arity::Value, "stream or single: how clips follow each other (stream)",
             choice([](Typed& t) -> std::string& { return t.semantics; }, {"stream", "single"})},
            {"enable_online_decode", Arity::Switch, "with single: decode the first clip at once",
             toggle([](Typed& t) -> bool& { return t.onlineDecode; })},
            {"compat", Arity::Value, "studio, or reference: with its quirks, to the frame (studio)",
             choice([](Typed& t) -> std::string& { return t.compat; }, {"studio", "reference"})},
            {"schedule", Arity::Value, "wavefront or loop: the order of the work, not its result (wavefront)",
             [spec](Typed& t, const std::string& value) -> Status {
                 if (value != "wavefront" && value != "loop")
                     return bad("'" + value + "' is neither wavefront nor loop");
                 spec(t).schedule = value == "loop" ? Schedule::Loop : Schedule::Wavefront;
                 return kDone;
             }},
            {"t5_cpu", Arity::Switch, "keep the text encoder on the CPU",
             toggle([](Typed& t) -> bool& { return t.arguments.model.textOnCpu; })},
            {"offload_model", Arity::Switch,
             "False: weights stay on the GPU; True: what has no room is streamed (True)",
             toggle([](Typed& t) -> bool& { return t.offloadModel; })},
            {"offload_kv_cache", Arity::Switch, "True: the KV cache in RAM; False: on the GPU (chosen)",
             toggle([](Typed& t) -> bool& { return t.offloadKv; })},
            {"short_audio", Arity::Switch, "accept a voice shorter than one block (0.48 s)",
             toggle([](Typed& t) -> bool& { return t.arguments.order.acceptShortVoice; })},
            {"no_prompt_cache", Arity::Switch, "encode the prompt even if it is known",
             toggle([](Typed& t) -> bool& { return t.noPromptCache; })},
            // What it would take.
            {"plan", Arity::Switch, "only says what a film would take, and whether it fits",
             [](Typed& t, const std::string& value) -> Status {
                 const Result<bool> parsed = parseSwitch(value);
                 if (!parsed)
                     return parsed.error();
                 t.arguments.action = *parsed ? Arguments::Action::Plan : Arguments::Action::Render;
                 return kDone;
             }},
            {"vram_budget", Arity::Value, "GB of GPU memory, or % of it (what is free)",
             text([](Typed& t) -> std::string& { return t.vramBudget; })},
            {"ram_budget", Arity::Value, "GB of RAM, or % of the machine's (what is free; with --plan 100%)",
             text([](Typed& t) -> std::string& { return t.ramBudget; })},
            {"kv", Arity::Value, "the KV cache in fp8 or bf16 (as the weights); not on the CPU",
             choice([](Typed& t) -> std::string& { return t.kv; }, {"fp8", "bf16"})},
            {"attention", Arity::Value,
             "bf16, or fp8 with an fp8 KV cache on a GPU from Hopper on: faster, less exact (bf16)",
             choice([](Typed& t) -> std::string& { return t.attention; }, {"fp8", "bf16"})},
            {"lanes", Arity::Value, "steps of successive blocks in one pass (chosen; on the CPU all)",
             number<int>([spec](Typed& t) -> int& { return spec(t).memory.lanes; }, 1, 1000)},
            {"slab_cache", Arity::Value, "folder for merged and quantised weights, or none (in the cache folder)",
             text([](Typed& t) -> std::string& { return t.slabCache; })},
            {"rates", Arity::Value, "with --plan: what the machine does, h2d=25,d2h=25,both=,disk= in GB/s,",
             [](Typed& t, const std::string& value) -> Status { return parseRates(t.arguments.machine.rates, value); }},
            // What is said about it.
            {"progress", Arity::Value, "bar, json or none",
             [](Typed& t, const std::string& value) -> Status {
                 const std::map<std::string, ProgressStyle> styles{
                     {"bar", ProgressStyle::Bar}, {"json", ProgressStyle::Json}, {"none", ProgressStyle::None}};
                 const auto found = styles.find(value);
                 if (found == styles.end())
                     return bad("'" + value + "' is none of: bar, json, none");
                 t.arguments.progress = found->second;
                 return kDone;
             }},
            {"report", Arity::Value, "writes seconds per stage, frames and memory to this JSON file",
             text([](Typed& t) -> fs::path& { return t.arguments.report; })},
            {"dump", Arity::Value, "writes the run's tensors to this safetensors file",
             text([](Typed& t) -> fs::path& { return t.arguments.order.dump; })},
            {"noise", Arity::Value, "takes noise_clip0... from this safetensors file instead of drawing it",
             text([](Typed& t) -> fs::path& { return t.arguments.order.noise; })},
            // Of the reference: what goes without saying here, or can't be had.
            {"single_gpu", Arity::Switch, nullptr, toggle([](Typed& t) -> bool& { return t.singleGpu; })},
            {"using_merged_ckpt", Arity::Switch, nullptr, toggle([](Typed& t) -> bool& { return t.mergedCheckpoint; })},
            {"num_gpus_dit", Arity::Value, nullptr, onlyOne(kOneGpu)},
            {"ulysses_size", Arity::Value, nullptr, onlyOne(kOneGpu)},
            {"enable_vae_parallel", Arity::Switch, nullptr, onlySwitchedOff(kOneGpu)},
            {"t5_fsdp", Arity::Switch, nullptr, onlySwitchedOff(kOneGpu)},
            {"dit_fsdp", Arity::Switch, nullptr, onlySwitchedOff(kOneGpu)},
            {"use_prompt_extend", Arity::Switch, nullptr, onlySwitchedOff(kNotHere)},
            {"enable_tts", Arity::Switch, nullptr, onlySwitchedOff(kNotHere)},
            {"use_dataset", Arity::Switch, nullptr, onlySwitchedOff(kNotHere)},
            {"pose_video", Arity::Value, nullptr,
             [](Typed&, const std::string&) -> Status {
                 return Error{ErrorCode::Unsupported, {}, kNotHere};
             }},
            {"task", Arity::Value, nullptr,
             [](Typed&, const std::string& value) -> Status {
                 return value == "s2v-14B" ? Status(kDone)
                                           : Status(Error{ErrorCode::Unsupported, {}, "only s2v-14B is known here"});
             }},
            {"sample_solver", Arity::Value, nullptr,
             [](Typed&, const std::string& value) -> Status {
                 return value == "euler"
                     ? Status(kDone)
                     : Status(Error{ErrorCode::Unsupported, {}, "only euler is known, here as in the reference"});
             }},
        };
        for (const char* name : {"convert_model_dtype", "load_lora", "drop_motion_noisy", "start_from_ref"})
            list.push_back({name, Arity::Switch, nullptr, withoutEffect(name)});
        for (const char* name : {"sample_shift", "sample_guide_scale", "training_config", "frame_num",
                                 "prompt_extend_method", "prompt_extend_model", "prompt_extend_target_lang",
                                 "tts_prompt_audio", "tts_prompt_text", "tts_text", "dataset_sample_idx", "lora_path"})
            list.push_back({name, Arity::Value, nullptr, withoutEffect(name)});
        return list;
    }();
    return all;
}

const Flag* findFlag(std::string name)
{
    std::replace(name.begin(), name.end(), '-', '_');
    const auto found
        = std::find_if(flags().begin(), flags().end(), [&](const Flag& flag) { return name == flag.name; });
    return found == flags().end() ? nullptr : &*found;
}

fs::path cacheFolder()
{
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg && *xdg)
        return fs::path(xdg) / "live-avatar-studio";
    if (const char* home = std::getenv("HOME"); home && *home)
        return fs::path(home) / ".cache" / "live-avatar-studio";
    return {};
}

// "Film.MP4" is one already.
bool isMp4(const fs::path& file)
{
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    return extension == ".mp4";
}

Status applyDemo(Typed& typed)
{
    const Result<jobs::DemoScene> demo = jobs::findDemoScene();
    if (!demo)
        return demo.error();
    const project::Scene& scene = demo->scene;
    const auto given = [&](const char* name) { return typed.given.contains(name); };
    RenderSpec& spec = typed.arguments.order.spec;
    if (!given("ckpt_dir")) {
        typed.arguments.model.checkpoint = demo->checkpoint;
        if (!given("lora_path_dmd"))
            typed.arguments.model.lora = demo->lora;
    }
    if (!given("image"))
        typed.arguments.order.portrait = scene.portrait;
    if (!given("audio"))
        typed.arguments.order.voice = scene.voice;
    if (!given("prompt"))
        typed.arguments.order.prompt = scene.prompt;
    if (!given("size") && !given("preset"))
        typed.size = std::to_string(scene.settings.width) + "*" + std::to_string(scene.settings.height);
    if (!given("sample_steps") && !given("preset"))
        spec.steps = scene.settings.steps;
    if (!given("base_seed"))
        spec.seed = scene.settings.seed;
    return kDone;
}

// The base model alone makes no film in a few steps: it is taken without its LoRA only when told to.
Status chooseLora(Typed& typed)
{
    fs::path& lora = typed.arguments.model.lora;
    if (typed.mergedCheckpoint || lora == "none") {
        lora.clear();
        return kDone;
    }
    const fs::path& checkpoint = typed.arguments.model.checkpoint;
    if (!lora.empty() || checkpoint.empty())
        return kDone;
    lora = model::loraBeside(checkpoint);
    if (model::findLora(lora)
        || !model::findCheckpoint(checkpoint)) // What a checkpoint lacks is told later, as a list.
        return kDone;
    return Error{ErrorCode::BadOption, "--lora_path_dmd",
                 "the model needs its LoRA, liveavatar.safetensors, and there is none in " + lora.string()
                     + "; name the file, or none for a checkpoint that it is merged into"};
}

void applyPreset(Typed& typed)
{
    for (const auto& [shortName, id] : kPresets) {
        if (typed.preset != shortName)
            continue;
        const auto presets = project::builtInPresets();
        const auto preset
            = std::find_if(presets.begin(), presets.end(), [&](const project::Preset& each) { return each.id == id; });
        const project::PresetValues& values = preset->values;
        const auto given = [&](const char* name) { return typed.given.contains(name); };
        RenderSpec& spec = typed.arguments.order.spec;
        if (!given("size"))
            typed.size = std::to_string(values.width) + "*" + std::to_string(values.height);
        if (!given("sample_steps"))
            spec.steps = values.steps;
        if (!given("num_clip"))
            spec.clips = values.clips;
        spec.memory.offload = values.offload;
    }
}

// GB, or a share of what the machine has, to bytes.
Result<int64_t> parseBudget(const char* flag, const std::string& value, std::optional<int64_t> machine)
{
    const bool share = value.ends_with('%');
    const Result<double> amount = parseAmount(share ? value.substr(0, value.size() - 1) : value);
    if (!amount)
        return Error{amount.error().code, flag, amount.error().detail};
    if (!share)
        return bytesOfGigabytes(*amount);
    if (!machine)
        return Error{ErrorCode::Unsupported, flag, "no GPU is known to take a share of; give GB instead"};
    return static_cast<int64_t>(*amount / 100.0 * static_cast<double>(*machine));
}

// --offload_model False keeps all on the device; True, and nothing, lets the planner choose. The same for
// --offload_kv_cache, where True means all of it.
void applyMemory(Typed& typed)
{
    MemorySettings& memory = typed.arguments.order.spec.memory;
    if (typed.given.contains("offload_model"))
        memory.offload = typed.offloadModel ? Offload::Automatic : Offload::None;
    if (typed.given.contains("offload_kv_cache"))
        memory.kvTier = typed.offloadKv ? KvTier::Pinned : KvTier::Device;
    if (!typed.kv.empty())
        memory.kv = typed.kv == "fp8" ? NumberFormat::Fp8 : NumberFormat::Bf16;
    if (typed.attention == "fp8")
        memory.attention = NumberFormat::Fp8;
}

// The machine that --plan imagines: a GPU with the budgets as its memory. It has the kernels that are asked for.
Status combinePlan(Typed& typed)
{
    if (typed.vramBudget.empty())
        return Error{ErrorCode::BadOption, "--vram_budget", "it is needed with --plan"};
    const Result<int64_t> vram = parseBudget("--vram_budget", typed.vramBudget, std::nullopt);
    if (!vram)
        return vram.error();
    const Result<int64_t> ram
        = parseBudget("--ram_budget", typed.ramBudget.empty() ? "100%" : typed.ramBudget, machineRam());
    if (!ram)
        return ram.error();
    pipeline::Machine& machine = typed.arguments.machine;
    machine.vram = {.total = *vram, .free = *vram};
    machine.ram = {.total = *ram, .free = *ram};
    machine.fp8Attention = true;
    return kDone;
}

std::string deviceNote(const std::string& wanted, const pipeline::DeviceChoice& chosen)
{
    if (!chosen.gpu.empty())
        return "Device: " + chosen.gpu + " (" + chosen.device + "), " + gigabytesText(chosen.bytes);
    if (chosen.bytes > 0)
        return "Device: a trial of a GPU with " + gigabytesText(chosen.bytes) + ", on the CPU";
    return wanted == pipeline::kAutomaticDevice ? "Device: the CPU; no NVIDIA GPU can be used here" : "Device: the CPU";
}

// What a render may take, and of what device. Its memory isn't known yet, so that a share of it stays one.
Status combineDevice(Typed& typed)
{
    MemorySettings& memory = typed.arguments.order.spec.memory;
    const auto budget = [](const char* flag, const std::string& value) -> Result<Budget> {
        if (value.empty())
            return Budget{};
        constexpr int64_t kWhole = 1'000'000;
        const Result<int64_t> amount = parseBudget(flag, value, kWhole);
        if (!amount)
            return amount.error();
        if (!value.ends_with('%'))
            return Budget{.bytes = *amount, .share = 0};
        if (*amount > kWhole)
            return Error{ErrorCode::BadOption, flag, value + " is more than there is"};
        return Budget{.bytes = 0, .share = static_cast<double>(*amount) / kWhole};
    };
    const Result<Budget> vram = budget("--vram_budget", typed.vramBudget);
    if (!vram)
        return vram.error();
    const Result<Budget> ram = budget("--ram_budget", typed.ramBudget);
    if (!ram)
        return ram.error();
    memory.vram = *vram;
    memory.ram = *ram;

    const Result<pipeline::DeviceChoice> chosen = pipeline::chooseDevice(typed.device);
    if (!chosen)
        return chosen.error();
    typed.arguments.notes.insert(typed.arguments.notes.begin(), deviceNote(typed.device, *chosen));
    const std::string& device = typed.arguments.model.device = chosen->device;
    if (device == "cpu") {
        if (memory.kv == NumberFormat::Fp8)
            return Error{ErrorCode::Unsupported, "--kv", "on the CPU the KV cache is kept as the model computes"};
        for (const char* flag : {"vram_budget", "ram_budget", "offload_model", "offload_kv_cache", "slab_cache"}) {
            if (typed.given.contains(flag))
                typed.arguments.notes.push_back(std::string("--") + flag + " has no effect on the CPU.");
        }
        return kDone;
    }
    // A simulated device is for trying things out: it leaves nothing behind unless told to.
    if (!typed.slabCache.empty())
        typed.arguments.model.slabCache = typed.slabCache == "none" ? fs::path() : fs::path(typed.slabCache);
    else if (!device.starts_with("sim:") && !cacheFolder().empty())
        typed.arguments.model.slabCache = cacheFolder() / "slabs";
    return kDone;
}

// What flags mean together.
Status combine(Typed& typed)
{
    Arguments& arguments = typed.arguments;
    jobs::FilmOrder& order = arguments.order;
    if (typed.demo) {
        if (Status applied = applyDemo(typed); !applied)
            return applied;
    }
    applyPreset(typed);
    applyMemory(typed);
    const Result<int64_t> area = media::parseArea(typed.size.empty() ? "704*384" : typed.size);
    if (!area)
        return Error{ErrorCode::BadOption, "--size", area.error().detail};
    order.spec.width = std::atoi(typed.size.empty() ? "704" : typed.size.c_str());
    order.spec.height = static_cast<int>(*area / order.spec.width);

    const bool reference = typed.compat == "reference";
    order.spec.compat = reference ? ReferenceCompat::reference() : ReferenceCompat::studio();
    // The reference chooses its pipeline by the number of GPUs.
    if (typed.semantics.empty())
        typed.semantics = reference && typed.singleGpu ? "single" : "stream";
    order.spec.semantics = typed.semantics == "stream" ? Semantics::Stream
        : typed.onlineDecode                           ? Semantics::SingleOnline
                                                       : Semantics::SingleDeferred;

    if (arguments.action == Arguments::Action::Plan)
        return combinePlan(typed);
    if (typed.given.contains("rates"))
        return Error{ErrorCode::Unsupported, "--rates", "it is used with --plan only"};
    if (Status combined = combineDevice(typed); !combined)
        return combined;

    if (Status chosen = chooseLora(typed); !chosen)
        return chosen;
    if (!typed.noPromptCache && !cacheFolder().empty())
        arguments.model.promptCache = cacheFolder() / "prompts";

    const auto needed = [](const fs::path& path, const char* flag) {
        return path.empty() ? Status(Error{ErrorCode::BadOption, flag, "it is needed"}) : Status(kDone);
    };
    for (const auto& [path, flag] : {std::pair(&arguments.model.checkpoint, "--ckpt_dir"),
                                     std::pair(&order.portrait, "--image"), std::pair(&order.voice, "--audio")}) {
        if (Status there = needed(*path, flag); !there)
            return there;
    }
    std::error_code ignored;
    arguments.nameIsFree = typed.saveFile.empty() || fs::is_directory(typed.saveFile, ignored);
    if (arguments.nameIsFree)
        order.movie = (typed.saveFile.empty() ? typed.saveFolder : typed.saveFile) / (order.voice.stem() += ".mp4");
    else
        order.movie = typed.saveFile;
    if (!isMp4(order.movie))
        order.movie += ".mp4";
    return kDone;
}

} // namespace

Result<Arguments> parseArguments(const std::vector<std::string>& arguments)
{
    Typed typed;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (word == "-h" || word == "--help") {
            typed.arguments.action = Arguments::Action::Help;
            return typed.arguments;
        }
        if (word == "--version") {
            typed.arguments.action = Arguments::Action::Version;
            return typed.arguments;
        }
        if (!word.starts_with("--"))
            return Error{ErrorCode::BadOption, word, "a flag beginning with -- was expected here"};
        const size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const Flag* const flag = findFlag(name.substr(2));
        if (!flag)
            return Error{ErrorCode::BadOption, name, "there is no such flag; --help lists them all"};

        std::string value = "True";
        if (equals != std::string::npos) {
            value = word.substr(equals + 1);
        } else if (flag->arity == Arity::Value) {
            if (i + 1 == arguments.size())
                return Error{ErrorCode::BadOption, name, "a value is missing behind it"};
            value = arguments[++i];
        } else if (i + 1 < arguments.size() && !arguments[i + 1].starts_with("--")) {
            value = arguments[++i];
        }
        if (const Status set = flag->set(typed, value); !set)
            return Error{set.error().code, name, set.error().detail};
        typed.given.insert(flag->name);
    }
    if (Status combined = combine(typed); !combined)
        return combined.error();
    return typed.arguments;
}

std::string helpText()
{
    std::string text = "avatar-render - a talking film from one portrait, one voice recording and a prompt\n\n"
                       "  avatar-render --ckpt_dir DIR --lora_path_dmd FILE --image FILE --audio FILE --prompt TEXT\n"
                       "                [--size W*H] [--sample_steps N] [--save_file FILE] ...\n"
                       "  avatar-render --demo\n"
                       "  avatar-render --plan --vram_budget GB [--ram_budget GB] [--size W*H] [--fp8] ...\n\n";
    for (const Flag& flag : flags()) {
        if (!flag.help)
            continue;
        std::string line = std::string("  --") + flag.name;
        line.resize(std::max<size_t>(line.size() + 2, 26), ' ');
        text += line + flag.help + "\n";
        if (std::string(flag.name) == "rates")
            text += std::string(26, ' ') + "bf16_tflops=,fp8_tflops=,attention_tflops=,vae_spmp= (s per megapixel)\n";
    }
    return text
        + "\nNames may be written with - or _; switches stand alone or with True or False. The reference's other "
          "flags\n"
          "are accepted where they change nothing. Exit codes: 0 done, 4 a plan that "
          "does not\n"
          "fit, 130 stopped (finished blocks are kept), else an error that is said on stderr.\n";
}

} // namespace studio::render
