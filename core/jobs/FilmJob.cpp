// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmJob.h"

#include "core/base/Log.h"
#include "core/base/Process.h"
#include "core/jobs/FilmContinuation.h"
#include "core/jobs/FilmScoring.h"
#include "core/jobs/FrameQueue.h"
#include "core/jobs/InputFacts.h"
#include "core/media/Framing.h"
#include "core/media/Loudness.h"
#include "core/media/MovieWriter.h"
#include "core/media/Picture.h"
#include "core/pipeline/FilmLength.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace studio::jobs {
namespace {

constexpr int kSamplesPerBlock = kFramesPerBlock * kVoiceRate / kFramesPerSecond;
constexpr size_t kQueuedFrames = size_t{4} * kFramesPerBlock;

// Passes frames to the encoder and to the listener, and blocks to the journal.
class MovieSink : public pipeline::RenderSink {
public:
    MovieSink(const FilmListener& listener, FrameQueue* queue, FilmScoring* scoring, JournalWriter* journal)
        : m_listener(listener)
        , m_queue(queue)
        , m_scoring(scoring)
        , m_journal(journal)
    {
    }

    void progress(const pipeline::Progress& progress) override
    {
        if (m_listener.progress)
            m_listener.progress(progress);
    }

    Status frames(const pipeline::FrameGroup& group) override
    {
        if (m_listener.frames)
            m_listener.frames(group);
        for (int i = 0; m_queue && i < group.count; ++i) {
            if (Status pushed = m_queue->push(group.frame(i)); !pushed)
                return pushed;
            if (m_scoring)
                m_scoring->add(group.frame(i));
        }
        return kDone;
    }

    [[nodiscard]] bool pauseRequested() const noexcept override
    {
        return m_listener.pauseRequested && *m_listener.pauseRequested;
    }
    pipeline::PauseEnd pause(pipeline::Pause where) override { return m_listener.pause(where); }

