// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/LayerSource.h"
#include "core/pipeline/Render.h"

#include <functional>
#include <utility>

namespace studio::pipeline {

// Thrown between two layers to abandon a pass, so that the device's memory can be freed; the pass is repeated.
struct PassAbandoned { };

// Wraps a layer source; the render can pause before each layer.
class PausableLayers : public dit::LayerSource {
public:
    // `pause` is called when the sink requests a pause, and may throw PassAbandoned. Borrows the sink.
    PausableLayers(RenderSink& sink, std::function<void()> pause)
        : m_sink(sink)
        , m_pause(std::move(pause))
    {
    }

    // Borrows the source. Call it before the first pass, and whenever the source has been recreated.
    void setSource(dit::LayerSource& source) { m_source = &source; }

    const dit::DitLayerWeights& acquire(int64_t layer) override
    {
        if (m_sink.pauseRequested())
            m_pause();
        return m_source->acquire(layer);
    }
    void release(int64_t layer) override { m_source->release(layer); }

private:
    RenderSink& m_sink;
    std::function<void()> m_pause;
    dit::LayerSource* m_source = nullptr;
};

} // namespace studio::pipeline
