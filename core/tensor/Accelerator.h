// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace studio::tensor {

// Concurrent queues of a device. Each works in order; only events order work of different queues.
enum class Queue {
    Compute, // operators on the device's tensors, as libtorch queues them
    CopyIn, // to the device
    CopyOut, // from the device
    Disk, // a host thread that reads files
};

struct MemoryUse {
    int64_t used = 0; // bytes in use by this program on the device
    int64_t peak = 0; // the most since the last resetPeak()
    int64_t cap = 0; // above it, allocating throws c10::OutOfMemoryError; 0: no cap but the device's size
    int64_t available = 0; // that may still be allocated: less than cap - used if other programs use the device
};

struct Traffic {
    int64_t toDevice = 0; // bytes copied
    int64_t fromDevice = 0;
    int64_t disk = 0; // bytes read
    double stallSeconds = 0; // in which compute waited for events of other queues
};

// A device with its own memory: a GPU, or a simulated one whose tensors are CPU tensors. Used by one thread at a time.
// Only synchronize() blocks the host (and wait() for the disk), and only allocate...() and makeEvent() allocate: the
// rest may be called in the denoising loop.
class Accelerator {
public:
    // A point in a queue, created once and recorded repeatedly. A wait is for the last recording before the call, and
    // none if there was no recording.
    class Event {
    public:
        virtual ~Event() = default;
    };
    // During its lifetime, tensors that this thread creates on device() belong to the accelerator.
    class Scope {
    public:
        virtual ~Scope() = default;
    };

    virtual ~Accelerator() = default;

    // Device of its tensors, for at::TensorOptions; the CPU for a simulated one.
    [[nodiscard]] virtual c10::Device device() const = 0;
    [[nodiscard]] virtual std::unique_ptr<Scope> scope() = 0;

    // [bytes] uint8 of device memory, aligned for every dtype, uninitialised. Throws c10::OutOfMemoryError.
    [[nodiscard]] virtual at::Tensor allocate(int64_t bytes) = 0;
    // [bytes] uint8 of pinned RAM, zeroed. Throws c10::OutOfMemoryError.
    [[nodiscard]] virtual at::Tensor allocatePinned(int64_t bytes) = 0;
    [[nodiscard]] virtual std::unique_ptr<Event> makeEvent() = 0;

    virtual void record(Event& event, Queue queue) = 0;
    // Later work of the queue starts after the event. A GPU's queues can't wait for a file: if a disk event hasn't
    // happened yet, this blocks the thread; check isDone() first.
    virtual void wait(Queue queue, const Event& event) = 0;
    // Whether the event's last recording has happened.
    [[nodiscard]] virtual bool isDone(const Event& event) = 0;
    // Blocks this thread until then.
    virtual void synchronize(const Event& event) = 0;
    // Blocks this thread until all queues are empty.
    virtual void synchronize() = 0;

    // H2D and D2H copies of contiguous tensors with equal sizes and dtypes; `host` is pinned. They must not be freed
    // before the copy is done.
    virtual void copyIn(const at::Tensor& device, const at::Tensor& host) = 0;
    virtual void copyOut(const at::Tensor& host, const at::Tensor& device) = 0;
    // Runs the task, which fills `host`, on the disk queue. It must not throw. A capture of two pointers needs no
    // allocation.
    virtual void read(const at::Tensor& host, std::function<void()> task) = 0;
    // Sets how long the work queued on Compute since the last call takes on a simulated device; ignored by a real one.
    virtual void compute(double seconds) = 0;

    // 0 removes the cap. Memory in use above a lowered cap stays.
    virtual void setCap(int64_t bytes) = 0;
    // Returns the allocator's unused memory to other programs. Not in the denoising loop.
    virtual void trim() = 0;
    [[nodiscard]] virtual MemoryUse memory() = 0;
    virtual void resetPeak() = 0;
    // Since the device was opened. On a GPU, a stall counts once its events have happened.
    [[nodiscard]] virtual Traffic traffic() = 0;
};

// A copy in RAM, also of a simulated device's tensors.
[[nodiscard]] at::Tensor toHost(const at::Tensor& tensor);

// A copy on an accelerator's device(); within its scope if that is the CPU.
[[nodiscard]] at::Tensor toDevice(const at::Tensor& tensor, c10::Device device);

// Opens "cuda" or "cuda:n", a GPU, or "sim:GB", a simulated one with that much memory, possibly a fraction; null for
// "cpu". Errors: those of parseDevice(), BadOption for an invalid size.
Result<std::unique_ptr<Accelerator>> openAccelerator(std::string_view text);

// The bytes of "sim:GB"; an error for "sim:" with an invalid size; nullopt for other devices.
std::optional<Result<int64_t>> parseSimulated(std::string_view text);

// During its lifetime, CPU tensors and operators of this thread belong to the host, even inside a simulated device's
// scope.
class HostScope {
public:
    HostScope();
    ~HostScope();
    HostScope(const HostScope&) = delete;
    HostScope& operator=(const HostScope&) = delete;

private:
    void* m_outer;
};

} // namespace studio::tensor
