// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/Arguments.h"

#include "app/render/FilmName.h"
#include "app/render/JoinOptions.h"
#include "app/render/Options.h"
#include "app/render/VoiceOptions.h"
#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/jobs/FilmSettings.h"
#include "core/jobs/Models.h"
#include "core/media/ExportFormat.h"
#include "core/media/Framing.h"
#include "core/model/CheckpointFolder.h"
#include "core/pipeline/FilmLength.h"
#include "core/project/AtomicFile.h"
#include "core/project/Preset.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <random>

// Combines the options. Options.cpp reads each one.
namespace studio::render {
namespace {

namespace fs = std::filesystem;

fs::path cacheFolder()
{
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg && *xdg)
        return fs::path(xdg) / "live-avatar-studio";
    if (const char* home = std::getenv("HOME"); home && *home)
        return fs::path(home) / ".cache" / "live-avatar-studio";
    return {};
}

// Takes untyped options from a scene: what every scene has.
void takeScene(Typed& typed, const project::Scene& scene)
{
    const auto given = [&](const char* name) { return typed.given.contains(name); };
    jobs::FilmOrder& order = typed.arguments.order;
    if (!given("image")) {
        order.portrait = scene.portrait;
        order.crop = scene.crop;
    }
    if (!given("audio") && !given("say") && !given("say_file")) {
        order.voice = scene.voice;
        typed.arguments.speech = scene.speech;
        order.trim = scene.trim;
        if (!given("audio_track"))
            order.voiceTrack = scene.voiceTrack;
        if (!given("loudness"))
            order.level = scene.voiceLevel;
    }
    if (!given("person") && !given("image"))
        order.people = scene.people;
    if (!given("prompt"))
        order.prompt = scene.prompt;
    if (!given("size") && !given("preset"))
        typed.size = std::to_string(scene.settings.width) + "*" + std::to_string(scene.settings.height);
    if (!given("sample_steps") && !given("preset"))
        order.spec.steps = scene.settings.steps;
    if (!given("silent_steps") && !given("preset"))
        order.spec.silentSteps = scene.settings.silentSteps;
    if (!given("timestep_shift") && !given("preset"))
        order.spec.timestepShift = scene.settings.timestepShift;
    if (!given("kv_window") && !given("preset"))
        order.spec.windowBlocks = scene.settings.windowBlocks;
    if (!given("base_seed"))
        order.spec.seed = scene.settings.seed;
    if (!given("turn")) {
        order.spec.turns = scene.settings.turns;
        order.acceptLateTurns = true; // A window kept them for a longer voice.
    }
}

Status applyDemo(Typed& typed)
{
    const Result<jobs::DemoScene> demo = jobs::findDemoScene();
    if (!demo)
        return demo.error();
    if (!typed.given.contains("ckpt_dir")) {
        typed.arguments.model.checkpoint = demo->checkpoint;
        if (!typed.given.contains("lora_path_dmd"))
            typed.arguments.model.lora = demo->lora;
    }
    takeScene(typed, demo->scene);
    return kDone;
}

// The base model can't make a film in a few steps, so it is used without its LoRA only on request.
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
        || !model::findCheckpoint(
            checkpoint, {},
            typed.arguments.model.parts)) // Missing files of a checkpoint are reported later, as a list.
        return kDone;
    return Error{ErrorCode::BadOption, "--lora_path_dmd",
                 "the model needs its LoRA, liveavatar.safetensors, and there is none in " + lora.string()
                     + "; name the file, or none for a checkpoint that it is merged into"};
}

