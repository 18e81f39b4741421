// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/Hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace studio::hub {

namespace fs = std::filesystem;

struct Hasher::Context {
    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { EVP_MD_CTX_free(digest); }

    EVP_MD_CTX* digest = EVP_MD_CTX_new();
};

Hasher::Hasher(HashKind kind, uint64_t size)
    : m_context(std::make_unique<Context>())
{
    EVP_DigestInit_ex(m_context->digest, kind == HashKind::Sha256 ? EVP_sha256() : EVP_sha1(), nullptr);
    if (kind == HashKind::GitBlob) {
        const std::string head = "blob " + std::to_string(size);
        add({head.c_str(), head.size() + 1}); // with the zero at its end
    }
}

Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

void Hasher::add(std::string_view bytes)
{
    EVP_DigestUpdate(m_context->digest, bytes.data(), bytes.size());
}

std::string Hasher::hex()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int count = 0;
    EVP_DigestFinal_ex(m_context->digest, bytes.data(), &count);
    std::string text;
    for (unsigned int i = 0; i < count; ++i) {
        constexpr const char* kDigits = "0123456789abcdef";
        text += kDigits[bytes[i] >> 4];
        text += kDigits[bytes[i] & 15];
    }
    return text;
}

Result<std::string> hashOfFile(const fs::path& file, HashKind kind, const std::stop_token& stop,
                               std::atomic<uint64_t>* done)
{
    const auto unreadable = [&](int code) {
        return Error{code == ENOENT ? ErrorCode::FileMissing : ErrorCode::FileUnreadable, file.string(),
                     std::strerror(code)};
    };
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return unreadable(errno);
    struct stat status = {};
    ::fstat(descriptor, &status);
    Hasher hasher(kind, static_cast<uint64_t>(status.st_size));
    std::vector<char> buffer(size_t{1} << 20);
    Status read = kDone;
    while (true) {
        if (stop.stop_requested()) {
            read = Error{ErrorCode::Cancelled, file.string(), {}};
            break;
        }
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            read = unreadable(errno);
        if (count <= 0)
            break;
        hasher.add({buffer.data(), static_cast<size_t>(count)});
        if (done)
            done->fetch_add(static_cast<uint64_t>(count), std::memory_order_relaxed);
    }
    ::close(descriptor);
    if (!read)
        return read.error();
    return hasher.hex();
}

bool isHash(std::string_view text, HashKind kind)
{
    const size_t digits = kind == HashKind::Sha256 ? 64 : 40;
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace studio::hub
