// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/SafetensorsFile.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/square.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

// For tests that compare with the reference's numbers. Free of Qt, so that GPU tests can use it too.
namespace studio::test {

inline const std::string kGoldens = TEST_DATA "/goldens/";

inline model::StateDict golden(const std::string& file)
{
    auto opened = model::openSafetensors(kGoldens + file);
    if (!opened) {
        std::fprintf(stderr, "%s: %s\n", opened.error().subject.c_str(), opened.error().detail.c_str());
        std::abort();
    }
    return std::move(*opened);
}

// Largest difference, as a share of the golden's largest magnitude; prints it. Infinite where shapes differ.
inline double relativeError(const char* what, const at::Tensor& actual, const at::Tensor& expected)
{
    if (actual.sizes() != expected.sizes()) {
        std::printf("%-40s shapes differ: %s, golden %s\n", what, c10::str(actual.sizes()).c_str(),
                    c10::str(expected.sizes()).c_str());
        return std::numeric_limits<double>::infinity();
    }
    const at::Tensor wanted = expected.to(at::kDouble);
    const double worst = (actual.to(at::kCPU, at::kDouble) - wanted).abs().max().item<double>();
    const double error = worst / std::max(wanted.abs().max().item<double>(), 1e-30);
    std::printf("%-40s %.2e of the largest magnitude (%.2e absolute)\n", what, error, worst);
    return error == error ? error : std::numeric_limits<double>::infinity();
}

// Root mean square of the difference, as a share of the golden's; prints it. For half precision, where a single
// number tells little. Infinite where shapes differ.
inline double rmsError(const char* what, const at::Tensor& actual, const at::Tensor& expected)
{
    if (actual.sizes() != expected.sizes())
        return relativeError(what, actual, expected);
    const at::Tensor wanted = expected.to(at::kDouble);
    const double difference = (actual.to(at::kCPU, at::kDouble) - wanted).square().mean().item<double>();
    const double error = std::sqrt(difference / wanted.square().mean().item<double>());
    std::printf("%-40s %.2e of the root mean square\n", what, error);
    return error == error ? error : std::numeric_limits<double>::infinity();
}

} // namespace studio::test
