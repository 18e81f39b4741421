// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/StreamedLayers.h"
#include "core/tensor/CudaDevice.h"
#include "core/tensor/Device.h"
#include "tests/support/Goldens.h"
#include "tests/support/GpuTest.h"
#include "tests/support/KvCases.h"
#include "tests/support/MemorySlabs.h"
#include "tests/support/TinyDit.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

using namespace studio;
using offload::KvFormat;
using test::check;

namespace {

constexpr int kBlocks = 6;

struct Setting {
    const char* name;
    std::vector<WeightTier> weights;
    std::vector<KvTier> caches;
    int slots;
};

// The velocities of the goldens' first blocks, the same one step each.
at::Tensor velocities(tensor::Accelerator& device, const test::TinyDit& dit, test::MemorySlabs& slabs,
                      const dit::SlabLayout& layout, const Setting& setting, KvFormat format)
{
    static const model::StateDict golden = test::golden("dit/dit.safetensors");
    slabs.onDisk.clear();
    for (size_t i = 0; i < setting.weights.size(); ++i) {
        if (setting.weights[i] == WeightTier::Disk)
            slabs.onDisk.insert(static_cast<int64_t>(i));
    }
    dit::StreamedLayers layers(device, slabs, layout);
    check(bool(layers.setTiers(setting.weights, setting.slots)), "layers are loaded");
    const dit::DitModel& model = *dit.model;
    offload::TieredKvStore kv(device, model.kvShape(1, 16, 8), {.format = format, .dtype = model.dtype(), .lanes = 1});
    kv.setTiers(setting.caches, setting.slots);
    dit::TextContext text = model.textContext(golden.at("context"), dit::fastestPadding(model.device()));
    bool whole
        = bool(model.prefill(golden.at("sink0/ref_latents")[0], golden.at("motion_latents")[0], text, layers, kv));
    std::vector<at::Tensor> results;
    for (int64_t i = 0; i < kBlocks; ++i) {
        const std::string name = "fwd" + std::to_string(i);
        dit::BlockContext block = model.blockContext(i * 3, golden.at(name + "/audio_input")[0], 16, 8);
        const dit::TimeEmbedding time = model.timeEmbedding(1000.0f);
        dit::Lane lane{.step = 0,
                       .time = &time,
                       .block = &block,
                       .text = &text,
                       .referenceRope = model.referenceRope(i * 3, 30, 16, 8),
                       .latents = golden.at(name + "/x"),
                       .velocity = {}};
        const offload::KvLane next{.step = 0, .block = i + 1};
        kv.expect({&next, 1});
        whole = bool(model.forward({&lane, 1}, layers, kv)) && whole;
        results.push_back(lane.velocity);
    }
    check(whole, setting.name);
    const at::Tensor joined = at::cat(results, 1).cpu();
    device.synchronize();
    return joined;
}

void streamedEqualsResident(tensor::Accelerator& device, at::ScalarType dtype, dit::LayerFormat format, KvFormat kv)
{
    const test::TinyDit dit(device.device(), dtype, format);
    const dit::SlabLayout layout(dit.config, dtype, format);
    test::MemorySlabs slabs(*dit.layers, dit.config, layout);
    constexpr auto kDevice = WeightTier::Device;
    constexpr auto kPinned = WeightTier::Pinned;
    constexpr auto kDisk = WeightTier::Disk;
    const std::vector<KvTier> there(4, KvTier::Device);
    const std::vector<KvTier> away(4, KvTier::Pinned);
    const at::Tensor resident
        = velocities(device, dit, slabs, layout, {"all resident", {kDevice, kDevice, kDevice, kDevice}, there, 2}, kv);
    for (const Setting& setting : {Setting{"all streamed, one slot", {kPinned, kPinned, kPinned, kPinned}, away, 1},
                                   Setting{"all streamed", {kPinned, kPinned, kPinned, kPinned}, away, 3},
                                   Setting{"from disk", {kDisk, kDisk, kDisk, kDisk}, there, 2},
                                   Setting{"mixed",
                                           {kPinned, kDevice, kDisk, kDevice},
                                           {KvTier::Device, KvTier::Pinned, KvTier::Device, KvTier::Pinned},
                                           2}})
        check(velocities(device, dit, slabs, layout, setting, kv).equal(resident), setting.name);
}

void theCapHolds(tensor::Accelerator& device)
{
    device.trim();
    device.resetPeak();
    const int64_t cap = device.memory().used + (int64_t{256} << 20);
    device.setCap(cap);
    bool refused = false;
    std::vector<at::Tensor> held;
    try {
        for (int i = 0; i < 100; ++i)
            held.push_back(device.allocate(int64_t{16} << 20));
    } catch (const c10::OutOfMemoryError&) {
        refused = true;
    }
    check(refused && held.size() > 4, "allocating beyond the cap fails");
    check(device.memory().peak <= cap, "no more than the cap was ever held");
    held.clear();
    device.trim();
    device.setCap(0);
    check(device.allocate(int64_t{512} << 20).defined(), "without the cap there is more");
}

// Copies both ways, computing in between, again and again on the same buffers.
void queuesKeepTheirOrder(tensor::Accelerator& device)
{
    constexpr int64_t kBytes = int64_t{8} << 20;
    const at::Tensor in = device.allocatePinned(kBytes);
    const at::Tensor out = device.allocatePinned(kBytes);
    const at::Tensor there = device.allocate(kBytes);
    const auto arrived = device.makeEvent();
    const auto computed = device.makeEvent();
    const auto returned = device.makeEvent();
    bool right = true;
    in.fill_(1);
    for (int i = 0; i < 50; ++i) {
        device.wait(tensor::Queue::CopyIn, *returned);
        device.copyIn(there, in);
        device.record(*arrived, tensor::Queue::CopyIn);
        device.wait(tensor::Queue::Compute, *arrived);
        for (int n = 0; n < 5; ++n)
            there.add_(1);
        device.record(*computed, tensor::Queue::Compute);
        device.wait(tensor::Queue::CopyOut, *computed);
        device.copyOut(out, there);
        device.record(*returned, tensor::Queue::CopyOut);
        if (i % 10 == 9) {
            device.synchronize(*returned);
            right = right && out.equal(at::full({kBytes}, 6, at::kByte));
        }
    }
    check(right, "copies and computing keep their order");
    const tensor::Traffic traffic = device.traffic();
    check(traffic.toDevice >= 50 * kBytes && traffic.fromDevice >= 50 * kBytes, "bytes are counted");
    std::printf("%.1f ms of waiting for 50 copies of %lld bytes\n", traffic.stallSeconds * 1e3,
                static_cast<long long>(kBytes));
    check(traffic.stallSeconds > 0, "waiting is measured");
}

} // namespace

int main()
{
    test::skipWithoutGpu();
    tensor::useExactFp32();
    const c10::InferenceMode inference;
    const auto device = tensor::openCudaDevice(c10::Device(c10::kCUDA, 0));
    const auto scope = device->scope();
    queuesKeepTheirOrder(*device);
    streamedEqualsResident(*device, at::kFloat, dit::LayerFormat::AsModel, KvFormat::Model);
    streamedEqualsResident(*device, at::kBFloat16, dit::LayerFormat::AsModel, KvFormat::Model);
    streamedEqualsResident(*device, at::kBFloat16, dit::LayerFormat::AsModel, KvFormat::Fp8);
    streamedEqualsResident(*device, at::kBFloat16, dit::LayerFormat::Fp8Rows, KvFormat::Fp8);
    for (const char* tiers : {"rrrrr", "ppppp", "rpprp"}) {
        for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16, at::kFloat8_e4m3fn})
            check(test::windowsAreThoseOfAResidentStore(*device, dtype, tiers), c10::toString(dtype));
    }
    theCapHolds(*device);
    return test::failures();
}
