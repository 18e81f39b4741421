// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

namespace studio::ui {

struct DropZoneState {
    Glyph glyph = Glyph::Portrait;
    QString words; // "Drop a portrait here"
    QString hint; // "Sound or video"; may be empty
    QString dragWords; // "Let go to use ..." while a usable file hovers; else empty
    bool busy = false; // A file is being opened.
};

// The placeholder of a file that isn't chosen yet. Click, Enter and Space emit activated(). The picker around it
// accepts drops, also once a file is chosen.
class DropZone : public PaintedWidget {
    Q_OBJECT

public:
    explicit DropZone(const Theme& theme, QWidget* parent = nullptr);

    void setState(const DropZoneState& state);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Button; }
    [[nodiscard]] QString accessibleText() const override;
    [[nodiscard]] bool canBePressed() const override { return true; }
    void press() override { Q_EMIT activated(); }

Q_SIGNALS:
    void activated();

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    [[nodiscard]] double ringRadius() const override { return 6; }

private:
    DropZoneState m_state;
    class Spinner* m_spinner;
};

} // namespace studio::ui
