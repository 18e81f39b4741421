// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"

#include <stop_token>

namespace studio::pipeline {

class Networks;

// Renders one film; the networks stay loaded for the next. The request has passed checkRequest(). Errors: those of
// AvatarPipeline::render(), which also catches what this throws (offload::SlabReadError, c10::Error, std::bad_alloc).
Status renderFilm(Networks& networks, const RenderRequest& request, RenderSink& sink, RenderReport& report,
                  std::stop_token stop);

} // namespace studio::pipeline
