// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"
#include "core/model/SafetensorsFile.h"
#include "core/project/Scene.h"
#include "tests/support/GoldenScene.h"
#include "tests/support/Goldens.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/RenderProgram.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <csignal>
#include <filesystem>

using namespace studio;
using namespace Qt::StringLiterals;

namespace {

using test::render;
using test::Run;

class TestAvatarRender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
        m_goldens = QString::fromStdString(test::kGoldens);
    }

    void makesAMovieWithSoundAndAReport()
    {
        const QString movie = path("movie.mp4");
        const QString report = path("report.json");
        const Run run
            = render(scene() << QStringLiteral("--save_file") << movie << QStringLiteral("--report") << report);
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(run.out.trimmed(), movie);

        const Movie made = read(movie);
        QCOMPARE(made.frames, 48);
        QVERIFY(made.info.hasSound);
        QCOMPARE(made.info.frameRate, 25.0);
        QCOMPARE(QSize(made.info.width, made.info.height), QSize(64, 128));

        QFile file(report);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto json = nlohmann::json::parse(file.readAll().toStdString());
        for (const char* stage : {"load", "text", "audio", "image", "dit", "vae", "mux", "total"})
            QVERIFY2(json.at("seconds").at(stage).get<double>() >= 0, stage);
        QVERIFY(json.at("seconds").at("total").get<double>() >= json.at("seconds").at("dit").get<double>());
        QCOMPARE(json.at("frames").get<int>(), 48);
        QVERIFY(json.at("fps").get<double>() > 0);
        QVERIFY(json.at("peak_ram_bytes").get<int64_t>() > 10'000'000);
        QCOMPARE(json.at("peak_vram_bytes").get<int64_t>(), 0);
    }

    void saysWhichVoiceItTakes()
    {
        QStringList arguments = scene();
        arguments[arguments.indexOf(QStringLiteral("--audio")) + 1] = QStringLiteral(TEST_DATA "/sound/tracks.mka");
        arguments << QStringLiteral("--progress") << QStringLiteral("none") << QStringLiteral("--save_file")
                  << path("tracks.mp4");
        const Run chosen = render(arguments);
        QVERIFY2(chosen.code == 0, qPrintable(chosen.err));
        QVERIFY2(chosen.err.contains(QLatin1String("has 3 sound tracks. The voice is track 3, in deu")),
                 qPrintable(chosen.err));

        const Run second = render(
            arguments
            + QStringList{QStringLiteral("--audio_track"), QStringLiteral("2"), QStringLiteral("--overwrite")});
        QVERIFY2(second.code == 0, qPrintable(second.err));
        QVERIFY2(second.err.contains(QLatin1String("The voice is track 2;")), qPrintable(second.err));

        const Run none = render(
            arguments
            + QStringList{QStringLiteral("--audio_track"), QStringLiteral("4"), QStringLiteral("--overwrite")});
        QCOMPARE(none.code, 2);
        QVERIFY2(none.err.contains(QLatin1String("has 3 sound tracks, not 4")), qPrintable(none.err));
    }

    // A shorter window of memory makes another film, which says so, and --settings_of and --resume keep to it.
    void aWindowOfMemoryBelongsToTheFilm()
    {
        const auto film = [this](const char* name, const QStringList& more) {
            return render(scene() << QStringLiteral("--progress") << QStringLiteral("none")
                                  << QStringLiteral("--save_file") << path(name) << more);
        };
        const QString window = QStringLiteral("--kv_window");
        for (const auto& [name, blocks] : {std::pair("window4.mp4", "4"), std::pair("window2.mp4", "2")}) {
            const Run run = film(name, {window, QLatin1String(blocks)});
            QVERIFY2(run.code == 0, qPrintable(run.err));
        }
        const Run plain = film("window.mp4", {});
        QVERIFY2(plain.code == 0, qPrintable(plain.err));
        QVERIFY(test::picturesIn(path("window.mp4").toStdString())
                == test::picturesIn(path("window4.mp4").toStdString()));
        QVERIFY(test::picturesIn(path("window.mp4").toStdString())
                != test::picturesIn(path("window2.mp4").toStdString()));
        const Result<project::Scene> settings = project::sceneFromJson(read(path("window2.mp4")).info.comment);
        QVERIFY(settings);
        QCOMPARE(settings->settings.windowBlocks, 2);

        const Run again = film("window2again.mp4", {QStringLiteral("--settings_of"), path("window2.mp4")});
        QVERIFY2(again.code == 0, qPrintable(again.err));
        QVERIFY(test::picturesIn(path("window2again.mp4").toStdString())
                == test::picturesIn(path("window2.mp4").toStdString()));
        for (const char* wrong : {"1", "5", "many"}) {
            const Run refused = film("refused.mp4", {window, QLatin1String(wrong)});
            QCOMPARE(refused.code, 2);
            QVERIFY2(refused.err.contains(window), qPrintable(refused.err));
            QVERIFY(!QFile::exists(path("refused.mp4")));
        }
    }

    // So does the shift of its noise levels.
    void aTimestepShiftBelongsToTheFilm()
    {
        const auto film = [this](const char* name, const char* shift) {
            return render(scene() << QStringLiteral("--progress") << QStringLiteral("none")
                                  << QStringLiteral("--save_file") << path(name) << QStringLiteral("--sample_steps")
                                  << QStringLiteral("3") << QStringLiteral("--timestep_shift") << QLatin1String(shift));
        };
        for (const auto& [name, shift] : {std::pair("shift3.mp4", "3"), std::pair("shift7.mp4", "7.5")}) {
            const Run run = film(name, shift);
            QVERIFY2(run.code == 0, qPrintable(run.err));
        }
        QVERIFY(test::picturesIn(path("shift3.mp4").toStdString())
                != test::picturesIn(path("shift7.mp4").toStdString()));
        const Result<project::Scene> settings = project::sceneFromJson(read(path("shift7.mp4")).info.comment);
        QVERIFY(settings);
        QCOMPARE(settings->settings.timestepShift, 7.5);
        for (const char* wrong : {"0", "101", "nan"}) {
            const Run refused = film("refused.mp4", wrong);
            QCOMPARE(refused.code, 2);
            QVERIFY2(refused.err.contains(QLatin1String("--timestep_shift")), qPrintable(refused.err));
        }
    }

    // Blocks in which nothing is said are made with fewer steps, and the film of a voice without any is the same.
    void silenceMayTakeFewerSteps()
    {
        std::vector<float> voice(16000 * 2);
        for (size_t i = 0; i < 16000; ++i) // Then it is silent.
            voice[i] = static_cast<float>(0.3 * std::sin(0.1 * static_cast<double>(i)));
        test::writeWav(path("pause.wav").toStdString(), {voice}, 16000);
        const auto film = [this](const char* name, const char* sound, const char* steps) {
            QStringList arguments = scene();
            arguments[arguments.indexOf(QStringLiteral("--audio")) + 1] = path(sound);
            const Run run = render(arguments << u"--progress"_s << u"none"_s << u"--save_file"_s << path(name)
                                             << u"--sample_steps"_s << u"3"_s << u"--silent_steps"_s
                                             << QLatin1String(steps) << u"--report"_s << path("silence.json"));
            QFile file(path("silence.json"));
            if (run.code != 0 || !file.open(QIODevice::ReadOnly))
                return -1;
            return nlohmann::json::parse(file.readAll().toStdString()).at("short_blocks").get<int>();
        };
        QCOMPARE(film("pause.mp4", "pause.wav", "0"), 0);
        QCOMPARE(film("pause2.mp4", "pause.wav", "2"), 1); // of its four; the third begins with 40 ms of tone
        const auto plain = test::picturesIn(path("pause.mp4").toStdString());
        const auto shorter = test::picturesIn(path("pause2.mp4").toStdString());
        QCOMPARE(plain.size(), shorter.size());
        QVERIFY(plain != shorter);
        const Result<project::Scene> settings = project::sceneFromJson(read(path("pause2.mp4")).info.comment);
        QVERIFY(settings);
        QCOMPARE(settings->settings.silentSteps, 2);

        for (size_t i = 16000; i < voice.size(); ++i)
            voice[i] = voice[i - 16000];
        test::writeWav(path("tone.wav").toStdString(), {voice}, 16000);
        QCOMPARE(film("tone.mp4", "tone.wav", "0"), 0);
        QCOMPARE(film("tone2.mp4", "tone.wav", "2"), 0);
        QVERIFY(test::picturesIn(path("tone.mp4").toStdString()) == test::picturesIn(path("tone2.mp4").toStdString()));
    }

    // The VAE's largest products are rounded to int8: nearly the same pictures, by a setting that the film holds.
    void aDecoderInInt8IsNearlyTheVae()
    {
        const auto film = [this](const QString& name, const QStringList& more) {
            const Run run
                = render(QStringList{QStringLiteral("--progress"), QStringLiteral("none"), QStringLiteral("--dtype"),
                                     QStringLiteral("bf16"), QStringLiteral("--save_file"), path(qPrintable(name))}
                         + more);
            return run.code == 0 ? QString() : run.err;
        };
        const QStringList demo{u"--demo"_s,
                               u"--sample_steps"_s,
                               u"1"_s,
                               u"--num_clip"_s,
                               u"1"_s,
                               u"--image"_s,
                               QStringLiteral(DEMO_DATA "/portraits/emil.png"),
                               u"--audio"_s,
                               QStringLiteral(DEMO_DATA "/voices/fox_en.wav")};
        QCOMPARE(film(QStringLiteral("vae.mp4"), demo), QString());
        QCOMPARE(film(QStringLiteral("int8.mp4"), demo + QStringList{QStringLiteral("--decoder=int8")}), QString());
        QVERIFY(decoderOf("int8.mp4") == PictureDecoder::Int8);
        const double decibels = difference("vae.mp4", "int8.mp4");
        qInfo("%.1f dB", decibels);
        QVERIFY(decibels > 38 && decibels < 70); // measured: 44.1; equal pictures would have 200
        QCOMPARE(film(QStringLiteral("int8again.mp4"),
                      demo + QStringList{QStringLiteral("--settings_of"), path("int8.mp4")}),
                 QString());
        QVERIFY(decoderOf("int8again.mp4") == PictureDecoder::Int8);
        QVERIFY(test::picturesIn(path("int8again.mp4").toStdString())
                == test::picturesIn(path("int8.mp4").toStdString()));
        QVERIFY(film(QStringLiteral("both.mp4"),
                     demo
                         + QStringList{QStringLiteral("--decoder=int8"), QStringLiteral("--light_decoder"),
                                       QStringLiteral(DEMO_DATA "/checkpoint/light_decoder.safetensors")})
                    .contains(QLatin1String("--decoder")));
    }

    // For drafts: another network makes the pictures, and the film says so.
    void aLightDecoderMakesADraft()
    {
        const auto film = [this](const QString& name, const QStringList& more) {
            return render(QStringList{QStringLiteral("--demo"), QStringLiteral("--num_clip"), QStringLiteral("1"),
                                      QStringLiteral("--progress"), QStringLiteral("none"),
                                      QStringLiteral("--save_file"), path(qPrintable(name))}
                          + more);
        };
        const Run full = film(QStringLiteral("full.mp4"), {});
        QVERIFY2(full.code == 0, qPrintable(full.err));
        const QString decoder = QStringLiteral(DEMO_DATA "/checkpoint/light_decoder.safetensors");
        const Run draft = film(QStringLiteral("draft.mp4"), {QStringLiteral("--light_decoder"), decoder});
        QVERIFY2(draft.code == 0, qPrintable(draft.err));
        QVERIFY(decoderOf("draft.mp4") == PictureDecoder::Light);
        const double decibels = difference("full.mp4", "draft.mp4");
        qInfo("%.1f dB", decibels);
        QVERIFY(decibels > 25 && decibels < 40); // measured: 28.5

        const Run foreign = film(
            QStringLiteral("foreign.mp4"),
            {QStringLiteral("--light_decoder"), QStringLiteral(DEMO_DATA "/checkpoint/Wan2.2-S2V-14B/Wan2.1_VAE.pth")});
        QCOMPARE(foreign.code, 26);
        QVERIFY2(foreign.err.contains(QLatin1String("a light decoder, such as taew2_1")), qPrintable(foreign.err));
        // Nothing was made that another run could go on with.
        QVERIFY2(!foreign.err.contains(QLatin1String("--resume")), qPrintable(foreign.err));
        QVERIFY(!QFile::exists(path("foreign.mp4")) && !QFile::exists(path(".foreign.part.journal")));
    }

    // A film makes another one like it, wherever its portrait and voice have gone.
    void settingsTravelInTheFilm()
    {
        const QString portrait = path("moved.png");
        const QString voice = path("moved.wav");
        QVERIFY(QFile::copy(QStringLiteral(DEMO_DATA "/portraits/emil.png"), portrait));
        QVERIFY(QFile::copy(QStringLiteral(DEMO_DATA "/voices/fox_en.wav"), voice));
        const auto film = [this](const char* name, const QStringList& more) {
            return render(QStringList{u"--progress"_s, u"none"_s, u"--save_file"_s, path(name)} + more);
        };
        const Run first = film("first.mp4",
                               {u"--demo"_s, u"--image"_s, portrait, u"--audio"_s, voice, u"--prompt"_s,
                                u"A man, in front of a green wall"_s, u"--base_seed"_s, u"7"_s, u"--sample_steps"_s,
                                u"2"_s, u"--num_clip"_s, u"1"_s});
        QVERIFY2(first.code == 0, qPrintable(first.err));
        const Run again = film("again.mp4", {u"--settings_of"_s, path("first.mp4")});
        QVERIFY2(again.code == 0, qPrintable(again.err));
        QVERIFY(test::picturesIn(path("again.mp4").toStdString()) == test::picturesIn(path("first.mp4").toStdString()));
        const Run other = film("other.mp4", {u"--settings_of"_s, path("first.mp4"), u"--base_seed"_s, u"8"_s});
        QVERIFY2(other.code == 0, qPrintable(other.err));
        QVERIFY(test::picturesIn(path("other.mp4").toStdString()) != test::picturesIn(path("first.mp4").toStdString()));

        const auto inside = media::MovieReader::open(path("first.mp4").toStdString());
        QVERIFY(inside && inside->info().comment.find("moved.png") != std::string::npos);
        QVERIFY(inside->info().comment.find(m_folder.path().toStdString()) == std::string::npos); // nobody's folders

        const Run silent = film("silent.mp4", {u"--settings_of"_s, path("first.mp4"), u"--no_settings"_s});
        QVERIFY2(silent.code == 0, qPrintable(silent.err));
        QVERIFY(media::MovieReader::open(path("silent.mp4").toStdString())->info().comment.empty());
        const Run none = film("none.mp4", {u"--settings_of"_s, path("silent.mp4")});
        QCOMPARE(none.code, 2);
        QVERIFY2(none.err.contains(u"it holds no settings"_s), qPrintable(none.err));
        QVERIFY(QFile::remove(voice));
        const Run lost = film("lost.mp4", {u"--settings_of"_s, path("first.mp4")});
        QVERIFY(lost.code != 0);
        QVERIFY2(lost.err.contains(u"moved.wav"_s), qPrintable(lost.err));
    }

    void takesTheReferencesFlags()
    {
        const QString movie = path("reference.mp4");
        const QString dump = path("dump.safetensors");
        const Run run
            = render(scene() << QString(QStringLiteral(
                                            "--task s2v-14B --offload-model True --convert_model_dtype --single_gpu "
                                            "--infer_frames 48 --load_lora --num_gpus_dit 1 --ulysses_size 1 "
                                            "--sample_guide_scale 0 --sample_solver euler --enable_vae_parallel False "
                                            "--compat=reference --ref_distance 30 --progress none"))
                                    .split(u' ')
                             << QStringLiteral("--save_file") << movie << QStringLiteral("--dump") << dump);
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(read(movie).frames, 45); // the first three are dropped
        const auto tensors = model::openSafetensors(dump.toStdString());
        QVERIFY(bool(tensors));
        QCOMPARE(tensors->at("motion_latents_init").size(2), 92); // one GPU: the single semantics
        for (const char* name : {"context", "audio_emb", "ref_latents_init", "latents_clip0", "frames_u8"})
            QVERIFY2(tensors->contains(name), name);
    }

    void progressIsOneJsonObjectALine()
    {
        const Run run = render(scene() << QStringLiteral("--save_file") << path("progress.mp4")
                                       << QStringLiteral("--progress") << QStringLiteral("json"));
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QStringList lines = run.out.split(u'\n', Qt::SkipEmptyParts);
        lines.removeLast(); // the movie's path
        QVERIFY(lines.size() >= 5);
        int64_t frames = 0;
        for (const QString& line : lines) {
            const auto json = nlohmann::json::parse(line.toStdString());
            QVERIFY(json.at("frames").get<int64_t>() >= frames);
            frames = json.at("frames").get<int64_t>();
        }
        QCOMPARE(frames, 48);
    }

    void badInputIsSaidAndNothingIsWritten_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("named");

        const auto file = [this](const char* name, const std::string& content) {
            test::writeBytes(path(name).toStdString(),
                             {reinterpret_cast<const uint8_t*>(content.data()), content.size()});
            return path(name);
        };
        const auto png = [this](const char* name, uint32_t side) {
            test::writeBytes(path(name).toStdString(), test::pngHeader(side, side));
            return path(name);
        };
        const auto wav = [this](const char* name, size_t samples) {
            test::writeWav(path(name).toStdString(), {std::vector<float>(samples, 0.1F)}, 16000);
            return path(name);
        };
        const auto add = [this](const char* what, const QStringList& arguments, int code, const QString& named) {
            QTest::newRow(what) << scene() + arguments << code << named;
        };
        const auto image = [](const QString& name) { return QStringList{QStringLiteral("--image"), name}; };
        const auto audio = [](const QString& name) { return QStringList{QStringLiteral("--audio"), name}; };
        const auto flag = [](const char* name, const char* value) {
            return QStringList{QString::fromUtf8(name), QString::fromUtf8(value)};
        };
        const QString text = file("text.png", "this is no picture");

        add("missing image", image(path("nowhere.png")), 10, QStringLiteral("nowhere.png"));
        add("an image that is a folder", image(m_folder.path()), 11, m_folder.path());
        add("not an image", image(text), 12, QStringLiteral("text.png"));
        add("a tiny image", image(png("tiny.png", 1)), 13, QStringLiteral("tiny.png"));
        add("a huge image", image(png("huge.png", 30000)), 14, QStringLiteral("huge.png"));
        add("missing audio", audio(path("nowhere.wav")), 10, QStringLiteral("nowhere.wav"));
        add("no audio in it", audio(text), 15, QStringLiteral("text.png"));
        add("audio without samples", audio(wav("empty.wav", 0)), 16, QStringLiteral("empty.wav"));
        add("audio shorter than a block", audio(wav("short.wav", 4000)), 17, QStringLiteral("short.wav"));
        add("a size that is none", flag("--size", "wide"), 2, QStringLiteral("--size"));
        add("an absurd size", flag("--size", "100000*100000"), 2, QStringLiteral("--size"));
        add("no steps", flag("--sample_steps", "0"), 2, QStringLiteral("--sample_steps"));
        add("steps that are no number", flag("--sample_steps", "four"), 2, QStringLiteral("--sample_steps"));
        add("an unknown flag", flag("--sample_step", "4"), 2, QStringLiteral("--sample_step"));
        add("several GPUs", flag("--num_gpus_dit", "4"), 3, QStringLiteral("--num_gpus_dit"));
        add("sequence parallel", flag("--ulysses_size", "2"), 3, QStringLiteral("--ulysses_size"));
        add("no such device", flag("--device", "cuda:99"), 3, QStringLiteral("cuda:99"));
        add("no checkpoint", flag("--ckpt_dir", "/nowhere"), 10, QStringLiteral("/nowhere"));
        add("a folder without a checkpoint", {QStringLiteral("--ckpt_dir"), m_folder.path()}, 20,
            QStringLiteral("config.json"));
        add("a LoRA that fits nothing",
            {QStringLiteral("--lora_path_dmd"), m_goldens + QStringLiteral("scheduler/scheduler.safetensors")}, 24,
            QStringLiteral("scheduler.safetensors"));
        add("a LoRA that is no safetensors",
            {QStringLiteral("--lora_path_dmd"), file("lora.safetensors", "\x10garbage")}, 21,
            QStringLiteral("lora.safetensors"));
    }
    void badInputIsSaidAndNothingIsWritten()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, code);
        QFETCH(const QString, named);
        const QString movie = path("bad.mp4");
        const Run run = render(arguments + QStringList{QStringLiteral("--save_file"), movie});
        QVERIFY2(run.code == code, qPrintable(QStringLiteral("%1: %2").arg(run.code).arg(run.err)));
        QVERIFY2(run.err.contains(named), qPrintable(run.err));
        QVERIFY(run.err.contains(u'.')); // a sentence
        QVERIFY(!QFile::exists(movie));
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral(".*.part.mp4")}, QDir::Files | QDir::Hidden).size(),
                 0);
    }

    // The base model alone would make a film of noise.
    void theLoraIsTakenFromBesideTheCheckpointOrAskedFor()
    {
        const QString root = path("models/Wan2.2-S2V-14B");
        std::filesystem::create_directories(path("models").toStdString());
        std::filesystem::copy(QString(m_goldens + QStringLiteral("checkpoint/tiny/ckpt/Wan2.2-S2V-14B")).toStdString(),
                              root.toStdString(), std::filesystem::copy_options::recursive);
        QStringList arguments = scene();
        const qsizetype lora = arguments.indexOf(QStringLiteral("--lora_path_dmd"));
        QVERIFY(lora >= 0);
        arguments.remove(lora, 2);
        arguments << QStringLiteral("--save_file") << path("lora.mp4") << QStringLiteral("--progress")
                  << QStringLiteral("none");
        const Run beside = render(arguments);
        QVERIFY2(beside.code == 0, qPrintable(beside.err));
        arguments << QStringLiteral("--overwrite") << QStringLiteral("--ckpt_dir") << root;
        const Run without = render(arguments);
        QCOMPARE(without.code, 2);
        QVERIFY2(without.err.contains(QStringLiteral("liveavatar.safetensors")), qPrintable(without.err));
        const Run wanted = render(arguments + QStringList{QStringLiteral("--lora_path_dmd"), QStringLiteral("none")});
        QVERIFY2(wanted.code == 0, qPrintable(wanted.err));
    }

    void aDamagedCheckpointIsNamed_data()
    {
        QTest::addColumn<QString>("victim");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        QTest::newRow("a truncated shard") << QStringLiteral("diffusion_pytorch_model-00001-of-00002.safetensors")
                                           << QByteArray("\x20\x00\x00\x00\x00\x00\x00\x00{", 9) << 21;
        QTest::newRow("a text in place of the VAE")
            << QStringLiteral("Wan2.1_VAE.pth") << QByteArray("nothing of the kind") << 26;
        QTest::newRow("a config that is no JSON") << QStringLiteral("config.json") << QByteArray("{") << 21;
        QTest::newRow("another model") << QStringLiteral("config.json")
                                       << QByteArray("{\"model_type\":\"t2v\",\"dim\":64}") << 22;
        QTest::newRow("a missing shard") << QStringLiteral("diffusion_pytorch_model-00002-of-00002.safetensors")
                                         << QByteArray() << 20;
    }
    void aDamagedCheckpointIsNamed()
    {
        QFETCH(const QString, victim);
        QFETCH(const QByteArray, content);
        QFETCH(const int, code);
        const QString copy = path("checkpoint");
        QDir(copy).removeRecursively();
        QVERIFY(copyTree(m_goldens + QStringLiteral("checkpoint/tiny/ckpt/Wan2.2-S2V-14B"), copy));
        QFile file(copy + u'/' + victim);
        QVERIFY(file.remove());
        if (!content.isEmpty()) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
            file.close();
        }
        const Run run = render(scene() << QStringLiteral("--ckpt_dir") << copy << QStringLiteral("--save_file")
                                       << path("bad.mp4"));
        QVERIFY2(run.code == code, qPrintable(QStringLiteral("%1: %2").arg(run.code).arg(run.err)));
        QVERIFY2(run.err.contains(victim), qPrintable(run.err));
        QVERIFY(!QFile::exists(path("bad.mp4")));
    }

    void anExistingMovieIsKeptUnlessToldOtherwise()
    {
        const QString movie = path("existing.mp4");
        QFile file(movie);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("precious");
        file.close();
        const QStringList arguments = scene() << QStringLiteral("--save_file") << movie;
        QCOMPARE(render(arguments).code, 31);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("precious"));
        file.close();
        QCOMPARE(render(QStringList(arguments) << QStringLiteral("--overwrite")).code, 0);
        QCOMPARE(read(movie).frames, 48);
    }

    void aFolderThatCannotBeWrittenToIsSaidAtOnce()
    {
        const Run run = render(scene() << QStringLiteral("--save_file") << path("nowhere/movie.mp4"));
        QCOMPARE(run.code, 30);
        QVERIFY2(run.err.contains(path("nowhere/movie.mp4")), qPrintable(run.err)); // not the hidden file beside it
    }

    void aFolderAsTheFileGetsAFilmNamedAfterItsVoice()
    {
        const QString folder = path("films");
        QVERIFY(QDir().mkpath(folder));
        for (const char* name : {"speech_16k.mp4", "speech_16k-2.mp4"}) {
            const Run run = render(scene() << QStringLiteral("--save_file") << folder);
            QVERIFY2(run.code == 0, qPrintable(run.err));
            QCOMPARE(run.out.trimmed(), folder + u'/' + QString::fromUtf8(name));
        }
        // A film as the voice: the name that it would give is its own.
        const QString voice = folder + u"/speech_16k.mp4"_s;
        const Run run = render(scene() << u"--save_file"_s << folder << u"--audio"_s << voice);
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(run.out.trimmed(), folder + u"/speech_16k-3.mp4"_s);
    }

    void theNamesEndingSaysTheFormat()
    {
        const Run run = render(scene() << u"--save_file"_s << path("ending.WebM"));
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(run.out.trimmed(), path("ending.WebM"));
        const Movie made = read(path("ending.WebM"));
        QCOMPARE(made.frames, 48);
        QVERIFY(made.info.hasSound);
        QCOMPARE(QDir(m_folder.path()).entryList({u".ending*"_s}, QDir::Files | QDir::Hidden).size(), 0);
    }

    void anOptionSaysTheFormat()
    {
        const Run gif = render(scene() << u"--format"_s << u"gif"_s << u"--save_file"_s << path("option"));
        QVERIFY2(gif.code == 0, qPrintable(gif.err));
        QCOMPARE(gif.out.trimmed(), path("option.gif"));
        QVERIFY(gif.err.contains(u"GIF has no sound"_s));
        QCOMPARE(read(path("option.gif")).frames, 48);
    }

    void picturesGoIntoAFolderOfTheirOwn()
    {
        const Run run = render(scene() << u"--save_file"_s << path("frames/%06d.png"));
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(run.out.trimmed(), path("frames"));
        QCOMPARE(QDir(path("frames")).entryList({u"0000??.png"_s}).size(), 48);
        const Run again = render(scene() << u"--save_file"_s << path("frames/%06d.png") << u"--overwrite"_s);
        QCOMPARE(again.code, 31);
        QVERIFY2(again.err.contains(u"new folder"_s), qPrintable(again.err));
        QCOMPARE(QDir(path("frames")).entryList({u"0000??.png"_s}).size(), 48);
    }

    void namesAndFormatsThatClashAreRefused_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("two formats") << QStringList{u"--format"_s, u"gif"_s, u"--save_file"_s, path("clash.webm")};
        QTest::newRow("one picture") << QStringList{u"--save_file"_s, path("clash.png")};
        QTest::newRow("sound alone") << QStringList{u"--format"_s, u"wav"_s, u"--save_file"_s, path("clash.wav")};
        QTest::newRow("unknown") << QStringList{u"--format"_s, u"mpeg"_s};
    }
    void namesAndFormatsThatClashAreRefused()
    {
        QFETCH(const QStringList, options);
        const Run run = render(scene() << options);
        QVERIFY2(run.code == 2, qPrintable(run.err));
        QVERIFY(QDir(m_folder.path()).entryList({u"*clash*"_s}, QDir::AllEntries | QDir::Hidden).isEmpty());
    }

    void anOutputThatIsAnInputIsRefused_data()
    {
        QTest::addColumn<QString>("flag");
        QTest::addColumn<QString>("output");
        QTest::newRow("the voice") << u"--save_file"_s << u"talk.mp4"_s;
        QTest::newRow("by a longer way") << u"--save_file"_s << u"./folder/../talk.mp4"_s;
        QTest::newRow("a link") << u"--save_file"_s << u"link.mp4"_s;
        QTest::newRow("a hard link") << u"--save_file"_s << u"hard.mp4"_s;
        QTest::newRow("report and voice") << u"--report"_s << u"talk.mp4"_s;
        QTest::newRow("report and picture") << u"--report"_s << u"face.png"_s;
        QTest::newRow("dump and voice") << u"--dump"_s << u"link.mp4"_s;
        QTest::newRow("report and film") << u"--report"_s << u"film.mp4"_s;
        QTest::newRow("dump and film") << u"--dump"_s << u"folder/../film.mp4"_s;
        QTest::newRow("report and checkpoint") << u"--report"_s << u"checkpoint/config.json"_s;
    }
    void anOutputThatIsAnInputIsRefused()
    {
        QFETCH(const QString, flag);
        QFETCH(const QString, output);
        const QTemporaryDir folder;
        const auto at = [&](const QString& name) { return folder.filePath(name); };
        QVERIFY(QDir().mkpath(at(u"folder"_s)));
        QStringList arguments = scene();
        const auto value
            = [&](const char* name) { return arguments.at(arguments.indexOf(QString::fromUtf8(name)) + 1); };
        QVERIFY(QFile::copy(value("--audio"), at(u"talk.mp4"_s)));
        QVERIFY(QFile::copy(value("--image"), at(u"face.png"_s)));
        QVERIFY(QFile::link(at(u"talk.mp4"_s), at(u"link.mp4"_s)));
        std::filesystem::create_hard_link(at(u"talk.mp4"_s).toStdString(), at(u"hard.mp4"_s).toStdString());
        QVERIFY(copyTree(m_goldens + u"checkpoint/tiny/ckpt/Wan2.2-S2V-14B"_s, at(u"checkpoint"_s)));
        arguments << u"--audio"_s << at(u"talk.mp4"_s) << u"--image"_s << at(u"face.png"_s) << u"--ckpt_dir"_s
                  << at(u"checkpoint"_s) << u"--overwrite"_s;
        if (flag != u"--save_file"_s)
            arguments << u"--save_file"_s << at(u"film.mp4"_s);
        const auto bytes = [&](const char* name) {
            QFile file(at(QString::fromUtf8(name)));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray voice = bytes("talk.mp4");
        const Run run = render(arguments << flag << at(output));
        QVERIFY2(run.code == 2, qPrintable(run.err));
        QVERIFY2(run.err.contains(flag), qPrintable(run.err));
        QVERIFY(!voice.isEmpty());
        QCOMPARE(bytes("talk.mp4"), voice);
        QVERIFY(!QFile::exists(at(u"film.mp4"_s)));
    }

    void anUpperCaseExtensionIsOne()
    {
        const Run run = render(scene() << u"--save_file"_s << path("Film.MP4"));
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(run.out.trimmed(), path("Film.MP4"));
        QCOMPARE(read(path("Film.MP4")).frames, 48);
    }

    void aReportThatCannotBeWrittenIsSaidAtOnce_data()
    {
        QTest::addColumn<QString>("flag");
        QTest::newRow("report") << u"--report"_s;
        QTest::newRow("dump") << u"--dump"_s;
    }
    void aReportThatCannotBeWrittenIsSaidAtOnce()
    {
        QFETCH(const QString, flag);
        for (const QString& place : {path("nowhere/at/all"), m_folder.path()}) {
            const Run run = render(scene() << u"--save_file"_s << path("late.mp4") << flag << place);
            QCOMPARE(run.code, 30);
            QVERIFY2(run.err.contains(place), qPrintable(run.err));
            QVERIFY(!QFile::exists(path("late.mp4")));
        }
    }

    void rendersThatBeginTogetherMakeAFilmEach()
    {
        const QTemporaryDir folder;
        std::array<QProcess, 3> processes;
        for (QProcess& process : processes)
            process.start(QStringLiteral(AVATAR_RENDER), scene() << u"--save_dir"_s << folder.path());
        QSet<QString> films;
        for (QProcess& process : processes) {
            QVERIFY(process.waitForFinished(test::kPatience));
            QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
            films.insert(QString::fromUtf8(process.readAllStandardOutput()).trimmed());
        }
        QStringList made = QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
        made.sort();
        QCOMPARE(made, (QStringList{u"speech_16k-2.mp4"_s, u"speech_16k-3.mp4"_s, u"speech_16k.mp4"_s}));
        QCOMPARE(films.size(), 3);
        for (const QString& film : films)
            QCOMPARE(read(film).frames, 48);
    }

    void whatAKilledProgramLeftInTheTemporaryFolderGoes()
    {
        const QTemporaryDir folder;
        const QString left = folder.filePath(u"live-avatar-studio-killed"_s);
        QVERIFY(QDir().mkpath(left + u"/icons"_s));
        QVERIFY(QFile::setPermissions(left, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"TMPDIR"_s, folder.path());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(AVATAR_RENDER), scene() << u"--save_file"_s << path("after.mp4"));
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(!QFile::exists(left));
    }

    void aNameThatIsBeingMadeIsRefusedAtOnce()
    {
        const QTemporaryDir folder;
        const QString movie = folder.filePath(u"film.mp4"_s);
        QProcess first;
        QVERIFY(startLong(first, movie) > 0);
        QCOMPARE(kill(static_cast<pid_t>(first.processId()), SIGSTOP), 0); // It lives, and doesn't get any further.
        for (const QStringList& more : {QStringList(), QStringList(u"--overwrite"_s)}) {
            const Run run = render(scene() << u"--save_file"_s << movie << more);
            QVERIFY2(run.code == 31, qPrintable(run.err));
            QVERIFY2(run.err.contains(movie) && run.err.contains(u"another program"_s), qPrintable(run.err));
        }
        // Killed, what it made stays as it is, and is told.
        first.kill();
        QVERIFY(first.waitForFinished(test::kPatience));
        QFile part(folder.filePath(u".film.part.mp4"_s));
        QVERIFY(part.open(QIODevice::ReadWrite));
        if (part.size() == 0) // Killed before the first second was whole.
            part.write("a film");
        const qint64 size = part.size();
        part.close();
        const Run run = render(scene() << u"--save_file"_s << movie);
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QVERIFY2(run.err.contains(part.fileName()) && run.err.contains(u"rename it to keep it"_s), qPrintable(run.err));
        QCOMPARE(part.size(), size);
        QCOMPARE(read(movie).frames, 48);
    }

    void aSignalKeepsFinishedBlocks_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("times");
        QTest::newRow("SIGTERM") << SIGTERM << 1;
        QTest::newRow("SIGINT") << SIGINT << 1;
        QTest::newRow("SIGHUP") << SIGHUP << 1;
        QTest::newRow("SIGHUP from the shell and the terminal") << SIGHUP << 5;
    }
    void aSignalKeepsFinishedBlocks()
    {
        QFETCH(const int, number);
        QFETCH(const int, times);
        const QTemporaryDir folder;
        const QString movie = folder.filePath(u"stopped.mp4"_s);
        QProcess process;
        const int64_t frames = startLong(process, movie);
        QVERIFY(frames > 0);
        for (int i = 0; i < times; ++i)
            QCOMPARE(kill(static_cast<pid_t>(process.processId()), number), 0);
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        const Movie kept = read(movie);
        QVERIFY(kept.frames >= frames && kept.frames < 123);
        QCOMPARE(kept.frames % 12, 0);
        QVERIFY(kept.info.hasSound);
        // And the journal, with which it can be continued.
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden),
                 (QStringList{u".stopped.part.journal"_s, u"stopped.mp4"_s}));
    }

    void withNohupAHangupIsIgnored()
    {
        QProcess process;
        process.start(u"/bin/sh"_s,
                      QStringList{u"-c"_s, u"trap '' HUP; exec \"$@\""_s, u"sh"_s, QStringLiteral(AVATAR_RENDER)}
                          << scene() << u"--save_file"_s << path("nohup.mp4") << u"--progress"_s << u"json"_s);
        QVERIFY(process.waitForReadyRead(60'000)); // The signals are set up by now.
        QCOMPARE(kill(static_cast<pid_t>(process.processId()), SIGHUP), 0);
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(read(path("nohup.mp4")).frames, 48);
    }

    void aClosedPipeEndsNothing()
    {
        QProcess process;
        process.start(QStringLiteral(AVATAR_RENDER),
                      scene() << u"--save_file"_s << path("pipe.mp4") << u"--progress"_s << u"json"_s);
        QVERIFY(process.waitForStarted());
        process.closeReadChannel(QProcess::StandardOutput);
        process.closeReadChannel(QProcess::StandardError);
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(read(path("pipe.mp4")).frames, 48);
    }

    // Whatever is printed must not get into a file that took the stream's number.
    void closedStreamsEndNothing()
    {
        QProcess process;
        process.start(u"/bin/sh"_s,
                      QStringList{u"-c"_s, u"exec \"$@\" <&- >&- 2>&-"_s, u"sh"_s, QStringLiteral(AVATAR_RENDER)}
                          << scene() << u"--save_file"_s << path("closed.mp4") << u"--progress"_s << u"json"_s);
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(read(path("closed.mp4")).frames, 48);
    }

private:
    struct Movie {
        media::MovieInfo info;
        int64_t frames = 0;
    };

    static Movie read(const QString& path)
    {
        Movie movie;
        auto reader = media::MovieReader::open(path.toStdString());
        if (!reader)
            return movie;
        movie.info = reader->info();
        while (true) {
            const auto frame = reader->nextFrame();
            if (!frame || !*frame)
                return movie;
            ++movie.frames;
        }
    }

    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

    // What made the pictures of a film, by its own settings.
    std::optional<PictureDecoder> decoderOf(const char* name) const
    {
        const Result<project::Scene> scene = project::sceneFromJson(read(path(name)).info.comment);
        return scene ? std::optional(scene->settings.decoder) : std::nullopt;
    }

    // Of two films of 48 pictures, dB of the largest number; 0 if they aren't that.
    double difference(const char* one, const char* other) const
    {
        const std::vector<std::vector<uint8_t>> a = test::picturesIn(path(one).toStdString());
        const std::vector<std::vector<uint8_t>> b = test::picturesIn(path(other).toStdString());
        double square = 1e-9; // of equal pictures, too
        double count = 0;
        if (a.size() != 48 || b.size() != 48)
            return 0;
        for (size_t n = 0; n < a.size(); ++n) {
            for (size_t i = 0; i < a[n].size(); ++i)
                square += std::pow(double(a[n][i]) - double(b[n].at(i)), 2);
            count += static_cast<double>(a[n].size());
        }
        return 10 * std::log10(255 * 255 * count / square);
    }

    // A short render.
    static QStringList scene() { return test::goldenScene(1, 1); }

    // Starts a render of many frames and waits for its first ones; returns how many there are.
    static int64_t startLong(QProcess& process, const QString& movie)
    {
        process.start(QStringLiteral(AVATAR_RENDER),
                      scene() << u"--num_clip"_s << u"0"_s << u"--sample_steps"_s << u"40"_s << u"--schedule"_s
                              << u"loop"_s << u"--progress"_s << u"json"_s << u"--save_file"_s << movie);
        int64_t frames = 0;
        while (frames == 0 && process.waitForReadyRead(60'000)) {
            while (process.canReadLine()) {
                const auto json = nlohmann::json::parse(process.readLine().toStdString(), nullptr, false);
                if (json.is_object())
                    frames = json.at("frames").get<int64_t>();
            }
        }
        return frames;
    }

    static bool copyTree(const QString& from, const QString& to)
    {
        QDir().mkpath(to);
        for (const QFileInfo& entry : QDir(from).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
            const QString target = to + u'/' + entry.fileName();
            if (entry.isDir() ? !copyTree(entry.filePath(), target) : !QFile::copy(entry.filePath(), target))
                return false;
            QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        return true;
    }

    QTemporaryDir m_folder;
    QString m_goldens;
};

} // namespace

QTEST_GUILESS_MAIN(TestAvatarRender)
#include "tst_AvatarRender.moc"
