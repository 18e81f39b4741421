// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ModelStates.h"

#include "core/spec/ModelSources.h"
#include "ui/common/Messages.h"
#include "ui/common/Words.h"
#include "ui/dialogs/ModelWords.h"
#include "ui/services/DownloadService.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace studio::ui {
namespace {

namespace fs = std::filesystem;
using pipeline::CheckpointPart;
using pipeline::FoundPart;
using pipeline::ModelSet;
using pipeline::PartState;
using pipeline::PlaceKind;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(ModelStates)
};

QString dotted(const QStringList& pieces)
{
    return pieces.join(QStringLiteral(" · "));
}

bool isPublished(const ModelEntry& model)
{
    return !publishedVariants(model.id).empty();
}

bool isMissing(const FoundPart& part)
{
    return part.path.empty();
}

bool isGood(const FoundPart& part)
{
    return !isMissing(part) && !part.problem;
}

// The tokenizer counts as the text encoder's.
bool belongsTo(const CheckpointPart& file, ModelPart part)
{
    return file.part == part || (part == ModelPart::TextEncoder && file.part == ModelPart::Tokenizer);
}

// What the check of the tensors says about a part of the open set.
enum class Checked { No, UnderWay, Good, Bad };

struct PartCheck {
    Checked state = Checked::No;
    FileProblem problem;
};

PartCheck checkOf(const ModelFacts& facts, size_t set, ModelPart part)
{
    if (facts.open != set || !facts.report)
        return {};
    PartCheck check{.state = facts.checked ? Checked::Good : Checked::UnderWay, .problem = {}};
    bool isDone = false;
    for (const CheckpointPart& file : facts.report->parts) {
        if (!belongsTo(file, part))
            continue;
        isDone = isDone || file.state == PartState::Checked;
        if (!file.error && file.state != PartState::Missing)
            continue;
        check.state = Checked::Bad;
        const Error error = file.error.value_or(
            Error{ErrorCode::CheckpointIncomplete, facts.report->root.string(), "missing: " + file.name});
        const auto published = facts.model.files.bytes.find(fs::path(error.subject).filename().string());
        check.problem
            = fileProblem(error, file.bytes, published == facts.model.files.bytes.end() ? 0 : published->second);
        return check;
    }
    if (isDone)
        check.state = Checked::Good;
    return check;
}

bool isUsable(const ModelFacts& facts, size_t set)
{
    const ModelSet& of = facts.found.sets[set];
    return of.complete() && std::none_of(of.parts.begin(), of.parts.end(), [&](const FoundPart& part) {
               return checkOf(facts, set, part.part).state == Checked::Bad;
           });
}

PartRowState rowState(const ModelFacts& facts, size_t set, const FoundPart& part)
{
    PartRowState row;
    row.part = part.part;
    row.name = partName(part.part, facts.model);
    row.format = formatName(part);
    row.size = part.bytes > 0 ? words::fileSize(part.bytes) : QString();
    row.path = words::text(part.path);
    row.file = part.path.has_extension() ? words::text(part.path.filename())
                                         : QString(words::text(part.path.filename()) % QLatin1Char('/'));
    const auto spoil = [&](const FileProblem& problem) {
        row.glyph = Glyph::Error;
        row.tone = Tone::Bad;
        row.what = problem.what;
        row.why = problem.why;
        row.mend = part.part == ModelPart::Lora ? Mend::HaveLora : Mend::TakeFrom;
    };
    if (isMissing(part)) {
        spoil({});
        row.file = Tr::tr("nowhere on this computer");
        row.words = Tr::tr("missing");
        return row;
    }
    if (part.problem) {
        spoil(fileProblem(*part.problem, part.problemBytes, part.publishedBytes));
        return row;
    }
    const PartCheck check = checkOf(facts, set, part.part);
    if (check.state == Checked::Bad) {
        spoil(check.problem);
        return row;
    }
    row.words = part.borrowed ? fromPlace(part.from) : Tr::tr("complete");
    if (check.state == Checked::UnderWay) {
        row.glyph = Glyph::Clock;
        row.tone = Tone::Neutral;
        row.words = Tr::tr("checking shapes…");
    }
    return row;
}

