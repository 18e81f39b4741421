// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/AvatarPipeline.h"

#include "core/model/MappedFile.h"
#include "core/pipeline/FilmLength.h"
#include "core/pipeline/detail/CaughtError.h"
#include "core/pipeline/detail/Networks.h"
#include "core/pipeline/detail/RenderRun.h"

#include <ATen/Context.h>
#include <c10/core/InferenceMode.h>
#include <torch/version.h>

#include <cerrno>
#include <utility>

namespace studio::pipeline {

struct AvatarPipeline::Private {
    Networks networks;
};

AvatarPipeline::AvatarPipeline(std::unique_ptr<Private> owned)
    : m_d(std::move(owned))
{
}
AvatarPipeline::AvatarPipeline(AvatarPipeline&&) noexcept = default;
AvatarPipeline& AvatarPipeline::operator=(AvatarPipeline&&) noexcept = default;
AvatarPipeline::~AvatarPipeline() = default;

Result<AvatarPipeline> AvatarPipeline::open(const ModelOptions& options)
{
    Result<std::unique_ptr<tensor::Accelerator>> device = tensor::openAccelerator(options.device);
    if (!device)
        return device.error();
    return open(options, std::move(*device));
}

Result<AvatarPipeline> AvatarPipeline::open(const ModelOptions& options, std::unique_ptr<tensor::Accelerator> device)
try {
    errno = 0; // for caughtError()
    Result<Networks> networks = Networks::open(options, std::move(device));
    if (!networks)
        return networks.error();
    return AvatarPipeline(std::make_unique<Private>(Private{std::move(*networks)}));
} catch (...) {
    return caughtError();
}

const ModelOptions& AvatarPipeline::options() const
{
    return m_d->networks.options();
}

Status AvatarPipeline::render(const RenderRequest& request, RenderSink& sink, RenderReport& report,
                              std::stop_token stop)
{
    if (Status checked = checkRequest(request); !checked)
        return checked;
    const model::MappingWatch watch;
    Status rendered = kDone;
    try {
        errno = 0; // for caughtError()
        const c10::InferenceMode inference;
        tensor::Accelerator* const device = m_d->networks.accelerator();
        const auto scope = device ? device->scope() : nullptr;
        rendered = renderFilm(m_d->networks, request, sink, report, std::move(stop));
    } catch (...) {
        rendered = caughtError();
    }
    // Pages that were lost are the cause of whatever else was found.
    if (const Status whole = watch.noneLost(); !rendered && rendered.error().code != ErrorCode::Cancelled && !whole)
        return whole;
    return rendered;
}

std::string engineDescription()
{
    return std::string("libtorch ") + TORCH_VERSION + (at::hasCUDA() ? ", CUDA" : ", CPU only");
}

} // namespace studio::pipeline