    [[nodiscard]] bool takesBlocks() const override { return m_journal != nullptr; }
    Status blocks(const pipeline::BlockFacts& facts) override
    {
        m_journal->facts(facts);
        return kDone;
    }
    Status block(const pipeline::MadeBlock& block) override
    {
        m_journal->block(block);
        return kDone;
    }

private:
    const FilmListener& m_listener;
    FrameQueue* m_queue;
    FilmScoring* m_scoring;
    JournalWriter* m_journal;
};

media::SoundChoice soundChoice(const FilmOrder& order)
{
    return {.track = order.voiceTrack,
            .rules = order.spec.compat.rawVoice ? media::SoundRules::Reference : media::SoundRules::Studio,
            .level = order.level};
}

// What the film says of itself: a draft never passes for more, whoever it is given to.
std::string commentOf(const FilmOrder& order, const pipeline::RenderRequest& request)
{
    return order.comment.empty() && request.decoder == PictureDecoder::Light ? "A draft: pictures by a light decoder."
                                                                             : order.comment;
}

Result<media::MovieWriter> openMovie(media::PartFile part, const FilmOrder& order,
                                     const pipeline::RenderRequest& request, const media::SoundTreatment& treatment,
                                     const std::filesystem::path& before, int64_t most)
{
    const media::MovieFormat format{.width = request.width,
                                    .height = request.height,
                                    .frameRate = kFramesPerSecond,
                                    .sound = order.voice,
                                    .soundTreatment = treatment,
                                    .soundStart = order.trim.begin,
                                    .soundEnd = request.compat.cutToShortest ? media::SoundEnd::EndsPicture
                                                                             : media::SoundEnd::AsItIs,
                                    .comment = commentOf(order, request),
                                    .exportFormat = order.format};
    if (before.empty())
        return media::MovieWriter::open(std::move(part), format);
    return media::MovieWriter::openAfter(std::move(part), format, before, most);
}

// Begins the film with the blocks of its parent, if it has one.
Status takeOver(const FilmParent& parent, const media::MovieWriter& writer, JournalWriter& journal,
                pipeline::RenderRequest& request)
{
    if (!parent.journal || !parent.journal->hasFacts())
        return kDone;
    const pipeline::BlockFacts& facts = parent.journal->facts();
    journal.facts(facts);
    for (int64_t block = facts.first; block < parent.block; ++block) {
        const Result<std::vector<std::byte>> latents = parent.journal->steps(block);
        if (!latents)
            return latents.error();
        journal.block({.block = block, .latents = *latents});
    }
    request.continuation
        = {.made = std::make_shared<FirstBlocks>(parent.journal, parent.block), .firstFrame = writer.frames()};
    request.memory.lanes = facts.lanes;
    return kDone;
}

// The film's journal: a new one, or that of the film to continue, whose blocks then are the request's. The movie has
// its first frames already.
Result<std::unique_ptr<JournalWriter>> openJournal(const pipeline::AvatarPipeline& pipeline, const FilmOrder& order,
                                                   const media::MovieWriter& writer, pipeline::RenderRequest& request)
{
    const JournalOrder& wanted = order.journal;
    if (wanted.resumed) {
        const Result<std::filesystem::path> file = moveOn(*wanted.resumed, writer.partPath());
        if (!file)
            return file.error();
        request.continuation.firstFrame = writer.frames();
        if (wanted.resumed->hasFacts()) {
            request.continuation.made = wanted.resumed;
            request.memory.lanes = wanted.resumed->facts().lanes;
        }
        return std::make_unique<JournalWriter>(*wanted.resumed, *file);
    }
    if (!wanted.isKept)
        return std::unique_ptr<JournalWriter>();
    Result<FilmIdentity> identity = identityOf(pipeline.options(), request);
    if (!identity) { // The film is made without it; the render finds out what is wrong with the model.
        log::warning(order.movie.string() + ": it can't be continued if it is broken off: " + identity.error().detail);
        return std::unique_ptr<JournalWriter>();
    }
    auto journal = std::make_unique<JournalWriter>(
        journalOf(writer.partPath()),
        JournalBeginning{std::move(*identity), order.replace, wanted.folder, wanted.order});
    if (Status begun = takeOver(wanted.parent, writer, *journal, request); !begun)
        return begun.error();
    return journal;
}

// The journal's file; empty if there is nothing in it to go on with: no block was finished, or not even its beginning
// could be written.
std::filesystem::path usable(JournalWriter* journal)
{
    if (!journal)
        return {};
    (void)journal->drain();
    const auto written = FilmJournal::read(journal->file());
    if (written && (*written)->hasFacts() && (*written)->end() > (*written)->facts().first)
        return journal->file();
    journal->remove();
    return {};
}

// Whether the film is the one that its journal belongs to, or a branch of its parent.
Status checkResumed(const pipeline::AvatarPipeline& pipeline, const FilmOrder& order,
                    const pipeline::RenderRequest& request)
{
    const FilmParent& parent = order.journal.parent;
    if (!order.journal.resumed && !parent.journal)
        return kDone;
    const Result<FilmIdentity> identity = identityOf(pipeline.options(), request);
    if (!identity)
        return identity.error();
    if (parent.journal) {
        if (Status same = checkIdentity(*parent.journal, *identity, parent.movie, parent.block); !same)
            return same;
        return checkBranch(*parent.journal, parent.block, pipeline::filmLength(std::ssize(request.voice), request),
                           request.framesPerClip, parent.movie);
    }
    const FilmJournal& journal = *order.journal.resumed;
    if (Status same = checkIdentity(journal, *identity, order.movie); !same)
        return same;
    return checkLength(journal, pipeline::filmLength(std::ssize(request.voice), request), request.framesPerClip,
                       order.movie);
}

// Whether the voice is still to be heard where a turn is. Later ones are left out if that is accepted.
Status checkTurns(const FilmOrder& order, pipeline::RenderRequest& request)
{
    RenderSpec whole = request;
    whole.clips = 0;
    const int64_t frames = pipeline::filmLength(std::ssize(request.voice), whole).frames;
    const auto isLate = [&](const Turn& turn) { return pipeline::firstFrameOf(turn.block, request.compat) >= frames; };
    if (order.acceptLateTurns)
        std::erase_if(request.turns, isLate);
    if (request.turns.empty() || !isLate(request.turns.back()))
        return kDone;
    return Error{ErrorCode::BadOption, "turn",
                 "block " + std::to_string(request.turns.back().block)
                     + " begins after the end of the voice, which has " + std::to_string(frames) + " frames"};
}

// A person's area in the frame, which shows `kept` of the picture.
Result<pipeline::PictureArea> areaInFrame(const project::CropRect& area, media::Size picture, const media::Rect& kept)
{
    const auto part = [](double edge, int side, int from, int length) {
        return std::clamp((edge * side - from) / length, 0.0, 1.0);
    };
    const double left = part(area.x, picture.width, kept.x, kept.width);
    const double right = part(area.x + area.width, picture.width, kept.x, kept.width);
    const double top = part(area.y, picture.height, kept.y, kept.height);
    const double bottom = part(area.y + area.height, picture.height, kept.y, kept.height);
    if (left >= right || top >= bottom)
        return Error{ErrorCode::BadOption, "person", "it is outside of the part of the picture that the film shows"};
    return pipeline::PictureArea{left, top, right - left, bottom - top};
}

// The people of a film that shows `kept` of the picture, and whose voice is known.
Status readPeople(const FilmOrder& order, media::Size picture, const media::Rect& kept,
                  pipeline::RenderRequest& request, const std::stop_token& stop)
{
    if (!order.people.empty() && request.compat.blackBars)
        return Error{ErrorCode::BadOption, "person", "the reference's model hears one voice; it is given none"};
    media::SoundChoice choice = soundChoice(order);
    choice.track = 0;
    for (const project::Person& person : order.people) {
        const Result<pipeline::PictureArea> area = areaInFrame(person.area, picture, kept);
        if (!area)
            return area.error();
        request.people.push_back({.area = *area, .voice = {}});
        if (person.voice.empty())
            continue;
        Result<media::Voice> voice = media::readVoice(person.voice, kVoiceRate, stop, choice);
        if (!voice)
            return voice.error();
        std::vector<float>& samples = request.people.back().voice;
        samples = std::move(voice->samples);
        const auto before = std::min(static_cast<double>(samples.size()), order.trim.begin * kVoiceRate);
        samples.erase(samples.begin(), samples.begin() + std::llround(before));
        samples.resize(request.voice.size());
    }
    return kDone;
}

} // namespace

