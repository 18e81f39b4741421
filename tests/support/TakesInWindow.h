// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/StudioFixture.h"

#include <QAction>
#include <QListView>

namespace studio::test {

// Selects these rows of the takes at once: one alone would be shown.
inline void selectTakes(StudioFixture& studio, const QList<int>& rows)
{
    auto* list = studio.find<QListView>("takesListView");
    QItemSelection picked;
    for (const int row : rows)
        picked.select(list->model()->index(row, 0), list->model()->index(row, 0));
    list->selectionModel()->select(picked, QItemSelectionModel::ClearAndSelect);
    QTRY_VERIFY(studio.actions()[ui::ActionId::TrashTake]->isEnabled());
}

inline void clickTake(StudioFixture& studio, int row)
{
    auto* list = studio.find<QListView>("takesListView");
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(row, 0)).center());
}

} // namespace studio::test
