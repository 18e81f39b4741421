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

// The meters, side by side: those that the machine has; in a small window only memory and CPU, until one is pressed.
class MeterStrip : public QWidget {
    Q_OBJECT

public:
    explicit MeterStrip(const Theme& theme);
    [[nodiscard]] MeterTile& tile(Meter meter) const { return *m_tiles[static_cast<size_t>(meter)]; }
    [[nodiscard]] static QString title(Meter meter);
    void setExists(Meter meter, bool exists);
    void setCompact(bool compact);
    void setPressable(bool pressable); // Tab stops at the first tile, where a press does something

Q_SIGNALS:
    void pressed(); // one of the tiles

private:
    void showTiles();

    const Theme& m_theme;
    std::array<bool, kMeters> m_exists{};
    Texts m_texts;
    bool m_compact = false;
    bool m_pressable = false;
    std::array<MeterTile*, kMeters> m_tiles{};
};

} // namespace studio::ui
