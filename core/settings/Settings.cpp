// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/Settings.h"

#include "core/base/Log.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>

#include <filesystem>
#include <utility>

namespace studio::settings {
namespace {

// Over what the file holds by now: two programs at once change what each of them changes. Invalid values are removed.
Status write(const QString& file, const QVariantMap& changes)
{
    QSettings stored(file, QSettings::IniFormat);
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        if (change->isValid())
            stored.setValue(change.key(), *change);
        else
            stored.remove(change.key());
    }
    stored.sync();
    if (stored.status() != QSettings::AccessError)
        return kDone;
    // Qt doesn't say why.
    const std::string folder = QFileInfo(file).path().toStdString();
    std::error_code unknown;
    const std::filesystem::space_info space = std::filesystem::space(folder, unknown);
    Error error{!unknown && space.available == 0 ? ErrorCode::DiskFull : ErrorCode::NotWritable, folder,
                file.toStdString() + ": the settings can't be written"};
    log::warning(error.detail);
    return error;
}

// Writing drops the lines that can't be read. Empty if it can't be copied.
QString copiedAside(const QString& file)
{
    constexpr int kMost = 1000;
    const QFileInfo facts(file);
    for (int n = 1; n < kMost; ++n) {
        const QString other = facts.dir().filePath(facts.completeBaseName() + QStringLiteral(" unreadable ")
                                                   + QString::number(n) + QLatin1Char('.') + facts.suffix());
        if (QFileInfo::exists(other))
            continue;
        const bool isCopied = QFile::copy(file, other);
        log::warning(file.toStdString() + ": not all of the settings can be read"
                     + (isCopied ? "; a copy is " + other.toStdString() : std::string()));
        return isCopied ? other : QString();
    }
    return {};
}

} // namespace

Settings::Settings(Writer writer)
    : Settings(QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("live-avatar-studio"),
                         QStringLiteral("studio")),
               std::move(writer))
{
}

Settings::Settings(const QString& file, Writer writer)
    : Settings(QSettings(file, QSettings::IniFormat), std::move(writer))
{
}

Settings::Settings(const QSettings& stored, Writer writer)
    : m_file(stored.fileName())
    , m_writer(std::move(writer))
{
    for (const QString& name : stored.allKeys())
        m_values.insert(name, stored.value(name));
    if (stored.status() == QSettings::FormatError)
        m_unreadable = copiedAside(m_file);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kDelay);
    connect(&m_timer, &QTimer::timeout, this, &Settings::sync);
    takeOverGeneral();
}

// Older programs wrote the group "app" as "general", which QSettings gives back as "General".
void Settings::takeOverGeneral()
{
    const QVariantMap stored = m_values;
    for (auto value = stored.begin(); value != stored.end(); ++value) {
        if (!value.key().startsWith(QLatin1String("general/"), Qt::CaseInsensitive))
            continue;
        const QString name = QLatin1String("app") + value.key().mid(value.key().indexOf(QLatin1Char('/')));
        if (!m_values.contains(name))
            put(name, *value);
        put(value.key(), {});
    }
}

Settings::~Settings()
{
    m_changed.unite(m_refused);
    sync();
}

void Settings::writeHere(QObject*, const Write& write, const Written& written)
{
    written(write());
}

void Settings::put(const QString& name, const QVariant& value)
{
    if (m_values.value(name) == value)
        return;
    if (value.isValid())
        m_values.insert(name, value);
    else
        m_values.remove(name);
    m_changed.insert(name);
    if (!m_timer.isActive())
        m_timer.start();
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
    m_timer.stop();
    if (m_changed.isEmpty())
        return;
    const QSet<QString> names = std::exchange(m_changed, {}) + std::exchange(m_refused, {});
    QVariantMap changes;
    for (const QString& name : names)
        changes.insert(name, m_values.value(name));
    m_writer(
        this, [file = m_file, changes] { return write(file, changes); },
        [this, names](const Status& written) {
            if (written)
                return;
            m_refused.unite(names);
            Q_EMIT failed(written.error());
        });
}

} // namespace studio::settings
