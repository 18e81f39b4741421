// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/Settings.h"

namespace studio::settings {

Settings::Settings()
    : m_settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("live-avatar-studio"),
                 QStringLiteral("studio"))
{
}

Settings::Settings(const QString& file)
    : m_settings(file, QSettings::IniFormat)
{
}

void Settings::remember(const Key<QStringList>& key, const QString& entry)
{
    QStringList entries = get(key);
    entries.removeAll(entry);
    entries.prepend(entry);
    set(key, entries.mid(0, kRecentCount));
}

void Settings::sync()
{
    m_settings.sync();
}

} // namespace studio::settings
