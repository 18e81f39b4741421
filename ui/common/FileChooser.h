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
    Scene,
    Presets,
    Folder, // itself, of a model or of takes
    Export, // the folder to export into
};

// Asks for a file in the folder of last time, which is remembered per kind; the first time in the folder that people
// keep such files in. Beside it are the usual folders, for portraits and voices those of the demo too. The call returns
// at once; `chosen` is called if a file was chosen, with nothing waiting in between.
void chooseFileToOpen(QWidget& parent, settings::Settings& settings, const jobs::DemoScene& demo, FileKind kind,
                      const std::function<void(const QString& file)>& chosen);
// The chooser itself asks before it lets an existing file be taken. `name` without extension.
void chooseFileToSave(QWidget& parent, settings::Settings& settings, const jobs::DemoScene& demo, FileKind kind,
                      const QString& name, const std::function<void(const QString& file)>& chosen);

} // namespace studio::ui
