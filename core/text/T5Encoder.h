// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/text/T5Weights.h"

#include <ATen/core/Tensor.h>

#include <c10/util/ArrayRef.h>

#include <filesystem>
#include <functional>
#include <stop_token>

namespace studio::text {

// The umT5 encoder (MODEL.md 2.3). The weights stay where they lie in the file; while encoding, one block at a time is
// brought to the device and dtype. So neither loading nor encoding holds more than one block (of 24, 11 GB in all) in
// GPU memory, and where nothing needs converting nothing is copied at all. Const functions may run in several threads.
class T5Encoder {
public:
    // Opens a .pth of the reference's names. `dtype` is what is computed in: bf16 as the reference, or fp32.
    // Errors: those of model::openPth(), CheckpointIncomplete, CheckpointMismatch.
    static Result<T5Encoder> load(const std::filesystem::path& pth, c10::Device device, at::ScalarType dtype);

    // ids (unpadded, with the end mark) -> [ids, dim], on the encoder's device and in its dtype. The reference pads to
    // 512, masks the padding and cuts it off again, which gives the same rows. `between` is called after each block
    // with the share that is done, 0..1, and may wait; it may be empty. Error: Cancelled, looked at before each
    // product. Throws c10::Error for ids outside [0, config().vocabulary).
    Result<at::Tensor> encode(at::IntArrayRef ids, const std::stop_token& stop = {},
                              const std::function<void(double share)>& between = {}) const;

    // The rows of the embedding [ids, dim]; only these are read from the file. Throws as above.
    at::Tensor embed(at::IntArrayRef ids) const;

    // Block `index` (of config().layers) on rows x [tokens, dim]. Error: Cancelled.
    Result<at::Tensor> block(size_t index, const at::Tensor& x, const std::stop_token& stop = {}) const;

    const T5Config& config() const { return m_config; }
    const T5Weights& weights() const { return m_weights; }

private:
    T5Encoder(T5Config config, T5Weights weights, c10::Device device, at::ScalarType dtype);

    T5Config m_config;
    T5Weights m_weights; // As in the file.
    c10::Device m_device;
    at::ScalarType m_dtype;
};

// The bucket of a distance (position of the key minus that of the query): half of the `buckets` for each direction, the
// first half of those exact, the others logarithmic up to 128.
int64_t relativePositionBucket(int64_t distance, int64_t buckets);

// What a block adds to its attention logits: table [buckets, heads] -> [heads, tokens, tokens], query first.
at::Tensor relativePositionBias(const at::Tensor& table, int64_t tokens);

} // namespace studio::text
