// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"
#include "ui/services/ExportEstimator.h"
#include "ui/services/ExportService.h"

#include <QDialog>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

class QCheckBox;
class QLineEdit;
class QSlider;

namespace studio::ui {

class BlockTimeline;
class FormatsTable;
class WaveformPyramid;

// Options for exporting a take. Start emits exportWanted() and closes the dialog; the export runs in the background.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    // `voice` may be null.
    ExportDialog(const WindowContext& context, const project::Take& take,
                 const std::shared_ptr<const WaveformPyramid>& voice, QWidget* parent);

    // The take's scene as JSON for the file's metadata; empty if the settings don't ask for it.
    [[nodiscard]] static std::string comment(const project::Take& take, const settings::Settings& settings);
    // The files to embed: portrait and voice, or none.
    [[nodiscard]] static std::vector<media::FileToEmbed> files(const project::Take& take,
                                                               const settings::Settings& settings);

Q_SIGNALS:
    void exportWanted(const studio::ui::ExportJob& job);

private:
    [[nodiscard]] QLayout* buildPreview(const std::shared_ptr<const WaveformPyramid>& voice);
    [[nodiscard]] QLayout* buildForm();
    void setWords();
    void showFormats();
    void showFormat();
    void showSounds();
    void showQuality();
    void showFrameRates();
    void showRange();
    void showEstimate();
    void askEstimate();
    void askNextEstimate();
    void estimated(qint64 bytes);
    void showInputs();
    void readInputs();
    [[nodiscard]] double frameRate() const;
    void followName();
    void checkName();
    void readPoster();
    void start();
    // The order for one of the formats, from the dialog's current state.
    [[nodiscard]] media::ExportOrder order(const media::OfferedFormat& offered) const;
    [[nodiscard]] std::filesystem::path target(const media::ExportFormat& format) const; // with the format's extension
    [[nodiscard]] const media::OfferedFormat* chosen() const;
    [[nodiscard]] bool isFilm() const; // the chosen format has moving pictures
    [[nodiscard]] int quality(const media::OfferedFormat& offered) const; // on its scale
    [[nodiscard]] size_t soundOf(const media::OfferedFormat& offered) const; // index of its sounds

    const WindowContext& m_context;
    project::Take m_take;
    double m_begin = 0, m_end = 0; // seconds of the take
    std::optional<uintmax_t> m_inputBytes; // of portrait and voice; none: unknown, or a file is missing
    bool m_inputsKnown = false;
    // The choices, kept while a format without them is selected.
    int m_frameRate; // 0: as rendered
    QString m_sound; // the codec's name; empty: as it is
    std::map<std::string, int, std::less<>> m_qualities; // by format
    // Estimated bytes of exports without the inputs, in the order of the answers.
    std::vector<std::pair<media::ExportOrder, qint64>> m_known;
    std::optional<media::ExportOrder> m_asked;
    ExportEstimator m_estimator;
    Texts m_texts;
    QLabel* m_poster;
    BlockTimeline* m_timeline;
    QLabel* m_in;
    QLabel* m_out;
    QCheckBox* m_whole;
    FormatsTable* m_formats;
    QSlider* m_quality;
    QLabel* m_qualityLabel;
    QComboBox* m_audio;
    QComboBox* m_frames;
    QCheckBox* m_embed;
    QCheckBox* m_inputs;
    QCheckBox* m_posterBox;
    QLineEdit* m_path;
    QLabel* m_hint;
    QLabel* m_estimate;
    QPushButton* m_start;
};

} // namespace studio::ui
