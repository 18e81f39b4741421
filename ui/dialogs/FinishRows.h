// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Finish.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"
#include "ui/dialogs/SubtitleRow.h"

#include <QObject>

class QCheckBox;
class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace studio::ui {

// The rows of the export dialog that say how the film is finished.
class FinishRows : public QObject {
    Q_OBJECT

public:
    FinishRows(const WindowContext& context, QWidget& dialog, double captionWidth);

    void addShape(QVBoxLayout& column);
    void addFadesAndMusic(QVBoxLayout& column);
    void addMark(QVBoxLayout& column);
    [[nodiscard]] SubtitleRow& subtitles() { return *m_subtitles; }

    // What isn't seen in the film is left at its default.
    [[nodiscard]] media::Finish finish() const;
    void setFinish(const media::Finish& finish);
    void setFormat(bool hasPictures, bool hasSound); // what the chosen format can hold

Q_SIGNALS:
    void changed();

private:
    QHBoxLayout* addRow(QVBoxLayout& column, const char* caption, std::initializer_list<RowItem> items);
    void connectFades();
    void connectMusic();
    void connectMark();
    void setWords();
    void showShape();
    void showFades();
    void showMusic();
    void showMark();
    void setMusic(const QString& file);
    void checkMusic();
    void chooseSides(int index);
    void tell();

    const WindowContext& m_context;
    QWidget& m_dialog;
    double m_captionWidth;
    media::Finish m_finish;
    media::Music m_music; // kept while there is no file
    media::FilmCorner m_corner = media::FilmCorner::TopRight; // kept while there is no mark
    bool m_hasPictures = true;
    bool m_hasSound = true;
    QComboBox* m_shape;
    QComboBox* m_sides;
    QDoubleSpinBox* m_fadeIn;
    QDoubleSpinBox* m_fadeOut;
    QLineEdit* m_file; // of the music
    QToolButton* m_browse;
    QSpinBox* m_level;
    QCheckBox* m_ducks;
    QCheckBox* m_mark;
    QComboBox* m_corners;
    SubtitleRow* m_subtitles;
    QLabel* m_hint; // what is wrong with the music; hidden if nothing is
    Texts m_texts;
};

} // namespace studio::ui
