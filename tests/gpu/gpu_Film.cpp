// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/Device.h"
#include "tests/support/GoldenFilm.h"
#include "tests/support/GpuTest.h"
#include "tests/support/TinyDit.h"

#include <ATen/Context.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

// Films of the goldens' checkpoint, from many noises: how far they are from the plain loop in bf16, beside how far the
// reference's own fp8 scheme is.
using namespace studio;

namespace {

struct Scheme {
    const char* name;
    dit::LayerFormat layers;
    at::ScalarType kv; // float8_e4m3fn: attention in fp8 too
    int lanes;
};

constexpr int kFilms = 16;
// Both schemes round to three bits: what differs between them is luck within some per cent.
constexpr double kAlike = 1.05;

// [16, latents of all films, h, w]
at::Tensor films(c10::Device device, at::ScalarType dtype, const Scheme& scheme)
{
    const test::TinyDit tiny(device, dtype, scheme.layers);
    using Film = test::GoldenFilm;
    offload::ResidentKvStore kv(tiny.model->kvShape(Film::kSteps, Film::kHeight, Film::kWidth),
                                at::device(device).dtype(scheme.kv));
    tiny.model->prepare(kv.shape(), kv.dtype(), scheme.lanes);
    Film film;
    film.lanes = scheme.lanes;
    std::vector<at::Tensor> all;
    for (int seed = 0; seed < kFilms; ++seed) {
        at::manual_seed(static_cast<uint64_t>(seed));
        for (int64_t block = 0; block < Film::kBlocks; ++block) {
            at::Tensor& noise = film.golden.at("fwd" + std::to_string(block) + "/x");
            noise = at::randn(noise.sizes());
        }
        all.push_back(film.latents(*tiny.model, *tiny.layers, kv).to(at::kCPU, at::kFloat));
    }
    return at::cat(all, 1);
}

void compare(c10::Device device)
{
    using enum dit::LayerFormat;
    constexpr auto kBf16 = at::kBFloat16;
    constexpr int kLanes = test::GoldenFilm::kSteps;
    const at::Tensor exact = films(device, at::kFloat, {"", AsModel, at::kFloat, 1});
    const at::Tensor loop = films(device, kBf16, {"", AsModel, kBf16, 1});
    test::check(test::rmsError("bf16, loop, against fp32", loop, exact) <= 0.03, "bf16 is near fp32");
    const at::Tensor theirs = films(device, kBf16, {"", Fp8, kBf16, 1});
    const double most = test::rmsError("fp8 as the reference's, loop", theirs, loop);
    test::check(most > 0, "the reference's fp8 scheme is not exact");
    (void)test::rmsError("  against fp32", theirs, exact);
    for (const Scheme& scheme : {Scheme{"fp8, wavefront", Fp8Rows, kBf16, kLanes},
                                 Scheme{"fp8, attention too, wavefront", Fp8Rows, at::kFloat8_e4m3fn, kLanes},
                                 Scheme{"int8, wavefront", Int8Rows, kBf16, kLanes},
                                 Scheme{"int8, attention in fp8, wavefront", Int8Rows, at::kFloat8_e4m3fn, kLanes}}) {
        const at::Tensor ours = films(device, kBf16, scheme);
        test::check(test::rmsError(scheme.name, ours, loop) <= kAlike * most, "as near as the reference's scheme");
        (void)test::rmsError("  against fp32", ours, exact);
    }
}

} // namespace

// Without an argument on the GPU; "cpu" runs the same on the CPU.
int main(int argc, char** argv)
{
    const bool onCpu = argc > 1 && std::string(argv[1]) == "cpu";
    if (!onCpu)
        test::skipWithoutGpu();
    const c10::InferenceMode inference;
    try {
        tensor::useExactFp32();
        compare(onCpu ? c10::Device(at::kCPU) : c10::Device(at::kCUDA, 0));
    } catch (const std::exception& error) {
        test::check(false, error.what());
    }
    return test::failures() == 0 ? 0 : 1;
}
