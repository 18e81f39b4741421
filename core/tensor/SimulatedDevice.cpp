// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/SimulatedDevice.h"

#include "core/tensor/PinnedTensor.h"

#include <ATen/core/function_schema.h>
#include <ATen/ops/empty.h>
#include <ATen/record_function.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cstring>

namespace studio::tensor {
namespace {

constexpr int kPoison = 0xFF;

// The device that this thread's operators compute on; see the scope.
thread_local SimulatedDevice* currentDevice = nullptr;

struct Range {
    uintptr_t begin = 0;
    uintptr_t end = 0; // == begin for none
};

Range storageOf(const at::Tensor& tensor)
{
    if (!tensor.defined() || !tensor.has_storage() || !tensor.is_cpu())
        return {};
    const auto begin = reinterpret_cast<uintptr_t>(tensor.storage().data());
    return {begin, begin + tensor.storage().nbytes()};
}

// From the first to the last element.
Range bytesOf(const at::Tensor& tensor)
{
    if (storageOf(tensor).begin == 0 || tensor.numel() == 0)
        return {};
    int64_t last = 0;
    for (int64_t i = 0; i < tensor.dim(); ++i)
        last += (tensor.size(i) - 1) * tensor.stride(i);
    const auto begin = reinterpret_cast<uintptr_t>(tensor.const_data_ptr());
    return {begin, begin + (static_cast<uintptr_t>(last) + 1) * tensor.element_size()};
}

} // namespace

struct SimulatedDevice::SimulatedEvent : Accelerator::Event {
    Queue queue = Queue::Compute;
    int64_t mark = 0; // 0: never recorded
    int64_t timelineMark = 0;
    Clock clock{};
};

struct SimulatedDevice::SimulatedScope : Accelerator::Scope {
    explicit SimulatedScope(SimulatedDevice& device)
        : m_memory(device.m_memory)
        , m_outer(std::exchange(currentDevice, &device))
    {
        if (!m_outer)
            m_callback = at::addThreadLocalCallback(at::RecordFunctionCallback(&SimulatedScope::begins)
                                                        .needsInputs(true)
                                                        .scopes({at::RecordScope::FUNCTION}));
    }
    ~SimulatedScope() override
    {
        currentDevice = m_outer;
        if (!m_outer)
            at::removeCallback(m_callback);
    }

