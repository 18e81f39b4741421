// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/GetModel.h"

#include "app/render/Arguments.h"
#include "app/render/Messages.h"
#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/spec/ModelCatalogue.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

#include <unistd.h>

namespace studio::render {
namespace {

namespace fs = std::filesystem;
using hub::DownloadProgress;
using hub::FileProgress;
using hub::FileState;

std::string shellWord(const std::string& text)
{
    if (!text.empty()
        && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+")
            == std::string::npos)
        return text;
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

const char* nameOf(FileState state)
{
    switch (state) {
    case FileState::Waiting: return "waiting";
    case FileState::Loading: return "loading";
    case FileState::Checking: return "checking";
    case FileState::Whole: return "whole";
    case FileState::Failed: return "failed";
    }
    return "";
}

// The option that takes a part.
const char* optionOf(ModelPart part)
{
    switch (part) {
    case ModelPart::VideoModel: return "dit";
    case ModelPart::TextEncoder: return "text_encoder";
    case ModelPart::Tokenizer: return "tokenizer";
    case ModelPart::VoiceEncoder: return "audio_encoder";
    case ModelPart::PictureDecoder: return "vae";
    case ModelPart::Lora: return "lora_path_dmd";
    }
    return "";
}

// Says how a download goes, in one line that is rewritten, or as lines of JSON.
class DownloadWriter {
public:
    explicit DownloadWriter(ProgressStyle style)
        : m_style(style)
    {
        if (m_style == ProgressStyle::Automatic)
            m_style = isatty(STDERR_FILENO) != 0 ? ProgressStyle::Bar : ProgressStyle::None;
    }

    void show(const DownloadProgress& progress)
    {
        if (m_style == ProgressStyle::Bar)
            showBar(progress);
        else if (m_style == ProgressStyle::Json)
            showJson(progress);
        sayErrors(progress);
    }

    void finish() const
    {
        if (m_lineLength > 0)
            std::fputc('\n', stderr);
    }

private:
    void showBar(const DownloadProgress& progress)
    {
        std::string line = fileSizeText(progress.have()) + " of " + fileSizeText(progress.bytes());
        if (const double speed = progress.bytesPerSecond(); speed > 0) {
            const auto left
                = static_cast<long>(std::ceil(static_cast<double>(progress.bytes() - progress.have()) / speed));
            std::array<char, 64> text{};
            std::snprintf(text.data(), text.size(), "  %.1f MB/s  %ld:%02ld left", speed / 1e6, left / 60, left % 60);
            line += text.data();
        }
        for (const FileProgress& file : progress.files) {
            if (file.state == FileState::Loading || file.state == FileState::Checking)
                line += std::string("  ") + (file.state == FileState::Checking ? "checking " : "")
                    + fs::path(file.path).filename().string();
        }
        constexpr size_t kMostColumns = 160;
        line.resize(std::min(line.size(), kMostColumns));
        const size_t length = line.size();
        line.resize(std::max(length, m_lineLength), ' ');
        m_lineLength = length;
        std::fprintf(stderr, "\r%s", line.c_str());
        std::fflush(stderr);
    }

    static void showJson(const DownloadProgress& progress)
    {
        nlohmann::ordered_json files = nlohmann::ordered_json::array();
        for (const FileProgress& file : progress.files) {
            nlohmann::ordered_json row{{"repository", file.repository},
                                       {"path", file.path},
                                       {"bytes", file.bytes},
                                       {"have", file.have},
                                       {"bytes_per_second", file.bytesPerSecond},
                                       {"state", nameOf(file.state)}};
            if (file.error)
                row["error"] = std::string(name(file.error->code)) + ": " + file.error->detail;
            files.push_back(std::move(row));
        }
        const nlohmann::ordered_json line{{"bytes", progress.bytes()},
                                          {"have", progress.have()},
                                          {"bytes_per_second", progress.bytesPerSecond()},
                                          {"files", std::move(files)}};
        std::printf("%s\n", line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
        std::fflush(stdout);
    }

    // Each reason of a file to wait or to fail once.
    void sayErrors(const DownloadProgress& progress)
    {
        for (const FileProgress& file : progress.files) {
            if (!file.error || !m_said.insert(file.path + '\n' + file.error->detail).second)
                continue;
            finish();
            m_lineLength = 0;
            std::fprintf(stderr, "%s: %s%s\n", file.path.c_str(), file.error->detail.c_str(),
                         file.state == FileState::Failed ? "" : "; it is tried again");
        }
    }

    ProgressStyle m_style;
    size_t m_lineLength = 0;
    std::set<std::string> m_said;
};

void sayPlan(const hub::DownloadPlan& plan, const PublishedVariant& variant, const fs::path& cache)
{
    std::fprintf(stderr, "Live Avatar 14B, %s. Its files and their licences are those of these pages:\n",
                 variant.title.c_str());
    for (const hub::DownloadOrigin& origin : plan.origins)
        std::fprintf(stderr, "  %s  %s%s%s\n", origin.page.c_str(), fileSizeText(origin.bytes).c_str(),
                     origin.licence.empty() ? "" : ", licence: ", origin.licence.c_str());
    std::fprintf(stderr, "To %s: %s are to come, %s are free there.\n", cache.c_str(),
                 fileSizeText(plan.missing).c_str(), fileSizeText(plan.free).c_str());
}

// The options to render with. The folder of one repository is a checkpoint if all of its parts are in it.
void sayResult(const std::vector<hub::DownloadedFile>& files, const fs::path& cache)
{
    const auto isLora = [](const hub::DownloadedFile& file) { return file.part == ModelPart::Lora; };
    const bool isFolder = std::all_of(files.begin(), files.end(), [&](const hub::DownloadedFile& file) {
        return isLora(file) || file.repository == files.front().repository;
    });
    const auto config = std::find_if(files.begin(), files.end(), [](const hub::DownloadedFile& file) {
        return file.part == ModelPart::VideoModel && file.file.filename() == "config.json";
    });
    if (isFolder && config != files.end()) {
        std::printf("--ckpt_dir %s", shellWord(config->file.parent_path().string()).c_str());
        for (const hub::DownloadedFile& file : files) {
            if (isLora(file))
                std::printf(" --lora_path_dmd %s", shellWord(file.file.string()).c_str());
        }
        std::printf("\n");
        return;
    }
    // Parts of several repositories, one file each.
    std::printf("--ckpt_dir %s", shellWord(cache.string()).c_str());
    for (const hub::DownloadedFile& file : files)
        std::printf(" --%s %s", optionOf(file.part), shellWord(file.file.string()).c_str());
    std::printf("\n");
}

} // namespace

Status getModel(const GetModelOrder& order, ProgressStyle style, const std::stop_token& stop)
{
    const PublishedVariant* const variant = findVariant(kLiveAvatarModel, order.variant);
    if (!variant)
        return Error{ErrorCode::BadOption, "--variant", "there is no such variant"};
    hub::DownloadOptions options;
    options.server = hub::HubServer::named(order.source);
    if (hub::originOf(options.server.address).empty())
        return Error{ErrorCode::BadOption, order.source.empty() ? "HF_ENDPOINT" : "--source",
                     "\u201c" + options.server.address + "\u201d is no address of a server; it begins with https://"};
    options.cache = order.folder == "cache" ? hub::HubCache::standardRoot() : fs::path(order.folder);
    options.from = order.from;
    options.bytesPerSecond = static_cast<uint64_t>(order.megabytesPerSecond * 1e6);
    const fs::path cache = options.cache;

    hub::ModelDownload download(variant->files, std::move(options));
    const Result<hub::DownloadPlan> plan = download.prepare(stop);
    if (!plan)
        return plan.error();
    sayPlan(*plan, *variant, cache);
    DownloadWriter writer(style);
    const Result<std::vector<hub::DownloadedFile>> files
        = download.run([&](const DownloadProgress& progress) { writer.show(progress); }, stop);
    writer.finish();
    if (!files) {
        if (files.error().code == ErrorCode::Cancelled)
            std::fprintf(stderr, "%s and stay in %s; the same command goes on.\n", files.error().detail.c_str(),
                         cache.c_str());
        return files.error();
    }
    sayResult(*files, cache);
    return kDone;
}

} // namespace studio::render
