// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/VaeFiles.h"

#include "core/base/Log.h"
#include "core/model/NetworkPrefix.h"
#include "core/model/PartWeights.h"
#include "core/model/TensorNames.h"
#include "core/vae/VaeWeights.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace studio::vae {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kLightWidth = 24; // of lightvaew2_1

// One of the two halves has these in each of the namings, so that a prefix and a lone half are found.
constexpr std::array<std::string_view, 8> kMarks{"decoder.middle.0.residual.0.gamma",
                                                 "decoder.mid_block.resnets.0.norm1.gamma",
                                                 "decoder.conv1.weight",
                                                 "decoder.conv_in.weight",
                                                 "encoder.middle.0.residual.0.gamma",
                                                 "encoder.mid_block.resnets.0.norm1.gamma",
                                                 "encoder.conv1.weight",
                                                 "encoder.conv_in.weight"};

// The parts of a dotted name.
std::vector<std::string_view> partsOf(std::string_view name)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const size_t dot = name.find('.');
        parts.push_back(name.substr(0, dot));
        if (dot == std::string_view::npos)
            return parts;
        name.remove_prefix(dot + 1);
    }
}

// A small number that is the whole of `part`.
std::optional<int> numberIn(std::string_view part)
{
    constexpr int kMost = 99;
    int number = -1;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool isWhole = error == std::errc() && end == part.data() + part.size();
    return isWhole && number >= 0 && number <= kMost ? std::optional(number) : std::nullopt;
}

// A part's name by diffusers, and originally.
using Renamed = std::pair<std::string_view, std::string_view>;

template<size_t N>
std::string_view found(const std::array<Renamed, N>& table, std::string_view part)
{
    const auto* const at
        = std::find_if(table.begin(), table.end(), [&](const Renamed& row) { return row.first == part; });
    return at == table.end() ? std::string_view() : at->second;
}

constexpr std::array<Renamed, 2> kOutside{{{"quant_conv", "conv1"}, {"post_quant_conv", "conv2"}}};
constexpr std::array<Renamed, 3> kEnds{{{"conv_in", "conv1"}, {"norm_out", "head.0"}, {"conv_out", "head.2"}}};
constexpr std::array<Renamed, 5> kInBlock{{{"norm1", "residual.0"},
                                           {"conv1", "residual.2"},
                                           {"norm2", "residual.3"},
                                           {"conv2", "residual.6"},
                                           {"conv_shortcut", "shortcut"}}};

// Where a block of diffusers' encoder or decoder lies originally: "mid_block.resnets.1" is "middle.2". Takes its parts
// away; empty if there is no such block.
std::string blockOf(std::vector<std::string_view>& parts)
{
    constexpr int kBlocks = 3; // of a stage of the decoder; the fourth entry is the doubling behind them
    const auto take = [&](size_t count, const char* list, int index) {
        parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(count));
        return std::string(list) + '.' + std::to_string(index);
    };
    const auto number = [&](size_t index) { return index < parts.size() ? numberIn(parts[index]) : std::nullopt; };
    const auto is = [&](size_t index, std::string_view part) { return index < parts.size() && parts[index] == part; };
    if (const auto block = number(2); is(0, "mid_block") && is(1, "resnets") && block)
        return take(3, "middle", 2 * *block);
    if (is(0, "mid_block") && is(1, "attentions") && is(2, "0"))
        return take(3, "middle", 1);
    if (const auto block = number(1); is(0, "down_blocks") && block)
        return take(2, "downsamples", *block);
    const auto stage = number(1);
    const auto block = number(3);
    if (!is(0, "up_blocks") || !stage || !block)
        return {};
    if (is(2, "resnets") && *block < kBlocks)
        return take(4, "upsamples", (kBlocks + 1) * *stage + *block);
    return is(2, "upsamplers") && *block == 0 ? take(4, "upsamples", (kBlocks + 1) * *stage + kBlocks) : std::string();
}

