// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/FiniteNumbers.h"

#include <ATen/ops/sum.h>

#include <cmath>

namespace studio::pipeline {

std::string_view networkName(Network network)
{
    switch (network) {
    case Network::TextEncoder: return "text encoder";
    case Network::VoiceEncoder: return "voice encoder";
    case Network::PictureEncoder: return "picture encoder";
    case Network::Transformer: return "transformer";
    case Network::Decoder: return "decoder";
    }
    return "";
}

at::Tensor finiteMark(const at::Tensor& tensor)
{
    // Some millions of values of about 1: their sum is finite if they are.
    return at::sum(tensor, at::kFloat);
}

bool isFinite(const at::Tensor& tensor)
{
    return std::isfinite(finiteMark(tensor).item().toDouble());
}

} // namespace studio::pipeline