Result<media::Voice> voiceOf(const FilmOrder& order, const std::stop_token& stop)
{
    Result<media::Voice> voice = media::readVoice(order.voice, kVoiceRate, stop, soundChoice(order));
    if (!voice)
        return voice.error();
    if (const Status cut = trimVoice(*voice, order.trim); !cut)
        return Error{cut.error().code, order.voice.string(), cut.error().detail};
    constexpr double kBlockSeconds = double{kFramesPerBlock} / kFramesPerSecond;
    if (voice->seconds < kBlockSeconds && !order.acceptShortVoice)
        return Error{ErrorCode::AudioTooShort, order.voice.string(),
                     std::to_string(voice->seconds) + " s, a block is " + std::to_string(kBlockSeconds) + " s"};
    return voice;
}

Result<std::vector<bool>> silentBlocks(std::span<const float> voice)
{
    return media::silentParts(voice, kVoiceRate, kSamplesPerBlock);
}

Result<media::SoundFindings> readInputs(const FilmOrder& order, pipeline::RenderRequest& request,
                                        const std::stop_token& stop)
{
    const ReferenceCompat& compat = order.spec.compat;
    const Result<media::Picture> picture = media::readPicture(
        order.portrait, compat.rawPicture ? media::PictureRules::Reference : media::PictureRules::Studio);
    if (!picture)
        return picture.error();
    const media::Size whole{picture->width, picture->height};
    const media::Size size = media::outputSize(croppedSize(whole, order.crop), order.spec.area());
    const media::Rect kept = keptPixels(whole, order.crop, size);
    media::Picture framed = media::frame(*picture, size, compat.blackBars ? media::Fit::PadBlack : media::Fit::Cover,
                                         order.crop ? std::optional(kept) : std::nullopt);

    Result<media::Voice> voice = voiceOf(order, stop);
    if (!voice)
        return voice.error();

    static_cast<RenderSpec&>(request) = order.spec;
    request.prompt = order.prompt;
    request.noise = order.noise;
    request.dump = order.dump;
    request.width = size.width;
    request.height = size.height;
    request.portrait = std::move(framed.rgb);
    request.voice = std::move(voice->samples);
    if (Status read = readPeople(order, whole, kept, request, stop); !read)
        return read.error();
    if (request.silentSteps > 0) {
        Result<std::vector<bool>> silent = silentBlocks(request.voice);
        if (!silent)
            return silent.error();
        request.silentBlocks = std::move(*silent);
    }
    return std::move(voice->found);
}

