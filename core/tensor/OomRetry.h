// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <functional>

namespace studio::tensor {

// Asked where memory didn't suffice. True: some has been freed, and the work may be tried again.
using FreeMemory = std::function<bool()>;

// Repeats the work, which must leave things as they were where memory didn't suffice, as long as room can be made.
// Throws what the work throws, c10::OutOfMemoryError where no more room can be made.
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
        // Outside of the handler, so that the work's tensors are gone.
        if (!freeMemory || !freeMemory())
            std::rethrow_exception(failure);
    }
}

} // namespace studio::tensor
