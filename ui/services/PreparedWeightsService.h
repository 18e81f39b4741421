// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "core/jobs/PreparedWeights.h"

#include <QObject>

#include <filesystem>
#include <vector>

namespace studio::ui {

// Lists and deletes the prepared weights of a folder, in the background.
class PreparedWeightsService : public QObject {
    Q_OBJECT

public:
    explicit PreparedWeightsService(std::filesystem::path cache, QObject* parent = nullptr);

    void list();
    void remove(const std::filesystem::path& entry); // then list()

Q_SIGNALS:
    void listed(const std::vector<studio::jobs::PreparedWeights>& entries);
    void removed(); // followed by listed()
    void removeFailed(const studio::Error& error);

private:
    std::filesystem::path m_cache;
};

} // namespace studio::ui
