// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/NetworkNames.h"

#include "core/spec/RenderSpec.h"

#include <array>
#include <cstdio>

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

Error notFinite(Network network, const std::filesystem::path& file, const std::string& where)
{
    return {ErrorCode::NotFinite, file.string(), std::string(networkName(network)) + where};
}

std::string placeOfBlock(int64_t block)
{
    if (block < 0)
        return " before the film's first block";
    std::array<char, 64> where{};
    std::snprintf(where.data(), where.size(), " in block %lld, at %.2f s of the film",
                  static_cast<long long>(block + 1), static_cast<double>(block) * kFramesPerBlock / kFramesPerSecond);
    return where.data();
}

} // namespace studio::pipeline
