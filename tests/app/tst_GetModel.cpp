// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/HubCache.h"
#include "core/spec/ModelCatalogue.h"
#include "core/spec/ModelSources.h"
#include "tests/support/FakeHub.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>

#include <csignal>

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

namespace {

struct Run {
    int code = -1;
    QString out;
    QString err;
};

} // namespace

// avatar-render --get_model, as a program.
class TestGetModel : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] QString fresh() const
    {
        static int number = 0;
        return m_folder.filePath(QStringLiteral("hub %1").arg(number++));
    }

    void prepare(QProcess& process, const FakeHub& hub, const QStringList& arguments) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const QString& name : environment.keys()) {
            if (name.endsWith(QStringLiteral("_proxy"), Qt::CaseInsensitive) || name.startsWith(QStringLiteral("HF_")))
                environment.remove(name);
        }
        environment.insert(QStringLiteral("HF_ENDPOINT"), QString::fromStdString(hub.address()));
        environment.insert(QStringLiteral("HF_HOME"), m_folder.filePath(QStringLiteral("home")));
        process.setProcessEnvironment(environment);
        process.setProgram(QStringLiteral(AVATAR_RENDER));
        process.setArguments(arguments);
    }

    Run run(const FakeHub& hub, const QStringList& arguments) const
    {
        QProcess process;
        prepare(process, hub, arguments);
        process.start();
        Run run;
        if (process.waitForFinished(kPatience) && process.exitStatus() == QProcess::NormalExit)
            run.code = process.exitCode();
        run.out = QString::fromUtf8(process.readAllStandardOutput());
        run.err = QString::fromUtf8(process.readAllStandardError());
        return run;
    }