bool isBad(const ModelFacts& facts, size_t set, const FoundPart& part)
{
    return !isGood(part) || checkOf(facts, set, part.part).state == Checked::Bad;
}

// The parts that keep a set from being used.
QStringList badParts(const ModelFacts& facts, size_t set, bool missingOnly)
{
    QStringList names;
    for (const FoundPart& part : facts.found.sets[set].parts) {
        if (missingOnly ? isMissing(part) : isBad(facts, set, part))
            names.append(part.part == ModelPart::Lora ? Tr::tr("LoRA") : partName(part.part, facts.model));
    }
    return names;
}

QString reasonOf(const ModelFacts& facts, size_t set)
{
    const QStringList missing = badParts(facts, set, true);
    const QStringList bad = badParts(facts, set, false);
    if (bad.isEmpty())
        return {};
    if (missing.size() == bad.size())
        return missing.size() == 1 ? Tr::tr("%1 missing", "a part").arg(missing.first())
                                   : Tr::tr("%n part(s) missing", nullptr, static_cast<int>(missing.size()));
    return bad.size() == 1 ? Tr::tr("%1 can't be used", "a part").arg(bad.first())
                           : Tr::tr("%n part(s) missing or not usable", nullptr, static_cast<int>(bad.size()));
}

// Of the published parts where a set has none that can be used.
uint64_t wholeBytes(const ModelSet& set)
{
    uint64_t sum = 0;
    for (const FoundPart& part : set.parts)
        sum += part.problem ? std::max(part.bytes, part.publishedBytes) : part.bytes;
    return sum;
}

// For a shell: as it is, or in quotation marks.
QString shellWord(const fs::path& path)
{
    static const QRegularExpression plain(QStringLiteral("^~?[A-Za-z0-9_@%+=:,./-]+$"));
    const QString text = words::shortPath(path);
    if (plain.match(text).hasMatch())
        return text;
    return QLatin1Char('\'') % words::text(path).replace(QLatin1Char('\''), QStringLiteral("'\\''"))
        % QLatin1Char('\'');
}

// The files of the repository that a part consists of.
QStringList filesOf(const FoundPart& part, const ModelSet& set, const CheckpointNames& names)
{
    const auto text = [](const std::string& name) { return QString::fromStdString(name); };
    const QString published = QString::fromStdString(fs::path(names.dit).stem().string());
    QStringList files;
    switch (part.part) {
    case ModelPart::VideoModel:
        if (part.problem && part.problem->code == ErrorCode::CheckpointIncomplete) {
            for (const QString& line : QString::fromStdString(part.problem->detail).split(QLatin1Char('\n')))
                files.append(line.section(QStringLiteral("missing: "), 1).section(QStringLiteral(" in "), -1));
        } else if (part.problem) {
            files.append(text(fs::path(part.problem->subject).filename().string()));
        }
        // A file of other names is another model's: the whole part is needed.
        if (files.isEmpty()
            || std::any_of(files.begin(), files.end(), [&](const QString& file) { return !file.startsWith(published); })
            || files.contains(text(names.dit))) {
            files = {QStringLiteral("config.json"), text(names.dit + ".index.json")};
            for (const auto& [name, bytes] : names.bytes) {
                if (text(name).startsWith(published) && name.ends_with(".safetensors"))
                    files.append(text(name));
            }
        }
        break;
    case ModelPart::TextEncoder:
        if (!part.problem || part.problem->code != ErrorCode::CheckpointIncomplete)
            files.append(text(names.t5));
        if (set.place.parts.tokenizer.empty())
            files.append(text(names.tokenizer + "/tokenizer.json"));
        break;
    case ModelPart::VoiceEncoder:
        for (const char* const name : {"/config.json", "/model.safetensors"})
            files.append(text(names.wav2vec2 + name));
        break;
    case ModelPart::PictureDecoder: files.append(text(names.vae)); break;
    case ModelPart::Lora: files.append(text(names.lora)); break;
    case ModelPart::Tokenizer: break;
    }
    return files;
}

QString downloadCommand(const std::string& repository, const QStringList& files, const fs::path& folder)
{
    QString command = QStringLiteral("hf download ") % QString::fromStdString(repository);
    for (const QString& file : files)
        command += QLatin1Char(' ') % shellWord(words::path(file));
    if (!folder.empty())
        command += QStringLiteral(" --local-dir ") % shellWord(folder);
    return command;
}

