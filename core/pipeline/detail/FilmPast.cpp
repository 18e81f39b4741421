// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/FilmPast.h"

#include "core/dit/DitConfig.h"
#include "core/pipeline/detail/WavefrontDenoiser.h"
#include "core/tensor/Accelerator.h"

#include <ATen/ops/empty.h>
#include <c10/util/accumulate.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace studio::pipeline {

FilmPast::FilmPast(std::shared_ptr<const MadeBlocks> made, int64_t first)
    : m_made(std::move(made))
    , m_end(m_made ? m_made->end() : first)
{
}

Status FilmPast::check(const BlockFacts& facts) const
{
    if (!m_made)
        return kDone;
    BlockFacts past = m_made->facts();
    past.end = facts.end; // A film can be made longer.
    if (past != facts || m_end > facts.end)
        return Error{ErrorCode::Internal,
                     {},
                     "the film to continue has blocks of another kind: " + std::to_string(past.steps) + " steps, "
                         + std::to_string(past.lanes) + " lanes, " + std::to_string(past.stepBytes) + " bytes; here "
                         + std::to_string(facts.steps) + ", " + std::to_string(facts.lanes) + ", "
                         + std::to_string(facts.stepBytes)};
    return kDone;
}

Result<at::Tensor> FilmPast::latents(int64_t block, at::IntArrayRef shape) const
{
    return latents(block, m_made->facts().steps - 1, shape);
}

Result<std::vector<at::Tensor>> FilmPast::steps(int64_t block, at::IntArrayRef shape) const
{
    std::vector<at::Tensor> all;
    if (block >= m_end)
        return all;
    for (int step = 0; step < m_made->facts().steps; ++step) {
        Result<at::Tensor> one = latents(block, step, shape);
        if (!one)
            return one.error();
        all.push_back(std::move(*one));
    }
    return all;
}

Result<at::Tensor> FilmPast::latents(int64_t block, int step, at::IntArrayRef shape) const
{
    const Result<std::vector<std::byte>> bytes = m_made->latents(block, step);
    if (!bytes)
        return bytes.error();
    const tensor::HostScope host;
    at::Tensor latents = at::empty(shape, m_made->facts().format == NumberFormat::Bf16 ? at::kBFloat16 : at::kFloat);
    if (bytes->size() != latents.nbytes())
        return Error{ErrorCode::Internal, {}, "a made block has " + std::to_string(bytes->size()) + " bytes"};
    std::memcpy(latents.mutable_data_ptr(), bytes->data(), bytes->size());
    return latents;
}

NumberFormat numberFormatOf(at::ScalarType dtype)
{
    return dtype == at::kBFloat16 ? NumberFormat::Bf16 : NumberFormat::Fp32;
}

int64_t stepBytesOf(at::IntArrayRef shape, at::ScalarType dtype)
{
    return c10::multiply_integers(shape) * static_cast<int64_t>(c10::elementSize(dtype));
}

std::function<Status(int64_t, std::span<const at::Tensor>)> recorderOf(RenderSink& sink, int64_t leadIn)
{
    if (!sink.takesBlocks())
        return {};
    return [&sink, leadIn, bytes = std::vector<std::byte>()](int64_t made, std::span<const at::Tensor> steps) mutable {
        bytes.clear();
        for (const at::Tensor& step : steps) {
            const at::Tensor latents = tensor::toHost(step.contiguous());
            const auto* const begin = static_cast<const std::byte*>(latents.const_data_ptr());
            bytes.insert(bytes.end(), begin, begin + latents.nbytes());
        }
        return sink.block({.block = made - leadIn, .latents = bytes});
    };
}

int64_t replayBegin(int64_t end, std::span<const int64_t> runs, const offload::KvShape& caches, int lanes)
{
    const int64_t latest = end - caches.layers * (caches.ringBlocks - 1) - lanes;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (latest >= *run)
            return *run + (latest - *run) / lanes * lanes;
    }
    return runs.front();
}

// The keys of the last layer count as far back as a window reaches; those of each layer below, a window further.
int64_t replayDepth(int64_t block, int64_t end, const offload::KvShape& caches)
{
    const int64_t windows = (end - block - 1) / (caches.ringBlocks - 1);
    return std::max<int64_t>(1, caches.layers - windows);
}

int64_t forwardsToFrames(Semantics semantics, const BlockFacts& facts, int64_t replay, int64_t next, int64_t firstClip)
{
    const int64_t beforeClip = std::max<int64_t>(0, firstClip - replay) * facts.steps; // of the first run
    switch (semantics) {
    case Semantics::Stream: {
        const int64_t first = std::max<int64_t>(0, next); // The lead-in gives no frames.
        if (first >= facts.end)
            return 0;
        if (first < firstClip)
            return forwardsUntil(first - replay, firstClip - replay, facts.steps, facts.lanes);
        const int64_t begin = std::max(replay, firstClip);
        return beforeClip + forwardsUntil(first - begin, facts.end - begin, facts.steps, facts.lanes);
    }
    case Semantics::SingleOnline: return beforeClip;
    case Semantics::SingleDeferred: break;
    }
    return (facts.end - replay) * facts.steps;
}

int64_t decodeBegin(const BlockFacts& facts, int64_t end, int64_t frame, int64_t reach)
{
    const int64_t wanted = frame / kFramesPerBlock + facts.first;
    const int64_t before = (reach + dit::kBlockLatents - 1) / dit::kBlockLatents;
    return std::max(facts.first, std::min(wanted, end) - before);
}

} // namespace studio::pipeline
