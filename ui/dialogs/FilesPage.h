// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"
#include "ui/services/Folders.h"

#include <QWidget>

#include <optional>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QShowEvent;

namespace studio::ui {

class Actions;
class GlyphLabel;
struct WindowContext;

// Settings page: the takes' folder, their names and their disk usage.
class FilesPage : public QWidget {
    Q_OBJECT

public:
    FilesPage(const WindowContext& context, const Actions& actions);

Q_SIGNALS:
    void changed(); // one of the settings

protected:
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QHBoxLayout* buildDeleted();
    [[nodiscard]] QHBoxLayout* buildPrompts();
    void measure();
    void showUsage();
    void showDeleted();
    void showPrompts();

    const WindowContext& m_context;
    Texts m_texts;
    QLineEdit* m_folder;
    GlyphLabel* m_icon;
    QLabel* m_words;
    QLabel* m_deleted;
    QPushButton* m_empty;
    QPushButton* m_confirm;
    QPushButton* m_keep;
    QLabel* m_prompts;
    QPushButton* m_clear;
    std::optional<TakesUsage> m_usage; // none: not known yet
    std::optional<CacheUsage> m_promptUsage;
    bool m_asks = false; // whether to delete for good
    std::optional<Error> m_error; // of the last deletion
};

} // namespace studio::ui
