// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/Keyring.h"

#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

// Where a server's token is kept.
enum class TokenPlace {
    None, // none was given
    Keyring,
    Session, // until the program ends: there is no keyring, or it doesn't take it
};

// The tokens that the user has given for servers. They are kept in the desktop's keyring, else as long as the program
// runs; never in a file of the program, whose settings know only which servers the keyring has one for. To be called on
// the GUI thread.
class TokenStore : public QObject {
    Q_OBJECT

public:
    // Without a keyring: null.
    TokenStore(settings::Settings& settings, std::unique_ptr<Keyring> keyring, QObject* parent = nullptr);
    ~TokenStore() override;

    // Calls back with the token for a server (hub::originOf()), empty if there is none: at once, or when the keyring
    // has answered, which is asked only where it has one.
    void find(const std::string& origin, std::function<void(const std::string& token)> found);
    // Replaces the one before. find() knows it at once.
    void keep(const std::string& origin, const std::string& token);
    [[nodiscard]] TokenPlace place(const std::string& origin) const;
    [[nodiscard]] bool hasKeyring() const { return m_keyring != nullptr; }

Q_SIGNALS:
    void placeChanged();

private:
    [[nodiscard]] bool isInKeyring(const std::string& origin) const;
    void setInKeyring(const std::string& origin, bool isIn);

    settings::Settings& m_settings;
    std::unique_ptr<Keyring> m_keyring;
    std::map<std::string, std::string> m_known; // by server
};

} // namespace studio::ui
