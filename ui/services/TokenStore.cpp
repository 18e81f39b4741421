// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/TokenStore.h"

#include "core/settings/Settings.h"

#include <QStringList>

#include <utility>

namespace studio::ui {

TokenStore::TokenStore(settings::Settings& settings, std::unique_ptr<Keyring> keyring, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_keyring(std::move(keyring))
{
}

TokenStore::~TokenStore() = default;

void TokenStore::find(const std::string& origin, std::function<void(const std::string&)> found)
{
    const auto known = m_known.find(origin);
    if (known != m_known.end() || !m_keyring || !isInKeyring(origin)) {
        found(known == m_known.end() ? std::string() : known->second);
        return;
    }
    m_keyring->read(QString::fromStdString(origin), this,
                    [this, origin, found = std::move(found)](const std::optional<QString>& secret) {
                        // One that was given meanwhile is newer. A keyring that is locked may be open later.
                        if (secret)
                            m_known.try_emplace(origin, secret->toStdString());
                        const auto now = m_known.find(origin);
                        found(now == m_known.end() ? std::string() : now->second);
                    });
}

void TokenStore::keep(const std::string& origin, const std::string& token)
{
    m_known[origin] = token;
    if (m_keyring) {
        m_keyring->write(QString::fromStdString(origin), QString::fromStdString(token), this,
                         [this, origin](bool kept) { setInKeyring(origin, kept); });
    }
    Q_EMIT placeChanged();
}

TokenPlace TokenStore::place(const std::string& origin) const
{
    if (isInKeyring(origin))
        return TokenPlace::Keyring;
    return m_known.contains(origin) ? TokenPlace::Session : TokenPlace::None;
}

bool TokenStore::isInKeyring(const std::string& origin) const
{
    return m_keyring && m_settings.get(settings::kTokensInKeyring).contains(QString::fromStdString(origin));
}

void TokenStore::setInKeyring(const std::string& origin, bool isIn)
{
    QStringList all = m_settings.get(settings::kTokensInKeyring);
    all.removeAll(QString::fromStdString(origin));
    if (isIn)
        all.append(QString::fromStdString(origin));
    m_settings.set(settings::kTokensInKeyring, all);
    Q_EMIT placeChanged();
}

} // namespace studio::ui
