// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SafetensorsFile.h"
#include "core/pipeline/AvatarPipeline.h"
#include "tests/support/GoldenScene.h"

#include <ATen/ops/equal.h>

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

using namespace studio;

namespace {

using nlohmann::json;

// What a run of the program left.
struct Run {
    int code = -1;
    QString out;
    QString err;
    model::StateDict dump;
    json report;
};

// Films on simulated devices of several sizes are the CPU's, bit for bit.
class TestOffloadedRender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8()); }

    void theFilmIsTheCpusWithEveryBudget_data();
    void theFilmIsTheCpusWithEveryBudget();
    void theDemoIsTheCpusOnASmallDevice();
    void eightBitsMoveHalfOfTheCaches();
    void aBudgetTooSmallIsRefusedWithTheNearestThatFits();
    void slabsOfTheSecondStartAreRead();
    void slabsArePreparedWithoutAFilm();
    void aPreparationThatHasNoRoomLeavesNothing();
    void switchesMeanWhatTheySay_data();
    void switchesMeanWhatTheySay();

private:
    // A film of two clips, so that windows roll.
    static QStringList scene() { return test::goldenScene(4, 2); }

    Run render(const QStringList& scene, const QString& flags)
    {
        const QString dump = m_folder.filePath(QStringLiteral("dump.safetensors"));
        const QString report = m_folder.filePath(QStringLiteral("report.json"));
        QFile::remove(dump);
        QFile::remove(report);
        QProcess process;
        process.start(QStringLiteral(AVATAR_RENDER),
                      scene + flags.split(u' ', Qt::SkipEmptyParts)
                          + QStringList{QStringLiteral("--dump"), dump, QStringLiteral("--report"), report,
                                        QStringLiteral("--progress"), QStringLiteral("none"),
                                        QStringLiteral("--overwrite"), QStringLiteral("--save_file"),
                                        m_folder.filePath(QStringLiteral("film.mp4"))});
        Run run;
        if (process.waitForFinished(studio::test::kPatience) && process.exitStatus() == QProcess::NormalExit)
            run.code = process.exitCode();
        run.err = QString::fromUtf8(process.readAllStandardError());
        if (auto tensors = model::openSafetensors(dump.toStdString()))
            for (const auto& [name, tensor] : *tensors)
                run.dump[name] = tensor.clone(); // The file is written anew.
        QFile written(report);
        if (written.open(QIODevice::ReadOnly))
            run.report = json::parse(written.readAll().toStdString());
        return run;
    }

    // The program alone; `largest`: bytes of a file that it may write, 0 for no limit.
    static Run run(const QStringList& arguments, rlim_t largest = 0)
    {
        QProcess process;
        if (largest > 0)
            process.setChildProcessModifier([largest] {
                const rlimit limit{largest, largest};
                setrlimit(RLIMIT_FSIZE, &limit);
            });
        process.start(QStringLiteral(AVATAR_RENDER), arguments);
        Run run;
        if (process.waitForFinished(studio::test::kPatience) && process.exitStatus() == QProcess::NormalExit)
            run.code = process.exitCode();
        run.out = QString::fromUtf8(process.readAllStandardOutput());
        run.err = QString::fromUtf8(process.readAllStandardError());
        return run;
    }

    // GB, as a refusal names them.
    double leastBudget(const QString& film)
    {
        const Run run = render(scene(), film + QStringLiteral(" --device sim:1 --vram_budget 0.001"));
        return run.code == 4
            ? run.err.section(QStringLiteral("fits: --vram_budget "), 1).section(u'\n', 0, 0).toDouble()
            : 0;
    }

    static QString difference(const model::StateDict& a, const model::StateDict& b)
    {
        for (const auto& [name, tensor] : a) {
            if (!b.contains(name) || !at::equal(tensor, b.at(name)))
                return QString::fromStdString(name);
        }
        return a.size() == b.size() && !a.empty() ? QString() : QStringLiteral("other tensors");
    }

    QTemporaryDir m_folder;
    std::map<QString, model::StateDict> m_cpu; // by flags
};

void TestOffloadedRender::theFilmIsTheCpusWithEveryBudget_data()
{
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("film"); // flags that also change the film, or its rounding
    QTest::addColumn<bool>("streams");
    const auto add = [](const char* name, const char* device, const char* film, bool streams) {
        QTest::newRow(name) << QString::fromUtf8(device) << QString::fromUtf8(film) << streams;
    };
    // LEAST is replaced by the smallest budget that the program itself names.
    add("everything fits", "--device sim:1", "", false);
    add("all is streamed", "--device sim:1 --vram_budget LEAST", "--lanes 4", true);
    add("all is streamed for one lane", "--device sim:1 --vram-budget LEAST", "--lanes 1", true);
    add("the whole of a small device", "--device sim:LEAST", "--lanes 2", true);
    add("a share of the device", "--device sim:1 --vram_budget LEAST%", "--lanes 2", true);
    add("the plain loop", "--device sim:1 --vram_budget LEAST", "--schedule loop", true);
    add("caches in RAM", "--device sim:1 --offload_kv_cache True", "", true);
    add("one GPU's semantics", "--device sim:1 --offload_kv_cache", "--semantics single --enable_online_decode", true);
}

