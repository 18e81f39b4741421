// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"

#include <stop_token>

namespace studio::pipeline {

class Networks;

// Renders one film with networks that stay for the next one: AvatarPipeline::render() for a request that makes sense,
// whose errors it has, and which also catches what this throws (offload::SlabReadError, c10::Error, std::bad_alloc).
Status renderFilm(Networks& networks, const RenderRequest& request, RenderSink& sink, RenderReport& report,
                  std::stop_token stop);

} // namespace studio::pipeline
