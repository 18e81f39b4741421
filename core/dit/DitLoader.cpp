// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitLoader.h"

#include "core/model/Lora.h"
#include "core/model/SafetensorsFile.h"
#include "core/model/TensorBinder.h"
#include "core/model/WeightLoader.h"

namespace studio::dit {

Result<LoadedDit> loadDit(const model::CheckpointFolder& folder, const model::Lora* lora, c10::Device device,
                          at::ScalarType dtype, LayerFormat format)
{
    const Result<model::StateDict> tensors = model::openShardedSafetensors(folder.dit);
    if (!tensors)
        return tensors.error();
    const Result<DitConfig> config = readDitConfig(folder.config, *tensors);
    if (!config)
        return config.error();

    DitStemWeights stem;
    std::vector<DitLayerWeights> layers(static_cast<size_t>(config->layers));
    const auto visitAll = [&](auto& visitor) {
        stem.visit(visitor, *config);
        for (size_t i = 0; i < layers.size(); ++i)
            layers[i].visit(visitor, *config, static_cast<int64_t>(i));
    };
    model::TensorBinder binder(*tensors);
    visitAll(binder);
    if (const Status bound = binder.finish(folder.dit.string()); !bound)
        return bound.error();
    if (lora) {
        if (const Status fits = lora->check(*tensors); !fits)
            return fits.error();
    }

    model::WeightLoader loader(device, dtype, lora);
    stem.visit(loader, *config);
    for (size_t i = 0; i < layers.size(); ++i) {
        layers[i].visit(loader, *config, static_cast<int64_t>(i));
        if (format == LayerFormat::Fp8)
            layers[i].forEachLinear([](nn::LinearWeights& weights) { weights = nn::quantiseFp8(weights); });
    }
    return LoadedDit{.model = DitModel(*config, std::move(stem), dtype, device), .layers = std::move(layers)};
}

} // namespace studio::dit
