// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/MeterStrip.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/MeterTile.h"

#include <QHBoxLayout>

namespace studio::ui {
MeterStrip::MeterStrip(const Theme& theme)
    : m_theme(theme)
    , m_texts(*this)
{
    setObjectName(QStringLiteral("meterStrip"));
    setAccessibleRole(*this, QAccessible::List);
    setAttribute(Qt::WA_StyledBackground);
    auto* row = makeRow({}, 0, {4, 0, 4, 0});
    setLayout(row);
    constexpr const char* names[]
        = {"vramMeter", "ramMeter", "gpuMeter", "cpuMeter", "pcieDownMeter", "pcieUpMeter", "swapMeter", "fpsMeter"};
    for (size_t i = 0; i < kMeters; ++i) {
        m_tiles[i] = new MeterTile(theme);
        setObject(*m_tiles[i], names[i]);
        row->addWidget(m_tiles[i], 1);
        connect(m_tiles[i], &MeterTile::clicked, this, &MeterStrip::pressed);
    }
    m_exists.fill(true);
    setCompact(false);
    m_texts.add([this] { setAccessibleName(tr("Meters")); });
}

void MeterStrip::setExists(Meter meter, bool exists)
{
    m_exists[static_cast<size_t>(meter)] = exists;
    showTiles();
}

void MeterStrip::setCompact(bool compact)
{
    m_compact = compact;
    const int height = m_theme.px(compact ? 44 : 54);
    setFixedHeight(height);
    for (MeterTile* tile : m_tiles)
        tile->setFixedHeight(height);
    showTiles();
}

void MeterStrip::setPressable(bool pressable)
{
    m_pressable = pressable;
    showTiles();
}

void MeterStrip::showTiles()
{
    bool isFirst = true;
    for (size_t i = 0; i < kMeters; ++i) {
        const auto meter = static_cast<Meter>(i);
        const bool brief = meter == Meter::Vram || meter == Meter::Ram || meter == Meter::Cpu;
        const bool isShown = m_exists[i] && (brief || !m_compact);
        m_tiles[i]->setVisible(isShown);
        m_tiles[i]->setPressable(m_pressable);
        m_tiles[i]->setFocusPolicy(m_pressable && isShown && isFirst ? Qt::TabFocus : Qt::NoFocus);
        isFirst = isFirst && !isShown;
    }
}

QString MeterStrip::title(Meter meter)
{
    switch (meter) {
    case Meter::Vram: return tr("VRAM");
    case Meter::Ram: return tr("RAM");
    case Meter::Gpu: return tr("GPU");
    case Meter::Cpu: return tr("CPU");
    case Meter::ToGpu: return tr("To GPU");
    case Meter::FromGpu: return tr("From GPU");
    case Meter::Swap: return tr("Swap");
    case Meter::Speed: return tr("Speed");
    }
    return {};
}

} // namespace studio::ui
