// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/PthFile.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/FilmLength.h"
#include "tests/support/Goldens.h"
#include "tests/support/TinyFilm.h"

#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <limits>
#include <optional>

using namespace studio;
using nlohmann::json;
using pipeline::AvatarPipeline;
using pipeline::RenderRequest;

Q_DECLARE_METATYPE(studio::Semantics)

namespace {

// Of the golden's largest magnitude. Reached: latents 4e-6, text and audio 3e-6.
constexpr double kTolerance = 1e-4;
// Levels of 255 of the final frames. Reached: 1, where truncation falls to the other side.
constexpr int kFrameTolerance = 2;

// Counts what a render hands out, and can stop it.
class CountingSink : public pipeline::RenderSink {
public:
    void progress(const pipeline::Progress& progress) override
    {
        stages.insert(static_cast<int>(progress.stage));
        last = progress;
        if (stop.stop_requested())
            ++progressAfterStop;
        if (stopIn == progress.stage && progress.stageShare > 0 && progress.stageShare < 1)
            stop.request_stop();
    }
    Status frames(const pipeline::FrameGroup& group) override
    {
        if (group.first != count)
            return Error{ErrorCode::Internal, {}, "a gap in the frames"};
        if (count == 0)
            forwardsToFrames = last.forward;
        count += group.count;
        groups.push_back(group.count);
        if (stopAfter > 0 && count >= stopAfter)
            stop.request_stop();
        return kDone;
    }

    int64_t count = 0;
    int64_t forwardsToFrames = 0;
    int64_t stopAfter = 0;
    std::optional<pipeline::Stage> stopIn; // once a part of it is done
    int64_t progressAfterStop = 0;
    std::vector<int> groups;
    std::set<int> stages;
    pipeline::Progress last;
    std::stop_source stop;
};

// Makes one number of a tensor of a file NaN, in fp32 or bf16.
bool poison(const std::filesystem::path& file, const std::string& name)
{
    const auto tensors = file.extension() == ".safetensors" ? model::openSafetensors(file) : model::openPth(file);
    if (!tensors || !tensors->contains(name))
        return false;
    const at::Tensor& tensor = tensors->at(name);
    std::ifstream stream(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const size_t at = bytes.find(std::string_view(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()));
    const std::string nan = tensor.element_size() == 2 ? std::string("\xc0\x7f", 2) : std::string("\0\0\xc0\x7f", 4);
    if (at == std::string::npos)
        return false;
    bytes.replace(at, nan.size(), nan);
    const std::filesystem::path changed = file.string() + ".new"; // The old one is mapped, and may be a link.
    std::ofstream(changed, std::ios::binary) << bytes;
    std::filesystem::rename(changed, file);
    return true;
}

class TestAvatarPipeline : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        std::ifstream file(test::kGoldens + "e2e/e2e.json");
        m_json = json::parse(file);
        auto opened
            = AvatarPipeline::open({.checkpoint = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B",
                                    .lora = test::kGoldens + "checkpoint/tiny/ckpt/LiveAvatar/liveavatar.safetensors",
                                    .loraAlpha = {},
                                    .device = "cpu",
                                    .precision = {},
                                    .promptCache = {}});
        QVERIFY2(bool(opened), opened ? "" : opened.error().detail.c_str());
        m_pipeline = std::make_unique<AvatarPipeline>(std::move(*opened));
    }

