// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/ListRows.h"

#include "ui/common/Words.h"
#include "ui/models/TakeModel.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/TakeDelegate.h"

#include <utility>

namespace studio::ui {

void TakeRows::setExporting(int take, double part)
{
    if (part < 0)
        m_exporting.remove(take);
    else
        m_exporting.insert(take, part);
    changed();
}

void TakeRows::setRun(jobs::RunState run)
{
    if (std::exchange(m_run, run) != run)
        changed();
}

void TakeRows::changed()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

QVariant TakeRows::data(const QModelIndex& index, int role) const
{
    if (role != TakeDelegate::kRole && role != Qt::AccessibleTextRole)
        return QIdentityProxyModel::data(index, role);
    const auto take = QIdentityProxyModel::data(index, TakeModel::TakeRole).value<project::Take>();
    TakeRow row;
    row.thumbnail = QIdentityProxyModel::data(index, TakeModel::ThumbnailRole).value<QImage>();
    row.name = words::takeName(take);
    row.length = clockText(take.seconds());
    row.draft = take.scene.preset == "quick-preview";
    row.starred = take.star;
    row.preset = words::presetName(take.scene.preset);
    switch (take.state) {
    case project::TakeState::Rendering:
        row.state = m_run == jobs::RunState::Paused ? TakeRow::State::Paused : TakeRow::State::Rendering;
        row.share = QIdentityProxyModel::data(index, TakeModel::ProgressRole).toDouble();
        break;
    case project::TakeState::Finished: row.state = TakeRow::State::Finished; break;
    case project::TakeState::Stopped: row.state = TakeRow::State::Stopped; break;
    case project::TakeState::Failed: row.state = TakeRow::State::Failed; break;
    }
    if (m_exporting.contains(take.number))
        row.share = m_exporting.value(take.number);
    if (role == Qt::AccessibleTextRole)
        return TakeDelegate::text(row);
    return QVariant::fromValue(row);
}

} // namespace studio::ui
