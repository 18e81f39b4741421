// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "core/spec/ModelCatalogue.h"
#include "ui/panels/TakesFilter.h"

#include <QHash>
#include <QList>
#include <QSortFilterProxyModel>

namespace studio::ui {

class PresetModel;

// Takes as tiles, those that a filter accepts: converts TakeModel's rows to TakeRow for TakeDelegate. A tile's tooltip
// says what the take was made of, when, and how long that took.
class TakeRows : public QSortFilterProxyModel {
    Q_OBJECT

public:
    TakeRows(const PresetModel& presets, const ModelCatalogue& models, QObject* parent = nullptr); // borrowed
    void setFilter(const TakeFilter& filter);
    // Progress bar on a take that is being exported, 0 to 1; negative: none.
    void setExporting(int take, double part);
    void setRun(jobs::RunState run); // of the take that is being made
    void setShown(int take); // number of the take in the player; 0: none
    void setBeside(const QList<int>& takes); // beside the shown one
    [[nodiscard]] bool isExporting(int take) const { return m_exporting.contains(take); }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    void changed();
    [[nodiscard]] QStringList facts(const project::Take& take, bool hasOrigin) const;

    QHash<int, double> m_exporting; // by take number
    jobs::RunState m_run = jobs::RunState::Idle;
    const PresetModel& m_presets;
    const ModelCatalogue& m_models;
    int m_shown = 0;
    TakeFilter m_filter;
    QList<int> m_beside;
};

} // namespace studio::ui