// Takes untyped options from a film or a scene. Budgets, device and the model's place are this machine's own.
Status applySettings(Typed& typed)
{
    const Result<project::Scene> found = jobs::settingsOf(typed.arguments.settingsOf);
    if (!found)
        return found.error();
    const project::RenderSettings& settings = found->settings;
    const auto given = [&](const char* name) { return typed.given.contains(name); };
    if (typed.demo || (settings.model == kDemoModel && !given("ckpt_dir"))) {
        if (Status applied = applyDemo(typed); !applied)
            return applied;
    }
    takeScene(typed, *found);
    if (!given("num_clip") && !given("preset"))
        typed.arguments.order.spec.clips = settings.clips;
    if (!given("semantics"))
        typed.semantics = settings.semantics;
    if (settings.decoder == PictureDecoder::Int8 && !given("decoder") && !given("light_decoder"))
        typed.arguments.order.spec.decoder = PictureDecoder::Int8;
    if (settings.decoder == PictureDecoder::Light && !given("light_decoder") && !given("decoder"))
        typed.arguments.notes.push_back(
            "It was a draft by a light decoder, which --light_decoder names; the VAE makes this "
            "one's pictures.");
    return kDone;
}

// Whether it is the model that comes with the program, or a copy of it: they have one config.json.
bool isDemoModel(const fs::path& checkpoint)
{
    const Result<jobs::DemoScene> demo = jobs::findDemoScene();
    if (!demo || checkpoint.empty())
        return false;
    const Result<std::string> ours = project::readSmallFile(demo->checkpoint / "config.json");
    const Result<std::string> theirs = project::readSmallFile(checkpoint / "config.json");
    return ours && theirs && *ours == *theirs;
}

// What the film says of itself: names of files, but not where they are.
std::string commentOf(const Typed& typed)
{
    if (typed.noSettings)
        return {};
    const jobs::FilmOrder& order = typed.arguments.order;
    project::Scene scene{.portrait = order.portrait,
                         .crop = order.crop,
                         .voice = order.voice,
                         .voiceTrack = order.voiceTrack,
                         .trim = order.trim,
                         .voiceLevel = order.level,
                         .people = order.people,
                         .speech = typed.arguments.speech,
                         .prompt = order.prompt};
    static_cast<RenderSpec&>(scene.settings) = order.spec;
    scene.settings.model = isDemoModel(typed.arguments.model.checkpoint) ? kDemoModel : kLiveAvatarModel;
    return project::sceneToJson(project::withoutFolders(scene));
}

