// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/Tokenizer.h"

#include "core/base/FileKind.h"
#include "core/model/MappedFile.h"
#include "core/model/SafetensorsFile.h"
#include "core/text/PromptCleaner.h"
#include "core/text/TokenizerParts.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace studio::text {
namespace {

namespace fs = std::filesystem;

// Of safetensors: the spiece.model that ComfyUI embeds.
Result<SentencePieceModel> readEmbedded(const fs::path& path)
{
    constexpr std::string_view kName = "spiece_model";
    const Result<model::StateDict> tensors = model::openSafetensors(path);
    if (!tensors)
        return tensors.error();
    for (const auto& [name, tensor] : *tensors) {
        const bool isNamed = name == kName || name.ends_with("." + std::string(kName));
        if (!isNamed || tensor.scalar_type() != at::kByte)
            continue;
        const at::Tensor bytes = tensor.contiguous();
        return readSentencePiece(std::string_view(static_cast<const char*>(bytes.const_data_ptr()), bytes.nbytes()));
    }
    return Error{ErrorCode::CheckpointIncomplete, {}, "there is no tokenizer in it: no bytes called spiece_model"};
}

Result<SentencePieceModel> readSentencePieceFile(const fs::path& path, const model::MappedFile& file, FileKind kind)
{
    if (kind == FileKind::Safetensors)
        return readEmbedded(path);
    if (kind == FileKind::Unknown)
        return readSentencePiece(file.bytes());
    if (kind != FileKind::Gguf)
        return Error{ErrorCode::CheckpointForeign, {}, std::string(kindName(kind))};
    const Result<model::GgufMetadata> metadata = model::GgufMetadata::open(path);
    return metadata ? readSentencePiece(*metadata) : metadata.error();
}

Result<TokenizerParts> readParts(const fs::path& path)
{
    const Result<model::MappedFile> file = model::MappedFile::open(path);
    if (!file)
        return file.error();
    const FileKind kind = fileKind(file->bytes());
    if (kind == FileKind::Json || kind == FileKind::Text || path.extension() == ".json")
        return readTokenizerJson(path);
    const Result<SentencePieceModel> model = readSentencePieceFile(path, *file, kind);
    Result<TokenizerParts> parts = model ? convertSentencePiece(*model) : model.error();
    if (!parts)
        return Error{parts.error().code, path.string(), parts.error().detail};
    return parts;
}

} // namespace

struct Tokenizer::Model : TokenizerParts {
    std::vector<int64_t> encode(std::string_view prompt) const
    {
        std::vector<int64_t> ids;
        for (const AddedTokens::Part& part : literal.split({cleanPrompt(prompt), true})) {
            if (part.id) {
                ids.push_back(*part.id);
                continue;
            }
            for (const AddedTokens::Part& inner :
                 normalized.split({normalizer(part.stretch.text), part.stretch.isFirst})) {
                if (inner.id) {
                    ids.push_back(*inner.id);
                    continue;
                }
                for (const Stretch& word : preTokenizer(inner.stretch)) {
                    const std::vector<int64_t> pieces = unigram.encode(word.text);
                    ids.insert(ids.end(), pieces.begin(), pieces.end());
                }
            }
        }
        return ids;
    }
};

Result<Tokenizer> Tokenizer::open(const fs::path& path)
{
    std::error_code ignored;
    fs::path file = path;
    if (fs::is_directory(path, ignored)) {
        file = path / "tokenizer.json";
        if (const fs::path pieces = path / "spiece.model"; !fs::exists(file, ignored) && fs::exists(pieces, ignored))
            file = pieces;
    }
    Result<TokenizerParts> parts = readParts(file);
    if (!parts)
        return parts.error();
    return Tokenizer(std::make_shared<const Model>(Model{*std::move(parts)}));
}

Tokenizer::Tokenizer(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
{
}

std::vector<int64_t> Tokenizer::encode(std::string_view prompt, size_t maxTokens) const
{
    const auto& [before, after] = m_model->frame;
    std::vector<int64_t> ids = m_model->encode(prompt);
    const size_t around = before.size() + after.size();
    ids.resize(std::min(ids.size(), maxTokens > around ? maxTokens - around : 0));
    ids.insert(ids.begin(), before.begin(), before.end());
    ids.insert(ids.end(), after.begin(), after.end());
    return ids;
}

size_t Tokenizer::countTokens(std::string_view prompt) const
{
    return m_model->encode(prompt).size() + m_model->frame.before.size() + m_model->frame.after.size();
}

int64_t Tokenizer::vocabularySize() const
{
    return m_model->vocabularySize;
}

} // namespace studio::text
