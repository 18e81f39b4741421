// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How fast weights are prepared, at the published model's sizes, with random numbers:
//   bench_Prepare kernels [ROWS]               a matrix of ROWS x 5120 (5120) quantised, merged, unpacked; before,
//   after bench_Prepare open FOLDER                  opening files of 1,260 tensors and 33 GB, almost all of it holes
//   bench_Prepare start FOLDER LAYERS DEVICE   a first start that makes the slabs in FOLDER, and second ones; cpu, cuda
#include "core/dit/DitSlabs.h"
#include "core/model/BlockScaled.h"
#include "core/model/GgmlBlocks.h"
#include "core/model/Lora.h"
#include "core/model/QuantisedWeights.h"
#include "core/model/SafetensorsFile.h"
#include "core/model/TensorNames.h"
#include "core/model/TensorSource.h"
#include "tests/support/GgmlDefinitions.h"
#include "tests/support/RandomDit.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <numeric>

#include <fcntl.h>
#include <unistd.h>

using namespace studio;
namespace fs = std::filesystem;

namespace {

double seconds(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The fastest of a few runs: what is left when nobody disturbs.
double fastest(const std::function<void()>& work)
{
    double best = seconds(work);
    for (int i = 0; i < 4; ++i)
        best = std::min(best, seconds(work));
    return best;
}

// `bytes`: of what is read.
void row(const char* what, double bytes, const std::function<at::Tensor()>& before,
         const std::function<at::Tensor()>& after)
{
    const double old = fastest(before);
    const double now = fastest(after);
    std::printf("%-34s %9.1f ms %6.2f GB/s   %9.1f ms %6.2f GB/s   %5.1f times\n", what, old * 1e3, bytes / old / 1e9,
                now * 1e3, bytes / now / 1e9, old / now);
    std::fflush(stdout);
}

// As it was before: libtorch's operators, one after the other.
at::Tensor channelsByOperators(const at::Tensor& weight)
{
    constexpr int64_t kRowsAtOnce = 1024;
    at::Tensor values = at::empty(weight.sizes(), at::kFloat8_e4m3fn);
    for (int64_t first = 0; first < weight.size(0); first += kRowsAtOnce) {
        const int64_t count = std::min(kRowsAtOnce, weight.size(0) - first);
        const at::Tensor wide = weight.narrow(0, first, count).to(at::kFloat);
        const at::Tensor amax = wide.abs().amax(-1, true).clamp_min(1e-12);
        const at::Tensor unit = wide / amax;
        const at::Tensor rounded = (unit * 448.0).to(at::kFloat8_e4m3fn).to(at::kFloat).div_(448.0);
        const at::Tensor error = rounded.sub_(unit).square_().sum(-1, true);
        values.narrow(0, first, count).copy_((unit * at::full_like(error, 448.0)).to(at::kFloat8_e4m3fn));
    }
    return values;
}

at::Tensor wholeByOperators(const at::Tensor& x)
{
    const at::Tensor amax = x.abs().amax().to(at::kFloat).clamp_min(1e-12);
    const at::Tensor s = (amax.reciprocal() * 448.0).clamp_max(448.0).view({1});
    return (x.to(at::kFloat) * s).clamp(-448, 448).to(at::kFloat8_e4m3fn);
}

at::Tensor unpackedOneByOne(const at::Tensor& bytes, const model::GgmlType& type, size_t index,
                            const std::vector<int64_t>& shape)
{
    at::Tensor numbers = at::empty(shape, at::kFloat);
    const auto* const from = bytes.const_data_ptr<uint8_t>();
    auto* const to = numbers.mutable_data_ptr<float>();
    at::parallel_for(0, numbers.numel() / type.elements, 1024, [&](int64_t begin, int64_t end) {
        for (int64_t block = begin; block < end; ++block)
            test::ggml::kDefinitions[index].unpack(from + block * type.bytes, to + block * type.elements);
    });
    return numbers.to(at::kBFloat16);
}

at::Tensor scaledOneByOne(const at::Tensor& numbers, const at::Tensor& scales, int64_t block)
{
    const int64_t columns = numbers.size(1);
    const int64_t tiles = (columns / block + 3) / 4;
    auto* const to = numbers.mutable_data_ptr<float>();
    const auto* const factors = scales.const_data_ptr<float>();
    at::parallel_for(0, numbers.size(0), 16, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            for (int64_t column = 0; column < columns; ++column) {
                const int64_t tile = row / 128 * tiles + column / block / 4;
                to[row * columns + column]
                    *= factors[tile * 512 + row % 32 * 16 + row % 128 / 32 * 4 + column / block % 4];
            }
        }
    });
    return numbers;
}

