// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/HashCheck.h"
#include "core/pipeline/ModelSearch.h"

#include <QDateTime>
#include <QObject>

#include <memory>
#include <vector>

namespace studio::ui {

// The hashes of a set's files: being made, or as they were at the last check.
struct HashStatus {
    std::filesystem::path folder, videoModel; // of the set
    bool running = false;
    hub::HashProgress progress{};
    QDateTime when{}; // of the last check that ended
    std::vector<hub::CheckedHash> files{}; // its result

    [[nodiscard]] bool isOf(const pipeline::ModelSet& set) const
    {
        return folder == set.folder && videoModel == set.part(ModelPart::VideoModel).path;
    }
};

// Checks the hashes of sets, in the background, one set at a time. Keeps the results as long as the program runs.
class HashService : public QObject {
    Q_OBJECT

public:
    explicit HashService(QObject* parent = nullptr);
    ~HashService() override;

    // Stops the check under way, if there is one.
    void check(const pipeline::ModelSet& set, const ModelEntry& model);
    void stop();

    [[nodiscard]] const std::vector<HashStatus>& all() const { return m_all; }

Q_SIGNALS:
    void changed();

private:
    struct Private;

    HashStatus* running();

    std::vector<HashStatus> m_all;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
