// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/ProgressWriter.h"

#include "core/base/Units.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include <unistd.h>

namespace studio::render {
namespace {

constexpr double kInterval = 0.1; // seconds between two lines

const char* nameOf(pipeline::Stage stage)
{
    switch (stage) {
    case pipeline::Stage::Load: return "load";
    case pipeline::Stage::Text: return "text";
    case pipeline::Stage::Audio: return "audio";
    case pipeline::Stage::Image: return "image";
    case pipeline::Stage::Frames: return "frames";
    }
    return "";
}

const char* doing(pipeline::Stage stage)
{
    switch (stage) {
    case pipeline::Stage::Load: return "reading the model";
    case pipeline::Stage::Text: return "reading the prompt";
    case pipeline::Stage::Audio: return "reading the voice";
    case pipeline::Stage::Image: return "reading the portrait";
    case pipeline::Stage::Frames: return "frames";
    }
    return "";
}

std::string duration(double seconds)
{
    const auto whole = static_cast<long>(std::ceil(seconds));
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%ld:%02ld", whole / 60, whole % 60);
    return text.data();
}

} // namespace

ProgressWriter::ProgressWriter(ProgressStyle style)
    : m_style(style)
{
    if (m_style == ProgressStyle::Automatic)
        m_style = isatty(STDERR_FILENO) != 0 ? ProgressStyle::Bar : ProgressStyle::None;
}

void ProgressWriter::show(const pipeline::Progress& progress)
{
    if (m_style == ProgressStyle::None)
        return;
    const bool entered = progress.stage != m_stage;
    const bool complete = progress.blocks > 0 && progress.block == progress.blocks;
    if (entered && progress.stage == pipeline::Stage::Frames)
        m_sinceFrames = {};
    if (progress.preparing != m_preparing) {
        m_sinceWeights = {};
        m_prepared = progress.prepared;
        m_preparing = progress.preparing;
    }
    const double now = m_sinceStart.seconds();
    if (!entered && !complete && m_lastShown >= 0 && now - m_lastShown < kInterval)
        return;
    m_stage = progress.stage;
    m_lastShown = now;

    const double elapsed = m_sinceFrames.seconds();
    const double fps = progress.frames > 0 ? static_cast<double>(progress.frames) / elapsed : 0;
    const double share
        = progress.forwards > 0 ? static_cast<double>(progress.forward) / static_cast<double>(progress.forwards) : 0;
    double remaining = share > 0 ? elapsed * (1 - share) / share : 0;
    if (progress.prepared < progress.preparing && progress.prepared > m_prepared)
        remaining = m_sinceWeights.seconds() * static_cast<double>(progress.preparing - progress.prepared)
            / static_cast<double>(progress.prepared - m_prepared);
    if (m_style == ProgressStyle::Bar)
        showBar(progress, fps, remaining);
    else
        showJson(progress, fps, remaining);
}

void ProgressWriter::showBar(const pipeline::Progress& progress, double fps, double remaining)
{
    std::string line = nameOf(progress.stage);
    if (progress.prepared < progress.preparing) {
        std::array<char, 64> text{};
        std::snprintf(text.data(), text.size(), "  weights %.1f of %.1f GB", gigabytes(progress.prepared),
                      gigabytes(progress.preparing));
        line += text.data();
        if (remaining > 0)
            line += "  " + duration(remaining) + " left";
    } else if (progress.stage != pipeline::Stage::Frames && progress.stageShare > 0) {
        line = std::string(doing(progress.stage)) + " " + std::to_string(std::lround(100 * progress.stageShare)) + " %";
    } else if (progress.stage == pipeline::Stage::Frames) {
        std::array<char, 160> text{};
        std::snprintf(text.data(), text.size(), "  block %lld/%lld  step %lld/%lld  frame %lld/%lld  %.1f fps  %s left",
                      static_cast<long long>(progress.block), static_cast<long long>(progress.blocks),
                      static_cast<long long>(progress.forward), static_cast<long long>(progress.forwards),
                      static_cast<long long>(progress.frames), static_cast<long long>(progress.framesTotal), fps,
                      duration(remaining).c_str());
        line += text.data();
    }
    showLine(std::move(line));
}

void ProgressWriter::showLine(std::string line)
{
    const size_t length = line.size();
    line.resize(std::max(length, m_lineLength), ' ');
    m_lineLength = length;
    std::fprintf(stderr, "\r%s", line.c_str());
    std::fflush(stderr);
}

void ProgressWriter::showPart(const char* stage, const char* words, double part)
{
    const double now = m_sinceStart.seconds();
    if (m_style == ProgressStyle::None || (part < 1 && m_lastShown >= 0 && now - m_lastShown < kInterval))
        return;
    m_lastShown = now;
    const double remaining = part > 0 ? now * (1 - part) / part : 0;
    if (m_style == ProgressStyle::Bar) {
        showLine(std::string(words) + " " + std::to_string(std::lround(100 * part)) + " %  " + duration(remaining)
                 + " left");
        return;
    }
    const nlohmann::ordered_json line{
        {"stage", stage}, {"stage_share", part}, {"eta_seconds", remaining}, {"elapsed_seconds", now}};
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
}

void ProgressWriter::showJson(const pipeline::Progress& progress, double fps, double remaining)
{
    const nlohmann::ordered_json line{{"stage", nameOf(progress.stage)},
                                      {"stage_share", progress.stageShare},
                                      {"block", progress.block},
                                      {"blocks", progress.blocks},
                                      {"step", progress.forward},
                                      {"steps", progress.forwards},
                                      {"frames", progress.frames},
                                      {"frames_total", progress.framesTotal},
                                      {"prepared_bytes", progress.prepared},
                                      {"preparing_bytes", progress.preparing},
                                      {"vram_bytes", progress.vramBytes},
                                      {"promised_vram_bytes", progress.promisedVramBytes},
                                      {"fps", fps},
                                      {"eta_seconds", remaining},
                                      {"elapsed_seconds", m_sinceStart.seconds()}};
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
}

void ProgressWriter::finish()
{
    if (m_style == ProgressStyle::Bar && m_lineLength > 0)
        std::fputc('\n', stderr);
}

} // namespace studio::render
