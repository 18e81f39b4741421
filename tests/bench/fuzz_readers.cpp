// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged and hostile inputs for the readers of files that others made:
//   fuzz_readers all|READER COUNT SEED
// Opens COUNT inputs for each reader as the program does, and of those that open reads every tensor. Input i is made
// from the number SEED + i alone, so "fuzz_readers READER 1 NUMBER" makes one of them again. For each reader a line:
// inputs, accepted, refused, seconds. Without a finding it ends with 0. A finding is a crash, an input that doesn't
// end, an exception where none is documented, an error without a subject, more memory or work than small files can be
// worth, or a file that stays open. It is told on stderr with the input's number and its files, which stay; the other
// readers go on. Under the address sanitizer start it with ASAN_OPTIONS=abort_on_error=1, so that its findings are
// told, too.
#include "core/audio/SpeechFiles.h"
#include "core/base/Crc32c.h"
#include "core/base/Log.h"
#include "core/base/Process.h"
#include "core/dit/DitConfig.h"
#include "core/hub/HubClient.h"
#include "core/model/GgufMetadata.h"
#include "core/model/Lora.h"
#include "core/model/PartWeights.h"
#include "core/model/SlabFile.h"
#include "core/model/TensorSource.h"
#include "core/model/WeightsFile.h"
#include "core/model/WeightsSearch.h"
#include "core/text/T5Files.h"
#include "core/text/Tokenizer.h"
#include "core/vae/VaeFiles.h"
#include "tests/support/Mutator.h"
#include "tests/support/TensorFiles.h"

#include <ATen/Parallel.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/clone.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iterator>
#include <new>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <malloc.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace studio;
namespace fs = std::filesystem;

namespace {

// What an input may cost. The files have some kilobytes; a header that is believed asks for far more.
constexpr uint64_t kMostAllocations = 2'000'000;
constexpr uint64_t kMostAllocated = uint64_t{512} << 20; // bytes, all allocations together
constexpr uint64_t kMostAtOnce = uint64_t{64} << 20; // bytes of one allocation
constexpr uint64_t kAddressRoom = uint64_t{1} << 30; // bytes beyond those of the start, of tensors and mappings, too
constexpr time_t kMostSeconds = 60; // of the processor, for one that would never end

// Counted by operator new, for all threads.
std::atomic<uint64_t> allocations{0};
std::atomic<uint64_t> allocated{0};
std::atomic<uint64_t> largest{0};

void* counted(size_t bytes)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    allocated.fetch_add(bytes, std::memory_order_relaxed);
    uint64_t most = largest.load(std::memory_order_relaxed);
    while (bytes > most && !largest.compare_exchange_weak(most, bytes, std::memory_order_relaxed)) { }
    void* const memory = std::malloc(std::max<size_t>(1, bytes));
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

} // namespace

void* operator new(size_t bytes)
{
    return counted(bytes);
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, size_t) noexcept
{
    std::free(memory);
}

