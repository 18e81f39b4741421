// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/VoiceLevel.h"
#include "core/project/Scene.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/services/InputService.h"

#include <QDialog>

#include <array>
#include <filesystem>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace studio::ui {

class LevelBar;
class SpeechRows;
class TimeEdit;
class VoiceWaveformView;

// A voice for the scene, of a file or of words that a program speaks: its track, trim and loudness, with a player of
// its own. Nothing changes until it is used; then it is one undo step. Space plays, Ctrl+Enter uses it, Esc closes the
// dialog. A file can be dropped anywhere.
class VoiceDialog : public QDialog {
    Q_OBJECT

public:
    // Begins with the scene's voice.
    VoiceDialog(const WindowContext& context, QWidget* parent);

    // Takes another file, whole.
    void setFile(const QString& file);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    enum class Source { File, Speech };
    // What a source has of a voice, while another one is shown.
    struct Kept {
        std::filesystem::path file;
        int track = 0;
        project::Trim trim;
    };

    QLayout* buildHead();
    QLayout* buildFile();
    QLayout* buildTrim();
    void buildLoudness(QBoxLayout& column);
    QLayout* buildTransport();
    QLayout* buildFoot();
    void showFoot();
    void connectPlayer();
    void setWords();
    void showVoice(); // what is known of it
    void showTracks();
    void showLevel();
    void showPosition();
    void setTrim(const project::Trim& trim);
    void setStart(double seconds);
    void setEnd(double seconds);
    void setSource(Source source);
    void takeSpoken();
    void loadSound();
    void applyVolume();
    void use();
    [[nodiscard]] const media::SoundFindings* found() const; // null: the voice isn't read
    [[nodiscard]] VoiceLevel level() const; // the wanted one
    [[nodiscard]] double normalisedGain() const;
    [[nodiscard]] TimeRange trim() const; // in seconds of the file
    [[nodiscard]] Availability ready(const QString& problem) const;
    [[nodiscard]] bool isStale() const; // The words have changed since it was spoken.

    const WindowContext& m_context;
    project::Scene m_draft; // its voice alone
    VoiceLevel m_otherwise; // the level unless it is normalised
    bool m_levelChosen = false; // by the person; else a very quiet voice is normalised
    bool m_hearNormalised = false;
    Texts m_texts;
    InputService m_inputs;
    VoicePlayer m_player;
    Source m_source = Source::File;
    std::array<Kept, 2> m_kept; // by source
    QPushButton* m_fromFile;
    QPushButton* m_fromText;
    QWidget* m_fileRow;
    SpeechRows* m_speech;
    QLineEdit* m_path;
    QLabel* m_trackCaption;
    QComboBox* m_tracks;
    VoiceWaveformView* m_waveform;
    TimeEdit* m_from;
    TimeEdit* m_to;
    QLabel* m_facts;
    LevelBar* m_levelBar;
    QLabel* m_loudness;
    QLabel* m_peak;
    QCheckBox* m_normalise;
    QComboBox* m_target;
    QLabel* m_gain;
    QLabel* m_problem;
    QToolButton* m_play;
    QLabel* m_position;
    QPushButton* m_hear;
    QLabel* m_foot;
    QPushButton* m_use;
};

} // namespace studio::ui
