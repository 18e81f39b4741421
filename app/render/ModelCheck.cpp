// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/ModelCheck.h"

#include "app/render/Arguments.h"
#include "app/render/Messages.h"
#include "core/base/Units.h"
#include "core/hub/HashCheck.h"
#include "core/pipeline/CheckpointCheck.h"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace studio::render {
namespace {

namespace fs = std::filesystem;
using pipeline::FoundPart;
using pipeline::ModelSet;
using pipeline::PlaceKind;

constexpr size_t kMostForeign = 12; // files of other models that are named

const char* partName(ModelPart part)
{
    switch (part) {
    case ModelPart::VideoModel: return "Video model";
    case ModelPart::TextEncoder: return "Text encoder";
    case ModelPart::Tokenizer: return "Tokenizer";
    case ModelPart::VoiceEncoder: return "Voice encoder";
    case ModelPart::PictureDecoder: return "Picture decoder";
    case ModelPart::Lora: return "LoRA";
    }
    return "";
}

const char* placeName(PlaceKind kind)
{
    switch (kind) {
    case PlaceKind::HuggingFace: return "Hugging Face's cache";
    case PlaceKind::ModelScope: return "ModelScope's cache";
    case PlaceKind::ComfyUi: return "ComfyUI's folders";
    case PlaceKind::Folder: return "a folder";
    }
    return "";
}

std::string padded(std::string text, size_t width)
{
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

std::string indented(const std::string& text)
{
    std::string result = "    ";
    for (const char c : text) {
        result += c;
        if (c == '\n')
            result += "    ";
    }
    return result;
}

// Where a missing part is got.
std::string sourceOf(ModelPart part, const CheckpointNames& names)
{
    const std::string& repository = part == ModelPart::Lora ? names.loraRepository : names.repository;
    const std::string file = part == ModelPart::Lora ? names.lora
        : part == ModelPart::TextEncoder             ? names.t5 + " and the folder " + names.tokenizer
        : part == ModelPart::PictureDecoder          ? names.vae
        : part == ModelPart::VoiceEncoder            ? "the folder " + names.wav2vec2
                                                     : "config.json, " + names.dit + ".index.json and its shards";
    return file + " of https://huggingface.co/" + repository;
}

std::string foreignText(const std::vector<pipeline::ForeignFile>& others)
{
    if (others.empty())
        return {};
    std::string text = "Not of this model, or not readable:\n";
    for (size_t i = 0; i < std::min(others.size(), kMostForeign); ++i) {
        const Error& problem = others[i].problem;
        const bool isForeign = problem.code == ErrorCode::CheckpointForeign;
        text += "  " + others[i].path.string() + (isForeign ? " is " + problem.detail : "") + "\n";
        if (!isForeign)
            text += indented(message(problem)) + "\n";
    }
    if (others.size() > kMostForeign)
        text += "  and " + std::to_string(others.size() - kMostForeign) + " more\n";
    return text;
}

int checkFile(const fs::path& file)
{
    const pipeline::FoundPart found = pipeline::lookAtFile(file);
    if (found.problem) {
        std::printf("%s\n", message(*found.problem).c_str());
        return exitCode(found.problem->code);
    }
    std::printf("%s: %s, %s, %s\n", file.c_str(), partName(found.part), found.format.c_str(),
                fileSizeText(found.bytes).c_str());
    return 0;
}

// The files at a path that are published, or belong to a set there.
std::vector<fs::path> filesAt(const fs::path& path, const ModelEntry& entry)
{
    std::error_code code;
    if (!fs::is_directory(path, code))
        return fs::exists(path, code) ? std::vector{path} : std::vector<fs::path>();
    std::vector<fs::path> files;
    for (const ModelSet& set :
         pipeline::findModelSets({{.kind = pipeline::placeKind(path), .folder = path}}, entry).sets) {
        for (const fs::path& file : pipeline::filesOf(set)) {
            if (std::find(files.begin(), files.end(), file) == files.end())
                files.push_back(file);
        }
    }
    return files;
}

void sayHash(const hub::CheckedHash& checked)
{
    switch (checked.verdict) {
    case hub::HashVerdict::Right: std::printf("  right    %s  %s\n", checked.hash.c_str(), checked.file.c_str()); break;
    case hub::HashVerdict::Wrong:
        std::printf("  WRONG    %s  %s\n           %s is what its publisher lists\n", checked.hash.c_str(),
                    checked.file.c_str(), checked.expected.c_str());
        break;
    case hub::HashVerdict::Unknown:
        std::printf("  unknown  %s  %s\n", checked.hash.c_str(), checked.file.c_str());
        break;
    case hub::HashVerdict::Unreadable:
        std::printf("  %s\n%s\n", checked.file.c_str(), indented(message(*checked.error)).c_str());
        break;
    }
}

// Checks every tensor of a set whose parts are all there.
std::optional<Error> deepProblem(const ModelSet& set, const ModelEntry& entry)
{
    const pipeline::CheckpointReport report = pipeline::checkCheckpoint(set.place, {}, {}, entry);
    for (const pipeline::CheckpointPart& part : report.parts) {
        if (part.error)
            return part.error;
        if (part.state == pipeline::PartState::Missing)
            return Error{ErrorCode::CheckpointIncomplete, report.root.string(), "missing: " + part.name};
    }
    return {};
}

} // namespace

std::string setText(const ModelSet& set, const ModelEntry& entry)
{
    std::string text = entry.title + " in " + placeName(set.kind) + ", " + set.folder.string() + "\n";
    std::string missing;
    for (const FoundPart& part : set.parts) {
        text += "  " + padded(partName(part.part), 17);
        if (part.path.empty()) {
            text += "missing\n";
            missing += "  Get " + sourceOf(part.part, entry.files) + " (" + fileSizeText(part.bytes) + ").\n";
            continue;
        }
        text += padded(part.format, 6) + padded(fileSizeText(part.bytes), 10) + part.path.string()
            + (part.borrowed ? "  (of another place)" : "") + "\n";
        if (part.problem) {
            text += indented(message(*part.problem)) + "\n";
            missing += "  Get " + sourceOf(part.part, entry.files) + ".\n";
        }
    }
    return text + missing;
}

int checkModel(const fs::path& path)
{
    std::error_code code;
    if (!fs::exists(path, code)) {
        const Error missing{ErrorCode::FileMissing, path.string(), {}};
        std::printf("%s\n", message(missing).c_str());
        return exitCode(missing.code);
    }
    if (!fs::is_directory(path, code))
        return checkFile(path);

    const ModelEntry entry = *ModelCatalogue().find(kLiveAvatarModel);
    // What the folder lacks may lie elsewhere on this computer.
    std::vector<pipeline::SearchPlace> places{{.kind = pipeline::placeKind(path), .folder = path}};
    const pipeline::SearchResult own = pipeline::findModelSets(places, entry);
    for (const pipeline::SearchPlace& place : pipeline::usualPlaces())
        places.push_back(place);
    const pipeline::SearchResult all = pipeline::findModelSets(places, entry);

    bool isComplete = false;
    int worst = exitCode(ErrorCode::CheckpointIncomplete);
    size_t count = 0;
    for (const ModelSet& set : all.sets) {
        if (set.folder != path)
            continue;
        ++count;
        std::fputs(setText(set, entry).c_str(), stdout);
        if (!set.complete()) {
            std::fputs("  The model is not complete.\n", stdout);
            continue;
        }
        if (const std::optional<Error> problem = deepProblem(set, entry)) {
            std::printf("%s\n", indented(message(*problem)).c_str());
            worst = exitCode(problem->code);
            continue;
        }
        std::fputs("  The model is complete: every tensor is there and has its shape.\n", stdout);
        isComplete = true;
    }
    if (count == 0)
        std::printf("“%s” holds no model.\n", path.c_str());
    std::fputs(foreignText(own.others).c_str(), stdout);
    return isComplete ? 0 : worst;
}

int checkModelAndHashes(const fs::path& path, ProgressStyle style, const std::stop_token& stop)
{
    const int code = checkModel(path);
    std::fflush(stdout);
    const std::vector<fs::path> files = filesAt(path, *ModelCatalogue().find(kLiveAvatarModel));
    if (files.empty())
        return code;
    hub::HashOptions options;
    for (const PublishedVariant& variant : publishedVariants(kLiveAvatarModel))
        options.published.insert(options.published.end(), variant.files.begin(), variant.files.end());
    const bool showsBar
        = style == ProgressStyle::Bar || (style == ProgressStyle::Automatic && isatty(STDERR_FILENO) != 0);
    const auto show = [&](const hub::HashProgress& now) {
        if (showsBar)
            std::fprintf(stderr, "\rHashes: %s of %s   ", fileSizeText(now.done).c_str(),
                         fileSizeText(now.bytes).c_str());
    };
    const Result<std::vector<hub::CheckedHash>> checked = hub::checkHashes(files, options, show, stop);
    if (showsBar)
        std::fputc('\n', stderr);
    if (!checked) {
        std::printf("%s\n", message(checked.error()).c_str());
        return exitCode(checked.error().code);
    }
    std::fputs("Hashes:\n", stdout);
    std::optional<ErrorCode> worst;
    for (const hub::CheckedHash& each : *checked) {
        sayHash(each);
        if (each.error && worst != ErrorCode::WrongHash)
            worst = each.error->code;
    }
    const auto is = [](hub::HashVerdict verdict) {
        return [verdict](const hub::CheckedHash& each) { return each.verdict == verdict; };
    };
    const auto unknown = std::count_if(checked->begin(), checked->end(), is(hub::HashVerdict::Unknown));
    if (unknown > 0)
        std::printf(
            "  %lld of %zu files have nothing to be compared with: their publisher's list wasn't there, or has no "
            "file of this name and size.\n",
            static_cast<long long>(unknown), checked->size());
    else if (!worst)
        std::fputs("  All files are as their publisher lists them.\n", stdout);
    return worst ? exitCode(*worst) : code;
}

int listModels()
{
    const ModelEntry entry = *ModelCatalogue().find(kLiveAvatarModel);
    const std::vector<pipeline::SearchPlace> places = pipeline::usualPlaces();
    const pipeline::SearchResult found = pipeline::findModelSets(places, entry);
    for (const ModelSet& set : found.sets) {
        std::fputs(setText(set, entry).c_str(), stdout);
        std::printf("  %s\n\n", set.complete() ? "Complete." : "Not complete.");
    }
    if (found.sets.empty()) {
        std::string looked;
        for (const pipeline::SearchPlace& place : places)
            looked += "\n  " + place.folder.string();
        std::printf("No model lies in the usual places of this computer%s%s\n", looked.empty() ? "." : ":",
                    looked.c_str());
        return exitCode(ErrorCode::FileMissing);
    }
    return 0;
}

} // namespace studio::render
