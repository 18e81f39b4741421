// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/Keyring.h"

#include <QMap>
#include <QObject>

#include <memory>
#include <utility>

namespace studio::test {

// Keeps secrets in the memory that the test shares with it, and answers later, as a keyring does.
class FakeKeyring : public ui::Keyring {
public:
    struct Secrets {
        QMap<QString, QString> all{};
        bool isLocked = false; // gives and takes nothing
        int reads = 0;
    };
    explicit FakeKeyring(std::shared_ptr<Secrets> secrets)
        : m_secrets(std::move(secrets))
    {
    }

    void read(const QString& name, QObject* context, std::function<void(const std::optional<QString>&)> done) override
    {
        ++m_secrets->reads;
        const bool has = !m_secrets->isLocked && m_secrets->all.contains(name);
        later(context,
              [secret = has ? std::optional(m_secrets->all.value(name)) : std::nullopt, done = std::move(done)] {
                  done(secret);
              });
    }
    void write(const QString& name, const QString& secret, QObject* context, std::function<void(bool)> done) override
    {
        if (!m_secrets->isLocked)
            m_secrets->all[name] = secret;
        later(context, [kept = !m_secrets->isLocked, done = std::move(done)] { done(kept); });
    }

private:
    template<typename Answer>
    static void later(QObject* context, Answer answer)
    {
        QMetaObject::invokeMethod(context, std::move(answer), Qt::QueuedConnection);
    }

    std::shared_ptr<Secrets> m_secrets;
};

} // namespace studio::test
