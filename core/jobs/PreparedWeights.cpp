// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/PreparedWeights.h"

#include "core/model/SlabCache.h"

#include <chrono>

namespace studio::jobs {

std::vector<PreparedWeights> preparedWeights(const std::filesystem::path& cache)
{
    std::vector<PreparedWeights> all;
    for (const model::SlabCache::Entry& entry : model::SlabCache(cache).entries()) {
        const auto used = std::chrono::file_clock::to_sys(entry.used).time_since_epoch();
        all.push_back({entry.path, entry.title, entry.bytes,
                       std::chrono::duration_cast<std::chrono::seconds>(used).count(), entry.inUse});
    }
    return all;
}

Status removePreparedWeights(const std::filesystem::path& cache, const std::filesystem::path& path)
{
    return model::SlabCache(cache).remove(path);
}

} // namespace studio::jobs
