// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/hub/ModelDownload.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace studio::render {

enum class ProgressStyle;

// What --get_model and the options beside it ask for.
struct GetModelOrder {
    std::string folder; // in the layout of the Hub's cache; "cache" for the Hub's own
    std::string variant = "bf16"; // PublishedVariant::id
    std::filesystem::path from; // copied from there; empty: fetched
    std::string source; // "modelscope", or the address of a mirror; empty: the Hub, or HF_ENDPOINT
    double megabytesPerSecond = 0; // 10^6 bytes; 0: no limit
};

// Fetches the published model. Says first where its files come from, under which licences, and how large they are; then
// its progress as the style wants it; in the end on stdout the options to render with it, or where its parts are. What
// was there when it is stopped or fails is kept, and fetched by the next call. Errors: BadOption, and those of
// hub::ModelDownload::run().
Status getModel(const GetModelOrder& order, ProgressStyle style, const std::stop_token& stop);

} // namespace studio::render
