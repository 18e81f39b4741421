// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/Arguments.h"
#include "app/render/ExportFilm.h"
#include "app/render/FilmExtent.h"
#include "app/render/FilmStream.h"
#include "app/render/FilmWords.h"
#include "app/render/JoinOptions.h"
#include "app/render/MadeVoice.h"
#include "app/render/MeasuredFilms.h"
#include "app/render/Messages.h"
#include "app/render/ModelCheck.h"
#include "app/render/Places.h"
#include "app/render/PlanText.h"
#include "app/render/PrepareModel.h"
#include "app/render/ProgressWriter.h"
#include "app/render/ReportWriter.h"
#include "app/render/ScoreText.h"
#include "app/render/VoiceNotes.h"
#include "core/base/Process.h"
#include "core/base/Signals.h"
#include "core/base/TemporaryFolder.h"
#include "core/jobs/FilmJob.h"
#include "core/pipeline/CheckpointShape.h"
#include "core/pipeline/Forecast.h"
#include "core/scores/MovieScores.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

using namespace studio;

namespace {

// Turns the first Ctrl-C, SIGTERM or SIGHUP into a request to stop, and a second Ctrl-C or SIGTERM into an end at once.
// A closed terminal sends SIGHUP more than once, so a second one changes nothing; with nohup it is ignored. The signals
// are blocked in all threads, so that nothing runs in a signal handler.
class StopSignals {
public:
    // `kept`: what a stop leaves, said when it is asked for.
    StopSignals(std::stop_source source, const char* kept)
    {
        sigemptyset(&m_signals);
        sigaddset(&m_signals, SIGINT);
        sigaddset(&m_signals, SIGTERM);
        if (!isIgnored(SIGHUP))
            sigaddset(&m_signals, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &m_signals, nullptr);
        m_thread = std::thread([signals = m_signals, stop = std::move(source), kept]() mutable {
            int signal = 0;
            sigwait(&signals, &signal);
            std::fprintf(stderr, "\nStopping; %s. Once more ends the program at once.\n", kept);
            stop.request_stop();
            do {
                sigwait(&signals, &signal);
            } while (signal == SIGHUP);
            _exit(130);
        });
        m_thread.detach(); // It waits for signals as long as the program lives.
    }

private:
    sigset_t m_signals{};
    std::thread m_thread;
};

int fail(const Error& error)
{
    std::fprintf(stderr, "%s\n", render::message(error).c_str());
    return render::exitCode(error.code);
}

void say(const std::vector<std::string>& notes)
{
    for (const std::string& note : notes)
        std::fprintf(stderr, "%s\n", note.c_str());
}

// Where memory runs out and no exception may leave, as in a destructor: also an end with a sentence. What the film has
// is in its files, as after a kill.
[[noreturn]] void endWithoutMemory()
{
    if (const std::exception_ptr thrown = std::current_exception()) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& error) {
            if (isOutOfMemory(error))
                _exit(fail({ErrorCode::OutOfMemory, {}, {}}));
        } catch (...) {
        }
    }
    std::abort();
}

constexpr int kDoesNotFit = 4;

int plan(render::Arguments arguments)
{
    const auto voice = render::makeVoice(arguments, {});
    if (!voice)
        return fail(voice.error());
    pipeline::ModelShape shape = pipeline::ModelShape::liveAvatar14B();
    if (!arguments.model.checkpoint.empty()) {
        Result<pipeline::ModelShape> read = pipeline::readCheckpointShape(
            {.checkpoint = arguments.model.checkpoint, .lora = {}, .parts = arguments.model.parts});
        if (!read)
            return fail(read.error());
        shape = std::move(*read);
    }
    const Result<render::FilmExtent> extent = render::filmExtent(arguments.order);
    if (!extent)
        return fail(extent.error());
    RenderSpec spec = arguments.order.spec;
    spec.width = extent->width;
    spec.height = extent->height;
    say(arguments.notes);
    pipeline::PlanRequest wanted = pipeline::planRequest(spec, arguments.model, extent->length, arguments.machine);
    wanted.voices += static_cast<int>(arguments.order.people.size());
    const pipeline::Plan plan = pipeline::fastestPlan(shape, wanted);
    std::fputs(render::planText(shape, plan).c_str(), stdout);
    if (const std::optional<double> seconds = render::expectedSeconds(arguments, *extent); plan.fits && seconds)
        std::printf("\nThe film takes %s, as measured on this computer.\n", render::durationText(*seconds).c_str());
    return plan.fits ? 0 : kDoesNotFit;
}