at::Tensor nvfp4OneByOne(const at::Tensor& packed, const at::Tensor& scales)
{
    static constexpr std::array<float, 16> kNumbers{0,    0.5F,  1,  1.5F,  2,  3,  4,  6,
                                                    -0.F, -0.5F, -1, -1.5F, -2, -3, -4, -6};
    at::Tensor numbers = at::empty({packed.size(0), packed.size(1) * 2}, at::kFloat);
    const auto* const from = packed.const_data_ptr<uint8_t>();
    auto* const to = numbers.mutable_data_ptr<float>();
    at::parallel_for(0, packed.numel(), 1 << 16, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            to[2 * i] = kNumbers[from[i] >> 4U];
            to[2 * i + 1] = kNumbers[from[i] & 0xFU];
        }
    });
    return scaledOneByOne(numbers, scales, model::kNvfp4Block);
}

at::Tensor numbersOfBytes(int64_t rows, int64_t columns)
{
    return at::randint(0, 120, {rows, columns}, at::kByte); // no NaN in fp8
}

void quantisedFiles(int64_t rows, int64_t columns)
{
    const at::Tensor whole = numbersOfBytes(rows, columns);
    const at::Tensor half = numbersOfBytes(rows, columns / 2);
    const at::Tensor one = at::full({}, 0.01, at::kFloat);
    const at::Tensor each = at::rand({rows, 1}) + 0.5;
    const auto note = [](const char* text) {
        const std::string_view said(text);
        at::Tensor bytes = at::empty({static_cast<int64_t>(said.size())}, at::kByte);
        std::copy(said.begin(), said.end(), bytes.mutable_data_ptr<uint8_t>());
        return bytes;
    };
    const at::Tensor rotation = at::rand({256, 256});
    const auto blocks = [&](int64_t block) { return model::blockScales(rows, columns, block); };
    model::StateDict tensors{
        {"e4m3.weight", whole.view(at::kFloat8_e4m3fn)},
        {"e4m3.weight_scale", one},
        {"e4m3 rows.weight", whole.view(at::kFloat8_e4m3fn)},
        {"e4m3 rows.weight_scale", each},
        {"e5m2.weight", whole.view(at::kFloat8_e5m2)},
        {"e5m2.weight_scale", one},
        {"int8 rows.weight", whole.view(at::kChar)},
        {"int8 rows.weight_scale", each},
        {"int8 rotated.weight", whole.view(at::kChar)},
        {"int8 rotated.weight_scale", each},
        {"int8 rotated.comfy_quant", note(R"({"format": "int8_tensorwise", "convrot": true})")},
        {"nvfp4.weight", half},
        {"nvfp4.weight_scale", (at::rand({blocks(model::kNvfp4Block)}) + 0.5).to(at::kFloat8_e4m3fn)},
        {"nvfp4.weight_scale_2", one},
        {"nvfp4.comfy_quant", note(R"({"format": "nvfp4"})")},
        {"mxfp8.weight", whole.view(at::kFloat8_e4m3fn)},
        {"mxfp8.weight_scale", at::full({blocks(model::kMxfp8Block)}, 120, at::kByte)},
        {"mxfp8.comfy_quant", note(R"({"format": "mxfp8"})")},
    };
    const Result<model::TensorSource> source = model::unpackLater(tensors, {}, "bench");
    for (const auto& [name, packed] : source->packed) {
        const double size = std::accumulate(packed.parts.begin(), packed.parts.end(), 0.0,
                                            [](double sum, const at::Tensor& part) { return sum + part.nbytes(); });
        const std::string kind = name.substr(0, name.find('.'));
        const at::Tensor numbers = packed.parts[0];
        const at::Tensor scales = tensors.at(kind + ".weight_scale");
        row(
            kind.c_str(), size,
            [&] {
                at::Tensor wide;
                if (kind == "nvfp4")
                    wide = nvfp4OneByOne(numbers, scales.to(at::kFloat).mul(one));
                else if (kind == "mxfp8")
                    wide = scaledOneByOne(numbers.to(at::kFloat), scales.to(at::kFloat), model::kMxfp8Block);
                else
                    wide = numbers.to(at::kFloat, false, true).mul_(scales);
                if (kind == "int8 rotated")
                    wide = at::mm(wide.reshape({-1, 256}), rotation);
                return wide.to(at::kBFloat16);
            },
            [&packed = packed] { return packed.unpack(at::kBFloat16, c10::kCPU); });
    }
}

