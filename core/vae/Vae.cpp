// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/Vae.h"

#include "core/base/Log.h"
#include "core/vae/Int8Decoder.h"
#include "core/vae/LightModel.h"
#include "core/vae/Network.h"
#include "core/vae/OomRetryBackend.h"
#include "core/vae/VaeFiles.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <limits>

namespace studio::vae {
namespace {

static_assert(kLatentChannels == VaePlan::kLatentChannels);

// Of the latents, per channel (MODEL.md 5.3).
constexpr float kMean[kLatentChannels]
    = {-0.7571F, -0.7089F, -0.9113F, 0.1075F,  -0.1745F, 0.9653F,  -0.1517F, 1.5508F,
       0.4134F,  -0.0715F, 0.5517F,  -0.3632F, -0.1922F, -0.9497F, 0.2503F,  -0.2921F};
constexpr float kDeviation[kLatentChannels] = {2.8184F, 1.4541F, 2.3275F, 2.6558F, 1.2196F, 1.7708F, 2.6052F, 2.0743F,
                                               3.2687F, 2.1526F, 2.8652F, 1.5579F, 1.6382F, 1.1253F, 2.8251F, 1.9160F};

at::Tensor perChannel(const float* values, c10::Device device, at::ScalarType dtype)
{
    return at::tensor(c10::ArrayRef<float>(values, kLatentChannels)).to(device, dtype).view({-1, 1, 1});
}

Error cancelled()
{
    return {ErrorCode::Cancelled, "vae", {}};
}

Error misshapen(const char* what, const at::Tensor& tensor)
{
    return {ErrorCode::Internal, "vae", std::string(what) + ", got " + c10::str(tensor.sizes())};
}

} // namespace

struct Vae::Light {
    std::shared_ptr<const LightDecoder::Model> model;
    LatentsAre latents;
};

struct Vae::Model {
    VaeWeights weights;
    c10::Device device;
    at::ScalarType dtype;
    BackendKind kind;
    // In the model's dtype: the reference stores them in bf16 and divides in bf16.
    at::Tensor mean; // [16, 1, 1]
    at::Tensor inverseDeviation;

