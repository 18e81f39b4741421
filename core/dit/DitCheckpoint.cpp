// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitCheckpoint.h"

#include "core/model/Fingerprint.h"
#include "core/model/MappedFile.h"
#include "core/model/PartWeights.h"
#include "core/model/SafetensorsFile.h"
#include "core/model/TensorBinder.h"
#include "core/model/WeightLoader.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace studio::dit {
namespace {

namespace fs = std::filesystem;

struct Named {
    std::string name;
    at::Tensor* tensor;
    model::Precision precision;
};

// The tensors of a layer with their names, in order.
class Collector : public model::TensorNames {
public:
    void operator()(std::string_view name, at::Tensor& tensor, c10::IntArrayRef,
                    model::Precision precision = model::Precision::Model)
    {
        all.push_back({whole(name), &tensor, precision});
    }
    std::vector<Named> all;
};

std::vector<Named> tensorsOf(DitLayerWeights& weights, const DitConfig& config, int64_t layer)
{
    Collector collector;
    weights.visit(collector, config, layer);
    return std::move(collector.all);
}

} // namespace

Result<DitCheckpoint> DitCheckpoint::open(const model::CheckpointFolder& folder, const std::optional<LoraFile>& lora)
{
    DitCheckpoint checkpoint;
    checkpoint.m_folder = folder;
    checkpoint.m_loraFile = lora;
    Result<model::TensorSource> source = model::openPart(folder.dit, ModelPart::VideoModel);
    if (!source)
        return source.error();
    Result<DitConfig> config = readDitConfig(folder.config, source->tensors);
    if (!config)
        return config.error();
    checkpoint.m_config = std::move(*config);

    model::TensorBinder binder(source->tensors);
    checkpoint.m_globals.visit(binder, checkpoint.m_config);
    checkpoint.m_layers.resize(static_cast<size_t>(checkpoint.m_config.layers));
    for (size_t i = 0; i < checkpoint.m_layers.size(); ++i)
        checkpoint.m_layers[i].visit(binder, checkpoint.m_config, static_cast<int64_t>(i));
    if (const Status bound = binder.finish(folder.dit.string()); !bound)
        return bound.error();
    if (lora) {
        Result<model::Lora> opened = model::Lora::open(lora->path, checkpoint.tensors(), {.alpha = lora->alpha});
        if (!opened)
            return opened.error();
        checkpoint.m_lora = std::move(*opened);
    }
    checkpoint.m_packed = std::move(source->packed);
    return checkpoint;
}

model::StateDict DitCheckpoint::tensors() const
{
    Collector collector;
    DitGlobalWeights globals = m_globals;
    std::vector<DitLayerWeights> layers = m_layers;
    globals.visit(collector, m_config);
    for (size_t i = 0; i < layers.size(); ++i)
        layers[i].visit(collector, m_config, static_cast<int64_t>(i));
    model::StateDict tensors;
    for (const Named& each : collector.all)
        tensors.emplace(each.name, *each.tensor);
    return tensors;
}

DitGlobalWeights DitCheckpoint::globalWeights(c10::Device device, at::ScalarType dtype,
                                              const std::stop_token& stop) const
{
    DitGlobalWeights globals = m_globals;
    model::WeightLoader loader(device, dtype, m_lora ? &*m_lora : nullptr, stop, &m_packed);
    globals.visit(loader, m_config);
    return globals;
}

DitLayerWeights DitCheckpoint::layer(int64_t layer, c10::Device device, at::ScalarType dtype, LayerFormat format,
                                     const std::stop_token& stop) const
{
    DitLayerWeights weights = m_layers[static_cast<size_t>(layer)];
    model::WeightLoader loader(device, dtype, m_lora ? &*m_lora : nullptr, stop, &m_packed);
    weights.visit(loader, m_config, layer);
    if (const std::optional<nn::Scheme> scheme = schemeOf(format)) {
        weights.forEachLinear([&](nn::LinearWeights& linear) {
            if (!stop.stop_requested())
                linear = nn::quantise(linear, *scheme);
        });
    }
    return weights;
}

void DitCheckpoint::fill(int64_t layer, const SlabLayout& layout, const at::Tensor& slab, c10::Device computeOn) const
{
    DitLayerWeights source = m_layers[static_cast<size_t>(layer)];
    DitLayerWeights target = layout.bind(layer, slab);
    const std::vector<Named> from = tensorsOf(source, m_config, layer);
    const std::vector<Named> to = tensorsOf(target, m_config, layer);
    std::vector<nn::LinearWeights*> linears;
    target.forEachLinear([&](nn::LinearWeights& linear) { linears.push_back(&linear); });

    // The disk reads the next layer while this one is computed.
    DitLayerWeights next;
    std::vector<Named> ahead;
    if (layer + 1 < m_config.layers) {
        next = m_layers[static_cast<size_t>(layer) + 1];
        ahead = tensorsOf(next, m_config, layer + 1);
    }
    const auto forPages = [&](const Named& tensor, void (*function)(const at::Tensor&)) {
        if (const auto packed = m_packed.find(tensor.name); packed != m_packed.end())
            std::for_each(packed->second.parts.begin(), packed->second.parts.end(), function);
        else
            function(*tensor.tensor);
    };
    for (const Named& tensor : from)
        forPages(tensor, model::expectPages);
    for (size_t i = 0; i < std::max(from.size(), ahead.size()); ++i) {
        if (i < ahead.size())
            forPages(ahead[i], model::expectPages);
        if (i >= from.size())
            continue;
        at::Tensor value = *from[i].tensor;
        model::WeightLoader loader(computeOn, layout.dtype(), m_lora ? &*m_lora : nullptr, {}, &m_packed);
        loader(from[i].name, value, {}, from[i].precision);
        const auto linear = std::find_if(linears.begin(), linears.end(), [&](const nn::LinearWeights* each) {
            return &each->weight == to[i].tensor && each->scale.defined();
        });
        if (linear != linears.end())
            nn::quantiseInto(value, **linear);
        else
            to[i].tensor->copy_(value);
        forPages(from[i], model::forgetPages); // What was read once would count as this program's memory.
    }
}

Result<std::string> DitCheckpoint::fingerprint() const
{
    std::set<fs::path> files;
    const fs::path index = m_folder.dit.string() + ".index.json";
    std::error_code ignored;
    if (fs::exists(index, ignored)) {
        const auto shards = model::readSafetensorsIndex(index);
        if (!shards)
            return shards.error();
        for (const auto& [name, shard] : *shards)
            files.insert(m_folder.dit.parent_path() / shard);
    } else {
        files.insert(m_folder.dit);
    }
    std::ostringstream text;
    for (const fs::path& file : files) {
        const Result<std::string> print = model::fingerprint(file);
        if (!print)
            return print.error();
        text << *print << ' ';
    }
    if (m_loraFile) {
        const Result<std::string> print = model::fingerprint(m_loraFile->path);
        if (!print)
            return print.error();
        text << "lora " << *print << ' ' << m_lora->scales();
    }
    return text.str();
}

} // namespace studio::dit