// Ignores errors of the inputs, which the render reports. Reads the voice only if a measured film predicts this one.
void sayExpectedTime(const render::Arguments& arguments, const std::stop_token& stop)
{
    if (!render::isFilmMeasured(arguments))
        return;
    const Result<render::FilmExtent> extent = render::filmExtent(arguments.order, stop);
    const std::optional<double> seconds = extent ? render::expectedSeconds(arguments, *extent) : std::nullopt;
    if (seconds)
        std::fprintf(stderr, "The film takes %s, as measured on this computer.\n",
                     render::durationText(*seconds).c_str());
}

constexpr const char* kFinishedIsKept = "what is finished is kept";

int getModel(const render::Arguments& arguments)
{
    std::stop_source stop;
    const StopSignals signals(stop, kFinishedIsKept);
    const Status got = render::getModel(arguments.getModel, arguments.progress, stop.get_token());
    return got ? 0 : fail(got.error());
}

int prepare(const render::Arguments& arguments)
{
    say(arguments.notes);
    std::stop_source stop;
    const StopSignals signals(stop, "nothing half stays");
    const Status prepared = render::prepareModel(arguments, stop.get_token());
    return prepared ? 0 : fail(prepared.error());
}

int exportFilm(const render::Arguments& arguments)
{
    std::stop_source stop;
    const StopSignals signals(stop, "nothing half stays");
    removeAbandonedFolders();
    const Status exported = render::exportFilm(arguments.exported, arguments.progress, stop.get_token());
    return exported ? 0 : fail(exported.error());
}

int joinFilms(const render::Arguments& arguments)
{
    std::stop_source stop;
    const StopSignals signals(stop, "nothing half stays");
    const Status joined = render::joinFilms(arguments.joined, arguments.progress, stop.get_token());
    return joined ? 0 : fail(joined.error());
}

int check(const render::Arguments& arguments)
{
    if (!arguments.hashes)
        return render::checkModel(arguments.checked);
    std::stop_source stop;
    const StopSignals signals(stop, "nothing is changed");
    return render::checkModelAndHashes(arguments.checked, arguments.progress, stop.get_token());
}

int score(const render::Arguments& arguments)
{
    if (const Status places = render::checkPlaces(arguments); !places)
        return fail(places.error());
    std::stop_source stop;
    const StopSignals signals(stop, "nothing is changed");
    const Result<FilmScores> scores = scores::scoreMovie(arguments.scored, stop.get_token());
    if (!scores)
        return fail(scores.error());
    std::fputs(render::scoreText(*scores).c_str(), stdout);
    if (arguments.report.empty())
        return 0;
    const Status written = render::writeScores(arguments.report, arguments.scored, *scores);
    return written ? 0 : fail(written.error());
}

int dub(const render::Arguments& arguments)
{
    std::stop_source stop;
    const StopSignals signals(stop, "nothing half stays");
    render::ProgressWriter progress(arguments.progress);
    const Result<jobs::DubReport> made = jobs::dubFilm(
        arguments.dub, [&progress](double part) { progress.showPart("dub", "dubbing", part); }, stop.get_token());
    progress.finish();
    if (!made)
        return fail(made.error());
    const auto frames = [&](int64_t count) { return std::to_string(count) + " of " + std::to_string(made->frames); };
    std::printf("%s\n", made->movie.c_str());
    std::vector<std::string> notes;
    if (made->unchanged > 0)
        notes.push_back(frames(made->unchanged)
                        + " frames are the video's own: there its face isn't seen as in its first picture.");
    if (made->standing > 0)
        notes.push_back("The video is shorter: its last picture stands for " + frames(made->standing) + " frames.");
    say(notes);
    return 0;
}

// Names a streamed film in a folder for it.
Result<std::optional<TemporaryFolder>> scratchFor(render::Arguments& arguments)
{
    if (!arguments.isStreamed)
        return std::optional<TemporaryFolder>();
    Result<TemporaryFolder> folder = TemporaryFolder::create();
    if (!folder)
        return folder.error();
    arguments.order.movie = folder->path() / "film.mp4";
    return std::optional<TemporaryFolder>(std::move(*folder));
}

