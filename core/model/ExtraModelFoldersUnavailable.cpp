// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for ExtraModelFolders.cpp in builds without STUDIO_BUILD_MEDIA, which have no YAML.
#include "core/model/WeightsSearch.h"

namespace studio::model {

std::vector<std::filesystem::path> extraModelFolders(const std::filesystem::path&)
{
    return {};
}

} // namespace studio::model
