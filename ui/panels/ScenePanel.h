// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/FieldLine.h"

#include <QStringList>

class QMenu;
class QPlainTextEdit;
class QPushButton;
class QStackedLayout;
class QVBoxLayout;

namespace studio::ui {

class Actions;
class DropZone;
class ElidedLabel;
class FieldLine;
class PortraitCropView;
class PromptEdit;
class Theme;
class VoiceWaveformView;

// The scene's inputs. Crop and waveform have their own states.
struct SceneState {
    struct Input {
        bool chosen = false; // false: the drop zone is shown
        bool busy = false; // opening takes long: a spinner is shown
        QString dragWords; // "Let go to use “amelie.png”" while a usable file hovers; else empty
        FieldLineState line;

        bool operator==(const Input&) const = default;
    };
    Input portrait, voice;
    QString people; // "2 people speak", or that they may; empty: it isn't said
    QString peopleTip; // who they are
    bool voicePlaying = false;
    bool voiceHasTracks = false; // more than one to choose from
    QString prompt;
    QString tokens; // "43 of 512 tokens"
    QString later; // "2 later changes": what changes at times; empty: nothing
    QString laterTip; // which they are
    int promptKept = -1; // characters that the model reads; -1: all of them
    FieldLineState promptLine; // only its problem is shown

    bool operator==(const SceneState&) const = default;
};

class ScenePanel : public QWidget {
    Q_OBJECT

public:
    ScenePanel(const Theme& theme, Actions& actions);
    void setState(const SceneState& state);
    // The room in the window; it sets the heights of portrait and voice.
    enum class Room { Ample, Narrow, Low };
    void setRoom(Room room);
    void setHeaderShown(bool shown);

    [[nodiscard]] PortraitCropView& crop() const { return *m_crop; }
    [[nodiscard]] VoiceWaveformView& waveform() const { return *m_waveform; }
    [[nodiscard]] QWidget& portraitPicker() const { return *m_portraitPicker; }
    [[nodiscard]] QWidget& voicePicker() const { return *m_voicePicker; }
    [[nodiscard]] QPlainTextEdit& prompt() const;
    // Menus filled by ScenePresenter.
    [[nodiscard]] QMenu& recentPortraits() const { return *m_recentPortraits; }
    [[nodiscard]] QMenu& recentVoices() const { return *m_recentVoices; }
    [[nodiscard]] QMenu& voiceTracks() const { return *m_voiceTracks; }
    [[nodiscard]] QMenu& promptHistory() const { return *m_promptHistory; }
    [[nodiscard]] QMenu& promptTemplates() const { return *m_promptTemplates; }
    void openPortraitMenu(); // of recent ones and the demo's
    void openVoiceMenu();
    void focusFirst();

Q_SIGNALS:
    void promptEdited(const QString& prompt);
    void portraitRemedyPressed();
    void voiceRemedyPressed();
    void promptRemedyPressed();
    void laterPressed();

private:
    void buildPortrait(QVBoxLayout& column);
    void buildVoice(QVBoxLayout& column);
    void buildPrompt(QVBoxLayout& column);
    void showState();
    void paintCut();
    QToolButton* menuTool(const char* name, Glyph glyph, QMenu* menu);

    const Theme& m_theme;
    Actions& m_actions;
    Texts m_texts;
    SceneState m_state;
    bool m_showing = false;
    QWidget* m_header;
    QToolButton* m_open;
    QToolButton* m_more;
    QWidget* m_portraitPicker;
    QStackedLayout* m_portraitStack;
    DropZone* m_portraitZone;
    PortraitCropView* m_crop;
    QPushButton* m_people;
    FieldLine* m_portraitLine;
    QMenu* m_recentPortraits;
    QWidget* m_voicePicker;
    QStackedLayout* m_voiceStack;
    DropZone* m_voiceZone;
    VoiceWaveformView* m_waveform;
    FieldLine* m_voiceLine;
    QToolButton* m_playVoice;
    QMenu* m_recentVoices;
    QToolButton* m_chooseTrack;
    QMenu* m_voiceTracks;
    PromptEdit* m_prompt;
    QLabel* m_promptHint;
    QPushButton* m_later;
    FieldLine* m_promptLine;
    QLabel* m_tokens;
    QMenu* m_promptHistory;
    QMenu* m_promptTemplates;
};

} // namespace studio::ui