void kernels(int64_t rows)
{
    constexpr int64_t kColumns = 5120;
    constexpr int64_t kRank = 128;
    std::printf("%d threads; %ld x %ld\n%-34s %9s    %6s        %9s\n", at::get_num_threads(), static_cast<long>(rows),
                static_cast<long>(kColumns), "", "before", "", "after");
    for (const at::ScalarType dtype : {at::kBFloat16, at::kFloat}) {
        const at::Tensor weight = (at::randn({rows, kColumns}) * 0.02).to(dtype);
        const auto bytes = static_cast<double>(weight.nbytes());
        const nn::LinearWeights plain{.weight = weight, .bias = {}, .scale = {}};
        row((std::string("fp8, a scale for rows, of ") + c10::toString(dtype)).c_str(), bytes,
            [&] { return channelsByOperators(weight); },
            [&] { return nn::quantise(plain, nn::Scheme::Fp8PerRow).weight; });
        row((std::string("fp8, one scale, of ") + c10::toString(dtype)).c_str(), bytes,
            [&] { return wholeByOperators(weight); },
            [&] { return nn::quantise(plain, nn::Scheme::Fp8PerTensor).weight; });
    }
    {
        const at::Tensor weight = (at::randn({rows, kColumns}) * 0.02).to(at::kBFloat16);
        const at::Tensor down = (at::randn({kRank, kColumns}) * 0.02).to(at::kBFloat16);
        const at::Tensor up = (at::randn({rows, kRank}) * 0.02).to(at::kBFloat16);
        const fs::path file = fs::temp_directory_path() / ("bench_Prepare." + std::to_string(getpid()));
        if (!model::writeSafetensors(file.string() + ".safetensors",
                                     {{"m.lora_A.weight", down}, {"m.lora_B.weight", up}}))
            return;
        const auto lora = model::Lora::open(file.string() + ".safetensors", {{"m.weight", weight}}, {.alpha = 64});
        row(
            "LoRA of rank 128 merged", static_cast<double>(weight.nbytes()),
            [&] {
                return at::mm(up.to(at::kFloat), down.to(at::kFloat))
                    .mul_(0.5)
                    .add_(weight.to(at::kFloat))
                    .to(at::kBFloat16);
            },
            [&] { return lora->merged("m.weight", weight, at::kBFloat16); });
        fs::remove(file.string() + ".safetensors");
    }
    for (size_t i = 0; i < model::ggmlTypes().size(); ++i) {
        const model::GgmlType& type = model::ggmlTypes()[i];
        const std::vector<int64_t> shape{rows, kColumns};
        const at::Tensor packed = at::randint(0, 120, {rows * kColumns / type.elements * type.bytes}, at::kByte);
        row(
            std::string(type.name).c_str(), static_cast<double>(packed.nbytes()),
            [&] { return unpackedOneByOne(packed, type, i, shape); },
            [&] { return model::unpackBlocks(type, packed, shape, at::kBFloat16); });
    }
    quantisedFiles(rows, kColumns);
}

// Names and shapes of a whole model.
class Shapes : public model::TensorNames {
public:
    void operator()(std::string_view name, at::Tensor&, c10::IntArrayRef shape,
                    model::Precision = model::Precision::Model)
    {
        all.emplace_back(whole(name), shape.vec());
    }
    std::vector<std::pair<std::string, std::vector<int64_t>>> all;
};

std::vector<std::pair<std::string, std::vector<int64_t>>> shapesOf(const dit::DitConfig& config)
{
    Shapes shapes;
    dit::DitGlobalWeights globals;
    globals.visit(shapes, config);
    for (int64_t layer = 0; layer < config.layers; ++layer) {
        dit::DitLayerWeights weights;
        weights.visit(shapes, config, layer);
    }
    return shapes.all;
}

