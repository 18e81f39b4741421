// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace studio::jobs {
struct DemoScene;
}
namespace studio::settings {
class Settings;
}

namespace studio::ui {

enum class FileKind {
    Portrait,
    Voice,
    Music, // under an exported film
    Subtitles, // or their words
    Scene,
    Presets,
    FilmTable, // of films for the queue
    FilmFolder, // likewise
    Weights, // a part of a model
    Folder, // a model's folder or the takes' folder
    Export, // the folder to export into
};

// Opens a file chooser and returns at once; `chosen` is called only if a file was chosen. The chooser starts in the
// folder last used for this kind of file (kept in `settings`), else in the usual folder for it. Its sidebar lists the
// usual folders and, for portraits and voices, the demo's.
void chooseFileToOpen(QWidget& parent, settings::Settings& settings, const jobs::DemoScene& demo, FileKind kind,
                      const std::function<void(const QString& file)>& chosen);
// Likewise for a file to be written; the chooser confirms overwriting. `name`: suggested name without extension.
void chooseFileToSave(QWidget& parent, settings::Settings& settings, const jobs::DemoScene& demo, FileKind kind,
                      const QString& name, const std::function<void(const QString& file)>& chosen);

} // namespace studio::ui
