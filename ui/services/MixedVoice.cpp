// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/MixedVoice.h"

#include "core/media/PartFile.h"
#include "core/media/VoiceMix.h"
#include "ui/services/Text.h"

#include <QStringList>

#include <algorithm>

namespace studio::ui {

QString mixName(const std::vector<std::filesystem::path>& voices)
{
    constexpr size_t kNamed = 3;
    constexpr qsizetype kLetters = 20; // of each, so that all fit in a file's name
    QStringList names;
    for (size_t i = 0; i < std::min(voices.size(), kNamed); ++i)
        names << fromPath(voices[i].stem()).left(kLetters);
    if (voices.size() > kNamed)
        names << QStringLiteral("…");
    return names.join(QStringLiteral(" + "));
}

Result<std::filesystem::path> mixIntoFolder(const std::filesystem::path& folder, const QString& name,
                                            const std::vector<std::filesystem::path>& voices,
                                            const std::stop_token& stop)
{
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        return Error{ErrorCode::NotWritable, folder.string(), failed.message()};
    const std::filesystem::path wanted = folder / toPath(name % QStringLiteral(".wav"));
    Result<media::PartFile> part = media::PartFile::reserveFree(wanted);
    if (!part)
        return part.error();
    if (const Result<double> mixed = media::mixVoices(voices, part->path(), stop); !mixed) {
        part->remove();
        return mixed.error();
    }
    Result<std::filesystem::path> published = part->publishFree(wanted);
    if (!published)
        part->remove();
    return published;
}

} // namespace studio::ui