Status makeFilm(pipeline::AvatarPipeline& pipeline, const FilmOrder& order, const FilmListener& listener,
                FilmReport& report, std::stop_token stop, std::optional<media::PartFile> name)
{
    const ScopedTimer total(report.totalSeconds);
    // First of all, so that a read-only folder, or another program writing the same film, is found before the work.
    if (!name && !order.movie.empty()) {
        Result<media::PartFile> reserved
            = media::PartFile::reserve(order.movie, order.replace ? media::Existing::Replace : media::Existing::Refuse);
        if (!reserved)
            return reserved.error();
        name.emplace(std::move(*reserved));
    }
    pipeline::RenderRequest request;
    media::SoundFindings sound;
    {
        const ScopedTimer timer(report.readSeconds);
        Result<media::SoundFindings> read = readInputs(order, request, stop);
        if (!read)
            return read.error();
        sound = std::move(*read);
    }
    if (Status inVoice = checkTurns(order, request); !inVoice)
        return inVoice;
    report.width = request.width;
    report.height = request.height;
    const auto started = [&](const std::filesystem::path& growing, int64_t frames) {
        if (listener.started)
            listener.started({request.width, request.height, growing, frames, sound});
    };
    if (!name) {
        started({}, 0);
        MovieSink sink(listener, nullptr, nullptr, nullptr);
        return pipeline.render(request, sink, report.render, std::move(stop));
    }

    if (order.journal.resumed)
        report.journal = order.journal.resumed->file();
    if (Status same = checkResumed(pipeline, order, request); !same)
        return same;
    FilmBefore before;
    int64_t kept = std::numeric_limits<int64_t>::max(); // of its frames
    if (order.journal.resumed)
        before = filmBefore(*order.journal.resumed, name->target(), name->path());
    else if (const FilmParent& parent = order.journal.parent; parent.journal) {
        before.movie = filmBefore(*parent.journal, parent.movie, name->path()).movie;
        kept = pipeline::firstFrameOf(parent.block, request.compat);
    }
    Result<media::MovieWriter> writer
        = openMovie(std::move(*name), order, request, sound.treatment, before.movie, kept);
    if (!writer)
        return writer.error();
    const Result<std::unique_ptr<JournalWriter>> journal = openJournal(pipeline, order, *writer, request);
    if (!journal) {
        writer->abandon();
        return journal.error();
    }
    started(writer->partPath(), writer->frames());
    Status rendered = kDone;
    std::optional<FilmScoring> scoring;
    const bool isScored = order.isScored && order.people.empty(); // The scores know one face and one voice.
    if (isScored && writer->frames() == 0)
        scoring.emplace(request.width, request.height);
    {
        FrameQueue queue([&writer](std::span<const uint8_t> rgb) { return writer->writeFrame(rgb); }, kQueuedFrames);
        MovieSink sink(listener, &queue, scoring ? &*scoring : nullptr, journal->get());
        rendered = pipeline.render(request, sink, report.render, stop);
        const Status written = queue.drain();
        report.muxSeconds = queue.seconds();
        if (scoring)
            report.scores = scoring->scores(request.voice);
        if (rendered && !written)
            rendered = written;
    }
    if (before.published > 0)
        report.movie = order.movie;
    report.frames = before.published;
    report.journal = usable(journal->get());
    if (writer->frames() == 0 || (!rendered && writer->frames() < before.published)) {
        writer->abandon();
        return rendered;
    }
    const ScopedTimer timer(report.muxSeconds);
    // What was there of a continued film is in it: it may replace that.
    const bool isWhole = rendered || before.published > 0;
    Result<media::MovieSummary> finished = writer->finish(isWhole ? media::FilmIs::Whole : media::FilmIs::Part);
    if (finished) {
        report.movie = finished->path;
        report.frames = finished->frames;
        if (isScored && !scoring)
            report.scores = scoresOf(finished->path, stop);
    }
    if (!rendered) {
        if (*journal && finished && finished->path == order.movie)
            noteStopped(**journal, finished->path, finished->frames);
        return rendered;
    }
    if (!finished)
        return finished.error();
    report.hasWholeVoice = !pipeline::canBeLonger(std::ssize(request.voice), request);
    const bool isWanted = order.journal.isKeptAlways || (order.journal.isKeptAfter && !report.hasWholeVoice);
    const bool isKept = *journal && isWanted && finished->path == order.movie && !finished->doubt;
    if (isKept) {
        noteStopped(**journal, finished->path, finished->frames);
        return kDone;
    }
    if (*journal)
        (*journal)->remove();
    report.journal.clear();
    return finished->doubt ? Status(*finished->doubt) : Status(kDone);
}

} // namespace studio::jobs
