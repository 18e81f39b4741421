// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/Context.h>

#include <cstdio>
#include <cstdlib>

// For tests that run without Qt, on a machine that may have nothing but a GPU and libtorch.
namespace studio::test {

inline void skipWithoutGpu()
{
    if (at::hasCUDA())
        return;
    std::puts("SKIP: no NVIDIA GPU");
    std::exit(77);
}

inline int& failures()
{
    static int count = 0;
    return count;
}

// Goes on after a failure, so that one run on a rented machine tells everything; return failures() from main.
inline void check(bool holds, const char* what)
{
    std::printf("%s %s\n", holds ? "PASS" : "FAIL", what);
    failures() += holds ? 0 : 1;
}

} // namespace studio::test
