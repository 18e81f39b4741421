// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchOptions.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

namespace studio::bench {
namespace {

Error bad(const std::string& flag, const std::string& why)
{
    return {ErrorCode::BadOption, flag, why};
}

std::vector<std::string> split(const std::string& text)
{
    std::vector<std::string> items;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(',', begin), text.size());
        items.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return items;
}

std::optional<double> number(const std::string& text)
{
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size() && value >= 0 && value < 1e9 ? std::optional(value)
                                                                                                : std::nullopt;
}

std::optional<NumberFormat> format(const std::string& text)
{
    if (text == "fp8")
        return NumberFormat::Fp8;
    return text == "bf16" ? std::optional(NumberFormat::Bf16) : std::nullopt;
}

// All items of a list, or nothing if one is wrong.
template<typename T, typename Parse>
bool parseList(std::vector<T>& into, const std::string& text, Parse&& parse)
{
    into.clear();
    for (const std::string& item : split(text)) {
        const auto value = parse(item);
        if (!value)
            return false;
        into.push_back(static_cast<T>(*value));
    }
    return true;
}

// A model of the same kind that computes in a moment anywhere.
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

bool parseRates(pipeline::Rates& rates, const std::string& text)
{
    struct Name {
        std::optional<double>* rate;
        double unit;
    };
    const std::map<std::string, Name> names{{"h2d", {&rates.toDevice, 1e9}},
                                            {"d2h", {&rates.fromDevice, 1e9}},
                                            {"both", {&rates.bothWays, 1e9}},
                                            {"disk", {&rates.disk, 1e9}},
                                            {"bf16_tflops", {&rates.linearBf16, 1e12}},
                                            {"fp8_tflops", {&rates.linearFp8, 1e12}},
                                            {"attention_tflops", {&rates.attention, 1e12}},
                                            {"vae_spmp", {&rates.vaeSecondsPerPixel, 1e-6}}};
    for (const std::string& item : split(text)) {
        const size_t equals = std::min(item.find('='), item.size());
        const auto found = names.find(item.substr(0, equals));
        const auto value = equals < item.size() ? number(item.substr(equals + 1)) : std::nullopt;
        if (found == names.end() || !value || *value <= 0)
            return false;
        *found->second.rate = *value * found->second.unit;
    }
    return true;
}

} // namespace