void TestOffloadedRender::theFilmIsTheCpusWithEveryBudget()
{
    QFETCH(QString, device);
    QFETCH(const QString, film);
    QFETCH(const bool, streams);
    if (device.contains(QStringLiteral("LEAST"))) {
        const double least = leastBudget(film);
        QVERIFY(least > 0);
        device.replace(QStringLiteral("LEAST%"), QString::number(100 * least) + u'%');
        device.replace(QStringLiteral("LEAST"), QString::number(least));
    }
    if (!m_cpu.contains(film)) {
        const Run cpu = render(scene(), film);
        QVERIFY2(cpu.code == 0, qPrintable(cpu.err));
        m_cpu[film] = cpu.dump;
    }
    const Run run = render(scene(), film + u' ' + device);
    QVERIFY2(run.code == 0, qPrintable(run.err));
    const QString other = difference(m_cpu[film], run.dump);
    QVERIFY2(other.isEmpty(), qPrintable(other + run.err));
    const json& report = run.report;
    QVERIFY2(report.at("peak_vram_bytes").get<int64_t>() > 0, report.dump().c_str());
    // Promises are kept, and not by promising much too much.
    const auto figure = [&](const char* name) { return report.at(name).get<double>(); };
    QVERIFY2(figure("peak_vram_bytes") <= figure("promised_vram_bytes"), report.dump(1).c_str());
    QVERIFY2(figure("promised_vram_bytes") <= 1.25 * figure("peak_vram_bytes"), report.dump(1).c_str());
    QVERIFY2(figure("peak_ram_bytes") <= 1.1 * figure("promised_ram_bytes"), report.dump(1).c_str());
    QVERIFY2(figure("promised_ram_bytes") <= 1.1 * figure("peak_ram_bytes"), report.dump(1).c_str());
    QCOMPARE(report.at("plan").at("count").get<int>(), 1);
    QCOMPARE(report.at("plan").at("streamed_layers").get<int>() + report.at("plan").at("disk_layers").get<int>()
                     + report.at("plan").at("pinned_kv_layers").get<int>()
                 > 0,
             streams);
}

void TestOffloadedRender::theDemoIsTheCpusOnASmallDevice()
{
    const QStringList demo{QStringLiteral("--demo"), QStringLiteral("--num_clip"), QStringLiteral("1")};
    const Run cpu = render(demo, {});
    QVERIFY2(cpu.code == 0, qPrintable(cpu.err));
    const Run small = render(demo, QStringLiteral("--device sim:0.25 --offload_kv_cache"));
    QVERIFY2(small.code == 0, qPrintable(small.err));
    const QString other = difference(cpu.dump, small.dump);
    QVERIFY2(other.isEmpty(), qPrintable(other));
}

void TestOffloadedRender::eightBitsMoveHalfOfTheCaches()
{
    const Run wide = render(scene(), QStringLiteral("--device sim:1 --offload_kv_cache --dtype bf16"));
    const Run narrow = render(scene(), QStringLiteral("--device sim:1 --offload_kv_cache --dtype bf16 --kv fp8"));
    QVERIFY2(wide.code == 0 && narrow.code == 0, qPrintable(wide.err + narrow.err));
    const auto back = [](const Run& run) { return run.report.at("d2h_bytes").get<double>(); };
    QVERIFY(back(narrow) > 0);
    QVERIFY2(back(narrow) < 0.7 * back(wide), qPrintable(QString::number(back(narrow) / back(wide))));
    QVERIFY(narrow.dump.contains("frames_u8"));
}

void TestOffloadedRender::aBudgetTooSmallIsRefusedWithTheNearestThatFits()
{
    const Run run = render(scene(), QStringLiteral("--device sim:1 --vram_budget 0.01"));
    QCOMPARE(run.code, 4);
    QVERIFY2(run.err.contains(QStringLiteral("The nearest setting that fits: --")), qPrintable(run.err));
    QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("dump.safetensors"))));
    // What it says can be done.
    const QString line = run.err.section(QStringLiteral("fits: "), 1).section(u'\n', 0, 0);
    const Run nearest = render(scene(), QStringLiteral("--device sim:1 --vram_budget 0.01 ") + line);
    QVERIFY2(nearest.code == 0, qPrintable(line + u'\n' + nearest.err));
}

