// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/Device.h"
#include "tests/support/FusedCases.h"
#include "tests/support/GpuTest.h"

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

// The fused kernels on the GPU against their definitions.
using namespace studio;

int main()
{
    test::skipWithoutGpu();
    const c10::InferenceMode inference;
    try {
        tensor::useExactFp32();
        for (const at::ScalarType dtype : {at::kBFloat16, at::kFloat}) {
            std::printf("== %s\n", c10::toString(dtype));
            test::FusedCases(c10::Device(at::kCUDA, 0), dtype, [](const std::string& what, double error, double most) {
                std::printf("%-50s %.2e, at most %.0e\n", what.c_str(), error, most);
                test::check(error <= most, what.c_str());
            }).all();
        }
    } catch (const c10::Error& error) {
        test::check(false, error.what_without_backtrace());
    }
    return test::failures() == 0 ? 0 : 1;
}
