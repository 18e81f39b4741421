// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <vector>

namespace {

using nlohmann::json;

class TestAvatarBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTickMovesTheBytesThatThePlanSays();
    void everyBenchmarkGivesFigures_data();
    void everyBenchmarkGivesFigures();
    void aSlowerBusMovesTheSameBytes();
    void fewerStepsAreComparedWithFour();
    void aShorterWindowIsFaster();
    void whatMakesNoSenseIsRefused_data();
    void whatMakesNoSenseIsRefused();

private:
    struct Run {
        int code = -1;
        QString out;
        QString err;
        json rows = json::array();
    };
    Run bench(const QString& arguments)
    {
        const QString file = m_folder.filePath(QStringLiteral("bench.json"));
        QFile::remove(file);
        QProcess process;
        process.start(QStringLiteral(AVATAR_BENCH),
                      arguments.split(u' ', Qt::SkipEmptyParts) << QStringLiteral("--json") << file);
        Run run;
        if (process.waitForFinished(studio::test::kPatience) && process.exitStatus() == QProcess::NormalExit)
            run.code = process.exitCode();
        run.out = QString::fromUtf8(process.readAllStandardOutput());
        run.err = QString::fromUtf8(process.readAllStandardError());
        QFile written(file);
        if (written.open(QIODevice::ReadOnly))
            run.rows = json::parse(written.readAll().toStdString()).at("rows");
        return run;
    }

    QTemporaryDir m_folder;
};

const QString kTiny = QStringLiteral(" --device sim:1 --model tiny --size 64*64 --ticks 4");

void TestAvatarBench::aTickMovesTheBytesThatThePlanSays()
{
    const Run run = bench(QStringLiteral("dit --vram 0,0.0085,0.0080 --lanes 1,4 --kv fp8") + kTiny);
    QVERIFY2(run.code == 0, qPrintable(run.err));
    QCOMPARE(run.rows.size(), size_t{6});
    int streamed = 0;
    for (const json& row : run.rows) {
        QVERIFY2(!row.contains("note"), row.dump().c_str());
        QVERIFY(row.at("s_per_tick").get<double>() > 0);
        QVERIFY2(row.at("peak_GB").get<double>() <= row.at("promised_GB").get<double>(), row.dump().c_str());
        QCOMPARE(row.at("h2d_GB_per_tick").get<double>(), row.at("plan_h2d_GB").get<double>());
        QCOMPARE(row.at("d2h_GB_per_tick").get<double>(), row.at("plan_d2h_GB").get<double>());
        streamed += row.at("h2d_GB_per_tick").get<double>() > 0 ? 1 : 0;
    }
    QVERIFY(streamed >= 1);
}

void TestAvatarBench::everyBenchmarkGivesFigures_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("rows");
    QTest::addColumn<QString>("figure");
    const auto add = [](const char* name, const QString& arguments, int rows, const char* figure) {
        QTest::newRow(name) << arguments << rows << QString::fromUtf8(figure);
    };
    add("pipeline", QStringLiteral("pipeline --weights bf16 --kv bf16") + kTiny, 1, "fps");
    add("decoding beside a tick", QStringLiteral("pipeline --layers 4 --vae beside") + kTiny, 1, "fps");
    add("what the plan says",
        QStringLiteral("pipeline --rates h2d=1,d2h=1,bf16_tflops=1,fp8_tflops=1,attention_tflops=1,vae_spmp=1") + kTiny,
        1, "plan_s_per_tick");
    add("vae", QStringLiteral("vae") + kTiny, 2, "s");
    add("load", QStringLiteral("load --folder ") + QDir::tempPath() + kTiny, 4, "GB_per_s");
    add("pcie", QStringLiteral("pcie --device sim:1"), 5, "GB_per_s");
    add("timeline",
        QStringLiteral("timeline --vram 0,24,12 --lanes 1,4 --kv fp8 --rates "
                       "h2d=25,bf16_tflops=170,fp8_tflops=250,attention_tflops=120"),
        6, "fps");
}

void TestAvatarBench::everyBenchmarkGivesFigures()
{
    QFETCH(const QString, arguments);
    QFETCH(const int, rows);
    QFETCH(const QString, figure);
    const Run run = bench(arguments);
    QVERIFY2(run.code == 0, qPrintable(run.err));
    QCOMPARE(static_cast<int>(run.rows.size()), rows);
    for (const json& row : run.rows)
        QVERIFY2(row.at(figure.toStdString()).get<double>() > 0, row.dump().c_str());
    QVERIFY(run.out.contains(figure));
}

