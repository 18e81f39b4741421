// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/PromptCache.h"

#include "core/base/Log.h"
#include "core/model/SafetensorsFile.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <c10/core/ScalarType.h>
#include <c10/util/Exception.h>
#include <c10/util/hash.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <vector>

namespace studio::text {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "1"; // Increase it when the encoding or the file layout changes.
constexpr const char* kSuffix = ".safetensors";
constexpr const char* kUnfinished = ".new";

std::string sha1(const std::string& bytes)
{
    return c10::sha1(bytes).str();
}

std::string describe(const PromptCache::Key& key)
{
    std::ostringstream text;
    text << kFormat << ' ' << key.model << ' ' << c10::toString(key.dtype) << ' ' << key.ids;
    return text.str();
}

// Proves that the rows belong to the key and are complete: [40] bytes, a hash in hex. Stored as a tensor beside the
// rows, so that both come from one open file even if another process replaces it.
at::Tensor proofOf(const PromptCache::Key& key, const at::Tensor& rows)
{
    const std::string hash
        = sha1(describe(key) + ' ' + sha1({static_cast<const char*>(rows.const_data_ptr()), rows.nbytes()}));
    return at::tensor(std::vector<uint8_t>(hash.begin(), hash.end()), at::kByte);
}

std::string uniqueName()
{
    std::random_device random;
    std::ostringstream text;
    text << std::hex << random() << random();
    return text.str();
}

} // namespace

PromptCache::PromptCache(fs::path folder, int64_t limit)
    : m_folder(std::move(folder))
    , m_limit(limit)
{
}

fs::path PromptCache::pathOf(const Key& key) const
{
    return m_folder / (sha1(describe(key)) + kSuffix);
}

std::optional<at::Tensor> PromptCache::find(const Key& key) const
try {
    const fs::path path = pathOf(key);
    std::error_code code;
    if (!fs::exists(path, code))
        return std::nullopt;
    const auto tensors = model::openSafetensors(path);
    if (!tensors) {
        if (tensors.error().code != ErrorCode::FileMissing) // FileMissing: another process has just removed it.
            log::warning("prompt cache: ignoring " + path.string() + ": " + tensors.error().detail);
        return std::nullopt;
    }
    const auto rows = tensors->find("rows");
    const auto proof = tensors->find("proof");
    if (rows == tensors->end() || proof == tensors->end() || rows->second.scalar_type() != key.dtype
        || rows->second.dim() != 2 || rows->second.size(0) != static_cast<int64_t>(key.ids.size())
        || !at::equal(proof->second, proofOf(key, rows->second))) {
        log::warning("prompt cache: ignoring " + path.string() + ": not what was stored");
        return std::nullopt;
    }
    fs::last_write_time(path, fs::file_time_type::clock::now(), code); // Marks the entry as used now; see prune().
    return rows->second.clone(); // The file may be replaced at any time.
} catch (const c10::Error& error) {
    log::warning(std::string("prompt cache: ") + error.what_without_backtrace());
    return std::nullopt;
}

void PromptCache::store(const Key& key, const at::Tensor& rows) const
{
    const at::Tensor stored = rows.to(at::kCPU, key.dtype).contiguous();
    const fs::path path = pathOf(key);
    const fs::path unfinished = m_folder / (uniqueName() + kUnfinished);
    std::error_code code;
    fs::create_directories(m_folder, code);
    const Status written = model::writeSafetensors(unfinished, {{"rows", stored}, {"proof", proofOf(key, stored)}});
    if (!written) {
        log::warning("prompt cache: " + written.error().subject + ": " + written.error().detail);
        return;
    }
    fs::rename(unfinished, path, code);
    if (code) {
        log::warning("prompt cache: " + path.string() + ": " + code.message());
        fs::remove(unfinished, code);
        return;
    }
    prune();
}

// Ignores entries that another process removes meanwhile; counts unfinished files of killed processes, too.
void PromptCache::prune() const
{
    struct Entry {
        fs::file_time_type used;
        int64_t bytes;
        fs::path path;
    };
    std::vector<Entry> entries;
    int64_t total = 0;
    std::error_code code;
    for (fs::directory_iterator at(m_folder, code), end; !code && at != end; at.increment(code)) {
        const std::string extension = at->path().extension().string();
        if (extension != kSuffix && extension != kUnfinished && extension != ".part")
            continue;
        std::error_code gone;
        Entry entry{at->last_write_time(gone), 0, at->path()};
        const auto size = at->file_size(gone);
        if (gone)
            continue;
        entry.bytes = static_cast<int64_t>(size);
        total += entry.bytes;
        entries.push_back(std::move(entry));
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
    // The newest entry, just stored, stays whatever its size.
    for (size_t i = 0; i + 1 < entries.size() && total > m_limit; ++i) {
        fs::remove(entries[i].path, code);
        total -= entries[i].bytes;
    }
}

} // namespace studio::text
