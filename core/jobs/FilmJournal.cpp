// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmJournal.h"

#include "core/base/Crc32c.h"
#include "core/base/Json.h"
#include "core/base/Log.h"
#include "core/media/PartFile.h"
#include "core/project/Take.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace studio::jobs {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view kFormat = "live-avatar-studio film journal";
constexpr int kVersion = 1;
constexpr uint32_t kMagic = 0x4A41'4C53; // "SLAJ"
constexpr int64_t kMostBytes = int64_t{1} << 40; // of a record, on a disk that is read as it is
constexpr int64_t kMostTextBytes = int64_t{1} << 20; // of a record of JSON
constexpr size_t kQueuedRecords = 4;

enum Type : uint32_t { BeginningRecord = 1, FactsRecord = 2, BlockRecord = 3, FilmRecord = 4 };

// Before each payload. A block's payload begins with its number, 8 bytes.
struct Head {
    uint32_t magic = kMagic;
    uint32_t type = 0;
    int64_t bytes = 0; // of the payload
    uint32_t payloadSum = 0;
    uint32_t headSum = 0; // of the fields above
};
static_assert(sizeof(Head) == 24);
constexpr int64_t kHeadBytes = sizeof(Head);
constexpr int64_t kNumberBytes = sizeof(int64_t);

uint32_t sumOf(const Head& head)
{
    return crc32c(std::as_bytes(std::span(&head, 1)).first(offsetof(Head, headSum)));
}

Head headOf(uint32_t type, std::span<const std::byte> payload)
{
    Head head{.type = type, .bytes = static_cast<int64_t>(payload.size()), .payloadSum = crc32c(payload)};
    head.headSum = sumOf(head);
    return head;
}

bool isHead(const Head& head)
{
    return head.magic == kMagic && head.headSum == sumOf(head) && head.bytes >= 0 && head.bytes <= kMostBytes;
}

