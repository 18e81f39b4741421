// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/PinnedBuffer.h"

#include "core/base/Log.h"

#include <ATen/Context.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#ifdef STUDIO_HAVE_CUDART
#include <cuda_runtime_api.h>
#endif

namespace studio::tensor {
namespace {

constexpr size_t kBytesPerThread = size_t{64} << 20U; // below that a thread costs more than it saves
constexpr size_t kMostThreads = 8;

// Writes a zero to each page, so that the kernel supplies it now. That, and not locking, is what takes the time; the
// kernel does it in as many threads as ask.
void touch(std::byte* data, size_t bytes)
{
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const size_t cores = std::max<size_t>(1, std::thread::hardware_concurrency());
    const size_t threads = std::clamp<size_t>(bytes / kBytesPerThread, 1, std::min(kMostThreads, cores));
    const size_t share = (bytes / threads + page - 1) / page * page;
    const auto part = [&](size_t index) {
        const size_t end = std::min(bytes, (index + 1) * share);
        for (size_t at = index * share; at < end; at += page)
            *static_cast<volatile std::byte*>(data + at) = std::byte{0};
    };
    std::vector<std::jthread> helpers;
    for (size_t i = 1; i < threads; ++i)
        helpers.emplace_back(part, i);
    part(0);
}

bool lockPages([[maybe_unused]] std::byte* data, [[maybe_unused]] size_t bytes)
{
#ifdef STUDIO_HAVE_CUDART
    if (!at::hasCUDA())
        return false;
    const cudaError_t code = cudaHostRegister(data, bytes, cudaHostRegisterPortable);
    if (code == cudaSuccess)
        return true;
    cudaGetLastError(); // Else the next kernel's check would find it.
    log::warning(std::string("memory can't be locked for the GPU, copies will be slow: ") + cudaGetErrorString(code));
#endif
    return false;
}

void unlockPages([[maybe_unused]] std::byte* data)
{
#ifdef STUDIO_HAVE_CUDART
    if (cudaHostUnregister(data) != cudaSuccess)
        cudaGetLastError(); // At the end of the program the driver may be gone, and its locks with it.
#endif
}

} // namespace

Result<PinnedBuffer> PinnedBuffer::allocate(int64_t bytes, Pinning pinning)
{
    PinnedBuffer buffer;
    if (bytes <= 0)
        return buffer;
    const auto size = static_cast<size_t>(bytes);
    void* const data = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED)
        return Error{ErrorCode::OutOfMemory, {}, std::to_string(bytes) + " bytes of RAM: " + std::strerror(errno)};
    madvise(data, size, MADV_HUGEPAGE); // Fewer pages to fetch and to lock; a wish only.
    buffer.m_data = static_cast<std::byte*>(data);
    buffer.m_size = size;
    touch(buffer.m_data, size);
    buffer.m_pinned = pinning == Pinning::WhereThereIsAGpu && lockPages(buffer.m_data, size);
    return buffer;
}

PinnedBuffer::PinnedBuffer(PinnedBuffer&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
    , m_pinned(std::exchange(other.m_pinned, false))
{
}

PinnedBuffer& PinnedBuffer::operator=(PinnedBuffer&& other) noexcept
{
    if (this != &other) {
        release();
        m_data = std::exchange(other.m_data, nullptr);
        m_size = std::exchange(other.m_size, 0);
        m_pinned = std::exchange(other.m_pinned, false);
    }
    return *this;
}

PinnedBuffer::~PinnedBuffer()
{
    release();
}

void PinnedBuffer::release()
{
    if (m_pinned)
        unlockPages(m_data);
    if (m_data)
        munmap(m_data, m_size);
}

at::Tensor PinnedBuffer::tensor()
{
    return at::from_blob(m_data, {static_cast<int64_t>(m_size)}, at::kByte);
}

} // namespace studio::tensor
