// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmEngine.h"
#include "core/jobs/Models.h"
#include "core/project/Take.h"
#include "ui/services/DownloadService.h"
#include "ui/services/PlanMaker.h"
#include "ui/services/Sleep.h"

#include <QString>
#include <QStringList>

#include <memory>

class QApplication;

namespace studio::ui {
class MainWindow;
class PlaybackClock;
struct WindowContext;
} // namespace studio::ui

namespace studio::app {

// Files, models and engine of the program.
struct StudioOptions {
    QString settingsFile; // an INI file; empty: the user's settings
    QString dataFolder; // presets, autosave, queue, pasted pictures
    ModelCatalogue models{};
    jobs::DemoScene demo; // of the model that comes with the program
    std::unique_ptr<jobs::FilmEngine> engine;
    enum class Queue { Kept, NotKept } queue = Queue::Kept; // NotKept: another process may have the data folder
    enum class Sound { On, Off } sound = Sound::On;
    enum class Measuring { AtFirstStart, Never } measuring = Measuring::AtFirstStart; // of the machine's speed
    ui::DownloadTools download{};
    project::MoveToTrash trash{}; // of deleted takes; empty: they stay in their folder, hidden
    ui::FreeSpaceReader freeSpace = ui::freeSpace; // for exports
    ui::PutToSleep putToSleep{}; // when the queue is done; empty: that can't be chosen
};

// The program: creates services and window, connects them, and destroys them in the right order.
class Studio {
public:
    Studio(QApplication& application, StudioOptions options);
    ~Studio();
    Studio(const Studio&) = delete;
    Studio& operator=(const Studio&) = delete;

    // Shows the window as the last one was left, with its scene and take. Where none was left, and without `files`: the
    // last saved scene, the demo scene, or at the first start a choice of faces and voices. Then opens `files`. Files
    // are read in the background, until hasOpened() is true.
    void open(const QStringList& files);
    [[nodiscard]] bool hasOpened() const;
    // For a later process: raises the window and opens its files.
    void openMore(const QStringList& files);
    [[nodiscard]] ui::MainWindow& window();
    [[nodiscard]] const ui::WindowContext& context() const;

private:
    void openFirst();
    void openWaiting();

    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::app
