// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SafetensorsFile.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/detail/CaughtError.h"
#include "core/tensor/SimulatedDevice.h"
#include "core/vae/RandomVae.h"
#include "core/vae/Vae.h"
#include "tests/support/TinyFilm.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <new>
#include <system_error>

#include <sys/resource.h>
#include <unistd.h>

using namespace studio;
using pipeline::AvatarPipeline;
using pipeline::RenderReport;
using pipeline::Stage;
using tensor::SimulatedDevice;

namespace {

constexpr int64_t kDeviceBytes = int64_t{1} << 30;

// Notes how many allocations came before each stage, and the film.
class NotingSink : public pipeline::RenderSink {
public:
    explicit NotingSink(SimulatedDevice& device)
        : m_device(device)
    {
    }
    void progress(const pipeline::Progress& progress) override
    {
        int64_t& before = begins[static_cast<size_t>(progress.stage)];
        if (before < 0)
            before = m_device.simulatedMemory().allocations();
    }
    Status frames(const pipeline::FrameGroup& group) override
    {
        film.insert(film.end(), group.rgb.begin(), group.rgb.end());
        return kDone;
    }

    std::array<int64_t, 5> begins{-1, -1, -1, -1, -1}; // by stage
    std::vector<uint8_t> film;

private:
    SimulatedDevice& m_device;
};

// Wherever the memory of a device runs out, the film is the same, bit for bit.
class TestOutOfMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // At each operation of a decoder and of both encoders, with either kind of kernels.
    void aRetryingVaeGivesTheSame_data()
    {
        QTest::addColumn<bool>("own");
        QTest::newRow("own kernels") << true;
        QTest::newRow("libtorch's") << false;
    }
    void aRetryingVaeGivesTheSame()
    {
        QFETCH(const bool, own);
        const c10::InferenceMode inference;
        const auto vae = vae::Vae::fromTensors(vae::randomVae(8), "random", c10::kCPU, at::kFloat,
                                               own ? vae::Kernels::Fastest : vae::Kernels::Libtorch);
        QVERIFY(bool(vae));
        const at::Tensor latents = at::randn({16, 3, 4, 4});
        const at::Tensor pixels = at::randn({3, 9, 32, 32}).clamp_(-1, 1);
        const auto all = [&](const vae::Vae& coder) {
            vae::StreamDecoder decoder(coder);
            return std::array{*decoder.decode(latents), *decoder.decode(latents), *coder.encode(pixels),
                              *coder.encodeStill(pixels.select(1, 0), 9)};
        };
        const auto plain = all(*vae);

        SimulatedDevice device({.bytes = kDeviceBytes, .rates = {}, .seed = {}});
        const auto scope = device.scope();
        (void)all(*vae);
        const int64_t allocations = device.simulatedMemory().allocations();
        QVERIFY(allocations > 100);
        const int64_t step = std::max<int64_t>(1, allocations / 60);
        for (int64_t n = 1; n <= allocations; n += step) {
            int asked = 0;
            device.simulatedMemory().failAt(n);
            const auto repeated = all(vae->retryOnOom([&] {
                ++asked;
                return true;
            }));
            QCOMPARE(asked, 1);
            for (size_t i = 0; i < plain.size(); ++i)
                QVERIFY2(at::equal(plain[i], repeated[i]), qPrintable(QString::number(n)));
        }
        device.simulatedMemory().failAt(allocations / 2);
        QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, (void)all(vae->retryOnOom([] { return false; })));
    }

    void initTestCase()
    {
        RenderReport report;
        auto cpu = AvatarPipeline::open(test::tinyModel());
        QVERIFY(bool(cpu));
        SimulatedDevice unused({.bytes = kDeviceBytes, .rates = {}, .seed = {}});
        NotingSink sink(unused);
        QVERIFY(bool(cpu->render(test::tinyFilm(), sink, report)));
        m_film = sink.film;
        QVERIFY(!m_film.empty());
    }

    // In every stage: text and voice and portrait go on on the CPU, or once more; the film with a smaller plan.
    void theFilmIsTheSameWhereverMemoryRunsOut_data()
    {
        QTest::addColumn<int>("stage");
        QTest::addColumn<int>("points");
        QTest::newRow("text") << static_cast<int>(Stage::Text) << 3;
        QTest::newRow("voice") << static_cast<int>(Stage::Audio) << 3;
        QTest::newRow("portrait") << static_cast<int>(Stage::Image) << 4;
        QTest::newRow("frames") << static_cast<int>(Stage::Frames) << 24;
    }
    void theFilmIsTheSameWhereverMemoryRunsOut()
    {
        QFETCH(const int, stage);
        QFETCH(const int, points);
        const Rendered whole = render(0);
        QVERIFY(whole.status);
        QVERIFY(whole.film == m_film);
        const int64_t begin = whole.begins[static_cast<size_t>(stage)];
        const int64_t end = stage + 1 < static_cast<int>(whole.begins.size())
            ? whole.begins[static_cast<size_t>(stage) + 1]
            : whole.end;
        QVERIFY(begin >= 0 && end > begin + points);
        for (int point = 0; point < points; ++point) {
            const int64_t n = begin + 1 + (end - begin - 1) * point / points;
            const Rendered repeated = render(n);
            QVERIFY2(repeated.status, repeated.status ? "" : repeated.status.error().detail.c_str());
            QVERIFY2(repeated.film == m_film, qPrintable(QString::number(n)));
        }
    }

    // Less than even the smallest plan needs: the portrait is encoded on the CPU, the film ends with an error.
    void withoutAnyRoomItEndsWithAnError()
    {
        auto owned = std::make_unique<SimulatedDevice>(
            SimulatedDevice::Options{.bytes = kDeviceBytes, .rates = {}, .seed = {}});
        SimulatedDevice& device = *owned;
        auto pipeline = AvatarPipeline::open(test::tinyModel(), std::move(owned));
        QVERIFY(bool(pipeline));
        class Greedy : public NotingSink {
        public:
            using NotingSink::NotingSink;
            void progress(const pipeline::Progress& progress) override
            {
                if (progress.stage == Stage::Image)
                    others->setOthers(kDeviceBytes - (int64_t{4} << 20));
            }
            tensor::SimulatedMemory* others = nullptr;
        } sink(device);
        sink.others = &device.simulatedMemory();
        RenderReport report;
        const Status rendered = pipeline->render(test::tinyFilm(), sink, report);
        QVERIFY(!rendered);
        QCOMPARE(rendered.error().code, ErrorCode::OutOfMemory);
    }

    // libtorch's CPU allocator throws its plain error.
    void aCpuWithoutMemoryIsNoInternalError_data()
    {
        QTest::addColumn<bool>("isMemory");
        QTest::addColumn<int>("what");
        QTest::newRow("libtorch's allocator") << true << 0;
        QTest::newRow("operator new") << true << 1;
        QTest::newRow("the system") << true << 2;
        QTest::newRow("a library that doesn't say so") << true << 5;
        QTest::newRow("another error of libtorch") << false << 3;
        QTest::newRow("another error of the system") << false << 4;
    }
    void aCpuWithoutMemoryIsNoInternalError()
    {
        QFETCH(const bool, isMemory);
        QFETCH(const int, what);
        Error caught{ErrorCode::Cancelled, {}, {}};
        errno = 0;
        try {
            switch (what) {
            case 0: (void)at::empty({int64_t{1} << 50}, at::kByte); break; // More than any address space.
            case 1: throw std::bad_alloc();
            case 2: throw std::system_error(std::make_error_code(std::errc::not_enough_memory));
            case 3: TORCH_CHECK(false, "sizes don't match"); break;
            case 5: errno = ENOMEM; throw std::runtime_error("could not create a primitive");
            default: throw std::system_error(std::make_error_code(std::errc::permission_denied));
            }
        } catch (...) {
            caught = pipeline::caughtError();
        }
        QCOMPARE(caught.code, isMemory ? ErrorCode::OutOfMemory : ErrorCode::Internal);
        QVERIFY(!caught.detail.empty());
    }

    // A whole file of weights that there are no addresses for is neither damaged nor forbidden.
    void aFileThatCannotBeMappedIsNotDamaged()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "large.safetensors";
        std::ofstream(file) << "x";
        std::filesystem::resize_file(file, uintmax_t{1} << 36); // It takes no place on the disk.
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_AS, &before), 0);
        uint64_t pages = 0;
        QVERIFY(bool(std::ifstream("/proc/self/statm") >> pages));
        rlimit tight = before;
        tight.rlim_cur = static_cast<rlim_t>(pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) + (1U << 30U));
        QCOMPARE(setrlimit(RLIMIT_AS, &tight), 0);
        const auto opened = model::openSafetensors(file);
        QCOMPARE(setrlimit(RLIMIT_AS, &before), 0);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::OutOfMemory);
        QCOMPARE(opened.error().subject, file.string());
    }

private:
    struct Rendered {
        Status status = kDone;
        std::vector<uint8_t> film;
        std::array<int64_t, 5> begins{};
        int64_t end = 0;
    };

    // With the n-th allocation failing, 0: none.
    Rendered render(int64_t n) const
    {
        auto owned = std::make_unique<SimulatedDevice>(
            SimulatedDevice::Options{.bytes = kDeviceBytes, .rates = {}, .seed = {}});
        SimulatedDevice& device = *owned;
        auto pipeline = AvatarPipeline::open(test::tinyModel(), std::move(owned));
        Rendered rendered;
        if (!pipeline) {
            rendered.status = pipeline.error();
            return rendered;
        }
        device.simulatedMemory().failAt(n);
        NotingSink sink(device);
        RenderReport report;
        rendered.status = pipeline->render(test::tinyFilm(), sink, report);
        rendered.film = sink.film;
        rendered.begins = sink.begins;
        rendered.end = device.simulatedMemory().allocations();
        return rendered;
    }

    std::vector<uint8_t> m_film;
};

} // namespace

QTEST_GUILESS_MAIN(TestOutOfMemory)
#include "tst_OutOfMemory.moc"