int64_t product(const std::vector<int64_t>& shape)
{
    return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

// Headers are real, tensors are holes.
void open(const fs::path& folder)
{
    const auto shapes = shapesOf(test::fullSizeDit());
    const auto holes = [&](const fs::path& path, const std::string& header, int64_t data) {
        std::ofstream(path, std::ios::binary) << header;
        fs::resize_file(path, header.size() + static_cast<size_t>(data));
    };
    const auto raw = [](auto value) { return std::string(reinterpret_cast<const char*>(&value), sizeof(value)); };
    const auto report = [](const char* what, const fs::path& path) {
        size_t tensors = 0;
        const double time = fastest([&] {
            const Result<model::TensorSource> source = model::openTensors(path);
            tensors = source ? source->tensors.size() : 0;
            if (!source)
                std::printf("%s\n", source.error().detail.c_str());
        });
        std::printf("%-34s %zu tensors, %.1f GB: %.1f ms\n", what, tensors, fs::file_size(path) / 1e9, time * 1e3);
        fs::remove(path);
    };
    fs::create_directories(folder);
    for (const bool isFp8 : {false, true}) {
        nlohmann::json header;
        int64_t at = 0;
        for (const auto& [name, shape] : shapes) {
            const bool isPacked = isFp8 && shape.size() == 2 && name.ends_with(".weight");
            const int64_t bytes = product(shape) * (isPacked ? 1 : 2);
            header[name]
                = {{"dtype", isPacked ? "F8_E4M3" : "BF16"}, {"shape", shape}, {"data_offsets", {at, at + bytes}}};
            at += bytes;
        }
        const std::string text = header.dump();
        holes(folder / "model.safetensors", raw(static_cast<uint64_t>(text.size())) + text, at);
        report(isFp8 ? "safetensors, fp8 without scales" : "safetensors, bf16", folder / "model.safetensors");
    }
    std::string header = "GGUF" + raw(uint32_t{3}) + raw(static_cast<uint64_t>(shapes.size())) + raw(uint64_t{0});
    int64_t at = 0;
    for (const auto& [name, shape] : shapes) {
        const bool isPacked = shape.size() == 2 && shape.back() % 256 == 0;
        header += raw(static_cast<uint64_t>(name.size())) + name + raw(static_cast<uint32_t>(shape.size()));
        for (size_t i = shape.size(); i-- > 0;)
            header += raw(static_cast<uint64_t>(shape[i]));
        header += raw(uint32_t{isPacked ? 14U : 30U}) + raw(static_cast<uint64_t>(at));
        at += ((isPacked ? product(shape) / 256 * 210 : product(shape) * 2) + 31) / 32 * 32;
    }
    header.resize((header.size() + 31) / 32 * 32);
    holes(folder / "model.gguf", header, at);
    report("GGUF, Q6_K", folder / "model.gguf");
}

// A checkpoint of the model's first layers, and a LoRA.
void writeCheckpoint(const fs::path& folder, const dit::DitConfig& config)
{
    constexpr int64_t kRank = 128;
    int64_t most = 0;
    for (const auto& [name, shape] : shapesOf(config))
        most = std::max(most, product(shape));
    const at::Tensor numbers = (at::randn({most}) * 0.02).to(at::kBFloat16); // of all tensors
    model::StateDict tensors;
    model::StateDict lora;
    for (const auto& [name, shape] : shapesOf(config)) {
        tensors[name] = numbers.narrow(0, 0, product(shape)).view(shape);
        const bool isLayers = name.starts_with("blocks.") || name.starts_with("audio_injector.injector.");
        if (!isLayers || shape.size() != 2 || !name.ends_with(".weight"))
            continue;
        const std::string module = name.substr(0, name.size() - 7);
        lora[module + ".lora_A.weight"] = numbers.narrow(0, 0, kRank * shape[1]).view({kRank, shape[1]});
        lora[module + ".lora_B.weight"] = numbers.narrow(0, 0, kRank * shape[0]).view({shape[0], kRank});
    }
    nlohmann::json text{
        {"model_type", "s2v"},           {"adain_mode", "attn_norm"},   {"add_last_motion", true},
        {"enable_adain", true},          {"enable_framepack", true},    {"enable_motioner", false},
        {"framepack_drop_mode", "padd"}, {"zero_timestep", true},       {"eps", 1e-6},
        {"num_heads", config.heads},     {"num_layers", config.layers}, {"audio_inject_layers", config.audioLayers}};
    std::ofstream(folder / "config.json") << text.dump();
    if (!model::writeSafetensors(folder / "model.safetensors", tensors)
        || !model::writeSafetensors(folder / "lora.safetensors", lora))
        std::printf("the checkpoint can't be written\n");
}

void dropFromPageCache(const fs::path& folder)
{
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
        if (const int descriptor = ::open(file.path().c_str(), O_RDONLY | O_CLOEXEC); descriptor >= 0) {
            fdatasync(descriptor);
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
            close(descriptor);
        }
    }
}

