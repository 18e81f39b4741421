// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/TaskbarProgress.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QGuiApplication>
#include <QVariantMap>

namespace studio::ui::TaskbarProgress {

void show(double part, Visible visible)
{
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return;
    QDBusMessage message
        = QDBusMessage::createSignal(QStringLiteral("/studio/progress"),
                                     QStringLiteral("com.canonical.Unity.LauncherEntry"), QStringLiteral("Update"));
    const QVariantMap properties{{QStringLiteral("progress"), part},
                                 {QStringLiteral("progress-visible"), visible == Visible::Yes}};
    message << QString(QStringLiteral("application://") % QGuiApplication::desktopFileName()
                       % QStringLiteral(".desktop"))
            << properties;
    QDBusConnection::sessionBus().send(message);
}

} // namespace studio::ui::TaskbarProgress