// How what a set lacks is got: into its own folder; for a place that is another program's, into the Hub's cache, which
// is searched, too.
QList<FetchLine> fetchesOf(const ModelEntry& model, const ModelSet& set)
{
    const CheckpointNames& names = model.files;
    const bool isOwn = set.kind == PlaceKind::Folder;
    const fs::path& root = set.place.checkpoint;
    QStringList files;
    QList<FetchLine> lines;
    int lacking = 0;
    for (const FoundPart& part : set.parts) {
        if (isGood(part))
            continue;
        if (part.part != ModelPart::Lora) {
            files += filesOf(part, set, names);
            ++lacking;
            continue;
        }
        const fs::path beside = root.filename() == names.folder ? root.parent_path() : root;
        lines.append(
            {.repository = QString::fromStdString(names.loraRepository),
             .command = downloadCommand(names.loraRepository, {}, isOwn ? beside / names.loraFolder : fs::path())});
    }
    constexpr int kOfRepository = 4; // parts
    if (lacking == kOfRepository)
        files.clear(); // all of it
    if (lacking > 0)
        lines.prepend({.repository = QString::fromStdString(names.repository),
                       .command = downloadCommand(names.repository, files, isOwn ? root : fs::path())});
    return lines;
}

bool isInUse(const ModelFacts& facts, size_t set)
{
    return facts.sceneUses && facts.found.setUp == set && !facts.found.isChanged;
}

QString setTitle(const ModelFacts& facts, const ModelSet& set)
{
    const QString title = words::modelTitle(facts.model);
    return set.part(ModelPart::VideoModel).path.filename() == facts.model.files.dit
        ? Tr::tr("%1, as published", "a model").arg(title)
        : title;
}

// The variant that a set is of: by the name of its video model's file, else by its kind, else by the text encoder's.
// There is one.
const PublishedVariant& variantOf(const ModelEntry& model, const ModelSet& set)
{
    const std::vector<PublishedVariant>& variants = publishedVariants(model.id);
    const auto fileOf = [](const PublishedVariant& variant, ModelPart part) {
        const auto file = std::find_if(variant.files.begin(), variant.files.end(),
                                       [&](const SourceFile& each) { return each.part == part; });
        return file == variant.files.end() ? fs::path() : fs::path(file->path);
    };
    for (const ModelPart part : {ModelPart::VideoModel, ModelPart::TextEncoder}) {
        const FoundPart& found = set.part(part);
        const auto isNamed = [&](const PublishedVariant& variant) {
            return fileOf(variant, part).filename() == found.path.filename();
        };
        const auto isOfKind = [&](const PublishedVariant& variant) {
            return variant.id == found.format
                || (found.path.extension() == ".gguf" && fileOf(variant, part).extension() == ".gguf");
        };
        auto variant = std::find_if(variants.begin(), variants.end(), isNamed);
        if (variant == variants.end())
            variant = std::find_if(variants.begin(), variants.end(), isOfKind);
        if (variant != variants.end())
            return *variant;
    }
    return variants.front();
}

// All that a broken set needs, at once.
void offerMending(ModelTopState& state, const ModelFacts& facts, size_t set, bool isMissingOnly)
{
    if (!isPublished(facts.model))
        return;
    const ModelSet& of = facts.found.sets[set];
    for (const FoundPart& part : of.parts) {
        if (isBad(facts, set, part))
            state.mending.parts.push_back(part.part);
    }
    state.mending.variant = QString::fromStdString(variantOf(facts.model, of).id);
    uint64_t bytes = 0;
    for (const SourceFile& file : ui::filesOf({.model = QString::fromStdString(facts.model.id),
                                  .variant = state.mending.variant,
                                  .parts = state.mending.parts,
                                  .source = {},
                                  .target = {}}))
        bytes += file.bytes;
    const QString size = words::fileSize(bytes);
    state.buttons.append(TopButton::MendAll);
    if (isMissingOnly) {
        state.mend = Tr::tr("Get what is missing, %1", "a size").arg(size);
        return;
    }
    switch (state.mending.parts.size()) {
    case 1: state.mend = Tr::tr("Put it right, %1", "a size").arg(size); break;
    case 2: state.mend = Tr::tr("Put both right, %1", "a size").arg(size); break;
    case 3: state.mend = Tr::tr("Put all three right, %1", "a size").arg(size); break;
    case 4: state.mend = Tr::tr("Put all four right, %1", "a size").arg(size); break;
    default: state.mend = Tr::tr("Put all right, %1", "a size").arg(size);
    }
}

