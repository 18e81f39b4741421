// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"
#include "ui/services/ExportEstimator.h"
#include "ui/services/ExportService.h"

#include <QDialog>

#include <memory>
#include <optional>

class QCheckBox;
class QLineEdit;
class QRadioButton;
class QSlider;

namespace studio::ui {

class BlockTimeline;
class WaveformPyramid;

// How a take leaves the program. It closes at once; the export goes on in the background.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    // `voice` may be null.
    ExportDialog(const WindowContext& context, const project::Take& take,
                 const std::shared_ptr<const WaveformPyramid>& voice, QWidget* parent);

    // What goes into the file's metadata: the settings, as far as the person wants that.
    [[nodiscard]] static std::string comment(const project::Take& take, const settings::Settings& settings);
    // And what files: portrait and voice, in the same way.
    [[nodiscard]] static std::vector<media::FileToEmbed> files(const project::Take& take,
                                                               const settings::Settings& settings);

Q_SIGNALS:
    void exportWanted(const studio::ui::ExportJob& job);

private:
    [[nodiscard]] QLayout* buildPreview(const std::shared_ptr<const WaveformPyramid>& voice);
    [[nodiscard]] QLayout* buildForm();
    void setWords();
    void showEncoders();
    void showQuality();
    void showKind();
    void showRange();
    void showEstimate();
    void askEstimate();
    void fillFrameRates();
    void showInputs();
    void readInputs();
    [[nodiscard]] double frameRate() const;
    void checkName();
    void readPoster();
    void start();
    [[nodiscard]] media::ExportOrder order() const; // as the dialog stands
    [[nodiscard]] media::ExportKind kind() const;
    [[nodiscard]] const media::VideoEncoder* encoder() const;
    [[nodiscard]] int crf() const;

    const WindowContext& m_context;
    project::Take m_take;
    double m_begin = 0, m_end = 0; // seconds of the take
    std::optional<uintmax_t> m_inputBytes; // of portrait and voice; none while unknown, or where one is gone
    bool m_inputsKnown = false;
    std::optional<media::ExportOrder> m_asked; // how large it will be
    std::optional<qint64> m_bytes; // of the export without them, about; none while unknown
    ExportEstimator m_estimator;
    Texts m_texts;
    QLabel* m_poster;
    BlockTimeline* m_timeline;
    QLabel* m_in;
    QLabel* m_out;
    QCheckBox* m_whole;
    QRadioButton* m_mp4;
    QRadioButton* m_png;
    QRadioButton* m_wav;
    QComboBox* m_video;
    QSlider* m_quality;
    QLabel* m_crf;
    QComboBox* m_audio;
    QComboBox* m_frames;
    QCheckBox* m_embed;
    QCheckBox* m_inputs;
    QCheckBox* m_posterBox;
    QLineEdit* m_path;
    QLabel* m_hint;
    QLabel* m_estimate;
    QPushButton* m_start;
    std::vector<QWidget*> m_filmFields; // mean nothing for pictures and sound
};

} // namespace studio::ui