void TestOffloadedRender::slabsOfTheSecondStartAreRead()
{
    const QString cache = m_folder.filePath(QStringLiteral("slabs"));
    const QString flags = QStringLiteral("--device sim:1 --offload_kv_cache --slab_cache ") + cache;
    const Run first = render(scene(), flags);
    QVERIFY2(first.code == 0, qPrintable(first.err));
    const QFileInfoList files = QDir(cache).entryInfoList(QDir::Files);
    QCOMPARE(files.size(), 1);
    const Run second = render(scene(), flags);
    QVERIFY2(second.code == 0, qPrintable(second.err));
    QVERIFY(difference(first.dump, second.dump).isEmpty());
    QCOMPARE(QDir(cache).entryInfoList(QDir::Files).size(), 1);

    QFile torn(files[0].filePath());
    QVERIFY(torn.resize(torn.size() / 2));
    const Run third = render(scene(), flags);
    QVERIFY2(third.code == 0, qPrintable(third.err));
    QVERIFY(difference(first.dump, third.dump).isEmpty());
    QCOMPARE(QFileInfo(files[0].filePath()).size(), files[0].size());
}

void TestOffloadedRender::slabsArePreparedWithoutAFilm()
{
    const QString cache = m_folder.filePath(QStringLiteral("prepared slabs"));
    const QStringList slabs{QStringLiteral("--device"), QStringLiteral("sim:1"), QStringLiteral("--slab_cache"), cache};
    const QStringList model = scene().first(4); // --ckpt_dir and --lora_path_dmd
    const auto prepare = [&] {
        return run(QStringList{QStringLiteral("--prepare"), QStringLiteral("--progress"), QStringLiteral("json")}
                   + model + slabs);
    };
    const Run first = prepare();
    QVERIFY2(first.code == 0, qPrintable(first.err));
    QVERIFY2(first.err.contains(QStringLiteral("They are prepared.")), qPrintable(first.err));
    const QFileInfoList files = QDir(cache).entryInfoList(QDir::Files);
    QCOMPARE(files.size(), 1);
    const QStringList lines = first.out.split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.last(), files[0].filePath());
    QVERIFY(lines.size() > 1);
    const json told = json::parse(lines.first().toStdString());
    QVERIFY(told.at("prepared_bytes").get<int64_t>() > 0);
    QVERIFY(told.at("prepared_bytes").get<int64_t>() <= told.at("preparing_bytes").get<int64_t>());

    const Run second = prepare();
    QVERIFY2(second.code == 0 && second.err.contains(QStringLiteral("prepared already")), qPrintable(second.err));
    QCOMPARE(second.out.trimmed(), files[0].filePath());
    QCOMPARE(QFileInfo(files[0].filePath()).lastModified(), files[0].lastModified());

    // A render reads it, and makes no other.
    const Run film = render(scene() + slabs, {});
    QVERIFY2(film.code == 0, qPrintable(film.err));
    QCOMPARE(QDir(cache).entryInfoList(QDir::Files).size(), 1);

    const Run processor = run(QStringList{QStringLiteral("--prepare"), QStringLiteral("--device=cpu")} + model);
    QCOMPARE(processor.code, 3);
    const Run nowhere = run(QStringList{QStringLiteral("--prepare"), QStringLiteral("--device=sim:1")} + model);
    QCOMPARE(nowhere.code, 2);
    QVERIFY2(nowhere.err.contains(QStringLiteral("--slab_cache")), qPrintable(nowhere.err));
    QCOMPARE(run({QStringLiteral("--prepare"), QStringLiteral("--device=sim:1")}).code, 2);
}

void TestOffloadedRender::aPreparationThatHasNoRoomLeavesNothing()
{
    const QString cache = m_folder.filePath(QStringLiteral("no room"));
    const Run full = run(QStringList{QStringLiteral("--prepare"), QStringLiteral("--device=sim:1"),
                                     QStringLiteral("--slab_cache"), cache}
                             + scene().first(4),
                         4096);
    QCOMPARE(full.code, 32);
    QVERIFY(full.out.isEmpty());
    QVERIFY(QDir(cache).isEmpty());
}

void TestOffloadedRender::switchesMeanWhatTheySay_data()
{
    QTest::addColumn<QString>("flags");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("streamed");
    QTest::addColumn<int>("pinned");
    const auto add = [](const char* flags, int code, int streamed, int pinned) {
        QTest::newRow(flags) << QString::fromUtf8(flags) << code << streamed << pinned;
    };
    add("--offload_model False", 0, 0, 0);
    add("--offload-model=False --lanes=4 --vram-budget=0.027", 4, 0, 0);
    add("--offload_model True", 0, 0, 0); // what fits stays
    add("--offload_kv_cache True", 0, 0, 4);
    add("--offload_kv_cache False", 0, 0, 0);
}

void TestOffloadedRender::switchesMeanWhatTheySay()
{
    QFETCH(const QString, flags);
    QFETCH(const int, code);
    QFETCH(const int, streamed);
    QFETCH(const int, pinned);
    const Run run = render(scene(), QStringLiteral("--device sim:1 --num_clip 1 --sample_steps 2 ") + flags);
    QVERIFY2(run.code == code, qPrintable(run.err));
    if (code != 0)
        return;
    QCOMPARE(run.report.at("plan").at("streamed_layers").get<int>(), streamed);
    QCOMPARE(run.report.at("plan").at("pinned_kv_layers").get<int>(), pinned);
}

} // namespace

QTEST_GUILESS_MAIN(TestOffloadedRender)
#include "tst_OffloadedRender.moc"
