// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/Timeline.h"

#include <algorithm>
#include <limits>

namespace studio::tensor {
namespace {

// So many items are kept before time is let go on: some hundred sweeps over a model's layers. What is given after that
// starts a little late.
constexpr size_t kMostItems = 200'000;

} // namespace

double Timeline::rate(Queue queue, bool bothWays) const
{
    const double slowed = bothWays && m_rates.bothWays
        ? std::min(1.0, *m_rates.bothWays / (m_rates.toDevice + m_rates.fromDevice))
        : 1.0;
    switch (queue) {
    case Queue::Compute: return 1.0;
    case Queue::CopyIn: return m_rates.toDevice * slowed;
    case Queue::CopyOut: return m_rates.fromDevice * slowed;
    case Queue::Disk: return m_rates.disk;
    }
    return 1.0;
}

void Timeline::push(Queue queue, const Item& item)
{
    if (lane(queue).items.size() >= kMostItems)
        finish();
    lane(queue).items.push_back(item);
}

void Timeline::work(Queue queue, double amount)
{
    if (amount > 0)
        push(queue, {.kind = Kind::Work, .other = queue, .left = amount, .mark = 0});
}

int64_t Timeline::mark(Queue queue)
{
    push(queue, {.kind = Kind::Mark, .other = queue, .left = 0, .mark = 0});
    return ++lane(queue).marksMade;
}

void Timeline::wait(Queue queue, Queue other, int64_t mark)
{
    if (queue != other && mark > lane(other).marksPassed)
        push(queue, {.kind = Kind::Wait, .other = other, .left = 0, .mark = mark});
}

size_t Timeline::stamp(Queue queue)
{
    m_moments.emplace_back();
    push(queue, {.kind = Kind::Stamp, .other = queue, .left = 0, .mark = static_cast<int64_t>(m_moments.size()) - 1});
    return m_moments.size() - 1;
}

// Takes everything from the queues' heads that needs no time.
void Timeline::passMarks()
{
    for (bool passed = true; passed;) {
        passed = false;
        for (Lane& each : m_lanes) {
            while (!each.items.empty()) {
                const Item& head = each.items.front();
                if (head.kind == Kind::Work || (head.kind == Kind::Wait && lane(head.other).marksPassed < head.mark))
                    break;
                each.marksPassed += head.kind == Kind::Mark ? 1 : 0;
                if (head.kind == Kind::Stamp)
                    m_moments[static_cast<size_t>(head.mark)] = {.seconds = m_now, .stalled = m_stall};
                each.items.pop_front();
                passed = true;
            }
        }
    }
}

void Timeline::finish()
{
    const auto works = [this](Queue queue) {
        const Lane& each = lane(queue);
        return !each.items.empty() && each.items.front().kind == Kind::Work;
    };
    for (;;) {
        passMarks();
        const bool bothWays = works(Queue::CopyIn) && works(Queue::CopyOut);
        double step = std::numeric_limits<double>::infinity();
        for (size_t i = 0; i < kQueues; ++i) {
            const auto queue = static_cast<Queue>(i);
            if (works(queue))
                step = std::min(step, lane(queue).items.front().left / rate(queue, bothWays));
        }
        if (step == std::numeric_limits<double>::infinity())
            return;
        if (!works(Queue::Compute) && !lane(Queue::Compute).items.empty())
            m_stall += step;
        m_now += step;
        for (size_t i = 0; i < kQueues; ++i) {
            const auto queue = static_cast<Queue>(i);
            if (!works(queue))
                continue;
            Item& head = lane(queue).items.front();
            const double speed = rate(queue, bothWays);
            // Whoever set the step is done, whatever the rounding.
            head.left = head.left / speed <= step ? 0 : head.left - step * speed;
        }
        for (Lane& each : m_lanes) {
            if (!each.items.empty() && each.items.front().kind == Kind::Work && each.items.front().left <= 0)
                each.items.pop_front();
        }
    }
}

} // namespace studio::tensor
