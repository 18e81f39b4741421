// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fuzz/Readers.h"
#include "tests/support/TensorFiles.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

// Small valid inputs for the readers of checkpoints and tokenizers, in parts.
namespace studio::test::fuzz {

namespace fs = std::filesystem;

// The header and the data of a safetensors file.
inline Parts safetensors(const model::StateDict& tensors, const std::map<std::string, std::string>& metadata = {})
{
    const fs::path path = fs::temp_directory_path() / ("fuzz_seed_" + std::to_string(getpid()));
    if (const Status written = model::writeSafetensors(path, tensors, metadata); !written) {
        std::fprintf(stderr, "%s: %s\n", path.c_str(), written.error().detail.c_str());
        std::exit(2);
    }
    const std::string bytes = test::contentOf(path);
    fs::remove(path);
    uint64_t length = 0;
    std::memcpy(&length, bytes.data(), sizeof(length));
    return {bytes.substr(sizeof(length), length), bytes.substr(sizeof(length) + length)};
}

inline at::Tensor bytesOf(std::string_view text)
{
    at::Tensor bytes = at::empty({static_cast<int64_t>(text.size())}, at::kByte);
    std::copy(text.begin(), text.end(), bytes.mutable_data_ptr<uint8_t>());
    return bytes;
}

inline at::Tensor numbers(at::IntArrayRef shape)
{
    return at::arange(c10::multiply_integers(shape)).to(at::kFloat).remainder_(13).sub_(6).div_(64).view(shape);
}

inline std::vector<Parts> plainSafetensors()
{
    model::StateDict all{{"scalar", at::full({}, 2.F)}, {"nothing", at::empty({0, 3})}};
    for (const at::ScalarType dtype :
         {at::kFloat, at::kHalf, at::kBFloat16, at::kDouble, at::kLong, at::kInt, at::kShort, at::kByte, at::kBool})
        all.emplace(std::string("model.") + c10::toString(dtype), numbers({4, 3}).to(dtype));
    return {safetensors(all, {{"format", "pt"}}), safetensors({{"a", numbers({5})}})};
}

// In each way that ComfyUI and its like keep quantised layers.
inline std::vector<Parts> quantisedSafetensors()
{
    const at::Tensor weight = numbers({4, 64});
    const at::Tensor rows = at::full({4, 1}, 0.5F);
    const at::Tensor one = at::full({}, 0.5F);
    const at::Tensor tile = at::zeros({128, 4}); // scales of up to 128 rows and 4 blocks
    const auto described = [](const char* text) { return bytesOf(text); };
    const model::StateDict scaled{{"a.weight", weight.to(at::kFloat8_e4m3fn)},
                                  {"a.scale_weight", one},
                                  {"a.scale_input", one},
                                  {"b.weight", weight.to(at::kFloat8_e5m2)},
                                  {"b.weight_scale", rows},
                                  {"c.weight", weight.mul(64).to(at::kChar)},
                                  {"c.weight_scale", rows},
                                  {"c.bias", numbers({4})},
                                  {"scaled_fp8", at::empty({0}, at::kFloat8_e4m3fn)}};
    const model::StateDict comfy{
        {"a.weight", weight.to(at::kFloat8_e4m3fn)},
        {"a.weight_scale", one},
        {"a.comfy_quant", described(R"({"format": "float8_e4m3fn"})")},
        {"b.weight", at::zeros({4, 32}, at::kByte)},
        {"b.weight_scale", tile.to(at::kFloat8_e4m3fn)},
        {"b.weight_scale_2", one},
        {"b.comfy_quant", described(R"({"format": "nvfp4"})")},
        {"c.weight", weight.to(at::kFloat8_e4m3fn)},
        {"c.weight_scale", tile.to(at::kByte)},
        {"c.comfy_quant", described(R"({"format": "mxfp8"})")},
        {"d.weight", weight.mul(64).to(at::kChar)},
        {"d.weight_scale", rows},
        {"d.comfy_quant", described(R"({"format": "int8_tensorwise", "convrot": true, "convrot_groupsize": 64})")}};
    return {safetensors(scaled), safetensors(comfy), safetensors({{"a.weight", weight.to(at::kFloat8_e5m2)}}),
            safetensors({{"a.weight", weight.to(at::kFloat8_e4m3fn)}, {"a.weight_scale", one}},
                        {{"_quantization_metadata",
                          R"({"format_version": "1.0", "layers": {"a": {"format": "float8_e4m3fn"}}})"}})};
}

inline std::vector<Parts> shardedSafetensors()
{
    const Parts one = safetensors({{"a.weight", numbers({4, 3})}, {"b.weight", numbers({2})}});
    const Parts two = safetensors({{"c.weight", numbers({6})}});
    return {{R"({"metadata": {"total_size": 80}, "weight_map": {"a.weight": "one.safetensors", )"
             R"("b.weight": "one.safetensors", "c.weight": "two.safetensors"}})",
             one[0], one[1], two[0], two[1]}};
}

inline std::string entry(const std::string& key, uint32_t type, const std::string& value)
{
    return test::gguf::text(key) + raw(type) + value;
}

// Cut where the tensors' data begins, about.
inline Parts withHeader(const std::string& bytes, size_t header)
{
    return {bytes.substr(0, header), bytes.substr(std::min(header, bytes.size()))};
}

inline std::vector<Parts> ggufFiles()
{
    namespace gguf = test::gguf;
    constexpr size_t kHeader = 1216; // of the file with every type
    const std::string all = test::contentOf(TEST_DATA "/gguf/types.gguf");
    std::string shape = raw(uint32_t{5}) + raw(uint64_t{3}); // an array of int32
    for (const int32_t extent : {2, 4, 8})
        shape += raw(extent);
    const std::string reshaped = gguf::file({{"a.weight", {32, 2}, gguf::kF32, std::string(256, '\1')}},
                                            entry("comfy.gguf.orig_shape.a.weight", 9, shape), 1);
    const std::string quantised
        = gguf::model({{"blocks.0.weight", numbers({4, 64})}, {"norm", numbers({8})}}, "model.");
    const std::string older = gguf::file({{"a", {4}, gguf::kF32, std::string(16, '\0')}}, {}, 0, 2);
    return {withHeader(all, kHeader), withHeader(reshaped, reshaped.size() - 256), withHeader(quantised, 160),
            withHeader(older, 64)};
}

inline std::vector<Parts> torchFiles()
{
    namespace pickle = test::pickle;
    const std::string floats = test::bytesOf(numbers({12}));
    const std::string halves = test::bytesOf(numbers({6}).to(at::kHalf));
    const std::string one = pickle::tensor(pickle::storage("FloatStorage", "0", 12), 0, {3, 4}, {4, 1});
    const std::string turned = pickle::tensor(pickle::storage("FloatStorage", "0", 12), 2, {2, 3}, {1, 2});
    const std::string other = pickle::tensor(pickle::storage("HalfStorage", "1", 6), 0, {6}, {1});
    const std::string nested = pickle::dict({{"state_dict", pickle::dict({{"a", one}, {"b", other}})}});
    return {{pickle::whole(pickle::dict({{"a.weight", one}, {"b.weight", turned}, {"c", other}})), floats, halves},
            {pickle::whole(nested), floats, halves}};
}

inline std::vector<Parts> loraFiles()
{
    const at::Tensor down = numbers({2, 8});
    const at::Tensor up = numbers({8, 2});
    return {safetensors({{"diffusion_model.blocks.0.self_attn.q.lora_A.weight", down},
                         {"diffusion_model.blocks.0.self_attn.q.lora_B.weight", up},
                         {"diffusion_model.blocks.0.self_attn.q.alpha", at::full({}, 2.F)},
                         {"diffusion_model.patch_embedding.lora_A.weight", numbers({2, 4, 1, 2, 2})},
                         {"diffusion_model.patch_embedding.lora_B.weight", numbers({8, 2, 1, 1, 1})}},
                        {{"lora_alpha", "16"}}),
            safetensors({{"base_model.model.blocks.0.ffn.0.lora_A.default.weight", down},
                         {"base_model.model.blocks.0.ffn.0.lora_B.default.weight", numbers({16, 2})}},
                        {{"lora_adapter_metadata", R"({"lora_alpha": 8, "use_rslora": true, "r": 2})"}}),
            safetensors({{"lora_unet_blocks_0_self_attn_q.lora_down.weight", down},
                         {"lora_unet_blocks_0_self_attn_q.lora_up.weight", up},
                         {"lora_unet_blocks_0_self_attn_q.alpha", at::full({}, 1.F)}},
                        {{"ss_network_alpha", "4"}}),
            safetensors({{"transformer.blocks.0.attn1.to_q.lora_A.weight", down},
                         {"transformer.blocks.0.attn1.to_q.lora_B.weight", up}}),
            safetensors({{"blocks.0.ffn.0.diff", numbers({16, 8})},
                         {"blocks.0.ffn.0.diff_b", numbers({16})},
                         {"blocks.0.diff_m", numbers({1, 6, 8})}})};
}

// The names that each part is told by, with tensors of a few numbers.
inline std::vector<Parts> partFiles()
{
    const auto named = [](std::initializer_list<const char*> names) {
        model::StateDict tensors;
        for (const char* const name : names)
            tensors.emplace(name, numbers({4, 4}));
        return safetensors(tensors);
    };
    return {named({"shared.weight", "encoder.final_layer_norm.weight", "encoder.block.0.layer.0.SelfAttention.q.weight",
                   "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                   "encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight",
                   "encoder.block.1.layer.1.DenseReluDense.wi_0.weight", "lm_head.weight"}),
            named({"text/token_embd.weight", "text/enc.blk.0.attn_q.weight", "text/enc.blk.0.attn_rel_b.weight",
                   "text/enc.blk.1.attn_rel_b.weight", "text/enc.output_norm.weight"}),
            named({"vae.encoder.middle.0.residual.0.gamma", "vae.decoder.middle.0.residual.0.gamma",
                   "vae.encoder.conv1.weight", "vae.decoder.conv1.bias", "vae.conv1.weight"}),
            named({"encoder.mid_block.resnets.0.norm1.gamma", "decoder.mid_block.resnets.0.norm1.gamma",
                   "encoder.down_blocks.3.conv_shortcut.weight", "decoder.up_blocks.0.resnets.2.conv1.weight",
                   "decoder.up_blocks.1.upsamplers.0.resample.1.weight", "quant_conv.weight"}),
            named({"wav2vec2.feature_extractor.conv_layers.0.conv.weight",
                   "wav2vec2.feature_extractor.conv_layers.1.layer_norm.weight",
                   "wav2vec2.encoder.layers.0.attention.q_proj.weight", "lm_head.weight"}),
            named({"patch_embedding.weight", "head.head.weight", "blocks.0.self_attn.q.weight",
                   "casual_audio_encoder.weights", "audio_injector.injector.0.q.weight"})};
}

inline std::string base64(std::string_view bytes)
{
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (size_t at = 0; at < bytes.size(); at += 3) {
        uint32_t three = 0;
        for (size_t i = at; i < at + 3; ++i)
            three = three << 8U | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
        for (size_t i = 0; i < 4; ++i)
            text += at + i <= bytes.size() ? kDigits[three >> (18 - 6 * i) & 63U] : '=';
    }
    return text;
}

// The demo's, with few pieces and with the small tokenizer's table of normalisation.
inline std::string smallTokenizerJson()
{
    constexpr size_t kPieces = 24;
    auto all
        = nlohmann::json::parse(test::contentOf(DEMO_DATA "/checkpoint/Wan2.2-S2V-14B/google/umt5-xxl/tokenizer.json"));
    nlohmann::json& vocabulary = all["model"]["vocab"];
    nlohmann::json& added = all["added_tokens"];
    vocabulary.erase(vocabulary.begin() + kPieces, vocabulary.end());
    added.erase(added.begin() + 5, added.end());
    all["model"]["byte_fallback"] = false; // the bytes are among the pieces that are left out
    const auto metadata = model::GgufMetadata::open(TEST_DATA "/text/small.gguf");
    const auto table = metadata ? metadata->bytes("tokenizer.ggml.precompiled_charsmap") : std::nullopt;
    if (table)
        all["normalizer"]["normalizers"][0]["precompiled_charsmap"] = base64(*table);
    else
        all["normalizer"]["normalizers"].erase(0);
    return all.dump();
}

inline std::vector<Parts> tokenizers()
{
    const std::string small = TEST_DATA "/text/small.";
    return {{test::contentOf(small + "spiece.model")},
            {test::contentOf(small + "gguf")},
            {test::contentOf(small + "safetensors")}};
}

inline std::vector<Parts> slabFiles()
{
    const auto padded = [](std::string slab) {
        slab.resize((slab.size() + 4095) / 4096 * 4096, '\0');
        return slab;
    };
    const std::string one(1000, 'a');
    const std::string two(4096, 'b');
    const auto sum = [](const std::string& slab) {
        return std::to_string(crc32c(std::as_bytes(std::span(slab.data(), slab.size()))));
    };
    return {{R"({"key": "key", "title": "A model", "sizes": [1000, 4096, 0], "crc32c": [[)" + sum(one) + "], ["
                 + sum(two) + "], []]}",
             padded(one) + two}};
}

inline std::vector<Parts> hubLists()
{
    const std::string hash(64, 'a');
    const std::string blob(40, 'b');
    return {{R"({"sha": ")" + blob + R"(", "cardData": {"license": "apache-2.0"}, "tags": ["license:mit"], )"
             + R"("siblings": [{"rfilename": "folder/model.safetensors", "size": 1000, "blobId": ")" + blob
             + R"(", "lfs": {"sha256": ")" + hash + R"(", "size": 1000}}, {"rfilename": "config.json", "size": 20, )"
             + R"("blobId": ")" + blob + R"("}]})"},
            {R"({"Code": 200, "Data": {"Files": [{"Path": "folder/model.safetensors", "Size": 1000, "Sha256": ")" + hash
             + R"(", "Revision": ")" + blob + R"(", "Type": "blob", "CommittedDate": 1700000000}, {"Path": "folder", )"
             + R"("Type": "tree"}]}})"}};
}

inline const fs::path& goldenFolder()
{
    static const fs::path folder = TEST_DATA "/goldens/checkpoint/tiny/ckpt/Wan2.2-S2V-14B";
    return folder;
}

} // namespace studio::test::fuzz
