// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MovieExport.h"

#include <QObject>
#include <QTimer>

#include <stop_token>

namespace studio::ui {

// How large an export will be, found out in the background. Only the last question is answered, and where nothing can
// be said none is.
class ExportEstimator : public QObject {
    Q_OBJECT

public:
    explicit ExportEstimator(QObject* parent = nullptr);
    ~ExportEstimator() override; // waits for nothing

    void ask(const media::ExportOrder& order); // in a moment: a slider asks often
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
