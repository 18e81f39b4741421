// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/FileChooser.h"

#include "core/jobs/Models.h"
#include "core/media/Picture.h"
#include "core/settings/Settings.h"
#include "ui/common/Words.h"

#include <QCompleter>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontMetrics>
#include <QLineEdit>
#include <QListView>
#include <QSplitter>
#include <QStandardPaths>
#include <QUrl>

#include <algorithm>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(FileChooser)
};

const settings::Key<QString>& folderKey(FileKind kind)
{
    switch (kind) {
    case FileKind::Portrait: return settings::kPortraitFolder;
    case FileKind::Voice: return settings::kVoiceFolder;
    case FileKind::Music: return settings::kMusicFolder;
    case FileKind::Subtitles: return settings::kSubtitlesFolder;
    case FileKind::Scene: return settings::kSceneFolder;
    case FileKind::Presets: return settings::kPresetsFolder;
    case FileKind::FilmTable:
    case FileKind::FilmFolder: return settings::kFilmListFolder;
    case FileKind::Weights:
    case FileKind::Folder: return settings::kModelFolder;
    case FileKind::Export: break;
    }
    return settings::kExportFolder;
}

QString title(FileKind kind)
{
    switch (kind) {
    case FileKind::Portrait: return Tr::tr("Choose a portrait");
    case FileKind::Voice: return Tr::tr("Choose a voice");
    case FileKind::Music: return Tr::tr("Choose music");
    case FileKind::Subtitles: return Tr::tr("Choose words or subtitles");
    case FileKind::Scene: return Tr::tr("Scene");
    case FileKind::Presets: return Tr::tr("Presets");
    case FileKind::FilmTable: return Tr::tr("Choose a table of films");
    case FileKind::FilmFolder: return Tr::tr("Choose a folder with pictures and sounds");
    case FileKind::Weights: return Tr::tr("Choose a part of the model");
    case FileKind::Folder: return Tr::tr("Choose a folder");
    case FileKind::Export: break;
    }
    return Tr::tr("Export");
}

QString pictureNames()
{
    QStringList names;
    for (const char* const suffix : media::kPictureSuffixes)
        names << QStringLiteral("*.") % QString::fromLatin1(suffix);
    return names.join(QLatin1Char(' '));
}

QStringList filters(FileKind kind)
{
    const QString all = Tr::tr("All files (*)");
    switch (kind) {
    case FileKind::Portrait: return {Tr::tr("Pictures (%1)").arg(pictureNames()), all};
    case FileKind::Voice:
    case FileKind::Music:
        return {Tr::tr("Sound and video (*.wav *.flac *.mp3 *.m4a *.aac *.ogg *.opus *.wma *.aiff *.mp4 *.mov *.mkv "
                       "*.webm *.avi)"),
                all};
    case FileKind::Subtitles: return {Tr::tr("Words and subtitles (*.txt *.srt)"), all};
    case FileKind::Scene: return {Tr::tr("Scenes (*.avatarscene)")};
    case FileKind::Presets: return {Tr::tr("Presets (*.json)")};
    case FileKind::FilmTable: return {Tr::tr("Tables (*.csv *.tsv *.txt)"), all};
    case FileKind::Weights:
        return {Tr::tr("Weights (*.safetensors *.gguf *.pth *.pt *.bin tokenizer.json spiece.model)"), all};
    case FileKind::FilmFolder:
    case FileKind::Folder:
    case FileKind::Export: break;
    }
    return {all};
}

using Place = QStandardPaths::StandardLocation;

Place placeOf(FileKind kind)
{
    switch (kind) {
    case FileKind::Portrait: return QStandardPaths::PicturesLocation;
    case FileKind::Voice:
    case FileKind::Music: return QStandardPaths::MusicLocation;
    case FileKind::Subtitles:
    case FileKind::Scene:
    case FileKind::FilmTable:
    case FileKind::FilmFolder:
    case FileKind::Presets: return QStandardPaths::DocumentsLocation;
    case FileKind::Weights:
    case FileKind::Folder: return QStandardPaths::HomeLocation;
    case FileKind::Export: break;
    }
    return QStandardPaths::MoviesLocation;
}

// The root folder isn't useful; an older version may have stored it.
bool isUseful(const QString& folder)
{
    return !folder.isEmpty() && QFileInfo(folder).isDir() && !QDir(folder).isRoot();
}

