// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/TelemetryService.h"

#include <utility>

namespace studio::ui {

TelemetryService::TelemetryService(QObject* parent)
    : QObject(parent)
{
    m_sampler = std::make_unique<telemetry::Sampler>([this](const telemetry::MachineSample& sample) {
        QMetaObject::invokeMethod(
            this,
            [this, sample] {
                m_latest = sample;
                m_gpu = m_sampler->gpu();
                Q_EMIT sampled(m_latest);
            },
            Qt::QueuedConnection);
    });
}

void TelemetryService::setGpu(unsigned index)
{
    if (std::exchange(m_index, index) != index)
        m_sampler->setGpu(index);
}

void TelemetryService::lookAgain()
{
    m_sampler->setGpu(m_index);
}

TelemetryService::~TelemetryService()
{
    m_sampler.reset(); // Before the object that it posts to.
}

} // namespace studio::ui
