// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the choices of the sampler cost and change in the demo's film: bench_Sampler [seconds] [rounds] [pause]
// Renders its four voices, one after the other, up to so many seconds (30), with each choice in turn, and all of that
// so many times (2): the fastest counts. With a pause of so many seconds behind each voice: with fewer steps in
// silence, else with shorter windows of memory.
#include "app/bench/SeenFilm.h"
#include "core/base/Units.h"
#include "core/jobs/FilmJob.h"
#include "core/pipeline/CheckpointShape.h"
#include "core/pipeline/CpuMemory.h"
#include "tests/support/DemoVoices.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <limits>
#include <vector>

using namespace studio;

namespace {

using bench::SeenFilm;

struct Choice {
    const char* name;
    std::function<void(pipeline::RenderRequest&)> choose;
    double seconds = std::numeric_limits<double>::max(); // of one processor, for the whole film
};

template<typename T>
T checked(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s: %s\n", result.error().subject.c_str(), result.error().detail.c_str());
        std::exit(1);
    }
    return std::move(*result);
}

// How much two successive frames differ, in levels of 255.
double change(const SeenFilm& film, size_t frame)
{
    const std::vector<uint8_t>& now = film.frames[frame];
    const std::vector<uint8_t>& before = film.frames[frame - 1];
    double sum = 0;
    for (size_t i = 0; i < now.size(); ++i)
        sum += std::abs(now[i] - before[i]);
    return sum / static_cast<double>(now.size());
}

void tell(const Choice& choice, const SeenFilm& film, const SeenFilm& first, double firstSeconds, int64_t bytes)
{
    std::vector<double> joins, others;
    for (size_t i = 1; i < film.frames.size(); ++i)
        (i % kFramesPerBlock == 0 ? joins : others).push_back(change(film, i));
    const double join = bench::mean(joins);
    const double other = bench::mean(others);
    std::printf(
        "%s: %.2f s of a processor, %.3f of the first; %.0f MB planned; from frame to frame %.3f levels at joins of "
        "blocks, %.3f elsewhere, %.3f times as much; against the first %.1f dB, latents %.1f dB, the mouth's "
        "opening correlates by %.4f\n",
        choice.name, choice.seconds, choice.seconds / firstSeconds, static_cast<double>(bytes) / 1e6, join, other,
        join / other, bench::framesDecibels(film, first), bench::latentsDecibels(film, first),
        bench::correlation(bench::mouthOpening(film), bench::mouthOpening(first)));
}

} // namespace

int main(int argc, char** argv)
{
    const auto seconds = static_cast<size_t>(argc > 1 ? std::atol(argv[1]) : 30);
    const long rounds = argc > 2 ? std::atol(argv[2]) : 2;
    const auto pause = static_cast<size_t>(argc > 3 ? std::atol(argv[3]) : 0);
    const jobs::DemoScene demo = checked(jobs::findDemoScene());
    const std::filesystem::path file = std::filesystem::temp_directory_path() / "bench_sampler.wav";
    test::writeDemoVoices(demo, seconds, file, pause);
    jobs::FilmOrder order;
    order.portrait = demo.scene.portrait;
    order.voice = file;
    order.prompt = demo.scene.prompt;
    order.spec = demo.scene.settings;
    pipeline::RenderRequest request;
    order.spec.silentSteps = order.spec.steps; // so that silent blocks are looked for
    (void)checked(jobs::readInputs(order, request));
    std::filesystem::remove(file);
    pipeline::ModelOptions model;
    model.checkpoint = demo.checkpoint;
    model.lora = demo.lora;
    const pipeline::ModelShape shape = checked(pipeline::readCheckpointShape({.checkpoint = model.checkpoint}, {}));
    pipeline::AvatarPipeline pipeline = checked(pipeline::AvatarPipeline::open(model));

    const auto none = [](pipeline::RenderRequest&) {};
    std::vector<Choice> choices;
    if (pause > 0) {
        std::printf("%td of %zu blocks are silent\n",
                    std::count(request.silentBlocks.begin(), request.silentBlocks.end(), true),
                    request.silentBlocks.size());
        choices = {{"all steps", none},
                   {"3 steps in silence", [](pipeline::RenderRequest& film) { film.silentSteps = 3; }},
                   {"2 steps in silence", [](pipeline::RenderRequest& film) { film.silentSteps = 2; }},
                   {"1 step in silence", [](pipeline::RenderRequest& film) { film.silentSteps = 1; }}};
    } else {
        choices = {{"a window of 4 blocks", none},
                   {"3 blocks", [](pipeline::RenderRequest& film) { film.windowBlocks = 3; }},
                   {"2 blocks", [](pipeline::RenderRequest& film) { film.windowBlocks = 2; }}};
    }
    choices.push_back({"another seed", [](pipeline::RenderRequest& film) { film.seed += 1; }});
    std::vector<SeenFilm> films(choices.size());
    for (long round = 0; round < rounds; ++round) {
        for (size_t i = 0; i < choices.size(); ++i) {
            pipeline::RenderRequest chosen = request;
            choices[i].choose(chosen);
            const std::clock_t begin = std::clock();
            films[i] = checked(bench::seenFilm(pipeline, chosen));
            choices[i].seconds
                = std::min(choices[i].seconds, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
        }
    }
    for (size_t i = 0; i < choices.size(); ++i) {
        pipeline::RenderRequest chosen = request;
        choices[i].choose(chosen);
        tell(choices[i], films[i], films[0], choices[0].seconds,
             pipeline::cpuFilmBytes(shape, chosen.width, chosen.height, chosen.steps, chosen.windowBlocks));
    }
    return 0;
}