namespace {

using test::raw;
using Parts = std::vector<std::string>; // of an input; the first says how the others are read

struct File {
    std::string name;
    std::string bytes;
};

struct Reader {
    std::vector<Parts> seeds; // valid ones
    std::function<std::vector<File>(const Parts&)> pack;
    // Opens the files and uses all of them. An error: they were refused.
    std::function<std::optional<Error>(const fs::path& folder)> read;
};

// Reading.

void useTensors(const model::TensorSource& source)
{
    for (const auto& [name, tensor] : source.tensors) {
        if (tensor.numel() == 0)
            continue;
        const auto packed = source.packed.find(name);
        const int64_t last = tensor.dim() > 0 ? tensor.size(0) - 1 : 0;
        const at::Tensor rows = at::full({1}, last, at::kLong);
        if (packed != source.packed.end()) {
            (void)packed->second.unpack(at::kBFloat16, c10::kCPU);
            if (tensor.dim() > 0)
                (void)packed->second.unpackRows(rows);
        } else {
            (void)tensor.clone();
            if (tensor.dim() > 0)
                (void)model::rowsOf(tensor, rows);
        }
    }
}

std::optional<Error> used(const Result<model::TensorSource>& source)
{
    if (!source)
        return source.error();
    useTensors(*source);
    return std::nullopt;
}

std::optional<Error> readTensors(const fs::path& folder)
{
    return used(model::openTensors(folder / "model"));
}

// As the search for models and each network's reader do. Accepted if one of them takes it.
std::optional<Error> readParts(const fs::path& folder)
{
    const fs::path file = folder / "model";
    (void)model::identify(file);
    std::optional<Error> error = used(text::openTextEncoder(file));
    bool isTaken = !error;
    for (const auto& source : {vae::openVae(file), model::openPart(file, ModelPart::VoiceEncoder),
                               model::openPart(file, ModelPart::VideoModel)})
        isTaken = !used(source) || isTaken;
    return isTaken ? std::nullopt : error;
}

const model::StateDict& modelOfLoras()
{
    static const model::StateDict tensors{{"blocks.0.self_attn.q.weight", at::ones({8, 8})},
                                          {"blocks.0.ffn.0.weight", at::ones({16, 8})},
                                          {"blocks.0.ffn.0.bias", at::ones({16})},
                                          {"blocks.0.modulation", at::ones({1, 6, 8})},
                                          {"patch_embedding.weight", at::ones({8, 4, 1, 2, 2})}};
    return tensors;
}

std::optional<Error> readLora(const fs::path& folder)
{
    const auto lora = model::Lora::open(folder / "lora.safetensors", modelOfLoras());
    if (!lora)
        return lora.error();
    (void)lora->scales();
    for (const auto& [name, tensor] : modelOfLoras())
        (void)lora->merged(name, tensor);
    return std::nullopt;
}

std::optional<Error> readTokenizer(const fs::path& file)
{
    const auto tokens = text::Tokenizer::open(file);
    if (!tokens)
        return tokens.error();
    (void)tokens->encode("A woman smiles, and says: \u201cYes \u2014 \uff21\u0301!\u201d </s> <extra_id_0>");
    (void)tokens->countTokens("\xff\xfe  a");
    return std::nullopt;
}

std::optional<Error> readSlabs(const fs::path& folder)
{
    const auto file = model::SlabFile::open(folder / "slabs");
    if (!file)
        return file.error();
    std::vector<std::vector<std::byte>> slabs;
    std::vector<model::SlabFile::Part> parts;
    for (const int64_t bytes : file->info().sizes)
        slabs.emplace_back(static_cast<size_t>(bytes));
    for (size_t i = 0; i < slabs.size(); ++i)
        parts.push_back({static_cast<int64_t>(i), slabs[i]});
    const Status read = file->read(parts);
    return read ? std::nullopt : std::optional(read.error());
}

std::optional<Error> readExtraFolders(const fs::path& folder)
{
    if (model::extraModelFolders(folder / "extra_model_paths.yaml").empty())
        return Error{ErrorCode::CheckpointDamaged, "extra_model_paths.yaml", "it names no folder"};
    return std::nullopt;
}

std::optional<Error> readHubList(const fs::path& folder)
{
    const std::string answer = test::contentOf(folder / "list.json");
    const hub::HubServer huggingFace;
    const hub::HubServer modelScope{.kind = hub::ServerKind::ModelScope};
    std::optional<Error> error;
    for (const hub::HubServer& server : {huggingFace, modelScope}) {
        const auto listing = hub::readListing(server, "org/name", answer);
        if (!listing) {
            error = listing.error();
            continue;
        }
        const hub::HubClient client(server);
        for (const hub::HubFile& file : listing->files)
            (void)client.requestFor(*listing, file);
        return std::nullopt;
    }
    return error;
}

// Packing.

std::vector<File> asOneFile(const char* name, const Parts& parts)
{
    return {{name, std::accumulate(parts.begin(), parts.end(), std::string())}};
}

std::string safetensorsOf(const std::string& header, const std::string& data)
{
    return raw(uint64_t{header.size()}) + header + data;
}

std::vector<File> packSharded(const Parts& parts)
{
    return {{"model.index.json", parts[0]},
            {"one.safetensors", safetensorsOf(parts[1], parts[2])},
            {"two.safetensors", safetensorsOf(parts[3], parts[4])}};
}

// The pickle and its storages.
std::vector<File> packTorch(const Parts& parts, test::ZipForm form)
{
    std::vector<test::ZipItem> items{{"archive/data.pkl", parts[0]}};
    for (size_t i = 1; i < parts.size(); ++i)
        items.push_back({"archive/data/" + std::to_string(i - 1), parts[i]});
    return {{"model", test::zip(items, form)}};
}

// With the length and the sum of the header's text, so that it is looked at.
std::vector<File> packSlabs(const Parts& parts)
{
    constexpr size_t kRoom = 4096; // of the header of a small file
    std::string header = "LASslab1" + raw(uint64_t{parts[0].size()})
        + raw(crc32c(std::as_bytes(std::span(parts[0].data(), parts[0].size())))) + parts[0];
    header.resize(std::max(kRoom, header.size()), '\0');
    return {{"slabs", header + parts[1]}};
}

// Valid inputs.

// The header and the data of a safetensors file.
Parts safetensors(const model::StateDict& tensors, const std::map<std::string, std::string>& metadata = {})
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

at::Tensor bytesOf(std::string_view text)
{
    at::Tensor bytes = at::empty({static_cast<int64_t>(text.size())}, at::kByte);
    std::copy(text.begin(), text.end(), bytes.mutable_data_ptr<uint8_t>());
    return bytes;
}

at::Tensor numbers(at::IntArrayRef shape)
{
    return at::arange(c10::multiply_integers(shape)).to(at::kFloat).remainder_(13).sub_(6).div_(64).view(shape);
}

std::vector<Parts> plainSafetensors()
{
    model::StateDict all{{"scalar", at::full({}, 2.F)}, {"nothing", at::empty({0, 3})}};
    for (const at::ScalarType dtype :
         {at::kFloat, at::kHalf, at::kBFloat16, at::kDouble, at::kLong, at::kInt, at::kShort, at::kByte, at::kBool})
        all.emplace(std::string("model.") + c10::toString(dtype), numbers({4, 3}).to(dtype));
    return {safetensors(all, {{"format", "pt"}}), safetensors({{"a", numbers({5})}})};
}

// In each way that ComfyUI and its like keep quantised layers.
std::vector<Parts> quantisedSafetensors()
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

std::vector<Parts> shardedSafetensors()
{
    const Parts one = safetensors({{"a.weight", numbers({4, 3})}, {"b.weight", numbers({2})}});
    const Parts two = safetensors({{"c.weight", numbers({6})}});
    return {{R"({"metadata": {"total_size": 80}, "weight_map": {"a.weight": "one.safetensors", )"
             R"("b.weight": "one.safetensors", "c.weight": "two.safetensors"}})",
             one[0], one[1], two[0], two[1]}};
}

std::string entry(const std::string& key, uint32_t type, const std::string& value)
{
    return test::gguf::text(key) + raw(type) + value;
}

// Cut where the tensors' data begins, about.
Parts withHeader(const std::string& bytes, size_t header)
{
    return {bytes.substr(0, header), bytes.substr(std::min(header, bytes.size()))};
}

std::vector<Parts> ggufFiles()
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

std::vector<Parts> torchFiles()
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

std::vector<Parts> loraFiles()
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
std::vector<Parts> partFiles()
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

std::string base64(std::string_view bytes)
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
std::string smallTokenizerJson()
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

std::vector<Parts> tokenizers()
{
    const std::string small = TEST_DATA "/text/small.";
    return {{test::contentOf(small + "spiece.model")},
            {test::contentOf(small + "gguf")},
            {test::contentOf(small + "safetensors")}};
}

std::vector<Parts> slabFiles()
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

std::vector<Parts> hubLists()
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

const fs::path& goldenFolder()
{
    static const fs::path folder = TEST_DATA "/goldens/checkpoint/tiny/ckpt/Wan2.2-S2V-14B";
    return folder;
}

// The readers.

Reader readerOfConfigs()
{
    const fs::path dit = goldenFolder() / "diffusion_pytorch_model.safetensors";
    const Result<model::TensorSource> source = model::openPart(dit, ModelPart::VideoModel);
    return {.seeds = {{test::contentOf(goldenFolder() / "config.json")}},
            .pack = [](const Parts& parts) { return asOneFile("config.json", parts); },
            .read =
                [tensors = source ? source->tensors : model::StateDict()](const fs::path& folder) {
                    const auto config = dit::readDitConfig(folder / "config.json", tensors);
                    return config ? std::nullopt : std::optional(config.error());
                }};
}

Reader readerOfSpeechConfigs()
{
    const fs::path from = goldenFolder() / "wav2vec2-large-xlsr-53-english";
    const Result<audio::SpeechModel> speech = audio::openSpeechModel(from);
    return {.seeds = {{test::contentOf(from / "config.json"), test::contentOf(from / "preprocessor_config.json")}},
            .pack =
                [](const Parts& parts) {
                    return std::vector<File>{{"config.json", parts[0]}, {"preprocessor_config.json", parts[1]}};
                },
            .read =
                [tensors = speech ? speech->source.tensors : model::StateDict()](const fs::path& folder) {
                    (void)audio::isWav2Vec2Folder(folder);
                    const auto config = audio::readWav2Vec2Config(folder, tensors);
                    return config ? std::nullopt : std::optional(config.error());
                }};
}

// Made when it is its turn: seeds are files and tensors.
const std::vector<std::pair<std::string, std::function<Reader()>>>& readers()
{
    const auto asSafetensors = [](const char* file) {
        return [file](const Parts& parts) { return std::vector<File>{{file, safetensorsOf(parts[0], parts[1])}}; };
    };
    const auto asItIs = [](const char* file) { return [file](const Parts& parts) { return asOneFile(file, parts); }; };
    const auto asTorch
        = [](test::ZipForm form) { return [form](const Parts& parts) { return packTorch(parts, form); }; };
    const auto tokenizer
        = [](const char* file) { return [file](const fs::path& folder) { return readTokenizer(folder / file); }; };
    const std::string yaml
        = "# a comment\ncomfyui:\n    base_path: ../elsewhere\n    diffusion_models: |\n        m/a\n"
          "        m/b\n    vae: &v m/vae\n    loras: *v\na111:\n    vae: \"/x/y\"\n";
    static const std::vector<std::pair<std::string, std::function<Reader()>>> all{
        {"safetensors",
         [=] {
             return Reader{plainSafetensors(), asSafetensors("model"), readTensors};
         }},
        {"quantised",
         [=] {
             return Reader{quantisedSafetensors(), asSafetensors("model"), readTensors};
         }},
        {"sharded",
         [] {
             return Reader{shardedSafetensors(), packSharded, readTensors};
         }},
        {"gguf",
         [=] {
             return Reader{ggufFiles(), asItIs("model"), readTensors};
         }},
        {"torch",
         [=] {
             return Reader{torchFiles(), asTorch(test::ZipForm::Plain), readTensors};
         }},
        {"torch_zip64",
         [=] {
             return Reader{torchFiles(), asTorch(test::ZipForm::Zip64), readTensors};
         }},
        {"lora",
         [=] {
             return Reader{loraFiles(), asSafetensors("lora.safetensors"), readLora};
         }},
        {"parts",
         [=] {
             return Reader{partFiles(), asSafetensors("model"), readParts};
         }},
        {"tokenizer",
         [=] {
             return Reader{tokenizers(), asItIs("tokenizer"), tokenizer("tokenizer")};
         }},
        {"tokenizer_json",
         [=] {
             return Reader{{{smallTokenizerJson()}}, asItIs("tokenizer.json"), tokenizer("tokenizer.json")};
         }},
        {"extra_folders",
         [=] {
             return Reader{{{yaml}}, asItIs("extra_model_paths.yaml"), readExtraFolders};
         }},
        {"dit_config", readerOfConfigs},
        {"speech_config", readerOfSpeechConfigs},
        {"slabs",
         [] {
             return Reader{slabFiles(), packSlabs, readSlabs};
         }},
        {"hub_list",
         [=] {
             return Reader{hubLists(), asItIs("list.json"), readHubList};
         }},
    };
    return all;
}

// Running.

// Said by a signal's handler, which may not put a text together.
std::array<char, 1024> atHand{};
volatile size_t atHandLength = 0;

void sayAndDie(int signal)
{
    (void)!write(STDERR_FILENO, atHand.data(), atHandLength);
    raise(signal); // by the default now: the program that waits sees which
}

void watchSignals()
{
    static std::array<char, 65536> stack; // for what has used up its own
    const stack_t other{.ss_sp = stack.data(), .ss_flags = 0, .ss_size = stack.size()};
    sigaltstack(&other, nullptr);
    struct sigaction action = {};
    action.sa_handler = sayAndDie;
    action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND);
    for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGVTALRM})
        sigaction(signal, &action, nullptr);
}

