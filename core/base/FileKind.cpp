// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/FileKind.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace studio {
namespace {

constexpr size_t kBeginning = 512; // bytes that tell a text
constexpr uint64_t kMaxHeaderBytes = 100'000'000; // of safetensors

bool isSafetensors(std::string_view bytes)
{
    uint64_t length = 0;
    if (bytes.size() <= sizeof(length))
        return false;
    std::memcpy(&length, bytes.data(), sizeof(length));
    return length <= kMaxHeaderBytes && bytes[sizeof(length)] == '{';
}

bool isArchive(std::string_view bytes)
{
    static constexpr std::array<std::string_view, 6> kSignatures{"\x1f\x8b", "\xfd\x37zXZ",      "7z\xbc\xaf",
                                                                 "Rar!",     "\x28\xb5\x2f\xfd", "BZh"};
    return std::any_of(kSignatures.begin(), kSignatures.end(),
                       [&](std::string_view signature) { return bytes.starts_with(signature); });
}

// The first printable characters in lower case; empty for what is no text.
std::string beginningOfText(std::string_view bytes)
{
    constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
    if (bytes.starts_with(kByteOrderMark))
        bytes.remove_prefix(kByteOrderMark.size());
    std::string text(bytes.substr(0, kBeginning));
    const auto isNoText = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < ' ' && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f || byte >= 0xf8; // never in UTF-8
    };
    if (std::any_of(text.begin(), text.end(), isNoText))
        return {};
    text.erase(0, text.find_first_not_of(" \n\r\t"));
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

} // namespace

FileKind fileKind(std::string_view bytes)
{
    if (isSafetensors(bytes))
        return FileKind::Safetensors;
    if (bytes.starts_with("GGUF"))
        return FileKind::Gguf;
    if (bytes.starts_with("PK"))
        return FileKind::Zip;
    if (isArchive(bytes))
        return FileKind::Archive;
    if (bytes.size() > 1 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5)
        return FileKind::Pickle;
    const std::string text = beginningOfText(bytes);
    if (text.starts_with("version https://git-lfs") || text.starts_with("version https://hawser"))
        return FileKind::LfsPointer;
    if (text.starts_with('<')) // HTML, or a server's error in XML
        return FileKind::WebPage;
    if (text.starts_with('{') || text.starts_with('['))
        return FileKind::Json;
    if (!text.empty())
        return FileKind::Text;
    const std::string_view first = bytes.substr(0, kBeginning);
    if (first.size() == kBeginning && first.find_first_not_of('\0') == std::string_view::npos)
        return FileKind::Zeros;
    return FileKind::Unknown;
}

Status checkKind(const std::filesystem::path& path, std::string_view bytes, FileKind wanted)
{
    const FileKind kind = fileKind(bytes);
    if (kind != wanted && kind != FileKind::Unknown)
        return Error{ErrorCode::CheckpointForeign, path.string(), std::string(kindName(kind))};
    return kDone;
}

std::string_view kindName(FileKind kind)
{
    switch (kind) {
    case FileKind::Safetensors: return "a safetensors file";
    case FileKind::Gguf: return "a GGUF file";
    case FileKind::Zip: return "a zip file, such as torch.save() writes";
    case FileKind::Pickle: return "a Python pickle";
    case FileKind::Archive: return "a packed archive";
    case FileKind::LfsPointer: return "a Git LFS pointer";
    case FileKind::WebPage: return "a web page";
    case FileKind::Json: return "a JSON text";
    case FileKind::Text: return "a text";
    case FileKind::Zeros: return "an empty space that a download has reserved and not filled";
    case FileKind::Unknown: break;
    }
    return "of an unknown kind";
}

} // namespace studio
