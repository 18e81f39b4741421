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

// What a simulated machine's copies do, in bytes per second. Where both directions are at work, each slows down alike
// so that their sum is `bothWays`; without that figure they are independent.
struct CopyRates {
    double toDevice = 25e9; // PCI Express 4 x16, pinned
    double fromDevice = 25e9;
    std::optional<double> bothWays = 35e9;
    double disk = 3e9; // a good NVMe drive
};

// When things would happen on in-order queues that work at once, in simulated time. The host that gives the queues
// their work takes no time.
class Timeline {
public:
    explicit Timeline(CopyRates rates)
        : m_rates(rates)
    {
    }

    // Bytes for the copy queues and the disk's, seconds for the compute queue.
    void work(Queue queue, double amount);
    // A mark in the queue; the number of marks in it so far.
    int64_t mark(Queue queue);
    // Later work of `queue` begins once `other` has passed its mark of this number, which must have been made.
    void wait(Queue queue, Queue other, int64_t mark);

    // Notes the moment when the queue gets here; its index.
    struct Moment {
        double seconds = 0;
        double stalled = 0; // of these, the compute queue
    };
    size_t stamp(Queue queue);
    // Once finish() has been called.
    [[nodiscard]] const Moment& moment(size_t stamp) const { return m_moments[stamp]; }

    // Lets all work that was given pass. What is given later begins then or later.
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
