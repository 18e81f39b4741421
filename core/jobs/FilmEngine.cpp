// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmEngine.h"

#include <optional>

namespace studio::jobs {
namespace {

class AvatarEngine : public FilmEngine {
public:
    Status make(const ModelPlaces& models, const std::string& id, const FilmOrder& order, const FilmListener& listener,
                FilmReport& report, std::stop_token stop) override
    {
        const Result<pipeline::ModelOptions> model = modelOptions(models, id);
        if (!model)
            return model.error();
        if (!m_pipeline || m_model != *model) {
            m_pipeline.reset(); // First: two models at once may not fit.
            Result<pipeline::AvatarPipeline> opened = pipeline::AvatarPipeline::open(*model);
            if (!opened)
                return opened.error();
            m_pipeline.emplace(std::move(*opened));
            m_model = *model;
        }
        Status made = makeFilm(*m_pipeline, order, listener, report, std::move(stop));
        // What is loaded belongs to a device that doesn't answer, or was read from files that are no longer the same.
        if (!made && (made.error().code == ErrorCode::DeviceLost || made.error().code == ErrorCode::CheckpointDamaged))
            m_pipeline.reset();
        return made;
    }

private:
    std::optional<pipeline::AvatarPipeline> m_pipeline;
    pipeline::ModelOptions m_model;
};

} // namespace

std::unique_ptr<FilmEngine> makeAvatarEngine()
{
    return std::make_unique<AvatarEngine>();
}

} // namespace studio::jobs