void oneStart(const char* what, const fs::path& folder, c10::Device device)
{
    std::printf("%s\n", what);
    std::shared_ptr<const dit::DitCheckpoint> checkpoint;
    std::unique_ptr<offload::HostSlabs> slabs;
    double bytes = 0;
    const auto step = [&](const char* name, const std::function<void()>& work) {
        const double time = seconds(work);
        std::printf("    %-30s %7.2f s", name, time);
        if (bytes > 0)
            std::printf("  %6.2f GB of slabs, %.2f GB/s", bytes / 1e9, bytes / time / 1e9);
        std::printf("\n");
        std::fflush(stdout);
    };
    step("opening the checkpoint", [&] {
        model::CheckpointFolder names;
        names.config = folder / "config.json";
        names.dit = folder / "model.safetensors";
        Result<dit::DitCheckpoint> opened
            = dit::DitCheckpoint::open(names, dit::LoraFile{folder / "lora.safetensors", 64});
        if (!opened) {
            std::printf("%s\n", opened.error().detail.c_str());
            std::exit(1);
        }
        checkpoint = std::make_shared<const dit::DitCheckpoint>(std::move(*opened));
    });
    const dit::SlabLayout layout(checkpoint->config(), at::kBFloat16, dit::LayerFormat::Fp8Rows);
    std::vector<int64_t> layers(static_cast<size_t>(layout.layers()));
    std::iota(layers.begin(), layers.end(), 0);
    for (const int64_t layer : layers)
        bytes += static_cast<double>(layout.bytes(layer));
    step("slabs, made or found", [&] {
        auto opened = dit::openSlabs(checkpoint, layout, {.computeOn = device, .cache = folder / "slabs", .title = ""});
        if (!opened) {
            std::printf("%s\n", opened.error().detail.c_str());
            std::exit(1);
        }
        slabs = std::move(*opened);
    });
    step("slabs read into locked memory", [&] {
        if (const Status kept = slabs->keep(layers, tensor::Pinning::WhereThereIsAGpu); !kept)
            std::printf("%s\n", kept.error().detail.c_str());
    });
    step("end: memory freed, file on disk", [&] { slabs.reset(); });
}

void start(const fs::path& folder, int64_t layers, c10::Device device)
{
    dit::DitConfig config = test::fullSizeDit();
    config.layers = layers;
    std::erase_if(config.audioLayers, [&](int64_t layer) { return layer >= layers; });
    fs::create_directories(folder);
    std::printf("%d threads; writing the checkpoint: %.1f s\n", at::get_num_threads(),
                seconds([&] { writeCheckpoint(folder, config); }));
    oneStart("first start, checkpoint in the page cache", folder, device);
    oneStart("second start, slabs in the page cache", folder, device);
    dropFromPageCache(folder);
    oneStart("second start, slabs on the disk", folder, device);
    for (const fs::path& used : {folder / "slabs", folder}) {
        for (const auto& file : fs::directory_iterator(used))
            fs::remove(file.path());
        fs::remove(used);
    }
}

} // namespace

int main(int argc, char** argv)
{
    const c10::InferenceMode inference;
    at::manual_seed(1);
    const std::string_view what = argc > 1 ? argv[1] : "kernels";
    if (what == "start" && argc == 5)
        start(argv[2], std::strtol(argv[3], nullptr, 10), c10::Device(argv[4]));
    else if (what == "open" && argc == 3)
        open(argv[2]);
    else
        kernels(argc > 2 ? std::strtol(argv[2], nullptr, 10) : 5120);
    return 0;
}
