// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/LayerSource.h"

namespace studio::dit {

ResidentLayers::ResidentLayers(std::vector<DitLayerWeights> layers)
    : m_layers(std::move(layers))
{
}

const DitLayerWeights& ResidentLayers::acquire(int64_t layer)
{
    return m_layers[static_cast<size_t>(layer)];
}

} // namespace studio::dit
