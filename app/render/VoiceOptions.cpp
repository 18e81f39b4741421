// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/VoiceOptions.h"

#include "core/jobs/InputFacts.h"
#include "core/media/SpokenText.h"
#include "core/project/AtomicFile.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace studio::render {
namespace {

namespace fs = std::filesystem;

bool speaksText(const Typed& typed)
{
    return typed.given.contains("say") || typed.given.contains("say_file");
}

// The text to speak: what was typed, or the scene's, otherwise spoken.
Result<std::optional<Speech>> speechOf(const Typed& typed)
{
    const auto given = [&](const char* name) { return typed.given.contains(name); };
    std::optional<Speech> speech = typed.arguments.speech;
    if (given("say_file")) {
        Result<std::string> text = project::readSmallFile(typed.arguments.spokenFile);
        if (!text)
            return text.error();
        constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
        if (text->starts_with(kByteOrderMark))
            text->erase(0, kByteOrderMark.size());
        speech = Speech{.text = std::move(*text)};
    } else if (given("say")) {
        speech = Speech{.text = typed.said};
    }
    for (const char* const option : {"say_voice", "say_pace", "say_pitch", "say_with"}) {
        if (given(option) && !speech)
            return Error{ErrorCode::BadOption, std::string("--") + option, "it is used with --say or --say_file"};
    }
    if (given("say_voice"))
        speech->voice = typed.speech.voice;
    if (given("say_pace"))
        speech->pace = typed.speech.pace;
    if (given("say_pitch"))
        speech->pitch = typed.speech.pitch;
    return speech;
}

} // namespace

Status applySpeech(Typed& typed)
{
    Arguments& arguments = typed.arguments;
    const auto given = [&](const char* name) { return typed.given.contains(name); };
    if (given("say") && given("say_file"))
        return Error{ErrorCode::BadOption, "--say_file", "--say has the words already"};
    for (const char* const option : {"audio", "audio_track"}) {
        if (given(option) && speaksText(typed))
            return Error{ErrorCode::BadOption, std::string("--") + option,
                         "the voice is spoken by --say or --say_file; take either"};
    }
    const Result<std::optional<Speech>> speech = speechOf(typed);
    if (!speech)
        return speech.error();
    arguments.speech = *speech;
    std::error_code ignored;
    const bool isOtherwise = given("say_voice") || given("say_pace") || given("say_pitch") || given("say_with");
    if (!arguments.speech || !(speaksText(typed) || isOtherwise || !fs::exists(arguments.order.voice, ignored)))
        return kDone;
    arguments.voiceToMake = VoiceToMake::Spoken;
    arguments.order.voice.clear();
    arguments.order.voiceTrack = 0;
    Status possible = media::checkSpeech({*arguments.speech, arguments.speechCommand});
    if (possible || possible.error().code != ErrorCode::BadOption)
        return possible;
    const std::string& subject = possible.error().subject;
    const std::string option = subject == "command" ? "with" : subject;
    return Error{ErrorCode::BadOption,
                 subject != "text"       ? "--say_" + option
                     : given("say_file") ? "--say_file"
                                         : "--say",
                 possible.error().detail};
}

Status takePeople(Typed& typed)
{
    Arguments& arguments = typed.arguments;
    jobs::FilmOrder& order = arguments.order;
    if (typed.people.size() > project::kMostPeople)
        return Error{ErrorCode::BadOption, "--person",
                     "at most " + std::to_string(project::kMostPeople) + " people can speak"};
    const bool wantsFaces = std::any_of(typed.people.begin(), typed.people.end(),
                                        [](const Typed::TypedPerson& person) { return person.face > 0; });
    std::vector<project::CropRect> faces;
    if (wantsFaces && !order.portrait.empty()) {
        Result<std::vector<project::CropRect>> found = jobs::areasOfFaces(order.portrait);
        if (!found)
            return found.error();
        faces = std::move(*found);
    }
    for (Typed::TypedPerson& typedPerson : typed.people) {
        if (typedPerson.face > static_cast<int>(faces.size()))
            return Error{ErrorCode::BadOption, "--person",
                         "face " + std::to_string(typedPerson.face) + " isn't there: of " + order.portrait.string()
                             + " " + std::to_string(faces.size())
                             + " faces were found; give the person's area in percent"};
        if (typedPerson.face > 0)
            typedPerson.person.area = faces[static_cast<size_t>(typedPerson.face) - 1];
        order.people.push_back(typedPerson.person);
    }
    // A scene's voice is for people without one of their own.
    const bool isGiven = typed.given.contains("audio") || arguments.voiceToMake == VoiceToMake::Spoken
        || (!order.voice.empty() && !typed.given.contains("person"));
    const bool haveOwn = !order.people.empty()
        && std::none_of(order.people.begin(), order.people.end(),
                        [](const project::Person& person) { return person.voice.empty(); });
    if (isGiven || !haveOwn)
        return kDone;
    order.voice.clear();
    order.voiceTrack = 0;
    arguments.speech.reset();
    arguments.voiceToMake = VoiceToMake::Mixed;
    return kDone;
}

} // namespace studio::render