// Of a set that isn't complete, while it is the only one or the open one.
ModelTopState brokenState(const ModelFacts& facts, size_t set)
{
    const ModelSet& of = facts.found.sets[set];
    const auto bad = static_cast<int>(badParts(facts, set, false).size());
    const auto missing = static_cast<int>(badParts(facts, set, true).size());
    ModelTopState state;
    const QString demo = Tr::tr("The demo model stays in use.");
    offerMending(state, facts, set, missing == bad);
    if (missing == bad) {
        state.tone = Tone::Warn;
        state.what = Tr::tr("%n part(s) missing.", nullptr, missing);
        state.why = Tr::tr("Each one below says how it is got.") % QLatin1Char(' ') % demo;
        return state;
    }
    state.tone = Tone::Bad;
    state.what = Tr::tr("This set can't be used: %n of its %1 parts are missing or not what they seem.", nullptr, bad)
                     .arg(of.parts.size());
    state.why = Tr::tr("Nothing was changed. Each part below says what it is and what makes it right.")
        % QLatin1Char(' ') % demo;
    return state;
}

QString timeWords(const QDateTime& when)
{
    const QString time = QLocale().toString(when.time(), QLocale::ShortFormat);
    return when.date() == QDate::currentDate()
        ? Tr::tr("today %1", "a time").arg(time)
        : QString(QLocale().toString(when.date(), QLocale::ShortFormat) % QLatin1Char(' ') % time);
}

HashRowState hashState(const ModelFacts& facts, const ModelSet& set)
{
    HashRowState state;
    state.canCheck = std::any_of(set.parts.begin(), set.parts.end(), isGood);
    const auto status = std::find_if(facts.hashes.begin(), facts.hashes.end(),
                                     [&](const HashStatus& each) { return each.isOf(set); });
    if (status == facts.hashes.end())
        return state;
    if (status->running) {
        const auto [bytes, done] = status->progress;
        state.running = true;
        state.permille
            = bytes == 0 ? 0 : static_cast<int>(1000.0 * static_cast<double>(done) / static_cast<double>(bytes));
        state.words = words::fileSizes(done, bytes);
        return state;
    }
    if (status->files.empty())
        return state;
    const auto is = [](hub::HashVerdict verdict) {
        return [verdict](const hub::CheckedHash& file) { return file.verdict == verdict; };
    };
    const auto wrong = std::find_if(status->files.begin(), status->files.end(), is(hub::HashVerdict::Wrong));
    const auto unreadable = std::find_if(status->files.begin(), status->files.end(), is(hub::HashVerdict::Unreadable));
    const auto unknown = std::count_if(status->files.begin(), status->files.end(), is(hub::HashVerdict::Unknown));
    const auto titled = [](MessageId id, const fs::path& file, const Error& error) {
        return message(
                   id,
                   {{QStringLiteral("file"), words::fileName(file)}, {QStringLiteral("reason"), reasonWords(error)}})
            .what;
    };
    QString found;
    if (wrong != status->files.end()) {
        state.tone = Tone::Bad;
        found = titled(MessageId::WrongHash, wrong->file, *wrong->error);
    } else if (unreadable != status->files.end()) {
        state.tone = Tone::Bad;
        found = titled(MessageId::FileUnreadable, unreadable->file, *unreadable->error);
    } else if (unknown > 0) {
        state.tone = Tone::Warn;
        found = Tr::tr("%n file(s) couldn't be compared: their publisher's list isn't there, or lacks them.", nullptr,
                       static_cast<int>(unknown));
    } else {
        state.tone = Tone::Ok;
        found = Tr::tr("Hashes are right.");
    }
    state.words = Tr::tr("%1 Checked %2", "a sentence, a time").arg(found, timeWords(status->when));
    return state;
}

} // namespace

