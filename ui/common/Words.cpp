// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/Words.h"

#include "core/base/Units.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <map>

namespace studio::ui::words {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

} // namespace

QString figure(double value)
{
    const double size = std::abs(value);
    const int decimals = size >= 99.95 || size == std::floor(size) ? 0 : size >= 9.995 ? 1 : size >= 0.995 ? 1 : 2;
    return QString::number(value, 'f', decimals);
}

QString gigabytes(int64_t bytes)
{
    const double value = studio::gigabytes(bytes);
    return QString::number(value, 'f', value >= 99.95 ? 0 : 1);
}

QString bytes(int64_t count)
{
    const auto value = static_cast<double>(count);
    if (studio::gigabytes(count) >= 0.1)
        return Tr::tr("%1 GB").arg(gigabytes(count));
    if (value >= 1024.0 * 1024)
        return Tr::tr("%1 MB").arg(figure(value / (1024 * 1024)));
    if (value >= 1024)
        return Tr::tr("%1 KB").arg(std::lround(value / 1024));
    return Tr::tr("%1 B").arg(count);
}

QString fileSize(uint64_t count)
{
    const FileSize size = studio::fileSize(count);
    return QString::fromStdString(size.number) % QChar(0xa0) % QLatin1String(size.unit);
}

QString fileSizes(uint64_t part, uint64_t whole)
{
    const FileSize size = studio::fileSize(part);
    const bool isSameUnit = std::string_view(size.unit) == studio::fileSize(whole).unit;
    return Tr::tr("%1 of %2", "sizes of files")
        .arg(isSameUnit ? QString::fromStdString(size.number) : fileSize(part), fileSize(whole));
}

QString duration(double seconds)
{
    const auto whole = static_cast<int64_t>(std::llround(seconds));
    if (whole < 60)
        return Tr::tr("%1 s").arg(seconds < 1 ? 1 : whole);
    // Beyond ten minutes seconds are noise.
    if (whole < 600)
        return whole % 60 ? Tr::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60) : Tr::tr("%1 min").arg(whole / 60);
    const int64_t minutes = (whole + 30) / 60;
    if (minutes < 60)
        return Tr::tr("%1 min").arg(minutes);
    return minutes % 60 ? Tr::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60) : Tr::tr("%1 h").arg(minutes / 60);
}

QString size(int width, int height)
{
    return QStringLiteral("%1\u00a0×\u00a0%2").arg(width).arg(height);
}

QString clips(int64_t count)
{
    return Tr::tr("%n clip(s)", nullptr, static_cast<int>(count));
}

QString lookBack(int windowBlocks)
{
    return Tr::tr("%1 s").arg(windowBlocks * kFramesPerBlock / double{kFramesPerSecond}, 0, 'f', 1);
}

QString modelTitle(const ModelEntry& model)
{
    return model.source == ModelSource::Program ? Tr::tr("Demo model (%1 px)").arg(model.standardSize.width)
                                                : QString::fromStdString(model.title);
}

QString presetPurpose(const std::string& id)
{
    if (id == "quick-preview")
        return Tr::tr("A first look: small, with few steps, to see whether face, voice and prompt go together.");
    if (id == "standard")
        return Tr::tr("For most films, up to a minute and a half: the steps that the model was trained with.");
    if (id == "high-quality-short")
        return Tr::tr("For half a minute that counts: one step more, for finer pictures.");
    if (id == "long-video")
        return Tr::tr("For speeches and stories: the whole voice, however long it is.");
    return {};
}

QString sceneTitle(const project::Scene& scene)
{
    constexpr qsizetype kLength = 32;
    QString title = QString::fromStdString(scene.prompt).simplified();
    if (title.size() > kLength) {
        const qsizetype end = title.lastIndexOf(QLatin1Char(' '), kLength);
        title.truncate(end > kLength / 2 ? end : kLength); // Cuts between words if possible.
    }
    while (!title.isEmpty() && (title.back().isPunct() || title.back().isHighSurrogate()))
        title.chop(1);
    return title.isEmpty() ? text(scene.portrait.stem()) : title;
}