private Q_SLOTS:
    void theModelComesAndTheOptionsForItAreSaid()
    {
        FakeHub hub;
        publish(hub);
        const QString cache = fresh();
        const Run got = run(hub, {QStringLiteral("--get_model"), cache});
        QVERIFY2(got.code == 0, qPrintable(got.err));
        for (const char* const repository : {"Wan-AI/Wan2.2-S2V-14B", "Quark-Vision/Live-Avatar"})
            QVERIFY2(got.err.contains(QString::fromStdString(hub.address() + "/" + repository)), qPrintable(got.err));
        QVERIFY(got.err.contains(QStringLiteral("licence: apache-2.0")));
        const QString folder = cache + QStringLiteral("/models--Wan-AI--Wan2.2-S2V-14B/snapshots/")
            + QString::fromStdString(std::string(kCommit));
        const QString lora = cache + QStringLiteral("/models--Quark-Vision--Live-Avatar/snapshots/")
            + QString::fromStdString(std::string(kCommit)) + QStringLiteral("/liveavatar.safetensors");
        QCOMPARE(got.out, QStringLiteral("--ckpt_dir '%1' --lora_path_dmd '%2'\n").arg(folder, lora));
        for (const SourceFile& file : findVariant(kLiveAvatarModel, "bf16")->files)
            QVERIFY2(hub::HubCache(cache.toStdString()).find(file.repository, file.path), file.path.c_str());
    }

    void anotherVariantsPartsAreListed()
    {
        FakeHub hub;
        publish(hub);
        const Run got
            = run(hub, {QStringLiteral("--get-model=cache"), QStringLiteral("--variant"), QStringLiteral("fp8")});
        QVERIFY2(got.code == 0, qPrintable(got.err));
        QCOMPARE(got.out.count(QStringLiteral(" --")), 5); // a part each
        QVERIFY2(got.out.startsWith(QStringLiteral("--ckpt_dir ")), qPrintable(got.out));
        QVERIFY(got.out.contains(QStringLiteral(" --dit ") + m_folder.filePath(QStringLiteral("home/hub/"))));
    }

    void progressIsJsonToo()
    {
        FakeHub hub;
        publish(hub);
        const Run got = run(hub, {QStringLiteral("--get_model"), fresh(), QStringLiteral("--progress=json")});
        QCOMPARE(got.code, 0);
        QStringList lines = got.out.trimmed().split(QLatin1Char('\n'));
        QVERIFY(lines.takeLast().startsWith(QStringLiteral("--ckpt_dir")));
        QVERIFY(!lines.isEmpty());
        const QJsonObject last = QJsonDocument::fromJson(lines.last().toUtf8()).object();
        QVERIFY(last[QStringLiteral("bytes")].toDouble() > 100'000);
        QCOMPARE(last[QStringLiteral("have")].toDouble(), last[QStringLiteral("bytes")].toDouble());
        QCOMPARE(last[QStringLiteral("files")].toArray().first().toObject()[QStringLiteral("state")].toString(),
                 QStringLiteral("whole"));
    }

    void hashesOfACacheAreCheckedByTheNamesThere()
    {
        const FakeHub hub; // It has nothing, and isn't needed.
        const fs::path cache = fresh().toStdString();
        const fs::path model = TEST_DATA "/goldens/checkpoint/tiny/ckpt";
        addFolderToHub(cache, "models--Wan-AI--Wan2.2-S2V-14B", model / "Wan2.2-S2V-14B");
        addToHub(cache, "models--Quark-Vision--Live-Avatar", "liveavatar.safetensors",
                 model / "LiveAvatar/liveavatar.safetensors");
        const QStringList arguments{QStringLiteral("--check"), QString::fromStdString(cache.string()),
                                    QStringLiteral("--hashes")};
        const Run right = run(hub, arguments);
        QVERIFY2(right.code == 0, qPrintable(right.out + right.err));
        QVERIFY2(right.out.contains(QStringLiteral("All files are as their publisher lists them.")),
                 qPrintable(right.out));
        QVERIFY(right.out.contains(QString::fromStdString(sha256OfFile(model / "Wan2.2-S2V-14B/Wan2.1_VAE.pth"))));
        QCOMPARE(hub.requests().size(), size_t{0});

        // One bit of one number is another.
        const fs::path lora
            = cache / "models--Quark-Vision--Live-Avatar/snapshots" / kCommit / "liveavatar.safetensors";
        std::fstream file(fs::canonical(lora), std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(-2, std::ios::end);
        const int byte = file.get();
        file.seekp(-2, std::ios::end);
        file.put(static_cast<char>(byte ^ 1));
        file.close();
        const Run wrong = run(hub, arguments);
        QCOMPARE(wrong.code, 53);
        QCOMPARE(wrong.out.count(QStringLiteral("WRONG")), 1);
        const qsizetype told = wrong.out.indexOf(QStringLiteral("WRONG"));
        const QString line = wrong.out.mid(told, wrong.out.indexOf(QLatin1Char('\n'), told) - told);
        QVERIFY2(line.contains(QString::fromStdString(lora.string())), qPrintable(line));
    }

    void hashesOfOtherFilesAreComparedWithTheList()
    {
        const fs::path source = TEST_DATA "/goldens/checkpoint/tiny/ckpt/LiveAvatar/liveavatar.safetensors";
        std::ifstream stream(source, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        const QStringList arguments{QStringLiteral("--check"), QString::fromStdString(source.string()),
                                    QStringLiteral("--hashes")};
        FakeHub hub;
        const Run unknown = run(hub, arguments); // Its list isn't there.
        QCOMPARE(unknown.code, 0);
        QVERIFY2(unknown.out.contains(QStringLiteral("unknown  ") + QString::fromStdString(sha256(bytes))),
                 qPrintable(unknown.out));
        hub.repositories["Quark-Vision/Live-Avatar"]["liveavatar.safetensors"] = {bytes};
        const Run right = run(hub, arguments);
        QCOMPARE(right.code, 0);
        QVERIFY2(right.out.contains(QStringLiteral("right    ")), qPrintable(right.out));
        hub.falseHashes["liveavatar.safetensors"] = std::string(64, 'a');
        QCOMPARE(run(hub, arguments).code, 53);
        // Another size is another file.
        hub.repositories["Quark-Vision/Live-Avatar"]["liveavatar.safetensors"] = {bytes + "more"};
        QCOMPARE(run(hub, arguments).code, 0);
    }

    // Nothing that was asked for is left out in silence.
    void aCheckOfOnePathRefusesPartsElsewhere()
    {
        const FakeHub hub;
        const Run got = run(
            hub,
            {QStringLiteral("--check"), QStringLiteral("."), QStringLiteral("--dit"), QStringLiteral("model.gguf")});
        QCOMPARE(got.code, 2);
        QVERIFY2(got.err.contains(QStringLiteral("--check FILE")), qPrintable(got.err));
    }

    void hashesAreAskedForWithCheckOnly()
    {
        const FakeHub hub;
        const Run got = run(hub, {QStringLiteral("--find_models"), QStringLiteral("--hashes")});
        QVERIFY(got.code != 0);
        QVERIFY2(got.err.contains(QStringLiteral("--hashes")), qPrintable(got.err));
    }

    void aStopSaysHowToGoOn_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl-C") << SIGINT;
        QTest::newRow("kill -9") << SIGKILL;
    }
    void aStopSaysHowToGoOn()
    {
        QFETCH(int, signal);
        std::atomic<bool> isEnded{false}; // the signal was sent
        std::atomic<bool> isOver{false}; // and obeyed
        std::atomic<pid_t> program{0};
        std::mutex starts;
        FakeHub hub; // younger than what its threads use
        publish(hub);
        const QString cache = fresh();
        hub.changed = [&](const Request& request, Reply& reply) {
            if (isOver || !request.path().ends_with("Wan2.1_VAE.pth"))
                return;
            if (isEnded) { // Only the signal ends it.
                reply.cutAfter = 0;
                return;
            }
            reply.cutAfter = 5000;
            reply.portion = 1000;
            reply.sent = [&](size_t count) {
                if (count < 5000)
                    return;
                const std::lock_guard lock(starts);
                if (!isEnded.exchange(true))
                    ::kill(program, signal);
            };
        };
        QProcess process;
        prepare(process, hub, {QStringLiteral("--get_model"), cache, QStringLiteral("--progress=none")});
        {
            const std::lock_guard lock(starts);
            process.start();
            QVERIFY(process.waitForStarted());
            program = static_cast<pid_t>(process.processId());
        }
        QVERIFY(process.waitForFinished(kPatience));
        if (signal == SIGINT) {
            QCOMPARE(process.exitCode(), 130);
            const QString err = QString::fromUtf8(process.readAllStandardError());
            QVERIFY2(err.contains(QStringLiteral("the same command goes on")), qPrintable(err));
        } else {
            QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        }
        isOver = true;
        const Run got = run(hub, {QStringLiteral("--get_model"), cache});
        QVERIFY2(got.code == 0, qPrintable(got.err));
    }

    void aFolderIsCopiedWithoutANetwork()
    {
        const QString disk = fresh();
        for (const SourceFile& file : findVariant(kLiveAvatarModel, "gguf")->files) {
            const fs::path place = fs::path(disk.toStdString()) / fs::path(file.path).filename();
            fs::create_directories(place.parent_path());
            std::ofstream(place, std::ios::binary) << "bytes of " << file.path;
        }
        const FakeHub hub; // It has nothing.
        const Run got = run(hub,
                            {QStringLiteral("--get_model"), fresh(), QStringLiteral("--variant"),
                             QStringLiteral("gguf"), QStringLiteral("--from"), disk});
        QVERIFY2(got.code == 0, qPrintable(got.err));
        QVERIFY2(got.out.contains(QStringLiteral("Wan2.2-S2V-14B-Q8_0.gguf")), qPrintable(got.out));
    }

    void errorsHaveSentencesAndCodes()
    {
        FakeHub hub;
        publish(hub);
        const Run alone = run(hub, {QStringLiteral("--variant"), QStringLiteral("fp8")});
        QCOMPARE(alone.code, 2);
        QVERIFY2(alone.err.contains(QStringLiteral("--variant: it is used with --get_model only")),
                 qPrintable(alone.err));
        const Run noVariant
            = run(hub, {QStringLiteral("--get_model"), fresh(), QStringLiteral("--variant"), QStringLiteral("int3")});
        QCOMPARE(noVariant.code, 2);
        const Run noSource
            = run(hub, {QStringLiteral("--get_model"), fresh(), QStringLiteral("--source"), QStringLiteral("nowhere")});
        QCOMPARE(noSource.code, 2);
        const Run noFolder = run(hub, {QStringLiteral("--get_model=")});
        QCOMPARE(noFolder.code, 2);

        hub.changed = [](const Request&, Reply& reply) { reply = {.status = 401}; };
        const Run login = run(hub, {QStringLiteral("--get_model"), fresh()});
        QCOMPARE(login.code, 51);
        QVERIFY2(login.err.contains(QStringLiteral("wants a login")), qPrintable(login.err));
        hub.changed = [](const Request&, Reply& reply) { reply = {.status = 404}; };
        QCOMPARE(run(hub, {QStringLiteral("--get_model"), fresh()}).code, 52);
    }
};

QTEST_GUILESS_MAIN(TestGetModel)
#include "tst_GetModel.moc"
