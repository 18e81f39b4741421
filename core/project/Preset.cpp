// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/Preset.h"

#include "core/base/Log.h"
#include "core/project/AtomicFile.h"
#include "core/project/detail/Json.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace studio::project {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "live-avatar-studio presets";

// The field test's four. Its third decodes at the end; here decoding block by block costs no more and can be watched.
const std::array<Preset, 4>& builtIns()
{
    static const std::array<Preset, 4> presets{{
        {"quick-preview", {}, true, {.width = 384, .height = 256, .steps = 3, .clips = 10}},
        {"standard", {}, true, {.width = 688, .height = 368, .steps = 4, .clips = 50}},
        {"high-quality-short",
         {},
         true,
         {.width = 704, .height = 384, .steps = 5, .clips = 20, .offload = Offload::None}},
        {"long-video", {}, true, {.width = 688, .height = 368, .steps = 4, .clips = 0}},
    }};
    return presets;
}

std::string toText(const std::vector<const Preset*>& presets)
{
    detail::Json list = detail::Json::array();
    for (const Preset* const preset : presets)
        list.push_back({{"id", preset->id},
                        {"name", preset->builtIn ? preset->id : preset->name},
                        {"values", detail::toJson(preset->values)}});
    return detail::dumped({{"format", kFormat}, {"version", 1}, {"presets", std::move(list)}});
}

// One's own.
Result<std::vector<Preset>> fromText(std::string_view text)
{
    const Result<detail::Json> document = detail::readDocument(text, kFormat, {});
    if (!document)
        return document.error();
    try {
        std::vector<Preset> presets;
        for (const detail::Json& entry : document->at("presets"))
            presets.push_back({entry.at("id").get<std::string>(), entry.at("name").get<std::string>(), false,
                               detail::presetValuesFrom(entry.at("values"))});
        return presets;
    } catch (const std::exception& error) {
        return errorOf(error, ErrorCode::BadOption, kFormat);
    }
}

bool taken(const std::vector<Preset>& presets, const std::string& name)
{
    return std::any_of(presets.begin(), presets.end(), [&](const Preset& p) { return !p.builtIn && p.name == name; });
}

std::string freeName(const std::vector<Preset>& presets, const std::string& name)
{
    std::string free = name;
    for (int n = 2; taken(presets, free); ++n)
        free = name + " " + std::to_string(n);
    return free;
}

bool hasId(const std::vector<Preset>& presets, const std::string& id)
{
    return std::any_of(presets.begin(), presets.end(), [&](const Preset& p) { return p.id == id; });
}

// An id that no other preset has, also where names were swapped by renaming.
std::string freeId(const std::vector<Preset>& presets, const std::string& name)
{
    std::string id = "own:" + name;
    for (int n = 2; hasId(presets, id); ++n)
        id = "own:" + name + " " + std::to_string(n);
    return id;
}

} // namespace

PresetValues presetValues(const RenderSettings& settings)
{
    return {.width = settings.width,
            .height = settings.height,
            .steps = settings.steps,
            .clips = settings.clips,
            .offload = settings.memory.offload,
            .semantics = settings.semantics,
            .decoder = settings.decoder,
            .windowBlocks = settings.windowBlocks,
            .timestepShift = settings.timestepShift,
            .silentSteps = settings.silentSteps};
}

RenderSettings applied(const PresetValues& values, RenderSettings settings)
{
    settings.width = values.width;
    settings.height = values.height;
    settings.steps = values.steps;
    settings.clips = values.clips;
    settings.memory.offload = values.offload;
    settings.semantics = values.semantics;
    settings.decoder = values.decoder;
    settings.windowBlocks = values.windowBlocks;
    settings.timestepShift = values.timestepShift;
    settings.silentSteps = values.silentSteps;
    return settings;
}

std::span<const Preset> builtInPresets()
{
    return builtIns();
}

Result<std::vector<Preset>> readPresets(const fs::path& file)
{
    const Result<std::string> text = readSmallFile(file);
    if (!text)
        return text.error();
    Result<std::vector<Preset>> presets = fromText(*text);
    if (!presets)
        return Error{presets.error().code, file.string(), presets.error().detail};
    return presets;
}