// One film. `loaded`: the pipeline of the film before, which is kept if this one is of the same model; or of none.
int run(render::Arguments arguments, const std::stop_source& stop, std::optional<pipeline::AvatarPipeline>& loaded)
{
    say(arguments.notes);
    removeAbandonedFolders();
    if (arguments.isStreamed && ::isatty(STDOUT_FILENO) != 0)
        return fail({ErrorCode::BadOption, "--save_file", "- writes the film to standard output, which is a terminal"});
    const auto voice = render::makeVoice(arguments, stop.get_token());
    if (!voice)
        return fail(voice.error());
    // A film that is streamed grows in a folder that is removed.
    Result<std::optional<TemporaryFolder>> scratch = scratchFor(arguments);
    if (!scratch)
        return fail(scratch.error());
    if (const Status places = render::checkPlaces(arguments); !places)
        return fail(places.error());

    std::optional<render::FilmStream> stream;
    if (arguments.isStreamed)
        stream.emplace(stop);
    Result<media::PartFile> name = render::reserveName(arguments);
    if (!name)
        return fail(name.error());
    jobs::FilmOrder order = arguments.order;
    order.movie = name->target();
    order.isScored = !arguments.report.empty();
    for (const std::filesystem::path& part : media::partsOf(order.movie)) {
        if (part != name->path() && !order.journal.resumed)
            std::fprintf(
                stderr,
                "\u201c%s\u201d is what an earlier render of this name had made when it was killed. It plays, and is "
                "left as it is: rename it to keep it, or delete it.\n",
                part.c_str());
    }

    if (!loaded || loaded->options() != arguments.model) {
        loaded.reset(); // before another one takes its memory
        Result<pipeline::AvatarPipeline> opened = pipeline::AvatarPipeline::open(arguments.model);
        if (!opened)
            return fail(opened.error());
        loaded.emplace(std::move(*opened));
    }
    sayExpectedTime(arguments, stop.get_token());

    render::ProgressWriter progress(arguments.progress);
    jobs::FilmReport report;
    const Status made = jobs::makeFilm(*loaded, order,
                                       {.started =
                                            [&](const jobs::FilmStart& film) {
                                                say(render::voiceNotes(film.sound, order.voice, order.level));
                                                if (stream)
                                                    stream->begin(film.growing);
                                            },
                                        .progress = [&](const pipeline::Progress& now) { progress.show(now); },
                                        .frames =
                                            [&](const pipeline::FrameGroup&) {
                                                if (stream)
                                                    stream->grown();
                                            }},
                                       report, stop.get_token(), std::move(*name));
    progress.finish();

    const Status streamed = stream ? stream->end() : kDone;
    int code = !streamed ? fail(streamed.error()) : !made ? fail(made.error()) : 0;
    if (stream && !report.movie.empty())
        report.movie = "-";
    if (!made && made.error().code == ErrorCode::DoesNotFit && report.render.plan)
        std::fputs(render::doesNotFitText(*report.render.plan).c_str(), stderr);
    if (!arguments.report.empty()) {
        const Error* const outcome = made ? nullptr : &made.error();
        if (const Status written = render::writeReport(arguments.report, report, arguments.speech, outcome); !written)
            code = code == 0 ? fail(written.error()) : code;
    }
    if (made && !order.journal.resumed
        && !order.journal.parent.journal) { // A part of a film says nothing about a whole one.
        if (const Status kept = render::rememberFilm(arguments, report); !kept) // The film is complete without it.
            std::fprintf(stderr, "What this film took could not be kept. %s\n", render::message(kept.error()).c_str());
    }
    if (!made && !report.journal.empty())
        std::fprintf(stderr, "avatar-render --resume \"%s\" goes on with it.\n", order.movie.c_str());
    if (made && !report.journal.empty())
        std::fprintf(stderr, "avatar-render --branch_of \"%s\" --branch_at SECONDS makes it anew from there on.\n",
                     order.movie.c_str());
    if (made && !report.journal.empty() && !report.hasWholeVoice)
        std::fprintf(stderr, "avatar-render --resume \"%s\" --num_clip N makes it longer.\n", order.movie.c_str());
    if (!stream && !report.movie.empty() && report.movie != order.movie)
        std::fprintf(stderr, "What was made is kept as \u201c%s\u201d.\n", report.movie.c_str());
    if (!report.movie.empty()) {
        std::fputs(render::reportText(report).c_str(), stderr);
        if (report.scores)
            std::fputs(render::scoreText(*report.scores).c_str(), stderr);
        if (!stream)
            std::printf("%s\n", report.movie.c_str());
    }
    return code;
}

