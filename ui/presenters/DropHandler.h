// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controllers/DropReader.h"

#include <QObject>

class QDropEvent;
class QWidget;

namespace studio::ui {

enum class DropPlace { Anywhere, Portrait, Voice, Prompt, Queue };

// The content of a drag over the window.
struct DropHover {
    DropKind kind = DropKind::Nothing;
    DropPlace place = DropPlace::Anywhere;
    QString name; // of the first file, without its folder

    bool operator==(const DropHover&) const = default;
};

// Accepts files dropped anywhere in the window: an event filter on the application handles them before a text field or
// list does. Drags that began inside the window, and plain text over the prompt, are left to the widgets.
class DropHandler : public QObject {
    Q_OBJECT

public:
    explicit DropHandler(QWidget& window);
    // Reports drops on `widget` with this place.
    void addPlace(QWidget& widget, DropPlace place);

Q_SIGNALS:
    void hovered(const studio::ui::DropHover& hover);
    void left();
    void dropped(const QMimeData& data, studio::ui::DropPlace place);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] DropPlace placeOf(const QWidget* widget) const;
    [[nodiscard]] bool isOurs(const QDropEvent& event, DropPlace place) const;

    QWidget& m_window;
    QList<std::pair<QWidget*, DropPlace>> m_places;
    DropHover m_hover;
};

} // namespace studio::ui
