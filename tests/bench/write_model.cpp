// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files of the published model's sizes with random numbers, as the programs of the field store them:
//   write_model rest DEMO FOLDER      all but the transformer; what has no size comes from DEMO, the demo's checkpoint
//   write_model FORM FILE [LAYERS]    the transformer (of LAYERS layers, 40): bf16, fp8 (ComfyUI's, scaled), int8 (a
//                                     scale for each row), or one of ggml's types (a GGUF file)
// Then: avatar-render --ckpt_dir FOLDER/Wan2.2-S2V-14B --dit FILE
#include "core/audio/Wav2Vec2.h"
#include "core/model/GgmlBlocks.h"
#include "core/model/SafetensorsFile.h"
#include "core/text/T5Weights.h"
#include "core/vae/RandomVae.h"
#include "tests/support/PthWriter.h"
#include "tests/support/RandomDit.h"

#include <ATen/ops/full.h>
#include <ATen/ops/randint.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <string>
#include <string_view>

using namespace studio;
namespace fs = std::filesystem;

namespace {

constexpr int64_t kRank = 128; // of the LoRA
constexpr double kDeviation = 0.014; // about 1 / sqrt(5120): activations keep their magnitude

int64_t product(c10::IntArrayRef shape)
{
    return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

bool endsBlock(int64_t columns, const model::GgmlType& type)
{
    return columns % type.elements == 0;
}

// Numbers of the given dtype, from one piece of memory for all tensors of a kind.
class Numbers {
public:
    explicit Numbers(at::ScalarType dtype)
        : m_dtype(dtype)
    {
    }

    at::Tensor of(std::string_view name, c10::IntArrayRef shape)
    {
        const bool isGain = shape.size() == 1 && !name.ends_with("bias");
        at::Tensor& all = isGain ? m_gains : m_weights;
        if (!all.defined() || all.numel() < product(shape)) {
            const at::Tensor random = at::randn({std::max<int64_t>(product(shape), 1 << 20)});
            all = (isGain ? random.mul_(0.1).add_(1) : random.mul_(kDeviation)).to(m_dtype);
        }
        return all.narrow(0, 0, product(shape)).view(shape);
    }

private:
    at::ScalarType m_dtype;
    at::Tensor m_weights;
    at::Tensor m_gains;
};

// Makes up tensors of a network.
class Filler : public model::TensorNames {
public:
    explicit Filler(at::ScalarType dtype)
        : m_numbers(dtype)
    {
    }
    void operator()(std::string_view name, at::Tensor&, c10::IntArrayRef shape,
                    model::Precision = model::Precision::Model)
    {
        tensors[whole(name)] = m_numbers.of(name, shape);
    }
    model::StateDict tensors;

private:
    Numbers m_numbers;
};

model::StateDict transformer(int64_t layers)
{
    dit::DitConfig config = test::fullSizeDit();
    config.layers = layers;
    std::erase_if(config.audioLayers, [&](int64_t layer) { return layer >= layers; });
    Filler filler(at::kBFloat16);
    dit::DitGlobalWeights globals;
    globals.visit(filler, config);
    for (int64_t layer = 0; layer < layers; ++layer) {
        dit::DitLayerWeights weights;
        weights.visit(filler, config, layer);
    }
    return std::move(filler.tensors);
}

bool isMatrixOfLayers(const std::string& name, const at::Tensor& tensor)
{
    return tensor.dim() == 2 && name.ends_with(".weight")
        && (name.starts_with("blocks.") || name.starts_with("audio_injector.injector."));
}

at::Tensor text(const std::string& words)
{
    at::Tensor bytes = at::empty({static_cast<int64_t>(words.size())}, at::kByte);
    std::copy(words.begin(), words.end(), bytes.mutable_data_ptr<uint8_t>());
    return bytes;
}

// As ComfyUI keeps quantised weights.
model::StateDict scaled(const model::StateDict& tensors, bool isFp8)
{
    const double most = isFp8 ? 448 : 127;
    int64_t largest = 0;
    for (const auto& [name, tensor] : tensors)
        largest = std::max(largest, isMatrixOfLayers(name, tensor) ? tensor.numel() : 0);
    const at::Tensor units = at::randn({largest}).mul_(most / 6).clamp_(-most, most);
    const at::Tensor bytes = isFp8 ? units.to(at::kFloat8_e4m3fn) : units.round().to(at::kChar);
    model::StateDict all;
    if (isFp8)
        all["scaled_fp8"] = at::empty({0}, at::kFloat8_e4m3fn);
    for (const auto& [name, tensor] : tensors) {
        if (!isMatrixOfLayers(name, tensor)) {
            all[name] = tensor;
            continue;
        }
        const std::string module = name.substr(0, name.size() - std::string_view("weight").size());
        all[name] = bytes.narrow(0, 0, tensor.numel()).view(tensor.sizes());
        if (isFp8) {
            all[module + "scale_weight"] = at::full({}, kDeviation * 6 / most, at::kFloat);
        } else {
            all[module + "weight_scale"] = at::full({tensor.size(0), 1}, kDeviation * 6 / most, at::kFloat);
            all[module + "comfy_quant"] = text(R"({"format": "int8_tensorwise"})");
        }
    }
    return all;
}

// Blocks of random bytes; their scales are small positive numbers, so that weights are.
std::string ggmlBlocks(const model::GgmlType& type, int64_t elements)
{
    const int64_t bytes = elements / type.elements * type.bytes;
    const at::Tensor random = at::randint(0, 256, {bytes}, at::kByte);
    std::string blocks(static_cast<const char*>(random.const_data_ptr()), static_cast<size_t>(bytes));
    std::vector<float> numbers(static_cast<size_t>(type.elements));
    const auto isSmall = [&](const char* block) {
        type.unpack(reinterpret_cast<const uint8_t*>(block), 1, numbers.data());
        return std::all_of(numbers.begin(), numbers.end(), [](float number) { return std::abs(number) < 1; });
    };
    for (int64_t at = 0; at < bytes; at += type.bytes) {
        char* const block = blocks.data() + at;
        // The upper byte of an f16: 2^-14 and 2^-13, or thereabouts.
        const auto setScale = [&](int64_t place) { block[place + 1] = type.elements == 256 ? 0x04 : 0x08; };
        switch (type.number) {
        case 10: setScale(80), setScale(82); break; // Q2_K
        case 11: setScale(108); break; // Q3_K
        case 14: setScale(208); break; // Q6_K
        case 3:
        case 7:
        case 12:
        case 13: setScale(0), setScale(2); break; // Q4_1, Q5_1, Q4_K, Q5_K
        default: setScale(0); break;
        }
        if (!isSmall(block))
            std::fill(block, block + type.bytes, '\0');
    }
    return blocks;
}

// Written piece by piece: the file is larger than memory may be.
bool writeGguf(const fs::path& file, const model::StateDict& tensors, const model::GgmlType& type)
{
    constexpr size_t kAlignment = 32;
    const auto padded = [](size_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; };
    const auto isPacked = [&](const std::string& name, const at::Tensor& tensor) {
        return isMatrixOfLayers(name, tensor) && endsBlock(tensor.size(1), type);
    };
    int64_t largest = 0;
    for (const auto& [name, tensor] : tensors)
        largest = std::max(largest, isPacked(name, tensor) ? tensor.numel() : 0);
    const std::string blocks = ggmlBlocks(type, largest);
    constexpr uint32_t kBf16 = 30;
    const auto bytesOf = [&](const std::string& name, const at::Tensor& tensor) {
        return isPacked(name, tensor) ? static_cast<size_t>(tensor.numel() / type.elements * type.bytes)
                                      : tensor.nbytes();
    };
    std::string header = "GGUF" + test::raw(uint32_t{3}) + test::raw(uint64_t{tensors.size()}) + test::raw(uint64_t{0});
    size_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        header += test::raw(uint64_t{name.size()}) + name + test::raw(static_cast<uint32_t>(tensor.dim()));
        for (int64_t i = tensor.dim(); i-- > 0;)
            header += test::raw(static_cast<uint64_t>(tensor.size(i)));
        header += test::raw(isPacked(name, tensor) ? type.number : kBf16) + test::raw(uint64_t{offset});
        offset += padded(bytesOf(name, tensor));
    }
    header.resize(padded(header.size()), '\0');
    std::ofstream out(file, std::ios::binary);
    out << header;
    const std::string zeros(kAlignment, '\0');
    for (const auto& [name, tensor] : tensors) {
        const size_t bytes = bytesOf(name, tensor);
        out.write(isPacked(name, tensor) ? blocks.data() : static_cast<const char*>(tensor.const_data_ptr()),
                  static_cast<std::streamsize>(bytes));
        out.write(zeros.data(), static_cast<std::streamsize>(padded(bytes) - bytes));
    }
    return out.good();
}

bool said(const Status& written, const fs::path& file)
{
    if (!written)
        std::printf("%s can't be written: %s\n", file.c_str(), written.error().detail.c_str());
    else
        std::printf("%s, %.2f GB\n", file.c_str(), static_cast<double>(fs::file_size(file)) / 1e9);
    return static_cast<bool>(written);
}

bool writeTransformer(const std::string& form, const fs::path& file, int64_t layers)
{
    const model::StateDict tensors = transformer(layers);
    if (form == "bf16")
        return said(model::writeSafetensors(file, tensors), file);
    if (form == "fp8" || form == "int8")
        return said(model::writeSafetensors(file, scaled(tensors, form == "fp8")), file);
    const auto types = model::ggmlTypes();
    const auto type = std::find_if(types.begin(), types.end(), [&](const auto& each) { return each.name == form; });
    if (type == types.end()) {
        std::printf("no form is called %s\n", form.c_str());
        return false;
    }
    return said(writeGguf(file, tensors, *type) ? Status(kDone) : Error{ErrorCode::NotWritable, file.string(), {}},
                file);
}

model::StateDict lora(const model::StateDict& tensors)
{
    Numbers numbers(at::kBFloat16);
    model::StateDict pairs;
    for (const auto& [name, tensor] : tensors) {
        if (!isMatrixOfLayers(name, tensor))
            continue;
        const std::string module = name.substr(0, name.size() - std::string_view(".weight").size());
        pairs[module + ".lora_A.default.weight"] = numbers.of("weight", {kRank, tensor.size(1)});
        pairs[module + ".lora_B.default.weight"] = numbers.of("weight", {tensor.size(0), kRank});
    }
    return pairs;
}

nlohmann::json readJson(const fs::path& file)
{
    std::ifstream stream(file);
    return nlohmann::json::parse(stream);
}

bool writeRest(const fs::path& demo, const fs::path& folder)
{
    const char* const kModel = "Wan2.2-S2V-14B";
    const char* const kSpeech = "wav2vec2-large-xlsr-53-english";
    const fs::path root = folder / kModel;
    fs::create_directories(root);
    fs::create_directories(folder / "LiveAvatar");
    const auto everything = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
    fs::copy(demo / kModel / "google", root / "google", everything);
    fs::copy(demo / kModel / kSpeech, root / kSpeech, everything);
    const dit::DitConfig published = test::fullSizeDit();
    nlohmann::json config = readJson(demo / kModel / "config.json");
    config["dim"] = published.dim;
    config["ffn_dim"] = published.ffnDim;
    config["num_heads"] = published.heads;
    config["num_layers"] = published.layers;
    config["audio_dim"] = published.audioDim;
    config["audio_inject_layers"] = published.audioLayers;
    config.erase("text_dim");
    std::ofstream(root / "config.json") << config.dump(2);

    Filler encoder(at::kBFloat16);
    text::T5Weights t5;
    t5.visit(encoder,
             {.vocabulary = 256384,
              .dim = 4096,
              .attentionDim = 4096,
              .heads = 64,
              .ffnDim = 10240,
              .buckets = 32,
              .layers = 24});
    audio::Wav2Vec2Config speech;
    speech.convs.assign(7, {.channels = 512, .kernel = 3, .stride = 2});
    speech.convs[0] = {.channels = 512, .kernel = 10, .stride = 5};
    speech.convs[5].kernel = speech.convs[6].kernel = 2;
    speech.dim = 1024;
    speech.ffnDim = 4096;
    speech.layers = 24;
    speech.heads = 16;
    speech.positionKernel = 128;
    speech.positionGroups = 16;
    nlohmann::json speechConfig = readJson(root / kSpeech / "config.json");
    speechConfig["hidden_size"] = speech.dim;
    speechConfig["num_hidden_layers"] = speech.layers;
    speechConfig["num_attention_heads"] = speech.heads;
    speechConfig["intermediate_size"] = speech.ffnDim;
    speechConfig["conv_dim"] = std::vector<int64_t>(7, 512);
    speechConfig["num_conv_pos_embeddings"] = speech.positionKernel;
    speechConfig["num_conv_pos_embedding_groups"] = speech.positionGroups;
    std::ofstream(root / kSpeech / "config.json") << speechConfig.dump(2);
    Filler voice(at::kFloat);
    const auto scope = voice.scope("wav2vec2");
    audio::Wav2Vec2Weights weights;
    weights.visit(voice, speech);

    const fs::path vae = root / "Wan2.1_VAE.pth";
    const fs::path t5File = root / "models_t5_umt5-xxl-enc-bf16.pth";
    return said(model::writeSafetensors(t5File, encoder.tensors), t5File)
        && said(model::writeSafetensors(root / kSpeech / "model.safetensors", voice.tensors),
                root / kSpeech / "model.safetensors")
        && said(model::writeSafetensors(vae, vae::randomVae(96)), vae)
        && said(model::writeSafetensors(folder / "LiveAvatar/liveavatar.safetensors",
                                        lora(transformer(published.layers))),
                folder / "LiveAvatar/liveavatar.safetensors");
}

} // namespace

int main(int argc, char** argv)
{
    const c10::InferenceMode inference;
    at::manual_seed(7);
    const std::string what = argc > 1 ? argv[1] : "";
    if (what == "rest" && argc == 4)
        return writeRest(argv[2], argv[3]) ? 0 : 1;
    if (argc == 3 || argc == 4)
        return writeTransformer(what, argv[2], argc == 4 ? std::strtol(argv[3], nullptr, 10) : 40) ? 0 : 1;
    std::printf("write_model rest DEMO FOLDER\nwrite_model FORM FILE [LAYERS]\n");
    return 2;
}
