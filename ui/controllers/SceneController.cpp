// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/SceneController.h"

#include "core/jobs/Models.h"
#include "ui/services/FileWorker.h"
#include "ui/services/ModelFolders.h"
#include "ui/services/Text.h"

#include <QDeadlineTimer>
#include <QFileInfo>
#include <QTimer>
#include <QUndoCommand>

#include <algorithm>

namespace studio::ui {
namespace {

constexpr int kMergeTime = 1000; // ms: faster successive edits of one kind are one step
constexpr QLatin1String kTyping("typing"); // A word is one step, however slowly it is typed.
constexpr QLatin1String kCropping("cropping "); // So are all changes of the crop in one visit; its number follows.

QString folderOf(const QString& file)
{
    return QFileInfo(file).absolutePath();
}

QStringList missingFiles(const project::Scene& scene)
{
    QStringList files;
    for (const std::filesystem::path& input : project::missingInputs(scene))
        files.append(fromPath(input));
    return files;
}

bool haveSameInputs(const project::Scene& a, const project::Scene& b)
{
    const auto isSame
        = [](const std::filesystem::path* one, const std::filesystem::path* other) { return *one == *other; };
    return std::ranges::equal(project::inputsOf(a), project::inputsOf(b), isSame);
}

FilmSize sizeOf(const project::Scene& scene)
{
    return {scene.settings.width, scene.settings.height};
}

bool isSameWork(project::Scene scene, const project::Scene& saved)
{
    if (!scene.settings.seedLocked && !saved.settings.seedLocked)
        scene.settings.seed = saved.settings.seed;
    return scene == saved;
}

// Where two texts differ: `removed` letters gave way to `added` ones.
struct TextChange {
    qsizetype at = 0;
    qsizetype removed = 0;
    qsizetype added = 0;
};

TextChange changeBetween(const QString& before, const QString& after)
{
    const qsizetype shorter = std::min(before.size(), after.size());
    qsizetype head = 0;
    while (head < shorter && before[head] == after[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    return {.at = head, .removed = before.size() - head - tail, .added = after.size() - head - tail};
}

} // namespace

// An undo step between two documents.
class SceneController::Edit : public QUndoCommand {
public:
    Edit(SceneController& controller, const QString& text, QString kind, const Document& before, const Document& after,
         Merging merging)
        : QUndoCommand(text)
        , m_controller(controller)
        , m_kind(std::move(kind))
        , m_before(before)
        , m_after(after)
        , m_merging(merging)
        , m_mergeable(m_kind == kTyping || m_kind.startsWith(kCropping) ? QDeadlineTimer(QDeadlineTimer::Forever)
                                                                        : QDeadlineTimer(kMergeTime))
    {
    }

    void undo() override { m_controller.apply(m_before); }
    void redo() override { m_controller.apply(m_after); }
    [[nodiscard]] int id() const override { return m_kind.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand* command) override
    {
        const auto& next = static_cast<const Edit&>(*command);
        if (next.m_kind != m_kind || next.m_merging == Merging::Forbidden || m_mergeable.hasExpired())
            return false;
        m_after = next.m_after;
        m_mergeable = next.m_mergeable;
        if (m_kind.startsWith(kCropping) && m_after.number == m_before.number && m_after.scene == m_before.scene)
            setObsolete(true); // The stack drops it.
        return true;
    }

private:
    SceneController& m_controller;
    QString m_kind;
    Document m_before;
    Document m_after;
    Merging m_merging;
    QDeadlineTimer m_mergeable;
};

SceneController::SceneController(settings::Settings& settings, FileWorker& files, const QString& autosaveFolder,
                                 ModelCatalogue models, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_files(files)
    , m_models(std::move(models))
    , m_autosave(toPath(autosaveFolder))
    , m_timer(new QTimer(this))
{
    m_timer->setObjectName(QStringLiteral("autosaveTimer"));
    m_timer->setInterval(m_settings.get(settings::kAutosaveSeconds) * 1000);
    connect(m_timer, &QTimer::timeout, this, &SceneController::autosave);
    m_timer->start();
    m_document.scene = blankScene();
    m_origins[m_document.number].saved = m_document.scene;
}

project::Scene SceneController::blankScene() const
{
    project::Scene scene;
    scene.settings.model = m_models.ofProgram().id;
    for (const ModelEntry& model : m_models.ofFolders()) {
        if (isSetUp(m_settings, model)) {
            scene.settings.model = model.id;
            break;
        }
    }
    return fitted(scene);
}

project::Scene SceneController::fitted(project::Scene scene) const
{
    scene.settings = jobs::fitted(scene.settings, m_models);
    return scene;
}

SceneController::~SceneController()
{
    m_files.waitForDone();
    if (!m_autosaved) // Nothing was open yet, or the copy can't be written.
        return;
    m_ending = true;
    (void)m_autosave.write(session()); // Nobody is left to be told.
}

QString SceneController::file() const
{
    return m_origins.at(m_document.number).file;
}

QString SceneController::name() const
{
    return file().isEmpty() ? QString() : QFileInfo(file()).completeBaseName();
}

bool SceneController::isModified() const
{
    return !isSameWork(m_document.scene, m_origins.at(m_document.number).saved);
}

SceneController::Document SceneController::makeDocument(const project::Scene& scene, const Origin& origin)
{
    const int64_t number = m_origins.rbegin()->first + 1;
    // Fits the saved scene, too, so that opening an older program's scene doesn't mark it as changed.
    m_origins.emplace(number, Origin{.saved = fitted(origin.saved), .file = origin.file});
    Document document{.scene = fitted(scene), .number = number};
    if (sizeOf(document.scene) != sizeOf(scene))
        document.refused = sizeOf(scene);
    return document;
}

void SceneController::apply(const Document& document)
{
    const bool wasModified = isModified();
    const bool otherScene = m_document.scene != document.scene || m_document.refused != document.refused;
    const bool otherFiles = m_document.number != document.number || !haveSameInputs(m_document.scene, document.scene);
    const QString before = file();
    m_document = document;
    if (otherFiles)
        autosave();
    if (otherScene)
        Q_EMIT sceneChanged(m_document.scene);
    if (before != file())
        Q_EMIT fileChanged();
    if (wasModified != isModified())
        Q_EMIT modifiedChanged(isModified());
}

void SceneController::push(const QString& text, const QString& kind, const Document& after, Merging merging)
{
    m_undo.push(new Edit(*this, text, kind, m_document, after, merging));
}

void SceneController::edit(const QString& text, const QString& kind, const std::function<void(project::Scene&)>& change)
{
    Document after = m_document;
    change(after.scene);
    const FilmSize wanted = sizeOf(after.scene);
    after.scene = fitted(after.scene);
    if (sizeOf(after.scene) != wanted)
        after.refused = wanted;
    else if (wanted != sizeOf(m_document.scene) || after.scene.settings.model != m_document.scene.settings.model)
        after.refused.reset();
    if (after.scene != m_document.scene)
        push(text, kind, after);
}

void SceneController::rememberInput(const QString& path, const settings::Key<QStringList>& recent,
                                    const settings::Key<QString>& folder)
{
    if (path.isEmpty())
        return;
    m_settings.remember(recent, path);
    m_settings.set(folder, folderOf(path));
}

void SceneController::replacePortrait(const QString& path, const QString& text,
                                      const std::function<void(project::Scene&)>& more)
{
    rememberInput(path, settings::kRecentPortraits, settings::kPortraitFolder);
    const bool isOther = toPath(path) != scene().portrait;
    const bool hadPeople = isOther && !scene().people.empty();
    edit(text, {}, [&](project::Scene& scene) {
        scene.portrait = toPath(path);
        scene.crop.reset();
        if (isOther)
            scene.people.clear();
        more(scene);
    });
    if (isOther)
        Q_EMIT portraitChosen(path);
    if (hadPeople)
        Q_EMIT peopleForgotten();
}

void SceneController::setPortrait(const QString& path)
{
    replacePortrait(path, tr("Choose portrait"), [](project::Scene& /*scene*/) {});
}

void SceneController::setVoice(const QString& path)
{
    rememberInput(path, settings::kRecentVoices, settings::kVoiceFolder);
    edit(tr("Choose voice"), {}, [&](project::Scene& scene) {
        scene.voice = toPath(path);
        scene.voiceTrack = 0;
        scene.trim = {};
        scene.speech.reset();
    });
}

void SceneController::setInputs(const QString& portrait, const QString& voice)
{
    rememberInput(voice, settings::kRecentVoices, settings::kVoiceFolder);
    replacePortrait(portrait, tr("Choose portrait and voice"), [&voice](project::Scene& scene) {
        scene.voice = toPath(voice);
        scene.voiceTrack = 0;
        scene.trim = {};
    });
}

void SceneController::setPeople(const std::vector<project::Person>& people, const QString& voice)
{
    for (const project::Person& person : people)
        rememberInput(fromPath(person.voice), settings::kRecentVoices, settings::kVoiceFolder);
    edit(tr("Who speaks"), {}, [&](project::Scene& scene) {
        scene.people = people;
        if (voice.isEmpty())
            return;
        scene.voice = toPath(voice);
        scene.voiceTrack = 0;
        scene.trim = {};
        scene.speech.reset();
    });
}

void SceneController::setCrop(const std::optional<project::CropRect>& crop)
{
    edit(tr("Crop portrait"), m_cropping.isEmpty() ? QStringLiteral("crop") : m_cropping,
         [&](project::Scene& scene) { scene.crop = crop; });
}

void SceneController::beginCropping()
{
    m_cropping = kCropping + QString::number(++m_croppings);
}

void SceneController::setVoiceTrack(int track)
{
    edit(tr("Choose sound track"), {}, [&](project::Scene& scene) { scene.voiceTrack = track; });
}

void SceneController::setTrim(const project::Trim& trim)
{
    edit(tr("Trim voice"), QStringLiteral("trim"), [&](project::Scene& scene) { scene.trim = trim; });
}

void SceneController::setVoiceLevel(const VoiceLevel& level)
{
    edit(tr("Loudness of the voice"), {}, [&](project::Scene& scene) { scene.voiceLevel = level; });
}

void SceneController::useVoice(const VoiceUse& voice)
{
    rememberInput(voice.path, settings::kRecentVoices, settings::kVoiceFolder);
    edit(tr("Use voice"), {}, [&](project::Scene& scene) {
        scene.voice = toPath(voice.path);
        scene.voiceTrack = voice.track;
        scene.trim = voice.trim;
        scene.voiceLevel = voice.level;
        scene.speech = voice.speech;
    });
}

void SceneController::setPrompt(const QString& prompt)
{
    Document after = m_document;
    after.scene.prompt = prompt.toStdString();
    if (after.scene == m_document.scene)
        return;
    const TextChange change = changeBetween(QString::fromStdString(scene().prompt), prompt);
    const bool typed = change.added == 1;
    const bool deleted = change.added == 0 && change.removed == 1;
    // Pasted words, and those of an input method, are steps of their own.
    const QString kind = typed ? QString(kTyping) : deleted ? QStringLiteral("deleting") : QString();
    const bool beginsWord = typed && change.at > 0 && !prompt[change.at].isSpace() && prompt[change.at - 1].isSpace();
    const bool replaces = typed && change.removed > 0;
    push(tr("Edit prompt"), kind, after, beginsWord || replaces ? Merging::Forbidden : Merging::Allowed);
}

void SceneController::setTurns(const std::vector<Turn>& turns, const QString& text)
{
    edit(text, QStringLiteral("turns: ") + text, [&](project::Scene& scene) { scene.settings.turns = turns; });
}

void SceneController::setRenderSettings(const project::RenderSettings& settings, const QString& text)
{
    edit(text, QStringLiteral("settings: ") + text, [&](project::Scene& scene) { scene.settings = settings; });
}

void SceneController::setPreset(const QString& id, const project::RenderSettings& settings, const QString& text)
{
    edit(text, {}, [&](project::Scene& scene) {
        scene.preset = id.toStdString();
        scene.settings = settings;
    });
}

void SceneController::newScene()
{
    project::Scene fresh;
    fresh.settings = scene().settings; // A new scene has no inputs, but keeps the render settings.
    fresh.settings.turns.clear(); // They are the prompt's.
    fresh.preset = scene().preset;
    push(tr("New scene"), {}, makeDocument(fresh, {.saved = fresh, .file = {}}));
}

void SceneController::open(const QString& file)
{
    struct Read {
        Result<project::Scene> scene;
        QStringList missing;
    };
    const auto read = [path = toPath(file)] {
        Read found{project::loadScene(path), {}};
        if (found.scene)
            found.missing = missingFiles(*found.scene);
        return found;
    };
    m_files.run(this, read, [this, file](const Read& found) {
        if (!found.scene) {
            Q_EMIT fileFailed(file, found.scene.error());
            return;
        }
        push(tr("Open scene “%1”").arg(QFileInfo(file).completeBaseName()), {},
             makeDocument(*found.scene, {.saved = *found.scene, .file = file}));
        rememberFile(file);
        Q_EMIT opened(file);
        if (!found.missing.isEmpty())
            Q_EMIT inputsMissing(found.missing);
    });
}

void SceneController::save()
{
    saveAs(file());
}

void SceneController::saveAs(const QString& file)
{
    const auto write = [scene = scene(), path = toPath(file)] { return project::saveScene(scene, path); };
    m_files.run(this, write, [this, file, saving = m_document](const Status& written) {
        if (!written) {
            Q_EMIT fileFailed(file, written.error());
            return;
        }
        rememberFile(file);
        const bool wasModified = isModified();
        const QString before = this->file();
        m_origins[saving.number] = {.saved = saving.scene, .file = file}; // Another document may be open by now.
        if (before != this->file())
            Q_EMIT fileChanged();
        if (wasModified != isModified())
            Q_EMIT modifiedChanged(isModified());
        autosave();
        Q_EMIT saved(file);
    });
}

void SceneController::rememberFile(const QString& file)
{
    m_settings.remember(settings::kRecentScenes, file);
    m_settings.set(settings::kSceneFolder, folderOf(file));
}

void SceneController::adopt(const project::Scene& scene, const QString& text, Adopted how)
{
    push(text, {}, makeDocument(scene, {.saved = how == Adopted::AsItCame ? scene : project::Scene(), .file = {}}));
}

std::function<void(const QString& text)> SceneController::wayBack()
{
    return [this, document = m_document](const QString& text) { push(text, {}, document); };
}

void SceneController::recover()
{
    struct Found {
        project::Scene scene;
        Origin origin;
        Left left = Left::ByCrash;
        QStringList missing;
    };
    const auto find = [this, blank = blankScene()]() -> std::optional<Found> {
        const std::optional<project::SavedSession> session = m_autosave.takeOver();
        if (!session)
            return std::nullopt;
        Found found{session->scene,
                    {.saved = session->modified ? blank : session->scene, .file = fromPath(session->file)},
                    session->ended ? Left::ByEnd : Left::ByCrash,
                    {}};
        if (!session->file.empty()) {
            const Result<project::Scene> onDisk = project::loadScene(session->file);
            found.origin.saved = onDisk ? *onDisk : blank;
            if (onDisk && !session->modified) { // Somebody else may have changed it since.
                found.scene = *onDisk;
                if (!onDisk->settings.seedLocked)
                    found.scene.settings.seed = session->scene.settings.seed;
            }
        }
        found.missing = missingFiles(found.scene);
        return found;
    };
    m_files.run(this, find, [this](const std::optional<Found>& found) {
        if (!m_autosave.unreadable().empty())
            Q_EMIT setAside(fromPath(m_autosave.unreadable()));
        if (!found) {
            Q_EMIT nothingToRecover();
            return;
        }
        apply(makeDocument(found->scene, found->origin));
        autosave();
        Q_EMIT recovered(found->left);
        if (!found->missing.isEmpty())
            Q_EMIT inputsMissing(found->missing);
    });
}

void SceneController::setAutosaveSeconds(int seconds)
{
    m_settings.set(settings::kAutosaveSeconds, seconds);
    m_timer->setInterval(seconds * 1000);
}

void SceneController::keepAtEnd()
{
    m_ending = true;
    writeCopy();
}

void SceneController::autosave()
{
    m_ending = false; // The work goes on.
    writeCopy();
}

void SceneController::undo()
{
    bool obsolete = true;
    while (obsolete && m_undo.canUndo()) {
        obsolete = m_undo.command(m_undo.index() - 1)->isObsolete();
        m_undo.undo();
    }
}

project::SavedSession SceneController::session() const
{
    return {.scene = scene(), .file = toPath(file()), .modified = isModified(), .ended = m_ending};
}

void SceneController::writeCopy()
{
    project::SavedSession copy = session();
    if (m_autosaved && *m_autosaved == copy)
        return;
    m_autosaved = copy;
    m_files.run(
        this, [this, copy = std::move(copy)] { return m_autosave.write(copy); },
        [this](const Status& written) {
            m_copyFailed = !written;
            if (written)
                return;
            m_autosaved.reset(); // Retry at the next autosave.
            Q_EMIT autosaveFailed(written.error());
        });
}

} // namespace studio::ui
