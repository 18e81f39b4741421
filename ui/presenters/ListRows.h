// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"

#include <QHash>
#include <QIdentityProxyModel>

namespace studio::ui {

// Takes as tiles: converts TakeModel's rows to TakeRow for TakeDelegate.
class TakeRows : public QIdentityProxyModel {
    Q_OBJECT

public:
    using QIdentityProxyModel::QIdentityProxyModel;
    // Progress bar on a take that is being exported, 0 to 1; negative: none.
    void setExporting(int take, double part);
    void setRun(jobs::RunState run); // of the take that is being made
    [[nodiscard]] bool isExporting(int take) const { return m_exporting.contains(take); }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    void changed();

    QHash<int, double> m_exporting; // by take number
    jobs::RunState m_run = jobs::RunState::Idle;
};

} // namespace studio::ui