OwnPresets readOwnPresets(const fs::path& file)
{
    Result<std::vector<Preset>> own = readPresets(file);
    if (own)
        return {.presets = std::move(*own)};
    if (own.error().code == ErrorCode::FileMissing)
        return {};
    OwnPresets none{.presets = {}, .unreadable = setAside(file)};
    log::warning("the presets of " + file.string() + " can't be read and are now " + none.unreadable.string() + ": "
                 + own.error().detail);
    return none;
}

Status writePresets(const fs::path& file, const std::string& text)
{
    std::error_code ignored;
    if (file.has_parent_path())
        fs::create_directories(file.parent_path(), ignored); // If it can't be, writing says so.
    return writeFileAtomically(file, text);
}

PresetList::PresetList(fs::path file, Writer writer)
    : m_file(std::move(file))
    , m_writer(std::move(writer))
    , m_presets(builtIns().begin(), builtIns().end())
{
}

Status PresetList::setOwn(const std::vector<Preset>& own)
{
    const std::vector<Preset> saved(m_presets.begin() + static_cast<std::ptrdiff_t>(builtIns().size()),
                                    m_presets.end());
    std::vector<Preset> presets = m_presets;
    for (Preset preset : own) {
        if (taken(saved, preset.name))
            continue;
        if (hasId(presets, preset.id))
            preset.id = freeId(presets, preset.name);
        presets.insert(presets.end() - static_cast<std::ptrdiff_t>(saved.size()), std::move(preset));
    }
    if (!saved.empty())
        return commit(std::move(presets));
    m_presets = std::move(presets);
    return kDone;
}

const Preset* PresetList::find(const std::string& id) const
{
    const auto found = std::find_if(m_presets.begin(), m_presets.end(), [&](const Preset& p) { return p.id == id; });
    return found != m_presets.end() ? &*found : nullptr;
}

Status PresetList::commit(std::vector<Preset> presets)
{
    std::vector<const Preset*> own;
    for (const Preset& preset : presets) {
        if (!preset.builtIn)
            own.push_back(&preset);
    }
    if (Status written = m_writer(m_file, toText(own)); !written)
        return written;
    m_presets = std::move(presets);
    return kDone;
}

Result<std::string> PresetList::save(const std::string& name, const PresetValues& values)
{
    if (name.empty())
        return Error{ErrorCode::BadOption, "name", "a preset needs a name"};
    std::vector<Preset> presets = m_presets;
    auto found
        = std::find_if(presets.begin(), presets.end(), [&](const Preset& p) { return !p.builtIn && p.name == name; });
    if (found == presets.end())
        found = presets.insert(presets.end(), {freeId(presets, name), name, false, {}});
    found->values = values;
    std::string id = found->id;
    if (Status done = commit(std::move(presets)); !done)
        return done.error();
    return id;
}

Status PresetList::rename(const std::string& id, const std::string& name)
{
    std::vector<Preset> presets = m_presets;
    const auto found = std::find_if(presets.begin(), presets.end(), [&](const Preset& p) { return p.id == id; });
    if (found == presets.end() || found->builtIn)
        return Error{ErrorCode::BadOption, id, "only one's own presets have names"};
    if (name.empty() || (name != found->name && taken(presets, name)))
        return Error{ErrorCode::BadOption, name, "the name is empty or taken"};
    found->name = name;
    return commit(std::move(presets));
}

Status PresetList::remove(const std::string& id)
{
    std::vector<Preset> presets = m_presets;
    const auto found = std::find_if(presets.begin(), presets.end(), [&](const Preset& p) { return p.id == id; });
    if (found == presets.end() || found->builtIn)
        return Error{ErrorCode::BadOption, id, "only one's own presets can be removed"};
    presets.erase(found);
    return commit(std::move(presets));
}

Status PresetList::add(const std::vector<Preset>& imported)
{
    std::vector<Preset> presets = m_presets;
    for (Preset preset : imported) {
        preset.name = freeName(presets, preset.name);
        preset.id = freeId(presets, preset.name);
        presets.push_back(std::move(preset));
    }
    return commit(std::move(presets));
}

Status PresetList::exportTo(const fs::path& file, const std::vector<std::string>& ids) const
{
    std::vector<const Preset*> chosen;
    for (const std::string& id : ids) {
        const Preset* const preset = find(id);
        if (!preset)
            return Error{ErrorCode::BadOption, id, "no such preset"};
        chosen.push_back(preset);
    }
    return m_writer(file, toText(chosen));
}

} // namespace studio::project