// Takes untyped options from the preset.
void applyPreset(Typed& typed)
{
    if (typed.preset.empty())
        return;
    const auto presets = project::builtInPresets();
    const auto preset = std::find_if(presets.begin(), presets.end(),
                                     [&](const project::Preset& each) { return each.id == typed.preset; });
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

// A size that nobody asked for suits the model; another one is taken as it is, and a word said if it is too large.
Status applySize(Typed& typed)
{
    const std::string size = typed.size.empty() ? "704*384" : typed.size;
    const Result<int64_t> area = media::parseArea(size);
    if (!area)
        return Error{ErrorCode::BadOption, "--size", area.error().detail};
    RenderSpec& spec = typed.arguments.order.spec;
    spec.width = std::atoi(size.c_str());
    spec.height = static_cast<int>(*area / spec.width);
    if (!isDemoModel(typed.arguments.model.checkpoint))
        return kDone;
    project::RenderSettings settings;
    settings.model = kDemoModel;
    settings.width = spec.width;
    settings.height = spec.height;
    settings = jobs::fitted(settings, ModelCatalogue());
    if (!typed.given.contains("size")) {
        spec.width = settings.width;
        spec.height = settings.height;
    } else if (int64_t{settings.width} * settings.height * 2 < *area) {
        typed.arguments.notes.push_back("The demo model is made for small films, of " + std::to_string(settings.width)
                                        + "*" + std::to_string(settings.height)
                                        + "; larger ones take long and look worse.");
    }
    return kDone;
}

// The reference chooses its semantics by the number of GPUs.
void applySemantics(Typed& typed)
{
    RenderSpec& spec = typed.arguments.order.spec;
    spec.compat = typed.likeReference ? ReferenceCompat::reference() : ReferenceCompat::studio();
    if (typed.likeReference && typed.arguments.order.level != VoiceLevel())
        typed.arguments.notes.push_back("--loudness has no effect with --compat reference.");
    spec.semantics = typed.semantics.value_or(typed.likeReference && typed.singleGpu ? Semantics::SingleDeferred
                                                                                     : Semantics::Stream);
    if (spec.semantics == Semantics::SingleDeferred && typed.onlineDecode)
        spec.semantics = Semantics::SingleOnline;
}

std::string deviceNote(const std::string& wanted, const pipeline::DeviceChoice& chosen)
{
    if (!chosen.gpu.empty())
        return "Device: " + chosen.gpu + " (" + chosen.device + "), " + gigabytesText(chosen.bytes);
    if (chosen.bytes > 0)
        return "Device: a trial of a GPU with " + gigabytesText(chosen.bytes) + ", on the CPU";
    return wanted == pipeline::kAutomaticDevice ? "Device: the CPU; no NVIDIA GPU can be used here" : "Device: the CPU";
}

// Finds the device and its name for messages.
Status takeDevice(Typed& typed)
{
    const Result<pipeline::DeviceChoice> chosen = pipeline::chooseDevice(typed.device);
    if (!chosen)
        return chosen.error();
    Arguments& arguments = typed.arguments;
    arguments.model.device = chosen->device;
    arguments.computer = chosen->gpu.empty() ? chosen->device : chosen->gpu;
    arguments.notes.insert(arguments.notes.begin(), deviceNote(typed.device, *chosen));
    return kDone;
}

// A hypothetical GPU: the budgets are its memory, and it supports the requested kernels.
Status imagineMachine(Typed& typed)
{
    const MemorySettings& memory = typed.arguments.order.spec.memory;
    if (memory.vram.bytes == 0)
        return Error{ErrorCode::Unsupported, "--vram_budget",
                     "no GPU is known to take a share of; give GB, or name a --device"};
    const int64_t ram = memory.ram.bytes > 0 ? memory.ram.bytes : machineRam(); // The plan applies the share.
    pipeline::Machine& machine = typed.arguments.machine;
    machine.vram = {.total = memory.vram.bytes, .free = memory.vram.bytes};
    machine.ram = {.total = ram, .free = ram};
    machine.fp8Attention = true;
    return kDone;
}

// --plan is for this GPU in its current state; with --vram_budget and no --device with memory, for a hypothetical one.
Status combinePlan(Typed& typed)
{
    Arguments& arguments = typed.arguments;
    const bool hasBudget = typed.given.contains("vram_budget");
    const Result<pipeline::DeviceChoice> chosen = hasBudget && !typed.given.contains("device")
        ? pipeline::DeviceChoice{}
        : pipeline::chooseDevice(typed.device);
    if (!chosen)
        return chosen.error();
    if (chosen->bytes > 0) {
        if (Status taken = takeDevice(typed); !taken)
            return taken;
        const Result<pipeline::Machine> machine = pipeline::machineOf(chosen->device);
        if (!machine)
            return machine.error();
        arguments.machine = *machine;
    } else if (!hasBudget) {
        return Error{ErrorCode::BadOption, "--vram_budget", "it is needed with --plan where no GPU is used"};
    } else if (Status imagined = imagineMachine(typed); !imagined) {
        return imagined;
    }
    if (typed.given.contains("rates"))
        arguments.machine.rates = typed.rates;
    return kDone;
}

// Completes the device settings of a render.
Status combineDevice(Typed& typed)
{
    if (Status taken = takeDevice(typed); !taken)
        return taken;
    Arguments& arguments = typed.arguments;
    const std::string& device = arguments.model.device;
    if (device == "cpu") {
        if (arguments.order.spec.memory.kv == NumberFormat::Fp8)
            return Error{ErrorCode::Unsupported, "--kv", "on the CPU the KV cache is kept as the model computes"};
        for (const char* flag : {"vram_budget", "ram_budget", "offload_model", "offload_kv_cache", "slab_cache"}) {
            if (typed.given.contains(flag))
                arguments.notes.push_back(std::string("--") + flag + " has no effect on the CPU.");
        }
        return kDone;
    }
    // A simulated device is for experiments: it writes no cache unless asked to.
    if (!typed.slabCache.empty())
        arguments.model.slabCache = typed.slabCache == "none" ? fs::path() : fs::path(typed.slabCache);
    else if (!device.starts_with("sim:") && !cacheFolder().empty())
        arguments.model.slabCache = cacheFolder() / "slabs";
    return kDone;
}

// A transformer alone stands for its folder, where the other parts are looked for.
Status placeCheckpoint(Arguments& arguments)
{
    fs::path& checkpoint = arguments.model.checkpoint;
    if (const fs::path& dit = arguments.model.parts.videoModel; checkpoint.empty() && !dit.empty())
        checkpoint = dit.has_parent_path() ? dit.parent_path() : fs::path(".");
    return checkpoint.empty() ? Status(Error{ErrorCode::BadOption, "--ckpt_dir", "it is needed"}) : Status(kDone);
}

Status checkInputs(Arguments& arguments)
{
    if (Status placed = placeCheckpoint(arguments); !placed)
        return placed;
    if (arguments.order.portrait.empty())
        return Error{ErrorCode::BadOption, "--image", "it is needed"};
    if (arguments.order.voice.empty() && arguments.voiceToMake == VoiceToMake::None)
        return Error{ErrorCode::BadOption, "--audio", "it is needed, or words for --say"};
    return kDone;
}

// A name for the voice, also for one that is still to be made.
fs::path voiceName(const Arguments& arguments)
{
    switch (arguments.voiceToMake) {
    case VoiceToMake::None: return arguments.order.voice;
    case VoiceToMake::Spoken: return "speech";
    case VoiceToMake::Mixed: return arguments.order.people.front().voice;
    }
    return {};
}

// Reports before the work what can't be written here or isn't in the format.
Status nameMovie(Typed& typed)
{
    Arguments& arguments = typed.arguments;
    jobs::FilmOrder& order = arguments.order;
    const Result<FilmName> name = filmName({.file = typed.saveFile,
                                            .folder = typed.saveFolder,
                                            .stem = voiceName(arguments).stem(),
                                            .format = typed.format});
    if (!name)
        return name.error();
    const media::ExportFormat& format = *name->format;
    if (const Result<media::OfferedFormat> offered = media::offeredFormat(format); !offered)
        return offered.error();
    order.format = format.id;
    if (typed.saveFile == "-") {
        if (&format != &media::exportFormats().front())
            return Error{ErrorCode::BadOption, "--format", "only MP4 plays while it is written to standard output"};
        if (arguments.progress == ProgressStyle::Json)
            return Error{ErrorCode::BadOption, "--progress",
                         "json is written to standard output, where the film goes; take bar or none"};
        arguments.isStreamed = true;
        return kDone;
    }
    arguments.nameIsFree = name->isFree;
    order.movie = name->path;
    if (format.kind == media::FormatKind::Pictures)
        arguments.notes.push_back("The pictures are called 000001" + std::string(format.pictureSuffix) + " and so on.");
    const std::string title(format.name);
    if (format.sounds.empty())
        arguments.notes.push_back(title + " has no sound; the film will be silent.");
    if (&format != &media::exportFormats().front())
        arguments.notes.push_back("It becomes " + title
                                  + " when all its frames are there; until then they are kept in a "
                                    "hidden file beside it.");
    return kDone;
}

// The model and its device, for a render and for --prepare.
Status combineModel(Typed& typed)
{
    if (typed.given.contains("light_decoder")) {
        if (typed.given.contains("decoder"))
            return Error{ErrorCode::Unsupported, "--decoder", "--light_decoder makes the pictures already"};
        typed.arguments.order.spec.decoder = PictureDecoder::Light;
    }
    if (typed.given.contains("rates"))
        return Error{ErrorCode::Unsupported, "--rates", "it is used with --plan only"};
    for (const auto& step : {combineDevice, chooseLora}) {
        if (Status done = step(typed); !done)
            return done;
    }
    return kDone;
}

Status combinePrepare(Typed& typed)
{
    Status combined = combineModel(typed);
    return combined ? placeCheckpoint(typed.arguments) : combined;
}

Status combineRender(Typed& typed)
{
    if (Status combined = combineModel(typed); !combined)
        return combined;
    if (!typed.noPromptCache && !cacheFolder().empty())
        typed.arguments.model.promptCache = cacheFolder() / "prompts";
    if (Status there = checkInputs(typed.arguments); !there)
        return there;
    typed.arguments.order.comment = commentOf(typed);
    return nameMovie(typed);
}

Status combineGetModel(Typed& typed)
{
    if (typed.arguments.getModel.folder.empty())
        return Error{ErrorCode::BadOption, "--get_model", "it needs a folder, or cache"};
    typed.arguments.action = Arguments::Action::GetModel;
    return kDone;
}

Status combineResume(Typed& typed)
{
    for (const std::string& option : typed.given) {
        if (option != "resume" && option != "num_clip" && option != "progress" && option != "report")
            return Error{ErrorCode::BadOption, "--" + option, "a film is continued as it was ordered"};
    }
    if (typed.given.contains("num_clip"))
        typed.arguments.resumedClips = typed.arguments.order.spec.clips;
    typed.arguments.action = Arguments::Action::Resume;
    return kDone;
}

Status combineScore(Typed& typed)
{
    for (const std::string& option : typed.given) {
        if (option != "score" && option != "report")
            return Error{ErrorCode::BadOption, "--" + option, "a finished film is scored as it is"};
    }
    typed.arguments.action = Arguments::Action::Score;
    return kDone;
}

Status combineDub(Typed& typed)
{
    Arguments& arguments = typed.arguments;
    for (const std::string& option : typed.given) {
        if (option != "dub" && option != "over" && option != "face" && option != "save_file" && option != "overwrite"
            && option != "progress")
            return Error{ErrorCode::BadOption, "--" + option, "a finished film is laid over a video as it is"};
    }
    for (const auto& [value, flag] : {std::pair(arguments.dub.film, "--dub"), std::pair(arguments.dub.video, "--over"),
                                      std::pair(typed.saveFile, "--save_file")}) {
        if (value.empty())
            return Error{ErrorCode::BadOption, flag, "it is needed"};
    }
    const Result<FilmName> name
        = filmName({.file = typed.saveFile, .folder = {}, .stem = typed.saveFile.stem(), .format = typed.format});
    if (!name)
        return name.error();
    if (name->format != &media::exportFormats().front())
        return Error{ErrorCode::BadOption, "--save_file", "it becomes an MP4; --export makes other formats of that"};
    arguments.dub.target = name->path;
    arguments.dub.existing = arguments.order.replace ? media::Existing::Replace : media::Existing::Refuse;
    arguments.action = Arguments::Action::Dub;
    return kDone;
}

// Its parent is looked at later, by branchedArguments().
Status combineBranch(Typed& typed)
{
    Arguments& arguments = typed.arguments;
    if (!arguments.branchAt)
        return Error{ErrorCode::BadOption, "--branch_at", "it is needed: the seconds at which the branch begins"};
    if (typed.given.contains("turn"))
        return Error{ErrorCode::BadOption, "--turn", "a branch has the turns of its parent, and its own"};
    if (typed.given.contains("base_seed"))
        arguments.branch.seed = arguments.order.spec.seed;
    if (typed.given.contains("prompt"))
        arguments.branch.prompt = arguments.order.prompt;
    for (const std::string& option : typed.given) {
        const bool isKnown = option == "branch_of" || option == "branch_at" || option == "base_seed"
            || option == "prompt" || option == "save_file" || option == "overwrite" || option == "keep_journal"
            || option == "progress" || option == "report";
        if (!isKnown)
            arguments.branchOption = option;
    }
    arguments.order.movie = typed.saveFile;
    arguments.action = Arguments::Action::Branch;
    return kDone;
}

Status combineExported(Typed& typed)
{
    Result<ExportArguments> made = combineExport(typed.exported, typed.given, typed.saveFile, typed.format);
    if (!made)
        return made.error();
    typed.arguments.exported = std::move(*made);
    typed.arguments.exported.keepsSettings = !typed.noSettings;
    if (typed.arguments.order.replace)
        typed.arguments.exported.order.existing = media::Existing::Replace;
    typed.arguments.action = Arguments::Action::Export;
    return kDone;
}

Status combineJoined(Typed& typed)
{
    typed.arguments.action = Arguments::Action::Join;
    return combineJoin(typed.arguments.joined, typed.given, typed.saveFile, typed.format);
}

// The moments of --turn as blocks.
void applyTurns(Typed& typed)
{
    RenderSpec& spec = typed.arguments.order.spec;
    for (auto& [seconds, turn] : typed.turns) {
        turn.block = pipeline::blockAt(seconds, spec.compat);
        spec.turns.push_back(turn);
    }
    std::stable_sort(spec.turns.begin(), spec.turns.end(),
                     [](const Turn& a, const Turn& b) { return a.block < b.block; });
}

Status combine(Typed& typed)
{
    if (typed.given.contains("join"))
        return combineJoined(typed);
    if (typed.given.contains("export"))
        return combineExported(typed);
    if (const Status refused = refuseExportOptions(typed.given); !refused)
        return refused;
    if (typed.given.contains("hashes") && typed.arguments.action != Arguments::Action::Check)
        return Error{ErrorCode::BadOption, "--hashes", "it is used with --check only"};
    if (typed.arguments.action == Arguments::Action::Check || typed.arguments.action == Arguments::Action::FindModels) {
        for (const char* const part : {"dit", "text_encoder", "tokenizer", "audio_encoder", "vae"}) {
            if (typed.given.contains(part))
                return Error{ErrorCode::BadOption, std::string("--") + part,
                             "--check and --find_models don't look at it; check that file by itself: --check FILE"};
        }
        return kDone;
    }
    if (typed.given.contains("get_model"))
        return combineGetModel(typed);
    if (typed.given.contains("score"))
        return combineScore(typed);
    if (typed.given.contains("dub"))
        return combineDub(typed);
    for (const char* const option : {"over", "face"}) {
        if (typed.given.contains(option))
            return Error{ErrorCode::BadOption, std::string("--") + option, "it is used with --dub only"};
    }
    if (typed.given.contains("resume"))
        return combineResume(typed);
    if (typed.given.contains("branch_of"))
        return combineBranch(typed);
    if (typed.given.contains("branch_at"))
        return Error{ErrorCode::BadOption, "--branch_at", "it is used with --branch_of only"};
    if (typed.given.contains("films")) {
        typed.arguments.action = Arguments::Action::Films;
        return kDone; // Each of them is combined by itself.
    }
    for (const char* const option : {"variant", "from", "source", "rate_limit"}) {
        if (typed.given.contains(option))
            return Error{ErrorCode::BadOption, std::string("--") + option, "it is used with --get_model only"};
    }
    const bool hasScene = typed.given.contains("settings_of");
    if (hasScene || typed.demo) {
        if (Status applied = hasScene ? applySettings(typed) : applyDemo(typed); !applied)
            return applied;
    }
    if (Status spoken = applySpeech(typed); !spoken)
        return spoken;
    applyPreset(typed);
    if (typed.offload)
        typed.arguments.order.spec.memory.offload = *typed.offload;
    if (Status applied = applySize(typed); !applied)
        return applied;
    applySemantics(typed);
    if (typed.inEightBits || typed.products)
        typed.arguments.model.eightBits = typed.products.value_or(EightBits::Fastest);
    applyTurns(typed);
    if (Status found = takePeople(typed); !found)
        return found;
    if (!cacheFolder().empty())
        typed.arguments.measured = cacheFolder() / "films.json";
    switch (typed.arguments.action) {
    case Arguments::Action::Plan: return combinePlan(typed);
    case Arguments::Action::Prepare: return combinePrepare(typed);
    default: return combineRender(typed);
    }
}

// The words of a command line without an option that has a value; a switch's value may be missing.
std::vector<std::string> withoutOption(const std::vector<std::string>& words, const std::string& name,
                                       bool isSwitch = false)
{
    std::vector<std::string> kept;
    for (size_t i = 0; i < words.size(); ++i) {
        std::string option = words[i].substr(0, words[i].find('='));
        std::replace(option.begin(), option.end(), '-', '_');
        if (option != "__" + name)
            kept.push_back(words[i]);
        else if (words[i].find('=') == std::string::npos
                 && (!isSwitch || (i + 1 < words.size() && !words[i + 1].starts_with("--"))))
            ++i; // its value
    }
    return kept;
}

// "14.40", where a block begins: exact, and read again as that block.
std::string secondsText(int64_t block, const RenderSpec& spec)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f",
                  static_cast<double>(pipeline::firstFrameOf(block, spec.compat)) / kFramesPerSecond);
    return text.data();
}