QString takeName(const project::Take& take)
{
    return take.name.empty() ? Tr::tr("Take %1").arg(take.number) : QString::fromStdString(take.name);
}

QString settings(const project::RenderSettings& settings, int64_t clipCount)
{
    const QString steps = Tr::tr("%n step(s)", nullptr, settings.steps);
    const QString size = words::size(settings.width, settings.height);
    if (clipCount <= 0)
        return Tr::tr("%1 · %2", "size, steps").arg(size, steps);
    return Tr::tr("%1 · %2 · %3", "size, steps, clips").arg(size, steps, clips(clipCount));
}

QString quoted(const QString& name)
{
    return QChar(u'\u201c') % name % QChar(u'\u201d');
}

QString text(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

QString shortPath(const std::filesystem::path& path)
{
    const QString whole = text(path);
    const QString home = QDir::homePath();
    return whole == home || whole.startsWith(home % QLatin1Char('/')) ? QLatin1Char('~') % whole.mid(home.size())
                                                                      : whole;
}

QString wholePath(const QString& typed)
{
    QString path = typed.trimmed();
    if (path == QLatin1String("~") || path.startsWith(QStringLiteral("~/")))
        path = QDir::homePath() % QStringView(path).mid(1);
    return QDir::cleanPath(QFileInfo(path).absoluteFilePath());
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString formatTitle(const media::ExportFormat& format)
{
    const QString name = text(format.name);
    switch (format.kind) {
    case media::FormatKind::Pictures: return Tr::tr("%1 pictures", "PNG").arg(name);
    case media::FormatKind::Sound: return Tr::tr("Sound only");
    case media::FormatKind::Film: break;
    }
    return format.videoName == format.name ? name : name % QStringLiteral(" · ") % text(format.videoName);
}

QString formatContent(const media::ExportFormat& format)
{
    const auto sound = std::find_if(format.sounds.begin(), format.sounds.end(),
                                    [](const media::SoundEncoder& each) { return *each.name != '\0'; });
    const QString picture = text(format.videoName);
    if (sound == format.sounds.end())
        return Tr::tr("%1, no sound", "PNG").arg(picture);
    const QString heard = QString::fromLatin1(sound->name);
    return picture.isEmpty() ? heard : picture % QStringLiteral(" + ") % heard;
}

QString formatPurpose(const media::ExportFormat& format)
{
    const std::map<std::string_view, QString> purposes{
        {"mp4", Tr::tr("plays everywhere")},
        {"mp4-hevc", Tr::tr("half the size, newer players")},
        {"mp4-av1", Tr::tr("smallest, slow to make")},
        {"webm", Tr::tr("web pages")},
        {"webm-av1", Tr::tr("web pages, smallest, slow to make")},
        {"mov", Tr::tr("editing: large, hardly any loss")},
        {"gif", Tr::tr("chats: 256 colours, short pieces")},
        {"webp", Tr::tr("web pages and chats, repeats")},
        {"png", Tr::tr("compositing: one file a frame")},
        {"wav", Tr::tr("the sound alone")},
    };
    const auto found = purposes.find(format.id);
    return found != purposes.end() ? found->second : QString();
}

QString quality(const media::QualityScale& scale, int value)
{
    if (!scale.option)
        return {};
    const QString option = QString::fromLatin1(scale.option).toUpper();
    const bool isAbbreviation = option.size() <= 3; // CRF, QP
    return isAbbreviation ? option % QChar(u'\u00a0') % QString::number(value) : QString::number(value);
}

QString fileName(const std::filesystem::path& path)
{
    return text(path.filename());
}

std::filesystem::path path(const QString& text)
{
    return text.toStdString();
}

} // namespace studio::ui::words
