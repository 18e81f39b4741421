// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string_view>

namespace studio::log {

enum class Level { Debug, Info, Warning, Error };

using Sink = std::function<void(Level, std::string_view)>;

// Sets the sink of log lines; the default writes warnings and errors to stderr. Set it once, before any thread starts.
// write() is thread-safe, one line at a time.
void setSink(Sink sink);
void write(Level level, std::string_view line);

inline void debug(std::string_view line)
{
    write(Level::Debug, line);
}
inline void info(std::string_view line)
{
    write(Level::Info, line);
}
inline void warning(std::string_view line)
{
    write(Level::Warning, line);
}
inline void error(std::string_view line)
{
    write(Level::Error, line);
}

} // namespace studio::log
