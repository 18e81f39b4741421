// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/CheckpointCheck.h"
#include "ui/common/Parts.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QProgressBar;
class QTableWidget;

namespace studio::ui {

class GlyphLabel;
struct WindowContext;

// Settings page for a model that the user downloads: its folder, and the size and state of each file.
class ModelPage : public QWidget {
    Q_OBJECT

public:
    // `slabCache`: the folder of prepared weights.
    ModelPage(const WindowContext& context, const std::filesystem::path& slabCache);

    // Shows this model and its configured folder.
    void showModel(const QString& id);
    // Checks this folder in the background; an empty path clears the page. Selects the model whose file names are found
    // there, preferring the shown one.
    void check(const QString& folder);
    // Stands in the dialog's last row.
    [[nodiscard]] QPushButton* useButton() const { return m_use; }

Q_SIGNALS:
    void modelChosen(const QString& id, const studio::ModelPlace& place);

private:
    void show(const pipeline::CheckpointReport& report, bool finished);
    void setModel(const ModelEntry& model);
    void showNames();
    [[nodiscard]] QStringList problems() const;

    const WindowContext& m_context;
    Texts m_texts;
    std::vector<ModelEntry> m_models; // those that the user downloads
    ModelEntry m_model; // the shown one
    QString m_folder;
    pipeline::CheckpointReport m_report;
    bool m_finished = false;
    QComboBox* m_choice; // hidden where there is one model
    QLineEdit* m_path;
    GlyphLabel* m_icon;
    QLabel* m_head;
    QLabel* m_summary;
    QProgressBar* m_progress;
    QTableWidget* m_parts;
    QPushButton* m_copy;
    QPushButton* m_use;
};

} // namespace studio::ui
