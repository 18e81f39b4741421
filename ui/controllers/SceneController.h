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

// Owns the open scene: edits with undo, its file, unsaved mark, autosave. Others hold copies. A normal end keeps the
// scene as it is, saved or not, and the next start opens it.
class SceneController : public QObject {
    Q_OBJECT

public:
    enum class Left { ByCrash, ByEnd }; // how the program that left the autosave copy ended
    enum class Adopted { Unsaved, AsItCame }; // AsItCame: nothing is unsaved until the first edit

    // Borrows the settings and the worker. `autosaveFolder` holds the copy that survives the program.
    SceneController(settings::Settings& settings, FileWorker& files, const QString& autosaveFolder,
                    ModelCatalogue models = {}, QObject* parent = nullptr);
    ~SceneController() override;

    [[nodiscard]] const project::Scene& scene() const { return m_document.scene; }
    // The scene at the program's start: no inputs, the model that is set up, in its size.
    [[nodiscard]] project::Scene blankScene() const;
    [[nodiscard]] QString file() const; // empty: never saved
    [[nodiscard]] QString name() const; // of the file, without extension; empty: never saved
    // Whether the scene differs from its file, or from what it came as. A seed that isn't locked doesn't count: the
    // program draws it.
    [[nodiscard]] bool isModified() const;
    // A size that the scene had, or was to get, and that its model can't do; until another size or model is chosen.
    [[nodiscard]] const std::optional<FilmSize>& refusedSize() const { return m_document.refused; }
    [[nodiscard]] QUndoStack& undoStack() { return m_undo; }

    // Adds an undo step with the translated label `text`. Edits of the same `kind` within a second are merged.
    void edit(const QString& text, const QString& kind, const std::function<void(project::Scene&)>& change);
    // These reset the replaced input's crop and people, or its trim and track, and update the recent files and folders.
    void setPortrait(const QString& path);
    void setVoice(const QString& path);
    void setInputs(const QString& portrait, const QString& voice); // one step
    // Who speaks in the portrait. `voice`: what becomes the film's sound, whole, in the same step; empty: it stays.
    void setPeople(const std::vector<project::Person>& people, const QString& voice = {});
    void setCrop(const std::optional<project::CropRect>& crop);
    // Until endCropping(), all changes of the crop are one undo step, and none if the last one takes them back.
    void beginCropping();
    void endCropping() { m_cropping.clear(); }
    void setVoiceTrack(int track); // from 1; 0: the file's default
    void setTrim(const project::Trim& trim);
    // Of this voice and those chosen after it.
    void setVoiceLevel(const VoiceLevel& level);
    // What a scene has of a voice, in one step.
    struct VoiceUse {
        QString path;
        int track = 0; // as in setVoiceTrack()
        project::Trim trim;
        VoiceLevel level;
        std::optional<Speech> speech{}; // of a voice that a program spoke
    };
    void useVoice(const VoiceUse& voice);
    // Typed letters are one step a word.
    void setPrompt(const QString& prompt);
    // `text`: as in edit(); edits with the same text are merged.
    // What changes at times: RenderSpec::turns. Edits with the same text are merged.
    void setTurns(const std::vector<Turn>& turns, const QString& text);
    void setRenderSettings(const project::RenderSettings& settings, const QString& text);
    void setPreset(const QString& id, const project::RenderSettings& settings, const QString& text);

    // Files are read and written in the background; opened(), saved() or fileFailed() reports the result. save() and
    // saveAs() write the scene as it is at the call. open() and newScene() are undo steps, so a drop loses nothing.
    void newScene();
    void open(const QString& file);
    void save(); // requires a file()
    void saveAs(const QString& file);
    // Opens a scene from elsewhere: a take, a film's settings, the demo.
    void adopt(const project::Scene& scene, const QString& text, Adopted how = Adopted::Unsaved);
    // Returns a function that restores the scene and file open at this call, as one undo step labelled `text`. For use
    // after adopt().
    [[nodiscard]] std::function<void(const QString& text)> wayBack();

    // Opens the scene that the last program left. One that is as in its file is read from there. Emits recovered(), or
    // nothingToRecover(). Call once.
    void recover();
    // Writes the autosave copy if the scene has changed. A timer calls it, and so does every change of file or scene.
    void autosave();
    // Seconds between two turns of the timer, from now on; kept in the settings.
    void setAutosaveSeconds(int seconds);
    // Writes the autosave copy as that of a normal end, in the background. The destructor does so, too, but can't tell
    // an error.
    void keepAtEnd();
    // The last copy couldn't be written; autosaveFailed() told it.
    [[nodiscard]] bool copyFailed() const { return m_copyFailed; }
    // Undoes one step; skips obsolete steps.
    void undo();

Q_SIGNALS:
    void sceneChanged(const studio::project::Scene& scene);
    void fileChanged();
    void modifiedChanged(bool modified);
    void opened(const QString& file);
    void saved(const QString& file);
    void fileFailed(const QString& file, const studio::Error& error); // opening or saving; nothing has changed
    void recovered(studio::ui::SceneController::Left left);
    void nothingToRecover();
    void setAside(const QString& kept); // a scene to recover can't be read, and is kept under this name
    void portraitChosen(const QString& path); // by setPortrait() or setInputs(): another one than before
    void peopleForgotten(); // likewise, of a portrait in which people were marked
    void inputsMissing(const QStringList& files); // after open() or recover()
    void autosaveFailed(const studio::Error& error);

private:
    class Edit;
    // What an undo step restores: a scene and its document's number.
    struct Document {
        project::Scene scene;
        int64_t number = 0;
        std::optional<FilmSize> refused{}; // see refusedSize()
    };
    // A document's file. A save changes it for all undo steps of the document.
    struct Origin {
        project::Scene saved; // as it is in the file
        QString file;
    };

    // The scene with its settings limited to what its model supports. Every scene passes through here.
    [[nodiscard]] project::Scene fitted(project::Scene scene) const;
    void apply(const Document& document);
    enum class Merging { Allowed, Forbidden }; // with the step before
    void push(const QString& text, const QString& kind, const Document& after, Merging merging = Merging::Allowed);
    [[nodiscard]] Document makeDocument(const project::Scene& scene, const Origin& origin);
    void rememberInput(const QString& path, const settings::Key<QStringList>& recent,
                       const settings::Key<QString>& folder);
    void rememberFile(const QString& file);
    // Edits the portrait's part of the scene and more.
    void replacePortrait(const QString& path, const QString& text, const std::function<void(project::Scene&)>& more);
    [[nodiscard]] project::SavedSession session() const;
    void writeCopy(); // unless it is as the last one

    settings::Settings& m_settings;
    Document m_document;
    std::map<int64_t, Origin> m_origins{{0, {}}}; // by document
    QUndoStack m_undo;
    FileWorker& m_files;
    ModelCatalogue m_models;
    project::Autosave m_autosave; // used on the worker's thread
    std::optional<project::SavedSession> m_autosaved; // content of the copy, written or being written
    QString m_cropping; // kind of the undo steps between beginCropping() and endCropping(); else empty
    int m_croppings = 0; // so far
    bool m_ending = false; // the copy is one of a normal end
    bool m_copyFailed = false;
    QTimer* m_timer = nullptr;
};

} // namespace studio::ui
