// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/ModelFolders.h"

#include "core/settings/Settings.h"

namespace studio::ui {
namespace {

std::string nameOf(const ModelEntry& model, const char* folder)
{
    return (model.settingsGroup.empty() ? "models/" + model.id : model.settingsGroup) + "/" + folder;
}

QString folderOf(const settings::Settings& settings, const ModelEntry& model, const char* folder)
{
    const std::string name = nameOf(model, folder);
    return settings.get(settings::Key<QString>{name.c_str(), {}});
}

void setFolder(settings::Settings& settings, const ModelEntry& model, const char* folder, const QString& path)
{
    const std::string name = nameOf(model, folder);
    settings.set(settings::Key<QString>{name.c_str(), {}}, path);
}

constexpr const char* kCheckpoint = "checkpoint";
constexpr const char* kLora = "lora";

} // namespace

QString checkpointFolder(const settings::Settings& settings, const ModelEntry& model)
{
    return folderOf(settings, model, kCheckpoint);
}

QString loraFolder(const settings::Settings& settings, const ModelEntry& model)
{
    return folderOf(settings, model, kLora);
}

void setCheckpointFolder(settings::Settings& settings, const ModelEntry& model, const QString& folder)
{
    setFolder(settings, model, kCheckpoint, folder);
    setFolder(settings, model, kLora, {});
}

} // namespace studio::ui
