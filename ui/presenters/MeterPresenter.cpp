// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/MeterPresenter.h"

#include "core/base/Units.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/services/RenderService.h"
#include "ui/services/TelemetryService.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace studio::ui {
namespace {

constexpr double kMiB = 1024.0 * 1024;
constexpr double kNearBudget = 0.95;

// A figure of the sample in the tile's unit, or why there is none.
telemetry::Metric<double> figureOf(const telemetry::MachineSample& sample, Meter meter)
{
    const auto scaled = [](const auto& metric, double unit) {
        telemetry::Metric<double> result{.value = {}, .missing = metric.missing};
        if (metric.value)
            result.value = static_cast<double>(*metric.value) / unit;
        return result;
    };
    switch (meter) {
    case Meter::Vram: return scaled(sample.vramUsed, kGiB);
    case Meter::Ram: return scaled(sample.ramUsed, kGiB);
    case Meter::Gpu: return scaled(sample.gpu, 1);
    case Meter::Cpu: return scaled(sample.cpu, 1);
    case Meter::ToGpu: return scaled(sample.toGpu, kGigabytePerSecond);
    case Meter::FromGpu: return scaled(sample.fromGpu, kGigabytePerSecond);
    case Meter::Swap: return scaled(sample.swapUsed, kMiB);
    case Meter::Speed: break;
    }
    return {};
}

} // namespace

void MeterHistory::add(double value)
{
    if (m_values.size() == kCapacity)
        m_values.erase(m_values.begin());
    m_values.push_back(value);
}

double MeterHistory::peak() const
{
    return m_values.empty() ? 0 : *std::max_element(m_values.begin(), m_values.end());
}

double MeterHistory::mean() const
{
    return m_values.empty()
        ? 0
        : std::accumulate(m_values.begin(), m_values.end(), 0.0) / static_cast<double>(m_values.size());
}

std::vector<float> MeterHistory::shares(double whole) const
{
    std::vector<float> result;
    result.reserve(m_values.size());
    for (const double value : m_values)
        result.push_back(whole > 0 ? static_cast<float>(std::clamp(value / whole, 0.0, 1.0)) : 0.0F);
    return result;
}

double niceWhole(double best)
{
    if (best <= 0)
        return 1;
    const double wanted = 1.25 * best;
    const double decade = std::pow(10.0, std::floor(std::log10(wanted)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * decade >= wanted)
            return step * decade;
    }
    return 10 * decade;
}

