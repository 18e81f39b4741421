// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/CaughtError.h"

#include "core/offload/BlockStreamer.h"

#include <c10/util/Exception.h>

#include <cerrno>

namespace studio::pipeline {

Error caughtError()
{
    // Not every library says so: oneDNN "could not create a primitive". The C library does.
    const ErrorCode otherwise = errno == ENOMEM ? ErrorCode::OutOfMemory : ErrorCode::Internal;
    try {
        throw;
    } catch (const offload::SlabReadError& error) {
        return error.error();
    } catch (const c10::OutOfMemoryError& error) {
        return {ErrorCode::OutOfMemory, {}, error.what_without_backtrace()};
    } catch (const c10::AcceleratorError& error) {
        return {ErrorCode::DeviceLost, {}, error.what_without_backtrace()};
    } catch (const c10::Error& error) {
        return {errorOf(error, otherwise).code, {}, error.what_without_backtrace()};
    } catch (const std::exception& error) {
        return errorOf(error, otherwise);
    }
}

} // namespace studio::pipeline