// As --turn reads it.
std::string turnText(const Turn& turn, const RenderSpec& spec)
{
    std::string text = secondsText(turn.block, spec);
    if (turn.seed)
        text += " seed=" + std::to_string(*turn.seed);
    if (turn.prompt)
        text += " prompt=" + *turn.prompt;
    return text;
}

} // namespace

Result<Arguments> parseArguments(const std::vector<std::string>& arguments)
{
    Typed typed;
    Result<options::Parsed> parsed = options::parse(optionTable(typed), arguments);
    if (!parsed)
        return parsed.error();
    typed.given = std::move(parsed->given);
    switch (parsed->asked) {
    case options::Asked::Help: typed.arguments.action = Arguments::Action::Help; return typed.arguments;
    case options::Asked::Version: typed.arguments.action = Arguments::Action::Version; return typed.arguments;
    case options::Asked::Run: break;
    }
    if (Status combined = combine(typed); !combined)
        return combined.error();
    if (typed.arguments.action == Arguments::Action::Films)
        typed.arguments.common = withoutOption(arguments, "films");
    jobs::FilmOrder& order = typed.arguments.order;
    std::error_code ignored;
    if (typed.arguments.action == Arguments::Action::Render && !typed.arguments.isStreamed && order.noise.empty()
        && order.dump.empty())
        order.journal = {.isKept = true,
                         .isKeptAfter = false,
                         .isKeptAlways = order.journal.isKeptAlways,
                         .folder = fs::current_path(ignored),
                         .order = arguments,
                         .resumed = {},
                         .parent = {}};
    return typed.arguments;
}