    void endToEndEqualsTheReference_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Semantics>("semantics");
        QTest::newRow("streaming") << QStringLiteral("tpp_stream") << Semantics::Stream;
        QTest::newRow("single, deferred") << QStringLiteral("single_deferred") << Semantics::SingleDeferred;
        QTest::newRow("single, online") << QStringLiteral("single_online") << Semantics::SingleOnline;
    }
    void endToEndEqualsTheReference()
    {
        QFETCH(const QString, name);
        QFETCH(const Semantics, semantics);
        const std::string file = name.toStdString();
        const model::StateDict golden = test::golden("e2e/" + file + ".safetensors");
        std::ifstream stream(test::kGoldens + "e2e/" + file + ".json");
        const json description = json::parse(stream);

        RenderRequest request = goldenRequest();
        request.semantics = semantics;
        const model::StateDict dump = renderAndDump(request);

        const model::StateDict common = test::golden("e2e/common.safetensors");
        QVERIFY(test::relativeError("context", dump.at("context"), common.at("context")) <= kTolerance);
        QVERIFY(test::relativeError("audio_emb", dump.at("audio_emb"), common.at("audio_emb")) <= kTolerance);
        QVERIFY(test::relativeError("ref_latents_init", dump.at("ref_latents_init"), golden.at("ref_latents_init"))
                <= kTolerance);
        const at::Tensor motion = dump.at("motion_latents_init");
        const auto whole = golden.find("motion_latents_init");
        QVERIFY(test::relativeError("motion_latents_init",
                                    whole != golden.end() ? motion : motion.narrow(2, motion.size(2) - 19, 19),
                                    whole != golden.end() ? whole->second : golden.at("motion_latents_init_last19"))
                <= kTolerance);
        for (const char* renewed : {"ref_latents_clip1", "motion_latents_clip1_sink_last19"}) {
            const auto expected = golden.find(renewed);
            if (expected == golden.end())
                continue;
            at::Tensor actual = dump.at(std::string(renewed) == "ref_latents_clip1" ? "ref_latents_clip1"
                                                                                    : "motion_latents_clip1_sink");
            actual = actual.narrow(2, actual.size(2) - expected->second.size(2), expected->second.size(2));
            QVERIFY(test::relativeError(renewed, actual, expected->second) <= kTolerance);
        }
        for (int clip = 0; clip < 3; ++clip) {
            const std::string latents = "latents_clip" + std::to_string(clip);
            QVERIFY(test::relativeError(latents.c_str(), dump.at(latents), golden.at(latents)) <= kTolerance);
        }
        const at::Tensor frames = dump.at("frames_u8");
        QCOMPARE(frames.size(1), description.at("frame_count").get<int64_t>());
        const auto index = description.at("frames_u8_index").get<std::vector<int64_t>>();
        const at::Tensor chosen = at::index_select(frames, 1, at::tensor(index)).to(at::kInt);
        const at::Tensor difference = (chosen - golden.at("frames_u8").to(at::kInt)).abs();
        std::printf("frames_u8: at most %d levels, %lld of %lld values differ\n", difference.max().item<int>(),
                    static_cast<long long>(difference.ne(0).sum().item<int64_t>()),
                    static_cast<long long>(difference.numel()));
        QVERIFY(difference.max().item<int>() <= kFrameTolerance);
    }

    void aWavefrontMakesTheFilmOfTheLoop()
    {
        RenderRequest request = goldenRequest();
        request.steps = 3;
        const model::StateDict wavefront = renderAndDump(request);
        request.schedule = Schedule::Loop;
        const model::StateDict loop = renderAndDump(request);
        for (int clip = 0; clip < 3; ++clip) {
            const std::string latents = "latents_clip" + std::to_string(clip);
            QVERIFY(test::relativeError(latents.c_str(), wavefront.at(latents), loop.at(latents)) <= 1e-5);
        }
        QVERIFY((wavefront.at("frames_u8").to(at::kInt) - loop.at("frames_u8").to(at::kInt)).abs().max().item<int>()
                <= 1);
    }

    void theStudioKeepsTheFirstFramesAndEndsWithTheVoice()
    {
        RenderRequest request = goldenRequest();
        request.compat = ReferenceCompat::studio();
        const model::StateDict studio = renderAndDump(request);
        const int64_t voiced = 123; // 4.9 s at 25 frames a second
        QCOMPARE(studio.at("frames_u8").size(1), voiced);
        const auto length = pipeline::filmLength(static_cast<int64_t>(request.voice.size()), request);
        QCOMPARE(length.frames, voiced);
        QCOMPARE(length.clips, 3);

        request.compat.dropFirstFrames = true;
        const at::Tensor dropped = renderAndDump(request).at("frames_u8");
        QCOMPARE(dropped.size(1), voiced);
        QVERIFY(dropped.narrow(1, 0, voiced - 3).equal(studio.at("frames_u8").narrow(1, 3, voiced - 3)));
    }

    void anyNumberOfStepsAndClipsWorks_data()
    {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("clips");
        QTest::addColumn<int>("framesPerClip");
        QTest::addColumn<int>("frames");
        QTest::newRow("one step") << 1 << 1 << 48 << 48;
        QTest::newRow("five steps, more than the reference has caches") << 5 << 1 << 48 << 48;
        QTest::newRow("short clips") << 2 << 3 << 12 << 36;
        QTest::newRow("more clips than the voice") << 1 << 100 << 48 << 123;
    }
    void anyNumberOfStepsAndClipsWorks()
    {
        QFETCH(const int, steps);
        QFETCH(const int, clips);
        QFETCH(const int, framesPerClip);
        QFETCH(const int, frames);
        RenderRequest request = goldenRequest();
        request.compat = ReferenceCompat::studio();
        request.steps = steps;
        request.clips = clips;
        request.framesPerClip = framesPerClip;
        CountingSink sink;
        pipeline::RenderReport report;
        const Status rendered = m_pipeline->render(request, sink, report);
        QVERIFY2(bool(rendered), rendered ? "" : rendered.error().detail.c_str());
        QCOMPARE(sink.count, frames);
        QCOMPARE(report.frames, frames);
        QCOMPARE(sink.last.framesTotal, frames);
        QCOMPARE(sink.last.forward, sink.last.forwards);
        QCOMPARE(sink.stages.size(), 5U);
    }

    void theFirstFramesAreForetold_data()
    {
        QTest::addColumn<Semantics>("semantics");
        QTest::addColumn<int>("lanes");
        QTest::newRow("a stream, all lanes") << Semantics::Stream << 0;
        QTest::newRow("a stream, two lanes") << Semantics::Stream << 2;
        QTest::newRow("a stream, one lane") << Semantics::Stream << 1;
        QTest::newRow("clip by clip") << Semantics::SingleOnline << 0;
        QTest::newRow("at the end") << Semantics::SingleDeferred << 0;
    }
    void theFirstFramesAreForetold()
    {
        QFETCH(const Semantics, semantics);
        QFETCH(const int, lanes);
        RenderRequest request = goldenRequest();
        request.compat = ReferenceCompat::studio();
        request.semantics = semantics;
        request.memory.lanes = lanes;
        request.steps = 3;
        request.clips = 2;
        request.framesPerClip = 24;
        CountingSink sink;
        pipeline::RenderReport report;
        QVERIFY(m_pipeline->render(request, sink, report));
        QVERIFY(sink.last.forwardsToFrames > 0);
        QCOMPARE(sink.forwardsToFrames, sink.last.forwardsToFrames);
    }

    void aSeedMeansTheSameFilm()
    {
        RenderRequest request = goldenRequest();
        request.clips = 1;
        request.referenceDistance.reset();
        const at::Tensor first = renderAndDump(request).at("latents_clip0");
        QVERIFY(renderAndDump(request).at("latents_clip0").equal(first));
        request.seed = 421;
        QVERIFY(!renderAndDump(request).at("latents_clip0").equal(first));
    }

    void givenNoiseTakesThePlaceOfTheSeed()
    {
        RenderRequest request = goldenRequest();
        request.clips = 1;
        const at::Tensor drawn = renderAndDump(request).at("latents_clip0");
        request.seed = 1;
        request.noise = test::kGoldens + "e2e/common.safetensors"; // the noise of seed 420
        QVERIFY(renderAndDump(request).at("latents_clip0").equal(drawn));
    }

    void aStopKeepsWholeBlocks()
    {
        CountingSink sink;
        sink.stopAfter = 24;
        RenderRequest request = goldenRequest();
        request.compat = ReferenceCompat::studio();
        pipeline::RenderReport report;
        const Status rendered = m_pipeline->render(request, sink, report, sink.stop.get_token());
        QVERIFY(!rendered);
        QCOMPARE(rendered.error().code, ErrorCode::Cancelled);
        QCOMPARE(sink.count, 24);
        QCOMPARE(report.frames, 24);
    }

    void aStopIsHeardWithinEachStage_data()
    {
        QTest::addColumn<int>("stage");
        QTest::newRow("load") << static_cast<int>(pipeline::Stage::Load);
        QTest::newRow("text") << static_cast<int>(pipeline::Stage::Text);
        QTest::newRow("voice") << static_cast<int>(pipeline::Stage::Audio);
    }

    void aStopIsHeardWithinEachStage()
    {
        QFETCH(int, stage);
        auto fresh = AvatarPipeline::open(test::tinyModel());
        QVERIFY(bool(fresh));
        CountingSink sink;
        sink.stopIn = static_cast<pipeline::Stage>(stage);
        pipeline::RenderReport report;
        const Status rendered = fresh->render(goldenRequest(), sink, report, sink.stop.get_token());
        QVERIFY(!rendered);
        QCOMPARE(rendered.error().code, ErrorCode::Cancelled);
        QVERIFY(sink.stop.stop_requested());
        QCOMPARE(sink.progressAfterStop, 0); // Not one part more.
        QCOMPARE(static_cast<int>(sink.last.stage), stage);
        QCOMPARE(sink.count, 0);
    }

    // Of a long voice as much is encoded as the first block needs, unless the reference's way is wanted.
    void aLongVoiceIsHeardAsFarAsTheFilmGoes()
    {
        RenderRequest request = goldenRequest();
        request.compat = ReferenceCompat::studio();
        request.steps = 1;
        request.clips = 1;
        const std::vector<float> once = request.voice;
        while (request.voice.size() < size_t{100} * 16000)
            request.voice.insert(request.voice.end(), once.begin(), once.end());
        CountingSink sink;
        pipeline::RenderReport report;
        QVERIFY(bool(m_pipeline->render(request, sink, report)));
        QVERIFY(std::abs(report.heardSeconds - 32) < 0.1);
        QCOMPARE(sink.last.voiceSeconds, report.heardSeconds);
        QCOMPARE(sink.count, 48);

        request.compat.wholeVoice = true;
        CountingSink whole;
        QVERIFY(bool(m_pipeline->render(request, whole, report)));
        QCOMPARE(report.heardSeconds, static_cast<double>(request.voice.size()) / 16000);
        QCOMPARE(whole.last.voiceSeconds, report.heardSeconds);

        // A short voice is the reference's, whole and bit for bit.
        request.voice = once;
        request.clips = 0;
        const model::StateDict asWhole = renderAndDump(request);
        request.compat.wholeVoice = false;
        const model::StateDict asStudio = renderAndDump(request);
        QVERIFY(asWhole.at("audio_emb").equal(asStudio.at("audio_emb")));
        QVERIFY(asWhole.at("frames_u8").equal(asStudio.at("frames_u8")));
    }

    void nanEndsTheRenderAndNamesTheNetwork_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("tensor");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("network");
        QTest::newRow("text") << QStringLiteral("models_t5_umt5-xxl-enc-bf16.pth")
                              << QStringLiteral("blocks.0.attn.q.weight") << QStringLiteral("NotFinite")
                              << QStringLiteral("text encoder");
        QTest::newRow("voice") << QStringLiteral("wav2vec2-large-xlsr-53-english/model.safetensors")
                               << QStringLiteral("wav2vec2.encoder.layers.3.attention.q_proj.weight")
                               << QStringLiteral("NotFinite") << QStringLiteral("voice encoder");
        QTest::newRow("transformer") << QStringLiteral("diffusion_pytorch_model-0000*-of-00002.safetensors")
                                     << QStringLiteral("blocks.1.ffn.0.weight") << QStringLiteral("NotFinite")
                                     << QStringLiteral("transformer");
        QTest::newRow("decoder") << QStringLiteral("Wan2.1_VAE.pth") << QStringLiteral("decoder.head.2.weight")
                                 << QStringLiteral("CheckpointDamaged") << QStringLiteral("NaN");
    }

    void nanEndsTheRenderAndNamesTheNetwork()
    {
        QFETCH(QString, file);
        QFETCH(QString, tensor);
        QFETCH(QString, code);
        QFETCH(QString, network);
        namespace fs = std::filesystem;
        const QTemporaryDir folder;
        const fs::path root = fs::path(folder.path().toStdString()) / "Wan2.2-S2V-14B";
        pipeline::ModelOptions options = test::tinyModel();
        fs::copy(options.checkpoint, root, fs::copy_options::recursive);
        options.checkpoint = root;
        bool poisoned = false;
        for (const char* digit : {"1", "2"}) { // the shard that has it
            const std::string one = QString(file).replace(QLatin1Char('*'), QLatin1String(digit)).toStdString();
            poisoned = poisoned || poison(root / one, tensor.toStdString());
        }
        QVERIFY(poisoned);
        auto damaged = AvatarPipeline::open(options);
        QVERIFY(bool(damaged));
        CountingSink sink;
        pipeline::RenderReport report;
        const Status rendered = damaged->render(test::tinyFilm(), sink, report);
        QVERIFY(!rendered);
        QCOMPARE(QString::fromLatin1(name(rendered.error().code).data()), code);
        QVERIFY2(rendered.error().detail.find(network.toStdString()) != std::string::npos,
                 rendered.error().detail.c_str());
        QVERIFY(rendered.error().subject.find("Wan2.2-S2V-14B") != std::string::npos);
        QCOMPARE(sink.count, 0);
    }

    void blocksBeforeTheFirstNumberThatIsNoneAreKept()
    {
        for (const Semantics semantics : {Semantics::Stream, Semantics::SingleOnline}) {
            model::StateDict noise = test::golden("e2e/common.safetensors");
            for (auto& [name, tensor] : noise) {
                if (name == "noise_clip0") {
                    tensor = tensor.clone();
                    const int64_t axis = tensor.dim() - 3; // [.., latents, h, w]
                    tensor.narrow(axis, 6, 1).fill_(std::numeric_limits<float>::quiet_NaN()); // of the third block
                }
            }
            const auto file = m_folder.filePath(QStringLiteral("nan_noise.safetensors")).toStdString();
            QVERIFY(bool(model::writeSafetensors(file, noise)));
            RenderRequest request = goldenRequest();
            request.compat = ReferenceCompat::studio();
            request.semantics = semantics;
            request.clips = 1;
            request.noise = file;
            CountingSink sink;
            pipeline::RenderReport report;
            const Status rendered = m_pipeline->render(request, sink, report);
            QVERIFY(!rendered);
            QCOMPARE(rendered.error().code, ErrorCode::NotFinite);
            QCOMPARE(rendered.error().detail, "transformer in block 3, at 0.96 s of the film");
            QCOMPARE(sink.count, semantics == Semantics::Stream ? 24 : 0); // There a clip is decoded at once.
            QCOMPARE(report.frames, sink.count);
        }
    }

    void framesArriveBlockByBlock()
    {
        CountingSink sink;
        RenderRequest request = goldenRequest();
        request.clips = 2;
        pipeline::RenderReport report;
        QVERIFY(bool(m_pipeline->render(request, sink, report)));
        QCOMPARE(sink.groups, (std::vector<int>{9, 12, 12, 12, 12, 12, 12, 12}));
    }

    void nonsenseIsRefused()
    {
        const auto code = [&](auto&& change) {
            RenderRequest request = goldenRequest();
            change(request);
            CountingSink sink;
            pipeline::RenderReport report;
            const Status rendered = m_pipeline->render(request, sink, report);
            return rendered ? "accepted" : std::string(name(rendered.error().code));
        };
        QCOMPARE(code([](RenderRequest& r) { r.steps = 0; }), "BadOption");
        QCOMPARE(code([](RenderRequest& r) { r.width = 100; }), "BadOption");
        QCOMPARE(code([](RenderRequest& r) { r.portrait.pop_back(); }), "BadOption");
        QCOMPARE(code([](RenderRequest& r) { r.framesPerClip = 80; }), "BadOption");
        QCOMPARE(code([](RenderRequest& r) { r.clips = -1; }), "BadOption");
        QCOMPARE(code([](RenderRequest& r) { r.referenceDistance = 31; }), "BadOption");
        QCOMPARE(code([](RenderRequest& r) { r.voice.clear(); }), "AudioTooShort");
        QCOMPARE(code([](RenderRequest& r) { r.voice.resize(100); }), "AudioTooShort");
        QCOMPARE(code([](RenderRequest& r) { r.noise = "nowhere.safetensors"; }), "FileMissing");
        QCOMPARE(code([](RenderRequest& r) {
                     r.dump = "/nowhere/dump.safetensors";
                     r.clips = 1;
                 }),
                 "NotWritable");
    }

