// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

// An HTTP server on the loopback that does what a test wants, without Qt, so that the thread sanitizer sees into it.
namespace studio::test {

struct Request {
    std::string method;
    std::string target; // "/path?query"
    std::map<std::string, std::string> headers; // names in lower case

    [[nodiscard]] std::string header(const std::string& name) const
    {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
    [[nodiscard]] std::string path() const { return target.substr(0, target.find('?')); }
    // "bytes=5-9" as 5 and 10.
    [[nodiscard]] std::optional<std::pair<size_t, size_t>> range() const
    {
        const std::string text = header("range");
        size_t first = 0;
        size_t last = 0;
        if (std::sscanf(text.c_str(), "bytes=%zu-%zu", &first, &last) != 2)
            return std::nullopt;
        return std::pair(first, last + 1);
    }
};

struct Reply {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    std::optional<size_t> cutAfter{}; // closes after so many bytes of the body
    bool tellsLength = true;
    size_t portion = 1 << 16; // bytes that are sent at once
    std::function<void(size_t)> sent{}; // called with the bytes of the body that were sent
};

// Each connection has a thread and gets one answer.
class LoopbackServer {
public:
    explicit LoopbackServer(std::function<Reply(const Request&)> answer)
        : m_answer(std::move(answer))
        , m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
        ::listen(m_socket, 64);
        socklen_t length = sizeof(address);
        ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &length);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { accept(); });
    }
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;
    ~LoopbackServer()
    {
        m_ends = true;
        ::shutdown(m_socket, SHUT_RDWR);
        m_thread.join();
        ::close(m_socket);
        for (Connection& connection : m_connections) {
            ::shutdown(connection.socket, SHUT_RDWR);
            connection.thread.join();
            ::close(connection.socket);
        }
    }

    [[nodiscard]] std::string address() const { return "http://127.0.0.1:" + std::to_string(m_port); }
    [[nodiscard]] std::vector<Request> requests() const
    {
        const std::lock_guard lock(m_mutex);
        return m_requests;
    }

private:
    struct Connection {
        int socket = -1;
        std::thread thread;
    };

    void accept()
    {
        while (true) {
            const int socket = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
            if (m_ends) {
                if (socket >= 0)
                    ::close(socket);
                return;
            }
            if (socket < 0)
                continue;
            Connection& connection = m_connections.emplace_back();
            connection.socket = socket;
            connection.thread = std::thread([this, socket] { serve(socket); });
        }
    }

    void serve(int socket)
    {
        if (const std::optional<Request> request = read(socket)) {
            {
                const std::lock_guard lock(m_mutex);
                m_requests.push_back(*request);
            }
            answer(socket, m_answer(*request));
        }
        ::shutdown(socket, SHUT_RDWR);
    }

    static std::optional<Request> read(int socket)
    {
        std::string text;
        while (text.find("\r\n\r\n") == std::string::npos) {
            char bytes[4096];
            const ssize_t count = ::recv(socket, bytes, sizeof(bytes), 0);
            if (count <= 0)
                return std::nullopt;
            text.append(bytes, static_cast<size_t>(count));
        }
        Request request;
        size_t at = text.find("\r\n");
        const std::string first = text.substr(0, at);
        request.method = first.substr(0, first.find(' '));
        request.target = first.substr(request.method.size() + 1);
        request.target.resize(request.target.find(' '));
        for (at += 2; text.compare(at, 2, "\r\n") != 0;) {
            const size_t end = text.find("\r\n", at);
            const std::string line = text.substr(at, end - at);
            const size_t colon = line.find(':');
            std::string name = line.substr(0, colon);
            std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
            request.headers[name] = line.substr(std::min(line.size(), colon + 2));
            at = end + 2;
        }
        return request;
    }

    static bool send(int socket, std::string_view bytes)
    {
        while (!bytes.empty()) {
            const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            bytes.remove_prefix(static_cast<size_t>(count));
        }
        return true;
    }

    static void answer(int socket, const Reply& reply)
    {
        std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " Said\r\nConnection: close\r\n";
        for (const auto& [name, value] : reply.headers)
            head += name + ": " + value + "\r\n";
        if (reply.tellsLength)
            head += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
        if (!send(socket, head + "\r\n"))
            return;
        const size_t end = std::min(reply.body.size(), reply.cutAfter.value_or(reply.body.size()));
        for (size_t at = 0; at < end; at += reply.portion) {
            const size_t count = std::min(reply.portion, end - at);
            if (!send(socket, std::string_view(reply.body).substr(at, count)))
                return;
            if (reply.sent)
                reply.sent(at + count);
        }
    }

    std::function<Reply(const Request&)> m_answer;
    int m_socket;
    uint16_t m_port = 0;
    std::atomic<bool> m_ends{false};
    std::list<Connection> m_connections; // of the accepting thread, and of the destructor behind it
    mutable std::mutex m_mutex;
    std::vector<Request> m_requests;
    std::thread m_thread;
};

} // namespace studio::test
