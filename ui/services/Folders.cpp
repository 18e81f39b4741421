// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/Folders.h"

#include "core/settings/Settings.h"
#include "ui/services/Text.h"

#include <QStandardPaths>

namespace studio::ui {

Folders Folders::of(const settings::Settings& settings)
{
    QString takes = settings.get(settings::kTakesFolder);
    if (takes.isEmpty())
        takes
            = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation) % QStringLiteral("/Live Avatar Studio");
    return {.takes = takes,
            .slabCache = toPath(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation)
                                % QStringLiteral("/live-avatar-studio/slabs"))};
}

} // namespace studio::ui