MeterPresenter::MeterPresenter(const WindowContext& context, MeterStrip& panel, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_panel(panel)
{
    connect(&m_context.telemetry, &TelemetryService::sampled, this, &MeterPresenter::take);
    connect(&m_context.renderer, &RenderService::stateChanged, this, &MeterPresenter::show);
    m_sample = m_context.telemetry.latest();
    show();
}

void MeterPresenter::take(const telemetry::MachineSample& sample)
{
    m_sample = sample;
    for (size_t i = 0; i < kMeters; ++i) {
        const auto meter = static_cast<Meter>(i);
        std::optional<double> value = figureOf(sample, meter).value;
        if (meter == Meter::Speed)
            value = m_context.renderer.isRunning() && m_context.renderer.state().run != jobs::RunState::Paused
                ? m_context.renderer.progress().framesPerSecond.value_or(0)
                : 0;
        if (value) {
            m_history[i].add(*value);
            m_best[i] = std::max(m_best[i], *value);
        }
    }
    const int64_t swap = sample.swapUsed.value.value_or(0);
    m_swapGrows = m_swapBefore >= 0 && swap > m_swapBefore + (int64_t{1} << 20);
    m_swapBefore = swap;
    if (m_panel.isVisible())
        show();
}

void MeterPresenter::showMemory(MeterState& state, Meter meter) const
{
    const bool vram = meter == Meter::Vram;
    const int64_t total = (vram ? m_sample.vramTotal : m_sample.ramTotal).value.value_or(0);
    const double whole = gigabytes(total);
    state.unit = tr("of %1 GB", "memory of the machine").arg(std::lround(whole));
    state.shortUnit = tr("GB");
    state.history = m_history[static_cast<size_t>(meter)].shares(whole);
    const jobs::Job* job = m_context.renderer.state().running();
    const project::RenderSettings& settings = job ? job->scene.settings : m_context.scene.scene().settings;
    const int64_t budget = vram ? settings.memory.vram.bytes : settings.memory.ram.bytes;
    if (!job || budget <= 0 || total <= 0)
        return;
    // A budget is a promise of this program alone. A driver that doesn't tell its VRAM tells that of all programs.
    const auto& own = vram ? m_sample.processVram : m_sample.processRam;
    const int64_t used = own.value.value_or(vram ? m_sample.vramUsed.value.value_or(0) : 0);
    const double share = static_cast<double>(used) / static_cast<double>(budget);
    state.budget = static_cast<double>(budget) / static_cast<double>(total);
    state.tone = share > 1 ? Tone::Bad : share > kNearBudget ? Tone::Warn : Tone::Neutral;
}

bool MeterPresenter::exists(Meter meter) const
{
    switch (meter) {
    case Meter::Vram:
    case Meter::Gpu:
    case Meter::ToGpu:
    case Meter::FromGpu: return m_context.telemetry.gpu().has_value();
    case Meter::Swap: return m_sample.swapTotal.value.value_or(0) > 0;
    case Meter::Ram:
    case Meter::Cpu:
    case Meter::Speed: break;
    }
    return true;
}

MeterState MeterPresenter::tile(Meter meter) const
{
    const auto i = static_cast<size_t>(meter);
    const MeterHistory& history = m_history[i];
    MeterState state;
    state.title = MeterStrip::title(meter);
    state.capacity = MeterHistory::kCapacity;
    const telemetry::Metric<double> figure = figureOf(m_sample, meter);
    if (meter == Meter::Speed) {
        const RenderService& renderer = m_context.renderer;
        const bool paused = renderer.state().run == jobs::RunState::Paused;
        const std::optional<double> speed
            = renderer.isRunning() && !paused ? renderer.progress().framesPerSecond : std::nullopt;
        state.value = speed ? words::figure(*speed) : QStringLiteral("–");
        state.unit = tr("fps");
        state.history = history.shares(niceWhole(m_best[i]));
        state.tip = speed ? tr("Frames made per second, over the last blocks.")
            : paused      ? tr("The take is paused, so there is no speed.")
                          : tr("Nothing is being rendered, so there is no speed.");
        return state;
    }
    if (!figure.value) {
        switch (figure.missing) {
        case telemetry::Missing::NoGpu: // It has no tile.
        case telemetry::Missing::NotTold:
            state.missing = tr("not told by driver");
            state.tip = tr("The driver or the system doesn't tell this figure.");
            return state;
        case telemetry::Missing::NotYet: break;
        }
        state.value = QStringLiteral("–");
        state.tip = tr("Not measured yet.");
        return state;
    }
    const double value = *figure.value;
    switch (meter) {
    case Meter::Vram:
    case Meter::Ram:
        state.value = QString::number(value, 'f', value >= 99.95 ? 0 : 1);
        showMemory(state, meter);
        break;
    case Meter::Gpu:
    case Meter::Cpu:
        state.value = QString::number(std::lround(value));
        state.unit = QStringLiteral("%");
        state.history = history.shares(100);
        break;
    case Meter::ToGpu:
    case Meter::FromGpu:
        state.value = QString::number(value, 'f', value >= 9.95 ? 0 : 1);
        state.unit = tr("GB/s");
        state.history = history.shares(niceWhole(m_best[i]));
        break;
    case Meter::Swap:
        state.value = QString::number(std::lround(value));
        state.unit = tr("MB");
        state.history = history.shares(static_cast<double>(m_sample.swapTotal.value.value_or(0)) / kMiB);
        if (m_swapGrows)
            state.tone = Tone::Warn;
        break;
    case Meter::Speed: break;
    }
    const bool memory = meter == Meter::Vram || meter == Meter::Ram;
    const auto text = [&](double number) {
        return memory ? tr("%1 MiB").arg(std::lround(number * 1024))
                      : QString(words::figure(number) % QChar(0xa0) % state.unit);
    };
    state.tip = tr("%1: now %2, peak of the last minute %3, mean %4.", "metric, figures")
                    .arg(state.title, text(value), text(history.peak()), text(history.mean()));
    const auto& gpu = m_context.telemetry.gpu();
    if (gpu && meter != Meter::Ram && meter != Meter::Cpu && meter != Meter::Swap)
        state.tip += QLatin1Char('\n') % QString::fromStdString(gpu->name);
    return state;
}

void MeterPresenter::show()
{
    bool full = true;
    for (size_t i = 0; i < kMeters; ++i) {
        const auto meter = static_cast<Meter>(i);
        m_panel.setExists(meter, exists(meter));
        const MeterTile& shown = m_panel.tile(meter);
        full = full && (shown.isHidden() || shown.width() >= MeterTile::kFullUnitsFrom);
    }
    for (size_t i = 0; i < kMeters; ++i) {
        MeterTile& meter = m_panel.tile(static_cast<Meter>(i));
        meter.setUnits(full ? MeterTile::Units::Full : MeterTile::Units::Short);
        meter.setState(tile(static_cast<Meter>(i)));
    }
}

} // namespace studio::ui
