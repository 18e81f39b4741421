// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/SpokenText.h"

#include "core/base/ChildProcess.h"
#include "core/base/TemporaryFolder.h"
#include "core/media/SoundStream.h"
#include "core/media/SubtitleText.h"
#include "core/media/WavFile.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <set>
#include <sstream>

namespace studio::media {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEspeak = "espeak-ng";
constexpr double kPiperPace = 175; // words a minute of a length scale of 1
constexpr float kSilent = 1e-4F; // of full scale: nothing is heard

// A piece of a text between pauses.
struct Piece {
    double pause = 0; // before it, in seconds
    std::string words;
};

struct Mark {
    double seconds = 0;
    size_t length = 0; // in bytes
};

// The mark that a text begins with, if it does.
std::optional<Mark> markAt(std::string_view text)
{
    size_t at = 0;
    for (const std::string_view word : {"[pause", "[Pause", "[PAUSE", "[\u505c\u987f"}) {
        if (text.starts_with(word))
            at = word.size();
    }
    const size_t begin = at > 0 ? text.find_first_not_of(' ', at) : std::string_view::npos;
    const size_t end = begin == std::string_view::npos ? begin : text.find_first_not_of("0123456789.,", begin);
    if (end == std::string_view::npos || text[end] != ']')
        return std::nullopt;
    std::string number(text.substr(begin, end - begin));
    std::replace(number.begin(), number.end(), ',', '.');
    double seconds = 0;
    const auto [rest, failed] = std::from_chars(number.data(), number.data() + number.size(), seconds);
    if (failed != std::errc() && failed != std::errc::result_out_of_range)
        return std::nullopt;
    if (rest != number.data() + number.size())
        return std::nullopt;
    return Mark{.seconds = failed == std::errc() ? seconds : std::numeric_limits<double>::infinity(),
                .length = end + 1};
}

bool hasLetters(std::string_view text)
{
    for (size_t at = 0; at < text.size();) {
        const auto [character, length] = firstCharacter(text.substr(at));
        if (length == 0 || isLetter(character))
            return length > 0;
        at += length;
    }
    return false;
}

// As a program gets it. espeak-ng reads commands behind control characters, and phonemes between double brackets.
std::string plainText(std::string_view text)
{
    std::string plain;
    for (size_t at = 0; at < text.size();) {
        const auto [character, length] = firstCharacter(text.substr(at));
        const bool isControl = (character < 0x20 && character != '\n') || (character >= 0x7F && character < 0xA0);
        if (character == '[' && plain.ends_with('['))
            plain += ' ';
        if (isControl)
            plain += ' ';
        else
            plain += text.substr(at, length);
        at += length;
    }
    return plain;
}

// The pieces with words; the last one's may be empty, if the text ends with a pause. Of a UTF-8 text.
std::vector<Piece> piecesOf(std::string_view text)
{
    std::vector<Piece> pieces(1);
    for (size_t at = 0; at < text.size();) {
        const std::optional<Mark> mark = text[at] == '[' ? markAt(text.substr(at)) : std::nullopt;
        if (!mark) {
            pieces.back().words += text[at++];
            continue;
        }
        at += mark->length;
        if (hasLetters(pieces.back().words))
            pieces.emplace_back();
        else
            pieces.back().words.clear();
        pieces.back().pause += mark->seconds;
    }
    if (!hasLetters(pieces.back().words))
        pieces.back().words.clear();
    if (pieces.back().words.empty() && pieces.back().pause == 0)
        pieces.pop_back();
    return pieces;
}

// A command line as words. Error: BadOption.
Result<std::vector<std::string>> wordsOf(const std::string& command)
{
    std::vector<std::string> words;
    char quote = 0;
    bool isWord = false;
    for (const char c : command) {
        const bool isSpace = c == ' ' || c == '\t' || c == '\n';
        if (quote == 0 && isSpace) {
            isWord = false;
            continue;
        }
        if (!isWord)
            words.emplace_back();
        isWord = true;
        if (c == quote)
            quote = 0;
        else if (quote == 0 && (c == '"' || c == '\''))
            quote = c;
        else
            words.back() += c;
    }
    if (quote != 0)
        return Error{ErrorCode::BadOption, "command", std::string("it has a ") + quote + " without a second one"};
    if (words.empty() || words.front().empty())
        return Error{ErrorCode::BadOption, "command", "it names no program"};
    return words;
}

bool hasPlace(const std::string& command, const char* place)
{
    return command.find(place) != std::string::npos;
}

using Places = std::array<std::pair<std::string_view, std::string>, 6>;

// What is put in isn't looked at again.
std::string filled(std::string_view word, const Places& places)
{
    std::string text;
    for (size_t at = 0; at < word.size();) {
        const auto* const place = std::find_if(
            places.begin(), places.end(), [&](const auto& each) { return word.substr(at).starts_with(each.first); });
        text += place == places.end() ? std::string(1, word[at]) : place->second;
        at += place == places.end() ? 1 : place->first.size();
    }
    return text;
}

// "1.09", whichever language the program has.
std::string lengthScale(int pace)
{
    std::array<char, 16> text{};
    const auto end
        = std::to_chars(text.data(), text.data() + text.size(), kPiperPace / pace, std::chars_format::fixed, 2);
    return {text.data(), end.ptr};
}

Error failed(const std::string& program, const std::string& why, const ProgramEnd& end)
{
    return {ErrorCode::SpeechFailed, program, why + (end.errors.empty() ? "" : "\n" + end.errors)};
}

Result<ProgramEnd> run(const ProgramCall& call, const std::stop_token& stop)
{
    Result<ProgramEnd> ended = runProgram(call, stop);
    if (!ended && ended.error().code == ErrorCode::FileMissing)
        return Error{ErrorCode::SpeechProgramMissing, call.words.front(), ended.error().detail};
    if (!ended && ended.error().code == ErrorCode::FileUnreadable)
        return Error{ErrorCode::SpeechFailed, call.words.front(), ended.error().detail};
    return ended;
}

// A column of espeak-ng's lists.
enum Column { Priority, Language, Gender, Name, File };

// Its lines, without the heading.
Result<std::vector<std::vector<std::string>>> listOf(const char* option, const std::stop_token& stop)
{
    const Result<ProgramEnd> ended = run({.words = {kEspeak, option}}, stop);
    if (!ended)
        return ended.error();
    std::vector<std::vector<std::string>> lines;
    std::istringstream output(ended->output);
    std::string line;
    std::getline(output, line);
    while (std::getline(output, line)) {
        std::istringstream words(line);
        std::vector<std::string> columns;
        for (std::string word; words >> word;)
            columns.push_back(word);
        if (columns.size() > File)
            lines.push_back(std::move(columns));
    }
    if (ended->code != 0 || lines.empty())
        return failed(kEspeak, "it lists no voices", *ended);
    return lines;
}

// Whether espeak-ng has this voice: one of its list, perhaps with a variant behind a plus.
Status checkVoice(const std::string& voice, const std::stop_token& stop)
{
    const size_t plus = std::min(voice.find('+'), voice.size());
    const auto isListed = [&](const char* option, const std::string& wanted) -> Result<bool> {
        const auto lines = listOf(option, stop);
        if (!lines)
            return lines.error();
        return std::any_of(lines->begin(), lines->end(), [&](const std::vector<std::string>& columns) {
            return columns[Language] == wanted || columns[File] == wanted;
        });
    };
    Result<bool> known = isListed("--voices", voice.substr(0, plus));
    if (known && *known && plus < voice.size())
        known = isListed("--voices=variant", "!v/" + voice.substr(plus + 1));
    if (!known)
        return known.error();
    return *known ? Status(kDone) : Error{ErrorCode::SpeechVoiceMissing, voice, {}};
}

Status writeText(const fs::path& file, const std::string& text)
{
    std::ofstream stream(file, std::ios::binary);
    stream << text << '\n';
    stream.close();
    return stream ? Status(kDone) : Error{ErrorCode::NotWritable, file.string(), "the text for the program"};
}

// One film's speech: its pieces are spoken one after the other, and joined.
class SpeechRun {
public:
    SpeechRun(const SpeechOrder& order, fs::path folder, const fs::path& wav, const std::stop_token& stop)
        : m_order(order)
        , m_voice(order.speech.voice.empty() && order.command.empty() ? voiceOfText(order.speech.text)
                                                                      : order.speech.voice)
        , m_folder(std::move(folder))
        , m_wav(wav)
        , m_stop(stop)
    {
    }

