// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What it changes in a film that its voice is encoded in windows: bench_Mouth [seconds]
// Renders the demo with its four voices, one after the other, up to so many seconds (60): with windows, with the whole
// voice at once, and with another seed for comparison.
#include "app/bench/SeenFilm.h"
#include "core/jobs/FilmJob.h"
#include "core/pipeline/AvatarPipeline.h"
#include "tests/support/DemoVoices.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

using namespace studio;

namespace {

using bench::SeenFilm;

template<typename T>
T checked(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s: %s\n", result.error().subject.c_str(), result.error().detail.c_str());
        std::exit(1);
    }
    return std::move(*result);
}

void compare(const char* what, const SeenFilm& one, const SeenFilm& other)
{
    std::vector<double> off;
    for (size_t i = 0; i < one.frames.size(); ++i)
        off.push_back(bench::mouthDistance(one, i, other, i));
    std::printf("%s: the mouth differs by %.3f levels of 255 in the mean, %.3f in the worst frame (%zu); its opening "
                "correlates by %.5f\n",
                what, bench::mean(off), *std::max_element(off.begin(), off.end()),
                static_cast<size_t>(std::max_element(off.begin(), off.end()) - off.begin()),
                bench::correlation(bench::mouthOpening(one), bench::mouthOpening(other)));
}

} // namespace

int main(int argc, char** argv)
{
    const auto seconds = static_cast<size_t>(argc > 1 ? std::atol(argv[1]) : 60);
    const Result<jobs::DemoScene> demo = jobs::findDemoScene();
    if (!demo)
        return 1;
    const std::filesystem::path file = std::filesystem::temp_directory_path() / "bench_mouth.wav";
    test::writeDemoVoices(*demo, seconds, file);

    jobs::FilmOrder order;
    order.portrait = demo->scene.portrait;
    order.voice = file;
    order.prompt = demo->scene.prompt;
    order.spec = demo->scene.settings;
    pipeline::ModelOptions model;
    model.checkpoint = demo->checkpoint;
    model.lora = demo->lora;
    pipeline::AvatarPipeline pipeline = checked(pipeline::AvatarPipeline::open(model));
    pipeline::RenderRequest request;
    (void)checked(jobs::readInputs(order, request));
    const SeenFilm windows = checked(bench::seenFilm(pipeline, request));
    request.compat.wholeVoice = true;
    const SeenFilm whole = checked(bench::seenFilm(pipeline, request));
    request.seed += 1;
    const SeenFilm other = checked(bench::seenFilm(pipeline, request));
    std::filesystem::remove(file);

    std::vector<double> steps;
    for (size_t i = 1; i < whole.frames.size(); ++i)
        steps.push_back(bench::mouthDistance(whole, i, whole, i - 1));
    std::printf("%zu frames; from one to the next the mouth changes by %.3f levels in the mean\n", whole.frames.size(),
                bench::mean(steps));
    compare("windows and whole voice", windows, whole);
    compare("another seed", other, whole);
    return 0;
}