// So that what is asked for beyond it fails, as it does on a machine that is full.
void limitAddressSpace()
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // they reserve terabytes
    mallopt(M_ARENA_MAX, 1);
    uint64_t pages = 0;
    if (std::FILE* const file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lu", &pages) != 1)
            pages = 0;
        std::fclose(file);
    }
    if (pages == 0)
        return;
    const rlim_t most = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) + kAddressRoom;
    const rlimit limit{.rlim_cur = most, .rlim_max = most};
    setrlimit(RLIMIT_AS, &limit);
#endif
}

size_t openFiles()
{
    return static_cast<size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

class Run {
public:
    Run(Reader reader, std::string name, fs::path folder)
        : m_reader(std::move(reader))
        , m_name(std::move(name))
        , m_folder(std::move(folder))
    {
    }

    // Whether nothing was found.
    bool all(uint64_t count, uint64_t seed)
    {
        if (!takesItsSeeds())
            return false;
        limitAddressSpace();
        const size_t filesBefore = openFiles();
        const Stopwatch watch;
        for (uint64_t i = 0; i < count; ++i) {
            if (!one(seed + i))
                return false;
        }
        if (openFiles() > filesBefore)
            return found("files stay open: " + std::to_string(openFiles() - filesBefore));
        std::printf("%-15s %8lu inputs, %8lu accepted, %8lu refused, %7.1f s\n", m_name.c_str(), count, m_accepted,
                    count - m_accepted, watch.seconds());
        std::fflush(stdout);
        return true;
    }

private:
    // A reader that refuses what is valid would be tested for nothing.
    bool takesItsSeeds()
    {
        for (const Parts& seed : m_reader.seeds) {
            write(m_reader.pack(seed));
            if (const std::optional<Error> error = m_reader.read(m_folder))
                return found("a valid input is refused: " + error->detail);
        }
        return true;
    }

    bool one(uint64_t number)
    {
        makeInput(number);
        const itimerval limit{.it_interval = {}, .it_value = {.tv_sec = kMostSeconds, .tv_usec = 0}};
        setitimer(ITIMER_VIRTUAL, &limit, nullptr);
        allocations = allocated = largest = 0;
        try {
            const std::optional<Error> error = m_reader.read(m_folder);
            m_accepted += error ? 0 : 1;
            if (error && (error->subject.empty() || error->code == ErrorCode::Internal))
                return found("an error that names nothing, or is the program's own: " + std::string(name(error->code))
                             + ", " + error->detail);
        } catch (const std::exception& exception) {
            return found(std::string("an exception: ") + exception.what());
        }
        if (allocations > kMostAllocations || allocated > kMostAllocated || largest > kMostAtOnce)
            return found(std::to_string(allocations) + " allocations of " + std::to_string(allocated)
                         + " bytes, the largest of " + std::to_string(largest));
        return true;
    }

    void makeInput(uint64_t number)
    {
        test::Mutator mutator(number);
        Parts parts = m_reader.seeds[mutator.below(m_reader.seeds.size())];
        const Parts& others = m_reader.seeds[mutator.below(m_reader.seeds.size())];
        const size_t which = mutator.isOneOf(5) ? mutator.below(parts.size()) : 0;
        const bool isWhole = mutator.isOneOf(4); // lengths and sums of the package no longer fit
        if (!isWhole || mutator.isOneOf(2))
            mutator.change(parts[which], others[std::min(which, others.size() - 1)]);
        std::vector<File> files = m_reader.pack(parts);
        if (isWhole)
            mutator.change(files[mutator.below(files.size())].bytes, others.front());
        write(files);
        const int length = std::snprintf(atHand.data(), atHand.size(),
                                         "\n%s: input %lu crashed or didn't end; its files are in %s\n", m_name.c_str(),
                                         number, m_folder.c_str());
        atHandLength = std::min(static_cast<size_t>(std::max(0, length)), atHand.size() - 1);
        m_number = number;
    }

    void write(const std::vector<File>& files) const
    {
        for (const File& file : files)
            test::write(m_folder / file.name, file.bytes);
    }

    bool found(const std::string& what) const
    {
        std::fprintf(stderr, "\n%s: input %lu: %s\n  its files are in %s\n", m_name.c_str(), m_number, what.c_str(),
                     m_folder.c_str());
        return false;
    }

    Reader m_reader;
    std::string m_name;
    fs::path m_folder;
    uint64_t m_number = 0;
    uint64_t m_accepted = 0;
};

// In memory, if the system has such a place.
fs::path makeFolder()
{
    std::error_code ignored;
    const fs::path memory = "/dev/shm";
    std::string name
        = ((fs::is_directory(memory, ignored) ? memory : fs::temp_directory_path()) / "fuzz_XXXXXX").string();
    return mkdtemp(name.data()) ? fs::path(name) : fs::path();
}

// In a process of its own, whose end by a signal is a finding and not this one's.
bool runAlone(const std::string& name, const std::function<Reader()>& make, uint64_t count, uint64_t seed)
{
    const fs::path folder = makeFolder();
    if (folder.empty()) {
        std::perror("a folder for the inputs");
        return false;
    }
    const pid_t child = fork();
    if (child == 0) {
        at::set_num_threads(1);
        const c10::InferenceMode inference;
        log::setSink([](log::Level, std::string_view) {});
        watchSignals();
        const bool isGood = Run(make(), name, folder).all(count, seed);
        std::fflush(nullptr);
        _exit(isGood ? 0 : 1);
    }
    int status = -1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) { }
    const bool isGood = child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    std::error_code ignored;
    if (isGood)
        fs::remove_all(folder, ignored);
    else if (child > 0 && WIFSIGNALED(status))
        std::fprintf(stderr, "%s ended by signal %d\n", name.c_str(), WTERMSIG(status));
    return isGood;
}

std::optional<uint64_t> numberOf(std::string_view text)
{
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string wanted = argc == 4 ? argv[1] : "";
    const std::optional<uint64_t> count = argc == 4 ? numberOf(argv[2]) : std::nullopt;
    const std::optional<uint64_t> seed = argc == 4 ? numberOf(argv[3]) : std::nullopt;
    bool isKnown = false;
    bool isGood = true;
    for (const auto& [name, make] : readers()) {
        if (!count || !seed || (wanted != "all" && wanted != name))
            continue;
        isKnown = true;
        isGood = runAlone(name, make, *count, *seed) && isGood;
    }
    if (isKnown)
        return isGood ? 0 : 1;
    std::fputs("usage: fuzz_readers READER COUNT SEED\nREADER is \"all\" or one of:", stderr);
    for (const auto& [name, make] : readers())
        std::fprintf(stderr, " %s", name.c_str());
    std::fputc('\n', stderr);
    return 2;
}
