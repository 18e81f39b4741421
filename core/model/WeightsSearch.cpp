// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/WeightsSearch.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <set>
#include <string_view>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostFiles = 4096; // of one search
constexpr size_t kMostEntries = 20'000; // of folders that are looked at in one search
constexpr int kDepth = 3; // people sort their weights into folders below ComfyUI's
constexpr std::string_view kIndex = ".index.json";
constexpr std::string_view kHubEntry = "models--";

bool isFolder(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool isFile(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

// "Wan-AI/Wan2.2-S2V-14B" -> "models--Wan-AI--Wan2.2-S2V-14B"
std::string hubEntry(const std::string& repository)
{
    return std::string(kHubEntry) + replaced(repository, "/", "--");
}

// ModelScope writes the dots of a name so.
std::string scopeName(const std::string& repository)
{
    return replaced(repository, ".", "___");
}

bool isWeightsName(const fs::path& file)
{
    static constexpr std::array<std::string_view, 5> kEndings{".safetensors", ".gguf", ".pth", ".pt", ".bin"};
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

// "model-00001-of-00004.safetensors"
bool isShard(const fs::path& file)
{
    const std::string stem = file.stem().string();
    const size_t of = stem.rfind("-of-");
    const auto isDigits = [](std::string_view text) {
        return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (of == std::string::npos || !isDigits(std::string_view(stem).substr(of + 4)))
        return false;
    const size_t dash = stem.rfind('-', of - 1);
    return of > 0 && dash != std::string::npos && isDigits(std::string_view(stem).substr(dash + 1, of - dash - 1));
}

class Search {
public:
    // Files of this folder, and of those in it down to `depth`.
    void look(const fs::path& folder, int depth)
    {
        std::error_code code;
        std::vector<fs::path> inside;
        for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
            if (++m_entries > kMostEntries || m_files.size() >= kMostFiles)
                return;
            const fs::path& path = at->path();
            const std::string name = path.filename().string();
            if (name.starts_with('.'))
                continue;
            if (isFolder(path)) {
                if (depth > 0)
                    inside.push_back(path);
            } else if (name.ends_with(kIndex)) {
                add(path.parent_path() / name.substr(0, name.size() - kIndex.size()));
            } else if (isWeightsName(path) && !isShard(path) && isFile(path)) {
                add(path);
            }
        }
        std::sort(inside.begin(), inside.end());
        for (const fs::path& each : inside)
            look(each, depth - 1);
    }

    // As ComfyUI sorts them.
    void lookInKinds(const fs::path& folder)
    {
        for (const std::string& kind : comfyFolders())
            look(folder / kind, kDepth);
    }

    void lookInPlace(const fs::path& place)
    {
        look(place, 0);
        std::error_code code;
        for (fs::directory_iterator at(place, code), end; !code && at != end; at.increment(code)) {
            if (++m_entries > kMostEntries)
                return;
            if (at->path().filename().string().starts_with(kHubEntry)) {
                if (const auto snapshot = snapshotOf(at->path()))
                    lookInPlace(*snapshot);
            } else if (isFile(at->path() / "config.json")) {
                look(at->path(), 0);
            }
        }
        for (const char* const inside : {"", "models", "split_files"})
            lookInKinds(place / inside);
        // It lies in ComfyUI's folder, beside "models".
        for (const fs::path& comfy : {place, place.parent_path()}) {
            if (comfy == place || place.filename() == "models") {
                for (const fs::path& folder : extraModelFolders(comfy / "extra_model_paths.yaml"))
                    look(folder, kDepth);
            }
        }
    }

    std::vector<fs::path> files()
    {
        std::sort(m_files.begin(), m_files.end());
        return std::move(m_files);
    }

private:
    void add(const fs::path& path)
    {
        if (m_known.insert(path).second)
            m_files.push_back(path);
    }

    std::vector<fs::path> m_files;
    std::set<fs::path> m_known;
    size_t m_entries = 0;
};

} // namespace

const std::vector<std::string>& comfyFolders()
{
    static const std::vector<std::string> folders{"diffusion_models", "unet",           "text_encoders", "clip", "vae",
                                                  "vae_approx",       "audio_encoders", "loras"};
    return folders;
}

std::optional<fs::path> snapshotOf(const fs::path& place)
{
    if (!place.filename().string().starts_with(kHubEntry))
        return {};
    const fs::path snapshots = place / "snapshots";
    std::string commit;
    std::ifstream(place / "refs" / "main") >> commit;
    // A name that points elsewhere is no commit's.
    if (!commit.empty() && commit.find_first_of("/\\") == std::string::npos && commit != ".." && commit != "."
        && isFolder(snapshots / commit))
        return snapshots / commit;
    std::optional<fs::path> newest;
    fs::file_time_type newestTime;
    std::error_code code;
    for (fs::directory_iterator at(snapshots, code), end; !code && at != end; at.increment(code)) {
        std::error_code ignored;
        const fs::file_time_type time = fs::last_write_time(at->path(), ignored);
        if (isFolder(at->path()) && (!newest || time > newestTime)) {
            newest = at->path();
            newestTime = time;
        }
    }
    return newest;
}

std::optional<fs::path> repositoryFolder(const fs::path& place, const std::string& repository)
{
    const std::string entry = hubEntry(repository);
    for (const fs::path& candidate : {place, place / entry, place / "hub" / entry}) {
        if (candidate.filename() == entry) {
            if (std::optional<fs::path> snapshot = snapshotOf(candidate))
                return snapshot;
        }
    }
    for (const char* const inside : {"", "models", "hub", "hub/models"}) {
        for (const std::string& name : {repository, scopeName(repository)}) {
            if (const fs::path folder = (place / inside / name).lexically_normal(); isFolder(folder))
                return folder;
        }
    }
    return {};
}

std::optional<fs::path> cacheAround(const fs::path& repositoryFolder)
{
    const fs::path parent = repositoryFolder.parent_path();
    if (parent.filename() == "snapshots" && parent.parent_path().filename().string().starts_with(kHubEntry))
        return parent.parent_path().parent_path();
    // ModelScope's: <cache>/ORG/NAME
    if (parent.has_parent_path() && parent.parent_path() != parent && parent.parent_path().filename() == "models")
        return parent.parent_path();
    return {};
}

std::vector<fs::path> weightFiles(const fs::path& place)
{
    Search search;
    search.lookInPlace(place);
    return search.files();
}

} // namespace studio::model
