// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"
#include "tests/fuzz/Readers.h"
#include "tests/support/PthWriter.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <QTest>

#include <cstdio>
#include <fstream>

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

// Every reader (tests/fuzz/Readers.h) with its seeds, with all that ever went wrong, and with a few hundred inputs that
// are changed at random. The preset `fuzz` looks for more. If the program is ended by an input, that lies in the folder
// that was named last.
using namespace studio;
using test::fuzz::Reader;
namespace fs = std::filesystem;

namespace {

class TestHostileInputs : public QObject {
    Q_OBJECT

    // Whether nothing was found.
    bool survives(const Reader& reader, const std::string& input, const std::string& title)
    {
        test::write(m_folder / "input", input);
        const test::fuzz::Outcome outcome = test::fuzz::tried(reader, input, m_folder);
        m_accepted += outcome.error ? 0 : 1;
        if (outcome.finding.empty())
            return true;
        m_keeps = true;
        std::fprintf(stderr, "%s, %s: %s\n  it is %s\n", reader.name.data(), title.c_str(), outcome.finding.c_str(),
                     (m_folder / "input").c_str());
        return false;
    }

    static const Reader& reader()
    {
        QFETCH_GLOBAL(int, index);
        return test::fuzz::readers()[static_cast<size_t>(index)];
    }

    // What is asked for beyond it fails, as it does on a machine that is full.
    static void limitAddressSpace()
    {
#if !defined(__SANITIZE_ADDRESS__) // which reserves terabytes
        constexpr uint64_t kRoom = uint64_t{1} << 30; // bytes beyond those of the start, of tensors and mappings, too
        mallopt(M_ARENA_MAX, 1);
        uint64_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        const rlim_t most = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) + kRoom;
        const rlimit limit{.rlim_cur = most, .rlim_max = most};
        QVERIFY(pages > 0 && setrlimit(RLIMIT_AS, &limit) == 0);
#endif
    }

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < test::fuzz::readers().size(); ++i)
            QTest::newRow(test::fuzz::readers()[i].name.data()) << static_cast<int>(i);
    }
    void initTestCase()
    {
        at::set_num_threads(1);
        log::setSink([](log::Level, std::string_view) {});
        limitAddressSpace();
    }
    void init()
    {
        m_folder = test::fuzz::makeFolder();
        QVERIFY(!m_folder.empty());
        std::printf("in %s\n", m_folder.c_str());
        std::fflush(stdout);
    }
    void cleanup()
    {
        std::error_code ignored;
        if (!m_keeps)
            fs::remove_all(m_folder, ignored);
        m_keeps = false;
    }

    // A reader that refuses what is valid would be tested for nothing.
    void whatIsValidIsAccepted()
    {
        const c10::InferenceMode inference;
        const std::vector<std::string> seeds = reader().seeds();
        QVERIFY(!seeds.empty());
        for (size_t i = 0; i < seeds.size(); ++i) {
            const test::fuzz::Outcome outcome = test::fuzz::tried(reader(), seeds[i], m_folder);
            QVERIFY2(!outcome.error, outcome.error ? outcome.error->detail.c_str() : "");
            QVERIFY2(outcome.finding.empty(), outcome.finding.c_str());
        }
    }

    void whatWentWrongOnceDoesNot()
    {
        const c10::InferenceMode inference;
        for (const fs::path& file : test::fuzz::keptInputs(reader())) {
            std::ifstream stream(file, std::ios::binary);
            const std::string input{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
            QVERIFY(survives(reader(), input, file.filename()));
        }
    }

    void whatIsChangedIsAcceptedOrAnError()
    {
        // A table of colours takes as long to make as a hundred other inputs to read.
        const int wanted = qEnvironmentVariableIntValue("HOSTILE_INPUTS"); // by hand: as many as wanted
        const uint64_t inputs = wanted > 0      ? static_cast<uint64_t>(wanted)
            : reader().name == "colour_profile" ? 20
                                                : 300;
        const c10::InferenceMode inference;
        const std::vector<std::string> seeds = reader().seeds();
        m_accepted = 0;
        for (uint64_t number = 0; number < inputs; ++number) {
            const std::string& seed = seeds[number % seeds.size()];
            const std::string& other = seeds[number / seeds.size() % seeds.size()];
            QVERIFY(survives(reader(), test::fuzz::changed(seed, other, number), "input " + std::to_string(number)));
        }
        std::printf("%s: %d of %d were accepted\n", reader().name.data(), m_accepted, static_cast<int>(inputs));
    }

private:
    fs::path m_folder;
    bool m_keeps = false; // the folder: there is a finding in it
    int m_accepted = 0;
};

} // namespace

QTEST_GUILESS_MAIN(TestHostileInputs)
#include "tst_HostileInputs.moc"