Result<Arguments> resumedArguments(const Arguments& resume)
{
    const fs::path movie = fs::absolute(resume.resumed);
    const std::optional<fs::path> file = jobs::findJournal(movie);
    if (!file)
        return Error{ErrorCode::CannotContinue, movie.string(),
                     "it is complete, or nothing was noted of it while it was made"};
    Result<std::shared_ptr<const jobs::FilmJournal>> journal = jobs::FilmJournal::read(*file);
    if (!journal)
        return journal.error();
    const fs::path report = resume.report.empty() ? fs::path() : fs::absolute(resume.report);
    const jobs::JournalBeginning& beginning = (*journal)->beginning();
    if (beginning.order.empty())
        return Error{ErrorCode::CannotContinue, movie.string(),
                     "it is a take of Live Avatar Studio, which goes on with it"};
    std::error_code ignored; // Then its files are missing, which is said.
    fs::current_path(beginning.folder, ignored);
    Result<Arguments> again = parseArguments(beginning.order);
    if (!again)
        return again;
    if (again->action != Arguments::Action::Render)
        return Error{ErrorCode::CannotContinue, movie.string(), "its journal is damaged"};
    again->order.movie = movie;
    // Pictures of a stopped film stay, as somebody may have worked on them; all of them go into a new folder.
    const bool arePictures = fs::is_directory(movie, ignored);
    again->order.replace = !arePictures && (beginning.replace || fs::exists(movie, ignored));
    RenderSpec& spec = again->order.spec;
    if (resume.resumedClips)
        spec.clips = *resume.resumedClips;
    else if (spec.clips > 0 && (*journal)->hasFacts()) // It may have been about to become longer than ordered at first.
        spec.clips = (*journal)->facts().end * kFramesPerBlock / spec.framesPerClip;
    again->order.journal.resumed = std::move(*journal);
    again->nameIsFree = arePictures;
    again->progress = resume.progress;
    again->report = report;
    again->notes.clear();
    return again;
}

