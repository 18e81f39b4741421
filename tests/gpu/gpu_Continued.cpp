// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/Device.h"
#include "tests/support/GpuTest.h"
#include "tests/support/KeptBlocks.h"

#include <algorithm>
#include <memory>
#include <string>

// Films of the goldens' checkpoint that are broken off and continued, or branched, on a GPU: the same bit for bit as in
// one piece.
using namespace studio;

namespace {

struct Case {
    const char* name;
    EightBits eightBits;
    Schedule schedule;
    Semantics semantics;
};

constexpr int kClips = 6;
constexpr int64_t kBlocks = 24;
constexpr int64_t kBlockBytes = int64_t{kFramesPerBlock} * 64 * 64 * 3;

bool render(pipeline::AvatarPipeline& pipeline, const pipeline::RenderRequest& request, test::KeepingSink& sink)
{
    pipeline::RenderReport report;
    const Status rendered = pipeline.render(request, sink, report);
    if (!rendered)
        std::printf("%s: %s\n", rendered.error().subject.c_str(), rendered.error().detail.c_str());
    return bool(rendered);
}

// From the first `end` blocks of a film. `whole`: the same order in one piece.
void goOn(pipeline::AvatarPipeline& pipeline, pipeline::RenderRequest request, const test::KeepingSink& past,
          int64_t end, const test::KeepingSink& whole, const std::string& what)
{
    const auto made = std::make_shared<test::KeptBlocks>(past.kept);
    made->last = end;
    request.memory.lanes = past.kept.known.lanes;
    request.continuation = {.made = made, .firstFrame = end * kFramesPerBlock};
    test::KeepingSink rest;
    test::check(render(pipeline, request, rest) && std::ssize(rest.made) == (kBlocks - end) * kBlockBytes
                    && std::equal(rest.made.begin(), rest.made.end(), whole.made.end() - std::ssize(rest.made)),
                what.c_str());
}

void continueFilm(const Case& test, const std::string& device)
{
    std::printf("%s\n", test.name);
    pipeline::ModelOptions options = test::tinyModel();
    options.device = device;
    options.eightBits = test.eightBits;
    Result<pipeline::AvatarPipeline> pipeline = pipeline::AvatarPipeline::open(options);
    test::check(bool(pipeline), "the model is there");
    if (!pipeline)
        return;
    pipeline::RenderRequest request = test::spokenFilm(kClips);
    request.semantics = test.semantics;
    request.schedule = test.schedule;
    test::KeepingSink whole;
    test::check(render(*pipeline, request, whole), "in one piece");
    for (const int64_t end : {3, 19, 22})
        goOn(*pipeline, request, whole, end, whole, "continued behind block " + std::to_string(end));

    // The reference's scheme, which a CPU has, gives all lanes of a pass one scale: blocks before a turn change with
    // those behind it.
    if (device == "cpu" && test.eightBits == EightBits::Fp8)
        return;
    constexpr int64_t kTurn = 10;
    request.turns = {{.block = kTurn, .seed = 7, .prompt = "Laughter, in the rain."}};
    request.memory.lanes = whole.kept.known.lanes;
    test::KeepingSink turned;
    const auto turn = static_cast<std::ptrdiff_t>(kTurn * kBlockBytes);
    test::check(render(*pipeline, request, turned) && turned.made.size() == whole.made.size()
                    && std::equal(turned.made.begin(), turned.made.begin() + turn, whole.made.begin())
                    && !std::equal(turned.made.begin() + turn, turned.made.end(), whole.made.begin() + turn),
                "another seed and prompt change only what follows");
    goOn(*pipeline, request, whole, kTurn, turned, "branched at block " + std::to_string(kTurn));
    goOn(*pipeline, request, turned, kTurn + 1, turned, "a branch continued");
}

} // namespace

// Without an argument on the GPU; "cpu" runs the same on the CPU.
int main(int argc, char** argv)
{
    const bool onCpu = argc > 1 && std::string(argv[1]) == "cpu";
    if (!onCpu)
        test::skipWithoutGpu();
    try {
        for (const Case& test : {Case{"bf16, wavefront", EightBits::None, Schedule::Wavefront, Semantics::Stream},
                                 Case{"bf16, loop", EightBits::None, Schedule::Loop, Semantics::Stream},
                                 Case{"fp8, wavefront", EightBits::Fp8, Schedule::Wavefront, Semantics::Stream},
                                 Case{"int8, wavefront", EightBits::Int8, Schedule::Wavefront, Semantics::Stream},
                                 Case{"bf16, online", EightBits::None, Schedule::Wavefront, Semantics::SingleOnline}})
            continueFilm(test, onCpu ? "cpu" : "cuda:0");
    } catch (const std::exception& error) {
        test::check(false, error.what());
    }
    return test::failures() == 0 ? 0 : 1;
}
