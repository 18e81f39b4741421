// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/CheckpointCheck.h"

#include <QObject>
#include <QString>

#include <memory>

namespace studio::ui {

// Checks a checkpoint's folder, and the LoRA that a render with it takes, in the background for the model page.
class CheckpointService : public QObject {
    Q_OBJECT

public:
    explicit CheckpointService(QObject* parent = nullptr);
    ~CheckpointService() override;

    // Begins anew, with the files of this model; a check that is under way is dropped. An empty folder shows nothing.
    void check(const QString& folder, const ModelEntry& model);

    [[nodiscard]] bool isChecking() const { return m_checking; }
    [[nodiscard]] const pipeline::CheckpointReport& report() const { return m_report; }

Q_SIGNALS:
    void checked(const studio::pipeline::CheckpointReport& report, bool finished); // part by part

private:
    struct Private;

    bool m_checking = false;
    pipeline::CheckpointReport m_report;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
