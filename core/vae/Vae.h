// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/TensorSource.h"
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
inline constexpr int64_t kPixelsPerLatent = 8; // per latent element, in height and in width
inline constexpr int64_t kFramesPerLatent = 4; // except for the first latent of a video, which has one

// Number of latents that encode `frames` frames; a remainder below four is dropped.
constexpr int64_t latentsFor(int64_t frames)
{
    return frames <= 0 ? 0 : 1 + (frames - 1) / kFramesPerLatent;
}
// Number of frames decoded from `latents` latents.
constexpr int64_t framesFor(int64_t latents)
{
    return latents <= 0 ? 0 : 1 + (latents - 1) * kFramesPerLatent;
}

enum class Kernels { Fastest, Libtorch };

class LightDecoder;
class VaeBackend;
struct Caches;
struct FeatureMaps;

// The causal video VAE of Wan 2.1 (MODEL.md 5). Immutable: copies are cheap, and all functions are thread-safe. Widths
// come from the tensors. The caller sets at::InferenceMode.
class Vae {
public:
    // Loads a file or folder as openVae() knows it, of numbers of any kind; convolutions run in `dtype`, norms in fp32.
    // Kernels::Fastest uses our own kernels for fp32 on a CPU; Libtorch is for comparison. Errors: those of openVae();
    // CheckpointIncomplete and CheckpointMismatch name the tensors; CheckpointDamaged; Cancelled.
    static Result<Vae> load(const std::filesystem::path& path, c10::Device device, at::ScalarType dtype,
                            Kernels kernels = Kernels::Fastest, const std::stop_token& stop = {});
    // The same from named tensors; errors name `file`.
    static Result<Vae> fromTensors(const model::StateDict& tensors, const std::string& file, c10::Device device,
                                   at::ScalarType dtype, Kernels kernels = Kernels::Fastest,
                                   const std::stop_token& stop = {});

    // pixels [3, frames, height, width] in -1..1, height and width multiples of 8, on any device -> normalised latents
    // [16, latentsFor(frames), height / 8, width / 8] fp32 on the VAE's device: the means, without sampling. Errors:
    // Internal for another shape; Cancelled, checked every four frames.
    Result<at::Tensor> encode(const at::Tensor& pixels, const std::stop_token& stop = {}) const;

    // encode() of `frames` copies of image [3, height, width], bit for bit, without the repeated work: after about 25
    // latents all caches equal those of the latent before, so all later latents are equal.
    Result<at::Tensor> encodeStill(const at::Tensor& image, int64_t frames, const std::stop_token& stop = {}) const;

    // latents [16, n, h, w], normalised -> [3, framesFor(n), 8h, 8w] in -1..1, fp32 on the VAE's device. Errors: as
    // encode(), checked every latent.
    Result<at::Tensor> decode(const at::Tensor& latents, const std::stop_token& stop = {}) const;

    // The same VAE, with a light decoder of the same device, dtype and kernels in its decoder's place. Of the two
    // conventions for latents that light decoders have (MODEL.md 5.4) it is taken to have that which gives back the
    // picture better: image [3, height, width] in -1..1, and what encode() makes of it [16, 1 or more, h, w]. Errors:
    // CheckpointForeign if neither does, since it is of another model; Internal.
    Result<Vae> decodingWith(const LightDecoder& light, const at::Tensor& image, const at::Tensor& latents,
                             const std::stop_token& stop = {}) const;

    // The same VAE, whose decoder multiplies in int8 what GPUs multiply two to four times as fast so: the convolutions
    // of its residual blocks. How large their inputs become is measured while the first of `latents` [16, 1 or more, h,
    // w], a portrait's, are decoded; what is larger in a film saturates. If its pictures of them differ by more than
    // 0.04 of 2 (RMS), or on a CPU in fp32, it is this VAE as it is. Errors: as decode().
    Result<Vae> decodingInInt8(const at::Tensor& latents, const std::stop_token& stop = {}) const;
    // Whether it is one of those.
    bool decodesInInt8() const;

    // The same VAE, which repeats an operation that ran out of memory as long as `freeMemory` frees some; so do its
    // decoders. Results are the same bit for bit.
    Vae retryOnOom(tensor::FreeMemory freeMemory) const;

    c10::Device device() const;
    at::ScalarType dtype() const;
    // What a StreamDecoder decodes depends on this many latents before, and on no earlier ones, bit for bit: 38 with
    // the published network, 8 with a light decoder. So a decoder that begins that much earlier can go on in the middle
    // of a video.
    int64_t decoderReach() const;

    struct Model;

private:
    friend class StreamDecoder;
    explicit Vae(std::shared_ptr<const Model> model);
    static Result<Vae> fromSource(const model::TensorSource& source, const std::string& file, c10::Device device,
                                  at::ScalarType dtype, Kernels kernels, const std::stop_token& stop);
    std::unique_ptr<VaeBackend> backend() const;
    FeatureMaps decodeOne(VaeBackend& backend, Caches& caches, const at::Tensor& latent) const;

    enum class LatentsAre { Normalised, AsEncoded };
    struct Light;

    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Light> m_light; // null: the VAE's own decoder decodes
    tensor::FreeMemory m_freeMemory;
};

// Decodes a video in pieces: decoding latents a, then b, gives the same frames as Vae::decode() of both at once, bit
// for bit. A copy continues independently. For one thread at a time.
class StreamDecoder {
public:
    explicit StreamDecoder(const Vae& vae);
    StreamDecoder(const StreamDecoder& other);
    StreamDecoder(StreamDecoder&& other) noexcept;
    StreamDecoder& operator=(StreamDecoder other) noexcept;
    ~StreamDecoder();

    // As Vae::decode(); every latent but the first gives four frames. Error: Internal also if the size differs from
    // that of the latents before. After a cancelled call only reset() and restore() may be called.
    Result<at::Tensor> decode(const at::Tensor& latents, const std::stop_token& stop = {});

    // Starts a new video.
    void reset();

    // The causal state, for restore(): empty at the beginning of a video, else 32 tensors [channels, 0..2 frames,
    // height, width] in the VAE's dtype: the last inputs of the convolutions over time, in order of execution (the
    // reference's cache slots). About 3 MB at 128x128 and base width 8. Of a light decoder 9 tensors of one frame.
    std::vector<at::Tensor> state() const;

    // Continues from a state(), bit for bit. Error: Internal for tensors that can't be a state of this VAE; then
    // nothing changes.
    Status restore(const std::vector<at::Tensor>& state);

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::vae
