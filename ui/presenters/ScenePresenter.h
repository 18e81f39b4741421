// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/Settings.h"
#include "ui/common/Messages.h"
#include "ui/controllers/DropReader.h"
#include "ui/panels/ScenePanel.h"
#include "ui/presenters/DropHandler.h"

#include <QObject>

#include <functional>

class QAbstractListModel;
class QTimer;

namespace studio::ui {

class Actions;
class MessageCentre;
class TakesPanel;
struct AppState;
struct WindowContext;

// The scene panel, the scene's file, drops and pastes.
class ScenePresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this and of dialogs.
    ScenePresenter(const WindowContext& context, ScenePanel& panel, const TakesPanel& takes, const Actions& actions,
                   MessageCentre& messages, DropHandler& drops, QWidget& window);

    void contribute(AppState& state) const;
    void show();
    void fillRecentScenes(QMenu& menu); // now and whenever it is opened
    void readFiles(const QStringList& files);
    void openDemo();
    void openScene(const QString& file);
    // Saves to the scene's file, or opens a file chooser if there is none. Returns at once.
    void save();
    void saveAs();
    // "welcome", or "Untitled": for titles and names.
    [[nodiscard]] QString sceneName() const;

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed
    void filmsWanted(const QString& list); // to be added to the queue
    void modelFolderWanted(const QString& folder); // to be checked

private:
    void connectActions();
    void connectPanel();
    void connectDrops(DropHandler& drops);
    void fillMenus();
    void fillInputMenu(QMenu& menu, const settings::Key<QStringList>& key, const QAbstractListModel& demo,
                       const std::function<void(const QString& file)>& use);
    void showCrop();
    void showWaveform();
    void choose(DropPlace place);
    void take(const Drop& drop);
    void addOthers(const Drop& drop);
    void hover(const DropHover& hover);
    [[nodiscard]] FieldLineState portraitLine() const;
    [[nodiscard]] bool voiceIsDoubtful() const;
    [[nodiscard]] FieldLineState voiceLine() const;
    [[nodiscard]] FieldLineState promptLine() const;
    [[nodiscard]] bool isSoundOfPeople() const;
    [[nodiscard]] bool hasPersonError() const; // a voice of their own can't be used
    [[nodiscard]] int personOutside() const; // as personOutside() in ui/common
    [[nodiscard]] QString peopleProblem() const; // a sentence; empty: none
    [[nodiscard]] QString whoSpeaksWords() const; // of a button
    void openWhoSpeaks();
    void findOneOf(const QStringList& files);
    [[nodiscard]] FieldLineState problem(const Error& error, ErrorSubject subject, const QString& path) const;
    void sceneFailed(const Error& error, const QString& file);

    const WindowContext& m_context;
    ScenePanel& m_panel;
    const TakesPanel& m_takes;
    const Actions& m_actions;
    MessageCentre& m_messages;
    QWidget& m_window;
    DropHover m_hover;
    DropPlace m_dropPlace = DropPlace::Anywhere; // of the drop that is being read
    QString m_acceptedVoice; // path of a short or silent voice that is used anyway
    QTimer* m_busy; // delay until an input being read shows a spinner
};

} // namespace studio::ui