void TestAvatarBench::aSlowerBusMovesTheSameBytes()
{
    const Run run = bench(QStringLiteral("dit --vram 0.0080 --pcie 1") + kTiny);
    QVERIFY2(run.code == 0, qPrintable(run.err));
    const json& row = run.rows.at(0);
    QVERIFY(row.at("h2d_GB_per_tick").get<double>() > 0);
    QCOMPARE(row.at("h2d_GB_per_tick").get<double>(), row.at("plan_h2d_GB").get<double>());
}

// A film with the wanted steps and shift is the wanted one; of each number of steps the nearest film is marked.
void TestAvatarBench::fewerStepsAreComparedWithFour()
{
    const Run run = bench(QStringLiteral("steps --device cpu --num_clip 1 --steps 4,3 --shifts 3,9"));
    QVERIFY2(run.code == 0, qPrintable(run.err));
    QCOMPARE(run.rows.size(), size_t{5});
    QCOMPARE(run.rows[0].at("film").get<std::string>(), "another seed");
    const json& same = run.rows[1];
    QCOMPARE(same.at("steps").get<int>(), 4);
    QVERIFY(same.at("frames_dB").is_null() && same.at("latents_dB").is_null()); // infinite
    QVERIFY(std::abs(same.at("mouth").get<double>() - 1) < 1e-9);
    QCOMPARE(same.at("mouth_levels").get<double>(), 0.0);
    for (const size_t row : {0, 2, 3, 4}) {
        QVERIFY(run.rows[row].at("frames_dB").get<double>() > 0);
        QVERIFY(run.rows[row].at("latents_dB").get<double>() > 0);
        QVERIFY(run.rows[row].at("mouth").get<double>() < 1);
    }
    QVERIFY(same.contains("nearest") && !run.rows[2].contains("nearest"));
    const bool isFirst = run.rows[3].at("frames_dB").get<double>() >= run.rows[4].at("frames_dB").get<double>();
    QCOMPARE(run.rows[3].contains("nearest"), isFirst);
    QCOMPARE(run.rows[4].contains("nearest"), !isFirst);
}

// Fewer keys are less work.
void TestAvatarBench::aShorterWindowIsFaster()
{
    std::vector<double> seconds;
    for (const int blocks : {4, 3, 2}) {
        const Run run = bench(QStringLiteral("timeline --machine rtx4090 --kv_window %1").arg(blocks));
        QVERIFY2(run.code == 0, qPrintable(run.err));
        seconds.push_back(run.rows.at(0).at("compute_s").get<double>());
    }
    QVERIFY(seconds[0] > seconds[1] && seconds[1] > seconds[2]);
    const Run tiny = bench(QStringLiteral("dit --vram 0.0080 --kv fp8 --kv_window 2") + kTiny);
    QVERIFY2(tiny.code == 0, qPrintable(tiny.err));
    QCOMPARE(tiny.rows.at(0).at("h2d_GB_per_tick").get<double>(), tiny.rows.at(0).at("plan_h2d_GB").get<double>());
}

void TestAvatarBench::whatMakesNoSenseIsRefused_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("named");
    const auto add = [](const char* arguments, const char* named) {
        QTest::newRow(arguments) << QString::fromUtf8(arguments) << QString::fromUtf8(named);
    };
    add("fly", "fly");
    add("dit --device cpu", "--device");
    add("dit --vram much", "--vram");
    add("dit --lanes 0", "--lanes");
    add("dit --size 64", "--size");
    add("dit --kv fp4", "--kv");
    add("dit --layers 41", "--layers");
    add("pipeline --vae never", "--vae");
    add("dit --wings 2", "--wings");
    add("timeline", "--rates");
    add("timeline --kv_window 5", "--kv_window");
    add("dit --steps 2,3", "--steps");
    add("steps --shifts 0", "--shifts");
}

void TestAvatarBench::whatMakesNoSenseIsRefused()
{
    QFETCH(const QString, arguments);
    QFETCH(const QString, named);
    const Run run = bench(arguments);
    QVERIFY2(run.code == 2, qPrintable(run.err));
    QVERIFY2(run.err.contains(named), qPrintable(run.err));
}

} // namespace

QTEST_GUILESS_MAIN(TestAvatarBench)
#include "tst_AvatarBench.moc"
