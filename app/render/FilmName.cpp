// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/FilmName.h"

namespace studio::render {
namespace {

namespace fs = std::filesystem;

// The format of a file's suffix, if it may be one; null for a folder's name.
const media::ExportFormat* formatNamed(const fs::path& file, bool mayBeSound)
{
    std::error_code ignored;
    const media::ExportFormat* const named = fs::is_directory(file, ignored) ? nullptr : media::exportFormatOf(file);
    return named && (mayBeSound || named->kind != media::FormatKind::Sound) ? named : nullptr;
}

} // namespace

Result<const media::ExportFormat*> formatOf(const TypedName& typed)
{
    const media::ExportFormat* const named = formatNamed(typed.file, typed.mayBeSound);
    const media::ExportFormat* const wanted = !typed.format.empty() ? media::findExportFormat(typed.format)
        : named                                                     ? named
                                                                    : &media::exportFormats().front();
    const std::string file = "\u201c" + typed.file.string() + "\u201d";
    if (named && (named->suffix != wanted->suffix || named->kind != wanted->kind))
        return Error{ErrorCode::BadOption, "--format",
                     file + " ends like another format than " + typed.format + "; give the one or the other"};
    if (named && named->kind == media::FormatKind::Pictures && file.find('%') == std::string::npos)
        return Error{ErrorCode::BadOption, "--save_file",
                     file + " would be one picture; for all of them name a folder, with --format "
                         + std::string(named->id)};
    return wanted;
}

Result<FilmName> filmName(const TypedName& typed)
{
    const Result<const media::ExportFormat*> format = formatOf(typed);
    if (!format)
        return format.error();
    std::error_code ignored;
    FilmName name{.format = *format, .path = typed.file};
    name.isFree = typed.file.empty() || fs::is_directory(typed.file, ignored);
    if (name.isFree)
        name.path = (typed.file.empty() ? typed.folder : typed.file) / typed.stem;
    const bool isNamed = !name.isFree && formatNamed(name.path, typed.mayBeSound);
    if (name.format->kind != media::FormatKind::Pictures) {
        if (!isNamed)
            name.path += name.format->suffix;
    } else if (isNamed || name.path.filename().empty()) { // "frames/%05d.png", "frames/"
        name.path = name.path.has_parent_path() ? name.path.parent_path() : fs::path(".");
    }
    return name;
}

} // namespace studio::render
