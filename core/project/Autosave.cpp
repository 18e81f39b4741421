// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/Autosave.h"

#include "core/base/Log.h"
#include "core/project/AtomicFile.h"
#include "core/project/detail/Json.h"

#include <array>
#include <cstdio>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace studio::project {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "live-avatar-studio session";
constexpr const char* kExtension = ".session.json";
constexpr const char* kLock = ".lock";

// A descriptor with an exclusive lock on the file, or -1 where somebody holds it (or it can't be made). The system
// drops the lock when its owner dies, however it dies.
int lockFile(const fs::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor >= 0 && ::flock(descriptor, LOCK_EX | LOCK_NB) < 0) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

Result<SavedSession> sessionFrom(const detail::Json& document)
{
    try {
        return SavedSession{.scene = detail::sceneFrom(document.at("scene"), {}),
                            .file = document.at("file").get<std::string>(),
                            .modified = document.at("modified").get<bool>(),
                            .ended = document.value("ended", false)};
    } catch (const std::exception& error) { // Torn, or of another version.
        return errorOf(error, ErrorCode::BadOption, kFormat);
    }
}

fs::path lockOf(fs::path session)
{
    return session += kLock;
}

} // namespace

Autosave::Autosave(fs::path folder)
    : m_folder(std::move(folder))
{
}

Autosave::~Autosave()
{
    if (m_lock < 0)
        return;
    std::error_code ignored;
    if (!fs::exists(m_file, ignored))
        fs::remove(lockOf(m_file), ignored);
    ::close(m_lock);
}

std::optional<SavedSession> Autosave::takeOver()
{
    std::optional<SavedSession> newest;
    fs::file_time_type newestTime{};
    std::error_code ignored;
    std::vector<fs::path> sessions;
    for (fs::directory_iterator it(m_folder, ignored), end; it != end; it.increment(ignored)) {
        if (it->path().filename().string().ends_with(kExtension))
            sessions.push_back(it->path());
    }
    for (const fs::path& file : sessions) {
        if (file == m_file)
            continue;
        const int lock = lockFile(lockOf(file));
        if (lock < 0)
            continue; // Its program lives.
        const fs::file_time_type time = fs::last_write_time(file, ignored);
        const Result<std::string> text = readSmallFile(file);
        const Result<detail::Json> document
            = text ? detail::readDocument(*text, kFormat, {}) : Result<detail::Json>(text.error());
        const Result<SavedSession> session = document ? sessionFrom(*document) : Result<SavedSession>(document.error());
        if (session && (!newest || time > newestTime)) {
            newest = *session;
            newestTime = time;
        }
        if (session || (text && text->empty())) { // A disk that was full left an empty one.
            fs::remove(file, ignored);
        } else {
            m_unreadable = setAside(file);
            log::warning(file.string() + ": the scene of the last session can't be read, and is now "
                         + m_unreadable.string() + ": " + session.error().detail);
        }
        fs::remove(lockOf(file), ignored);
        ::close(lock);
    }
    return newest;
}

Status Autosave::write(const SavedSession& session)
{
    std::error_code failed;
    fs::create_directories(m_folder, failed);
    for (int n = 1; m_lock < 0 && n < 1000; ++n) {
        m_file = m_folder / (std::to_string(n) + kExtension);
        if (!fs::exists(m_file, failed)) // One of a dead program isn't overwritten before it was taken over.
            m_lock = lockFile(lockOf(m_file));
    }
    if (m_lock < 0)
        return Error{ErrorCode::NotWritable, m_folder.string(), "no session file could be locked"};
    return writeFileAtomically(m_file,
                               detail::dumped({{"format", kFormat},
                                               {"version", 1},
                                               {"file", session.file.string()},
                                               {"modified", session.modified},
                                               {"ended", session.ended},
                                               {"scene", detail::toJson(session.scene, {})}}));
}

} // namespace studio::project
