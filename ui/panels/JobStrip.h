// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <array>

class QProgressBar;
class QStackedLayout;

namespace studio::ui {

class Actions;
class ElidedLabel;
class GlyphLabel;
class NumberLabel;
class PressGuard;
class StageBar;
class Theme;

// The running job in one line.
struct JobStripState {
    Glyph glyph = Glyph::Ok;
    Token token = Token::TextFaint;
    QString title; // "Rendering take 7"
    int stage = -1; // 0 Load ... 5 Encode; -1: none yet; 6: all done
    double stagePart = 0; // 0 to 1
    Tone stageTone = Tone::Busy; // Warn: paused or stopping
    double part = 0; // of the whole take, 0 to 1
    QString frames; // "block 23–26 of 63 · 264 of 755 frames"
    QString framesShort; // "264 of 755 frames"
    QString time; // "1:35 gone · 1:47 left"
    bool paused = false; // the button says Resume
    bool stopArmed = false; // the button says "Esc again to stop"
    bool why = false; // "Show why" is in the place of the button that stops
    enum class Continues { No, Take, Voice }; // the stopped take, or a finished one to the end of its voice
    Continues continues = Continues::No;
    // Shown instead of the line, never in a dialog. Empty: no question.
    QString question;
    QStringList answers; // best first

    bool operator==(const JobStripState&) const = default;
};

class JobStrip : public QWidget {
    Q_OBJECT

public:
    JobStrip(const Theme& theme, Actions& actions);
    void setState(const JobStripState& state);
    void setDensity(Density density);
    void setCompact(bool compact); // lower, without stages and frames, its buttons as icons
    void focusFirst();

Q_SIGNALS:
    void answered(int answer);
    void whyWanted(); // why the take took longer than promised
    void continueWanted(); // of the take that was stopped

private:
    void showState();

    const Theme& m_theme;
    Actions& m_actions;
    Texts m_texts;
    JobStripState m_state;
    Density m_density = Density::Wide;
    bool m_compact = false;
    QHBoxLayout* m_ask; // the question's row
    QStackedLayout* m_stack;
    GlyphLabel* m_icon;
    ElidedLabel* m_title;
    StageBar* m_stages;
    QProgressBar* m_bar;
    QLabel* m_frames;
    NumberLabel* m_time;
    QPushButton* m_pause;
    QPushButton* m_cancel;
    QPushButton* m_why;
    QPushButton* m_continue;
    QLabel* m_question;
    std::array<QPushButton*, 3> m_answers;
    PressGuard* m_guard; // the next question appears under the pointer
};

} // namespace studio::ui
