// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmEngine.h"
#include "core/jobs/FilmJournal.h"

#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace studio::test {

// Makes films of nothing, block by block as the test allows it.
class FakeEngine : public jobs::FilmEngine {
public:
    static constexpr int64_t kBlocks = 8;
    static constexpr double kVoiceSeconds = 12.5; // which stage Audio encodes
    static constexpr int kSide = 64;

    // What the test and the engine share.
    class Control {
    public:
        // Allows so many blocks more.
        void release(int blocks)
        {
            const std::lock_guard lock(m_mutex);
            m_allowed += blocks;
            m_changed.notify_all();
        }
        // Every film waits in this stage, until goOn().
        void holdAt(pipeline::Stage stage)
        {
            const std::lock_guard lock(m_mutex);
            m_heldAt = stage;
        }
        // The film that is held says how far the stage is; Frames, how far it is to the first ones.
        void tellShare(double share)
        {
            const std::lock_guard lock(m_mutex);
            m_share = share;
            m_changed.notify_all();
        }
        void goOn()
        {
            const std::lock_guard lock(m_mutex);
            m_heldAt.reset();
            m_changed.notify_all();
        }
        void fail(const std::string& prompt, const Error& error)
        {
            const std::lock_guard lock(m_mutex);
            m_errors.emplace(prompt, error);
        }
        // Every film fails behind so many blocks, and leaves a file that can't be read.
        void failBehind(int64_t blocks, const Error& error)
        {
            const std::lock_guard lock(m_mutex);
            m_failure.emplace(blocks, error);
        }
        void failNoMore()
        {
            const std::lock_guard lock(m_mutex);
            m_failure.reset();
            m_errors.clear();
        }
        // A film with a number of clips ends behind so many blocks, before its voice.
        void endEarly(int64_t blocks)
        {
            const std::lock_guard lock(m_mutex);
            m_early = blocks;
        }
        // Every film says that it took this.
        void took(const pipeline::RenderReport& report)
        {
            const std::lock_guard lock(m_mutex);
            m_report = report;
        }
        void throwAt(const std::string& prompt)
        {
            const std::lock_guard lock(m_mutex);
            m_throwing.insert(prompt);
        }
        // Prompts of the films so far.
        [[nodiscard]] std::vector<std::string> orders() const
        {
            const std::lock_guard lock(m_mutex);
            return m_orders;
        }
        [[nodiscard]] std::string comment() const
        {
            const std::lock_guard lock(m_mutex);
            return m_comment;
        }

        [[nodiscard]] MemorySettings memory() const // of the last film
        {
            const std::lock_guard lock(m_mutex);
            return m_memory;
        }

    private:
        friend class FakeEngine;

        Status begin(const jobs::FilmOrder& order)
        {
            const std::lock_guard lock(m_mutex);
            m_orders.push_back(order.prompt);
            m_comment = order.comment;
            m_memory = order.spec.memory;
            if (m_throwing.contains(order.prompt))
                throw std::runtime_error("thrown by the test");
            const auto error = m_errors.find(order.prompt);
            return error != m_errors.end() ? Status(error->second) : Status(kDone);
        }
        void waitForBlock(const std::stop_token& stop)
        {
            std::unique_lock lock(m_mutex);
            if (m_changed.wait(lock, stop, [this] { return m_allowed > 0; }))
                --m_allowed;
        }

        template<typename Tell>
        void waitIn(pipeline::Stage stage, const std::stop_token& stop, Tell tell)
        {
            std::unique_lock lock(m_mutex);
            while (m_heldAt == stage && !stop.stop_requested()) {
                m_changed.wait(lock, stop, [&] { return m_share || m_heldAt != stage; });
                if (const std::optional<double> share = std::exchange(m_share, std::nullopt)) {
                    lock.unlock();
                    tell(*share);
                    lock.lock();
                }
            }
        }

        [[nodiscard]] std::optional<Error> failureBehind(int64_t blocks) const
        {
            const std::lock_guard lock(m_mutex);
            return m_failure && m_failure->first == blocks ? std::optional(m_failure->second) : std::nullopt;
        }
        [[nodiscard]] int64_t blocksOf(const jobs::FilmOrder& order) const
        {
            const std::lock_guard lock(m_mutex);
            return order.spec.clips > 0 ? m_early : kBlocks;
        }
        [[nodiscard]] pipeline::RenderReport report() const
        {
            const std::lock_guard lock(m_mutex);
            return m_report;
        }

        mutable std::mutex m_mutex;
        std::condition_variable_any m_changed;
        int m_allowed = 0;
        int64_t m_early = kBlocks;
        std::optional<pipeline::Stage> m_heldAt;
        std::optional<double> m_share;
        std::vector<std::string> m_orders;
        std::string m_comment;
        MemorySettings m_memory;
        pipeline::RenderReport m_report;
        std::optional<std::pair<int64_t, Error>> m_failure;
        std::map<std::string, Error> m_errors;
        std::set<std::string> m_throwing;
    };

