// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Theme.h"

#include <QImage>
#include <QStyledItemDelegate>

namespace studio::ui {

// What a job's row shows. A model gives it as a QVariant under JobDelegate::kRole and text() under
// Qt::AccessibleTextRole.
struct JobRow {
    enum class Kind { Render, Export, Join };
    enum class State { Running, Waiting, Held, Unfit, Failed, Finished }; // only exports stay when they are finished
    QImage thumbnail;
    QString name; // "Take 8"; an export: "welcome.mp4"
    QString origin; // "final of take 4", shown with the branch icon; an export: "Take 8"; may be empty
    QString inputs; // "amelie + welcome"; an export: empty
    QString preset; // "Standard · seed 4711"; an export: "MP4 · H.264"
    QString detail; // "688 × 368 · 4 steps · whole voice, 0:30"; an export: "CRF 18 · 25 per second"
    State state = State::Waiting;
    double share = 0; // of a running job
    QString when; // "ends 16:20", "not counted", "needs 31.9 GB"
    QString time; // "3 min", "1:47 left"
    QString memory; // "14.2 GB"; of an export on the disk
    Kind kind = Kind::Render;

    [[nodiscard]] bool isAtWork() const { return state == State::Running; }
};

// Paints one job per row, with clickable Hold (Folder for a finished export) and Remove at its end.
class JobDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int kRole = Qt::UserRole + 102;

    explicit JobDelegate(const Theme& theme, QObject* parent = nullptr);

    [[nodiscard]] static QString text(const JobRow& job);

    enum class Button { None, Hold, Folder, Remove };
    // The button at this position in the job's row.
    [[nodiscard]] Button buttonAt(const QRect& row, const QPoint& position, const JobRow& job) const;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

Q_SIGNALS:
    void holdClicked(const QModelIndex& index); // Hold, or Release where it is held.
    void folderClicked(const QModelIndex& index);
    void removeClicked(const QModelIndex& index);

private:
    [[nodiscard]] QRectF buttonRect(const QRect& row, Button button) const;
    void paintState(QPainter& painter, const QRectF& area, const JobRow& job, const QColor& faint) const;

    const Theme& m_theme;
};

} // namespace studio::ui

Q_DECLARE_METATYPE(studio::ui::JobRow)
