// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"
#include "core/tensor/OomRetry.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::vae {

inline constexpr int64_t kLatentChannels = 16;
inline constexpr int64_t kPixelsPerLatent = 8; // in height and in width
inline constexpr int64_t kFramesPerLatent = 4; // but the first latent of a video holds one frame

// Latents that encode this many frames; a surplus below four is dropped.
constexpr int64_t latentsFor(int64_t frames)
{
    return frames <= 0 ? 0 : 1 + (frames - 1) / kFramesPerLatent;
}
// Frames that decode from this many latents.
constexpr int64_t framesFor(int64_t latents)
{
    return latents <= 0 ? 0 : 1 + (latents - 1) * kFramesPerLatent;
}

enum class Kernels { Fastest, Libtorch };

class VaeBackend;

// The causal video VAE of Wan 2.1 (MODEL.md 5): weights that don't change, so copies are cheap and all functions may
// run on several threads. Every width comes from the tensors. The caller sets at::InferenceMode.
class Vae {
public:
    // From Wan2.1_VAE.pth, in fp32, bf16 or fp16; convolutions run in `dtype`, norms in fp32. Libtorch's kernels are
    // for comparison: Fastest has its own for fp32 on a CPU.
    // Errors: as model::openPth(); CheckpointIncomplete and CheckpointMismatch name tensors that don't fit; Cancelled.
    static Result<Vae> load(const std::filesystem::path& pth, c10::Device device, at::ScalarType dtype,
                            Kernels kernels = Kernels::Fastest, const std::stop_token& stop = {});
    // The same from tensors by name; errors are for `file`.
    static Result<Vae> fromTensors(const model::StateDict& tensors, const std::string& file, c10::Device device,
                                   at::ScalarType dtype, Kernels kernels = Kernels::Fastest,
                                   const std::stop_token& stop = {});

    // pixels [3, frames, height, width] in -1..1, height and width multiples of 8, on any device -> normalised latents
    // [16, latentsFor(frames), height / 8, width / 8] fp32 on the VAE's device. The means; nothing is sampled.
    // Errors: Internal for another shape; Cancelled when a stop is requested (looked at every four frames).
    Result<at::Tensor> encode(const at::Tensor& pixels, std::stop_token stop = {}) const;

    // encode() of `frames` equal frames image [3, height, width], bit for bit, without computing what repeats: after
    // about 25 latents all caches equal those of the latent before, and with them all further latents.
    Result<at::Tensor> encodeStill(const at::Tensor& image, int64_t frames, std::stop_token stop = {}) const;

    // latents [16, n, h, w], normalised -> [3, framesFor(n), 8h, 8w] in -1..1, fp32 on the VAE's device.
    // Errors: as encode(), looked at every latent.
    Result<at::Tensor> decode(const at::Tensor& latents, std::stop_token stop = {}) const;

    // The same VAE; its operations, and those of decoders that are made of it, are repeated one by one where memory
    // doesn't suffice and room can be made. What comes out is the same bit for bit.
    Vae retryOnOom(tensor::FreeMemory freeMemory) const;

    c10::Device device() const;
    at::ScalarType dtype() const;

    struct Model;

private:
    friend class StreamDecoder;
    explicit Vae(std::shared_ptr<const Model> model);
    std::unique_ptr<VaeBackend> backend() const;

    std::shared_ptr<const Model> m_model;
    tensor::FreeMemory m_freeMemory;
};

// Decodes a video piece by piece: what it gives for latents a and then b is what Vae::decode() gives for both at once,
// bit for bit. Copies go on independently from where they were made. For one thread at a time.
class StreamDecoder {
public:
    explicit StreamDecoder(Vae vae);
    StreamDecoder(const StreamDecoder& other);
    StreamDecoder(StreamDecoder&& other) noexcept;
    StreamDecoder& operator=(StreamDecoder other) noexcept;
    ~StreamDecoder();

    // As Vae::decode(); all but the very first latent give four frames. Error: Internal also where the size isn't that
    // of the latents before. After a cancelled call only reset() and restore() make sense.
    Result<at::Tensor> decode(const at::Tensor& latents, std::stop_token stop = {});

    // Back to the beginning of a video.
    void reset();

    // What is remembered of the video so far, for restore(): nothing at its beginning, else 32 tensors
    // [channels, 0..2 frames, height, width] in the VAE's dtype: the last inputs of the convolutions over time, in
    // order of execution (the reference's cache slots). About 3 MB at 128x128 and base width 8.
    std::vector<at::Tensor> state() const;

    // Continues as the decoder did that gave this state, bit for bit. Error: Internal, and nothing is changed, for
    // tensors that can't be a state of this VAE.
    Status restore(const std::vector<at::Tensor>& state);

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::vae
