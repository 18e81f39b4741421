// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/project/Autosave.h"
#include "core/project/Scene.h"
#include "core/settings/Settings.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QUndoStack>

#include <functional>
#include <memory>
#include <optional>

class QTimer;

namespace studio::ui {

// The open scene: edits with undo, file, unsaved mark, autosave. Everybody else has copies.
class SceneController : public QObject {
    Q_OBJECT

public:
    // Borrows the settings. `autosaveFolder`: where the copy lies that survives a crash.
    SceneController(settings::Settings& settings, const QString& autosaveFolder, QObject* parent = nullptr);
    ~SceneController() override;

    [[nodiscard]] const project::Scene& scene() const { return m_scene; }
    [[nodiscard]] QString file() const { return m_file; } // empty: never saved
    [[nodiscard]] QString name() const; // of the file; "Untitled" is the window's word: empty here
    [[nodiscard]] bool isModified() const;
    [[nodiscard]] QUndoStack& undoStack() { return m_undo; }

    // One undo step; edits of the same `kind` within a second become one. `text` is what undo shows, translated.
    void edit(const QString& text, const QString& kind, const std::function<void(project::Scene&)>& change);
    // These set the crop or the trim anew, since it belongs to the old file; recent lists and folders follow.
    void setPortrait(const QString& path);
    void setVoice(const QString& path);
    void setInputs(const QString& portrait, const QString& voice); // one step
    void setCrop(const std::optional<project::CropRect>& crop);
    void setTrim(const project::Trim& trim);
    void setPrompt(const QString& prompt);
    void setRenderSettings(const project::RenderSettings& settings, const QString& text = {});
    void setPreset(const QString& id, const project::RenderSettings& settings);

    // Files. open() and newScene() keep the old scene as an undo step, so nothing is lost by a drop.
    void newScene();
    Status open(const QString& file);
    Status save(); // BadOption where there is no file yet
    Status saveAs(const QString& file);
    // A scene from elsewhere (a take, a film with settings in it, the demo): unsaved.
    void adopt(const project::Scene& scene, const QString& text);

    // What a crash left behind was taken over: emits recovered(). Call once, after connecting.
    void recover();
    // Writes the autosave copy now, if something has changed.
    void autosave();

Q_SIGNALS:
    void sceneChanged(const studio::project::Scene& scene);
    void fileChanged();
    void modifiedChanged(bool modified);
    void recovered();
    void inputsMissing(const QStringList& files); // after open()
    void autosaveFailed(const studio::Error& error);

private:
    class Edit;
    struct Document; // scene, file and what is in it: what an undo step restores
    struct Background;

    [[nodiscard]] Document document() const;
    void apply(const Document& document);
    void push(const QString& text, const QString& kind, Document after);
    void rememberInput(const QString& path, const settings::Key<QStringList>& recent,
                       const settings::Key<QString>& folder);
    void rememberFile(const QString& file);

    settings::Settings& m_settings;
    project::Scene m_scene;
    project::Scene m_saved; // as it is in its file
    QString m_file;
    QUndoStack m_undo;
    std::unique_ptr<Background> m_background;
    std::optional<project::SavedSession> m_autosaved; // what the copy has, or will have in a moment
    QTimer* m_timer = nullptr;
};

} // namespace studio::ui
