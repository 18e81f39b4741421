// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/Accelerator.h"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace studio::tensor {

// Copy rates of a simulated machine, in bytes per second. If both directions are busy, each slows down by the same
// factor so that their sum is `bothWays`; without it they are independent.
struct CopyRates {
    double toDevice = 25e9; // PCI Express 4 x16, pinned
    double fromDevice = 25e9;
    std::optional<double> bothWays = 35e9;
    double disk = 3e9; // a good NVMe drive
};

// Simulated time of concurrent in-order queues. The host that queues the work takes no time.
class Timeline {
public:
    explicit Timeline(CopyRates rates)
        : m_rates(rates)
    {
    }

    // Queues work: bytes for the copy and disk queues, seconds for the compute queue.
    void work(Queue queue, double amount);
    // Sets a mark in the queue; returns the number of marks in it so far.
    int64_t mark(Queue queue);
    // Later work of `queue` starts once `other` has passed its mark of this number, which must exist.
    void wait(Queue queue, Queue other, int64_t mark);

    // Records the moment when the queue gets here; returns its index.
    struct Moment {
        double seconds = 0;
        double stalled = 0; // of these, stalls of the compute queue
    };
    size_t stamp(Queue queue);
    // Valid after finish().
    [[nodiscard]] const Moment& moment(size_t stamp) const { return m_moments[stamp]; }

    // Runs all queued work. Later work starts then, or later.
    void finish();
    [[nodiscard]] double now() const { return m_now; } // seconds
    [[nodiscard]] double stallSeconds() const { return m_stall; } // of the compute queue

private:
    static constexpr size_t kQueues = 4;
    enum class Kind { Work, Mark, Wait, Stamp };
    struct Item {
        Kind kind;
        Queue other; // Wait
        double left; // Work
        int64_t mark; // Wait; index of Stamp
    };
    struct Lane {
        std::deque<Item> items;
        int64_t marksMade = 0;
        int64_t marksPassed = 0;
    };
    [[nodiscard]] Lane& lane(Queue queue) { return m_lanes[static_cast<size_t>(queue)]; }
    [[nodiscard]] double rate(Queue queue, bool bothWays) const;
    void passMarks();
    void push(Queue queue, const Item& item);

    CopyRates m_rates;
    std::array<Lane, kQueues> m_lanes;
    std::vector<Moment> m_moments;
    double m_now = 0;
    double m_stall = 0;
};

} // namespace studio::tensor
