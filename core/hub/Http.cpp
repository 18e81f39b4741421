// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/Http.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <mutex>
#include <utility>

namespace studio::hub {
namespace {

constexpr int kMostRedirects = 10;
constexpr size_t kMostErrorBody = 64 << 10; // bytes

// A part of an address; empty if it has none.
std::string partOf(const std::string& address, CURLUPart part)
{
    std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
    char* text = nullptr;
    if (curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK
        || curl_url_get(url.get(), part, &text, part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) != CURLUE_OK)
        return {};
    std::string found = text;
    curl_free(text);
    return found;
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// For messages: a signed address's query is a secret.
std::string shown(const std::string& address)
{
    return address.substr(0, address.find_first_of("?#"));
}

// A token is worth a password: it isn't sent in the clear, but to this machine.
bool mayCarryToken(const std::string& address)
{
    const std::string host = partOf(address, CURLUPART_HOST);
    return partOf(address, CURLUPART_SCHEME) == "https" || host == "localhost" || host == "127.0.0.1"
        || host == "[::1]";
}

std::string trimmed(std::string_view text)
{
    const size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

std::string etagOf(std::string text)
{
    if (text.starts_with("W/"))
        text.erase(0, 2);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    return text;
}

std::optional<uint64_t> parseSize(std::string_view text)
{
    uint64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

bool isRedirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

const char* phrase(long status)
{
    switch (status) {
    case 401: return " (it wants a login)";
    case 403: return " (it refuses)";
    case 404: return " (not found)";
    case 416: return " (no such range)";
    case 429: return " (too many requests)";
    case 500: return " (an error of the server)";
    case 502: return " (bad gateway)";
    case 503: return " (unavailable for the moment)";
    case 504: return " (gateway timeout)";
    default: return "";
    }
}

} // namespace

void startHttp()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

struct HttpTransfer::Private {
    HttpRequest request;
    HttpReceiver receiver;
    CURL* curl = nullptr;
    curl_slist* headers = nullptr;
    std::string address; // of the current hop
    std::string origin;
    int redirects = 0;
    std::string linkedEtag; // of a redirect's head
    HttpHead head;
    bool hasBegun = false; // receiver.begin was called
    std::optional<Error> refused; // by the receiver
    size_t errorBody = 0;
    std::stop_token stop;

    ~Private()
    {
        curl_easy_cleanup(curl);
        curl_slist_free_all(headers);
    }

    [[nodiscard]] bool isSuccess() const { return head.status >= 200 && head.status < 300; }
    void aim(const std::string& at);
    void readHeader(std::string_view line);
    [[nodiscard]] size_t readBody(std::string_view bytes);
    bool begin();
    [[nodiscard]] HttpEnd refusal() const;
    [[nodiscard]] HttpEnd brokenLine(CURLcode code) const;
    [[nodiscard]] Error error(ErrorCode code, std::string detail) const
    {
        return {code, shown(address), std::move(detail)};
    }
};

// Sets the handle to an address, with the token if it is the first one's server.
void HttpTransfer::Private::aim(const std::string& at)
{
    address = at;
    origin = originOf(at);
    head = {};
    hasBegun = false;
    errorBody = 0;
    curl_slist_free_all(headers);
    headers = nullptr;
    if (!request.token.empty() && origin == originOf(request.address) && mayCarryToken(at))
        headers = curl_slist_append(headers, ("Authorization: Bearer " + request.token).c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
}

void HttpTransfer::Private::readHeader(std::string_view line)
{
    if (line.starts_with("HTTP/")) { // Another answer, as after "100 Continue".
        head = {};
        const size_t space = line.find(' ');
        if (space != std::string_view::npos)
            head.status = std::atol(std::string(line.substr(space + 1, 3)).c_str());
        return;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos)
        return;
    const std::string name = lower(std::string(line.substr(0, colon)));
    std::string value = trimmed(line.substr(colon + 1));
    if (name == "etag")
        head.etag = etagOf(std::move(value));
    else if (name == "x-linked-etag")
        head.linkedEtag = etagOf(std::move(value));
    else if (name == "content-range")
        head.contentRange = std::move(value);
    else if (name == "content-length")
        head.length = parseSize(value);
    else if (name == "x-error-code")
        head.errorCode = std::move(value);
    else if (name == "x-error-message")
        head.errorMessage = std::move(value);
}

bool HttpTransfer::Private::begin()
{
    if (!hasBegun) {
        hasBegun = true;
        if (head.linkedEtag.empty())
            head.linkedEtag = linkedEtag;
        if (const Status begun = receiver.begin(head); !begun)
            refused = begun.error();
    }
    return !refused;
}

size_t HttpTransfer::Private::readBody(std::string_view bytes)
{
    if (!isSuccess()) { // A page about the error, which nobody reads.
        errorBody += bytes.size();
        return errorBody <= kMostErrorBody ? bytes.size() : 0;
    }
    if (!begin())
        return 0;
    switch (receiver.take(bytes)) {
    case Take::Taken: return bytes.size();
    case Take::Later: return CURL_WRITEFUNC_PAUSE;
    case Take::Stop: break;
    }
    return 0;
}

HttpEnd HttpTransfer::Private::refusal() const
{
    const long status = head.status;
    std::string detail = "the server answers " + std::to_string(status) + phrase(status);
    if (!head.errorMessage.empty())
        detail += ": " + readable(head.errorMessage);
    HttpEnd end;
    curl_off_t seconds = 0;
    if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
        end.wait = std::chrono::seconds(seconds);
    if (status == 404 || status == 410) {
        end.error = error(ErrorCode::NotOnServer, detail);
    } else if ((status == 401 || status == 403) && redirects == 0) {
        end.error = error(ErrorCode::LoginWanted, detail);
    } else {
        // A redirect's signed address is refused once it is too old: a new one may be better.
        end.error = error(ErrorCode::NetworkFailed, detail);
        end.mayPass = status >= 500 || status == 408 || status == 425 || status == 429 || redirects > 0;
        end.isBusy = status == 429 || (status == 503 && end.wait);
    }
    return end;
}

HttpEnd HttpTransfer::Private::brokenLine(CURLcode code) const
{
    std::string detail;
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: detail = "no server of this name is found; is the network there?"; break;
    case CURLE_COULDNT_RESOLVE_PROXY: detail = "the proxy of the environment isn't found"; break;
    case CURLE_COULDNT_CONNECT: detail = "nothing answers there"; break;
    case CURLE_OPERATION_TIMEDOUT: detail = "the server is silent"; break;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: detail = "the line was cut"; break;
    case CURLE_PEER_FAILED_VERIFICATION:
        detail = "its certificate isn't valid here: another server answers, or the "
                 "clock is wrong";
        break;
    default: detail = curl_easy_strerror(code);
    }
    const bool isFinal = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_URL_MALFORMAT
        || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_OUT_OF_MEMORY;
    HttpEnd end;
    end.error = error(ErrorCode::NetworkFailed, detail);
    end.mayPass = end.isOffline = !isFinal;
    return end;
}

HttpTransfer::HttpTransfer(HttpRequest request, HttpReceiver receiver)
    : m_d(std::make_unique<Private>())
{
    startHttp();
    Private& d = *m_d;
    d.request = std::move(request);
    d.receiver = std::move(receiver);
    d.curl = curl_easy_init();
    curl_easy_setopt(d.curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(d.curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(d.curl, CURLOPT_USERAGENT, "live-avatar-studio");
    curl_easy_setopt(d.curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1); // each range has a connection of its own
    curl_easy_setopt(d.curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(d.curl, CURLOPT_BUFFERSIZE, 256L << 10);
    curl_easy_setopt(d.curl, CURLOPT_CONNECTTIMEOUT, 30L);
    curl_easy_setopt(d.curl, CURLOPT_LOW_SPEED_LIMIT, 1L); // a byte a second, for
    curl_easy_setopt(d.curl, CURLOPT_LOW_SPEED_TIME, 60L); // seconds
    const auto onHeader = +[](char* bytes, size_t size, size_t count, void* self) -> size_t {
        static_cast<Private*>(self)->readHeader({bytes, size * count});
        return size * count;
    };
    const auto onBody = +[](char* bytes, size_t size, size_t count, void* self) -> size_t {
        return static_cast<Private*>(self)->readBody({bytes, size * count});
    };
    const auto onProgress = +[](void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) -> int {
        return static_cast<Private*>(self)->stop.stop_requested() ? 1 : 0;
    };
    curl_easy_setopt(d.curl, CURLOPT_HEADERFUNCTION, onHeader);
    curl_easy_setopt(d.curl, CURLOPT_HEADERDATA, &d);
    curl_easy_setopt(d.curl, CURLOPT_WRITEFUNCTION, onBody);
    curl_easy_setopt(d.curl, CURLOPT_WRITEDATA, &d);
    curl_easy_setopt(d.curl, CURLOPT_XFERINFOFUNCTION, onProgress);
    curl_easy_setopt(d.curl, CURLOPT_XFERINFODATA, &d);
    curl_easy_setopt(d.curl, CURLOPT_NOPROGRESS, 0L);
    if (const std::optional<ByteRange>& range = d.request.range)
        curl_easy_setopt(d.curl, CURLOPT_RANGE,
                         (std::to_string(range->begin) + "-" + std::to_string(range->end - 1)).c_str());
    d.aim(d.request.address);
}

HttpTransfer::~HttpTransfer() = default;

void* HttpTransfer::handle() const
{
    return m_d->curl;
}

const std::string& HttpTransfer::origin() const
{
    return m_d->origin;
}

std::optional<HttpEnd> HttpTransfer::ended(int curlCode)
{
    Private& d = *m_d;
    const auto code = static_cast<CURLcode>(curlCode);
    if (d.refused)
        return HttpEnd{.error = d.refused};
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return HttpEnd{.error = d.error(ErrorCode::Cancelled, {})};
    if (d.head.status != 0 && !d.isSuccess() && !isRedirect(d.head.status))
        return d.refusal(); // whatever became of the page about it
    if (code != CURLE_OK)
        return d.brokenLine(code);
    if (isRedirect(d.head.status)) {
        char* next = nullptr;
        curl_easy_getinfo(d.curl, CURLINFO_REDIRECT_URL, &next);
        const std::string target = next ? next : "";
        if (++d.redirects > kMostRedirects)
            return HttpEnd{.error = d.error(ErrorCode::NetworkFailed, "the server redirects in a circle")};
        if (originOf(target).empty() || (d.origin.starts_with("https:") && !originOf(target).starts_with("https:")))
            return HttpEnd{.error = d.error(ErrorCode::NetworkFailed,
                                            "the server redirects to an address that isn't taken: " + shown(target))};
        if (!d.head.linkedEtag.empty())
            d.linkedEtag = d.head.linkedEtag;
        d.aim(target);
        return std::nullopt;
    }
    if (!d.begin()) // An empty body.
        return HttpEnd{.error = d.refused};
    return HttpEnd{};
}

HttpEnd HttpTransfer::perform(const std::stop_token& stop)
{
    m_d->stop = stop;
    while (true) {
        if (std::optional<HttpEnd> end = ended(curl_easy_perform(m_d->curl)))
            return *end;
    }
}

std::string readable(std::string text)
{
    constexpr size_t kMost = 300;
    text.resize(std::min(text.size(), kMost));
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
    return text;
}

std::string originOf(const std::string& address)
{
    const std::string scheme = lower(partOf(address, CURLUPART_SCHEME));
    const std::string host = lower(partOf(address, CURLUPART_HOST));
    if ((scheme != "http" && scheme != "https") || host.empty() || address.find("://") == std::string::npos)
        return {};
    return scheme + "://" + host + ":" + partOf(address, CURLUPART_PORT);
}

std::string escapedPath(std::string_view path)
{
    std::string text;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if ((std::isalnum(byte) && byte < 128) || std::string_view("-._~/").find(c) != std::string_view::npos) {
            text += c;
            continue;
        }
        constexpr const char* kDigits = "0123456789ABCDEF";
        text += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
    return text;
}

std::optional<ContentRange> parseContentRange(const std::string& text)
{
    constexpr std::string_view kUnit = "bytes ";
    if (!lower(text).starts_with(kUnit))
        return std::nullopt;
    const std::string_view rest = std::string_view(text).substr(kUnit.size());
    const size_t dash = rest.find('-');
    const size_t slash = rest.find('/');
    if (dash == std::string_view::npos || slash == std::string_view::npos || dash > slash)
        return std::nullopt;
    const auto first = parseSize(rest.substr(0, dash));
    const auto last = parseSize(rest.substr(dash + 1, slash - dash - 1));
    const auto size = parseSize(rest.substr(slash + 1));
    if (!first || !last || !size || *last < *first || *last >= *size)
        return std::nullopt;
    return ContentRange{{*first, *last + 1}, *size};
}

std::chrono::milliseconds backoff(int failures, std::optional<std::chrono::milliseconds> asked)
{
    using namespace std::chrono_literals;
    if (asked)
        return std::min<std::chrono::milliseconds>(*asked, 1h);
    return std::min<std::chrono::milliseconds>(1s * (1 << std::clamp(failures - 1, 0, 6)), 1min);
}

} // namespace studio::hub
