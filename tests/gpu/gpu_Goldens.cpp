// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/Wav2Vec2.h"
#include "core/sampler/FlowMatchEuler.h"
#include "core/tensor/Device.h"
#include "core/text/T5Encoder.h"
#include "core/vae/Vae.h"
#include "tests/support/GpuTest.h"
#include "tests/support/TinyDit.h"

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <nlohmann/json.hpp>

#include <fstream>

// The goldens on the GPU: fp32 as on the CPU, bf16 and fp8 for what rounding allows.
using namespace studio;
using nlohmann::json;
using test::check;
using test::relativeError;

namespace {

// How far from the goldens a precision may be.
struct Bound {
    double (*error)(const char*, const at::Tensor&, const at::Tensor&);
    double most;

    bool holds(const char* what, const at::Tensor& actual, const at::Tensor& expected) const
    {
        return error(what, actual, expected) <= most;
    }
};
const Bound kFp32{relativeError, 1e-4};
const Bound kBf16{test::rmsError, 3e-2};
const Bound kBf16Deep{test::rmsError, 5e-2}; // wav2vec2: 24 layers whose residual is bf16, as in the reference
const Bound kFp8{test::rmsError, 1e-1}; // weights and activations with 4 significant bits
const Bound kInt8{test::rmsError, 3e-2}; // with 127 steps

const std::string kCheckpoint = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B/";

void textEncoder(c10::Device device, at::ScalarType dtype, const Bound& bound)
{
    const model::StateDict golden = test::golden("text/text.safetensors");
    std::ifstream file(test::kGoldens + "text/text.json");
    const json description = json::parse(file);
    const auto t5 = text::T5Encoder::load(kCheckpoint + "models_t5_umt5-xxl-enc-bf16.pth", device, dtype);
    check(bool(t5), "T5 loads");
    const auto ids = description.at("prompts").at(0).at("ids").get<std::vector<int64_t>>();
    check(bound.holds("T5", *t5->encode(ids), golden.at("t5_out_00")), "T5");
}

void speechModel(c10::Device device, at::ScalarType dtype, const Bound& bound)
{
    const model::StateDict golden = test::golden("audio/audio.safetensors");
    const auto model = audio::Wav2Vec2::load(kCheckpoint + "wav2vec2-large-xlsr-53-english", device, dtype);
    check(bool(model), "wav2vec2 loads");
    const auto states = model->hiddenStates(golden.at("speech_16k/waveform"));
    check(bool(states) && bound.holds("hidden states", *states, golden.at("speech_16k/hidden_states")),
          "hidden states");
}

void videoCoder(c10::Device device, at::ScalarType dtype, const Bound& bound)
{
    const model::StateDict golden = test::golden("vae/vae.safetensors");
    const auto coder = vae::Vae::load(kCheckpoint + "Wan2.1_VAE.pth", device, dtype);
    check(bool(coder), "VAE loads");
    const at::Tensor pixels = golden.at("video_u8").to(at::kFloat) / 127.5 - 1;
    const auto latents = coder->encode(pixels.narrow(1, 0, 9));
    check(bool(latents) && bound.holds("VAE encode", *latents, golden.at("encode_9f")), "VAE encode");
    vae::StreamDecoder decoder(*coder);
    const auto frames = decoder.decode(golden.at("z_random").narrow(1, 0, 5));
    check(bool(frames) && bound.holds("VAE decode", *frames, golden.at("decode_5")), "VAE decode");
}

void transformer(c10::Device device, at::ScalarType dtype, dit::LayerFormat format, const Bound& bound)
{
    const model::StateDict golden = test::golden("dit/dit.safetensors");
    std::ifstream file(test::kGoldens + "dit/dit.json");
    const json description = json::parse(file);
    const test::TinyDit tiny(device, dtype, format);
    for (const auto padding : {dit::TextPadding::Weighted, dit::TextPadding::AllRows}) {
        dit::TextContext text = tiny.model->textContext(golden.at("context"), padding);
        offload::ResidentKvStore kv(tiny.model->kvShape(1, 16, 8), at::device(device).dtype(dtype));
        const auto prefill = [&](const std::string& name) {
            check(bool(tiny.model->prefill(golden.at(name + "/ref_latents")[0], golden.at("motion_latents")[0], text,
                                           *tiny.layers, kv)),
                  "prefill");
        };
        prefill("sink0");
        for (const json& call : description.at("forwards")) {
            const std::string name = "fwd" + std::to_string(call.at("n").get<int>());
            if (call.at("note") == "after sink1")
                prefill("sink1");
            const int64_t first = call.at("block").get<int64_t>() * dit::kBlockLatents;
            dit::BlockContext block = tiny.model->blockContext(first, golden.at(name + "/audio_input")[0], 16, 8);
            if (call.at("cond_states") != "zeros")
                block.pose = golden.at("cond_nonzero")[0];
            const dit::TimeEmbedding time = tiny.model->timeEmbedding(call.at("t").get<float>());
            dit::Lane lane{.step = 0,
                           .time = &time,
                           .block = &block,
                           .text = &text,
                           .referenceRope = tiny.model->referenceRope(first, 30, 16, 8),
                           .latents = golden.at(name + "/x"),
                           .velocity = {}};
            const bool done = bool(tiny.model->forward({&lane, 1}, *tiny.layers, kv));
            check(done && bound.holds((name + " velocity").c_str(), lane.velocity, golden.at(name + "/flow")),
                  name.c_str());
        }
    }
}

} // namespace

// Without an argument on the GPU; "cpu" runs the same on the CPU, to compare the precisions.
int main(int argc, char** argv)
{
    const bool onCpu = argc > 1 && std::string(argv[1]) == "cpu";
    if (!onCpu)
        test::skipWithoutGpu();
    const c10::InferenceMode inference;
    try {
        const c10::Device device = onCpu ? c10::Device(at::kCPU) : c10::Device(at::kCUDA, 0);
        tensor::useExactFp32();
        for (const auto& [dtype, bound] : {std::pair(at::kFloat, kFp32), std::pair(at::kBFloat16, kBf16)}) {
            std::printf("== %s\n", c10::toString(dtype));
            textEncoder(device, dtype, bound);
            speechModel(device, dtype, dtype == at::kBFloat16 ? kBf16Deep : bound);
            videoCoder(device, dtype, bound);
            transformer(device, dtype, dit::LayerFormat::AsModel, bound);
        }
        std::puts("== fp8 layers");
        transformer(device, at::kBFloat16, dit::LayerFormat::Fp8, kFp8);
        std::puts("== fp8 layers, a scale for each token and channel");
        transformer(device, at::kBFloat16, dit::LayerFormat::Fp8Rows, kFp8);
        std::puts("== int8 layers");
        transformer(device, at::kBFloat16, dit::LayerFormat::Int8Rows, kInt8);
        tensor::synchronize(device);
        std::printf("peak %.1f MB\n", static_cast<double>(tensor::peakBytes(device)) / 1e6);
    } catch (const c10::Error& error) {
        check(false, error.what_without_backtrace());
    }
    return test::failures() == 0 ? 0 : 1;
}
