// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/Sleep.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <utility>

namespace studio::ui {

void sleepByLogind(QObject* context, std::function<void(const QString&)> done)
{
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
        QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("Suspend"));
    call << true; // It may ask for a password.
    call.setInteractiveAuthorizationAllowed(true);
    auto* answer = new QDBusPendingCallWatcher(QDBusConnection::systemBus().asyncCall(call), context);
    QObject::connect(answer, &QDBusPendingCallWatcher::finished, context, [answer, done = std::move(done)] {
        answer->deleteLater();
        const QDBusPendingReply<> reply = *answer;
        done(reply.isError() ? reply.error().message() : QString());
    });
}

} // namespace studio::ui
