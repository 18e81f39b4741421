// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>
#include <memory>
#include <optional>

class QObject;

namespace studio::ui {

// The user's secrets, which the desktop keeps encrypted.
class Keyring {
public:
    Keyring() = default;
    Keyring(const Keyring&) = delete;
    Keyring& operator=(const Keyring&) = delete;
    virtual ~Keyring() = default;

    // Both return at once, and call back on the GUI thread unless the context is destroyed. They may ask the user for
    // the keyring's password. nullopt: there is no such secret, or the keyring gives none.
    virtual void read(const QString& name, QObject* context, std::function<void(const std::optional<QString>&)> done)
        = 0;
    virtual void write(const QString& name, const QString& secret, QObject* context,
                       std::function<void(bool kept)> done)
        = 0;
};

// The desktop's; null if this program was built without QtKeychain.
[[nodiscard]] std::unique_ptr<Keyring> makeSystemKeyring();

} // namespace studio::ui
