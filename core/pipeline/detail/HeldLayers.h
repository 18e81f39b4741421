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
class HeldLayers : public dit::LayerSource {
public:
    // `hold` is called where the sink wants it, and may throw PassAbandoned. The sink is borrowed.
    HeldLayers(RenderSink& sink, std::function<void()> hold)
        : m_sink(sink)
        , m_hold(std::move(hold))
    {
    }

    // The source, which is borrowed; before the first pass, and where it was made anew.
    void setSource(dit::LayerSource& source) { m_source = &source; }

    const dit::DitLayerWeights& acquire(int64_t layer) override
    {
        if (m_sink.wantsHold())
            m_hold();
        return m_source->acquire(layer);
    }
    void release(int64_t layer) override { m_source->release(layer); }

private:
    RenderSink& m_sink;
    std::function<void()> m_hold;
    dit::LayerSource* m_source = nullptr;
};

} // namespace studio::pipeline
