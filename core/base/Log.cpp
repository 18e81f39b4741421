// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"

#include <cstdio>
#include <mutex>

namespace studio::log {
namespace {

void toStderr(Level level, std::string_view line)
{
    if (level >= Level::Warning)
        std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

// The one piece of global state in the engine: a log that had to be passed around would be written to less.
struct State {
    std::mutex mutex;
    Sink sink = toStderr;
};

State& state()
{
    static State instance;
    return instance;
}

} // namespace

void setSink(Sink sink)
{
    const std::lock_guard lock(state().mutex);
    state().sink = std::move(sink);
}

void write(Level level, std::string_view line)
{
    const std::lock_guard lock(state().mutex);
    state().sink(level, line);
}

} // namespace studio::log
