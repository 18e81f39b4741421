// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A long film with the demo, with its journal, and the RAM that it takes: soak_Film [minutes (60) [device]]
// Prints the RAM after each tenth of the film. Fails if it grows by more than kMostGrowth behind the first minute, or
// if the film isn't whole.
#include "core/base/Process.h"
#include "core/base/TemporaryFolder.h"
#include "core/jobs/FilmJob.h"
#include "core/jobs/Models.h"
#include "tests/support/DemoVoices.h"
#include "tests/support/MovieFiles.h"

#include <cstdio>
#include <cstdlib>

using namespace studio;

namespace {

// Seen: 6 MB from the first minute to the seventh, 0.1 MB from there to the fourteenth. The pictures of an hour are
// 4.4 GB, its latents after each step 1.5 GB.
constexpr int64_t kMostGrowth = int64_t{16} << 20;

int fail(const Error& error)
{
    std::fprintf(stderr, "%s: %s\n", error.subject.c_str(), error.detail.c_str());
    return 1;
}

double megabytes(int64_t bytes)
{
    return static_cast<double>(bytes) / (1 << 20);
}

} // namespace

int main(int argc, char** argv)
{
    const auto minutes = static_cast<int64_t>(argc > 1 ? std::atol(argv[1]) : 60);
    const Result<jobs::DemoScene> demo = jobs::findDemoScene();
    if (!demo)
        return fail(demo.error());
    const Result<TemporaryFolder> folder = TemporaryFolder::create();
    if (!folder)
        return fail(folder.error());
    jobs::FilmOrder order;
    order.portrait = demo->scene.portrait;
    order.voice = folder->path() / "voice.wav";
    order.prompt = demo->scene.prompt;
    order.spec = demo->scene.settings;
    order.movie = folder->path() / "film.mp4";
    order.journal.isKept = true;
    test::writeDemoVoices(*demo, static_cast<size_t>(minutes * 60), order.voice);
    pipeline::ModelOptions model;
    model.checkpoint = demo->checkpoint;
    model.lora = demo->lora;
    model.device = argc > 2 ? argv[2] : "cpu";
    Result<pipeline::AvatarPipeline> pipeline = pipeline::AvatarPipeline::open(model);
    if (!pipeline)
        return fail(pipeline.error());

    const int64_t minute = int64_t{60} * kFramesPerSecond;
    const int64_t step = std::max(minute, minutes * minute / 10 / minute * minute);
    int64_t early = 0;
    int64_t most = 0;
    int64_t next = minute;
    const Stopwatch watch;
    jobs::FilmListener listener;
    listener.progress = [&](const pipeline::Progress& now) {
        if (now.frames < next)
            return;
        const int64_t resident = residentBytes().value_or(0);
        if (early == 0)
            early = resident;
        most = std::max(most, resident);
        std::printf("minute %2d: %.1f MB, first of all %.1f MB, after %.0f s\n", int(now.frames / minute),
                    megabytes(resident), megabytes(early), watch.seconds());
        std::fflush(stdout);
        next = next == minute && step > minute ? step : next + step;
    };
    jobs::FilmReport report;
    if (const Status made = jobs::makeFilm(*pipeline, order, listener, report); !made)
        return fail(made.error());
    const int frames = test::framesIn(order.movie.string());
    std::printf("%d frames in %.0f s, %.1f a second; RAM grew by %.1f MB\n", frames, watch.seconds(),
                frames / watch.seconds(), megabytes(most - early));
    const bool isWhole = frames == minutes * minute && report.frames == frames && report.journal.empty();
    return isWhole && most - early <= kMostGrowth ? 0 : 1;
}