bool isOnlyLoraMissing(const ModelSet& set)
{
    return std::all_of(set.parts.begin(), set.parts.end(), [](const FoundPart& part) {
        return (part.part == ModelPart::Lora) == isMissing(part) && !part.problem;
    });
}

ModelSetState setState(const ModelFacts& facts, size_t set)
{
    const ModelSet& of = facts.found.sets[set];
    const FoundPart& video = of.part(ModelPart::VideoModel);
    const auto isPart = [](const FoundPart& part) { return isGood(part); };
    const auto good = std::count_if(of.parts.begin(), of.parts.end(), isPart);
    const auto borrowed = static_cast<int>(std::count_if(
        of.parts.begin(), of.parts.end(), [](const FoundPart& part) { return isGood(part) && part.borrowed; }));
    const bool isEmpty = std::all_of(of.parts.begin(), of.parts.end(),
                                     [](const FoundPart& part) { return isMissing(part) || part.borrowed; });
    ModelSetState state;
    state.format = formatName(video);
    state.title = isEmpty ? placeName(of.kind) : setTitle(facts, of);
    state.folder = words::text(of.folder);
    state.canForget = facts.folders.contains(state.folder);
    state.open = facts.open == set;
    state.inUse = isInUse(facts, set);
    const uint64_t whole = wholeBytes(of);
    QStringList place{placeName(of.kind)};
    if (!isEmpty)
        place.append(of.complete() ? words::fileSize(whole) : words::fileSizes(of.bytes(), whole));
    place.append(words::shortPath(of.folder));
    if (borrowed > 0)
        place.append(Tr::tr("%n part(s) from elsewhere", nullptr, borrowed));
    state.place = dotted(place);
    state.reason = reasonOf(facts, set);
    if (state.inUse && facts.rendering)
        state.reason = Tr::tr("from the next take on");
    state.use = {.on = isUsable(facts, set), .why = {}};
    state.finest = state.use.on && facts.found.finest == set && facts.found.sets.size() > 1;
    if (!state.use.on)
        state.use.why
            = Tr::tr("%1. The demo model stays in use until everything is there.", "what is missing").arg(state.reason);
    if (facts.found.gone.contains(of.folder))
        state.note = Tr::tr("This folder doesn't exist any more.");
    else if (isEmpty)
        state.note = Tr::tr("This folder holds no part of the model.");
    QStringList spoken{state.title};
    if (!state.format.isEmpty())
        spoken.append(state.format);
    spoken.append(Tr::tr("%1 of %n part(s)", nullptr, static_cast<int>(of.parts.size())).arg(good));
    if (!state.reason.isEmpty())
        spoken.append(state.reason);
    if (state.inUse)
        spoken.append(Tr::tr("in use"));
    if (state.finest)
        spoken.append(Tr::tr("finest, recommended"));
    state.spoken = spoken.join(Tr::tr(", ", "between the words of a list"));
    for (const FoundPart& part : of.parts)
        state.parts.append(rowState(facts, set, part));
    state.hashes = hashState(facts, of);
    state.fetches = fetchesOf(facts.model, of);
    return state;
}

