// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/DownloadPresenter.h"

#include "core/settings/Settings.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/services/DownloadService.h"
#include "ui/services/ModelFinder.h"
#include "ui/services/ModelFolders.h"
#include "ui/services/RenderService.h"
#include "ui/services/WeightPreparer.h"

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

namespace fs = std::filesystem;

bool hasPart(const std::vector<hub::DownloadedFile>& files, ModelPart part)
{
    return std::any_of(files.begin(), files.end(),
                       [&](const hub::DownloadedFile& file) { return shownPart(file.part) == part; });
}

// The place without the parts that came: they are looked for anew.
ModelPlace without(const std::vector<hub::DownloadedFile>& files, ModelPlace place)
{
    const std::pair<ModelPart, fs::path*> named[] = {
        {ModelPart::VideoModel, &place.parts.videoModel},         {ModelPart::TextEncoder, &place.parts.textEncoder},
        {ModelPart::TextEncoder, &place.parts.tokenizer},         {ModelPart::VoiceEncoder, &place.parts.voiceEncoder},
        {ModelPart::PictureDecoder, &place.parts.pictureDecoder}, {ModelPart::Lora, &place.lora}};
    for (const auto& [part, path] : named) {
        if (hasPart(files, part))
            path->clear();
    }
    return place;
}

// Whether a part of a set is one of these files, or consists of some of them: shards, or a folder.
bool isOf(const std::vector<hub::DownloadedFile>& files, const pipeline::FoundPart& part)
{
    return std::any_of(files.begin(), files.end(), [&](const hub::DownloadedFile& file) {
        return file.part == part.part
            && (file.file == part.path || file.file.parent_path() == part.path
                || file.file.parent_path() == part.path.parent_path());
    });
}

} // namespace

DownloadPresenter::DownloadPresenter(const WindowContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context)
{
    connect(&context.downloads, &DownloadService::finished, this, &DownloadPresenter::search);
    connect(&context.finder, &ModelFinder::changed, this, &DownloadPresenter::use);
    connect(&context.preparer, &WeightPreparer::changed, this, &DownloadPresenter::prepare);
}

void DownloadPresenter::search(const std::vector<hub::DownloadedFile>& files)
{
    const DownloadOrder& order = m_context.downloads.status().order;
    const ModelEntry* const model = m_context.models.find(order.model.toStdString());
    if (!model)
        return;
    m_model = order.model;
    m_files = files;
    m_hasTaken = false;
    std::vector<ModelPart> parts;
    for (const hub::DownloadedFile& file : files)
        parts.push_back(shownPart(file.part));
    m_context.finder.release(parts);
    QStringList folders = m_context.settings.get(settings::kSearchedFolders);
    const bool isUsual = words::path(order.target) == hub::HubCache::standardRoot().lexically_normal();
    if (!isUsual && !folders.contains(order.target)) {
        folders.append(order.target);
        m_context.settings.set(settings::kSearchedFolders, folders);
    }
    m_context.finder.find(*model, folders, without(files, modelPlace(m_context.settings, *model)));
}

// Takes the files for a set that has others in their place: those only seem right, as its check has shown.
void DownloadPresenter::takeOver(const std::vector<hub::DownloadedFile>& files)
{
    const FoundModels& found = m_context.finder.found(*m_context.models.find(m_model.toStdString()));
    const auto isElse = [&](const pipeline::ModelSet& set) {
        return std::all_of(set.parts.begin(), set.parts.end(), [&](const pipeline::FoundPart& part) {
            return hasPart(files, part.part) || (!part.path.empty() && !part.problem);
        });
    };
    const auto set = std::find_if(found.sets.begin(), found.sets.end(), isElse);
    if (set == found.sets.end())
        return;
    m_files = files;
    m_hasTaken = true;
    const auto index = static_cast<size_t>(set - found.sets.begin());
    for (const ModelPart part :
         {ModelPart::TextEncoder, ModelPart::VoiceEncoder, ModelPart::PictureDecoder, ModelPart::Lora}) {
        std::vector<fs::path> paths;
        for (const hub::DownloadedFile& file : files) {
            if (file.part == part)
                paths.push_back(file.file);
        }
        if (!paths.empty()) // Several are a folder in Hugging Face's layout.
            m_context.finder.take(index, part, words::text(paths.size() > 1 ? paths[0].parent_path() : paths[0]));
    }
}

void DownloadPresenter::use()
{
    if (m_files.empty())
        return;
    const std::vector<hub::DownloadedFile> files = std::exchange(m_files, {});
    const ModelEntry* const model = m_context.models.find(m_model.toStdString());
    if (!model || !m_context.settings.get(settings::kDownloadUse))
        return;
    const bool hasVideo = hasPart(files, ModelPart::VideoModel);
    const std::vector<pipeline::ModelSet>& sets = m_context.finder.found(*model).sets;
    const auto found = std::find_if(sets.begin(), sets.end(), [&](const pipeline::ModelSet& set) {
        return set.complete() && std::all_of(set.parts.begin(), set.parts.end(), [&](const pipeline::FoundPart& part) {
                   const bool isWanted = hasVideo ? part.part == ModelPart::VideoModel : hasPart(files, part.part);
                   return !isWanted || isOf(files, part);
               });
    });
    if (found == sets.end()) {
        if (!m_hasTaken && !hasVideo)
            takeOver(files);
        return;
    }
    m_toPrepare = m_context.settings.get(settings::kDownloadPrepare) ? m_model : QString();
    Q_EMIT modelChosen(m_model, ModelPlace(found->place));
    prepare();
    // Which set is the one in use is found anew.
    m_context.finder.find(*model, m_context.settings.get(settings::kSearchedFolders),
                          modelPlace(m_context.settings, *model));
}

// Whether there is something to prepare is known later; a take under way prepares them itself, or is waited for.
void DownloadPresenter::prepare()
{
    using Phase = PreparationState::Phase;
    if (m_toPrepare.isEmpty())
        return;
    const PreparationState& state = m_context.preparer.state();
    if (m_context.scene.scene().settings.model != m_toPrepare.toStdString() || state.phase == Phase::Ready) {
        m_toPrepare.clear();
        return;
    }
    if (state.phase != Phase::Missing || m_context.renderer.isRunning())
        return;
    m_toPrepare.clear();
    if (state.diskFree >= state.bytes)
        m_context.preparer.prepare();
}

} // namespace studio::ui
