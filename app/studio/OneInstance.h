// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

#include <memory>

class QLocalServer;

namespace studio::app {

// One process per data folder: the first holds a lock there, which the system releases when it ends, also after a
// crash. Later ones pass their files to it through a local socket.
class OneInstance : public QObject {
    Q_OBJECT

public:
    enum class Role {
        First, // This program has the folder.
        Later, // Another has it; hand() gives files to it.
        Alone, // The folder can't be locked, for example because it isn't writable.
    };

    // Makes the folder if it can.
    explicit OneInstance(const QString& dataFolder, QObject* parent = nullptr);
    ~OneInstance() override;

    [[nodiscard]] Role role() const { return m_role; }
    // As Later: gives the files to the first program and waits until it has them. False if it doesn't answer.
    [[nodiscard]] bool hand(const QStringList& files) const;

Q_SIGNALS:
    void handed(const QStringList& files); // As First: absolute paths; empty: only raise the window

private:
    void listen();
    void receive();

    Role m_role = Role::Alone;
    int m_folder = -1;
    int m_lock = -1;
    QString m_socket;
    std::unique_ptr<QLocalServer> m_server;
};

} // namespace studio::app
