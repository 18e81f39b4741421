// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/ScenePresenter.h"

#include "core/media/Picture.h"
#include "core/pipeline/Render.h"
#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/FileChooser.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/PeopleWords.h"
#include "ui/common/TurnWords.h"
#include "ui/common/VoiceWords.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/dialogs/PeopleDialog.h"
#include "ui/dialogs/VoiceDialog.h"
#include "ui/models/GalleryModels.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/CropWords.h"
#include "ui/presenters/WindowRules.h"
#include "ui/services/Gallery.h"
#include "ui/services/InputService.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/PortraitCropView.h"
#include "ui/widgets/VoiceWaveformView.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr int kBusyAfter = 250; // ms
constexpr double kBlockSeconds = static_cast<double>(kFramesPerBlock) / kFramesPerSecond;

} // namespace

ScenePresenter::ScenePresenter(const WindowContext& context, ScenePanel& panel, const TakesPanel& takes,
                               const Actions& actions, MessageCentre& messages, DropHandler& drops, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_panel(panel)
    , m_takes(takes)
    , m_actions(actions)
    , m_messages(messages)
    , m_window(window)
    , m_busy(new QTimer(this))
{
    m_busy->setSingleShot(true);
    m_busy->setInterval(kBusyAfter);
    connect(m_busy, &QTimer::timeout, this, &ScenePresenter::show);
    connect(&m_context.scene, &SceneController::sceneChanged, this, [this](const project::Scene& scene) {
        m_context.inputs.setScene(scene);
        m_messages.withdraw(QStringLiteral("people")); // Its Undo would be another step's.
        m_busy->start();
        show();
        Q_EMIT stateChanged();
    });
    connect(&m_context.inputs, &InputService::portraitChanged, this, [this] {
        show();
        showCrop();
        Q_EMIT stateChanged();
    });
    connect(&m_context.inputs, &InputService::voiceChanged, this, [this] {
        show();
        showWaveform();
        Q_EMIT stateChanged();
    });
    connect(&m_context.inputs, &InputService::peopleChanged, this, [this] {
        show();
        Q_EMIT stateChanged();
    });
    connect(&m_context.scene, &SceneController::peopleForgotten, this, [this] {
        m_messages.show(QStringLiteral("people"), MessageId::PeopleForgotten, {}, {},
                        {{Remedy::Undo, [this] { m_context.scene.undo(); }}});
    });
    connect(&m_context.inputs, &InputService::promptChanged, this, &ScenePresenter::show);
    connect(&m_context.scene, &SceneController::recovered, this, [this](SceneController::Left left) {
        if (left == SceneController::Left::ByCrash)
            m_messages.show(QStringLiteral("recovered"), MessageId::SceneBackAfterCrash);
    });
    connect(&m_context.scene, &SceneController::inputsMissing, this, [this](const QStringList& files) {
        m_messages.show(QStringLiteral("moved"), MessageId::SceneFilesMoved,
                        {{QStringLiteral("n"), QString::number(files.size())},
                         {QStringLiteral("file"), QFileInfo(files.value(0)).fileName()}},
                        files.join(QLatin1Char('\n')),
                        {{Remedy::GoOnWithout, [] {}}, {Remedy::FindFile, [this, files] { findOneOf(files); }}});
    });
    connect(&m_context.scene, &SceneController::opened, this, [this] { m_messages.withdraw(QStringLiteral("scene")); });
    connect(&m_context.scene, &SceneController::fileFailed, this,
            [this](const QString& file, const Error& error) { sceneFailed(error, file); });
    connect(&m_context.scene, &SceneController::autosaveFailed, this, [this](const Error& error) {
        m_messages.showError(QStringLiteral("autosave"), MessageId::NotWritable, error,
                             {{QStringLiteral("folder"), m_context.dataFolder}});
    });
    connect(&m_context.scene, &SceneController::fileChanged, this, &ScenePresenter::stateChanged);
    connect(&m_context.scene, &SceneController::modifiedChanged, this, &ScenePresenter::stateChanged);
    connect(&m_context.scene.undoStack(), &QUndoStack::indexChanged, this, &ScenePresenter::stateChanged);
    connect(&m_context.voice, &VoicePlayer::playingChanged, this, &ScenePresenter::show);
    connectActions();
    connectPanel();
    connectDrops(drops);
    fillMenus();
    m_context.inputs.setScene(m_context.scene.scene());
    show();
}

void ScenePresenter::connectActions()
{
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    SceneController& scene = m_context.scene;
    on(ActionId::NewScene, [&scene] { scene.newScene(); });
    on(ActionId::OpenScene, [this] {
        chooseFileToOpen(m_window, m_context.settings, m_context.demo, FileKind::Scene,
                         [this](const QString& file) { openScene(file); });
    });
    on(ActionId::OpenDemoScene, [this] { openDemo(); });
    on(ActionId::SaveScene, [this] { save(); });
    on(ActionId::SaveSceneAs, [this] { saveAs(); });
    on(ActionId::Undo, [&scene] { scene.undo(); });
    on(ActionId::Redo, [&scene] { scene.undoStack().redo(); });
    on(ActionId::ChoosePortrait, [this] { choose(DropPlace::Portrait); });
    on(ActionId::ChooseVoice, [this] { choose(DropPlace::Voice); });
    on(ActionId::ResetCrop, [&scene] { scene.setCrop(std::nullopt); });
    on(ActionId::ResetTrim, [&scene] { scene.setTrim({}); });
    on(ActionId::WhoSpeaks, [this] { openWhoSpeaks(); });
    on(ActionId::VoiceDetails, [this] {
        auto* dialog = m_window.findChild<VoiceDialog*>();
        if (!dialog)
            dialog = new VoiceDialog(m_context, &m_window);
        dialog->show();
        dialog->raise();
        dialog->activateWindow();
    });
    on(ActionId::GoToPrompt, [this] { m_panel.prompt().setFocus(Qt::ShortcutFocusReason); });
    const auto paste = [this](DropPlace place) {
        if (const QMimeData* data = QApplication::clipboard()->mimeData()) {
            m_dropPlace = place;
            m_context.drops.read(*data);
        }
    };
    on(ActionId::PastePortrait, [paste] { paste(DropPlace::Portrait); });
    // A focused text field handles Paste; elsewhere a pasted picture or file becomes an input.
    on(ActionId::Paste, [paste] {
        if (auto* edit = qobject_cast<QPlainTextEdit*>(QApplication::focusWidget()))
            edit->paste();
        else
            paste(DropPlace::Anywhere);
    });
    on(ActionId::Cut, [] {
        if (auto* edit = qobject_cast<QPlainTextEdit*>(QApplication::focusWidget()))
            edit->cut();
    });
    on(ActionId::Copy, [] {
        if (auto* edit = qobject_cast<QPlainTextEdit*>(QApplication::focusWidget()))
            edit->copy();
    });
}

void ScenePresenter::connectPanel()
{
    ScenePanel& panel = m_panel;
    SceneController& scene = m_context.scene;
    connect(&panel, &ScenePanel::promptEdited, &scene, &SceneController::setPrompt);
    connect(&panel.crop(), &PortraitCropView::cropEdited, this, [&scene](const QRectF& crop) {
        scene.setCrop(project::CropRect{crop.x(), crop.y(), crop.width(), crop.height()});
    });
    connect(&panel.waveform(), &VoiceWaveformView::trimEdited, this, [this, &scene](const TimeRange& trim) {
        project::Trim wanted{.begin = trim.start, .end = trim.end};
        const auto& facts = m_context.inputs.voice().facts;
        if (facts && trim.end >= facts->seconds - 1e-3)
            wanted.end.reset();
        scene.setTrim(wanted);
    });
    connect(&panel, &ScenePanel::portraitRemedyPressed, this, [this] {
        const PortraitState& portrait = m_context.inputs.portrait();
        if (portrait.path.isEmpty())
            m_panel.openPortraitMenu();
        else if (portrait.error)
            choose(DropPlace::Portrait);
        else
            openWhoSpeaks();
    });
    connect(&panel, &ScenePanel::voiceRemedyPressed, this, [this, &scene] {
        const VoiceState& voice = m_context.inputs.voice();
        if (voice.path.isEmpty() && !isSoundOfPeople()) {
            m_panel.openVoiceMenu();
            return;
        }
        if (voice.error) {
            choose(DropPlace::Voice);
            return;
        }
        if (voice.path.isEmpty() || hasPersonError()) {
            openWhoSpeaks();
            return;
        }
        if (!voiceIsDoubtful()) { // It is very quiet.
            scene.setVoiceLevel(VoiceLevel::to(kSpokenTarget));
            return;
        }
        m_acceptedVoice = voice.path;
        show();
    });
    connect(&panel, &ScenePanel::promptRemedyPressed, this, [this, &scene] {
        const int kept = m_context.inputs.prompt().keptCharacters;
        if (kept >= 0)
            scene.setPrompt(QString::fromStdString(scene.scene().prompt).left(kept));
    });
}

void ScenePresenter::connectDrops(DropHandler& drops)
{
    connect(&drops, &DropHandler::hovered, this, &ScenePresenter::hover);
    connect(&drops, &DropHandler::left, this, [this] { hover({}); });
    connect(&drops, &DropHandler::dropped, this, [this](const QMimeData& data, DropPlace place) {
        m_dropPlace = place;
        m_context.drops.read(data);
    });
    connect(&m_context.drops, &DropReader::understood, this, &ScenePresenter::take);
}

void ScenePresenter::fillMenus()
{
    ScenePanel& panel = m_panel;
    SceneController& scene = m_context.scene;
    fillInputMenu(panel.recentPortraits(), settings::kRecentPortraits, *new FaceModel(m_context.gallery, this),
                  [&scene](const QString& file) { scene.setPortrait(file); });
    fillInputMenu(panel.recentVoices(), settings::kRecentVoices, *new VoiceModel(m_context.gallery, this),
                  [&scene](const QString& file) { scene.setVoice(file); });

    connect(&panel.voiceTracks(), &QMenu::aboutToShow, this, [this, &panel, &scene] {
        panel.voiceTracks().clear();
        const VoiceState& voice = m_context.inputs.voice();
        if (!voice.waveform)
            return;
        const media::SoundFindings& found = voice.waveform->found;
        for (int number = 1; number <= static_cast<int>(found.tracks.size()); ++number) {
            QAction* action
                = panel.voiceTracks().addAction(trackWords(found.tracks[static_cast<size_t>(number - 1)], number));
            action->setCheckable(true);
            action->setChecked(number == found.treatment.track);
            connect(action, &QAction::triggered, this, [&scene, number] { scene.setVoiceTrack(number); });
        }
    });
    connect(&panel.promptHistory(), &QMenu::aboutToShow, this, [this, &panel, &scene] {
        QStringList prompts = m_context.settings.get(settings::kPromptHistory);
        for (const project::Take& take : m_context.takes.takes())
            prompts.append(QString::fromStdString(take.scene.prompt));
        prompts.removeAll(QString());
        prompts.removeDuplicates();
        panel.promptHistory().clear();
        for (const QString& prompt : prompts.mid(0, settings::kRecentCount)) {
            QString line = prompt.simplified();
            if (line.size() > 70)
                line = line.left(69) + QChar(u'\u2026');
            connect(panel.promptHistory().addAction(line), &QAction::triggered, this,
                    [&scene, prompt] { scene.setPrompt(prompt); });
        }
        if (panel.promptHistory().isEmpty())
            panel.promptHistory().addAction(tr("Nothing yet"))->setEnabled(false);
    });
    connect(&panel.promptTemplates(), &QMenu::aboutToShow, this, [this, &panel] {
        panel.promptTemplates().clear();
        const std::pair<QString, QString> templates[] = {
            {tr("Calm talk to the camera"),
             tr("A person talks to the camera in a calm, friendly voice and smiles now and then. Soft daylight, "
                "shallow depth of field.")},
            {tr("News desk"),
             tr("A news presenter speaks clearly and seriously at a desk, small gestures of the head, even studio "
                "light.")},
            {tr("Lively story"),
             tr("A person tells a lively story with wide eyes and raised eyebrows, moving the head while speaking.")},
            {tr("Teacher"),
             tr("A teacher explains something patiently, looks at the viewer and nods at the end of "
                "each sentence.")},
            {tr("Singer"),
             tr("A singer performs with feeling, eyes half closed on the long notes, warm stage light.")}};
        for (const auto& [name, text] : templates) {
            connect(panel.promptTemplates().addAction(name), &QAction::triggered, this, [&panel, words = text] {
                panel.prompt().insertPlainText(words);
                panel.prompt().setFocus();
            });
        }
    });
}

// Recent files, and below them those of the demo.
void ScenePresenter::fillInputMenu(QMenu& menu, const settings::Key<QStringList>& key, const QAbstractListModel& demo,
                                   const std::function<void(const QString& file)>& use)
{
    const bool faces = qobject_cast<const FaceModel*>(&demo) != nullptr;
    connect(&menu, &QMenu::aboutToShow, this, [this, &menu, &key, &demo, use, faces] {
        m_context.gallery.read();
        menu.clear();
        const auto add = [&](const QString& words, const QString& file) {
            QAction* action = menu.addAction(words);
            action->setToolTip(file);
            connect(action, &QAction::triggered, this, [use, file] { use(file); });
            return action;
        };
        for (const QString& file : m_context.settings.get(key))
            add(QFileInfo(file).fileName(), file);
        if (menu.isEmpty())
            menu.addAction(tr("Nothing yet"))->setEnabled(false);
        menu.addSection(faces ? tr("Faces of the demo") : tr("Voices of the demo"));
        for (int row = 0; row < demo.rowCount(); ++row) {
            QAction* action = add({}, demo.index(row).data(kGalleryPathRole).toString());
            const auto show = [&demo, action, row, faces] {
                const QModelIndex index = demo.index(row);
                action->setText(index.data(faces ? Qt::DisplayRole : Qt::AccessibleTextRole).toString());
                if (faces)
                    action->setIcon(QPixmap::fromImage(index.data(Qt::DecorationRole).value<QImage>()));
            };
            show();
            connect(&demo, &QAbstractItemModel::dataChanged, action, show); // Its file may be read by now or later.
        }
    });
    menu.setToolTipsVisible(true);
}

void ScenePresenter::fillRecentScenes(QMenu& recent)
{
    connect(&recent, &QMenu::aboutToShow, this, [this, &recent] {
        recent.clear();
        for (const QString& file : m_context.settings.get(settings::kRecentScenes)) {
            QAction* action = recent.addAction(QFileInfo(file).completeBaseName());
            action->setToolTip(file);
            connect(action, &QAction::triggered, this, [this, file] { openScene(file); });
        }
        if (recent.isEmpty())
            recent.addAction(tr("Nothing yet"))->setEnabled(false);
    });
}

void ScenePresenter::readFiles(const QStringList& files)
{
    m_dropPlace = DropPlace::Anywhere;
    m_context.drops.readFiles(files);
}

void ScenePresenter::openDemo()
{
    m_context.scene.adopt(m_context.demo.scene, tr("Open demo scene"), SceneController::Adopted::AsItCame);
}

void ScenePresenter::openScene(const QString& file)
{
    m_context.scene.open(file);
}

void ScenePresenter::sceneFailed(const Error& error, const QString& file)
{
    const bool newer = error.code == ErrorCode::Unsupported;
    m_messages.showError(QStringLiteral("scene"),
                         newer ? MessageId::SceneTooNew : messageOf(error.code, ErrorSubject::Scene), error,
                         {{QStringLiteral("file"), QFileInfo(file).fileName()},
                          {QStringLiteral("folder"), QFileInfo(file).path()},
                          {QStringLiteral("v"), QString::fromStdString(error.subject)}},
                         {{Remedy::OpenScene, [this] { m_actions[ActionId::OpenScene]->trigger(); }},
                          {Remedy::ChooseFolder, [this] { saveAs(); }}});
}

void ScenePresenter::save()
{
    SceneController& scene = m_context.scene;
    if (scene.file().isEmpty())
        saveAs();
    else
        scene.save();
}

void ScenePresenter::saveAs()
{
    SceneController& scene = m_context.scene;
    chooseFileToSave(m_window, m_context.settings, m_context.demo, FileKind::Scene, sceneName(),
                     [&scene](const QString& file) { scene.saveAs(file); });
}

QString ScenePresenter::sceneName() const
{
    const QString name = m_context.scene.name();
    return name.isEmpty() ? tr("Untitled") : name;
}

void ScenePresenter::choose(DropPlace place)
{
    SceneController& scene = m_context.scene;
    const bool voice = place == DropPlace::Voice;
    chooseFileToOpen(m_window, m_context.settings, m_context.demo, voice ? FileKind::Voice : FileKind::Portrait,
                     [&scene, voice](const QString& file) { voice ? scene.setVoice(file) : scene.setPortrait(file); });
}

void ScenePresenter::take(const Drop& drop)
{
    SceneController& scene = m_context.scene;
    const DropPlace place = std::exchange(m_dropPlace, DropPlace::Anywhere);
    switch (drop.kind) {
    case DropKind::Portrait: scene.setPortrait(drop.portrait); break;
    case DropKind::Voice: scene.setVoice(drop.voice); break;
    case DropKind::PortraitAndVoice: scene.setInputs(drop.portrait, drop.voice); break;
    case DropKind::Scene: openScene(drop.file); break;
    case DropKind::FilmWithSettings:
        if (place == DropPlace::Voice || !drop.scene) {
            scene.setVoice(drop.voice.isEmpty() ? drop.file : drop.voice);
            break;
        }
        scene.adopt(*drop.scene, tr("Use settings of a video"));
        break;
    case DropKind::Film: scene.setVoice(drop.voice.isEmpty() ? drop.file : drop.voice); break;
    case DropKind::Checkpoint: Q_EMIT modelFolderWanted(drop.file); break;
    case DropKind::Films: Q_EMIT filmsWanted(drop.file); break;
    case DropKind::Text: m_panel.prompt().insertPlainText(drop.text); break;
    case DropKind::Nothing:
        if (!drop.refused.isEmpty()) {
            m_messages.show(QStringLiteral("drop"), MessageId::NothingTakesFile,
                            {{QStringLiteral("file"), drop.refused}});
        }
        break;
    }
    if (place == DropPlace::Queue && m_takes.tab() == TakesTab::Queue)
        addOthers(drop);
}

// Several files of one kind dropped on the queue: each that the scene doesn't use becomes a job with the scene's other
// input.
void ScenePresenter::addOthers(const Drop& drop)
{
    jobs::Job job;
    job.sceneName = sceneName().toStdString();
    for (const QString& portrait : drop.otherPortraits) {
        job.scene = m_context.scene.scene();
        job.scene.portrait = words::path(portrait);
        job.scene.crop.reset();
        job.scene.people.clear(); // They are areas of the other one.
        if (job.scene.hasInputs())
            m_context.renderer.queue().add(job);
    }
    for (const QString& voice : drop.otherVoices) {
        job.scene = m_context.scene.scene();
        job.scene.voice = words::path(voice);
        job.scene.voiceTrack = 0;
        job.scene.trim = {};
        job.scene.speech.reset();
        if (job.scene.hasInputs())
            m_context.renderer.queue().add(job);
    }
}

void ScenePresenter::hover(const DropHover& hover)
{
    m_hover = hover;
    show();
}

FieldLineState ScenePresenter::problem(const Error& error, ErrorSubject subject, const QString& path) const
{
    const project::RenderSettings& settings = m_context.scene.scene().settings;
    // "30000 x 20000"
    const QStringList sides = QString::fromStdString(error.detail).split(QStringLiteral(" x "));
    const Message message
        = ui::message(messageOf(error.code, subject),
                      {{QStringLiteral("file"), QFileInfo(path).fileName()},
                       {QStringLiteral("w"), sides.value(0)},
                       {QStringLiteral("h"), sides.value(1)},
                       {QStringLiteral("least"), QString::number(media::kMinPictureSide)},
                       {QStringLiteral("most"), QString::number(media::kMaxPicturePixels / 1'000'000)},
                       {QStringLiteral("size"), words::size(settings.width, settings.height)},
                       {QStringLiteral("s"), QStringLiteral("0")},
                       {QStringLiteral("reason"), reasonWords(error)}});
    return {.name = {},
            .facts = {},
            .tone = message.tone,
            .problem = message.what,
            .more = message.why,
            .remedy = remedyWords(Remedy::ChooseAnother)};
}

FieldLineState ScenePresenter::portraitLine() const
{
    const PortraitState& portrait = m_context.inputs.portrait();
    if (portrait.path.isEmpty())
        return {.name = tr("One face, looking at you, works best."),
                .facts = {},
                .problem = {},
                .more = {},
                .remedy = tr("Demo faces")};
    if (portrait.error)
        return problem(*portrait.error, ErrorSubject::Portrait, portrait.path);
    if (const int outside = personOutside(); outside > 0) {
        return {.name = {},
                .facts = {},
                .tone = Tone::Bad,
                .problem = words::personIsOutside(outside),
                .more = tr("Move the crop over them, or their area into it."),
                .remedy = whoSpeaksWords()};
    }
    FieldLineState line{
        .name = QFileInfo(portrait.path).fileName(), .facts = {}, .problem = {}, .more = {}, .remedy = {}};
    if (portrait.facts) {
        line.facts = tr("%1 → %2", "size of the picture, size of the film")
                         .arg(words::size(portrait.facts->width, portrait.facts->height),
                              words::size(portrait.facts->outputWidth, portrait.facts->outputHeight));
    }
    return line;
}

// Whether it is silent or too short, and nobody said yet that it is to be used.
bool ScenePresenter::voiceIsDoubtful() const
{
    const VoiceState& voice = m_context.inputs.voice();
    return voice.facts && (voice.facts->tooShort || voice.facts->silent) && m_acceptedVoice != voice.path;
}

FieldLineState ScenePresenter::voiceLine() const
{
    const VoiceState& voice = m_context.inputs.voice();
    if (voice.path.isEmpty() && isSoundOfPeople())
        return {.name = tr("It is to be the voices of those who speak."),
                .facts = {},
                .problem = {},
                .more = {},
                .remedy = whoSpeaksWords()};
    if (voice.path.isEmpty())
        return {.name = tr("Its length is the video's length."),
                .facts = {},
                .problem = {},
                .more = {},
                .remedy = tr("Demo voices")};
    if (voice.error)
        return problem(*voice.error, ErrorSubject::Voice, voice.path);
    for (const std::optional<Error>& error : m_context.inputs.peopleErrors()) {
        if (!error)
            continue;
        FieldLineState line = problem(*error, ErrorSubject::Voice, words::text(std::filesystem::path(error->subject)));
        line.remedy = whoSpeaksWords();
        return line;
    }
    if (voiceIsDoubtful()) {
        const Message message = ui::message(voice.facts->tooShort ? MessageId::VoiceTooShort : MessageId::VoiceSilent,
                                            {{QStringLiteral("s"), words::figure(voice.facts->usedSeconds)}});
        return {.name = {},
                .facts = {},
                .tone = message.tone,
                .problem = message.what,
                .more = message.why,
                .remedy = remedyWords(Remedy::UseAnyway)};
    }
    FieldLineState line{.name = QFileInfo(voice.path).fileName(), .facts = {}, .problem = {}, .more = {}, .remedy = {}};
    if (!voice.facts)
        return line;
    const media::SoundFindings& found = voice.waveform->found;
    const QString notes = voiceNotes(found, voice.level).join(QLatin1Char('\n'));
    line.facts = tr("%1 → %2", "length of the voice, clips")
                     .arg(clockText(voice.facts->usedSeconds), words::clips(voice.facts->clips));
    if (isRaised(found, voice.level)) {
        const Message message = ui::message(
            MessageId::VoiceVeryQuiet,
            {{QStringLiteral("loudness"), found.loudness ? loudnessWords(*found.loudness) : QStringLiteral("–")},
             {QStringLiteral("gain"), decibelWords(20 * std::log10(double{found.treatment.gain}), 0)},
             {QStringLiteral("target"), loudnessWords(kSpokenTarget)}});
        line.tone = message.tone;
        line.problem = message.what;
        line.more = QStringList{message.why, line.name, line.facts, notes}.join(QLatin1Char('\n'));
        line.remedy = remedyWords(Remedy::Normalise);
        return line;
    }
    line.note = notes;
    if (const std::optional<double> loudness = treatedLoudness(found)) {
        line.facts = tr("%1 · %2", "length of the voice and clips, loudness").arg(line.facts, loudnessWords(*loudness));
    }
    return line;
}

FieldLineState ScenePresenter::promptLine() const
{
    const PromptState& prompt = m_context.inputs.prompt();
    if (!prompt.counted || prompt.tokens <= prompt.limit)
        return {};
    const Message message = ui::message(MessageId::PromptTooLong,
                                        {{QStringLiteral("n"), QString::number(prompt.tokens - prompt.limit)},
                                         {QStringLiteral("most"), QString::number(prompt.limit)}});
    return {.name = {},
            .facts = {},
            .tone = message.tone,
            .problem = message.what,
            .more = message.why,
            .remedy = remedyWords(Remedy::CutPrompt)};
}

// The scene has no sound of its own yet: it comes from a film of the command line.
bool ScenePresenter::isSoundOfPeople() const
{
    return haveOwnVoices(m_context.scene.scene().people);
}

bool ScenePresenter::hasPersonError() const
{
    const auto& errors = m_context.inputs.peopleErrors();
    return std::ranges::any_of(errors, [](const std::optional<Error>& error) { return error.has_value(); });
}

int ScenePresenter::personOutside() const
{
    const PortraitState& portrait = m_context.inputs.portrait();
    return portrait.facts ? ui::personOutside(m_context.scene.scene().people, portrait.facts->kept) : 0;
}

QString ScenePresenter::peopleProblem() const
{
    if (const int outside = personOutside(); outside > 0)
        return words::personIsOutside(outside);
    return hasPersonError() ? tr("The voice of somebody who speaks can't be read; its line says why.") : QString();
}

QString ScenePresenter::whoSpeaksWords() const
{
    return m_actions[ActionId::WhoSpeaks]->text();
}

void ScenePresenter::openWhoSpeaks()
{
    if (!m_context.inputs.portrait().facts || m_window.findChild<PeopleDialog*>())
        return;
    (new PeopleDialog(m_context, &m_window))->open();
}

void ScenePresenter::findOneOf(const QStringList& files)
{
    const project::Scene& scene = m_context.scene.scene();
    if (files.contains(words::text(scene.voice)))
        choose(DropPlace::Voice);
    else if (files.contains(words::text(scene.portrait)))
        choose(DropPlace::Portrait);
    else
        openWhoSpeaks();
}

void ScenePresenter::show()
{
    const PortraitState& portrait = m_context.inputs.portrait();
    const VoiceState& voice = m_context.inputs.voice();
    const PromptState& prompt = m_context.inputs.prompt();
    const bool waited = !m_busy->isActive();
    const QString letGo = tr("Let go to use %1").arg(words::quoted(m_hover.name));
    const bool both = m_hover.kind == DropKind::PortraitAndVoice;
    SceneState state;
    state.voicePlaying = m_context.voice.isPlaying();
    state.voiceHasTracks = voice.waveform && voice.waveform->found.tracks.size() > 1;
    state.portrait = {.chosen = portrait.facts.has_value() && !portrait.picture.isNull(),
                      .busy = waited && !portrait.path.isEmpty() && !portrait.loaded,
                      .dragWords = both || m_hover.kind == DropKind::Portrait ? letGo : QString(),
                      .line = portraitLine()};
    const bool sound = m_hover.kind == DropKind::Voice || m_hover.kind == DropKind::Film
        || (m_hover.kind == DropKind::FilmWithSettings && m_hover.place == DropPlace::Voice);
    state.voice = {.chosen = voice.facts.has_value(),
                   .busy = waited && !voice.path.isEmpty() && !voice.loaded,
                   .dragWords = both || sound ? letGo : QString(),
                   .line = voiceLine()};
    const std::vector<project::Person>& people = m_context.scene.scene().people;
    if (!people.empty()) {
        state.people = words::speakers(people);
        state.peopleTip = words::speakerLines(people).join(u'\n');
    } else if (portrait.faces && portrait.faces->size() > 1) {
        state.people = whoSpeaksWords();
        state.peopleTip = tr("%n faces were found: one voice moves the whole picture.", nullptr,
                             static_cast<int>(portrait.faces->size()));
    }
    state.prompt = QString::fromStdString(m_context.scene.scene().prompt);
    if (prompt.limit > 0 && !state.prompt.trimmed().isEmpty()) // An empty one is still a token.
        state.tokens = tr("%1 of %2 tokens").arg(prompt.tokens).arg(prompt.limit);
    if (const RenderSpec& spec = m_context.scene.scene().settings; !spec.turns.empty()) {
        state.later = tr("%n later change(s)", nullptr, static_cast<int>(spec.turns.size()));
        state.laterTip = words::turnLines(spec).join(u'\n');
    }
    state.promptKept = prompt.keptCharacters;
    state.promptLine = promptLine();
    m_panel.setState(state);
}

void ScenePresenter::showCrop()
{
    if (const std::optional<CropState> state = cropState(m_context.inputs.portrait()))
        m_panel.crop().setState(*state);
}

void ScenePresenter::showWaveform()
{
    const VoiceState& voice = m_context.inputs.voice();
    if (!voice.facts)
        return;
    const project::Trim& trim = m_context.scene.scene().trim;
    m_panel.waveform().setState({.voice = voice.pyramid,
                                 .trim = {trim.begin, trim.end.value_or(voice.facts->seconds)},
                                 .shortest = kBlockSeconds});
}

void ScenePresenter::contribute(AppState& state) const
{
    const PortraitState& portrait = m_context.inputs.portrait();
    const VoiceState& voice = m_context.inputs.voice();
    state.portrait = portrait.facts.has_value() && !portrait.error;
    state.voice = voice.facts.has_value() && !voice.error;
    state.inputError = portrait.error.has_value() || voice.error.has_value();
    state.peopleProblem = peopleProblem();
    state.crop = m_context.scene.scene().crop.has_value();
    state.trim = !(m_context.scene.scene().trim == project::Trim{});
    state.canUndo = m_context.scene.undoStack().canUndo();
    state.canRedo = m_context.scene.undoStack().canRedo();
}

} // namespace studio::ui
