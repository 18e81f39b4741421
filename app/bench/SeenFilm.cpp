// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/SeenFilm.h"

#include <c10/util/BFloat16.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

namespace studio::bench {
namespace {

class Watcher : public pipeline::RenderSink {
public:
    explicit Watcher(SeenFilm& film)
        : m_film(film)
    {
    }
    void progress(const pipeline::Progress&) override { }
    Status frames(const pipeline::FrameGroup& group) override
    {
        m_film.width = group.width;
        m_film.height = group.height;
        for (int i = 0; i < group.count; ++i) {
            const std::span<const uint8_t> rgb = group.frame(i);
            m_film.frames.emplace_back(rgb.begin(), rgb.end());
        }
        return kDone;
    }
    [[nodiscard]] bool takesBlocks() const override { return true; }
    Status blocks(const pipeline::BlockFacts& facts) override
    {
        m_facts = facts;
        return kDone;
    }
    Status block(const pipeline::MadeBlock& block) override
    {
        const auto bytes = block.latents.last(static_cast<size_t>(m_facts.stepBytes)); // after the last step
        if (m_facts.format == NumberFormat::Bf16)
            append<c10::BFloat16>(bytes);
        else
            append<float>(bytes);
        return kDone;
    }

private:
    template<typename Number>
    void append(std::span<const std::byte> bytes)
    {
        std::vector<Number> numbers(bytes.size() / sizeof(Number));
        std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(Number));
        m_film.latents.insert(m_film.latents.end(), numbers.begin(), numbers.end());
    }

    SeenFilm& m_film;
    pipeline::BlockFacts m_facts;
};

double decibels(double signal, double noise)
{
    return 10 * std::log10(signal / noise);
}

// Levels of the green channel.
std::vector<double> mouthOf(const SeenFilm& film, size_t frame)
{
    std::vector<double> levels;
    for (int y = film.height * 58 / 100; y < film.height * 74 / 100; ++y) {
        for (int x = film.width * 40 / 100; x < film.width * 60 / 100; ++x)
            levels.push_back(film.frames[frame][3 * static_cast<size_t>(y * film.width + x) + 1]);
    }
    return levels;
}

} // namespace

Result<SeenFilm> seenFilm(pipeline::AvatarPipeline& pipeline, const pipeline::RenderRequest& request)
{
    SeenFilm film;
    Watcher watcher(film);
    pipeline::RenderReport report;
    if (const Status made = pipeline.render(request, watcher, report); !made)
        return made.error();
    film.ditSeconds = report.ditSeconds;
    return film;
}

double framesDecibels(const SeenFilm& film, const SeenFilm& wanted)
{
    constexpr double kPeak = 255;
    double squares = 0;
    double count = 0;
    for (size_t i = 0; i < std::min(film.frames.size(), wanted.frames.size()); ++i) {
        const std::vector<uint8_t>& one = film.frames[i];
        const std::vector<uint8_t>& other = wanted.frames[i];
        for (size_t k = 0; k < std::min(one.size(), other.size()); ++k)
            squares += std::pow(one[k] - other[k], 2);
        count += static_cast<double>(one.size());
    }
    return decibels(kPeak * kPeak * count, squares);
}

double latentsDecibels(const SeenFilm& film, const SeenFilm& wanted)
{
    double signal = 0;
    double noise = 0;
    for (size_t i = 0; i < std::min(film.latents.size(), wanted.latents.size()); ++i) {
        signal += std::pow(wanted.latents[i], 2);
        noise += std::pow(film.latents[i] - wanted.latents[i], 2);
    }
    return decibels(signal, noise);
}

double mouthDistance(const SeenFilm& one, size_t frame, const SeenFilm& other, size_t otherFrame)
{
    const std::vector<double> a = mouthOf(one, frame);
    const std::vector<double> b = mouthOf(other, otherFrame);
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += std::abs(a[i] - b[i]);
    return sum / static_cast<double>(a.size());
}

std::vector<double> mouthOpening(const SeenFilm& film)
{
    std::vector<double> open;
    for (size_t i = 0; i < film.frames.size(); ++i)
        open.push_back(-mean(mouthOf(film, i)));
    return open;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b)
{
    const double meanA = mean(a);
    const double meanB = mean(b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - meanA) * (b[i] - meanB);
        aa += (a[i] - meanA) * (a[i] - meanA);
        bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

double mean(const std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

} // namespace studio::bench
