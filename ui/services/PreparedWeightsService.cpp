// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/PreparedWeightsService.h"

#include "ui/services/Background.h"

namespace studio::ui {

PreparedWeightsService::PreparedWeightsService(std::filesystem::path cache, QObject* parent)
    : QObject(parent)
    , m_cache(std::move(cache))
{
}

void PreparedWeightsService::list()
{
    inBackground(
        this, [cache = m_cache] { return jobs::preparedWeights(cache); },
        [this](const std::vector<jobs::PreparedWeights>& entries) { Q_EMIT listed(entries); });
}

void PreparedWeightsService::remove(const std::filesystem::path& entry)
{
    inBackground(
        this,
        [cache = m_cache, entry] {
            const Status outcome = jobs::removePreparedWeights(cache, entry);
            return std::pair(outcome, jobs::preparedWeights(cache));
        },
        [this](const std::pair<Status, std::vector<jobs::PreparedWeights>>& answer) {
            if (answer.first)
                Q_EMIT removed();
            else
                Q_EMIT removeFailed(answer.first.error());
            Q_EMIT listed(answer.second);
        });
}

} // namespace studio::ui
