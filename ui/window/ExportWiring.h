// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/models/ExportModel.h"

#include <QObject>

#include <optional>

namespace studio::ui {

class MainWindow;
struct AppState;

// Exports: the dialog, their rows in the queue, and what became of them.
class ExportWiring : public QObject {
    Q_OBJECT

public:
    explicit ExportWiring(MainWindow& window);

    void contribute(AppState& state) const;
    [[nodiscard]] ExportModel& model() { return m_model; }
    // Stops it, or clears its row away where it is done.
    void remove(const ExportJob& job);
    // Shows the folder that a finished one lies in.
    static void showInFolder(const ExportJob& job);

private:
    void exportTake(const project::Take& chosen);
    void exportAgain(const project::Take& take);
    void changed(const ExportJob& job);
    void failed(const ExportJob& job, const Error& error);

    MainWindow& m_window;
    ExportModel m_model;
    std::optional<ExportJob> m_last; // its settings are those of "again"
};

} // namespace studio::ui
