// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What it changes in a film that its voice is encoded in windows: bench_Mouth [seconds]
// Renders the demo with its four voices, one after the other, up to so many seconds (60): with windows, with the whole
// voice at once, and with another seed for comparison.
#include "core/jobs/FilmJob.h"
#include "core/pipeline/AvatarPipeline.h"
#include "tests/support/DemoVoices.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

using namespace studio;

namespace {

struct Film {
    int width = 0;
    int height = 0;
    std::vector<std::vector<uint8_t>> frames{}; // RGB
};

void check(const Status& status)
{
    if (status)
        return;
    std::fprintf(stderr, "%s: %s\n", status.error().subject.c_str(), status.error().detail.c_str());
    std::exit(1);
}

Film render(pipeline::AvatarPipeline& pipeline, const jobs::FilmOrder& order)
{
    Film film;
    jobs::FilmReport report;
    check(jobs::makeFilm(pipeline, order,
                         {.progress = {},
                          .frames =
                              [&film](const pipeline::FrameGroup& group) {
                                  film.width = group.width;
                                  film.height = group.height;
                                  for (int i = 0; i < group.count; ++i) {
                                      const std::span<const uint8_t> rgb = group.frame(i);
                                      film.frames.emplace_back(rgb.begin(), rgb.end());
                                  }
                              }},
                         report));
    return film;
}

// Levels of the green channel at the demo faces' mouths.
std::vector<double> mouthOf(const Film& film, size_t frame)
{
    std::vector<double> levels;
    for (int y = film.height * 58 / 100; y < film.height * 74 / 100; ++y) {
        for (int x = film.width * 40 / 100; x < film.width * 60 / 100; ++x)
            levels.push_back(film.frames[frame][3 * static_cast<size_t>(y * film.width + x) + 1]);
    }
    return levels;
}

double distance(const std::vector<double>& a, const std::vector<double>& b)
{
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += std::abs(a[i] - b[i]);
    return sum / static_cast<double>(a.size());
}

double meanOf(const std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

// How far the mouth is open: darker is wider.
std::vector<double> opening(const Film& film)
{
    std::vector<double> open;
    for (size_t i = 0; i < film.frames.size(); ++i)
        open.push_back(-meanOf(mouthOf(film, i)));
    return open;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b)
{
    const double meanA = meanOf(a);
    const double meanB = meanOf(b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - meanA) * (b[i] - meanB);
        aa += (a[i] - meanA) * (a[i] - meanA);
        bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / std::sqrt(aa * bb);
}

void compare(const char* what, const Film& one, const Film& other)
{
    std::vector<double> off;
    for (size_t i = 0; i < one.frames.size(); ++i)
        off.push_back(distance(mouthOf(one, i), mouthOf(other, i)));
    std::printf("%s: the mouth differs by %.3f levels of 255 in the mean, %.3f in the worst frame (%zu); its opening "
                "correlates by %.5f\n",
                what, meanOf(off), *std::max_element(off.begin(), off.end()),
                static_cast<size_t>(std::max_element(off.begin(), off.end()) - off.begin()),
                correlation(opening(one), opening(other)));
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
    Result<pipeline::AvatarPipeline> pipeline = pipeline::AvatarPipeline::open(model);
    if (!pipeline)
        return 1;
    const Film windows = render(*pipeline, order);
    order.spec.compat.wholeVoice = true;
    const Film whole = render(*pipeline, order);
    order.spec.seed += 1;
    const Film other = render(*pipeline, order);
    std::filesystem::remove(file);

    std::vector<double> steps;
    for (size_t i = 1; i < whole.frames.size(); ++i)
        steps.push_back(distance(mouthOf(whole, i), mouthOf(whole, i - 1)));
    std::printf("%zu frames; from one to the next the mouth changes by %.3f levels in the mean\n", whole.frames.size(),
                meanOf(steps));
    compare("windows and whole voice", windows, whole);
    compare("another seed", other, whole);
    return 0;
}
