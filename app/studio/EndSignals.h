// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSocketNotifier;

namespace studio::app {

// Reports SIGTERM, SIGINT, and SIGHUP unless it is ignored (nohup). A second SIGTERM or SIGINT ends the program at
// once. Only one object may exist at a time.
class EndSignals : public QObject {
    Q_OBJECT

public:
    explicit EndSignals(QObject* parent = nullptr);
    ~EndSignals() override;

Q_SIGNALS:
    void endWanted(); // once

private:
    QSocketNotifier* m_notifier = nullptr;
};

} // namespace studio::app
