// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"
#include "ui/dialogs/ExportChoices.h"
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
class QKeyEvent;
class QLineEdit;
class QSlider;

namespace studio::ui {

class ExportPreview;
class FinishRows;
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

protected:
    void keyPressEvent(QKeyEvent* event) override;

Q_SIGNALS:
    void exportWanted(const studio::ui::ExportJob& job);

private:
    [[nodiscard]] QLayout* buildForm();
    [[nodiscard]] QLayout* buildHeading();
    void openPresetMenu();
    void applyPreset(const ExportPreset& preset);
    void showPresets();
    void showPreset();
    void showSizes();
    void showMadeAt();
    void setWords();
    void showFormats();
    void showFormat();
    void showSounds();
    void showQuality();
    void showFrameRates();
    void showEstimate();
    void askEstimate();
    void askNextEstimate();
    void estimated(qint64 bytes);
    void showInputs();
    void readInputs();
    [[nodiscard]] double frameRate() const;
    void followName();
    void checkName();
    void setPath(const QString& path);
    void start();
    // The order for one of the formats, from the dialog's current state.
    [[nodiscard]] media::ExportOrder order(const media::OfferedFormat& offered) const;
    [[nodiscard]] std::filesystem::path target(const media::ExportFormat& format) const; // with the format's extension
    [[nodiscard]] std::filesystem::path place(const media::ExportFormat& format) const; // of it, on the disk
    [[nodiscard]] const media::OfferedFormat* chosen() const;
    [[nodiscard]] bool isFilm() const; // the chosen format has moving pictures
    [[nodiscard]] int quality(const media::OfferedFormat& offered) const; // on its scale
    // The choices, with this format.
    [[nodiscard]] ExportChoices choices(const media::OfferedFormat& offered) const;
    [[nodiscard]] const media::OfferedFormat* offeredFor(const ExportChoices& choices) const; // null: it isn't

    const WindowContext& m_context;
    project::Take m_take;
    std::optional<uintmax_t> m_inputBytes; // of portrait and voice; none: unknown, or a file is missing
    bool m_inputsKnown = false;
    std::optional<int64_t> m_space; // free bytes of the disk that the file goes to; none: unknown
    // The choices, kept while a format without them is selected.
    int m_side; // shorter side of the pictures in pixels; 0: as made
    int m_frameRate; // 0: as rendered
    QString m_sound; // the codec's name; empty: as it is
    std::map<std::string, int, std::less<>> m_qualities; // by format
    // Estimated bytes of exports without the inputs, in the order of the answers.
    std::vector<std::pair<media::ExportOrder, qint64>> m_known;
    std::optional<media::ExportOrder> m_asked;
    ExportEstimator m_estimator;
    std::vector<ExportPreset> m_presets; // of the combo box
    QString m_folder; // of the name that is proposed
    Texts m_texts;
    ExportPreview* m_preview;
    QComboBox* m_presetBox;
    FormatsTable* m_formats;
    FinishRows* m_finish;
    QComboBox* m_sizes;
    QLabel* m_madeAt;
    QSlider* m_quality;
    QLabel* m_qualityLabel;
    QComboBox* m_audio;
    QComboBox* m_frames;
    QCheckBox* m_note;
    QCheckBox* m_embed;
    QCheckBox* m_inputs;
    QCheckBox* m_posterBox;
    QLineEdit* m_path;
    QLabel* m_hint;
    QLabel* m_estimate;
    QPushButton* m_start;
};

} // namespace studio::ui
