// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/CheckpointCheck.h"

#include <QObject>
#include <QString>

#include <memory>

namespace studio::ui {

// Checks a checkpoint folder and the LoRA that goes with it, in the background.
class CheckpointService : public QObject {
    Q_OBJECT

public:
    explicit CheckpointService(QObject* parent = nullptr);
    ~CheckpointService() override;

    // Checks `folder` for the files of `model`; drops a check under way. An empty folder gives an empty report at once.
    void check(const QString& folder, const ModelEntry& model);

    [[nodiscard]] bool isChecking() const { return m_checking; }
    [[nodiscard]] const pipeline::CheckpointReport& report() const { return m_report; }

Q_SIGNALS:
    void checked(const studio::pipeline::CheckpointReport& report, bool finished); // after each part

private:
    struct Private;

    bool m_checking = false;
    pipeline::CheckpointReport m_report;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
