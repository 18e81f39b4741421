// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/Options.h"

#include "app/common/OptionReaders.h"
#include "app/render/JoinOptions.h"
#include "core/media/ExportFormat.h"
#include "core/spec/ModelSources.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <sstream>
#include <string_view>

namespace studio::render {
namespace {

using namespace options;

constexpr const char* kOneGpu = "this build uses one device; several GPUs at once are not supported";
constexpr const char* kNotHere = "this build has no such part";

Error unsupported(const char* why)
{
    return {ErrorCode::Unsupported, {}, why};
}

// Accepts only this value.
Reader only(const std::string& value, const char* why)
{
    return [=](const std::string& text) -> Status { return text == value ? Status(kDone) : unsupported(why); };
}

Reader onlyOne(const char* why)
{
    return [=](const std::string& text) -> Status {
        const Result<int> number = parseNumber<int>(text);
        if (!number)
            return number.error();
        return *number == 1 ? Status(kDone) : unsupported(why);
    };
}

Reader onlyOff(const char* why)
{
    return [=](const std::string& text) -> Status {
        const Result<bool> on = parseSwitch(text);
        if (!on)
            return on.error();
        return *on ? Status(unsupported(why)) : kDone;
    };
}

// -1, as in the reference, is a new seed each time.
Result<uint64_t> parseSeed(const std::string& text)
{
    const Result<int64_t> seed = parseNumber<int64_t>(text);
    if (!seed)
        return seed.error();
    return *seed < 0 ? std::random_device()() : static_cast<uint64_t>(*seed);
}

Result<VoiceLevel> parseLevel(const std::string& text)
{
    if (text == "even")
        return VoiceLevel();
    if (text == "off")
        return VoiceLevel::asRecorded();
    const Result<double> target = parseNumber<double>(text);
    if (!target || !(*target >= kLeastTarget && *target <= kMostTarget))
        return bad("'" + text + "' is none of: even, off, a number of LUFS from " + numberText(kLeastTarget) + " to "
                   + numberText(kMostTarget));
    return VoiceLevel::to(*target);
}

// "14.4 seed=7 prompt=She laughs": a moment and what changes there.
Result<std::pair<double, Turn>> parseTurn(const std::string& text)
{
    constexpr std::string_view kSeed = "seed=";
    constexpr std::string_view kPrompt = "prompt=";
    std::istringstream words(text);
    std::string moment;
    words >> moment >> std::ws;
    const Result<double> seconds = parseNumber<double>(moment);
    Turn turn;
    std::string rest{std::istreambuf_iterator<char>(words), {}};
    if (rest.starts_with(kSeed)) {
        const size_t end = std::min(rest.find(' '), rest.size());
        const Result<uint64_t> seed = parseSeed(rest.substr(kSeed.size(), end - kSeed.size()));
        if (!seed)
            return seed.error();
        turn.seed = *seed;
        rest.erase(0, std::min(rest.find_first_not_of(' ', end), rest.size()));
    }
    if (rest.starts_with(kPrompt))
        turn.prompt = rest.substr(kPrompt.size());
    if (!seconds || !(*seconds >= 0 && *seconds < 1e9) || (!turn.prompt && (!turn.seed || !rest.empty())))
        return bad("'" + text + "' is not SECONDS seed=N prompt=TEXT, with a seed, a prompt or both");
    return std::pair(*seconds, turn);
}

// "5,10,40,80": left, top, width and height in percent of a picture.
Result<project::CropRect> parseArea(const std::string& text)
{
    std::istringstream numbers(text);
    std::vector<double> percent;
    for (std::string each; std::getline(numbers, each, ',');) {
        const Result<double> number = parseNumber<double>(each);
        percent.push_back(number ? *number : -1);
    }
    if (percent.size() != 4)
        return bad("'" + text + "' is not X,Y,WIDTH,HEIGHT in percent of the picture");
    const project::CropRect area{percent[0] / 100, percent[1] / 100, percent[2] / 100, percent[3] / 100};
    if (!(area.x >= 0 && area.y >= 0 && area.width > 0 && area.height > 0 && area.x + area.width <= 1.0001
          && area.y + area.height <= 1.0001))
        return bad("'" + text + "' isn't within the picture: X + WIDTH and Y + HEIGHT are at most 100 percent");
    return area;
}

// "face 1 anna.wav" or "5,10,40,80 anna.wav": where a person is, and their voice, if they have one of their own.
Result<Typed::TypedPerson> parsePerson(const std::string& text)
{
    constexpr std::string_view kFace = "face ";
    const Error wrong = bad("'" + text
                            + "' is neither \"face N VOICE\" nor \"X,Y,WIDTH,HEIGHT VOICE\" in percent of "
                              "the portrait; without VOICE, the film's");
    Typed::TypedPerson found;
    std::string rest = text.starts_with(kFace) ? text.substr(kFace.size()) : text;
    const size_t end = std::min(rest.find(' '), rest.size());
    const std::string place = rest.substr(0, end);
    found.person.voice = rest.substr(std::min(rest.find_first_not_of(' ', end), rest.size()));
    if (text.starts_with(kFace)) {
        const Result<int> face = parseNumber<int>(place);
        if (!face || *face < 1)
            return wrong;
        found.face = *face;
        return found;
    }
    const Result<project::CropRect> area = parseArea(place);
    if (!area)
        return place.find(',') == std::string::npos ? wrong : area.error();
    found.person.area = *area;
    return found;
}

// Formats of films: sound alone needs no render.
template<typename Act>
void forFilmFormats(const Act& act)
{
    for (const media::ExportFormat& format : media::exportFormats()) {
        if (format.kind != media::FormatKind::Sound)
            act(format);
    }
}

Result<std::string> parseFormat(const std::string& text)
{
    Names<std::string> names;
    forFilmFormats([&](const media::ExportFormat& format) { names.emplace_back(format.id, format.id); });
    return named(std::move(names))(text);
}

const char* formatHelp()
{
    static const std::string help = [] {
        std::string names;
        forFilmFormats(
            [&](const media::ExportFormat& format) { names += (names.empty() ? "" : ", ") + std::string(format.id); });
        return names + ": of the film, where its ending doesn't say it; png makes a folder of pictures (mp4)";
    }();
    return help.c_str();
}

Names<std::string> variantNames()
{
    Names<std::string> names;
    for (const PublishedVariant& variant : publishedVariants(kLiveAvatarModel))
        names.emplace_back(variant.id, variant.id);
    return names;
}

Result<std::string> parseSource(const std::string& text)
{
    if (text == "huggingface")
        return std::string();
    if (text == "modelscope" || text.starts_with("https://") || text.starts_with("http://"))
        return text;
    return bad("'" + text + "' is none of: huggingface, modelscope, https://...");
}

// Options without effect, in the reference and here.
Group withoutEffect(Typed& typed)
{
    const auto option = [&](const char* name, const char* value) {
        return Option{name, value,
                      [&typed, name](const std::string&) -> Status {
                          typed.arguments.notes.push_back(std::string("--") + name
                                                          + " has no effect, here as in the reference.");
                          return kDone;
                      },
                      nullptr};
    };
    Group group{"", {}};
    for (const char* name : {"convert_model_dtype", "load_lora", "drop_motion_noisy", "start_from_ref"})
        group.options.push_back(option(name, nullptr));
    for (const char* name : {"sample_shift", "sample_guide_scale", "training_config", "frame_num",
                             "prompt_extend_method", "prompt_extend_model", "prompt_extend_target_lang",
                             "tts_prompt_audio", "tts_prompt_text", "tts_text", "dataset_sample_idx", "lora_path"})
        group.options.push_back(option(name, "X"));
    return group;
}

} // namespace

std::vector<Group> optionTable(Typed& typed)
{
    Arguments& arguments = typed.arguments;
    pipeline::ModelOptions& model = arguments.model;
    jobs::FilmOrder& order = arguments.order;
    RenderSpec& spec = order.spec;
    MemorySettings& memory = spec.memory;
    GetModelOrder& get = arguments.getModel;
    using Action = Arguments::Action;
    return {
        {"Files",
         {{"ckpt_dir", "DIR", text(model.checkpoint),
           "the model: folder Wan2.2-S2V-14B, a cache of Hugging Face or ModelScope, or ComfyUI's folder"},
          {"dit", "FILE", text(model.parts.videoModel),
           "its transformer, instead of the one in --ckpt_dir: safetensors or GGUF"},
          {"text_encoder", "FILE", text(model.parts.textEncoder), "likewise its text encoder, umT5-xxl"},
          {"tokenizer", "PATH", text(model.parts.tokenizer),
           "likewise its tokenizer: a folder, tokenizer.json, spiece.model, or a text encoder that has one"},
          {"audio_encoder", "PATH", text(model.parts.voiceEncoder), "likewise its wav2vec2: a file or a folder"},
          {"vae", "FILE", text(model.parts.pictureDecoder), "likewise its VAE, that of Wan 2.1"},
          {"light_decoder", "FILE", text(model.lightDecoder),
           "a light decoder, taew2_1 or lighttaew2_1, makes the pictures: for drafts, faster and less exact"},
          {"decoder", "NAME",
           choice<PictureDecoder>(spec.decoder, {{"vae", PictureDecoder::Vae}, {"int8", PictureDecoder::Int8}}),
           "what makes them otherwise: the VAE as it is (vae), or with its largest products in int8, which RTX cards "
           "multiply faster; not on a CPU in fp32"},
          {"lora_path_dmd", "FILE", text(model.lora),
           "its LoRA: a file, a folder, or none (LiveAvatar in or beside --ckpt_dir)"},
          {"image", "FILE", text(order.portrait), "portrait: JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF, BMP, ..."},
          {"audio", "FILE", text(order.voice), "voice: any file with a sound track"},
          {"audio_track", "N", number(order.voiceTrack, 1, 1000),
           "which of its sound tracks, from 1 (the default one, or the first that isn't commentary)"},
          {"person", "TEXT",
           [&typed](const std::string& value) -> Status {
               auto person = parsePerson(value);
               if (person)
                   typed.people.push_back(std::move(*person));
               return person ? Status(kDone) : Status(person.error());
           },
           "\"face 1 anna.wav\": who speaks in a portrait of several people, by the faces that are found in it from "
           "the left, or by an area in percent: \"5,10,40,80 anna.wav\"; without a voice they have the film's. May be "
           "given more than once; the others keep silent. Without --audio the film's sound is all their voices"},
          {"say", "TEXT", text(typed.said),
           "instead of --audio: the words that espeak-ng speaks as the voice; [pause 0.5] is half a second of silence"},
          {"say_file", "FILE", text(arguments.spokenFile), "likewise the words in a file (UTF-8)"},
          {"say_voice", "NAME", text(typed.speech.voice),
           "which voice speaks them: a language of espeak-ng --voices, such as en-gb, de or cmn (by the text's "
           "letters)"},
          {"say_pace", "N", number(typed.speech.pace, kLeastPace, kMostPace), "how fast, in words a minute (160)"},
          {"say_pitch", "N", number(typed.speech.pitch, 0, kMostPitch), "how high, 0 to 99 (50)"},
          {"say_with", "COMMAND", text(arguments.speechCommand),
           "another program that speaks them, such as \"piper --model {voice} --output_file {wav}\"; without a shell. "
           "{wav} is the file to write, {text} a file of the words (else they are its input), {voice}, {pace}, {pitch} "
           "and piper's {length_scale} are what is chosen"},
          {"prompt", "TEXT", text(order.prompt), "what is to be seen"},
          {"save_file", "FILE", text(typed.saveFile),
           "the film to make, or a folder for it; its ending says the format; - writes an MP4 to standard output"},
          {"format", "NAME", parsed(typed.format, parseFormat), formatHelp()},
          {"save_dir", "DIR", text(typed.saveFolder), "folder for it, if --save_file isn't given"},
          {"overwrite", nullptr, toggle(order.replace), "replace an existing film"},
          {"resume", "FILM", text(arguments.resumed),
           "goes on with a film that was stopped or killed, as it was ordered, or makes one longer that has its "
           "journal; only --num_clip, --progress and --report count"},
          {"branch_of", "FILM", text(arguments.parent),
           "makes a new film that is FILM before --branch_at, and another one from there on: with a new seed, or "
           "--base_seed, and with --prompt if given. What is before is kept if the film has its journal "
           "(--keep_journal); else all of it is made again"},
          {"branch_at", "SECONDS", number(arguments.branchAt, 0.0, 1e9),
           "where the branch begins: with the block of 0.48 s that this moment belongs to"},
          {"films", "LIST", text(arguments.films),
           "makes many, one after the other, with the model loaded once: a CSV table whose first line names options, "
           "or "
           "a folder with pictures and sounds of one name and their prompts as .txt"},
          {"keep_journal", nullptr, toggle(order.journal.isKeptAlways),
           "keeps the hidden file with which --branch_of branches the film, and --resume makes it longer if it ends "
           "before its voice"},
          {"settings_of", "FILE", text(arguments.settingsOf),
           "portrait, voice, prompt and settings of a film or scene that this program made; options beside it win"},
          {"no_settings", nullptr, toggle(typed.noSettings), "leaves names and settings out of the film"},
          {"demo", nullptr, toggle(typed.demo), "the scene and model that come with the program"}}},
        {"Film",
         {{"preset", "NAME",
           choice<std::string>(typed.preset,
                               {{"quick", "quick-preview"},
                                {"standard", "standard"},
                                {"high", "high-quality-short"},
                                {"long", "long-video"}}),
           "quick, standard, high or long; options beside it win"},
          {"size", "W*H", text(typed.size), "an area; the portrait gives the shape (704*384)"},
          {"sample_steps", "N", number(spec.steps, 1, 1000), "denoising steps (4)"},
          {"silent_steps", "N", number(spec.silentSteps, 0, 1000),
           "steps of the blocks of 0.48 s in which nothing is said, 25 LU below the voice: 2 or 3 are faster (0: as "
           "the "
           "others)"},
          {"timestep_shift", "X", number(spec.timestepShift, kLeastTimestepShift, kMostTimestepShift),
           "of the steps' noise levels: a larger one puts those between the first and the last higher; avatar-bench "
           "steps looks for a good one (3)"},
          {"kv_window", "N", number(spec.windowBlocks, kLeastWindowBlocks, kWindowBlocks),
           "blocks of 0.48 s that the model remembers with the one it makes: 4, as trained, 3 or 2; fewer need less "
           "memory and time, and the film changes (4)"},
          {"num_clip", "N", number(spec.clips, int64_t{0}, int64_t{1} << 32),
           "at most this many clips; 0 or nothing: as many as the voice needs"},
          {"infer_frames", "N", number(spec.framesPerClip, 12, 12000), "frames of a clip, a multiple of 12 (48)"},
          {"base_seed", "N", parsed(spec.seed, parseSeed), "the same seed makes the same film (420); -1: a new one"},
          {"turn", "TEXT",
           [&typed](const std::string& value) -> Status {
               const auto turn = parseTurn(value);
               if (turn)
                   typed.turns.push_back(*turn);
               return turn ? Status(kDone) : Status(turn.error());
           },
           "\"14.4 seed=7 prompt=She laughs\": from that block on another seed, another prompt or both; may be given "
           "more than once"},
          {"ref_distance", "N", number(spec.referenceDistance, 4, 30),
           "pins the distance of the reference frame, 4 to 30 (drawn from the seed)"},
          {"lora_alpha", "N", number(model.loraAlpha, -1e6, 1e6), "strength of the LoRA (half its rank)"},
          {"loudness", "NAME|LUFS", parsed(order.level, parseLevel),
           "even: a very quiet voice is made louder; off: it stays as it is; a number, such as -16: the voice is made "
           "as loud as that (even)"},
          {"short_audio", nullptr, toggle(order.acceptShortVoice), "accept a voice shorter than one block (0.48 s)"},
          {"semantics", "NAME",
           choice<Semantics>(typed.semantics, {{"stream", Semantics::Stream}, {"single", Semantics::SingleDeferred}}),
           "stream or single: how clips follow each other (stream)"},
          {"enable_online_decode", nullptr, toggle(typed.onlineDecode), "with single: decode the first clip at once"},
          {"compat", "NAME", choice<bool>(typed.likeReference, {{"studio", false}, {"reference", true}}),
           "studio, or reference: with its quirks, to the frame (studio)"}}},
        {"Device and memory",
         {{"device", "NAME", text(typed.device),
           "auto: a GPU if there is one; cpu, cuda, cuda:n, with nvidia-smi's n, or sim:GB: a trial of so much GPU "
           "memory, on the CPU (auto)"},
          {"dtype", "NAME",
           choice<NumberFormat>(model.precision,
                                {{"fp32", NumberFormat::Fp32},
                                 {"bf16", NumberFormat::Bf16},
                                 {"float32", NumberFormat::Fp32},
                                 {"bfloat16", NumberFormat::Bf16}}),
           "fp32 or bf16 (fp32 on a CPU, bf16 on a GPU)"},
          {"fp8", nullptr, toggle(typed.inEightBits), "the transformer's linear layers in 8 bits"},
          {"products", "NAME",
           choice<EightBits>(typed.products,
                             {{"fp8", EightBits::Fp8}, {"int8", EightBits::Int8}, {"auto", EightBits::Fastest}}),
           "those layers in fp8, in int8 (nearer to bf16), or in what the GPU multiplies faster: auto (auto, with "
           "--fp8)"},
          {"kv", "NAME", choice<NumberFormat>(memory.kv, {{"fp8", NumberFormat::Fp8}, {"bf16", NumberFormat::Bf16}}),
           "the KV cache in fp8 or bf16 (as the weights); not on the CPU"},
          {"attention", "NAME",
           choice<NumberFormat>(memory.attention, {{"fp8", NumberFormat::Fp8}, {"bf16", NumberFormat::Bf16}}),
           "bf16, or fp8 with an fp8 KV cache on a GPU from Ampere on: faster, less exact (bf16)"},
          {"vram_budget", "GB|%", parsed(memory.vram, parseBudget), "of the GPU's memory (what is free)"},
          {"ram_budget", "GB|%", parsed(memory.ram, parseBudget),
           "of the computer's memory (what is free; for a GPU that --plan imagines 100%)"},
          {"offload_model", nullptr, either(typed.offload, Offload::Automatic, Offload::None),
           "False: weights stay on the GPU; True: what has no room is streamed (True)"},
          {"offload_kv_cache", nullptr, either(memory.kvTier, KvTier::Pinned, KvTier::Device),
           "True: the KV cache in RAM; False: on the GPU (chosen)"},
          {"t5_cpu", nullptr, toggle(model.textOnCpu), "keep the text encoder on the CPU"},
          {"lanes", "N", number(memory.lanes, 1, 1000),
           "steps of successive blocks in one pass (chosen; on the CPU all)"},
          {"schedule", "NAME",
           choice<Schedule>(spec.schedule, {{"wavefront", Schedule::Wavefront}, {"loop", Schedule::Loop}}),
           "wavefront or loop: the order of the work, not its result (wavefront)"},
          {"slab_cache", "DIR", text(typed.slabCache),
           "folder for merged and quantised weights, or none (in the cache folder)"},
          {"no_prompt_cache", nullptr, toggle(typed.noPromptCache), "encode the prompt even if it is known"}}},
        {"What a film would take",
         {{"plan", nullptr, either(arguments.action, Action::Plan, Action::Render),
           "only says what a film would take, and whether it fits: on --device as it is now, or on a GPU that has "
           "--vram_budget"},
          {"rates", "LIST", rates(typed.rates), kRatesHelp}}},
        {"Joining and cutting films",
         {{"join", "FILM[:BEGIN-END]", joinReader(arguments.joined),
           "makes a film, --save_file, of films or parts of them in the order of these options, without a model; times "
           "in seconds, such as a.mp4:4.8-9.6, a.mp4:4.8- or a.mp4:-9.6. Pictures are copied as they are but for those "
           "between a cut and the next key frame; films need one size and frame rate"}}},
        exportOptions(typed.exported),
        {"The model's files",
         {{"check", "PATH",
           [&arguments](const std::string& path) -> Status {
               arguments.action = Action::Check;
               arguments.checked = path;
               return kDone;
           },
           "only says what a file or folder is, and whether a model in it is complete; reads every tensor's place"},
          {"hashes", nullptr, toggle(arguments.hashes),
           "with --check: reads all files and compares their SHA-256 with what their publisher lists; of files in the "
           "Hugging Face cache without a network"},
          {"find_models", nullptr, either(arguments.action, Action::FindModels, Action::Render),
           "only lists the models that lie in the usual places of this computer"},
          {"prepare", nullptr, either(arguments.action, Action::Prepare, Action::Render),
           "only prepares the model's weights for --device with --dtype and --fp8: a render of the same starts "
           "faster"}}},
        {"Getting the model",
         {{"get_model", "DIR", text(get.folder),
           "fetches the published model and exits; goes on where an earlier call ended. DIR gets the layout of the "
           "Hugging Face cache; cache is that cache itself, which other programs share"},
          {"variant", "NAME", choice<std::string>(get.variant, variantNames()),
           "bf16, gguf (Q8_0) or fp8: how the numbers of its files are stored (bf16)"},
          {"from", "DIR", text(get.from), "copies the files from a folder, such as a USB disk's, instead"},
          {"source", "NAME", parsed(get.source, parseSource),
           "huggingface, modelscope, or a mirror's https://... (huggingface, or HF_ENDPOINT; HF_TOKEN and the proxies "
           "of "
           "the environment are used)"},
          {"rate_limit", "MB", number(get.megabytesPerSecond, 0.001, 1e6), "megabytes in a second, at most"}}},
        {"What is said and written",
         {{"progress", "NAME",
           choice<ProgressStyle>(
               arguments.progress,
               {{"bar", ProgressStyle::Bar}, {"json", ProgressStyle::Json}, {"none", ProgressStyle::None}}),
           "bar, json or none"},
          {"dub", "FILM", text(arguments.dub.film),
           "lays the mouth of a finished film over the video whose first picture it was made from (--image VIDEO), and "
           "writes --save_file; the rest of the video stays"},
          {"over", "VIDEO", text(arguments.dub.video), "with --dub: the video"},
          {"face", "X,Y,W,H",
           [&arguments](const std::string& value) -> Status {
               const Result<project::CropRect> area = parseArea(value);
               if (area)
                   arguments.dub.face = *area;
               return area ? Status(kDone) : Status(area.error());
           },
           "with --dub: where the face is in the video's first picture, from hair to chin, in percent (it is found)"},
          {"score", "FILM", text(arguments.scored),
           "only says how well a finished film came out: whether the mouth follows the voice, and what drifts or "
           "flickers; any film with one face. Only --report counts beside it"},
          {"report", "FILE", text(arguments.report),
           "JSON: seconds per stage, frames and memory, and the film's scores"},
          {"dump", "FILE", text(order.dump), "safetensors: the run's tensors"},
          {"noise", "FILE", text(order.noise),
           "safetensors: noise_clip0... are taken from it instead of being drawn"}}},
        // Options of the reference that are implied here or unsupported.
        {"",
         {{"single_gpu", nullptr, toggle(typed.singleGpu), nullptr},
          {"using_merged_ckpt", nullptr, toggle(typed.mergedCheckpoint), nullptr},
          {"num_gpus_dit", "N", onlyOne(kOneGpu), nullptr},
          {"ulysses_size", "N", onlyOne(kOneGpu), nullptr},
          {"enable_vae_parallel", nullptr, onlyOff(kOneGpu), nullptr},
          {"t5_fsdp", nullptr, onlyOff(kOneGpu), nullptr},
          {"dit_fsdp", nullptr, onlyOff(kOneGpu), nullptr},
          {"use_prompt_extend", nullptr, onlyOff(kNotHere), nullptr},
          {"enable_tts", nullptr, onlyOff(kNotHere), nullptr},
          {"use_dataset", nullptr, onlyOff(kNotHere), nullptr},
          {"pose_video", "FILE", [](const std::string&) -> Status { return unsupported(kNotHere); }, nullptr},
          {"task", "NAME", only("s2v-14B", "only s2v-14B is known here"), nullptr},
          {"sample_solver", "NAME", only("euler", "only euler is known, here as in the reference"), nullptr}}},
        withoutEffect(typed),
    };
}

std::string helpText()
{
    Typed typed;
    return options::helpText(
        optionTable(typed),
        "avatar-render - a talking film from one portrait, one voice recording and a prompt\n\n"
        "  avatar-render --ckpt_dir DIR --lora_path_dmd FILE --image FILE --audio FILE --prompt TEXT\n"
        "                [--size W*H] [--sample_steps N] [--save_file FILE] ...\n"
        "  avatar-render --say TEXT [--say_voice NAME] [--say_pace N] ... instead of --audio FILE\n"
        "  avatar-render --demo\n"
        "  avatar-render --resume FILM\n"
        "  avatar-render --branch_of FILM --branch_at SECONDS [--base_seed N] [--prompt TEXT] [--save_file FILE]\n"
        "  avatar-render --join FILM[:BEGIN-END] [--join FILM[:BEGIN-END]] ... --save_file FILE\n"
        "  avatar-render --export FILM --save_file FILE [--shape NAME] [--music FILE] [--subtitles FILE] ...\n"
        "  avatar-render --plan [--device NAME | --vram_budget GB] [--audio FILE] [--size W*H] [--fp8] ...\n"
        "  avatar-render --check PATH [--hashes] | --find_models\n"
        "  avatar-render --score FILM [--report FILE]\n"
        "  avatar-render --prepare --ckpt_dir DIR [--device NAME] [--fp8] [--slab_cache DIR]\n"
        "  avatar-render --get_model DIR [--variant NAME] [--from DIR] [--source NAME] [--rate_limit MB]",
        "Names may be written with - or _; options without a value stand alone or with True or False. The\n"
        "reference's other options are accepted where they change nothing. Exit codes: 0 done, 4 a film that does\n"
        "not fit, 130 stopped (finished blocks are kept), else an error that is said on stderr.");
}

} // namespace studio::render
