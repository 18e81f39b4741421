// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MovieExport.h"

#include <QObject>
#include <QTimer>

#include <stop_token>

namespace studio::ui {

// Estimates the size of an export in the background. Answers only the last question, and not if there is no estimate.
class ExportEstimator : public QObject {
    Q_OBJECT

public:
    explicit ExportEstimator(QObject* parent = nullptr);
    ~ExportEstimator() override; // doesn't wait for an estimate

    void ask(const media::ExportOrder& order); // starts after a short delay, since a slider asks often
    void forget();

Q_SIGNALS:
    void answered(qint64 bytes);

private:
    void begin();

    media::ExportOrder m_order;
    QTimer m_timer;
    std::stop_source m_stop;
};

} // namespace studio::ui
