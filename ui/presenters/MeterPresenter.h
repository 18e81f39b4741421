// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/telemetry/Telemetry.h"
#include "ui/panels/MeterStrip.h"
#include "ui/widgets/MeterTile.h"

#include <QObject>

#include <array>
#include <vector>

namespace studio::ui {

struct WindowContext;

// A minute of one metric, in its own unit.
class MeterHistory {
public:
    static constexpr size_t kCapacity = 120; // 60 s at 2 Hz

    void add(double value);
    [[nodiscard]] double peak() const;
    [[nodiscard]] double mean() const;
    [[nodiscard]] bool isEmpty() const { return m_values.empty(); }
    [[nodiscard]] double latest() const { return m_values.back(); }
    // The values divided by `whole`, clamped to 0 ... 1.
    [[nodiscard]] std::vector<float> shares(double whole) const;

private:
    std::vector<double> m_values; // oldest first
};

// Full scale of a metric without a known maximum: 1.25 times the largest value seen, rounded up to a 1-2-5 step.
[[nodiscard]] double niceWhole(double best);

// Shows samples of the telemetry thread in the meter tiles. What the machine doesn't have (a GPU, swap) has no tile.
class MeterPresenter : public QObject {
    Q_OBJECT

public:
    MeterPresenter(const WindowContext& context, MeterStrip& panel, QObject* parent);
    void show();

private:
    void take(const telemetry::MachineSample& sample);
    [[nodiscard]] bool exists(Meter meter) const;
    [[nodiscard]] MeterState tile(Meter meter) const;
    void showMemory(MeterState& state, Meter meter) const;

    const WindowContext& m_context;
    MeterStrip& m_panel;
    telemetry::MachineSample m_sample;
    std::array<MeterHistory, kMeters> m_history;
    std::array<double, kMeters> m_best{}; // since the start
    int64_t m_swapBefore = -1; // bytes, of the sample before
    bool m_swapGrows = false;
};

} // namespace studio::ui