    // An operator begins on this thread.
    static std::unique_ptr<at::ObserverContext> begins(const at::RecordFunction& function)
    {
        if (!currentDevice || !SimulatedMemory::isInScope())
            return nullptr;
        const Operator& does = currentDevice->operatorOf(function);
        const auto inputs = does.makesView ? c10::ArrayRef<const c10::IValue>() : function.inputs();
        for (size_t i = 0; i < inputs.size(); ++i) {
            const Use use = i < 64 && (does.writes >> i & 1U) != 0 ? Use::Write : Use::Read;
            if (inputs[i].isTensor()) {
                currentDevice->access(Queue::Compute, inputs[i].toTensor(), use);
            } else if (inputs[i].isTensorList()) {
                for (const at::Tensor& tensor : inputs[i].toTensorVector())
                    currentDevice->access(Queue::Compute, tensor, use);
            }
        }
        return nullptr;
    }

private:
    SimulatedMemory::Scope m_memory;
    SimulatedDevice* m_outer;
    at::CallbackHandle m_callback{};
};

SimulatedDevice::SimulatedDevice(const Options& options)
    : m_memory(std::make_shared<SimulatedMemory>(options.bytes))
    , m_data(options.data)
    , m_timeline(options.rates)
{
    if (options.seed)
        m_random.emplace(*options.seed);
}

SimulatedDevice::~SimulatedDevice() = default;

const SimulatedDevice::Operator& SimulatedDevice::operatorOf(const at::RecordFunction& function)
{
    const auto [known, isNew] = m_operators.try_emplace(function.name());
    const std::optional<c10::FunctionSchema> schema = isNew ? function.operator_schema() : std::nullopt;
    for (size_t i = 0; schema && i < schema->arguments().size(); ++i) {
        const c10::AliasInfo* const alias = schema->arguments()[i].alias_info();
        if (alias && alias->isWrite() && i < 64)
            known->second.writes |= uint64_t{1} << i;
        else if (alias && !alias->isWrite())
            known->second.makesView = true; // What is returned shares the argument's bytes.
    }
    return known->second;
}

c10::Device SimulatedDevice::device() const
{
    return m_data == Data::Real ? c10::kCPU : c10::kMeta;
}

std::unique_ptr<Accelerator::Scope> SimulatedDevice::scope()
{
    return std::make_unique<SimulatedScope>(*this);
}

at::Tensor SimulatedDevice::allocate(int64_t bytes)
{
    const SimulatedMemory::Scope memory(m_memory);
    return at::empty({bytes}, at::device(device()).dtype(at::kByte));
}

at::Tensor SimulatedDevice::allocatePinned(int64_t bytes)
{
    if (m_data == Data::None)
        return at::empty({bytes}, at::device(at::kMeta).dtype(at::kByte));
    return pinnedTensor(bytes, Pinning::None);
}

std::unique_ptr<Accelerator::Event> SimulatedDevice::makeEvent()
{
    return std::make_unique<SimulatedEvent>();
}

void SimulatedDevice::record(Event& event, Queue queue)
{
    m_memory->called();
    throwIfRaced();
    auto& recorded = static_cast<SimulatedEvent&>(event);
    const auto q = static_cast<size_t>(queue);
    recorded.queue = queue;
    recorded.mark = ++m_marksMade[q];
    recorded.timelineMark = m_timeline.mark(queue);
    recorded.clock = m_clocks[q];
    ++m_clocks[q][q];
    if (queue == Queue::Compute || m_data == Data::None)
        ++m_marksPassed[q]; // Operators are done when the host goes on.
    else
        items(queue).push_back({.kind = Item::Kind::Mark, .to = {}, .from = {}, .task = {}});
    executeSome();
}

void SimulatedDevice::wait(Queue queue, const Event& event)
{
    m_memory->called();
    throwIfRaced();
    const auto& awaited = static_cast<const SimulatedEvent&>(event);
    if (awaited.mark == 0)
        return;
    m_timeline.wait(queue, awaited.queue, awaited.timelineMark);
    Clock& clock = m_clocks[static_cast<size_t>(queue)];
    for (size_t i = 0; i < kQueues; ++i)
        clock[i] = std::max(clock[i], awaited.clock[i]);
    if (queue == Queue::Compute)
        passMark(awaited.queue, awaited.mark);
    else if (queue != awaited.queue)
        items(queue).push_back(
            {.kind = Item::Kind::Wait, .to = {}, .from = {}, .task = {}, .other = awaited.queue, .mark = awaited.mark});
    executeSome();
}

bool SimulatedDevice::isDone(const Event& event)
{
    m_memory->called();
    executeSome();
    const auto& asked = static_cast<const SimulatedEvent&>(event);
    return m_marksPassed[static_cast<size_t>(asked.queue)] >= asked.mark;
}

void SimulatedDevice::synchronize(const Event& event)
{
    m_memory->called();
    throwIfRaced();
    const auto& awaited = static_cast<const SimulatedEvent&>(event);
    passMark(awaited.queue, awaited.mark);
    know(awaited.clock);
    for (size_t i = 0; i < kQueues && awaited.mark > 0; ++i)
        m_timeline.wait(static_cast<Queue>(i), awaited.queue, awaited.timelineMark);
}

void SimulatedDevice::synchronize()
{
    m_memory->called();
    for (size_t i = 0; i < kQueues; ++i)
        passMark(static_cast<Queue>(i), m_marksMade[i]);
    for (size_t i = 0; i < kQueues; ++i) {
        while (!m_items[i].empty())
            execute(static_cast<Queue>(i));
    }
    for (const Clock& clock : std::array(m_clocks))
        know(clock);
    m_pieces.clear();
    m_timeline.finish();
    throwIfRaced();
}

// The host knows, and so does everything that it queues from now on.
void SimulatedDevice::know(const Clock& clock)
{
    for (Clock& each : m_clocks) {
        for (size_t i = 0; i < kQueues; ++i)
            each[i] = std::max(each[i], clock[i]);
    }
}

void SimulatedDevice::copyIn(const at::Tensor& device, const at::Tensor& host)
{
    m_traffic.toDevice += static_cast<int64_t>(device.nbytes());
    copy(Queue::CopyIn, device, host);
}

void SimulatedDevice::copyOut(const at::Tensor& host, const at::Tensor& device)
{
    m_traffic.fromDevice += static_cast<int64_t>(device.nbytes());
    copy(Queue::CopyOut, host, device);
}

void SimulatedDevice::copy(Queue queue, const at::Tensor& to, const at::Tensor& from)
{
    m_memory->called();
    throwIfRaced();
    TORCH_CHECK(to.is_contiguous() && from.is_contiguous() && to.nbytes() == from.nbytes(), "a copy of ", from.nbytes(),
                " bytes to ", to.nbytes());
    m_timeline.work(queue, static_cast<double>(to.nbytes()));
    if (m_data == Data::None)
        return;
    access(queue, to, Use::Write);
    access(queue, from, Use::Read);
    throwIfRaced();
    poison(to);
    items(queue).push_back({.kind = Item::Kind::Copy, .to = to, .from = from, .task = {}});
    executeSome();
}

// What will be overwritten, as if the copy began now. What is still to be done with these bytes comes before.
void SimulatedDevice::poison(const at::Tensor& tensor)
{
    const Range bytes = bytesOf(tensor);
    const auto overlaps = [&](const at::Tensor& other) {
        const Range range = bytesOf(other);
        return range.begin < bytes.end && bytes.begin < range.end;
    };
    for (std::deque<Item>& queue : m_items) {
        const auto last = std::find_if(queue.rbegin(), queue.rend(),
                                       [&](const Item& item) { return overlaps(item.to) || overlaps(item.from); });
        const auto left = static_cast<size_t>(last - queue.rbegin()); // items behind it
        while (last != queue.rend() && queue.size() > left)
            execute(static_cast<Queue>(&queue - m_items.data()));
    }
    std::memset(tensor.mutable_data_ptr(), kPoison, tensor.nbytes());
}

void SimulatedDevice::read(const at::Tensor& host, std::function<void()> task)
{
    throwIfRaced();
    m_traffic.disk += static_cast<int64_t>(host.nbytes());
    m_timeline.work(Queue::Disk, static_cast<double>(host.nbytes()));
    if (m_data == Data::None)
        return;
    access(Queue::Disk, host, Use::Write);
    throwIfRaced();
    poison(host);
    items(Queue::Disk).push_back({.kind = Item::Kind::Read, .to = host, .from = {}, .task = std::move(task)});
    executeSome();
}

void SimulatedDevice::compute(double seconds)
{
    m_timeline.work(Queue::Compute, seconds);
}

void SimulatedDevice::setCap(int64_t bytes)
{
    m_memory->called();
    m_memory->setCap(bytes);
}

MemoryUse SimulatedDevice::memory()
{
    m_memory->called();
    return m_memory->use();
}

Traffic SimulatedDevice::traffic()
{
    Traffic traffic = m_traffic;
    traffic.stallSeconds = m_timeline.stallSeconds();
    return traffic;
}

Timeline::Moment SimulatedDevice::moment(size_t stamp)
{
    m_timeline.finish();
    return m_timeline.moment(stamp);
}

void SimulatedDevice::passMark(Queue queue, int64_t mark)
{
    while (m_marksPassed[static_cast<size_t>(queue)] < mark)
        execute(queue);
}

// Executes the queue's first item, and in other queues what it waits for.
void SimulatedDevice::execute(Queue queue)
{
    Item item = std::move(items(queue).front());
    items(queue).pop_front();
    switch (item.kind) {
    case Item::Kind::Copy: std::memcpy(item.to.mutable_data_ptr(), item.from.const_data_ptr(), item.to.nbytes()); break;
    case Item::Kind::Read: {
        const HostScope host;
        SimulatedDevice* const outer = std::exchange(currentDevice, nullptr); // Its operators are not the device's.
        item.task();
        currentDevice = outer;
        break;
    }
    case Item::Kind::Mark: ++m_marksPassed[static_cast<size_t>(queue)]; break;
    case Item::Kind::Wait: passMark(item.other, item.mark); break;
    }
}

// With a seed, some of what may happen happens.
void SimulatedDevice::executeSome()
{
    if (!m_random)
        return;
    for (const Queue queue : {Queue::CopyIn, Queue::CopyOut, Queue::Disk}) {
        for (auto count = (*m_random)() % 4; count > 0 && !items(queue).empty(); --count)
            execute(queue);
    }
}

void SimulatedDevice::access(Queue queue, const at::Tensor& tensor, Use use)
{
    const Range bytes = bytesOf(tensor);
    if (bytes.begin == bytes.end)
        return;
    auto piece = m_pieces.upper_bound(bytes.begin);
    const bool known = piece != m_pieces.begin() && bytes.begin < std::prev(piece)->second.end;
    if (!known && queue == Queue::Compute)
        return;
    if (known) {
        piece = std::prev(piece);
    } else {
        const Range storage = storageOf(tensor);
        piece = m_pieces.insert_or_assign(storage.begin, Piece{storage.end, {}}).first;
    }

    const auto q = static_cast<size_t>(queue);
    std::vector<Access>& accesses = piece->second.accesses;
    for (const Access& other : accesses) {
        const bool conflict = use == Use::Write || other.use == Use::Write;
        if (conflict && other.queue != queue && other.begin < bytes.end && bytes.begin < other.end
            && other.moment > m_clocks[q][static_cast<size_t>(other.queue)] && m_race.empty())
            m_race = "queues " + std::to_string(static_cast<int>(other.queue)) + " and " + std::to_string(q)
                + " use the same " + std::to_string(std::min(other.end, bytes.end) - std::max(other.begin, bytes.begin))
                + " bytes, and no event says which is first";
    }
    const int64_t moment = ++m_clocks[q][q];
    std::erase_if(accesses, [&](const Access& before) {
        return before.queue == queue && bytes.begin <= before.begin && before.end <= bytes.end
            && (use == Use::Write || before.use == Use::Read);
    });
    accesses.push_back({bytes.begin, bytes.end, queue, use, moment});
}

void SimulatedDevice::throwIfRaced()
{
    TORCH_CHECK(m_race.empty(), m_race);
}

} // namespace studio::tensor