    Result<double> speak()
    {
        if (m_order.command.empty()) {
            if (Status known = checkVoice(m_voice, m_stop); !known)
                return known.error();
        }
        const std::vector<Piece> pieces = piecesOf(m_order.speech.text);
        double pause = 0;
        for (const Piece& piece : pieces) {
            pause += piece.pause;
            if (piece.words.empty()) // the last one
                break;
            if (Status spoken = add(piece.words, pause, &piece == &pieces.back()); !spoken)
                return spoken.error();
            pause = 0;
        }
        if (m_loudest < kSilent)
            return Error{ErrorCode::SpeechFailed, program(), "what it made is silent"};
        Status done = m_writer->addSilence(pause);
        if (done)
            done = m_writer->finish();
        if (!done)
            return done.error();
        return static_cast<double>(m_writer->samples()) / m_rate;
    }

private:
    [[nodiscard]] std::string program() const
    {
        return m_order.command.empty() ? kEspeak : wordsOf(m_order.command)->front();
    }

    // `last`: a sentence's pause is left at the end.
    [[nodiscard]] ProgramCall callFor(const fs::path& text, const fs::path& sound, bool last) const
    {
        const Speech& speech = m_order.speech;
        const std::string pace = std::to_string(speech.pace);
        const std::string pitch = std::to_string(speech.pitch);
        if (m_order.command.empty()) {
            ProgramCall call{.words = {kEspeak, "-v", m_voice, "-s", pace, "-p", pitch, "-b", "1", "-f", text.string(),
                                       "-w", sound.string()}};
            if (!last)
                call.words.emplace_back("-z");
            return call;
        }
        ProgramCall call{.words = *wordsOf(m_order.command)};
        if (!hasPlace(m_order.command, "{text}"))
            call.input = text;
        const Places places{{{"{text}", text.string()},
                             {"{wav}", sound.string()},
                             {"{voice}", m_voice},
                             {"{pace}", pace},
                             {"{pitch}", pitch},
                             {"{length_scale}", lengthScale(speech.pace)}}};
        for (std::string& word : call.words)
            word = filled(word, places);
        return call;
    }

