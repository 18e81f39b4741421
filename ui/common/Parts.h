// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Tokens.h"

#include <QMargins>
#include <QObject>
#include <QString>

#include <functional>
#include <initializer_list>
#include <variant>
#include <vector>

class QAbstractButton;
class QAction;
class QBoxLayout;
class QComboBox;
class QFrame;
class QHBoxLayout;
class QLabel;
class QLayout;
class QPushButton;
class QToolButton;
class QWidget;

// What panels and dialogs are built from: labels, buttons and rows that look alike everywhere.
namespace studio::ui {

class Theme;

// Whether a control is enabled. A disabled control shows the reason as its tooltip.
struct Availability {
    bool on = true;
    QString why; // a sentence, if off

    bool operator==(const Availability&) const = default;
};

// The window's width class; see MainWindow.
enum class Density { Wide, Narrow, Slim, Tight }; // from 1500, 1360, 1200 pixels of width, and below

// The texts of one widget: each is set at once, and again whenever the language changes.
class Texts : public QObject {
    Q_OBJECT

public:
    explicit Texts(QWidget& owner);
    void add(std::function<void()> set);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    std::vector<std::function<void()>> m_setters;
};

// The roles by which the style sheet selects labels and buttons.
enum class LabelRole { Plain, Section, Title, Heading, Display, Soft, Hint, Warn, Bad, BadPlain, BadTitle };
enum class ButtonRole { Plain, Primary, Flat };

[[nodiscard]] QLabel* makeLabel(LabelRole role, const char* objectName = nullptr);
[[nodiscard]] QFrame* makeRule();
[[nodiscard]] QPushButton* makeButton(const char* objectName, ButtonRole role = ButtonRole::Plain);
void setRole(QPushButton& button, ButtonRole role);
// Buttons take focus by Tab only, so that after a click Space still plays.
[[nodiscard]] QToolButton* makeTool(const Theme& theme, const char* objectName, Glyph glyph, int size = 18);
[[nodiscard]] QComboBox* makeCombo(const char* objectName);
void setRole(QWidget& label, LabelRole role);
void setObject(QObject& object, const char* objectName);

struct Stretch { };
using RowItem = std::variant<QWidget*, QLayout*, int, Stretch>; // an int is a distance
[[nodiscard]] QHBoxLayout* makeRow(std::initializer_list<RowItem> items, int spacing = 8, QMargins margins = {});
// A caption of fixed width before its fields. It is the buddy of the first field.
[[nodiscard]] QHBoxLayout* makeField(const Theme& theme, QLabel* caption, std::initializer_list<RowItem> items,
                                     double captionWidth = 62);
// Words below a field, in as many lines as they need. `indent`: as a caption's width.
[[nodiscard]] QHBoxLayout* makeHint(const Theme& theme, QLabel* hint, double indent);

// Sets tooltip and accessible name.
void setTip(QWidget& widget, const QString& words);
// Enables the widget with the tooltip `tip`, or disables it with the reason as its tooltip.
void setAvailability(QWidget& widget, const Availability& availability, const QString& tip);

// Binds a button to an action: a press triggers the action; state and tooltip (shortcut or reason) follow it. The
// button keeps its own text and icon.
void bindButton(QAbstractButton& button, QAction& action);

} // namespace studio::ui
