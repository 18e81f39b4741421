// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/LayerSource.h"
#include "core/pipeline/Render.h"

#include <functional>
#include <utility>

namespace studio::pipeline {

// Thrown between two layers of a pass that is to be repeated, because it gives the device's memory back.
struct PassAbandoned { };

// Layers of another source, before each of which the render can be held.
class PausableLayers : public dit::LayerSource {
public:
    // `pause` is called where the sink wants it, and may throw PassAbandoned. The sink is borrowed.
    PausableLayers(RenderSink& sink, std::function<void()> pause)
        : m_sink(sink)
        , m_pause(std::move(pause))
    {
    }

    // The source, which is borrowed; before the first pass, and where it was made anew.
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