// pread(2) of all bytes; 0, errno, or ENODATA at the file's end.
int readAt(int descriptor, void* to, int64_t bytes, int64_t offset)
{
    auto* next = static_cast<char*>(to);
    while (bytes > 0) {
        const ssize_t got = ::pread(descriptor, next, static_cast<size_t>(bytes), offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? errno : ENODATA;
        next += got;
        bytes -= got;
        offset += got;
    }
    return 0;
}

int writeAll(int descriptor, std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t put = ::write(descriptor, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno;
        bytes = bytes.subspan(static_cast<size_t>(put));
    }
    return 0;
}

std::string words(int code)
{
    return std::generic_category().message(code);
}

std::vector<std::byte> bytesOf(const std::string& text)
{
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

// Compares without a conversion: what is no such value may be of any other kind.
bool holds(const Json& json, const char* key, const Json& value)
{
    return json.is_object() && json.contains(key) && json.at(key) == value;
}

std::string textOf(const JournalBeginning& beginning)
{
    Json identity = Json::object();
    for (const auto& [name, value] : beginning.identity)
        identity[name] = value;
    const auto keep = Json::error_handler_t::replace; // paths and prompts may be no UTF-8
    return Json{{"format", kFormat},
                {"version", kVersion},
                {"identity", std::move(identity)},
                {"replace", beginning.replace},
                {"folder", beginning.folder.string()},
                {"order", beginning.order}}
        .dump(-1, ' ', false, keep);
}

JournalBeginning beginningFrom(const Json& json)
{
    JournalBeginning beginning;
    for (const auto& [name, value] : json.at("identity").items())
        beginning.identity.emplace_back(name, value.get<std::string>());
    beginning.replace = json.at("replace").get<bool>();
    beginning.folder = json.at("folder").get<std::string>();
    beginning.order = json.at("order").get<std::vector<std::string>>();
    return beginning;
}

std::string textOf(const pipeline::BlockFacts& facts)
{
    return Json{{"first", facts.first},
                {"end", facts.end},
                {"steps", facts.steps},
                {"lanes", facts.lanes},
                {"bf16", facts.format == NumberFormat::Bf16},
                {"stepBytes", facts.stepBytes}}
        .dump();
}

pipeline::BlockFacts factsFrom(const Json& json)
{
    constexpr int64_t kMost = int64_t{1} << 32;
    return {.first = boundedNumber(json, "first", -kMost, kMost),
            .end = boundedNumber(json, "end", -kMost, kMost),
            .steps = static_cast<int>(boundedNumber(json, "steps", int64_t{1}, int64_t{1000})),
            .lanes = static_cast<int>(boundedNumber(json, "lanes", int64_t{1}, int64_t{1000})),
            .format = json.at("bf16").get<bool>() ? NumberFormat::Bf16 : NumberFormat::Fp32,
            .stepBytes = boundedNumber(json, "stepBytes", int64_t{1}, kMost)};
}

std::string textOf(const StoppedFilm& film)
{
    return Json{{"frames", film.frames}, {"bytes", film.bytes}, {"crc32c", film.checksum}}.dump();
}

StoppedFilm filmFrom(const Json& json)
{
    constexpr int64_t kMostFrames = int64_t{1} << 40;
    return {.frames = boundedNumber(json, "frames", int64_t{0}, kMostFrames),
            .bytes = boundedNumber(json, "bytes", int64_t{0}, std::numeric_limits<int64_t>::max()),
            .checksum = static_cast<uint32_t>(
                boundedNumber(json, "crc32c", int64_t{0}, int64_t{std::numeric_limits<uint32_t>::max()}))};
}

} // namespace

std::vector<std::string> differences(const FilmIdentity& one, const FilmIdentity& other)
{
    std::vector<std::string> names;
    const auto compare = [&names](const FilmIdentity& a, const FilmIdentity& b) {
        for (const auto& pair : a) {
            if (std::find(b.begin(), b.end(), pair) == b.end()
                && std::find(names.begin(), names.end(), pair.first) == names.end())
                names.push_back(pair.first);
        }
    };
    compare(one, other);
    compare(other, one);
    return names;
}

fs::path journalOf(const fs::path& part)
{
    return fs::path(part).replace_extension(project::kJournalEnding);
}

fs::path partOfJournal(const fs::path& journal)
{
    return fs::path(journal).replace_extension(".mp4");
}

std::optional<fs::path> findJournal(const fs::path& movie)
{
    return media::newestBesidePart(movie, std::string(project::kJournalEnding));
}

Result<std::shared_ptr<const FilmJournal>> FilmJournal::read(const fs::path& file)
{
    std::shared_ptr<FilmJournal> journal(new FilmJournal);
    journal->m_file = file;
    journal->m_descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat facts { };
    if (journal->m_descriptor < 0 || ::fstat(journal->m_descriptor, &facts) < 0)
        return Error{errno == ENOENT ? ErrorCode::FileMissing : ErrorCode::FileUnreadable, file.string(), words(errno)};
    if (!S_ISREG(facts.st_mode))
        return Error{ErrorCode::FileUnreadable, file.string(), "it is no file"};
    if (Status read = journal->readRecords(facts.st_size); !read)
        return read.error();
    return std::shared_ptr<const FilmJournal>(std::move(journal));
}

FilmJournal::~FilmJournal()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

// A block's payload is only checked where it is used, and at the end, where it may be torn: of a long film they are
// gigabytes.
Status FilmJournal::readRecords(int64_t bytes)
{
    Head head;
    while (m_wholeBytes + kHeadBytes <= bytes) {
        if (const int code = readAt(m_descriptor, &head, kHeadBytes, m_wholeBytes); code != 0)
            return Error{ErrorCode::FileUnreadable, m_file.string(), words(code)};
        const int64_t offset = m_wholeBytes + kHeadBytes;
        if (!isHead(head) || head.bytes > bytes - offset)
            break;
        if (head.type == BlockRecord) {
            int64_t number = 0;
            if (!m_hasFacts || head.bytes != kNumberBytes + m_facts.steps * m_facts.stepBytes)
                break;
            if (readAt(m_descriptor, &number, kNumberBytes, offset) != 0 || number != end())
                break;
            m_blocks.push_back({.offset = offset, .checksum = head.payloadSum});
        } else {
            if (head.bytes > kMostTextBytes)
                break;
            std::string text(static_cast<size_t>(head.bytes), '\0');
            if (readAt(m_descriptor, text.data(), head.bytes, offset) != 0
                || crc32c(std::as_bytes(std::span(text))) != head.payloadSum)
                break;
            if (m_wholeBytes == 0 && head.type == BeginningRecord) {
                const Result<Json> json = parseJson<Json>(text);
                if (json && holds(*json, "format", kFormat) && !holds(*json, "version", kVersion))
                    return Error{ErrorCode::CannotContinue, m_file.string(),
                                 "another version of this program has begun it"};
            }
            if (!take(head.type, text))
                break;
        }
        m_wholeBytes = offset + head.bytes;
    }
    if (!m_hasBeginning)
        return Error{ErrorCode::CannotContinue, m_file.string(), "what was noted of it is no journal of a film"};
    while (!m_blocks.empty() && !payload(m_blocks.back())) {
        m_wholeBytes = m_blocks.back().offset - kHeadBytes;
        m_blocks.pop_back();
    }
    return kDone;
}

bool FilmJournal::take(uint32_t type, const std::string& payload)
{
    try {
        const Result<Json> json = parseJson<Json>(payload);
        if (!json)
            return false;
        if (type == BeginningRecord && !m_hasBeginning && json->at("format").get<std::string>() == kFormat) {
            m_beginning = beginningFrom(*json);
            m_hasBeginning = true;
            return true;
        }
        if (type == FactsRecord && m_hasBeginning) {
            const pipeline::BlockFacts facts = factsFrom(*json);
            pipeline::BlockFacts known = m_facts;
            known.end = facts.end; // It became longer.
            if (m_hasFacts && known != facts)
                return false;
            m_facts = facts;
            m_hasFacts = true;
            return true;
        }
        if (type == FilmRecord && m_hasBeginning) {
            m_film = filmFrom(*json);
            return true;
        }
    } catch (const std::exception& error) { // Another value than this program writes: damaged.
        if (isOutOfMemory(error))
            throw;
    }
    return false;
}

Result<std::vector<std::byte>> FilmJournal::payload(const Block& block) const
{
    std::vector<std::byte> bytes(static_cast<size_t>(kNumberBytes + m_facts.steps * m_facts.stepBytes));
    if (const int code = readAt(m_descriptor, bytes.data(), std::ssize(bytes), block.offset); code != 0)
        return Error{ErrorCode::FileUnreadable, m_file.string(), words(code)};
    if (crc32c(bytes) != block.checksum)
        return Error{ErrorCode::CannotContinue, m_file.string(), "its journal is damaged"};
    block.isChecked = true;
    return bytes;
}

Result<std::vector<std::byte>> FilmJournal::latents(int64_t block, int step) const
{
    if (block < m_facts.first || block >= end() || step < 0 || step >= m_facts.steps)
        return Error{ErrorCode::Internal, m_file.string(), "there is no block " + std::to_string(block)};
    const Block& record = m_blocks[static_cast<size_t>(block - m_facts.first)];
    const int64_t offset = kNumberBytes + step * m_facts.stepBytes;
    if (!record.isChecked) {
        const Result<std::vector<std::byte>> all = payload(record);
        if (!all)
            return all.error();
        return std::vector<std::byte>(all->begin() + offset, all->begin() + offset + m_facts.stepBytes);
    }
    std::vector<std::byte> bytes(static_cast<size_t>(m_facts.stepBytes));
    if (const int code = readAt(m_descriptor, bytes.data(), m_facts.stepBytes, record.offset + offset); code != 0)
        return Error{ErrorCode::FileUnreadable, m_file.string(), words(code)};
    return bytes;
}

Result<std::vector<std::byte>> FilmJournal::steps(int64_t block) const
{
    if (block < m_facts.first || block >= end())
        return Error{ErrorCode::Internal, m_file.string(), "there is no block " + std::to_string(block)};
    Result<std::vector<std::byte>> all = payload(m_blocks[static_cast<size_t>(block - m_facts.first)]);
    if (all)
        all->erase(all->begin(), all->begin() + kNumberBytes);
    return all;
}

JournalWriter::JournalWriter(fs::path file, const JournalBeginning& beginning)
    : m_file(std::move(file))
{
    std::error_code ignored;
    fs::remove(m_file, ignored); // Never written through a link.
    start(O_WRONLY | O_CREAT | O_EXCL, 0);
    push({.type = BeginningRecord, .payload = bytesOf(textOf(beginning))});
}

JournalWriter::JournalWriter(const FilmJournal& journal, fs::path file)
    : m_file(std::move(file))
    , m_facts(journal.hasFacts() ? std::optional(journal.facts()) : std::nullopt)
{
    start(O_WRONLY, journal.wholeBytes());
}

void JournalWriter::start(int flags, int64_t keep)
{
    m_descriptor = ::open(m_file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (m_descriptor < 0 || ::ftruncate(m_descriptor, keep) < 0 || ::lseek(m_descriptor, keep, SEEK_SET) < 0)
        fail(errno, "it can't be opened");
    m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

JournalWriter::~JournalWriter()
{
    m_thread.request_stop();
    m_thread.join();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void JournalWriter::facts(const pipeline::BlockFacts& facts)
{
    if (m_facts != facts)
        push({.type = FactsRecord, .payload = bytesOf(textOf(facts))});
    m_facts = facts;
}

void JournalWriter::block(const pipeline::MadeBlock& block)
{
    Record record{.type = BlockRecord, .payload = {}};
    const auto number = std::as_bytes(std::span(&block.block, 1));
    record.payload.reserve(number.size() + block.latents.size());
    record.payload.assign(number.begin(), number.end());
    record.payload.insert(record.payload.end(), block.latents.begin(), block.latents.end());
    push(std::move(record));
}

void JournalWriter::film(const StoppedFilm& film)
{
    push({.type = FilmRecord, .payload = bytesOf(textOf(film))});
}

bool JournalWriter::drain()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_failed || (m_records.empty() && !m_writing); });
    return !m_failed;
}

void JournalWriter::remove()
{
    (void)drain();
    std::error_code ignored;
    fs::remove(m_file, ignored);
}

void JournalWriter::push(Record record)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_failed || m_records.size() < kQueuedRecords; });
    if (m_failed)
        return;
    m_records.push_back(std::move(record));
    m_changed.notify_all();
}

