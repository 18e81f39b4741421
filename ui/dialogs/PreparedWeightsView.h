// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"
#include "ui/services/PreparedWeightsService.h"

#include <QWidget>

#include <filesystem>
#include <optional>
#include <vector>

class QShowEvent;
class QTableWidget;

namespace studio::ui {

class ElidedLabel;
class PrepareRow;
struct WindowContext;

// The prepared weights on disk: model, size, last use. Delete is confirmed in place. Those of the next render's model
// can be prepared here, where it runs on a GPU.
class PreparedWeightsView : public QWidget {
    Q_OBJECT

public:
    PreparedWeightsView(const WindowContext& context, std::filesystem::path cache);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void setEntries(std::vector<jobs::PreparedWeights> entries);
    void show();
    void showAgain();
    void showPreparation();
    void preparationChanged();
    [[nodiscard]] std::filesystem::path readyFile() const; // of the next render's model; empty: none
    [[nodiscard]] std::optional<jobs::PreparedWeights> selected() const;
    [[nodiscard]] static QString nameOf(const jobs::PreparedWeights& entry);

    const WindowContext& m_context;
    const Theme& m_theme;
    PreparedWeightsService m_service;
    Texts m_texts;
    std::vector<jobs::PreparedWeights> m_entries;
    std::optional<jobs::PreparedWeights> m_asked; // its deletion awaits confirmation
    std::optional<Error> m_error; // of the last deletion
    bool m_known = false;
    std::filesystem::path m_ready; // as the table shows it
    QLabel* m_head;
    ElidedLabel* m_words;
    PrepareRow* m_prepare;
    QTableWidget* m_table;
    QPushButton* m_delete;
    QPushButton* m_confirm;
    QPushButton* m_keep;
};

} // namespace studio::ui
