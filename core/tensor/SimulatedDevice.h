// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/SimulatedMemory.h"
#include "core/tensor/Timeline.h"

#include <array>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace at {
struct RecordFunction;
}

namespace studio::tensor {

// A simulated GPU. Its tensors are CPU tensors and its results the CPU's. Its memory has a cap and is poisoned until
// written. Its copies happen as late as the events allow, or at random moments in between, and poison their destination
// as soon as they are queued. So a missing wait is detected: either values become NaN, or two accesses to the same
// bytes from different queues aren't ordered by an event, which makes the next call throw c10::Error. Accesses of the
// compute queue are tracked while scope() exists on its thread. Of its calls, those throw c10::AcceleratorError on a
// lost device that do on a real one.
class SimulatedDevice : public Accelerator {
public:
    enum class Data {
        Real,
        None, // For timelines: device and pinned memory are meta tensors; nothing is copied.
    };
    struct Options {
        int64_t bytes = 0; // of its memory
        CopyRates rates;
        std::optional<uint64_t> seed; // of random moments for copies; without it they happen as late as possible
        Data data = Data::Real;
    };
    explicit SimulatedDevice(const Options& options);
    ~SimulatedDevice() override;

    [[nodiscard]] c10::Device device() const override;
    [[nodiscard]] std::unique_ptr<Scope> scope() override;
    [[nodiscard]] at::Tensor allocate(int64_t bytes) override;
    [[nodiscard]] at::Tensor allocatePinned(int64_t bytes) override;
    [[nodiscard]] std::unique_ptr<Event> makeEvent() override;
    void record(Event& event, Queue queue) override;
    void wait(Queue queue, const Event& event) override;
    [[nodiscard]] bool isDone(const Event& event) override;
    void synchronize(const Event& event) override;
    void synchronize() override;
    void copyIn(const at::Tensor& device, const at::Tensor& host) override;
    void copyOut(const at::Tensor& host, const at::Tensor& device) override;
    void read(const at::Tensor& host, std::function<void()> task) override;
    void compute(double seconds) override;
    void setCap(int64_t bytes) override;
    void trim() override { m_memory->called(); }
    [[nodiscard]] MemoryUse memory() override;
    void resetPeak() override { m_memory->resetPeak(); }
    [[nodiscard]] Traffic traffic() override;

    // To simulate other programs and failing allocations, for tests.
    [[nodiscard]] SimulatedMemory& simulatedMemory() { return *m_memory; }
    // stamp() marks a point in the compute queue; moment() is its simulated time, after all queued work.
    [[nodiscard]] size_t stamp() { return m_timeline.stamp(Queue::Compute); }
    [[nodiscard]] Timeline::Moment moment(size_t stamp);

private:
    static constexpr size_t kQueues = 4;
    // How much of each queue's work is known to be done (a vector clock).
    using Clock = std::array<int64_t, kQueues>;
    struct SimulatedEvent;
    struct SimulatedScope;
    struct Item {
        enum class Kind { Copy, Read, Mark, Wait } kind;
        at::Tensor to, from; // Copy; `to` alone of Read
        std::function<void()> task; // Read
        Queue other = Queue::Compute; // Wait
        int64_t mark = 0;
    };
    enum class Use { Read, Write };
    // An access to bytes: the queue, and its own clock at that time.
    struct Access {
        uintptr_t begin, end;
        Queue queue;
        Use use;
        int64_t moment;
    };
    // How an operator accesses its arguments.
    struct Operator {
        bool makesView = false; // touches no bytes
        uint64_t writes = 0; // a bit per argument
    };
    // A range of memory used by copies.
    struct Piece {
        uintptr_t end;
        std::vector<Access> accesses;
    };

    [[nodiscard]] std::deque<Item>& items(Queue queue) { return m_items[static_cast<size_t>(queue)]; }
    void copy(Queue queue, const at::Tensor& to, const at::Tensor& from);
    void poison(const at::Tensor& tensor);
    void know(const Clock& clock);
    void execute(Queue queue);
    void passMark(Queue queue, int64_t mark);
    void executeSome();
    void access(Queue queue, const at::Tensor& tensor, Use use);
    void throwIfRaced();
    [[nodiscard]] const Operator& operatorOf(const at::RecordFunction& function);

    std::shared_ptr<SimulatedMemory> m_memory;
    Data m_data;
    std::optional<std::mt19937_64> m_random;
    Timeline m_timeline;
    Traffic m_traffic;
    std::array<std::deque<Item>, kQueues> m_items; // not executed yet; the compute queue's are empty
    std::array<int64_t, kQueues> m_marksMade{};
    std::array<int64_t, kQueues> m_marksPassed{};
    std::array<Clock, kQueues> m_clocks{}; // what each queue knows of the others, at its end
    std::map<uintptr_t, Piece> m_pieces; // by their start
    std::string m_race; // the first one
    std::unordered_map<const char*, Operator> m_operators; // by name
};

} // namespace studio::tensor
