// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/FileChooser.h"

#include "core/settings/Settings.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>

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
    case FileKind::Scene: return settings::kSceneFolder;
    case FileKind::Presets: return settings::kPresetsFolder;
    case FileKind::Folder:
    case FileKind::Export: break;
    }
    return settings::kExportFolder;
}

QString title(FileKind kind)
{
    switch (kind) {
    case FileKind::Portrait: return Tr::tr("Choose a portrait");
    case FileKind::Voice: return Tr::tr("Choose a voice");
    case FileKind::Scene: return Tr::tr("Scene");
    case FileKind::Presets: return Tr::tr("Presets");
    case FileKind::Folder: return Tr::tr("Choose a folder");
    case FileKind::Export: break;
    }
    return Tr::tr("Export");
}

QStringList filters(FileKind kind)
{
    const QString all = Tr::tr("All files (*)");
    switch (kind) {
    case FileKind::Portrait: return {Tr::tr("Pictures (*.png *.jpg *.jpeg *.webp)"), all};
    case FileKind::Voice:
        return {Tr::tr("Sound and video (*.wav *.flac *.mp3 *.m4a *.aac *.ogg *.opus *.wma *.aiff *.mp4 *.mov *.mkv "
                       "*.webm *.avi)"),
                all};
    case FileKind::Scene: return {Tr::tr("Scenes (*.avatarscene)")};
    case FileKind::Presets: return {Tr::tr("Presets (*.json)")};
    case FileKind::Folder:
    case FileKind::Export: break;
    }
    return {all};
}

void ask(QWidget& parent, settings::Settings& settings, FileKind kind, QFileDialog* dialog,
         const std::function<void(const QString&)>& chosen)
{
    dialog->setObjectName(QStringLiteral("fileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setDirectory(settings.get(folderKey(kind)));
    QObject::connect(dialog, &QFileDialog::fileSelected, &parent, [&settings, kind, chosen](const QString& file) {
        settings.set(folderKey(kind), QFileInfo(file).absolutePath());
        chosen(file);
    });
    dialog->open();
}

} // namespace

void chooseFileToOpen(QWidget& parent, settings::Settings& settings, FileKind kind,
                      const std::function<void(const QString&)>& chosen)
{
    auto* dialog = new QFileDialog(&parent, title(kind));
    dialog->setFileMode(kind == FileKind::Folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    dialog->setOption(QFileDialog::ShowDirsOnly, kind == FileKind::Folder);
    dialog->setNameFilters(filters(kind));
    ask(parent, settings, kind, dialog, chosen);
}

void chooseFileToSave(QWidget& parent, settings::Settings& settings, FileKind kind, const QString& name,
                      const std::function<void(const QString&)>& chosen)
{
    auto* dialog = new QFileDialog(&parent, title(kind));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters(kind));
    const QString suffix = kind == FileKind::Scene ? QStringLiteral("avatarscene") : QStringLiteral("json");
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(name % QLatin1Char('.') % suffix);
    ask(parent, settings, kind, dialog, chosen);
}

} // namespace studio::ui