int run(const render::Arguments& arguments)
{
    const std::stop_source stop;
    const StopSignals signals(stop, kFinishedIsKept);
    std::optional<pipeline::AvatarPipeline> loaded;
    return run(arguments, stop, loaded);
}

// All films of a list. What is wrong in the list is said before the first one; a film that fails doesn't stop the
// others. The first failure's exit code.
int runAll(const render::Arguments& arguments)
{
    const Result<std::vector<render::FilmWords>> films = render::wordsOfFilms(arguments.films, arguments.common);
    if (!films)
        return fail(films.error());
    std::vector<render::Arguments> orders;
    for (const render::FilmWords& film : *films) {
        Result<render::Arguments> order = render::parseArguments(film.words);
        if (order && (order->action != render::Arguments::Action::Render || order->isStreamed))
            order = Error{ErrorCode::BadOption, "--films", "its films are made, and have files of their own"};
        if (!order) {
            std::fprintf(stderr, "%s, %s: ", arguments.films.c_str(), film.title.c_str());
            return fail(order.error());
        }
        orders.push_back(std::move(*order));
    }
    const std::stop_source stop;
    const StopSignals signals(stop, kFinishedIsKept);
    std::optional<pipeline::AvatarPipeline> loaded;
    int code = 0;
    size_t made = 0;
    for (size_t i = 0; i < orders.size() && !stop.stop_requested(); ++i) {
        std::fprintf(stderr, "Film %zu of %zu (%s)\n", i + 1, orders.size(), (*films)[i].title.c_str());
        const int ended = run(orders[i], stop, loaded);
        made += ended == 0 ? 1 : 0;
        code = code == 0 ? ended : code;
    }
    std::fprintf(stderr, "%zu of %zu films are made.\n", made, orders.size());
    return code;
}

} // namespace

int main(int argc, char** argv)
{
    startProgram(argv);
    std::set_terminate(endWithoutMemory);
    try {
        const Result<render::Arguments> arguments = render::parseArguments({argv + 1, argv + argc});
        if (!arguments)
            return fail(arguments.error());
        switch (arguments->action) {
        case render::Arguments::Action::Help: std::fputs(render::helpText().c_str(), stdout); return 0;
        case render::Arguments::Action::Version:
            std::printf("avatar-render %s, %s\n", STUDIO_VERSION, pipeline::engineDescription().c_str());
            return 0;
        case render::Arguments::Action::Plan: return plan(*arguments);
        case render::Arguments::Action::Prepare: return prepare(*arguments);
        case render::Arguments::Action::Check: return check(*arguments);
        case render::Arguments::Action::Score: return score(*arguments);
        case render::Arguments::Action::Dub: return dub(*arguments);
        case render::Arguments::Action::FindModels: return render::listModels();
        case render::Arguments::Action::GetModel: return getModel(*arguments);
        case render::Arguments::Action::Export: return exportFilm(*arguments);
        case render::Arguments::Action::Join: return joinFilms(*arguments);
        case render::Arguments::Action::Films: return runAll(*arguments);
        case render::Arguments::Action::Resume: {
            const Result<render::Arguments> again = render::resumedArguments(*arguments);
            return again ? run(*again) : fail(again.error());
        }
        case render::Arguments::Action::Branch: {
            const Result<render::Arguments> branch = render::branchedArguments(*arguments, {argv + 1, argv + argc});
            return branch ? run(*branch) : fail(branch.error());
        }
        case render::Arguments::Action::Render: break;
        }
        return run(*arguments);
    } catch (const std::exception& error) { // Unexpected, except for too little memory.
        return fail(errorOf(error));
    }
}
