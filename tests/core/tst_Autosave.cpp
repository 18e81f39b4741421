// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/Autosave.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace studio;
using namespace studio::project;
namespace fs = std::filesystem;

namespace {

SavedSession session(const char* prompt)
{
    return {.scene = {.portrait = "/p.png", .voice = "/v.wav", .prompt = prompt},
            .file = "/s.avatarscene",
            .modified = true};
}

// A program that saves and is then killed: nothing is cleaned up.
void crashAfterSaving(const fs::path& folder, const SavedSession& what)
{
    const pid_t child = ::fork();
    if (child == 0) {
        Autosave autosave(folder);
        _exit(autosave.write(what) ? 0 : 1);
    }
    int status = 1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
}

} // namespace

class TestAutosave : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_folder = fs::path(m_temporary->path().toStdString()) / "sessions";
    }

    void nothingComesBackWhereNothingWasSaved();
    void aCrashedSessionComesBackOnce();
    void aLivingProgramsSessionStays();
    void anEndedSessionComesBackToo();
    void tornSessionsAreSetAside();

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    fs::path m_folder;
};

void TestAutosave::nothingComesBackWhereNothingWasSaved()
{
    QVERIFY(!Autosave(m_folder).takeOver());
}

void TestAutosave::aCrashedSessionComesBackOnce()
{
    crashAfterSaving(m_folder, session("lost"));
    Autosave next(m_folder);
    const std::optional<SavedSession> found = next.takeOver();
    QVERIFY(found);
    QVERIFY(*found == session("lost"));
    QVERIFY(!next.takeOver());
}

void TestAutosave::aLivingProgramsSessionStays()
{
    Autosave first(m_folder);
    QVERIFY(first.write(session("first")));
    {
        Autosave second(m_folder);
        QVERIFY(!second.takeOver());
        QVERIFY(second.write(session("second")));
        QVERIFY(!second.takeOver());
    }
    QVERIFY(first.write(session("first again")));
    const std::optional<SavedSession> left = first.takeOver();
    QVERIFY(left && *left == session("second"));
    QVERIFY(!first.takeOver()); // Not even one's own.
}

void TestAutosave::anEndedSessionComesBackToo()
{
    SavedSession ended = session("put away");
    ended.ended = true;
    {
        Autosave autosave(m_folder);
        QVERIFY(autosave.write(session("earlier")));
        QVERIFY(autosave.write(ended));
    }
    const std::optional<SavedSession> found = Autosave(m_folder).takeOver();
    QVERIFY(found && *found == ended);
    QVERIFY(fs::is_empty(m_folder));
}

void TestAutosave::tornSessionsAreSetAside()
{
    crashAfterSaving(m_folder, session("torn"));
    for (const auto& entry : fs::directory_iterator(m_folder)) {
        if (entry.path().extension() == ".json")
            fs::resize_file(entry.path(), 40);
    }
    Autosave next(m_folder);
    QVERIFY(!next.takeOver());
    QCOMPARE(next.unreadable(), m_folder / "1.session unreadable 1.json");
    QCOMPARE(fs::file_size(next.unreadable()), uintmax_t{40});
    QCOMPARE(std::distance(fs::directory_iterator(m_folder), {}), std::ptrdiff_t{1});
    Autosave later(m_folder);
    QVERIFY(!later.takeOver());
    QVERIFY(later.unreadable().empty()); // It is told once.
}

QTEST_GUILESS_MAIN(TestAutosave)
#include "tst_Autosave.moc"
