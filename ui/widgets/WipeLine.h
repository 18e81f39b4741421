// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

class QPainter;

namespace studio::ui {

class Theme;

// The line between two pictures that lie over each other: A is left of it, or above one that lies across.
class WipeLine {
public:
    enum class Way { Upright, Across };

    explicit WipeLine(const Theme& theme);

    [[nodiscard]] Way way() const { return m_way; }
    [[nodiscard]] double share() const { return m_share; } // of the pictures
    void setShare(double share);
    // To this place over pictures that fill `bounds`.
    void move(const QPointF& position, Way way, const QRectF& bounds);

    [[nodiscard]] bool isNear(const QPointF& position, const QRectF& bounds) const; // within the handle's reach
    [[nodiscard]] bool isOverA(const QPointF& position, const QRectF& bounds) const;
    // The part of `view` where A is seen, and where B is.
    [[nodiscard]] QRectF partOfA(const QRectF& view, const QRectF& bounds) const;
    [[nodiscard]] QRectF partOfB(const QRectF& view, const QRectF& bounds) const;
    void draw(QPainter& painter, const QRectF& bounds) const;

private:
    [[nodiscard]] double along(const QPointF& position) const { return isUpright() ? position.x() : position.y(); }
    [[nodiscard]] bool isUpright() const { return m_way == Way::Upright; }
    [[nodiscard]] double place(const QRectF& bounds) const; // x, or y if it lies across

    const Theme& m_theme;
    Way m_way = Way::Upright;
    double m_share = 0.5;
};

} // namespace studio::ui