    Status add(const std::string& words, double pause, bool last)
    {
        const fs::path text = m_folder / "text.txt";
        const fs::path sound = m_folder / "speech.wav";
        if (Status written = writeText(text, plainText(words)); !written)
            return written;
        const Result<ProgramEnd> ended = run(callFor(text, sound, last), m_stop);
        if (!ended)
            return ended.error();
        if (ended->code != 0)
            return failed(program(), "it ended with the exit code " + std::to_string(ended->code), *ended);
        Status appended = append(sound, pause, *ended);
        std::error_code ignored;
        fs::remove(sound, ignored); // The next one isn't to be taken for this.
        return appended;
    }

    Status append(const fs::path& sound, double pause, const ProgramEnd& end)
    {
        Result<SoundStream> stream = SoundStream::open(sound);
        if (!stream)
            return failed(program(), "it left no sound that can be read: " + std::string(name(stream.error().code)),
                          end);
        if (!m_writer) {
            m_rate = stream->sampleRate();
            m_channels = stream->channels();
            Result<WavWriter> writer = WavWriter::create(m_wav, m_channels, m_rate);
            if (!writer)
                return writer.error();
            m_writer.emplace(std::move(*writer));
        } else if (stream->sampleRate() != m_rate || stream->channels() != m_channels) {
            return failed(program(), "its sounds have different rates or channels", end);
        }
        if (Status silent = m_writer->addSilence(pause); !silent)
            return silent;
        for (Planes piece = stream->next(); !piece.empty(); piece = stream->next()) {
            if (m_stop.stop_requested())
                return Error{ErrorCode::Cancelled, m_wav.string(), {}};
            for (const float sample : piece.front())
                m_loudest = std::max(m_loudest, std::abs(sample));
            if (Status added = m_writer->add(piece, std::ssize(piece.front())); !added)
                return added;
        }
        if (stream->readError())
            return *stream->readError();
        return stream->damaged() ? Status(failed(program(), "the sound that it left is damaged", end)) : kDone;
    }

    const SpeechOrder& m_order;
    std::string m_voice;
    fs::path m_folder;
    const fs::path& m_wav;
    const std::stop_token& m_stop;
    std::optional<WavWriter> m_writer;
    int m_rate = 0;
    int m_channels = 0;
    float m_loudest = 0; // of the first channel
};

struct Script {
    char32_t first;
    char32_t last;
    const char* voice;
};
// Kana decide for Japanese, wherever they are.
constexpr std::array kScripts{
    Script{0x0370, 0x03FF, "el"},   Script{0x0400, 0x052F, "ru"},  Script{0x0530, 0x058F, "hy"},
    Script{0x0590, 0x05FF, "he"},   Script{0x0600, 0x06FF, "ar"},  Script{0x0900, 0x097F, "hi"},
    Script{0x0980, 0x09FF, "bn"},   Script{0x0A00, 0x0A7F, "pa"},  Script{0x0A80, 0x0AFF, "gu"},
    Script{0x0B80, 0x0BFF, "ta"},   Script{0x0C00, 0x0C7F, "te"},  Script{0x0C80, 0x0CFF, "kn"},
    Script{0x0D00, 0x0D7F, "ml"},   Script{0x0E00, 0x0E7F, "th"},  Script{0x10A0, 0x10FF, "ka"},
    Script{0x1200, 0x137F, "am"},   Script{0x1100, 0x11FF, "ko"},  Script{0xAC00, 0xD7AF, "ko"},
    Script{0x3040, 0x30FF, "ja"},   Script{0x3400, 0x9FFF, "cmn"}, Script{0xF900, 0xFAFF, "cmn"},
    Script{0x20000, 0x3FFFF, "cmn"}};
constexpr const char* kLatin = "en-us";

Error wrong(const char* subject, std::string why)
{
    return {ErrorCode::BadOption, subject, std::move(why)};
}

Status checkCommand(const SpeechOrder& order)
{
    const Result<std::vector<std::string>> words = wordsOf(order.command);
    if (!words)
        return words.error();
    if (!hasPlace(order.command, "{wav}"))
        return wrong("command", "it has no {wav}, the file that the program writes");
    if (hasPlace(order.command, "{voice}") && order.speech.voice.empty())
        return wrong("voice", "the command has a {voice}, and none is given");
    return kDone;
}

} // namespace

