// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/FactsDialog.h"
#include "ui/services/PlanService.h"

namespace studio::ui {

// The whole plan behind the contract card.
class PlanDialog : public FactsDialog {
    Q_OBJECT

public:
    PlanDialog(const PlanState& plan, QWidget* parent);

private:
    void tell(const PlanState& plan);
    void addModel(const pipeline::Plan& plan);
};

} // namespace studio::ui
