// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/TensorSource.h"

namespace studio::model {

// Finds the quantised weights among a safetensors file's tensors and makes packed tensors of them (core/MODEL.md 1.9):
// - fp8 (e4m3fn, e5m2) with one scale, or one for each row, called "scale_weight" or "weight_scale"; in a file without
//   any scale and mark, fp8 numbers are taken as they are, unless they fill the type's range: then the scales are lost;
// - int8 with such scales, also of weights that were rotated before they were rounded (ConvRot), if the description
//   says so;
// - nvfp4 and mxfp8 with a scale for each block (BlockScaled.h), if the description says so;
// - ComfyUI's description of a layer, "comfy_quant" beside it or "_quantization_metadata" in `metadata`, if it says one
//   of these formats.
// The scales, marks and descriptions that are understood are taken out; all others stay among the tensors, where a
// TensorBinder refuses them by name. Error for `file`: CheckpointMismatch, naming every weight whose scale is missing,
// doesn't fit, or is no positive number, and every format that isn't known; CheckpointDamaged for a description that is
// no JSON.
Result<TensorSource> unpackLater(StateDict tensors, const std::map<std::string, std::string>& metadata,
                                 const std::filesystem::path& file);

} // namespace studio::model
