// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/LightDecoder.h"
#include "core/vae/LightWeights.h"

namespace studio::vae {

struct LightDecoder::Model {
    LightWeights weights;
    c10::Device device;
    at::ScalarType dtype;
    BackendKind kind;
    std::string file;
};

} // namespace studio::vae
