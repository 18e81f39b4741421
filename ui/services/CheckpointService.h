// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/CheckpointCheck.h"

#include <QObject>

#include <memory>

namespace studio::ui {

// Checks the tensors of a model's files, in the background.
class CheckpointService : public QObject {
    Q_OBJECT

public:
    explicit CheckpointService(QObject* parent = nullptr);
    ~CheckpointService() override;

    // Checks the files of `place`, as pipeline::checkCheckpoint() does; drops a check under way. A place without a
    // folder gives an empty report at once.
    void check(const ModelPlace& place, const ModelEntry& model);

    [[nodiscard]] bool isChecking() const { return m_checking; }
    // Of the last check, as far as it has come.
    [[nodiscard]] const pipeline::CheckpointReport& report() const { return m_report; }
    [[nodiscard]] const ModelPlace& place() const { return m_place; }

Q_SIGNALS:
    void checked(const studio::pipeline::CheckpointReport& report, bool finished); // after each part

private:
    struct Private;

    bool m_checking = false;
    ModelPlace m_place;
    pipeline::CheckpointReport m_report;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
