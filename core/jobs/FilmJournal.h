// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/MadeBlocks.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// The journal of a film that is being made: with it, a film that was stopped or killed is continued as if nothing had
// happened. A file of records, appended and synced one by one; each has a length and checksums (CRC-32C), so a torn
// end is found and ignored. Little-endian. Records: the beginning (JSON: version, what the film is made of, where its
// order came from), the blocks' facts, then the blocks in order, each with its latents after each step, and wherever
// the film was stopped, or ended before its voice, the facts of its file. One that becomes longer has its blocks' facts
// again, with the new end.
namespace studio::jobs {

// What decides about a film's frames, as names for a message and values to compare: {"the voice", "crc ..."}.
using FilmIdentity = std::vector<std::pair<std::string, std::string>>;

// The names whose values differ, or that only one of them has.
[[nodiscard]] std::vector<std::string> differences(const FilmIdentity& one, const FilmIdentity& other);

struct JournalBeginning {
    FilmIdentity identity;
    bool replace = false; // the film may replace another one of its name
    std::filesystem::path folder; // to which relative paths of the order belong
    std::vector<std::string> order; // the film's order, as whoever gave it can read it again

    bool operator==(const JournalBeginning&) const = default;
};

// The file that a film became when it was stopped, or ended before its voice.
struct StoppedFilm {
    int64_t frames = 0;
    int64_t bytes = 0;
    uint32_t checksum = 0; // CRC-32C of the bytes

    bool operator==(const StoppedFilm&) const = default;
};

// The journal of the film that grows in `part`, a hidden file (media::PartFile): ".voice.part.journal".
[[nodiscard]] std::filesystem::path journalOf(const std::filesystem::path& part);
[[nodiscard]] std::filesystem::path partOfJournal(const std::filesystem::path& journal);
// The journal of a film that isn't complete: of those beside `movie` the newest. Nothing if there is none.
[[nodiscard]] std::optional<std::filesystem::path> findJournal(const std::filesystem::path& movie);

// A journal that was read. Blocks are read from the file when they are asked for, on one thread.
class FilmJournal : public pipeline::MadeBlocks {
public:
    // Reads to the last whole record. Errors: FileMissing, FileUnreadable; CannotContinue if it isn't a journal, is of
    // another version, or has no beginning.
    static Result<std::shared_ptr<const FilmJournal>> read(const std::filesystem::path& file);
    ~FilmJournal() override;
    FilmJournal(const FilmJournal&) = delete;
    FilmJournal& operator=(const FilmJournal&) = delete;

    [[nodiscard]] const JournalBeginning& beginning() const { return m_beginning; }
    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }
    [[nodiscard]] int64_t wholeBytes() const { return m_wholeBytes; } // what follows is torn
    [[nodiscard]] bool hasFacts() const { return m_hasFacts; }
    // As it was stopped last; unset if it never was.
    [[nodiscard]] const std::optional<StoppedFilm>& film() const { return m_film; }

    // Zeros before the first block began.
    [[nodiscard]] const pipeline::BlockFacts& facts() const override { return m_facts; }
    [[nodiscard]] int64_t end() const override { return m_facts.first + static_cast<int64_t>(m_blocks.size()); }
    // Errors: FileUnreadable; CannotContinue if the block is damaged.
    [[nodiscard]] Result<std::vector<std::byte>> latents(int64_t block, int step) const override;

    // All steps of a block. Errors: those of latents().
    [[nodiscard]] Result<std::vector<std::byte>> steps(int64_t block) const;

private:
    struct Block {
        int64_t offset = 0; // of the payload in the file
        uint32_t checksum = 0;
        mutable bool isChecked = false;
    };
    FilmJournal() = default;
    Status readRecords(int64_t bytes);
    [[nodiscard]] bool take(uint32_t type, const std::string& payload);
    [[nodiscard]] Result<std::vector<std::byte>> payload(const Block& block) const;

    std::filesystem::path m_file;
    int m_descriptor = -1;
    JournalBeginning m_beginning;
    pipeline::BlockFacts m_facts;
    bool m_hasBeginning = false;
    bool m_hasFacts = false;
    std::optional<StoppedFilm> m_film;
    std::vector<Block> m_blocks;
    int64_t m_wholeBytes = 0;
};

// The first blocks of a film that another one takes over.
class FirstBlocks : public pipeline::MadeBlocks {
public:
    // Those before `end`, which the journal has.
    FirstBlocks(std::shared_ptr<const FilmJournal> journal, int64_t end)
        : m_journal(std::move(journal))
        , m_end(end)
    {
    }
    [[nodiscard]] const pipeline::BlockFacts& facts() const override { return m_journal->facts(); }
    [[nodiscard]] int64_t end() const override { return m_end; }
    [[nodiscard]] Result<std::vector<std::byte>> latents(int64_t block, int step) const override
    {
        return m_journal->latents(block, step);
    }

private:
    std::shared_ptr<const FilmJournal> m_journal;
    int64_t m_end;
};

// Writes a journal on a thread of its own, through a queue of a few blocks. An error never ends the film: it is logged
// once, and nothing more is written. What was written before stays of use: the film goes on from there.
class JournalWriter {
public:
    // A new journal; another one of that name is replaced.
    JournalWriter(std::filesystem::path file, const JournalBeginning& beginning);
    // Goes on with a journal, behind its last whole record.
    explicit JournalWriter(const FilmJournal& journal, std::filesystem::path file);
    // Writes what is queued.
    ~JournalWriter();
    JournalWriter(const JournalWriter&) = delete;
    JournalWriter& operator=(const JournalWriter&) = delete;

    void facts(const pipeline::BlockFacts& facts);
    // Waits while the queue is full.
    void block(const pipeline::MadeBlock& block);
    void film(const StoppedFilm& film);

    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }

    // Waits until all is written and synced. Whether it is.
    bool drain();
    // Ends the journal and removes its file: the film is complete.
    void remove();

private:
    struct Record {
        uint32_t type = 0;
        std::vector<std::byte> payload;
    };
    void start(int flags, int64_t keep);
    void push(Record record);
    void run(const std::stop_token& stop);
    void write(const Record& record);
    void fail(int code, const char* doing);

    std::filesystem::path m_file;
    int m_descriptor = -1; // the thread's, once that runs
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Record> m_records;
    bool m_writing = false;
    bool m_failed = false;
    std::optional<pipeline::BlockFacts> m_facts; // as written last
    std::jthread m_thread; // the last member: it uses all others
};

// Facts of the file that a film becomes when it is stopped. Reads all of it. Errors: FileMissing, FileUnreadable.
Result<StoppedFilm> stoppedFilm(const std::filesystem::path& movie, int64_t frames);

// Notes in the journal what the film became when it was stopped, so that it can go on from there.
void noteStopped(JournalWriter& journal, const std::filesystem::path& movie, int64_t frames);

} // namespace studio::jobs
