// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/TakeForecast.h"
#include "core/project/Take.h"
#include "core/telemetry/Telemetry.h"
#include "ui/dialogs/FactsDialog.h"

#include <cstdint>
#include <optional>

namespace studio::ui {

// What other programs used while a take was made, in bytes; unset: not told.
struct OthersUse {
    std::optional<int64_t> vram; // most at once
    std::optional<int64_t> ram; // likewise
    std::optional<int64_t> swapBefore;
    int64_t swapGrown = 0; // by all programs

    void add(const telemetry::MachineSample& sample);
};

// A take that took longer than promised.
struct LateTake {
    project::Take take;
    jobs::StageTimes promised;
    OthersUse others;
};

// Why a take took longer: its stages beside their forecast, and what other programs used meanwhile.
class LateDialog : public FactsDialog {
    Q_OBJECT

public:
    LateDialog(const LateTake& late, QWidget* parent);

private:
    void tell(const LateTake& late);
    void addStages(const LateTake& late);
    void addOthers(const OthersUse& others);
};

} // namespace studio::ui
