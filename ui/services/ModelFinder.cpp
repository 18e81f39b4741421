// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/ModelFinder.h"

#include "core/base/Process.h"
#include "ui/services/Background.h"
#include "ui/services/Text.h"

#include <QThreadPool>

#include <algorithm>
#include <stop_token>

namespace studio::ui {
namespace {

namespace fs = std::filesystem;
using pipeline::ModelSet;

// A file that was taken for a part of a set. A set is known by its folder and its video model.
struct TakenPart {
    fs::path folder;
    fs::path videoModel;
    ModelPart part = ModelPart::VideoModel;
    fs::path file;

    [[nodiscard]] bool isOf(const ModelSet& set) const
    {
        return folder == set.folder && videoModel == set.part(ModelPart::VideoModel).path;
    }
};

struct Question {
    ModelEntry model;
    std::vector<fs::path> folders;
    ModelPlace place;
    std::vector<TakenPart> taken;
};

bool isFolder(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

const fs::path& pathOf(const ModelPlace& place, ModelPart part)
{
    switch (part) {
    case ModelPart::VideoModel: return place.parts.videoModel;
    case ModelPart::TextEncoder: return place.parts.textEncoder;
    case ModelPart::Tokenizer: return place.parts.tokenizer;
    case ModelPart::VoiceEncoder: return place.parts.voiceEncoder;
    case ModelPart::PictureDecoder: return place.parts.pictureDecoder;
    case ModelPart::Lora: break;
    }
    return place.lora;
}

// The parts that the settings name. A folder for the LoRA, as settings of older programs may have, means what is in it.
void takeOver(ModelSet& set, const ModelPlace& place, const ModelEntry& model)
{
    for (const ModelPart part : {ModelPart::TextEncoder, ModelPart::Tokenizer, ModelPart::VoiceEncoder,
                                 ModelPart::PictureDecoder, ModelPart::Lora}) {
        const fs::path& wanted = pathOf(place, part);
        const fs::path& now = pathOf(set.place, part);
        const bool isInside = part == ModelPart::Lora && pipeline::isSamePath(wanted, now.parent_path());
        if (!wanted.empty() && !isInside && !pipeline::isSamePath(wanted, now))
            pipeline::takePart(set, part, wanted, model);
    }
}

FoundModels search(const Question& question, const std::stop_token& stop)
{
    const auto ram = static_cast<uint64_t>(machineRam());
    FoundModels found;
    std::vector<pipeline::SearchPlace> places = pipeline::usualPlaces();
    const auto look = [&](const fs::path& folder) {
        const auto isThere = [&](const pipeline::SearchPlace& place) { return place.folder == folder; };
        if (std::none_of(places.begin(), places.end(), isThere))
            places.push_back({.kind = pipeline::placeKind(folder), .folder = folder, .isChosen = true});
        if (!isFolder(folder))
            found.gone.insert(folder);
    };
    const auto isSetUp = [&](const ModelSet& set) { return pipeline::isPlaceOf(question.place, set); };
    for (const fs::path& folder : question.folders)
        look(folder);
    pipeline::SearchResult result = pipeline::findModelSets(places, question.model, stop, ram);
    const fs::path& place = question.place.checkpoint;
    if (!place.empty() && std::none_of(result.sets.begin(), result.sets.end(), isSetUp)) {
        look(place);
        if (isFolder(place))
            result = pipeline::findModelSets(places, question.model, stop, ram);
    }
    found.sets = std::move(result.sets);
    found.others = std::move(result.others);
    const auto setUp = std::find_if(found.sets.begin(), found.sets.end(), isSetUp);
    if (setUp != found.sets.end()) {
        found.setUp = static_cast<size_t>(setUp - found.sets.begin());
        takeOver(*setUp, question.place, question.model);
    }
    for (const TakenPart& taken : question.taken) {
        for (size_t i = 0; i < found.sets.size(); ++i) {
            ModelSet& set = found.sets[i];
            if (!taken.isOf(set) || pipeline::isSamePath(pathOf(set.place, taken.part), taken.file))
                continue;
            pipeline::takePart(set, taken.part, taken.file, question.model);
            found.isChanged = found.isChanged || found.setUp == i;
        }
    }
    found.finest = pipeline::finestSet(found.sets, ram);
    return found;
}

} // namespace

struct ModelFinder::Private {
    QThreadPool pool;
    std::stop_source stop;
    int number = 0; // of the last question
    Question question;
    std::string model; // that `found` is of
    FoundModels found;
};

ModelFinder::ModelFinder(QObject* parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>())
{
    m_d->pool.setMaxThreadCount(1);
}

ModelFinder::~ModelFinder()
{
    m_d->stop.request_stop();
    m_d->pool.waitForDone();
}

void ModelFinder::find(const ModelEntry& model, const QStringList& folders, const ModelPlace& place)
{
    m_d->stop.request_stop();
    m_d->stop = {};
    Question& question = m_d->question;
    question.model = model;
    question.folders.clear();
    for (const QString& folder : folders)
        question.folders.push_back(toPath(folder));
    question.place = place;
    m_searching = true;
    Q_EMIT searching();
    const int number = ++m_d->number;
    inBackground(
        m_d->pool, this, [question, stop = m_d->stop.get_token()] { return search(question, stop); },
        [this, number, id = model.id](FoundModels found) {
            if (number != m_d->number)
                return;
            m_searching = false;
            m_d->model = id;
            m_d->found = std::move(found);
            Q_EMIT changed();
        });
}

void ModelFinder::take(std::optional<size_t> which, ModelPart part, const QString& file)
{
    const std::vector<ModelSet>& sets = m_d->found.sets;
    for (size_t i = 0; i < sets.size(); ++i) {
        const pipeline::FoundPart& now = sets[i].part(part);
        if (which ? *which != i : !now.path.empty() && !now.problem)
            continue;
        const TakenPart taken{.folder = sets[i].folder,
                              .videoModel = sets[i].part(ModelPart::VideoModel).path,
                              .part = part,
                              .file = toPath(file)};
        std::erase_if(m_d->question.taken,
                      [&](const TakenPart& other) { return other.part == part && other.isOf(sets[i]); });
        m_d->question.taken.push_back(taken);
    }
    QStringList folders;
    for (const fs::path& folder : m_d->question.folders)
        folders.append(fromPath(folder));
    find(ModelEntry(m_d->question.model), folders, ModelPlace(m_d->question.place));
}

void ModelFinder::release(const std::vector<ModelPart>& parts)
{
    std::erase_if(m_d->question.taken, [&](const TakenPart& taken) {
        return std::find(parts.begin(), parts.end(), taken.part) != parts.end();
    });
}

const FoundModels& ModelFinder::found(const ModelEntry& model) const
{
    static const FoundModels nothing;
    return m_d->model == model.id ? m_d->found : nothing;
}

} // namespace studio::ui
