// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelParts.h"
#include "ui/common/Parts.h"

#include <QDialog>

class QListWidget;
class QStackedWidget;
class QVBoxLayout;

namespace studio::ui {

class Actions;
class ModelPage;
struct WindowContext;

enum class SettingsPage { General, Model, Speed, Playback, Files, Diagnostics };

// Settings for all scenes, applied at once. A change of model takes effect after the running take.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    SettingsDialog(const WindowContext& context, const Actions& actions, QWidget* parent);
    void setPage(SettingsPage page);
    // The models' page, with this model.
    void showModel(const QString& id);
    // The models' page, looking into this folder.
    void checkFolder(const QString& folder);

Q_SIGNALS:
    void modelChosen(const QString& id, const studio::ModelPlace& place);
    void modelForgotten(const QString& id); // its place is none
    void demoModelWanted();
    void foldersChanged(); // or how the model is computed
    void playbackChanged();

private:
    [[nodiscard]] QWidget* generalPage();
    [[nodiscard]] QWidget* diagnosticsPage();
    [[nodiscard]] QVBoxLayout* addPage(QWidget* page, QLabel* heading);

    const WindowContext& m_context;
    const Actions& m_actions;
    Texts m_texts;
    QListWidget* m_list;
    QStackedWidget* m_pages;
    ModelPage* m_model;
};

} // namespace studio::ui