void JournalWriter::run(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, stop, [this] { return !m_records.empty(); });
        if (m_records.empty())
            return;
        const Record record = std::move(m_records.front());
        m_records.pop_front();
        m_writing = true;
        m_changed.notify_all();
        lock.unlock();
        write(record);
        lock.lock();
        m_writing = false;
        m_changed.notify_all();
    }
}

void JournalWriter::write(const Record& record)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_failed)
            return;
    }
    const Head head = headOf(record.type, record.payload);
    int code = writeAll(m_descriptor, std::as_bytes(std::span(&head, 1)));
    if (code == 0)
        code = writeAll(m_descriptor, record.payload);
    if (code == 0 && ::fdatasync(m_descriptor) < 0)
        code = errno == EINVAL ? 0 : errno; // EINVAL: a file system that has nothing to sync
    if (code != 0)
        fail(code, "it can't be written");
}

void JournalWriter::fail(int code, const char* doing)
{
    log::warning(m_file.string() + ": " + doing + ": " + words(code)
                 + ". If the film is broken off, what is made from here on will be made again.");
    const std::lock_guard lock(m_mutex);
    m_failed = true;
    m_records.clear();
    m_changed.notify_all();
}

Result<StoppedFilm> stoppedFilm(const fs::path& movie, int64_t frames)
{
    std::ifstream file(movie, std::ios::binary);
    if (!file)
        return Error{errno == ENOENT ? ErrorCode::FileMissing : ErrorCode::FileUnreadable, movie.string(), {}};
    StoppedFilm film{.frames = frames};
    std::vector<char> bytes(size_t{1} << 20);
    while (file) {
        file.read(bytes.data(), std::ssize(bytes));
        const auto got = std::as_bytes(std::span(bytes)).first(static_cast<size_t>(file.gcount()));
        film.checksum = crc32c(got, film.checksum);
        film.bytes += std::ssize(got);
    }
    if (file.bad())
        return Error{ErrorCode::FileUnreadable, movie.string(), {}};
    return film;
}

void noteStopped(JournalWriter& journal, const fs::path& movie, int64_t frames)
{
    if (const Result<StoppedFilm> film = stoppedFilm(movie, frames)) // Else its frames are decoded again.
        journal.film(*film);
}

} // namespace studio::jobs
