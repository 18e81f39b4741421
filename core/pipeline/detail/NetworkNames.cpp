// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/NetworkNames.h"

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

} // namespace studio::pipeline