    // Means and log variances [1, 32, h, w] -> [16, h, w] fp32.
    at::Tensor normalised(const at::Tensor& moments) const
    {
        return ((moments[0].narrow(0, 0, kLatentChannels) - mean) * inverseDeviation).to(at::kFloat);
    }
};

Vae::Vae(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
{
}

Result<Vae> Vae::load(const std::filesystem::path& path, c10::Device device, at::ScalarType dtype, Kernels kernels,
                      const std::stop_token& stop)
{
    const Result<model::TensorSource> source = openVae(path);
    if (!source)
        return source.error();
    return fromSource(*source, path.string(), device, dtype, kernels, stop);
}

Result<Vae> Vae::fromTensors(const model::StateDict& tensors, const std::string& file, c10::Device device,
                             at::ScalarType dtype, Kernels kernels, const std::stop_token& stop)
{
    return fromSource({.tensors = tensors, .packed = {}}, file, device, dtype, kernels, stop);
}

Result<Vae> Vae::fromSource(const model::TensorSource& source, const std::string& file, c10::Device device,
                            at::ScalarType dtype, Kernels kernels, const std::stop_token& stop)
{
    Result<VaeWeights> weights = bindVaeWeights(source, file, device, dtype, stop);
    if (!weights)
        return weights.error();
    const BackendKind kind = backendFor(device, dtype, kernels);
    prepare(*weights, kind);
    return Vae(
        std::make_shared<const Model>(Model{.weights = std::move(*weights),
                                            .device = device,
                                            .dtype = dtype,
                                            .kind = kind,
                                            .mean = perChannel(kMean, device, dtype),
                                            .inverseDeviation = perChannel(kDeviation, device, dtype).reciprocal()}));
}

Result<at::Tensor> Vae::encode(const at::Tensor& pixels, const std::stop_token& stop) const
{
    if (pixels.dim() != 4 || pixels.size(0) != 3 || pixels.size(1) < 1 || pixels.size(2) % kPixelsPerLatent != 0
        || pixels.size(3) % kPixelsPerLatent != 0 || pixels.numel() == 0)
        return misshapen("pixels should be [3, frames, height, width] with sizes that 8 divides", pixels);
    const std::unique_ptr<VaeBackend> backend = this->backend();
    Caches caches;
    std::vector<at::Tensor> latents;
    for (int64_t n = 0; n < latentsFor(pixels.size(1)); ++n) {
        if (stop.stop_requested())
            return cancelled();
        const at::Tensor chunk = n == 0 ? pixels.narrow(1, 0, 1) : pixels.narrow(1, framesFor(n), kFramesPerLatent);
        const FeatureMaps moments
            = encodeChunk(*backend, m_model->weights, caches, backend->imported(chunk.transpose(0, 1)));
        latents.push_back(backend->compute([&] { return m_model->normalised(backend->exported(moments)); }));
    }
    return backend->compute([&] { return at::stack(latents, 1); });
}

Result<at::Tensor> Vae::encodeStill(const at::Tensor& image, int64_t frames, const std::stop_token& stop) const
{
    if (image.dim() != 3 || image.size(0) != 3 || frames < 1 || image.size(1) % kPixelsPerLatent != 0
        || image.size(2) % kPixelsPerLatent != 0 || image.numel() == 0)
        return misshapen("an image should be [3, height, width] with sizes that 8 divides", image);
    const std::unique_ptr<VaeBackend> backend = this->backend();
    const FeatureMaps picture = backend->imported(image.unsqueeze(0));
    FeatureMaps chunk = picture;
    Caches caches;
    std::vector<at::Tensor> latents;
    while (static_cast<int64_t>(latents.size()) < latentsFor(frames)) {
        if (stop.stop_requested())
            return cancelled();
        const Caches before = caches;
        const FeatureMaps moments = encodeChunk(*backend, m_model->weights, caches, chunk);
        latents.push_back(backend->compute([&] { return m_model->normalised(backend->exported(moments)); }));
        chunk.items.assign(kFramesPerLatent, picture.items.front());
        const bool settled = std::equal(
            caches.slots.begin(), caches.slots.end(), before.slots.begin(), before.slots.end(),
            [&](const FeatureMaps& now, const FeatureMaps& then) { return backend->identical(now, then); });
        if (settled)
            latents.resize(static_cast<size_t>(latentsFor(frames)), at::Tensor(latents.back()));
    }
    return backend->compute([&] { return at::stack(latents, 1); });
}

Result<at::Tensor> Vae::decode(const at::Tensor& latents, const std::stop_token& stop) const
{
    return StreamDecoder(*this).decode(latents, stop);
}

Result<Vae> Vae::decodingWith(const LightDecoder& light, const at::Tensor& image, const at::Tensor& latents,
                              const std::stop_token& stop) const
{
    // Of what a picture has; a decoder gives back all but a tenth of it, one of other latents adds to it.
    constexpr double kMostMissing = 0.5;
    constexpr double kLeastDeviation = 0.2; // A picture of one colour has none.

    const LightDecoder::Model& model = *light.m_model;
    if (model.device != m_model->device || model.dtype != m_model->dtype || model.kind != m_model->kind)
        return Error{ErrorCode::Internal, "vae", "a light decoder of another device, dtype or backend"};
    const at::Tensor wanted = image.to(m_model->device, at::kFloat);
    double least = std::numeric_limits<double>::infinity();
    Vae best = *this;
    for (const LatentsAre convention : {LatentsAre::Normalised, LatentsAre::AsEncoded}) {
        Vae tried = *this;
        tried.m_light = std::make_shared<const Light>(Light{.model = light.m_model, .latents = convention});
        const Result<at::Tensor> decoded = tried.decode(latents.narrow(1, 0, 1), stop);
        if (!decoded)
            return decoded.error();
        const double error = (decoded->select(1, 0) - wanted).square().mean().sqrt().item<double>();
        if (error < least) {
            least = error;
            best = std::move(tried);
        }
    }
    const double deviation = wanted.std().item<double>();
    log::info(light.file() + ": decodes latents "
              + (best.m_light && best.m_light->latents == LatentsAre::AsEncoded ? "as encoded" : "normalised")
              + ", off the portrait by " + std::to_string(least) + " of 2 (RMS)");
    if (!(least < kMostMissing * std::max(deviation, kLeastDeviation)))
        return Error{ErrorCode::CheckpointForeign, light.file(),
                     "a light decoder of another model: it doesn't give the portrait back"};
    return best;
}

Result<Vae> Vae::decodingInInt8(const at::Tensor& latents, const std::stop_token& stop) const
{
    constexpr int64_t kTried = 3; // latents; with the third one all caches are full
    constexpr double kMostError = 0.04;

    if (m_model->kind != BackendKind::Aten)
        return *this;
    if (latents.dim() != 4 || latents.size(0) != kLatentChannels || latents.numel() == 0)
        return misshapen("latents should be [16, frames, height, width]", latents);
    const at::Tensor tried = latents.narrow(1, 0, std::min(latents.size(1), kTried));
    PeakRecorder recorder(m_model->device, m_model->dtype);
    Caches caches;
    std::vector<at::Tensor> exact;
    for (int64_t n = 0; n < tried.size(1); ++n) {
        if (stop.stop_requested())
            return cancelled();
        exact.push_back(recorder.exported(decodeOne(recorder, caches, tried.select(1, n))).clamp(-1, 1));
    }
    caches = {};
    auto model = std::make_shared<Model>(*m_model);
    model->weights.decoder = inInt8(m_model->weights.decoder, recorder);
    Vae result = *this;
    result.m_model = std::move(model);
    const Result<at::Tensor> rounded = result.decode(tried, stop);
    if (!rounded)
        return rounded.error();
    const double error
        = (*rounded - at::cat(exact).transpose(0, 1).to(at::kFloat)).square().mean().sqrt().item<double>();
    const bool isExact = error <= kMostError;
    log::info("the decoder in int8 is off by " + std::to_string(error) + " of 2 (RMS) in the portrait"
              + (isExact ? "" : ": too much, so it isn't used"));
    return isExact ? result : *this;
}

bool Vae::decodesInInt8() const
{
    return !m_light && m_model->weights.decoder.middle.first.conv1.isInt8();
}

Vae Vae::retryOnOom(tensor::FreeMemory freeMemory) const
{
    Vae vae = *this;
    vae.m_freeMemory = std::move(freeMemory);
    return vae;
}

std::unique_ptr<VaeBackend> Vae::backend() const
{
    std::unique_ptr<VaeBackend> plain = makeBackend(m_model->kind, m_model->device, m_model->dtype);
    if (!m_freeMemory)
        return plain;
    return std::make_unique<OomRetryBackend>(std::move(plain), m_freeMemory);
}

c10::Device Vae::device() const
{
    return m_model->device;
}

at::ScalarType Vae::dtype() const
{
    return m_model->dtype;
}

int64_t Vae::decoderReach() const
{
    return m_light ? studio::vae::decoderReach(m_light->model->weights)
                   : studio::vae::decoderReach(m_model->weights.decoder);
}

FeatureMaps Vae::decodeOne(VaeBackend& backend, Caches& caches, const at::Tensor& latent) const
{
    const Model& model = *m_model;
    const bool asEncoded = !m_light || m_light->latents == LatentsAre::AsEncoded;
    const at::Tensor values = backend.compute([&] {
        at::Tensor x = latent.to(model.device);
        if (asEncoded)
            x = x / model.inverseDeviation + model.mean;
        if (m_light) // Bounded smoothly to -3..3, in fp32.
            x = (x.to(at::kFloat) / 3).tanh() * 3;
        return x.unsqueeze(0);
    });
    return m_light ? decodeLatent(backend, m_light->model->weights, caches, backend.imported(values))
                   : decodeLatent(backend, model.weights, caches, backend.imported(values));
}

struct StreamDecoder::Private {
    Vae vae;
    std::unique_ptr<VaeBackend> backend;
    Caches caches;
};

StreamDecoder::StreamDecoder(const Vae& vae)
    : m_d(std::make_unique<Private>(Private{vae, vae.backend(), {}}))
{
}

StreamDecoder::StreamDecoder(const StreamDecoder& other)
    : m_d(std::make_unique<Private>(Private{other.m_d->vae, other.m_d->vae.backend(), other.m_d->caches}))
{
}

StreamDecoder::StreamDecoder(StreamDecoder&& other) noexcept = default;

StreamDecoder& StreamDecoder::operator=(StreamDecoder other) noexcept
{
    m_d = std::move(other.m_d);
    return *this;
}

StreamDecoder::~StreamDecoder() = default;

Result<at::Tensor> StreamDecoder::decode(const at::Tensor& latents, const std::stop_token& stop)
{
    if (latents.dim() != 4 || latents.size(0) != kLatentChannels || latents.numel() == 0)
        return misshapen("latents should be [16, frames, height, width]", latents);
    if (m_d->caches.started()
        && (m_d->caches.slots.front().height != latents.size(2) || m_d->caches.slots.front().width != latents.size(3)))
        return misshapen("these latents are of another size than those before them", latents);

    const Vae::Model& model = *m_d->vae.m_model;
    VaeBackend& backend = *m_d->backend;
    const int64_t count = latents.size(1);
    const int64_t frames = framesFor(count) + (m_d->caches.started() ? kFramesPerLatent - 1 : 0);
    const at::Tensor video = backend.compute([&] {
        return at::empty({3, frames, latents.size(2) * kPixelsPerLatent, latents.size(3) * kPixelsPerLatent},
                         at::TensorOptions().dtype(at::kFloat).device(model.device));
    });
    int64_t done = 0;
    for (int64_t n = 0; n < count; ++n) {
        if (stop.stop_requested())
            return cancelled();
        const FeatureMaps pixels = m_d->vae.decodeOne(backend, m_d->caches, latents.select(1, n));
        video.narrow(1, done, pixels.count()).copy_(backend.exported(pixels).transpose(0, 1));
        done += pixels.count();
    }
    return video.clamp_(-1, 1);
}

void StreamDecoder::reset()
{
    m_d->caches = {};
}

std::vector<at::Tensor> StreamDecoder::state() const
{
    std::vector<at::Tensor> state;
    for (const FeatureMaps& slot : m_d->caches.slots) {
        if (slot.items.empty())
            state.push_back(at::empty({slot.channels, 0, slot.height, slot.width},
                                      at::TensorOptions().dtype(m_d->vae.dtype()).device(m_d->vae.device())));
        else
            state.push_back(m_d->backend->exported(slot).transpose(0, 1).contiguous());
    }
    return state;
}

Status StreamDecoder::restore(const std::vector<at::Tensor>& state)
{
    Caches caches;
    for (const at::Tensor& slot : state) {
        if (!slot.defined() || slot.dim() != 4 || slot.size(1) > 2)
            return Error{ErrorCode::Internal, "vae", "not the state of a decoder"};
        FeatureMaps frames{.items = {}, .channels = slot.size(0), .height = slot.size(2), .width = slot.size(3)};
        caches.slots.push_back(slot.size(1) == 0 ? std::move(frames) : m_d->backend->imported(slot.transpose(0, 1)));
    }
    const auto& light = m_d->vae.m_light;
    if (caches.started()
        && !(light ? areCachesOf(light->model->weights, caches)
                   : areCachesOf(m_d->vae.m_model->weights.decoder, caches)))
        return Error{ErrorCode::Internal, "vae", "the state of another decoder"};
    m_d->caches = std::move(caches);
    return kDone;
}

} // namespace studio::vae