Result<Arguments> branchedArguments(const Arguments& branch, const std::vector<std::string>& typed)
{
    jobs::FilmParent parent{.journal = {}, .movie = fs::absolute(branch.parent), .block = 0};
    if (const std::optional<fs::path> file = jobs::findJournal(parent.movie)) {
        Result<std::shared_ptr<const jobs::FilmJournal>> journal = jobs::FilmJournal::read(*file);
        if (!journal)
            return journal.error();
        if (!(*journal)->beginning().order.empty()) // else a take of the window, whose model isn't known here
            parent.journal = std::move(*journal);
    }
    std::vector<std::string> words; // of the parent's order, under the branch's name
    const fs::path report = branch.report.empty() ? fs::path() : fs::absolute(branch.report);
    if (parent.journal) {
        if (!branch.branchOption.empty())
            return Error{ErrorCode::BadOption, "--" + branch.branchOption, "a film is branched as it was ordered"};
        words = parent.journal->beginning().order;
        for (const char* const option : {"save_file", "save_dir", "report", "progress"})
            words = withoutOption(words, option);
        for (const char* const option : {"overwrite", "keep_journal"})
            words = withoutOption(words, option, true);
        const fs::path& wanted = branch.order.movie;
        words.insert(words.end(), {"--save_file", wanted.empty() ? parent.movie.parent_path() : fs::absolute(wanted)});
        if (branch.order.replace)
            words.emplace_back("--overwrite");
        if (branch.order.journal.isKeptAlways)
            words.emplace_back("--keep_journal");
        std::error_code ignored; // Then its files are missing, which is said.
        fs::current_path(parent.journal->beginning().folder, ignored);
    } else {
        words = typed;
        for (const char* const option : {"branch_of", "branch_at", "base_seed", "prompt"})
            words = withoutOption(words, option);
        words.insert(words.end(), {"--settings_of", parent.movie});
    }
    const Result<Arguments> first = parseArguments(words);
    if (!first)
        return first.error();
    if (first->action != Arguments::Action::Render)
        return Error{ErrorCode::BadOption, "--branch_of", "it makes a film, and goes with no other task"};
    const RenderSpec& spec = first->order.spec;
    Turn turn = branch.branch;
    turn.block = parent.block = pipeline::blockAt(*branch.branchAt, spec.compat);
    turn.seed = turn.seed.value_or(std::random_device()());
    if (turn.prompt == spec.promptAt(turn.block, first->order.prompt))
        turn.prompt.reset();
    words = withoutOption(words, "turn");
    if (parent.journal && parent.journal->hasFacts() && spec.clips > 0) { // It may have been made longer.
        words = withoutOption(words, "num_clip");
        words.insert(
            words.end(),
            {"--num_clip", std::to_string(parent.journal->facts().end * kFramesPerBlock / spec.framesPerClip)});
    }
    for (const Turn& each : spec.branched(turn).turns)
        words.insert(words.end(), {"--turn", turnText(each, spec)});
    Result<Arguments> again = parseArguments(words);
    if (!again)
        return again;
    again->report = report;
    again->progress = branch.progress;
    again->notes.push_back("Before " + secondsText(turn.block, spec) + " s, where a block begins, the film is \u201c"
                           + parent.movie.string() + "\u201d; from there on it has the seed "
                           + std::to_string(*turn.seed) + ".");
    again->notes.push_back(parent.journal ? "Only what follows is made anew."
                                          : "No journal of that film is kept that can be used here, so all of it is "
                                            "made again.");
    again->order.journal.parent = std::move(parent);
    return again;
}

} // namespace studio::render
