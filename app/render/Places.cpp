// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/Places.h"

#include "core/media/ExportFormat.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace studio::render {
namespace {

namespace fs = std::filesystem;

struct Place {
    const char* flag;
    fs::path path;
};

fs::path folderOf(const fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// The file that a write to this path creates or changes: follows links, also to missing files.
fs::path written(fs::path path)
{
    constexpr int kMostLinks = 40; // Linux's own limit
    std::error_code failed;
    for (int i = 0; i < kMostLinks && fs::is_symlink(fs::symlink_status(path, failed)); ++i)
        path = folderOf(path) / fs::read_symlink(path, failed);
    return path;
}

// By device and inode where both exist, else by folder and name.
bool isOneFile(const fs::path& a, const fs::path& b)
{
    std::error_code failed;
    if (fs::exists(a, failed) && fs::exists(b, failed))
        return fs::equivalent(a, b, failed);
    const fs::path first = written(a);
    const fs::path second = written(b);
    return first.filename() == second.filename() && fs::equivalent(folderOf(first), folderOf(second), failed);
}

// Whether the file is the input, or one of the files in it where that is a folder.
bool isPartOf(const fs::path& file, const fs::path& input)
{
    std::error_code failed;
    if (!fs::is_directory(input, failed))
        return isOneFile(file, input);
    if (!fs::exists(file, failed))
        return false;
    constexpr int kDeepest = 4; // of a checkpoint's folders
    fs::recursive_directory_iterator entry(input, fs::directory_options::skip_permission_denied, failed);
    for (const fs::recursive_directory_iterator end; !failed && entry != end; entry.increment(failed)) {
        if (entry.depth() >= kDeepest)
            entry.disable_recursion_pending();
        std::error_code ignored;
        if (entry->is_regular_file(ignored) && fs::equivalent(file, entry->path(), ignored))
            return true;
    }
    return false;
}

Status notWritable(const fs::path& path, int code)
{
    const bool full = code == ENOSPC || code == EDQUOT;
    return Error{full ? ErrorCode::DiskFull : ErrorCode::NotWritable, path.string(), std::strerror(code)};
}

Status checkWritable(const fs::path& path)
{
    std::error_code failed;
    if (fs::is_directory(path, failed))
        return notWritable(path, EISDIR);
    if (fs::exists(path, failed)) // A pipe must not be opened twice.
        return ::access(path.c_str(), W_OK) == 0 ? Status(kDone) : notWritable(path, errno);
    const fs::path file = written(path);
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (made < 0)
        return notWritable(path, errno);
    ::close(made);
    ::unlink(file.c_str());
    return kDone;
}

} // namespace

Status checkPlaces(const Arguments& arguments)
{
    const jobs::FilmOrder& order = arguments.order;
    const PartFiles& parts = arguments.model.parts;
    std::vector<Place> inputs{Place{"--dit", parts.videoModel},
                              Place{"--text_encoder", parts.textEncoder},
                              Place{"--tokenizer", parts.tokenizer},
                              Place{"--audio_encoder", parts.voiceEncoder},
                              Place{"--vae", parts.pictureDecoder},
                              Place{"--image", order.portrait},
                              Place{"--audio", order.voice},
                              Place{"--lora_path_dmd", arguments.model.lora},
                              Place{"--light_decoder", arguments.model.lightDecoder},
                              Place{"--noise", order.noise},
                              Place{"--say_file", arguments.spokenFile},
                              Place{"--settings_of", arguments.settingsOf},
                              Place{"--score", arguments.scored},
                              Place{"--ckpt_dir", arguments.model.checkpoint}};
    for (const project::Person& person : order.people)
        inputs.push_back({"--person", person.voice});
    std::vector<Place> outputs;
    for (const Place& output :
         {Place{"--save_file", order.movie}, Place{"--report", arguments.report}, Place{"--dump", order.dump}}) {
        std::error_code failed;
        // A device accepts any write.
        const bool isDevice = fs::exists(output.path, failed) && fs::is_other(output.path, failed);
        if (output.path.empty() || isDevice)
            continue;
        const auto isThis = [&](const Place& other) {
            // Who lets a film be replaced may make it again, by its own settings.
            const bool isMadeAgain = output.path == order.movie && other.path == arguments.settingsOf;
            return !other.path.empty() && !isMadeAgain && isPartOf(output.path, other.path);
        };
        const auto clash = [&](const Place& other) {
            return Error{ErrorCode::BadOption, output.flag,
                         "\u201c" + output.path.string() + "\u201d is a file of " + other.flag
                             + " and would be lost; choose another name"};
        };
        const bool takesAnother = output.path == order.movie && arguments.nameIsFree; // Where the name is taken.
        const auto input = std::find_if(inputs.begin(), inputs.end(), isThis);
        if (input != inputs.end() && !takesAnother)
            return clash(*input);
        if (const auto other = std::find_if(outputs.begin(), outputs.end(), isThis); other != outputs.end())
            return clash(*other);
        outputs.push_back(output);
    }
    for (const fs::path& path : {arguments.report, order.dump}) {
        if (path.empty())
            continue;
        if (Status writable = checkWritable(path); !writable)
            return writable;
    }
    return kDone;
}

Result<media::PartFile> reserveName(const Arguments& arguments)
{
    const jobs::FilmOrder& order = arguments.order;
    std::error_code failed;
    const bool isPictures = media::findExportFormat(order.format)->kind == media::FormatKind::Pictures;
    if (isPictures && !arguments.nameIsFree && fs::exists(order.movie, failed))
        return Error{ErrorCode::FileExists, order.movie.string(),
                     "pictures go into a new folder, also with --overwrite"};
    if (arguments.nameIsFree)
        return media::PartFile::reserveFree(order.movie);
    return media::PartFile::reserve(order.movie, order.replace ? media::Existing::Replace : media::Existing::Refuse);
}

} // namespace studio::render
