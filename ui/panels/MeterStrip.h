// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

#include <array>

namespace studio::ui {

class MeterTile;
class Theme;

enum class Meter { Vram, Ram, Gpu, Cpu, ToGpu, FromGpu, Swap, Speed };
inline constexpr size_t kMeters = 8;

// The meters, side by side.
class MeterStrip : public QWidget {
    Q_OBJECT

public:
    explicit MeterStrip(const Theme& theme);
    [[nodiscard]] MeterTile& tile(Meter meter) const { return *m_tiles[static_cast<size_t>(meter)]; }
    [[nodiscard]] static QString title(Meter meter);

private:
    std::array<MeterTile*, kMeters> m_tiles{};
};

} // namespace studio::ui
