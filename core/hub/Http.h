// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/hub/ByteRanges.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

// HTTP through libcurl, whose header only Http.cpp and ModelDownload.cpp include. Proxies are those of the environment
// (http_proxy, https_proxy, all_proxy, no_proxy).
namespace studio::hub {

// Prepares libcurl, once; call it before any of its functions. Thread-safe.
void startHttp();

// What a server says before the bytes.
struct HttpHead {
    long status = 0;
    std::string etag; // without quotes and "W/"
    std::string linkedEtag; // X-Linked-Etag, of a redirect too: the hash of a file that is kept elsewhere
    std::string contentRange;
    std::string errorCode; // X-Error-Code, of the Hub: "GatedRepo"
    std::string errorMessage; // X-Error-Message
    std::optional<uint64_t> length; // Content-Length
};

// "bytes 5-9/20": the bytes, and the size of all; nullopt for anything else, an unknown size too.
struct ContentRange {
    ByteRange range;
    uint64_t size = 0;
};
[[nodiscard]] std::optional<ContentRange> parseContentRange(const std::string& text);

// How a request ended.
struct HttpEnd {
    std::optional<Error> error{}; // none: all bytes came
    bool mayPass = false; // the same request may succeed later
    bool isOffline = false; // no server has answered, or the line was cut
    bool isBusy = false; // the server wants all requests to wait, not only this one
    std::optional<std::chrono::milliseconds> wait{}; // that the server asks for
};

enum class Take {
    Taken,
    Later, // the transfer pauses, and gives the same bytes once more
    Stop, // ends the transfer
};

struct HttpRequest {
    std::string address; // "https://..."
    std::string token{}; // sent to the address's own server only, and only encrypted or to this machine
    std::optional<ByteRange> range{}; // of the bytes that are wanted
};

// Receives an answer of success. An error of `begin`, or Stop, ends the transfer.
struct HttpReceiver {
    std::function<Status(const HttpHead&)> begin;
    std::function<Take(std::string_view)> take;
};

// One GET. It follows redirects itself: a token never goes to another server than the first, and nothing from https to
// http.
class HttpTransfer {
public:
    HttpTransfer(HttpRequest request, HttpReceiver receiver);
    HttpTransfer(const HttpTransfer&) = delete;
    HttpTransfer& operator=(const HttpTransfer&) = delete;
    ~HttpTransfer();

    // libcurl's CURL*, for its multi interface.
    [[nodiscard]] void* handle() const;
    // The server of the answer, "https://host:port".
    [[nodiscard]] const std::string& origin() const;

    // Call it when libcurl has ended the handle with this CURLcode. nullopt: it was redirected; perform the handle once
    // more.
    [[nodiscard]] std::optional<HttpEnd> ended(int curlCode);

    // Performs it in this thread. Error in the result: also Cancelled.
    [[nodiscard]] HttpEnd perform(const std::stop_token& stop);

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

// "https://host:port" of an address, in lower case; empty for anything else than http and https.
[[nodiscard]] std::string originOf(const std::string& address);

// The path as part of an address: all but letters, digits and "-._~/" as %XX.
[[nodiscard]] std::string escapedPath(std::string_view path);

// A server's words for people to read: at most 300 characters, without control characters.
[[nodiscard]] std::string readable(std::string text);

// Waits, for a server or a network: returns how long it is to be waited for really. Tests return 0.
using Delay = std::function<std::chrono::milliseconds(std::chrono::milliseconds)>;

// How long to wait after so many failures in a row: what the server asks for, at most an hour, else 1 s and twice as
// long each time, at most a minute.
[[nodiscard]] std::chrono::milliseconds backoff(int failures, std::optional<std::chrono::milliseconds> asked);

} // namespace studio::hub
