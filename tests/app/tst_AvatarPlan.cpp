// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Process.h"
#include "core/base/Units.h"
#include "tests/support/GoldenScene.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/RenderProgram.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace studio;
using namespace Qt::StringLiterals;

namespace {

using test::render;
using test::Run;

// avatar-render --plan: what a film will take, without making it.
class TestAvatarPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("XDG_CACHE_HOME", path("cache").toUtf8()); }

    void aPlanIsPrinted_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QStringList>("said");
        const auto add = [](const char* what, const char* arguments, int code, const QStringList& said) {
            QTest::newRow(what) << QString::fromUtf8(arguments) << code << said;
        };
        const QString unknown = QStringLiteral("unknown until measured (avatar-bench)");
        add("a 24 GB card", "--vram_budget 24 --ram_budget 64 --size 704*384 --sample_steps 4 --fp8", 0,
            {QStringLiteral("It fits."), QStringLiteral("16.296 billion"), QStringLiteral("of 24.00 GB"), unknown});
        add("a small card, with hyphens", "--vram-budget=8 --ram-budget=64 --fp8 --kv fp8 --lanes 1", 0,
            {QStringLiteral("1 of 4 steps"), QStringLiteral("streamed layers, pinned")});
        add("everything on the GPU", "--vram_budget 96 --ram_budget 64 --offload_model False", 0,
            {QStringLiteral("40 resident, 0 streamed"), QStringLiteral("0.00 GB to the GPU")});
        add("a measured machine",
            "--vram_budget 8 --ram_budget 64 --fp8 --num_clip 2 --rates "
            "h2d=25,d2h=25,both=35,disk=3,fp8_tflops=250,attention_tflops=120,vae_spmp=0.2",
            0, {QStringLiteral("frames per second"), QStringLiteral("Bottleneck"), QStringLiteral("s per clip")});
        add("little RAM", "--vram_budget 8 --ram_budget 30 --fp8", 0, {QStringLiteral("from the disk")});
        add("what offloading would allow", "--vram_budget 16 --ram_budget 64 --fp8 --offload_model False", 4,
            {QStringLiteral("It does not fit."), QStringLiteral("that fits: --offload_model True")});
        add("what fewer bits would allow", "--vram_budget 48 --ram_budget 64 --kv bf16 --lanes 4 --offload_model False",
            4, {QStringLiteral("The nearest setting that fits:")});
        add("too small a card", "--vram_budget 4 --ram_budget 64 --fp8", 4,
            {QStringLiteral("that fits: --vram_budget 6.")});
    }
    void aPlanIsPrinted()
    {
        QFETCH(const QString, arguments);
        QFETCH(const int, code);
        QFETCH(const QStringList, said);
        const Run run = render(QStringList{QStringLiteral("--plan")} + arguments.split(u' '));
        QVERIFY2(run.code == code, qPrintable(QStringLiteral("%1: %2").arg(run.code).arg(run.err)));
        for (const QString& words : said)
            QVERIFY2(run.out.contains(words), qPrintable(words + u'\n' + run.out));
    }

    void aPlanOfACheckpointUsesItsShape()
    {
        const Run run = render({QStringLiteral("--plan"), QStringLiteral("--vram_budget"), QStringLiteral("1"),
                                QStringLiteral("--ckpt_dir"), m_goldens + QStringLiteral("checkpoint/tiny/ckpt"),
                                QStringLiteral("--size"), QStringLiteral("64*128")});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QVERIFY2(run.out.contains(QStringLiteral("4 resident, 0 streamed")), qPrintable(run.out));
    }

    void aFilmOfTheDemoModelHasItsSize()
    {
        const QStringList plan{u"--plan"_s, u"--vram_budget"_s, u"1"_s, u"--ckpt_dir"_s,
                               QStringLiteral(DEMO_DATA "/checkpoint/Wan2.2-S2V-14B")};
        for (const QStringList& options : {QStringList{}, QStringList{u"--preset"_s, u"high"_s}}) {
            const Run run = render(plan + options);
            QVERIFY2(run.code == 0 && run.out.startsWith(u"128*128"_s), qPrintable(run.out + run.err));
        }
        const Run larger = render(plan + QStringList{u"--size"_s, u"192*192"_s});
        QVERIFY2(larger.out.startsWith(u"192*192"_s), qPrintable(larger.out + larger.err));
        QVERIFY2(!larger.err.contains(u"small films"_s), qPrintable(larger.err));
        const Run large = render(plan + QStringList{u"--size"_s, u"704*384"_s});
        QVERIFY2(large.err.contains(u"small films, of 128*128"_s), qPrintable(large.err));
    }

    void aPlanIsAsLongAsTheVoice()
    {
        const QString voice = path("plan.wav");
        test::writeWav(voice.toStdString(), {std::vector<float>(size_t{16000} * 5, 0.1F)}, 16000); // 125 frames
        const QStringList plan{u"--plan"_s, u"--vram_budget"_s, u"24"_s, u"--fp8"_s, u"--audio"_s, voice};
        const auto says = [](const Run& run, const QString& words) {
            return run.code == 0 && run.out.contains(words + u", weights"_s);
        };
        const Run whole = render(plan);
        QVERIFY2(says(whole, u"3 clips"_s), qPrintable(whole.out + whole.err));
        const Run longer = render(plan + QStringList{u"--infer_frames"_s, u"24"_s});
        QVERIFY2(says(longer, u"6 clips"_s), qPrintable(longer.out + longer.err));
        const Run bounded = render(plan + QStringList{u"--num_clip"_s, u"2"_s});
        QVERIFY2(says(bounded, u"2 clips"_s), qPrintable(bounded.out + bounded.err));
        const Run short_ = render(plan + QStringList{u"--num_clip"_s, u"9"_s});
        QVERIFY2(says(short_, u"3 clips"_s), qPrintable(short_.out + short_.err));
        const Run framed = render(plan + QStringList{u"--image"_s, m_goldens + u"inputs/portrait_a.png"_s});
        QVERIFY2(framed.code == 0 && !framed.out.startsWith(u"704*384"_s), qPrintable(framed.out + framed.err));
    }

    void aPlanOfADeviceNeedsNoBudget()
    {
        const Run run = render({u"--plan"_s, u"--device"_s, u"sim:8"_s, u"--ckpt_dir"_s,
                                m_goldens + u"checkpoint/tiny/ckpt"_s, u"--size"_s, u"64*128"_s});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QVERIFY2(run.out.contains(u"of 8.00 GB"_s), qPrintable(run.out));
        const Run half = render({u"--plan"_s, u"--device"_s, u"sim:8"_s, u"--vram-budget=50%"_s, u"--ckpt_dir"_s,
                                 m_goldens + u"checkpoint/tiny/ckpt"_s, u"--size"_s, u"64*128"_s});
        QVERIFY2(half.out.contains(u"of 4.00 GB"_s), qPrintable(half.out + half.err));
    }

    void aShareOfTheRamIsTakenOnce()
    {
        const Run run = render({u"--plan"_s, u"--vram_budget"_s, u"24"_s, u"--ram_budget"_s, u"50%"_s});
        const QString ram = QString::fromStdString(gigabytesText(machineRam() / 2));
        QVERIFY2(run.out.contains(QRegularExpression(u"\\n +RAM +\\S+ GB of "_s + QRegularExpression::escape(ram))),
                 qPrintable(run.out + run.err));
    }

    // The numbers are tst_MeasuredFilms' part.
    void whatAFilmTookIsToldOfTheNextOne()
    {
        qputenv("XDG_CACHE_HOME", path("new cache").toUtf8());
        const QStringList film = scene() << u"--device"_s << u"sim:1"_s << u"--save_file"_s << path("first.mp4")
                                         << u"--overwrite"_s;
        const QString told = u", as measured on this computer."_s;
        const Run before = render(QStringList(film) << u"--plan"_s);
        QVERIFY2(before.code == 0 && !before.out.contains(told), qPrintable(before.out + before.err));
        const Run first = render(film);
        QVERIFY2(first.code == 0 && !first.err.contains(told), qPrintable(first.err));
        const Run after = render(QStringList(film) << u"--plan"_s);
        QVERIFY2(after.code == 0 && after.out.contains(told), qPrintable(after.out + after.err));
        const Run second = render(film);
        QVERIFY2(second.code == 0 && second.err.contains(told), qPrintable(second.err));
        const Run other = render(QStringList(film) << u"--plan"_s << u"--fp8"_s);
        QVERIFY2(other.code == 0 && !other.out.contains(told), qPrintable(other.out + other.err));
        qputenv("XDG_CACHE_HOME", path("cache").toUtf8());
    }

    void aPlanThatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("named");
        const auto add = [](const char* what, const char* arguments, int code, const char* named) {
            QTest::newRow(what) << QString::fromUtf8(arguments).split(u' ') << code << QString::fromUtf8(named);
        };
        add("no budget and no GPU", "--plan --device cpu", 2, "--vram_budget");
        add("a voice that isn't there", "--plan --vram_budget 8 --audio /nowhere.wav", 10, "/nowhere.wav");
        add("a portrait that isn't there", "--plan --vram_budget 8 --image /nowhere.png", 10, "/nowhere.png");
        add("a budget that is no number", "--plan --vram_budget much", 2, "--vram_budget");
        add("no budget at all", "--plan --vram_budget 0", 2, "--vram_budget");
        add("a share of no GPU", "--plan --vram_budget 50%", 3, "--vram_budget");
        add("an unknown rate", "--plan --vram_budget 8 --rates warp=9", 2, "--rates");
        add("a rate without a number", "--plan --vram_budget 8 --rates h2d", 2, "--rates");
        add("no lanes", "--plan --vram_budget 8 --lanes 0", 2, "--lanes");
        add("a size that is none", "--plan --vram_budget 8 --size wide", 2, "--size");
        add("rates without a plan", "--rates h2d=25", 3, "--rates");
        add("a budget that is more than all", "--vram_budget 120% --device sim:1", 2, "--vram_budget");
        add("8 bits on the CPU", "--kv fp8", 3, "--kv");
        add("a simulated device without a size", "--device sim:much --ckpt_dir x --image x --audio x", 2, "--device");
        add("no checkpoint", "--plan --vram_budget 8 --ckpt_dir /nowhere", 10, "/nowhere");
    }
    void aPlanThatMakesNoSenseIsRefused()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, code);
        QFETCH(const QString, named);
        const Run run = render(arguments);
        QVERIFY2(run.code == code, qPrintable(QStringLiteral("%1: %2").arg(run.code).arg(run.err)));
        QVERIFY2(run.err.contains(named), qPrintable(run.err));
        QVERIFY(run.out.isEmpty());
    }

private:
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

    // A short render.
    static QStringList scene() { return test::goldenScene(1, 1); }

    QTemporaryDir m_folder;
    const QString m_goldens = QStringLiteral(TEST_DATA "/goldens/");
};

} // namespace

QTEST_GUILESS_MAIN(TestAvatarPlan)
#include "tst_AvatarPlan.moc"