private:
    RenderRequest goldenRequest() const
    {
        static const model::StateDict images = test::golden("image/image.safetensors");
        static const model::StateDict sounds = test::golden("audio/audio.safetensors");
        const at::Tensor pixels = images.at("portrait_a_png_a8192_pixels").contiguous();
        const at::Tensor wave = sounds.at("speech_16k/waveform").contiguous();
        RenderRequest request;
        request.width = static_cast<int>(pixels.size(1));
        request.height = static_cast<int>(pixels.size(0));
        request.portrait.assign(pixels.const_data_ptr<uint8_t>(), pixels.const_data_ptr<uint8_t>() + pixels.numel());
        request.voice.assign(wave.const_data_ptr<float>(), wave.const_data_ptr<float>() + wave.numel());
        request.prompt = m_json.at("prompt").get<std::string>();
        request.steps = 2;
        request.seed = 420;
        request.compat = ReferenceCompat::reference();
        request.referenceDistance = 30;
        return request;
    }

    model::StateDict renderAndDump(RenderRequest request)
    {
        request.dump = m_folder.filePath(QStringLiteral("dump%1.safetensors").arg(m_dumps++)).toStdString();
        CountingSink sink;
        pipeline::RenderReport report;
        const Status rendered = m_pipeline->render(request, sink, report);
        if (!rendered) {
            std::printf("%s: %s\n", rendered.error().subject.c_str(), rendered.error().detail.c_str());
            return {};
        }
        return *model::openSafetensors(request.dump);
    }

    QTemporaryDir m_folder;
    int m_dumps = 0;
    json m_json;
    std::unique_ptr<AvatarPipeline> m_pipeline;
};

} // namespace

QTEST_GUILESS_MAIN(TestAvatarPipeline)
#include "tst_AvatarPipeline.moc"
