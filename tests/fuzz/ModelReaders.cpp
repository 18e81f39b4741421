// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/SpeechFiles.h"
#include "core/base/Crc32c.h"
#include "core/dit/DitConfig.h"
#include "core/hub/HubCache.h"
#include "core/hub/HubClient.h"
#include "core/hub/PartialFile.h"
#include "core/model/GgufMetadata.h"
#include "core/model/Lora.h"
#include "core/model/LoraNames.h"
#include "core/model/PartWeights.h"
#include "core/model/Pickle.h"
#include "core/model/SlabFile.h"
#include "core/model/TensorSource.h"
#include "core/model/WeightsFile.h"
#include "core/model/WeightsSearch.h"
#include "core/model/ZipDirectory.h"
#include "core/text/PromptCleaner.h"
#include "core/text/T5Files.h"
#include "core/text/Tokenizer.h"
#include "core/vae/VaeFiles.h"
#include "tests/fuzz/ModelSeeds.h"
#include "tests/fuzz/Readers.h"

#include <ATen/ops/clone.h>

#include <numeric>
#include <span>
#include <utility>

namespace studio::test::fuzz {
namespace {

using Inputs = std::vector<std::string>;
using Pack = std::string (*)(const Parts&);

// A file of the parts as one piece, and as what it is.
std::string inOnePiece(const Parts& parts)
{
    return std::accumulate(parts.begin(), parts.end(), std::string());
}

std::string packSafetensors(const Parts& parts)
{
    return raw(uint64_t{parts[0].size()}) + parts[0] + inOnePiece({parts.begin() + 1, parts.end()});
}

// The pickle and its storages.
std::vector<ZipItem> recordsOf(const Parts& parts)
{
    std::vector<ZipItem> items{{"archive/data.pkl", parts[0]}};
    for (size_t i = 1; i < parts.size(); ++i)
        items.push_back({"archive/data/" + std::to_string(i - 1), parts[i]});
    return items;
}

std::string packTorch(const Parts& parts)
{
    return zip(recordsOf(parts));
}

std::string packZip64(const Parts& parts)
{
    return zip(recordsOf(parts), ZipForm::Zip64);
}

std::string packSlabs(const Parts& parts)
{
    constexpr size_t kRoom = 4096; // of the header of a small file
    std::string header = "LASslab1" + raw(uint64_t{parts[0].size()})
        + raw(crc32c(std::as_bytes(std::span(parts[0].data(), parts[0].size())))) + parts[0];
    header.resize(std::max(kRoom, header.size()), '\0');
    return header + inOnePiece({parts.begin() + 1, parts.end()});
}

// The input's file.
fs::path written(std::string_view input, const fs::path& file, Pack pack = nullptr)
{
    const Parts parts = partsOf(input);
    test::write(file, parts.size() > 1 && pack ? pack(parts) : inOnePiece(parts));
    return file;
}

// Of each seed its parts, and the packed file.
Inputs inputsOf(const std::vector<Parts>& seeds, std::initializer_list<Pack> packs = {})
{
    Inputs inputs;
    for (const Parts& parts : seeds) {
        inputs.push_back(joined(parts));
        for (const Pack pack : packs)
            inputs.push_back(pack(parts));
    }
    return inputs;
}

template<typename T>
std::optional<Error> errorIn(const Result<T>& result)
{
    return result ? std::nullopt : std::optional(result.error());
}

// Of a reader of bytes, whose caller names them.
template<typename T>
std::optional<Error> namedError(const Result<T>& result)
{
    return result ? std::nullopt : std::optional(Error{result.error().code, "the bytes", result.error().detail});
}

std::optional<Error> used(const Result<model::TensorSource>& source)
{
    if (!source)
        return source.error();
    for (const auto& [name, tensor] : source->tensors) {
        if (tensor.numel() == 0)
            continue;
        const auto packed = source->packed.find(name);
        const int64_t last = tensor.dim() > 0 ? tensor.size(0) - 1 : 0;
        const at::Tensor rows = at::full({1}, last, at::kLong);
        if (packed != source->packed.end()) {
            (void)packed->second.unpack(at::kBFloat16, c10::kCPU);
            if (tensor.dim() > 0)
                (void)packed->second.unpackRows(rows);
        } else {
            (void)tensor.clone();
            if (tensor.dim() > 0)
                (void)model::rowsOf(tensor, rows);
        }
    }
    return std::nullopt;
}

template<Pack pack>
std::optional<Error> readTensors(std::string_view input, const fs::path& folder)
{
    return used(model::openTensors(written(input, folder / "model", pack)));
}

// An index, and two shards of header and data each.
std::optional<Error> readSharded(std::string_view input, const fs::path& folder)
{
    Parts parts = partsOf(input);
    parts.resize(5);
    test::write(folder / "model.index.json", parts[0]);
    test::write(folder / "one.safetensors", packSafetensors({parts[1], parts[2]}));
    test::write(folder / "two.safetensors", packSafetensors({parts[3], parts[4]}));
    return used(model::openTensors(folder / "model"));
}

// As the search for models and each network's reader do. Accepted if one of them takes it.
std::optional<Error> readParts(std::string_view input, const fs::path& folder)
{
    const fs::path file = written(input, folder / "model", packSafetensors);
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

std::optional<Error> readLora(std::string_view input, const fs::path& folder)
{
    const auto lora = model::Lora::open(written(input, folder / "lora.safetensors", packSafetensors), modelOfLoras());
    if (!lora)
        return lora.error();
    (void)lora->scales();
    for (const auto& [name, tensor] : modelOfLoras())
        (void)lora->merged(name, tensor);
    return std::nullopt;
}

// A name in each line. Accepted if one of the model's tensors is meant by one of them.
std::optional<Error> readLoraNames(std::string_view input, const fs::path& folder)
{
    model::StateDict file;
    for (size_t end = 0; !input.empty(); input.remove_prefix(std::min(input.size(), end + 1))) {
        end = std::min(input.find('\n'), input.size());
        file.emplace(input.substr(0, end), at::Tensor());
    }
    const model::LoraNames names(modelOfLoras(), file);
    bool isKnown = false;
    for (const auto& [name, tensor] : file) {
        const model::LoraNames::Meaning meaning = names.meaning(name);
        for (const std::string& meant : meaning.tensors) {
            if (!modelOfLoras().contains(meant))
                throw std::logic_error("the model has no " + meant);
            isKnown = true;
        }
    }
    return isKnown ? std::nullopt : std::optional(Error{ErrorCode::LoraMismatch, folder, "no name is known"});
}

Inputs namesOfLoras()
{
    Inputs inputs;
    for (const Parts& file : loraFiles()) {
        const nlohmann::json header = nlohmann::json::parse(file[0]);
        std::string names;
        for (const auto& [name, description] : header.items())
            names += name + "\n";
        inputs.push_back(names);
    }
    return inputs;
}

std::optional<Error> readZip(std::string_view input, const fs::path& /*folder*/)
{
    const auto records = model::readZipDirectory(input);
    if (records) {
        for (const auto& [name, record] : *records) {
            if (record.offset > input.size() || record.size > input.size() - record.offset)
                throw std::logic_error("a record outside the archive: " + name);
        }
    }
    return namedError(records);
}

std::optional<Error> readPickle(std::string_view input, const fs::path& /*folder*/)
{
    static const model::GlobalNames names{"collections.OrderedDict", "torch._utils._rebuild_tensor_v2",
                                          "torch.FloatStorage", "torch.HalfStorage"};
    return namedError(model::readPickle(input, names));
}

Inputs pickles()
{
    Inputs inputs;
    for (const Parts& file : torchFiles())
        inputs.push_back(file[0]);
    return inputs;
}

std::optional<Error> tokenized(const fs::path& file, std::string_view prompt)
{
    const auto tokens = text::Tokenizer::open(file);
    if (!tokens)
        return tokens.error();
    (void)tokens->encode(prompt);
    (void)tokens->countTokens("\xff\xfe  a");
    return std::nullopt;
}

constexpr const char* kPrompt = "A woman smiles, and says: \u201cYes \u2014 \uff21\u0301!\u201d </s> <extra_id_0>";

// The program's own tokenizer, and what somebody types.
std::optional<Error> readPrompt(std::string_view input, const fs::path& /*folder*/)
{
    static const auto tokens = text::Tokenizer::open(goldenFolder() / "google/umt5-xxl");
    if (!tokens)
        return tokens.error();
    const std::string once = text::cleanPrompt(input);
    (void)tokens->encode(once);
    (void)tokens->countTokens(input);
    return std::nullopt;
}

Inputs prompts()
{
    return {kPrompt, "sch\xc3\x83\xc2\xb6n &amp;lt;b&gt; &notit; &#x41;&#150; \x1b[31mred\x1b[0m \xef\xac\x81 \xff",
            "\xe4\xbd\xa0\xe5\xa5\xbd\xef\xbc\x8c \xe2\x80\xa8 caf\x65\xcc\x81  \r\n\t\xc2\xa0 "
            "\xc3\xa2\xe2\x82\xac\xe2\x84\xa2"};
}

std::optional<Error> readSlabs(std::string_view input, const fs::path& folder)
{
    const auto file = model::SlabFile::open(written(input, folder / "slabs", packSlabs));
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

std::optional<Error> readExtraFolders(std::string_view input, const fs::path& folder)
{
    if (model::extraModelFolders(written(input, folder / "extra_model_paths.yaml")).empty())
        return Error{ErrorCode::CheckpointDamaged, "extra_model_paths.yaml", "it names no folder"};
    return std::nullopt;
}

std::optional<Error> readDitConfig(std::string_view input, const fs::path& folder)
{
    static const auto source
        = model::openPart(goldenFolder() / "diffusion_pytorch_model.safetensors", ModelPart::VideoModel);
    return errorIn(dit::readDitConfig(written(input, folder / "config.json"), source->tensors));
}

const fs::path& speechFolder()
{
    static const fs::path folder = goldenFolder() / "wav2vec2-large-xlsr-53-english";
    return folder;
}

std::optional<Error> readSpeechConfig(std::string_view input, const fs::path& folder)
{
    static const auto speech = audio::openSpeechModel(speechFolder());
    Parts parts = partsOf(input);
    parts.resize(2);
    test::write(folder / "config.json", parts[0]);
    test::write(folder / "preprocessor_config.json", parts[1]);
    (void)audio::isWav2Vec2Folder(folder);
    return errorIn(audio::readWav2Vec2Config(folder, speech->source.tensors));
}

std::optional<Error> readHubList(std::string_view input, const fs::path& /*folder*/)
{
    const hub::HubServer huggingFace;
    const hub::HubServer modelScope{.kind = hub::ServerKind::ModelScope};
    std::optional<Error> error;
    for (const hub::HubServer& server : {huggingFace, modelScope}) {
        const auto listing = hub::readListing(server, "org/name", input);
        if (!listing) {
            error = listing.error();
            continue;
        }
        const hub::HubClient client(server);
        for (const hub::HubFile& file : listing->files) {
            if (!hub::HubCache::isSafePath(file.path))
                throw std::logic_error("a path that leads elsewhere: " + file.path);
            (void)client.requestFor(*listing, file);
        }
        return std::nullopt;
    }
    return error;
}

// The log of a file that is being fetched. Accepted if it vouches for some bytes.
std::optional<Error> readFetched(std::string_view input, const fs::path& folder)
{
    constexpr uint64_t kSize = 1000;
    const fs::path file = folder / "blob.part";
    test::write(folder / "blob.part.ranges", input);
    test::write(file, std::string(kSize, 'a'));
    (void)hub::PartialFile::bytesOf(file);
    if (const auto opened = hub::PartialFile::open(file, kSize); !opened)
        return opened.error();
    else if (opened->written().bytes() > kSize)
        throw std::logic_error("more bytes than the file has");
    else if (opened->written().bytes() > 0)
        return std::nullopt;
    return Error{ErrorCode::CheckpointDamaged, file, "nothing of it is vouched for"};
}

Inputs logsOfFetching()
{
    const fs::path folder = makeFolder();
    const fs::path file = folder / "blob.part";
    if (auto made = hub::PartialFile::open(file, 1000)) {
        (void)made->write(100, std::string(200, 'b'));
        (void)made->sync();
        (void)made->write(700, std::string(100, 'b'));
    }
    Inputs inputs{test::contentOf(folder / "blob.part.ranges")};
    fs::remove_all(folder);
    return inputs;
}

} // namespace

std::vector<Reader> modelReaders()
{
    return {
        {"safetensors", [] { return inputsOf(plainSafetensors(), {packSafetensors}); }, readTensors<packSafetensors>},
        {"quantised", [] { return inputsOf(quantisedSafetensors()); }, readTensors<packSafetensors>},
        {"sharded", [] { return inputsOf(shardedSafetensors()); }, readSharded},
        {"gguf", [] { return inputsOf(ggufFiles()); }, readTensors<inOnePiece>},
        {"zip",
         [] {
             return Inputs{packTorch(torchFiles()[0]), packZip64(torchFiles()[1])};
         },
         readZip},
        {"pickle", pickles, readPickle},
        {"torch",
         [] {
             return inputsOf(torchFiles(), {packTorch, packZip64});
         },
         readTensors<packTorch>},
        {"lora", [] { return inputsOf(loraFiles()); }, readLora},
        {"lora_names", namesOfLoras, readLoraNames},
        {"parts", [] { return inputsOf(partFiles()); }, readParts},
        {"tokenizer", [] { return inputsOf(tokenizers()); },
         [](std::string_view input, const fs::path& folder) {
             return tokenized(written(input, folder / "tokenizer"), kPrompt);
         }},
        {"tokenizer_json", [] { return Inputs{smallTokenizerJson()}; },
         [](std::string_view input, const fs::path& folder) {
             return tokenized(written(input, folder / "tokenizer.json"), kPrompt);
         }},
        {"prompt", prompts, readPrompt},
        {"extra_folders",
         [] {
             return Inputs{"# a comment\ncomfyui:\n    base_path: ../elsewhere\n    diffusion_models: |\n        m/a\n"
                           "        m/b\n    vae: &v m/vae\n    loras: *v\na111:\n    vae: \"/x/y\"\n"};
         },
         readExtraFolders},
        {"dit_config", [] { return Inputs{test::contentOf(goldenFolder() / "config.json")}; }, readDitConfig},
        {"speech_config",
         [] {
             return Inputs{joined({test::contentOf(speechFolder() / "config.json"),
                                   test::contentOf(speechFolder() / "preprocessor_config.json")})};
         },
         readSpeechConfig},
        {"slabs", [] { return inputsOf(slabFiles()); }, readSlabs},
        {"hub_list", [] { return inputsOf(hubLists()); }, readHubList},
        {"fetched", logsOfFetching, readFetched},
    };
}

} // namespace studio::test::fuzz
