// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/Keyring.h"

#ifdef STUDIO_WITH_QTKEYCHAIN
#include <qt6keychain/keychain.h>
#endif

#include <utility>

namespace studio::ui {

#ifdef STUDIO_WITH_QTKEYCHAIN

namespace {

const QString kService = QStringLiteral("live-avatar-studio");

// Without the library's fallback, which is a file in the clear. Jobs delete themselves.
class SystemKeyring : public Keyring {
public:
    void read(const QString& name, QObject* context, std::function<void(const std::optional<QString>&)> done) override
    {
        auto* job = new QKeychain::ReadPasswordJob(kService);
        job->setKey(name);
        QObject::connect(job, &QKeychain::Job::finished, context, [job, done = std::move(done)] {
            done(job->error() == QKeychain::NoError ? std::optional(job->textData()) : std::nullopt);
        });
        job->start();
    }

    void write(const QString& name, const QString& secret, QObject* context,
               std::function<void(bool kept)> done) override
    {
        auto* job = new QKeychain::WritePasswordJob(kService);
        job->setKey(name);
        job->setTextData(secret);
        QObject::connect(job, &QKeychain::Job::finished, context,
                         [job, done = std::move(done)] { done(job->error() == QKeychain::NoError); });
        job->start();
    }
};

} // namespace

std::unique_ptr<Keyring> makeSystemKeyring()
{
    return std::make_unique<SystemKeyring>();
}

#else

std::unique_ptr<Keyring> makeSystemKeyring()
{
    return nullptr;
}

#endif

} // namespace studio::ui
