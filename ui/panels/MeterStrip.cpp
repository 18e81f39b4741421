// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/MeterStrip.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/MeterTile.h"

#include <QHBoxLayout>

namespace studio::ui {

MeterStrip::MeterStrip(const Theme& theme)
{
    setObjectName(QStringLiteral("meterStrip"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(theme.px(54));
    auto* row = makeRow({}, 0, {4, 0, 4, 0});
    setLayout(row);
    constexpr const char* names[]
        = {"vramMeter", "ramMeter", "gpuMeter", "cpuMeter", "pcieDownMeter", "pcieUpMeter", "swapMeter", "fpsMeter"};
    for (size_t i = 0; i < kMeters; ++i) {
        m_tiles[i] = new MeterTile(theme);
        setObject(*m_tiles[i], names[i]);
        row->addWidget(m_tiles[i], 1);
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
