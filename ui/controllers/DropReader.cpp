// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/DropReader.h"

#include "core/base/Log.h"
#include "core/jobs/EmbeddedInputs.h"
#include "core/jobs/FilmList.h"
#include "core/jobs/FilmSettings.h"
#include "core/media/MovieReader.h"
#include "core/media/Picture.h"
#include "core/media/VoiceReader.h"
#include "core/project/AtomicFile.h"
#include "ui/services/Background.h"
#include "ui/services/Text.h"

#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QThreadPool>
#include <QUrl>

#include <algorithm>
#include <string>

namespace studio::ui {
namespace {

template<size_t count>
bool isOneOf(const std::array<std::string_view, count>& suffixes, const QString& suffix)
{
    return std::find(suffixes.begin(), suffixes.end(), suffix.toLower().toStdString()) != suffixes.end();
}

QStringList localFiles(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}

bool namedAsPicture(const QFileInfo& file)
{
    const auto& suffixes = media::kPictureSuffixes;
    return std::find(suffixes.begin(), suffixes.end(), file.suffix().toLower().toStdString()) != suffixes.end();
}

bool isNamedAsTable(const QFileInfo& file)
{
    const QString suffix = file.suffix().toLower();
    return suffix == QLatin1String("csv") || suffix == QLatin1String("tsv");
}

bool isCheckpoint(const std::filesystem::path& folder, const ModelCatalogue& models)
{
    std::error_code ignored;
    const auto has = [&](const std::string& name) { return std::filesystem::exists(folder / name, ignored); };
    const std::vector<ModelEntry> known = models.ofFolders();
    return has("config.json") || std::any_of(known.begin(), known.end(), [&](const ModelEntry& model) {
               return has(model.files.dit + ".index.json") || has(model.files.folder);
           });
}

// Damaged, too small and too large pictures count, too: the portrait's field reports the problem.
bool isPicture(const std::filesystem::path& path)
{
    const Result<media::PictureInfo> picture = media::probePicture(path);
    if (picture)
        return picture->format != media::PictureFormat::Video; // A film brings its sound, or its scene.
    switch (picture.error().code) {
    case ErrorCode::ImageUnsupported:
    case ErrorCode::ImageTooSmall:
    case ErrorCode::ImageTooLarge:
    case ErrorCode::MediaDamaged: return true;
    case ErrorCode::NotAnImage: return namedAsPicture(QFileInfo(fromPath(path)));
    default: return false;
    }
}

// Identifies a file by its content, not its name. Writes inputs embedded in a film to `folder`.
Drop lookInto(const QString& file, const QString& folder, const ModelCatalogue& models)
{
    Drop drop;
    const std::filesystem::path path = toPath(file);
    const auto is = [&](DropKind kind) {
        drop.kind = kind;
        drop.file = file;
    };
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        if (isCheckpoint(path, models))
            is(DropKind::Checkpoint);
        else if (jobs::listedFilms(path))
            is(DropKind::Films);
        return drop;
    }
    if (isNamedAsTable(QFileInfo(file))) { // Reading it says what is wrong with it.
        is(DropKind::Films);
        return drop;
    }
    if (path.extension() == project::kSceneExtension) {
        is(DropKind::Scene); // Damaged scenes count, too: opening them reports the problem.
        return drop;
    }
    if (isPicture(path)) {
        is(DropKind::Portrait);
        drop.portrait = file;
        return drop;
    }
    if (path.extension() == ".txt") {
        if (const Result<std::string> text = project::readSmallFile(path)) {
            is(DropKind::Text);
            drop.text = QString::fromStdString(*text);
        }
        return drop;
    }
    if (const Result<media::MovieReader> film = media::MovieReader::open(path)) {
        is(DropKind::Film);
        drop.voice = file;
        if (const Result<project::Scene> scene = jobs::settingsOfFilm(path, film->info().comment)) {
            drop.kind = DropKind::FilmWithSettings;
            const Result<project::Scene> whole = jobs::withEmbeddedInputs(*scene, path, toPath(folder));
            if (!whole) // The scene reports its missing inputs.
                log::warning(whole.error().subject + ": " + whole.error().detail);
            drop.scene = whole ? *whole : *scene;
        }
        return drop;
    }
    // Damaged or empty sound counts, too: the voice's field reports the problem.
    const Result<media::SoundInfo> sound = media::probeSound(path);
    if (sound || isOneOf(media::kSoundSuffixes, QFileInfo(file).suffix())) {
        is(DropKind::Voice);
        drop.voice = file;
    }
    return drop;
}

// Of several files the first of each kind is used.
Drop understand(const QStringList& files, const QString& folder, const ModelCatalogue& models)
{
    Drop all;
    for (const QString& file : files) {
        Drop one = lookInto(file, folder, models);
        switch (one.kind) {
        case DropKind::Nothing:
            if (all.refused.isEmpty())
                all.refused = QFileInfo(file).fileName();
            break;
        case DropKind::Portrait:
            if (all.portrait.isEmpty())
                all.portrait = one.portrait;
            else
                all.otherPortraits.append(one.portrait);
            break;
        case DropKind::Voice:
        case DropKind::Film:
            if (all.voice.isEmpty()) {
                all.voice = one.voice;
                all.file = one.file;
                all.kind = one.kind;
            } else {
                all.otherVoices.append(one.voice);
            }
            break;
        case DropKind::PortraitAndVoice: break; // impossible for a single file
        case DropKind::Scene:
        case DropKind::FilmWithSettings:
        case DropKind::Checkpoint:
        case DropKind::Films:
        case DropKind::Text: return one; // These replace more than an input.
        }
    }
    if (!all.portrait.isEmpty())
        all.kind = all.voice.isEmpty() ? DropKind::Portrait : DropKind::PortraitAndVoice;
    return all;
}

DropKind guessFile(const QString& file)
{
    const QFileInfo info(file);
    const QString suffix = info.suffix().toLower();
    if (info.isDir())
        return DropKind::Checkpoint;
    if (suffix == QLatin1String("avatarscene"))
        return DropKind::Scene;
    if (isNamedAsTable(info))
        return DropKind::Films;
    if (namedAsPicture(info))
        return DropKind::Portrait;
    if (isOneOf(media::kVideoSuffixes, suffix))
        return DropKind::Film;
    if (isOneOf(media::kSoundSuffixes, suffix))
        return DropKind::Voice;
    return suffix == QLatin1String("txt") ? DropKind::Text : DropKind::Nothing;
}

} // namespace

