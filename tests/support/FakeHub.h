// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelCatalogue.h"
#include "core/spec/ModelSources.h"
#include "tests/support/HubFolders.h"
#include "tests/support/LoopbackServer.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace studio::test {

inline std::string sha256(const std::string& bytes)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256).toHex().toStdString();
}

// git's name of a file's contents.
inline std::string gitHash(const std::string& bytes)
{
    const std::string text = "blob " + std::to_string(bytes.size()) + std::string(1, '\0') + bytes;
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha1).toHex().toStdString();
}

// Bytes that look like nothing, and differ by their seed.
inline std::string noise(size_t count, uint32_t seed)
{
    std::string bytes(count, '\0');
    for (char& byte : bytes) {
        seed = seed * 1664525 + 1013904223;
        byte = static_cast<char>(seed >> 24);
    }
    return bytes;
}

struct PublishedFile {
    std::string bytes;
    bool isLfs = true;
};

// Holds up answers until it is opened, at the latest by its end: to be younger than the server.
class Gate {
public:
    Gate() = default;
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;
    ~Gate() { open(); }
    void open()
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->isOpen = true;
        m_state->changed.notify_all();
    }
    // Makes an answer stop after so many bytes of its body. It may outlive the gate.
    [[nodiscard]] std::function<void(Reply&)> after(size_t bytes) const
    {
        return [state = m_state, bytes](Reply& reply) {
            reply.portion = bytes;
            reply.sent = [state, bytes](size_t count) {
                std::unique_lock lock(state->mutex);
                if (count >= bytes)
                    state->changed.wait(lock, [&] { return state->isOpen; });
            };
        };
    }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        bool isOpen = false;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

// Answers as the Hugging Face Hub does: lists, and files by range. A test changes single answers.
class FakeHub {
public:
    std::map<std::string, std::map<std::string, PublishedFile>> repositories; // by name and path
    // Asked first, with what the Hub would answer; may change it, from several threads at once.
    std::function<void(const Request&, Reply&)> changed;

    [[nodiscard]] std::string address() const { return m_server.address(); }
    [[nodiscard]] std::vector<Request> requests() const { return m_server.requests(); }
    // Requests for files, and not for lists.
    [[nodiscard]] int fileRequests() const
    {
        const std::vector<Request> all = requests();
        return static_cast<int>(std::count_if(all.begin(), all.end(), [](const Request& request) {
            return request.target.find("/resolve/") != std::string::npos;
        }));
    }
    // A list for an older or false state of a file.
    std::map<std::string, std::string> falseHashes; // by path

    static Reply notFound() { return {.status = 404, .headers = {{"X-Error-Code", "EntryNotFound"}}}; }

    static Reply bytesOf(const Request& request, const std::string& bytes)
    {
        Reply reply;
        const auto range = request.range();
        if (!range) {
            reply.body = bytes;
            return reply;
        }
        if (range->first >= bytes.size())
            return {.status = 416};
        const size_t end = std::min(range->second, bytes.size());
        reply.status = 206;
        reply.body = bytes.substr(range->first, end - range->first);
        reply.headers.emplace_back("Content-Range",
                                   "bytes " + std::to_string(range->first) + "-" + std::to_string(end - 1) + "/"
                                       + std::to_string(bytes.size()));
        return reply;
    }

private:
    Reply answer(const Request& request)
    {
        Reply reply = usual(request);
        if (changed)
            changed(request, reply);
        return reply;
    }

    Reply usual(const Request& request) const
    {
        const std::string path = request.path();
        for (const auto& [name, files] : repositories) {
            if (path == "/api/models/" + name + "/revision/main")
                return {.body = list(files)};
            const std::string root = "/" + name + "/resolve/" + kCommit + "/";
            if (!path.starts_with(root))
                continue;
            const auto file = files.find(path.substr(root.size()));
            if (file == files.end())
                return notFound();
            Reply reply = bytesOf(request, file->second.bytes);
            reply.headers.emplace_back("ETag", "\"" + etag(file->second) + "\"");
            return reply;
        }
        return notFound();
    }

    static std::string etag(const PublishedFile& file) { return file.isLfs ? sha256(file.bytes) : gitHash(file.bytes); }

    [[nodiscard]] std::string list(const std::map<std::string, PublishedFile>& files) const
    {
        std::string text
            = R"({"sha": ")" + std::string(kCommit) + R"(", "cardData": {"license": "apache-2.0"}, "siblings": [)";
        const char* separator = "";
        for (const auto& [path, file] : files) {
            const auto wrong = falseHashes.find(path);
            const std::string hash = wrong == falseHashes.end() ? etag(file) : wrong->second;
            text += separator + (R"({"rfilename": ")" + path) + R"(", "size": )" + std::to_string(file.bytes.size());
            if (file.isLfs)
                text += R"(, "blobId": ")" + gitHash("pointer") + R"(", "lfs": {"sha256": ")" + hash + R"(", "size": )"
                    + std::to_string(file.bytes.size()) + R"(, "pointerSize": 134}})";
            else
                text += R"(, "blobId": ")" + hash + R"("})";
            separator = ", ";
        }
        return text + "]}";
    }

    LoopbackServer m_server{[this](const Request& request) { return answer(request); }};
};

// The published model's files, small ones.
inline void publish(FakeHub& hub)
{
    uint32_t seed = 1;
    for (const PublishedVariant& variant : publishedVariants(kLiveAvatarModel)) {
        for (const SourceFile& file : variant.files)
            hub.repositories[file.repository][file.path]
                = {noise(file.bytes > 1'000'000 ? 20'000 : 300, ++seed), file.bytes > 1'000'000};
    }
}

} // namespace studio::test
