// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Messages.h"
#include "ui/controllers/DropReader.h"
#include "ui/panels/ScenePanel.h"
#include "ui/presenters/DropHandler.h"

#include <QObject>

class QTimer;

namespace studio::ui {

class Actions;
class MessageCentre;
class TakesPanel;
struct AppState;
struct WindowContext;

// What goes in: the scene panel, the scene's file, drops and pastes.
class ScenePresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything; dialogs stand over the window, whose child it is.
    ScenePresenter(const WindowContext& context, ScenePanel& panel, const TakesPanel& takes, const Actions& actions,
                   MessageCentre& messages, DropHandler& drops, QWidget& window);

    void contribute(AppState& state) const;
    void show();
    void fillRecentScenes(QMenu& menu); // now and whenever it is opened
    void readFiles(const QStringList& files);
    void openDemo();
    void openScene(const QString& file);
    // Without a file it asks for one, and returns at once.
    void save();
    void saveAs();
    // "welcome", or "Untitled": for titles and names.
    [[nodiscard]] QString sceneName() const;
    // The demo scene as it came is none, nor is another seed for it.
    [[nodiscard]] bool hasUnsavedWork() const;

Q_SIGNALS:
    void stateChanged(); // what can be used may be other things now
    void modelFolderWanted(const QString& folder); // to be checked

private:
    void connectActions();
    void connectPanel();
    void connectDrops(DropHandler& drops);
    void fillMenus();
    void showCrop();
    void showWaveform();
    void choose(DropPlace place);
    void take(const Drop& drop);
    void addOthers(const Drop& drop);
    void hover(const DropHover& hover);
    [[nodiscard]] FieldLineState portraitLine() const;
    [[nodiscard]] FieldLineState voiceLine() const;
    [[nodiscard]] FieldLineState promptLine() const;
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
    QString m_acceptedVoice; // a short or silent one that is to be used anyway
    QTimer* m_busy; // an input that isn't there after a moment gets a spinner
};

} // namespace studio::ui
