// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/SceneController.h"

#include "ui/services/Background.h"
#include "ui/services/Text.h"

#include <QDeadlineTimer>
#include <QFileInfo>
#include <QThreadPool>
#include <QTimer>
#include <QUndoCommand>

namespace studio::ui {
namespace {

constexpr int kMergeTime = 1000; // ms: edits of one kind that follow each other faster are one step

QString folderOf(const QString& file)
{
    return QFileInfo(file).absolutePath();
}

} // namespace

struct SceneController::Document {
    project::Scene scene;
    project::Scene saved; // as it is in the file
    QString file;
};

// From one document to another.
class SceneController::Edit : public QUndoCommand {
public:
    Edit(SceneController& controller, const QString& text, QString kind, Document before, Document after)
        : QUndoCommand(text)
        , m_controller(controller)
        , m_kind(std::move(kind))
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_mergeable(kMergeTime)
    {
    }

    void undo() override { m_controller.apply(m_before); }
    void redo() override { m_controller.apply(m_after); }
    [[nodiscard]] int id() const override { return m_kind.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand* command) override
    {
        const auto& next = static_cast<const Edit&>(*command);
        if (next.m_kind != m_kind || m_mergeable.hasExpired())
            return false;
        m_after = next.m_after;
        m_mergeable = next.m_mergeable;
        return true;
    }

private:
    SceneController& m_controller;
    QString m_kind;
    Document m_before;
    Document m_after;
    QDeadlineTimer m_mergeable;
};

struct SceneController::Background {
    explicit Background(const QString& folder)
        : autosave(toPath(folder))
    {
        pool.setMaxThreadCount(1);
    }

