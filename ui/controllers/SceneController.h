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

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

class QTimer;

namespace studio::ui {

class FileWorker;

// The open scene: edits with undo, file, unsaved mark, autosave. Everybody else has copies.
class SceneController : public QObject {
    Q_OBJECT

public:
    enum class Left { ByCrash, ByEnd }; // the copy of a scene, by a program that ended so

    // Borrows the settings and the worker. `autosaveFolder`: where the copy lies that survives a crash.
    SceneController(settings::Settings& settings, FileWorker& files, const QString& autosaveFolder,
                    ModelCatalogue models = {}, QObject* parent = nullptr);
    ~SceneController() override;

    [[nodiscard]] const project::Scene& scene() const { return m_document.scene; }
    // Without inputs, with the model that is set up, in its size: what the program starts with.
    [[nodiscard]] project::Scene blankScene() const;
    [[nodiscard]] QString file() const; // empty: never saved
    [[nodiscard]] QString name() const; // of the file; "Untitled" is the window's word: empty here
    [[nodiscard]] bool isModified() const;
    [[nodiscard]] QUndoStack& undoStack() { return m_undo; }

    // One undo step; edits of the same `kind` within a second become one. `text` is what undo shows, translated.
    void edit(const QString& text, const QString& kind, const std::function<void(project::Scene&)>& change);
    // These set crop, trim and track anew, since they belong to the old file; recent lists and folders follow.
    void setPortrait(const QString& path);
    void setVoice(const QString& path);
    void setInputs(const QString& portrait, const QString& voice); // one step
    void setCrop(const std::optional<project::CropRect>& crop);
    void setVoiceTrack(int track); // from 1; 0: chosen by what the file says
    void setTrim(const project::Trim& trim);
    void setPrompt(const QString& prompt);
    // `text` as that of edit(); settings are merged with those of the same text.
    void setRenderSettings(const project::RenderSettings& settings, const QString& text);
    void setPreset(const QString& id, const project::RenderSettings& settings, const QString& text);

    // Files are read and written in the background: opened() and saved() or fileFailed() tell what came of it. What is
    // saved is the scene as it is now. open() and newScene() keep the old scene as an undo step, so nothing is lost by
    // a drop.
    void newScene();
    void open(const QString& file);
    void save(); // which must have a file
    void saveAs(const QString& file);
    // A scene from elsewhere (a take, a film with settings in it, the demo): unsaved.
    void adopt(const project::Scene& scene, const QString& text);
    // Brings back what is open now, scene and file, as one undo step with this text. For after an adopt().
    [[nodiscard]] std::function<void(const QString& text)> wayBack();

    // Looks once for what a crash or keepAtEnd() left behind and takes it over; emits recovered(), or
    // nothingToRecover().
    void recover();
    // Writes the autosave copy now, if something has changed. Happens by itself now and then, and at once when another
    // file or scene is chosen.
    void autosave();
    // The scene as it is now stays in the copy when this ends, for the next start; or, as otherwise, it doesn't.
    void keepAtEnd();
    void forgetAtEnd() { m_kept = false; }
    // One step of the program's one order of undo. Steps that have become obsolete are passed over.
    void undo();

Q_SIGNALS:
    void sceneChanged(const studio::project::Scene& scene);
    void fileChanged();
    void modifiedChanged(bool modified);
    void opened(const QString& file);
    void saved(const QString& file);
    void fileFailed(const QString& file, const studio::Error& error); // opening or saving; all is as it was
    void recovered(studio::ui::SceneController::Left left);
    void nothingToRecover();
    void inputsMissing(const QStringList& files); // after open()
    void autosaveFailed(const studio::Error& error);

private:
    class Edit;
    // What an undo step restores: the scene, and which document it is of.
    struct Document {
        project::Scene scene;
        int64_t number = 0;
    };
    // Where a document belongs. A save changes it for all of the document's undo steps.
    struct Origin {
        project::Scene saved; // as it is in the file
        QString file;
    };

    // Every scene passes here, wherever it comes from: its settings are those that its model can take.
    [[nodiscard]] project::Scene fitted(project::Scene scene) const;
    void apply(const Document& document);
    void push(const QString& text, const QString& kind, const Document& after);
    [[nodiscard]] Document makeDocument(const project::Scene& scene, const Origin& origin);
    void rememberInput(const QString& path, const settings::Key<QStringList>& recent,
                       const settings::Key<QString>& folder);
    void rememberFile(const QString& file);

    settings::Settings& m_settings;
    Document m_document;
    std::map<int64_t, Origin> m_origins{{0, {}}}; // by document
    QUndoStack m_undo;
    FileWorker& m_files;
    ModelCatalogue m_models;
    project::Autosave m_autosave; // used on the worker's thread
    std::optional<project::SavedSession> m_autosaved; // what the copy has, or will have in a moment
    bool m_kept = false;
    QTimer* m_timer = nullptr;
};

} // namespace studio::ui