    explicit FakeEngine(std::shared_ptr<Control> control)
        : m_control(std::move(control))
    {
    }

    Status make(const jobs::ModelPlaces&, const std::string&, const jobs::FilmOrder& order,
                const jobs::FilmListener& listener, jobs::FilmReport& report, std::stop_token stop) override
    {
        if (Status begun = m_control->begin(order); !begun)
            return begun;
        const int steps = order.spec.steps;
        const int64_t blocks = m_control->blocksOf(order);
        const int64_t begun = order.journal.resumed && order.journal.resumed->film()
            ? order.journal.resumed->film()->frames / kFramesPerBlock
            : 0;
        pipeline::Progress progress;
        progress.voiceSeconds = kVoiceSeconds;
        for (const pipeline::Stage stage : {pipeline::Stage::Load, pipeline::Stage::Text, pipeline::Stage::Audio,
                                            pipeline::Stage::Image, pipeline::Stage::Frames}) {
            progress.stage = stage;
            if (stage == pipeline::Stage::Frames) {
                if (listener.started)
                    listener.started(
                        {kSide, kSide, order.movie.parent_path() / "growing.mp4", begun * kFramesPerBlock});
                progress.blocks = blocks;
                progress.forwards = blocks * steps;
                progress.forwardsToFrames = steps;
                progress.framesTotal = blocks * kFramesPerBlock;
            }
            progress.stageShare = 0;
            tell(listener, progress);
            m_control->waitIn(stage, stop, [&](double share) {
                if (stage == pipeline::Stage::Frames)
                    progress.forward = static_cast<int64_t>(share * steps);
                else
                    progress.stageShare = share;
                tell(listener, progress);
            });
            if (stop.stop_requested())
                return Error{ErrorCode::Cancelled, {}, {}};
        }
        std::optional<Error> failure;
        progress.frames = begun * kFramesPerBlock;
        for (int64_t block = begun; block < blocks && !stop.stop_requested(); ++block) {
            failure = m_control->failureBehind(block);
            if (failure)
                break;
            m_control->waitForBlock(stop);
            if (stop.stop_requested())
                break;
            progress.forward = (block + 1) * steps;
            tell(listener, progress);
            std::vector<uint8_t> rgb(size_t{3} * kSide * kSide * kFramesPerBlock);
            for (size_t i = 0; i < kFramesPerBlock; ++i)
                rgb[i * 3 * kSide * kSide] = static_cast<uint8_t>(progress.frames + static_cast<int64_t>(i));
            if (listener.frames)
                listener.frames({progress.frames, kFramesPerBlock, kSide, kSide, rgb});
            progress.frames += kFramesPerBlock;
            progress.block = block + 1;
            tell(listener, progress);
        }
        report.render = m_control->report();
        report.frames = report.render.frames = progress.frames;
        report.width = report.height = kSide;
        if (progress.frames > 0) {
            std::ofstream(order.movie) << "film";
            report.movie = order.movie;
        }
        const bool isWhole = progress.frames == blocks * kFramesPerBlock;
        keepJournal(order, isWhole && blocks == kBlocks, report);
        if (failure)
            return *failure;
        return isWhole ? Status(kDone) : Status(Error{ErrorCode::Cancelled, {}, {}});
    }

private:
    static void keepJournal(const jobs::FilmOrder& order, bool hasWholeVoice, jobs::FilmReport& report)
    {
        std::error_code ignored;
        if (order.journal.resumed)
            std::filesystem::remove(order.journal.resumed->file(), ignored);
        report.journal.clear();
        report.hasWholeVoice = hasWholeVoice;
        if ((hasWholeVoice && !order.journal.isKeptAlways) || report.movie.empty() || !order.journal.isKept)
            return;
        report.journal = order.movie.parent_path() / ("." + order.movie.stem().string() + ".part.journal");
        jobs::JournalWriter journal(report.journal, {});
        jobs::noteStopped(journal, order.movie, report.frames);
    }

    // As a render on a GPU, which can be held after it.
    static void tell(const jobs::FilmListener& listener, const pipeline::Progress& progress)
    {
        if (listener.progress)
            listener.progress(progress);
        if (listener.pauseRequested && *listener.pauseRequested
            && listener.pause(pipeline::Pause::HereForNow) == pipeline::PauseEnd::ReleaseDevice)
            (void)listener.pause(pipeline::Pause::OffDevice);
    }

    std::shared_ptr<Control> m_control;
};

} // namespace studio::test
