// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Finish.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"

#include <QObject>

#include <filesystem>
#include <optional>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace studio::ui {

// The row of the export dialog for subtitles: a file of words or an SRT, or words that are typed, and where they go.
// They are read in the background.
class SubtitleRow : public QObject {
    Q_OBJECT

public:
    SubtitleRow(const WindowContext& context, QWidget& dialog, double captionWidth);

    void addTo(QVBoxLayout& column);
    // Where the words are spoken: in the voice, or if that isn't there any more in the film.
    void setVoice(const media::Spoken& voice, const std::filesystem::path& film);

    // The words that a program spoke into that voice: they are offered.
    void setSpoken(const QString& words);

    // None without words, and until they are read.
    [[nodiscard]] std::optional<media::Subtitles> subtitles() const;
    void setAs(media::SubtitlesAs as);
    void setFormat(bool hasPictures);
    // Why the film can't be exported yet; empty if it can.
    [[nodiscard]] QString whyNotReady() const;

Q_SIGNALS:
    void changed();

private:
    void setWords();
    void show();
    void setFile(const QString& file);
    void setTyped(const QString& words);
    void read();
    [[nodiscard]] QString wordsFor(const Error& error) const;
    void took(const Result<std::vector<media::Cue>>& cues);
    [[nodiscard]] bool hasWords() const { return !m_file.isEmpty() || !m_typed.isEmpty(); }
    [[nodiscard]] media::SubtitlesAs as() const; // as the format allows

    const WindowContext& m_context;
    QWidget& m_dialog;
    double m_captionWidth;
    media::Spoken m_voice;
    std::filesystem::path m_film;
    QString m_file;
    QString m_typed; // instead of a file
    QString m_spoken;
    std::optional<std::vector<media::Cue>> m_cues; // of these words, once they are read
    QString m_wrong; // with them; empty if nothing is
    int m_reads = 0; // begun: only the last one counts
    media::SubtitlesAs m_as = media::SubtitlesAs::Burned;
    bool m_hasPictures = true;
    QLineEdit* m_path;
    QToolButton* m_browse;
    QPushButton* m_type;
    QComboBox* m_places;
    QLabel* m_hint;
    Texts m_texts;
};

} // namespace studio::ui
