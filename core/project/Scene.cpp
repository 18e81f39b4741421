// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/Scene.h"

#include "core/base/Json.h"
#include "core/project/AtomicFile.h"
#include "core/project/detail/Json.h"

namespace studio::project {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "live-avatar-studio scene";

// One for each version that has been: [0] makes version 2 of version 1.
const std::vector<detail::Migration>& migrations()
{
    static const std::vector<detail::Migration> steps;
    return steps;
}

} // namespace

std::string sceneToJson(const Scene& scene, const fs::path& base)
{
    detail::Json document{{"format", kFormat}, {"version", migrations().size() + 1}};
    document.update(detail::toJson(scene, base));
    return detail::dumped(document);
}

Result<Scene> sceneFromJson(std::string_view json, const fs::path& base)
{
    const Result<detail::Json> document = detail::readDocument(json, kFormat, migrations());
    if (!document)
        return document.error();
    try {
        return detail::sceneFrom(*document, base);
    } catch (const std::exception& error) {
        return errorOf(error, ErrorCode::BadOption, kFormat);
    }
}

std::vector<fs::path*> inputsOf(Scene& scene)
{
    std::vector<fs::path*> inputs{&scene.portrait, &scene.voice};
    for (Person& person : scene.people)
        inputs.push_back(&person.voice);
    return inputs;
}

std::vector<const fs::path*> inputsOf(const Scene& scene)
{
    const std::vector<fs::path*> inputs = inputsOf(const_cast<Scene&>(scene));
    return {inputs.begin(), inputs.end()};
}

Scene withoutFolders(Scene scene)
{
    for (fs::path* const input : inputsOf(scene))
        *input = input->filename();
    return scene;
}

Status saveScene(const Scene& scene, const fs::path& file)
{
    return writeFileAtomically(file, sceneToJson(scene, fs::absolute(file).parent_path()));
}

Result<Scene> loadScene(const fs::path& file)
{
    const Result<std::string> text = readSmallFile(file);
    if (!text)
        return text.error();
    Result<Scene> scene = sceneFromJson(*text, fs::absolute(file).parent_path());
    if (!scene && scene.error().code == ErrorCode::BadOption)
        return Error{ErrorCode::BadOption, file.string(), scene.error().detail};
    return scene;
}

std::vector<fs::path> missingInputs(const Scene& scene)
{
    std::vector<fs::path> missing;
    std::error_code ignored;
    for (const fs::path* const path : inputsOf(scene)) {
        if (!path->empty() && !fs::exists(*path, ignored))
            missing.push_back(*path);
    }
    return missing;
}

} // namespace studio::project
