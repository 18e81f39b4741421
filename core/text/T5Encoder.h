// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/TensorSource.h"
#include "core/text/T5Weights.h"

#include <ATen/core/Tensor.h>

#include <c10/util/ArrayRef.h>

#include <filesystem>
#include <functional>
#include <stop_token>

namespace studio::text {

// The umT5 encoder (MODEL.md 2.3). Weights stay in the mapped file; encoding unpacks and converts one block at a time
// to the device and dtype. So neither loading nor encoding needs more than one block (of 24; 11 GB in all) in GPU
// memory, and weights that need no conversion aren't copied. Const functions are thread-safe.
class T5Encoder {
public:
    // Opens a file of any kind that openTextEncoder() takes. `dtype`: of computation, bf16 as in the reference, or
    // fp32. Errors: those of openTextEncoder(), CheckpointIncomplete, CheckpointMismatch.
    static Result<T5Encoder> load(const std::filesystem::path& file, c10::Device device, at::ScalarType dtype);

    // The same with tensors that are open: with the reference's names. `file`: the subject of errors.
    static Result<T5Encoder> bind(model::TensorSource source, const std::filesystem::path& file, c10::Device device,
                                  at::ScalarType dtype);

    // ids (unpadded, with the end token) -> hidden states [ids, dim], on the encoder's device and in its dtype. The
    // reference pads to 512, masks the padding and removes it again, which gives the same rows. `between` is called
    // after each block with the finished share, 0..1, and may wait; may be empty. Error: Cancelled, checked before each
    // GEMM. Throws c10::Error for ids outside [0, config().vocabulary).
    Result<at::Tensor> encode(at::IntArrayRef ids, const std::stop_token& stop = {},
                              const std::function<void(double share)>& between = {}) const;

    // The embeddings [ids, dim]; reads and unpacks only these rows of the file. Throws as above.
    at::Tensor embed(at::IntArrayRef ids) const;

    // Applies block `index` (of config().layers) to x [tokens, dim]. Error: Cancelled.
    Result<at::Tensor> block(size_t index, const at::Tensor& x, const std::stop_token& stop = {}) const;

    const T5Config& config() const { return m_config; }
    // As in the file; quantised ones on the meta device.
    const T5Weights& weights() const { return m_weights; }

private:
    T5Encoder(T5Config config, T5Weights weights, model::PackedTensors packed, c10::Device device,
              at::ScalarType dtype);

    T5Config m_config;
    T5Weights m_weights; // As in the file.
    model::PackedTensors m_packed;
    c10::Device m_device;
    at::ScalarType m_dtype;
};

// The bucket of a distance (key position minus query position). Each direction has half of the buckets: the first half
// of those exact, the others logarithmic up to 128.
int64_t relativePositionBucket(int64_t distance, int64_t buckets);

// The relative position bias of attention logits: table [buckets, heads] -> [heads, tokens, tokens], query first.
at::Tensor relativePositionBias(const at::Tensor& table, int64_t tokens);

} // namespace studio::text
