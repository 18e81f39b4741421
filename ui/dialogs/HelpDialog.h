// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QDialog>
#include <QStringList>

class QListWidget;
class QTextBrowser;
class QUrl;

namespace studio::ui {

class Actions;
struct WindowContext;

// How to: resources/help in the current language, the sections in a list beside it. Its pictures are taken of the
// window as it is now, so that they don't age and speak the window's language. Links lead to sections, or trigger
// actions of the window.
class HelpDialog : public QDialog {
    Q_OBJECT

public:
    // Borrows all. `window` has the widgets that are pictured; `parent` may be a dialog over it.
    HelpDialog(const WindowContext& context, const Actions& actions, QWidget& window, QWidget* parent);

    // The name of the section about a widget, or about what is around it; "first" if there is none of its own.
    [[nodiscard]] static QString sectionOf(const QWidget* widget);
    void showSection(const QString& name);

    // Names of the sections, in their order.
    [[nodiscard]] const QStringList& sections() const { return m_sections; }
    // Whether a link of the page leads anywhere.
    [[nodiscard]] bool resolves(const QUrl& link) const;

private:
    class Browser;

    void load();
    void follow(const QUrl& link);

    const WindowContext& m_context;
    const Actions& m_actions;
    QStringList m_sections;
    QListWidget* m_contents;
    Browser* m_browser;
    Texts m_texts;
};

} // namespace studio::ui