Result<BenchOptions> parseOptions(const std::vector<std::string>& arguments)
{
    BenchOptions options;
    const std::map<std::string, Bench> benches{{"dit", Bench::Dit},   {"pipeline", Bench::Pipeline},
                                               {"vae", Bench::Vae},   {"load", Bench::Load},
                                               {"pcie", Bench::Pcie}, {"timeline", Bench::Timeline}};
    const auto whole = [](const std::string& text, int least, int most) -> std::optional<int> {
        const auto value = number(text);
        return value && *value >= least && *value <= most && *value == static_cast<int>(*value)
            ? std::optional(static_cast<int>(*value))
            : std::nullopt;
    };
    const auto assign = [](auto& to, const auto& value) {
        if (value)
            to = *value;
        return value.has_value();
    };
    int64_t layers = 0;
    const std::map<std::string, std::function<bool(const std::string&)>> setters{
        {"device",
         [&](const std::string& text) {
             options.device = text;
             return !text.empty();
         }},
        {"model",
         [&](const std::string& text) {
             if (text == "tiny")
                 options.shape = tinyShape();
             return text == "tiny" || text == "14b";
         }},
        {"size",
         [&](const std::string& text) {
             const size_t star = std::min(text.find('*'), text.size());
             const auto width = whole(text.substr(0, star), 16, 4096);
             const auto height = star < text.size() ? whole(text.substr(star + 1), 16, 4096) : std::nullopt;
             return assign(options.width, width) && assign(options.height, height) && *width % 16 == 0
                 && *height % 16 == 0;
         }},
        {"layers", [&](const std::string& text) { return assign(layers, whole(text, 1, 1000)); }},
        {"vae",
         [&](const std::string& text) {
             options.decoding = text == "beside" ? Decoding::Beside : Decoding::Between;
             return text == "beside" || text == "between";
         }},
        {"trace",
         [&](const std::string& text) {
             options.trace = text;
             return !text.empty();
         }},
        {"steps", [&](const std::string& text) { return assign(options.steps, whole(text, 1, 100)); }},
        {"vram", [&](const std::string& text) { return parseList(options.vram, text, number); }},
        {"lanes",
         [&](const std::string& text) {
             return parseList(options.lanes, text, [&](const std::string& item) { return whole(item, 1, 100); });
         }},
        {"kv", [&](const std::string& text) { return parseList(options.kv, text, format); }},
        {"weights", [&](const std::string& text) { return assign(options.weights, format(text)); }},
        {"attention", [&](const std::string& text) { return assign(options.attention, format(text)); }},
        {"ram", [&](const std::string& text) { return assign(options.ram, number(text)); }},
        {"ticks", [&](const std::string& text) { return assign(options.ticks, whole(text, 1, 10000)); }},
        {"pcie",
         [&](const std::string& text) {
             options.pcie = number(text);
             return options.pcie && *options.pcie > 0;
         }},
        {"rates", [&](const std::string& text) { return parseRates(options.rates, text); }},
        {"folder",
         [&](const std::string& text) {
             options.folder = text;
             return !text.empty();
         }},
        {"json", [&](const std::string& text) {
             options.json = text;
             return !text.empty();
         }}};

    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
        options.help = true;
        return options;
    }
    const auto bench = benches.find(arguments[0]);
    if (bench == benches.end())
        return bad(arguments[0], "dit, pipeline, vae, load, pcie or timeline was expected here");
    options.bench = bench->second;
    for (size_t i = 1; i < arguments.size(); i += 2) {
        const std::string& name = arguments[i];
        const auto setter = name.starts_with("--") ? setters.find(name.substr(2)) : setters.end();
        if (setter == setters.end())
            return bad(name, "there is no such flag; --help lists them all");
        if (i + 1 == arguments.size())
            return bad(name, "a value is missing behind it");
        if (!setter->second(arguments[i + 1]))
            return bad(name, "'" + arguments[i + 1] + "' means nothing here");
    }
    if (layers > options.shape.layers)
        return bad("--layers", "the model has " + std::to_string(options.shape.layers));
    if (layers > 0) {
        options.shape.layers = layers;
        std::erase_if(options.shape.audioLayers, [&](int64_t layer) { return layer >= layers; });
    }
    return options;
}

std::string helpText()
{
    return "avatar-bench - what the engine reaches on this machine, with random weights\n\n"
           "  avatar-bench dit        passes of the transformer, windows full: seconds, memory, bytes, stalls\n"
           "  avatar-bench pipeline   the same with the VAE decoding every finished block\n"
           "  avatar-bench vae        decoding blocks\n"
           "  avatar-bench load       writing the slab cache, and reading it into locked memory\n"
           "  avatar-bench pcie       copies to and from the GPU, locking memory\n"
           "  avatar-bench timeline   what a machine of given rates would reach, simulated; needs no GPU\n\n"
           "  --device D      cuda, cuda:n or sim:GB (cuda)\n"
           "  --model M       14b or tiny (14b)\n"
           "  --layers N      only the model's first ones\n"
           "  --size W*H      (704*384)\n"
           "  --steps N       (4)\n"
           "  --vram LIST     budgets in GB, 0 for all resident: 0,24,16,12,8 (0)\n"
           "  --lanes LIST    1,4 (4)\n"
           "  --kv LIST       KV cache in fp8,bf16 (fp8)\n"
           "  --attention F   bf16 or fp8, which a GPU from Hopper on has, with an fp8 cache (bf16)\n"
           "  --weights F     fp8 or bf16 (fp8)\n"
           "  --ram GB        budget; 0 for the machine's (0)\n"
           "  --ticks N       measured ones; figures are medians (8)\n"
           "  --vae WHEN      a block is decoded between two ticks, or beside the next one (between)\n"
           "  --trace FILE    what the GPU did in one tick, as chrome://tracing and timeline.py read it\n"
           "  --pcie GB/s     imitates a slower bus by copying longer: 25 for version 4 x16, 12.5 for x8\n"
           "  --rates LIST    of the machine to simulate, or for what the plan of this one says:\n"
           "                  h2d=25,d2h=25,both=,disk= in GB/s,\n"
           "                  bf16_tflops=,fp8_tflops=,attention_tflops=,vae_spmp= (s per megapixel)\n"
           "  --folder DIR    where load writes its file (the folder for temporary files)\n"
           "  --json FILE     writes the figures there\n";
}

} // namespace studio::bench
