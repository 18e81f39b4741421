// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Messages.h"
#include "ui/controllers/DropReader.h"
#include "ui/panels/ScenePanel.h"
#include "ui/window/DropHandler.h"

#include <QObject>

#include <memory>

class QTimer;

namespace studio::ui {

class MainWindow;
struct AppState;
class WaveformPyramid;

// What goes in: the scene panel, the scene's file, drops and pastes.
class SceneWiring : public QObject {
    Q_OBJECT

public:
    explicit SceneWiring(MainWindow& window);

    void contribute(AppState& state) const;
    void show();
    void fillRecentScenes(QMenu& menu); // now and whenever it is opened
    void readFiles(const QStringList& files);
    void openDemo();
    void openScene(const QString& file);
    // Without a file it asks for one, and returns at once.
    void save();
    void saveAs();
    // To draw a take's voice with; null unless it is the scene's.
    [[nodiscard]] std::shared_ptr<const WaveformPyramid> waveformOf(const std::filesystem::path& voice) const;
    // "welcome", or "Untitled": for titles and names.
    [[nodiscard]] QString sceneName() const;
    // The demo scene as it came is none, nor is another seed for it.
    [[nodiscard]] bool hasUnsavedWork() const;

Q_SIGNALS:
    void waveformReady(const std::shared_ptr<const studio::ui::WaveformPyramid>& waveform); // of the voice

private:
    void connectActions();
    void connectPanel();
    void connectDrops();
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

    MainWindow& m_window;
    DropHover m_hover;
    DropPlace m_dropPlace = DropPlace::Anywhere; // of the drop that is being read
    QString m_acceptedVoice; // a short or silent one that is to be used anyway
    QTimer* m_busy; // an input that isn't there after a moment gets a spinner
    const void* m_shownWaveform = nullptr;
    std::shared_ptr<const WaveformPyramid> m_pyramid;
};

} // namespace studio::ui
