// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/ExportEstimator.h"

#include "core/media/ExportEstimate.h"
#include "ui/services/Background.h"

namespace studio::ui {
namespace {

constexpr int kMoment = 300; // ms

} // namespace

ExportEstimator::ExportEstimator(QObject* parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kMoment);
    connect(&m_timer, &QTimer::timeout, this, &ExportEstimator::begin);
}

ExportEstimator::~ExportEstimator()
{
    m_stop.request_stop();
}

void ExportEstimator::ask(const media::ExportOrder& order)
{
    forget();
    m_order = order;
    m_timer.start();
}

void ExportEstimator::forget()
{
    m_timer.stop();
    m_stop.request_stop();
}

void ExportEstimator::begin()
{
    m_stop = std::stop_source();
    inBackground(
        this, [order = m_order, stop = m_stop.get_token()] { return media::estimateExport(order, stop); },
        [this, stop = m_stop.get_token()](const Result<uintmax_t>& bytes) {
            if (bytes && !stop.stop_requested())
                Q_EMIT answered(static_cast<qint64>(*bytes));
        });
}

} // namespace studio::ui
