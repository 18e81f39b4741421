// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/OneInstance.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QVariant>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace studio::app {
namespace {

constexpr int kPatience = 10'000; // ms: the first program may still be starting
constexpr qint64 kLongestMessage = 1 << 20;
constexpr const char* kGotIt = "ok\n";

// In the data folder, by the number of that open folder: its path may be longer than a socket's can be, and the
// temporary folder is everybody's.
QString socketIn(int folder)
{
    return QStringLiteral("/proc/self/fd/%1/window.socket").arg(folder);
}

} // namespace

OneInstance::OneInstance(const QString& dataFolder, QObject* parent)
    : QObject(parent)
{
    QDir().mkpath(dataFolder);
    const QString folder = QFileInfo(dataFolder).canonicalFilePath(); // Two names of one folder must give one lock.
    if (folder.isEmpty())
        return;
    const QByteArray lock = QFile::encodeName(folder + QStringLiteral("/window.lock"));
    m_lock = ::open(lock.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock < 0)
        return;
    m_folder = ::open(QFile::encodeName(folder).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    m_socket = socketIn(m_folder);
    if (::flock(m_lock, LOCK_EX | LOCK_NB) == 0) {
        m_role = Role::First;
        listen();
    } else if (errno == EWOULDBLOCK) {
        m_role = Role::Later;
    }
}

// The lock file stays: if it were removed, two processes could each lock a file of that name.
OneInstance::~OneInstance()
{
    m_server.reset();
    for (const int descriptor : {m_folder, m_lock}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

void OneInstance::listen()
{
    QLocalServer::removeServer(m_socket); // Removes a dead process's socket: the owner of the lock owns the socket.
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server.get(), &QLocalServer::newConnection, this, &OneInstance::receive);
    m_server->listen(m_socket); // If that fails, later processes open their own windows.
}

void OneInstance::receive()
{
    while (QLocalSocket* socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        const auto read = [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() > kLongestMessage)
                    socket->abort();
                return;
            }
            const QJsonArray paths = QJsonDocument::fromJson(socket->readLine()).array();
            const QStringList files = QVariant(paths.toVariantList()).toStringList();
            socket->write(kGotIt);
            socket->flush();
            Q_EMIT handed(files);
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        read(); // Reads data that arrived before the connection.
    }
}

bool OneInstance::hand(const QStringList& files) const
{
    QJsonArray paths;
    for (const QString& file : files)
        paths.append(QFileInfo(file).absoluteFilePath());
    QLocalSocket socket;
    socket.connectToServer(m_socket);
    if (!socket.waitForConnected(kPatience))
        return false;
    QByteArray message = QJsonDocument(paths).toJson(QJsonDocument::Compact);
    socket.write(message.append('\n'));
    while (!socket.canReadLine()) {
        if (!socket.waitForReadyRead(kPatience))
            return false;
    }
    return socket.readLine() == kGotIt;
}

} // namespace studio::app
