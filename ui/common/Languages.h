// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/Settings.h"

#include <QObject>
#include <QTranslator>

namespace studio::ui {

// The language of the program. A change reaches every widget as QEvent::LanguageChange.
class Languages : public QObject {
    Q_OBJECT

public:
    explicit Languages(QObject* parent = nullptr);
    void setLanguage(settings::Language language);
    [[nodiscard]] settings::Language language() const { return m_language; }
    // The locale that language() stands for on this machine: "en" or "zh_CN".
    [[nodiscard]] QString localeName() const { return m_localeName; }

Q_SIGNALS:
    void changed();

private:
    settings::Language m_language = settings::Language::System;
    QString m_localeName;
    QTranslator m_program;
    // Texts of Qt's own widgets (file choosers, context menus). Translated here, because Qt's translations are a
    // separate package that is rarely installed.
    QTranslator m_qt;
};

} // namespace studio::ui