// The first existing one of: the folder used last, the usual folder for this kind of file, the home folder.
QString startFolder(const settings::Settings& settings, FileKind kind)
{
    for (const QString& folder : {settings.get(folderKey(kind)), QStandardPaths::writableLocation(placeOf(kind)),
                                  QStandardPaths::writableLocation(QStandardPaths::HomeLocation)}) {
        if (isUseful(folder))
            return folder;
    }
    return QDir::tempPath();
}

// The usual folders for such files, and the demo's portraits and voices.
QList<QUrl> sideBar(const project::Scene& demo, FileKind kind)
{
    QStringList folders{QStandardPaths::writableLocation(QStandardPaths::HomeLocation)};
    for (const Place place :
         {QStandardPaths::DocumentsLocation, QStandardPaths::PicturesLocation, QStandardPaths::MusicLocation,
          QStandardPaths::MoviesLocation, QStandardPaths::DownloadLocation})
        folders.append(QStandardPaths::writableLocation(place));
    if (kind == FileKind::Portrait)
        folders.append(words::text(demo.portrait.parent_path()));
    else if (kind == FileKind::Voice)
        folders.append(words::text(demo.voice.parent_path()));
    folders.removeDuplicates(); // Unset standard locations are the home folder.
    QList<QUrl> urls;
    for (const QString& folder : folders) {
        if (isUseful(folder))
            urls.append(QUrl::fromLocalFile(QDir::cleanPath(folder)));
    }
    urls.append(QUrl(QStringLiteral("file:"))); // the computer
    return urls;
}

bool isFolder(FileKind kind)
{
    return kind == FileKind::Folder || kind == FileKind::Export || kind == FileKind::FilmFolder;
}

// Qt's own chooser cuts the names beside its list off after a few letters, and dates within it.
void widen(QFileDialog& dialog)
{
    auto* splitter = dialog.findChild<QSplitter*>();
    const auto* names = dialog.findChild<QListView*>(QStringLiteral("sidebar"));
    if (!splitter || !names) // The desktop's chooser.
        return;
    const int letter = dialog.fontMetrics().averageCharWidth();
    const int side = std::clamp(names->sizeHintForColumn(0) + 2 * letter, 20 * letter, 40 * letter);
    dialog.resize(std::max(dialog.width(), side + 90 * letter),
                  std::max(dialog.height(), 30 * dialog.fontMetrics().height()));
    splitter->setSizes({side, dialog.width() - side});
}

// What is offered while a name is typed lies on no panel, as other lists do: theme.qss gives it a background by its
// name.
void nameCompletions(const QFileDialog& dialog)
{
    if (const auto* name = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit")); name && name->completer())
        name->completer()->popup()->setObjectName(QStringLiteral("completions"));
}

void ask(QWidget& parent, settings::Settings& settings, const jobs::DemoScene& demo, FileKind kind, QFileDialog* dialog,
         const std::function<void(const QString&)>& chosen)
{
    dialog->setObjectName(QStringLiteral("fileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setDirectory(startFolder(settings, kind));
    dialog->setSidebarUrls(sideBar(demo.scene, kind));
    QObject::connect(dialog, &QFileDialog::fileSelected, &parent, [&settings, kind, chosen](const QString& file) {
        settings.set(folderKey(kind), isFolder(kind) ? file : QFileInfo(file).absolutePath());
        chosen(file);
    });
    widen(*dialog);
    nameCompletions(*dialog);
    dialog->open();
}

} // namespace

void chooseFileToOpen(QWidget& parent, settings::Settings& settings, const jobs::DemoScene& demo, FileKind kind,
                      const std::function<void(const QString&)>& chosen)
{
    auto* dialog = new QFileDialog(&parent, title(kind));
    dialog->setFileMode(isFolder(kind) ? QFileDialog::Directory : QFileDialog::ExistingFile);
    dialog->setOption(QFileDialog::ShowDirsOnly, isFolder(kind));
    dialog->setOption(QFileDialog::HideNameFilterDetails); // The list of picture suffixes is long.
    dialog->setNameFilters(filters(kind));
    ask(parent, settings, demo, kind, dialog, chosen);
}

void chooseFileToSave(QWidget& parent, settings::Settings& settings, const jobs::DemoScene& demo, FileKind kind,
                      const QString& name, const std::function<void(const QString&)>& chosen)
{
    auto* dialog = new QFileDialog(&parent, title(kind));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters(kind));
    const QString suffix = kind == FileKind::Scene ? QStringLiteral("avatarscene") : QStringLiteral("json");
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(name % QLatin1Char('.') % suffix);
    ask(parent, settings, demo, kind, dialog, chosen);
}

} // namespace studio::ui
