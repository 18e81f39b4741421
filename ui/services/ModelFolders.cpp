// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/ModelFolders.h"

#include "core/settings/Settings.h"
#include "ui/services/Text.h"

namespace studio::ui {
namespace {

// Calls act(key, path) for each path of a place.
template<typename Place, typename Act>
void forEachPath(const ModelEntry& model, Place& place, const Act& act)
{
    const std::string group = model.settingsGroup.empty() ? "models/" + model.id : model.settingsGroup;
    const auto path = [&](const char* name, auto& value) {
        const std::string key = group + "/" + name;
        act(settings::Key<QString>{key.c_str(), {}}, value);
    };
    path("checkpoint", place.checkpoint);
    path("lora", place.lora);
    path("videoModel", place.parts.videoModel);
    path("textEncoder", place.parts.textEncoder);
    path("tokenizer", place.parts.tokenizer);
    path("voiceEncoder", place.parts.voiceEncoder);
    path("pictureDecoder", place.parts.pictureDecoder);
    path("lightDecoder", place.lightDecoder);
}

} // namespace

ModelPlace modelPlace(const settings::Settings& settings, const ModelEntry& model)
{
    ModelPlace place;
    forEachPath(model, place, [&](const settings::Key<QString>& key, std::filesystem::path& path) {
        path = toPath(settings.get(key));
    });
    return place;
}

void setModelPlace(settings::Settings& settings, const ModelEntry& model, const ModelPlace& place)
{
    forEachPath(model, place, [&](const settings::Key<QString>& key, const std::filesystem::path& path) {
        settings.set(key, fromPath(path));
    });
}

bool isSetUp(const settings::Settings& settings, const ModelEntry& model)
{
    return !modelPlace(settings, model).checkpoint.empty();
}

} // namespace studio::ui
