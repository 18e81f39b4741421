// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Theme.h"

#include <QImage>
#include <QStyledItemDelegate>

namespace studio::ui {

// What a take's tile shows. A model gives it as a QVariant under TakeDelegate::kRole and text() under
// Qt::AccessibleTextRole.
struct TakeRow {
    enum class State { Waiting, Rendering, Paused, Finished, Stopped, Failed };
    enum class Origin { None, Branch, Final, Cut, Joined };
    QImage thumbnail; // null until there is a frame
    QString name; // "Take 7"
    QString length; // "0:30.2"
    State state = State::Finished;
    bool draft = false;
    bool starred = false;
    QString preset; // "Standard"
    double share = -1; // of an export or a render, 0 ... 1; negative: no bar
    bool shown = false; // in the player
    Origin origin = Origin::None;
    QString originWords{}; // "0:14.4", where a branch begins; "of take 4", for a final or a cut
};

// Thumbnail with its length and origin; state as icon and word, name, preset, star. The thumbnail is as large as the
// view's iconSize(). The take in the player has an outline; selected ones are filled.
class TakeDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int kRole = Qt::UserRole + 101;

    enum class Shape { Tile, Row }; // Row: only name and length, beside the thumbnail
    explicit TakeDelegate(const Theme& theme, QObject* parent = nullptr, Shape shape = Shape::Tile);

    // All words of the tile in one line.
    [[nodiscard]] static QString text(const TakeRow& take);

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintFrame(QPainter& painter, const QStyleOptionViewItem& option, const TakeRow& take) const;
    void paintRow(QPainter& painter, const QStyleOptionViewItem& option, const TakeRow& take) const;
    void paintOrigin(QPainter& painter, const QRectF& picture, const TakeRow& take) const;
    void paintShare(QPainter& painter, const QRectF& picture, const TakeRow& take) const;

    const Theme& m_theme;
    Shape m_shape;
};

} // namespace studio::ui

Q_DECLARE_METATYPE(studio::ui::TakeRow)
