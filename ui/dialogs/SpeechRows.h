// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"
#include "ui/services/SpeechMaker.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSlider;

namespace studio::ui {

// The rows of the voice's dialog for a text that a program speaks: the words, the program's voice, pace and pitch.
class SpeechRows : public QWidget {
    Q_OBJECT

public:
    SpeechRows(const WindowContext& context, double captionWidth, QWidget* parent);

    // What was spoken into this file.
    void setSpoken(const Speech& speech, const QString& file);
    // What was spoken last; none: nothing yet. Its file is of a name that no other one had.
    [[nodiscard]] const std::optional<Speech>& spoken() const { return m_spoken; }
    [[nodiscard]] const QString& file() const { return m_file; }
    // Whether the words or a choice are others than what was spoken.
    [[nodiscard]] bool hasChanged() const { return m_spoken && *m_spoken != speech(); }
    // Lists the program's voices, the first time.
    void begin();

Q_SIGNALS:
    void made(); // another file()
    void changed(); // hasChanged()

private:
    QLayout* buildVoice(double captionWidth);
    QLayout* buildMake(double captionWidth);
    void setWords();
    void fillVoices(const std::vector<media::SpeechVoice>& voices);
    void edited();
    void press(); // the button: makes the voice, or stops that
    void show();
    [[nodiscard]] Speech speech() const;
    [[nodiscard]] QString problem() const;

    const WindowContext& m_context;
    QString m_command; // of another program than espeak-ng; empty for none
    SpeechMaker m_maker;
    bool m_hasBegun = false;
    std::optional<Speech> m_spoken;
    QString m_file;
    QString m_voice; // the chosen one, which may not be listed yet
    std::optional<Error> m_error; // of the last try
    QPlainTextEdit* m_text;
    QComboBox* m_voices;
    QSlider* m_pace;
    QSlider* m_pitch;
    QLabel* m_paceFigure;
    QLabel* m_pitchFigure;
    QPushButton* m_make;
    QLabel* m_status;
    QLabel* m_count;
    Texts m_texts;
};

} // namespace studio::ui