Status checkSpeech(const SpeechOrder& order)
{
    const Speech& speech = order.speech;
    if (firstBadByte(speech.text))
        return wrong("text", "it is not UTF-8");
    if (speech.pace < kLeastPace || speech.pace > kMostPace)
        return wrong("pace", "it is from " + std::to_string(kLeastPace) + " to " + std::to_string(kMostPace));
    if (speech.pitch < 0 || speech.pitch > kMostPitch)
        return wrong("pitch", "it is from 0 to " + std::to_string(kMostPitch));
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    if (speech.voice.starts_with('-') || std::any_of(speech.voice.begin(), speech.voice.end(), isControl))
        return wrong("voice", "no voice has such a name");
    const std::vector<Piece> pieces = piecesOf(speech.text);
    if (std::none_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return !piece.words.empty(); }))
        return Error{ErrorCode::NothingToSay, {}, {}};
    if (std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return !(piece.pause <= kMostPause); }))
        return wrong("text", "a pause is at most 60 s");
    return order.command.empty() ? Status(kDone) : checkCommand(order);
}

Result<double> speak(const SpeechOrder& order, const fs::path& wav, const std::stop_token& stop)
{
    if (Status possible = checkSpeech(order); !possible)
        return possible.error();
    const Result<TemporaryFolder> folder = TemporaryFolder::create();
    if (!folder)
        return folder.error();
    Result<double> seconds = SpeechRun(order, folder->path(), wav, stop).speak();
    std::error_code ignored;
    if (!seconds && fs::is_regular_file(fs::symlink_status(wav, ignored)))
        fs::remove(wav, ignored);
    return seconds;
}

Result<std::vector<SpeechVoice>> speechVoices(const std::stop_token& stop)
{
    const auto lines = listOf("--voices", stop);
    if (!lines)
        return lines.error();
    std::vector<SpeechVoice> voices;
    std::set<std::string> known;
    for (const std::vector<std::string>& columns : *lines) {
        if (!known.insert(columns[Language]).second)
            continue;
        std::string name = columns[Name];
        std::replace(name.begin(), name.end(), '_', ' ');
        name.erase(name.find_last_not_of(' ') + 1);
        voices.push_back({.id = columns[Language], .name = std::move(name)});
    }
    std::sort(voices.begin(), voices.end(), [](const SpeechVoice& a, const SpeechVoice& b) { return a.id < b.id; });
    return voices;
}

std::string voiceOfText(std::string_view text)
{
    std::vector<std::pair<std::string, int>> counts{{kLatin, 0}};
    for (size_t at = 0; at < text.size();) {
        const auto [character, length] = firstCharacter(text.substr(at));
        at += std::max<size_t>(length, 1);
        if (!isLetter(character) || (character >= '0' && character <= '9'))
            continue;
        const auto* const script
            = std::find_if(kScripts.begin(), kScripts.end(), [letter = character](const Script& each) {
                  return letter >= each.first && letter <= each.last;
              });
        const std::string voice = script == kScripts.end() ? kLatin : script->voice;
        const auto count
            = std::find_if(counts.begin(), counts.end(), [&](const auto& each) { return each.first == voice; });
        if (count == counts.end())
            counts.emplace_back(voice, 1);
        else
            ++count->second;
    }
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    const bool hasKana = std::any_of(counts.begin(), counts.end(), [](const auto& each) { return each.first == "ja"; });
    return most->first == "cmn" && hasKana ? "ja" : most->first;
}

std::string spokenWords(std::string_view text)
{
    std::string words;
    for (const Piece& piece : piecesOf(text))
        words += (words.empty() || piece.words.empty() ? "" : " ") + piece.words;
    return words;
}

} // namespace studio::media