    project::Autosave autosave; // used by one thread at a time: the pool's, or ours while it does nothing
    QThreadPool pool;
};

SceneController::SceneController(settings::Settings& settings, const QString& autosaveFolder, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_background(std::make_unique<Background>(autosaveFolder))
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(m_settings.get(settings::kAutosaveSeconds) * 1000);
    connect(m_timer, &QTimer::timeout, this, &SceneController::autosave);
    m_timer->start();
}

SceneController::~SceneController()
{
    m_background->pool.waitForDone();
    m_background->autosave.clear(); // An end as it should be.
}

QString SceneController::name() const
{
    return m_file.isEmpty() ? QString() : QFileInfo(m_file).completeBaseName();
}

bool SceneController::isModified() const
{
    return m_scene != m_saved;
}

SceneController::Document SceneController::document() const
{
    return {.scene = m_scene, .saved = m_saved, .file = m_file};
}

void SceneController::apply(const Document& document)
{
    const bool wasModified = isModified();
    const bool otherScene = m_scene != document.scene;
    const bool otherFile = m_file != document.file;
    m_scene = document.scene;
    m_saved = document.saved;
    m_file = document.file;
    if (otherScene)
        Q_EMIT sceneChanged(m_scene);
    if (otherFile)
        Q_EMIT fileChanged();
    if (wasModified != isModified())
        Q_EMIT modifiedChanged(isModified());
}

void SceneController::push(const QString& text, const QString& kind, Document after)
{
    m_undo.push(new Edit(*this, text, kind, document(), std::move(after)));
}

void SceneController::edit(const QString& text, const QString& kind, const std::function<void(project::Scene&)>& change)
{
    Document after = document();
    change(after.scene);
    if (after.scene != m_scene)
        push(text, kind, std::move(after));
}

void SceneController::rememberInput(const QString& path, const settings::Key<QStringList>& recent,
                                    const settings::Key<QString>& folder)
{
    if (path.isEmpty())
        return;
    m_settings.remember(recent, path);
    m_settings.set(folder, folderOf(path));
}

void SceneController::setPortrait(const QString& path)
{
    rememberInput(path, settings::kRecentPortraits, settings::kPortraitFolder);
    edit(tr("Choose portrait"), {}, [&](project::Scene& scene) {
        scene.portrait = toPath(path);
        scene.crop.reset();
    });
}

void SceneController::setVoice(const QString& path)
{
    rememberInput(path, settings::kRecentVoices, settings::kVoiceFolder);
    edit(tr("Choose voice"), {}, [&](project::Scene& scene) {
        scene.voice = toPath(path);
        scene.trim = {};
    });
}

void SceneController::setInputs(const QString& portrait, const QString& voice)
{
    rememberInput(portrait, settings::kRecentPortraits, settings::kPortraitFolder);
    rememberInput(voice, settings::kRecentVoices, settings::kVoiceFolder);
    edit(tr("Choose portrait and voice"), {}, [&](project::Scene& scene) {
        scene.portrait = toPath(portrait);
        scene.crop.reset();
        scene.voice = toPath(voice);
        scene.trim = {};
    });
}

void SceneController::setCrop(const std::optional<project::CropRect>& crop)
{
    edit(tr("Crop portrait"), QStringLiteral("crop"), [&](project::Scene& scene) { scene.crop = crop; });
}

void SceneController::setTrim(const project::Trim& trim)
{
    edit(tr("Trim voice"), QStringLiteral("trim"), [&](project::Scene& scene) { scene.trim = trim; });
}

void SceneController::setPrompt(const QString& prompt)
{
    edit(tr("Edit prompt"), QStringLiteral("prompt"),
         [&](project::Scene& scene) { scene.prompt = prompt.toStdString(); });
}

void SceneController::setRenderSettings(const project::RenderSettings& settings, const QString& text)
{
    edit(text.isEmpty() ? tr("Change settings") : text, QStringLiteral("settings"),
         [&](project::Scene& scene) { scene.settings = settings; });
}

void SceneController::setPreset(const QString& id, const project::RenderSettings& settings)
{
    edit(tr("Choose preset"), {}, [&](project::Scene& scene) {
        scene.preset = id.toStdString();
        scene.settings = settings;
    });
}

void SceneController::newScene()
{
    Document fresh;
    fresh.scene.settings = m_scene.settings; // Inputs are what makes a scene; how it is rendered stays.
    fresh.scene.preset = m_scene.preset;
    fresh.saved = fresh.scene;
    push(tr("New scene"), {}, std::move(fresh));
}

Status SceneController::open(const QString& file)
{
    const Result<project::Scene> scene = project::loadScene(toPath(file));
    if (!scene)
        return scene.error();
    push(tr("Open scene"), {}, {.scene = *scene, .saved = *scene, .file = file});
    rememberFile(file);
    QStringList missing;
    for (const std::filesystem::path& input : project::missingInputs(*scene))
        missing.append(fromPath(input));
    if (!missing.isEmpty())
        Q_EMIT inputsMissing(missing);
    return kDone;
}

Status SceneController::save()
{
    if (m_file.isEmpty())
        return Error{ErrorCode::BadOption, {}, "the scene has no file yet"};
    return saveAs(m_file);
}

Status SceneController::saveAs(const QString& file)
{
    if (Status saved = project::saveScene(m_scene, toPath(file)); !saved)
        return saved;
    const bool wasModified = isModified();
    const bool otherFile = m_file != file;
    m_saved = m_scene;
    m_file = file;
    rememberFile(file);
    if (otherFile)
        Q_EMIT fileChanged();
    if (wasModified)
        Q_EMIT modifiedChanged(false);
    autosave();
    return kDone;
}

void SceneController::rememberFile(const QString& file)
{
    m_settings.remember(settings::kRecentScenes, file);
    m_settings.set(settings::kSceneFolder, folderOf(file));
}

void SceneController::adopt(const project::Scene& scene, const QString& text)
{
    push(text, {}, {.scene = scene, .saved = {}, .file = {}});
}

void SceneController::recover()
{
    const std::optional<project::SavedSession> session = m_background->autosave.takeOver();
    if (!session)
        return;
    Document document{.scene = session->scene, .saved = session->scene, .file = fromPath(session->file)};
    if (session->modified) {
        const Result<project::Scene> onDisk = project::loadScene(session->file);
        document.saved = onDisk ? *onDisk : project::Scene{};
    }
    apply(document);
    autosave();
    Q_EMIT recovered();
}

void SceneController::autosave()
{
    project::SavedSession session{.scene = m_scene, .file = toPath(m_file), .modified = isModified()};
    if (m_autosaved && *m_autosaved == session)
        return;
    m_autosaved = session;
    inBackground(
        m_background->pool, this,
        [&autosave = m_background->autosave, session = std::move(session)] { return autosave.write(session); },
        [this](const Status& written) {
            if (written)
                return;
            m_autosaved.reset(); // Tried again next time.
            Q_EMIT autosaveFailed(written.error());
        });
}

} // namespace studio::ui
