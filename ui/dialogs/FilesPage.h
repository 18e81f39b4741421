// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"
#include "ui/services/Folders.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QShowEvent;

namespace studio::ui {

class Actions;
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
    void measure();
    void showUsage();

    const WindowContext& m_context;
    Texts m_texts;
    QLineEdit* m_folder;
    QLabel* m_words;
    std::optional<TakesUsage> m_usage; // none: not known yet
};

} // namespace studio::ui
