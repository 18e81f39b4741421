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

// What a device does at the same time. Each queue works in the order in which it was given things; between queues only
// events make an order.
enum class Queue {
    Compute, // operators on the device's tensors, as libtorch queues them
    CopyIn, // to the device
    CopyOut, // from the device
    Disk, // a thread of the host that reads files
};

struct MemoryUse {
    int64_t used = 0; // bytes that this program holds on the device
    int64_t peak = 0; // the most since the last resetPeak()
    int64_t cap = 0; // beyond it, allocating throws c10::OutOfMemoryError; 0: no cap but the device's size
    int64_t available = 0; // what may still be allocated: less than cap - used where other programs hold the device
};

struct Traffic {
    int64_t toDevice = 0; // bytes copied
    int64_t fromDevice = 0;
    int64_t disk = 0; // bytes read
    double stallSeconds = 0; // for which computing waited for an event of another queue
};

// A device with memory of its own: a GPU, or a simulated one whose tensors are CPU tensors. Used by one thread at a
// time. Nothing but synchronize() waits on the host (and wait() for the disk), and nothing but allocate...() and
// makeEvent() allocates: the rest may be called in the step loop.
class Accelerator {
public:
    // A point in a queue, made at set-up and recorded again and again; who waits, waits for the recording that came
    // last before the call. Waiting for what was never recorded is no wait.
    class Event {
    public:
        virtual ~Event() = default;
    };
    // While it lives, tensors that this thread makes on device() are the accelerator's.
    class Scope {
    public:
        virtual ~Scope() = default;
    };

    virtual ~Accelerator() = default;

    // Where its tensors are, for at::TensorOptions: a simulated one's are on the CPU.
    [[nodiscard]] virtual c10::Device device() const = 0;
    [[nodiscard]] virtual std::unique_ptr<Scope> scope() = 0;

    // [bytes] uint8 of device memory, aligned for every dtype; not initialised. Throws c10::OutOfMemoryError.
    [[nodiscard]] virtual at::Tensor allocate(int64_t bytes) = 0;
    // [bytes] uint8 in RAM that copies can be made of at full speed, zeroed. Throws c10::OutOfMemoryError.
    [[nodiscard]] virtual at::Tensor allocatePinned(int64_t bytes) = 0;
    [[nodiscard]] virtual std::unique_ptr<Event> makeEvent() = 0;

    virtual void record(Event& event, Queue queue) = 0;
    // What is given to the queue later begins after the event. A GPU's queues can't wait for a file: where the disk's
    // event hasn't happened yet, this blocks the thread; so ask isDone() first.
    virtual void wait(Queue queue, const Event& event) = 0;
    // The event's last recording has happened.
    [[nodiscard]] virtual bool isDone(const Event& event) = 0;
    // Blocks this thread until it has.
    virtual void synchronize(const Event& event) = 0;
    // Blocks this thread until all queues are empty.
    virtual void synchronize() = 0;

    // Contiguous tensors of equal sizes and dtypes; `host` is pinned. They must not be freed before the copy is done.
    virtual void copyIn(const at::Tensor& device, const at::Tensor& host) = 0;
    virtual void copyOut(const at::Tensor& host, const at::Tensor& device) = 0;
    // Runs the task, which fills `host`, on the disk's queue. It must not throw. A capture of two pointers needs no
    // allocation.
    virtual void read(const at::Tensor& host, std::function<void()> task) = 0;
    // Tells a simulated device how long what was given to the compute queue since the last call would take; a real one
    // takes its time by itself.
    virtual void compute(double seconds) = 0;

    // A cap of 0 lifts it. Memory that is held beyond a lowered one stays.
    virtual void setCap(int64_t bytes) = 0;
    // Gives what is cached but not used back to other programs. Not in the step loop.
    virtual void trim() = 0;
    [[nodiscard]] virtual MemoryUse memory() = 0;
    virtual void resetPeak() = 0;
    // Since the device was opened. On a GPU, stalls count once the events around them have happened.
    [[nodiscard]] virtual Traffic traffic() = 0;
};

// A copy in RAM, also of a simulated device's tensors.
[[nodiscard]] at::Tensor toHost(const at::Tensor& tensor);

// A copy on an accelerator's device(), also where that is the CPU's: within its scope.
[[nodiscard]] at::Tensor toDevice(const at::Tensor& tensor, c10::Device device);

// "cpu" is none: a null pointer. "cuda", "cuda:n": a GPU. "sim:GB": a simulated one with so much memory, which may be a
// fraction. Errors: those of parseDevice(), BadOption for a size that is no number.
Result<std::unique_ptr<Accelerator>> openAccelerator(std::string_view text);

// The bytes of "sim:GB", an error for "sim:" and something else; nothing for other devices.
std::optional<Result<int64_t>> parseSimulated(std::string_view text);

// While one lives, tensors that this thread makes on the CPU are the host's, and operators the host's work, also inside
// a simulated device's scope.
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