// The original name of a tensor of diffusers' AutoencoderKLWan; any other name as it is.
std::string originalVaeName(std::string_view name)
{
    std::vector<std::string_view> parts = partsOf(name);
    std::string made;
    const auto append = [&](std::string_view part) {
        made += made.empty() ? "" : ".";
        made += part;
    };
    const auto appendRenamed = [&](const auto& table) {
        if (const std::string_view original = parts.empty() ? "" : found(table, parts.front()); !original.empty()) {
            append(original);
            parts.erase(parts.begin());
        }
    };
    if (parts.front() == "encoder" || parts.front() == "decoder") {
        append(parts.front());
        parts.erase(parts.begin());
        if (const std::string block = blockOf(parts); !block.empty()) {
            append(block);
            appendRenamed(kInBlock);
        } else {
            appendRenamed(kEnds);
        }
    } else {
        appendRenamed(kOutside);
    }
    for (const std::string_view part : parts)
        append(part);
    return made;
}

// Error: CheckpointIncomplete for an encoder or a decoder alone.
Status checkHalves(const model::StateDict& tensors, const fs::path& file)
{
    const auto has = [&](std::string_view prefix) {
        const auto at = tensors.lower_bound(prefix);
        return at != tensors.end() && at->first.starts_with(prefix);
    };
    const bool encodes = has("encoder.downsamples.") || has("encoder.middle.");
    const bool decodes = has("decoder.upsamples.") || has("decoder.middle.");
    if (encodes == decodes)
        return kDone;
    return Error{ErrorCode::CheckpointIncomplete, file.string(),
                 std::string(decodes ? "this is the decoder of a VAE alone; the encoder is needed for the portrait; "
                                     : "this is the encoder of a VAE alone; the decoder is needed for the frames; ")
                     + neededName(ModelPart::PictureDecoder)};
}

// The shape without its dimensions of 1.
std::vector<int64_t> withoutOnes(c10::IntArrayRef shape)
{
    std::vector<int64_t> kept;
    std::copy_if(shape.begin(), shape.end(), std::back_inserter(kept), [](int64_t extent) { return extent != 1; });
    return kept;
}

// A visitor that gives tensors the original shapes where a file has the same numbers in the same order: without
// dimensions of 1, or with the first two as one, since ggml has four dimensions at most.
class ShapeFitter : public model::TensorNames {
public:
    explicit ShapeFitter(model::StateDict& tensors)
        : m_tensors(tensors)
    {
    }

    void operator()(std::string_view name, at::Tensor&, c10::IntArrayRef shape)
    {
        const auto found = m_tensors.find(whole(name));
        if (found == m_tensors.end() || found->second.sizes() == shape)
            return;
        at::Tensor& tensor = found->second;
        const std::vector<int64_t> extents = withoutOnes(tensor.sizes());
        bool fits = extents == withoutOnes(shape);
        if (shape.size() == 5) {
            std::vector<int64_t> merged = shape.slice(1).vec();
            merged.front() *= shape.front();
            fits = fits || extents == withoutOnes(merged);
        }
        if (fits) // Others are named when they are bound.
            tensor = tensor.reshape(shape);
    }

private:
    model::StateDict& m_tensors;
};

} // namespace

Result<model::TensorSource> openVae(const fs::path& path)
{
    std::error_code ignored;
    const fs::path file = fs::is_directory(path, ignored) ? path / "diffusion_pytorch_model.safetensors" : path;
    Result<model::TensorSource> source = model::openPart(file, ModelPart::PictureDecoder);
    if (!source)
        return source;
    if (Status taken = model::takeNetwork(*source, kMarks, file); !taken)
        return taken.error();
    if (Status renamed = source->rename(originalVaeName, file); !renamed)
        return renamed.error();
    if (Status halves = checkHalves(source->tensors, file); !halves)
        return halves.error();
    const VaePlan plan = VaePlan::of(source->tensors);
    if (plan.encoderIn == kLightWidth)
        log::info(file.string() + ": a light VAE, " + std::to_string(plan.encoderIn) + " wide; the published one is "
                  + std::to_string(VaePlan::kPublishedWidth) + " wide, and its pictures are sharper");
    ShapeFitter fitter(source->tensors);
    VaeWeights weights;
    weights.visit(fitter, plan);
    return source;
}

} // namespace studio::vae
