// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <functional>

namespace studio::tensor {

// Called after an out-of-memory error. True: memory has been freed, try again.
using FreeMemory = std::function<bool()>;

// Repeats `work` after out-of-memory errors as long as `freeMemory` frees some. The work must change nothing when it
// runs out of memory. Throws what the work throws; c10::OutOfMemoryError if no more memory can be freed.
template<typename Work>
auto retryOnOom(const FreeMemory& freeMemory, Work&& work) -> decltype(work())
{
    for (;;) {
        std::exception_ptr failure;
        try {
            return work();
        } catch (const c10::OutOfMemoryError&) {
            failure = std::current_exception();
        }
        // After the handler, so that the work's tensors have been freed.
        if (!freeMemory || !freeMemory())
            std::rethrow_exception(failure);
    }
}

} // namespace studio::tensor