struct DropReader::Private {
    QThreadPool pool;
    QString pasteFolder;
    ModelCatalogue models;
};

DropReader::DropReader(const QString& pasteFolder, const ModelCatalogue& models, QObject* parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>())
{
    m_d->pool.setMaxThreadCount(1);
    m_d->pasteFolder = pasteFolder;
    m_d->models = models;
}

DropReader::~DropReader()
{
    m_d->pool.waitForDone();
}

DropKind DropReader::guess(const QMimeData& data)
{
    const QStringList files = localFiles(data);
    bool portrait = false;
    DropKind sound = DropKind::Nothing;
    for (const QString& file : files) {
        const DropKind kind = guessFile(file);
        if (kind == DropKind::Portrait)
            portrait = true;
        else if (kind == DropKind::Voice || kind == DropKind::Film)
            sound = kind;
        else if (kind != DropKind::Nothing)
            return kind;
    }
    if (portrait)
        return sound == DropKind::Nothing ? DropKind::Portrait : DropKind::PortraitAndVoice;
    if (sound != DropKind::Nothing)
        return sound;
    if (files.isEmpty() && data.hasImage())
        return DropKind::Portrait;
    return files.isEmpty() && data.hasText() ? DropKind::Text : DropKind::Nothing;
}

void DropReader::read(const QMimeData& data)
{
    const QStringList files = localFiles(data);
    if (!files.isEmpty()) {
        readFiles(files);
        return;
    }
    if (data.hasImage()) {
        const auto image = data.imageData().value<QImage>();
        inBackground(
            m_d->pool, this,
            [image, folder = m_d->pasteFolder, models = m_d->models] {
                QDir().mkpath(folder);
                for (int n = 1;; ++n) {
                    const QString file = QDir(folder).filePath(QStringLiteral("pasted %1.png").arg(n));
                    if (!QFileInfo::exists(file))
                        return image.save(file) ? understand({file}, folder, models) : Drop{};
                }
            },
            [this](const Drop& drop) { Q_EMIT understood(drop); });
        return;
    }
    Drop drop;
    if (data.hasText()) {
        drop.kind = DropKind::Text;
        drop.text = data.text();
    }
    QMetaObject::invokeMethod(
        this, [this, drop] { Q_EMIT understood(drop); }, Qt::QueuedConnection); // Asynchronous, like all answers.
}

void DropReader::readFiles(const QStringList& files)
{
    inBackground(
        m_d->pool, this,
        [files, folder = m_d->pasteFolder, models = m_d->models] { return understand(files, folder, models); },
        [this](const Drop& drop) { Q_EMIT understood(drop); });
}

} // namespace studio::ui