ModelTopState topState(const ModelFacts& facts)
{
    const std::vector<ModelSet>& sets = facts.found.sets;
    const QString title = words::modelTitle(facts.model);
    ModelTopState state;
    if (facts.searching && sets.empty()) {
        state.busy = true;
        state.what = Tr::tr("Looking for the model on this computer…");
        return state;
    }
    if (facts.found.gone.contains(facts.place.checkpoint)) {
        state.tone = Tone::Bad;
        state.what = Tr::tr("The folder %1 doesn't exist any more.")
                         .arg(words::quoted(words::shortPath(facts.place.checkpoint)));
        state.why = Tr::tr("%1 was set up there.", "a model").arg(title);
        state.buttons = {TopButton::ChooseAgain, TopButton::Forget};
        return state;
    }
    if (sets.empty()) {
        state.what = Tr::tr("Nothing of the model is on this computer. It has %1.", "a size")
                         .arg(words::fileSize(facts.model.files.totalBytes()));
        state.why = Tr::tr("Fetch it with the commands below, or add the folder that it lies in.");
        state.buttons = {TopButton::AddFolder};
        if (isPublished(facts.model))
            state.buttons.append(TopButton::Download);
        for (const std::string& repository : {facts.model.files.repository, facts.model.files.loraRepository})
            state.fetches.append(
                {.repository = QString::fromStdString(repository), .command = downloadCommand(repository, {}, {})});
        return state;
    }
    const std::optional<size_t> setUp = facts.found.setUp;
    if (facts.sceneUses && setUp && isUsable(facts, *setUp)) {
        QStringList name{title};
        if (const QString format = formatName(sets[*setUp].part(ModelPart::VideoModel)); !format.isEmpty())
            name.append(format);
        state.tone = Tone::Ok;
        state.what = Tr::tr("In use: %1.", "a model").arg(name.join(Tr::tr(", ", "between the words of a list")));
        state.why = Tr::tr("The next render is made with it; the demo model stays in the list of models.");
        state.buttons = {TopButton::UseDemo};
        return state;
    }
    if (facts.sceneUses && setUp)
        return brokenState(facts, *setUp);
    const auto count = sets.size();
    bool isOnlyLora = true;
    for (size_t i = 0; i < count; ++i) {
        isOnlyLora = isOnlyLora && isOnlyLoraMissing(sets[i]);
        if (isUsable(facts, i)) {
            state.tone = Tone::Ok;
            state.what = Tr::tr("%1 is complete on this computer.", "a model").arg(title);
            state.why = Tr::tr("Use takes it for the next render. Until then the demo model stays in use.");
            return state;
        }
    }
    if (isOnlyLora) {
        const QString lora = partName(ModelPart::Lora, facts.model);
        state.tone = Tone::Warn;
        state.what = count == 1
            ? Tr::tr("One part is missing: the %1.", "a LoRA").arg(lora)
            : Tr::tr("One part is missing, the same for all %n set(s): the %1.", "a LoRA", static_cast<int>(count))
                  .arg(lora);
        state.why = Tr::tr("It turns the base model into the four-step talking one. %1. The demo model stays in use.",
                           "a size")
                        .arg(words::fileSize(sets.front().part(ModelPart::Lora).bytes));
        state.buttons = {TopButton::HaveLora};
        if (isPublished(facts.model)) {
            state.buttons.append(TopButton::GetLora);
            state.get = Tr::tr("Get it, %1", "a size").arg(words::fileSize(sets.front().part(ModelPart::Lora).bytes));
        }
        return state;
    }
    if (count == 1 || facts.open)
        return brokenState(facts, facts.open.value_or(0));
    state.tone = Tone::Warn;
    state.what = Tr::tr("No set is complete yet.");
    state.why = Tr::tr("Each one below says what it lacks. The demo model stays in use.");
    return state;
}

QString foundWords(const ModelFacts& facts)
{
    std::set<fs::path> places;
    for (const ModelSet& set : facts.found.sets)
        places.insert(set.folder);
    if (places.empty())
        return {};
    return Tr::tr("%1 in %2 · looked at once, nothing was changed", "3 sets in 2 places")
        .arg(Tr::tr("%n set(s)", nullptr, static_cast<int>(facts.found.sets.size())),
             Tr::tr("%n place(s)", nullptr, static_cast<int>(places.size())));
}

QString foundText(const ModelFacts& facts)
{
    QStringList lines;
    for (size_t i = 0; i < facts.found.sets.size(); ++i) {
        const ModelSetState set = setState(facts, i);
        lines.append(set.spoken);
        lines.append(set.place);
        if (!set.note.isEmpty())
            lines.append(set.note);
        for (const PartRowState& part : set.parts) {
            QStringList cells{QStringLiteral("  ") % part.name, part.path.isEmpty() ? part.file : part.path};
            for (const QString& cell : {part.format, part.size, part.words, part.what, part.why}) {
                if (!cell.isEmpty())
                    cells.append(cell);
            }
            lines.append(cells.join(QLatin1Char('\t')));
        }
        lines.append(QString());
    }
    for (const pipeline::ForeignFile& file : facts.found.others) {
        const FileProblem problem = fileProblem(file.problem, file.bytes, 0);
        lines.append(words::text(file.path) % QLatin1Char('\t') % problem.what % QLatin1Char('\t') % problem.why);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace studio::ui
