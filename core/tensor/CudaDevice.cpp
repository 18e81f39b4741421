// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/CudaDevice.h"

#include "core/tensor/PinnedTensor.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/ops/empty.h>
#include <c10/core/AllocatorConfig.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/Event.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/StreamGuard.h>
#ifdef STUDIO_HAVE_CUDART
#include <c10/cuda/CUDACachingAllocator.h>
#endif

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace studio::tensor {
namespace {

using Task = std::function<void()>;

// Of a segment of libtorch's allocator, which compares what is asked for with its cap, and takes a whole step.
constexpr int64_t kGrowth = int64_t{20} << 20;

// Runs tasks in order on a thread that is started with the first one.
class TaskThread {
public:
    ~TaskThread() { finish(); }

    void add(Task task)
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        if (!m_thread.joinable())
            m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
        m_changed.notify_all();
    }

    // Blocks until all tasks are done.
    void finish()
    {
        std::unique_lock lock(m_mutex);
        m_idle.wait(lock, [this] { return m_tasks.empty(); });
    }

private:
    void run(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        while (m_changed.wait(lock, stop, [this] { return !m_tasks.empty(); })) {
            Task& task = m_tasks.front(); // A deque's elements stay in place.
            lock.unlock();
            task();
            lock.lock();
            m_tasks.pop_front();
            if (m_tasks.empty())
                m_idle.notify_all();
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::condition_variable m_idle;
    std::deque<Task> m_tasks;
    std::jthread m_thread;
};

struct CudaEvent : Accelerator::Event {
    c10::Event event{c10::kCUDA, c10::EventFlag::PYTORCH_DEFAULT};
    Queue queue = Queue::Compute;
    // For the disk's queue: how often it was recorded, and how many of the recordings have happened.
    int64_t recorded = 0;
    std::atomic<int64_t> happened{0};
};

struct CudaScope : Accelerator::Scope {
    explicit CudaScope(c10::Device device)
        : guard(device)
    {
    }
    c10::DeviceGuard guard;
};

// Measures how long the compute stream waited, with pairs of timed events around each wait. A pair is read once both
// have happened, so that nobody waits for it.
class StallMeter {
public:
    template<typename Wait>
    void measure(const c10::Stream& stream, Wait&& wait)
    {
        collect();
        if (m_free.empty())
            m_free.emplace_back();
        Pair pair = std::move(m_free.back());
        m_free.pop_back();
        pair.before.record(stream);
        wait();
        pair.after.record(stream);
        m_pending.push_back(std::move(pair));
    }

    double seconds()
    {
        while (collect()) { }
        return m_milliseconds / 1e3;
    }

private:
    struct Pair {
        c10::Event before{c10::kCUDA, c10::EventFlag::BACKEND_DEFAULT};
        c10::Event after{c10::kCUDA, c10::EventFlag::BACKEND_DEFAULT};
    };

    // Reads the oldest pair; false where there is none that has happened.
    bool collect()
    {
        if (m_pending.empty() || !m_pending.front().after.query())
            return false;
        m_milliseconds += m_pending.front().before.elapsedTime(m_pending.front().after);
        m_free.push_back(std::move(m_pending.front()));
        m_pending.pop_front();
        return true;
    }

    std::deque<Pair> m_pending;
    std::vector<Pair> m_free;
    double m_milliseconds = 0;
};

class CudaDevice : public Accelerator {
public:
    explicit CudaDevice(c10::Device device)
        : m_device(device)
        , m_guard(c10::kCUDA)
        , m_in(m_guard.getStreamFromGlobalPool(device, /*isHighPriority=*/false))
        , m_out(m_guard.getStreamFromGlobalPool(device, /*isHighPriority=*/false))
        , m_allocator(at::getDeviceAllocator(c10::kCUDA))
    {
        // Segments that grow: otherwise up to 1.3 GB lie idle between tensors of many sizes, which a budget has no room
        // for.
        c10::CachingAllocator::setAllocatorSettings("expandable_segments:True");
        // Until then the allocator knows of no device, and refuses a cap.
        at::globalContext().lazyInitDevice(c10::kCUDA);
    }

    ~CudaDevice() override
    {
        m_disk.finish();
        try {
            m_guard.synchronizeDevice(m_device.index());
        } catch (const std::exception&) { // The device is lost, as somebody who waited for it knows.
        }
    }

    [[nodiscard]] c10::Device device() const override { return m_device; }
    [[nodiscard]] std::unique_ptr<Scope> scope() override { return std::make_unique<CudaScope>(m_device); }

    [[nodiscard]] at::Tensor allocate(int64_t bytes) override
    {
        return at::empty({bytes}, at::device(m_device).dtype(at::kByte));
    }
    [[nodiscard]] at::Tensor allocatePinned(int64_t bytes) override
    {
        return pinnedTensor(bytes, Pinning::WhereThereIsAGpu);
    }
    [[nodiscard]] std::unique_ptr<Event> makeEvent() override { return std::make_unique<CudaEvent>(); }

    void record(Event& event, Queue queue) override
    {
        auto& recorded = static_cast<CudaEvent&>(event);
        recorded.queue = queue;
        if (queue == Queue::Disk) {
            ++recorded.recorded;
            m_disk.add([&recorded] {
                recorded.happened.fetch_add(1);
                recorded.happened.notify_all();
            });
        } else {
            recorded.event.record(stream(queue));
        }
    }

    void wait(Queue queue, const Event& event) override
    {
        const auto& awaited = static_cast<const CudaEvent&>(event);
        if (awaited.queue == Queue::Disk && queue != Queue::Disk)
            synchronize(event);
        else if (queue == Queue::Disk && awaited.queue != Queue::Disk)
            m_disk.add([&awaited] {
                try {
                    awaited.event.synchronize();
                } catch (const std::exception&) { // The device is lost, and what is read now is for nobody.
                }
            });
        else if (queue == Queue::Compute)
            m_stalls.measure(stream(queue), [&] { awaited.event.block(stream(queue)); });
        else if (queue != Queue::Disk)
            awaited.event.block(stream(queue));
    }

    [[nodiscard]] bool isDone(const Event& event) override
    {
        const auto& asked = static_cast<const CudaEvent&>(event);
        return asked.queue == Queue::Disk ? asked.happened.load() >= asked.recorded : asked.event.query();
    }

    void synchronize(const Event& event) override
    {
        const auto& awaited = static_cast<const CudaEvent&>(event);
        if (awaited.queue != Queue::Disk) {
            awaited.event.synchronize();
            return;
        }
        for (int64_t seen = awaited.happened.load(); seen < awaited.recorded; seen = awaited.happened.load())
            awaited.happened.wait(seen);
    }

    void synchronize() override
    {
        m_disk.finish();
        m_guard.synchronizeDevice(m_device.index());
    }

    void copyIn(const at::Tensor& device, const at::Tensor& host) override
    {
        m_traffic.toDevice += static_cast<int64_t>(device.nbytes());
        copy(m_in, device, host);
    }
    void copyOut(const at::Tensor& host, const at::Tensor& device) override
    {
        m_traffic.fromDevice += static_cast<int64_t>(device.nbytes());
        copy(m_out, host, device);
    }
    void read(const at::Tensor& host, std::function<void()> task) override
    {
        m_traffic.disk += static_cast<int64_t>(host.nbytes());
        m_disk.add(std::move(task));
    }
    void compute(double) override { }

    void setCap(int64_t bytes) override
    {
        m_cap = bytes;
#ifdef STUDIO_HAVE_CUDART
        const auto total = static_cast<double>(m_allocator->getMemoryInfo(m_device.index()).second);
        const auto most = static_cast<double>(std::max<int64_t>(1, bytes - kGrowth));
        const double share = bytes > 0 ? std::min(1.0, most / total) : 1.0;
        c10::cuda::CUDACachingAllocator::setMemoryFraction(share, m_device.index());
#endif
    }
    void trim() override
    {
        m_allocator->emptyCache();
    }

    // What the caching allocator holds, used or not: that is what other programs can't have.
    [[nodiscard]] MemoryUse memory() override
    {
        const auto stats = m_allocator->getDeviceStats(m_device.index());
        const auto& held = stats.reserved_bytes[0];
        const int64_t idle = held.current - stats.allocated_bytes[0].current;
        const auto free = static_cast<int64_t>(m_allocator->getMemoryInfo(m_device.index()).first);
        const int64_t below = m_cap > 0 ? m_cap - held.current : std::numeric_limits<int64_t>::max();
        return {.used = held.current,
                .peak = held.peak,
                .cap = m_cap,
                .available = std::max<int64_t>(0, std::min(below, free)) + idle};
    }
    void resetPeak() override
    {
        m_allocator->resetPeakStats(m_device.index());
    }

    [[nodiscard]] Traffic traffic() override
    {
        Traffic traffic = m_traffic;
        traffic.stallSeconds = m_stalls.seconds();
        return traffic;
    }

private:
    [[nodiscard]] c10::Stream stream(Queue queue) const
    {
        return queue == Queue::Compute ? m_guard.getStream(m_device) : queue == Queue::CopyIn ? m_in : m_out;
    }

    static void copy(const c10::Stream& stream, const at::Tensor& to, const at::Tensor& from)
    {
        const c10::StreamGuard guard(stream);
        const c10::InferenceMode inference; // The buffers may be inference tensors.
        to.copy_(from, /*non_blocking=*/true);
    }

    c10::Device m_device;
    c10::impl::VirtualGuardImpl m_guard;
    c10::Stream m_in;
    c10::Stream m_out;
    c10::DeviceAllocator* m_allocator;
    int64_t m_cap = 0;
    Traffic m_traffic;
    StallMeter m_stalls;
    TaskThread m_disk;
};

} // namespace

std::unique_ptr<Accelerator> openCudaDevice(c10::Device device)
{
    return std::make_unique<CudaDevice>(device);
}

} // namespace studio::tensor
