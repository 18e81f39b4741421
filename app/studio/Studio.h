// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmEngine.h"
#include "core/jobs/Models.h"
#include "core/project/Take.h"

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

// Where the program keeps its own, and what makes films.
struct StudioOptions {
    QString settingsFile; // an INI file; empty: the user's settings
    QString dataFolder; // presets, autosave, queue, pasted pictures
    ModelCatalogue models{};
    jobs::DemoScene demo; // of the model that comes with the program
    std::unique_ptr<jobs::FilmEngine> engine;
    enum class Queue { Kept, NotKept } queue = Queue::Kept; // NotKept: another program may have the data folder
    enum class Sound { On, Off } sound = Sound::On;
    enum class Measuring { AtFirstStart, Never } measuring = Measuring::AtFirstStart; // of the machine's speed
    project::MoveToTrash trash{}; // of deleted takes; empty: they stay in their folder, hidden
};

// The program: makes everything, wires it to a window, and takes it apart in the right order.
class Studio {
public:
    Studio(QApplication& application, StudioOptions options);
    ~Studio();
    Studio(const Studio&) = delete;
    Studio& operator=(const Studio&) = delete;

    // Shows the window with what a crash left behind, else with the last scene or, without files, the demo scene; then
    // opens these files in it. All is read in the background: hasOpened() says when it is there.
    void open(const QStringList& files);
    [[nodiscard]] bool hasOpened() const;
    // Of a program that was started later: brings the window to the front and opens the files in it.
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
