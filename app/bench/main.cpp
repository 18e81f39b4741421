// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Benches.h"
#include "app/bench/Table.h"
#include "core/base/Process.h"
#include "core/pipeline/AvatarPipeline.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <exception>

using namespace studio;

namespace {

int fail(const Error& error)
{
    std::fprintf(stderr, "avatar-bench: %s%s%s\n", error.subject.c_str(), error.subject.empty() ? "" : ": ",
                 error.detail.c_str());
    return error.code == ErrorCode::BadOption ? 2 : 1;
}

Result<nlohmann::ordered_json> run(const bench::BenchOptions& options)
{
    switch (options.bench) {
    case bench::Bench::Dit:
    case bench::Bench::Pipeline: return bench::benchDit(options);
    case bench::Bench::Vae: return bench::benchVae(options);
    case bench::Bench::Load: return bench::benchLoad(options);
    case bench::Bench::Pcie: return bench::benchCopies(options);
    case bench::Bench::Steps: return bench::benchSteps(options);
    case bench::Bench::Timeline: return bench::benchTimeline(options);
    }
    return Error{ErrorCode::Internal, {}, "no such benchmark"};
}

} // namespace

int main(int argc, char** argv)
{
    numberGpusByBus();
    sleepWhileWaiting(argv);
    try {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        const Result<bench::BenchOptions> chosen = bench::parseOptions(arguments);
        if (!chosen)
            return fail(chosen.error());
        switch (chosen->asked) {
        case options::Asked::Help: std::fputs(bench::helpText().c_str(), stdout); return 0;
        case options::Asked::Version:
            std::printf("avatar-bench %s, %s\n", STUDIO_VERSION, pipeline::engineDescription().c_str());
            return 0;
        case options::Asked::Run: break;
        }
        const Result<nlohmann::ordered_json> rows = run(*chosen);
        if (!rows)
            return fail(rows.error());
        std::fputs(bench::tableText(*rows).c_str(), stdout);
        if (chosen->json.empty())
            return 0;
        const nlohmann::ordered_json report{{"program", std::string("avatar-bench ") + STUDIO_VERSION},
                                            {"engine", pipeline::engineDescription()},
                                            {"arguments", arguments},
                                            {"rows", *rows}};
        const Status written = bench::writeJson(chosen->json, report);
        return written ? 0 : fail(written.error());
    } catch (const std::exception& error) {
        return fail({ErrorCode::Internal, {}, error.what()});
    }
}
