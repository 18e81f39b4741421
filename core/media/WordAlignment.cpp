// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/WordAlignment.h"

#include "core/media/SubtitleText.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

namespace studio::media {
namespace {

// Levels are in dB, of the peaks of a voice's short pieces.
constexpr double kSpeechShare = 0.95; // that is no louder than the speech's level
constexpr double kFloorShare = 0.1; // that is no louder than the background's
constexpr double kBelowSpeech = 30; // what is softer is no speech, whatever the background
constexpr double kAboveFloor = 9;
constexpr double kLeastBelowSpeech = 12;
constexpr double kSilent = -60; // A voice with a lower level has no speech.
constexpr double kShortGap = 0.15; // s; within a word
constexpr double kShortBurst = 0.08; // s; a click

constexpr double kLinger = 0.3; // s for which a cue stays after its last word

// How the pace of speech varies: the deviation of a second's letters from the mean, as its part.
constexpr double kVariation = 0.35;
constexpr double kLeastLength = 0.3; // s that are added to a stretch's length: its ends aren't exact
// Of how many places in the text about the expected one the best is taken for a pause, and how far from it.
constexpr int64_t kMostPlaces = 120;
constexpr double kFarthest = 4; // s
constexpr double kFarthestShare = 0.1; // of the time to the nearer end of the speech

// What speaks against a pause, or the end of a cue, at this place in the text; and against none there.
double costOf(Stop stop)
{
    switch (stop) {
    case Stop::Sentence: return 0;
    case Stop::Clause: return 1;
    case Stop::Nothing: break;
    }
    return 4;
}
constexpr double kNoPauseCost = 2; // at a sentence's end; a fifth of it at a clause's
constexpr double kCueCost = 1;
constexpr double kInnerSentenceCost = 1.2; // of a cue
constexpr double kShortnessCost = 3; // for a cue of no length

double decibels(float peak)
{
    return 20 * std::log10(std::max(peak, 1e-6F));
}

double quantile(std::vector<double> levels, double share)
{
    const auto at = levels.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(levels.size() - 1));
    std::nth_element(levels.begin(), at, levels.end());
    return *at;
}

double levelOfSpeech(const std::vector<double>& levels)
{
    const double speech = quantile(levels, kSpeechShare);
    const double floor = quantile(levels, kFloorShare);
    return speech < kSilent
        ? std::numeric_limits<double>::infinity()
        : std::max(speech - kBelowSpeech, std::min(floor + kAboveFloor, speech - kLeastBelowSpeech));
}

double lengthOf(std::span<const LoudStretch> stretches)
{
    double length = 0;
    for (const LoudStretch& stretch : stretches)
        length += stretch.length();
    return length;
}

// The words of a text, with sums over those before each one, and one more sum: over all.
struct Script {
    std::vector<SubtitleWord> words;
    std::vector<double> weights{0};
    std::vector<double> stops{0}; // the costs of no pause at them

    explicit Script(std::string_view text)
        : words(subtitleWords(text))
    {
        for (const SubtitleWord& word : words) {
            weights.push_back(weights.back() + word.weight);
            stops.push_back(stops.back()
                            + (word.stop == Stop::Sentence     ? kNoPauseCost
                                   : word.stop == Stop::Clause ? kNoPauseCost / 5
                                                               : 0));
        }
    }

    [[nodiscard]] double weight(size_t begin, size_t end) const { return weights[end] - weights[begin]; }
    // Of the stops between the words.
    [[nodiscard]] double innerStops(size_t begin, size_t end) const
    {
        return end > begin ? stops[end - 1] - stops[begin] : 0;
    }
};

// Places between words, [first, last].
struct Places {
    size_t first = 0;
    size_t last = 0;
};

Places placesAbout(const Script& script, double expected, double reach)
{
    const auto at = [&](double weight) {
        return std::lower_bound(script.weights.begin(), script.weights.end(), weight) - script.weights.begin();
    };
    const auto most = static_cast<int64_t>(script.words.size());
    const int64_t middle = std::min<int64_t>(at(expected), most);
    const int64_t least = std::max<int64_t>(0, middle - kMostPlaces / 2);
    const int64_t first = std::clamp<int64_t>(at(expected - reach), least, middle);
    const int64_t last = std::clamp<int64_t>(at(expected + reach), middle, std::min(most, middle + kMostPlaces / 2));
    return {static_cast<size_t>(first), static_cast<size_t>(last)};
}

// Where each stretch's words begin, and one more: the end. By dynamic programming over the pauses: each stretch should
// have as many letters as its length asks for, and pauses should be where sentences end, the long ones above all.
std::vector<size_t> wordsOfStretches(const Script& script, const std::vector<LoudStretch>& loud)
{
    struct Choice {
        double cost = 0;
        size_t from = 0; // among the places of the pause before
    };
    const double all = lengthOf(loud);
    const size_t end = script.words.size();
    const double pace = script.weight(0, end) / all;
    std::vector<Places> places{{0, 0}};
    std::vector<std::vector<Choice>> choices{{Choice()}};
    double done = 0;
    for (size_t i = 0; i < loud.size(); ++i) {
        const double length = loud[i].length();
        done += length;
        const bool isEnd = i + 1 == loud.size();
        const double reach = pace * (kFarthest + kFarthestShare * std::min(done, all - done));
        const Places now = isEnd ? Places{end, end} : placesAbout(script, pace * done, reach);
        const Places before = places.back();
        const double variance = std::pow(kVariation * pace, 2) * (length + kLeastLength);
        const double pause = isEnd ? 0 : std::min(1.0, (loud[i + 1].begin - loud[i].end) / kLongPause);
        std::vector<Choice> made;
        for (size_t place = now.first; place <= now.last; ++place) {
            Choice best{std::numeric_limits<double>::infinity(), 0};
            for (size_t from = before.first; from <= std::min(before.last, place); ++from) {
                const double off = script.weight(from, place) - pace * length;
                const double cost
                    = choices[i][from - before.first].cost + off * off / variance + script.innerStops(from, place);
                if (cost < best.cost)
                    best = {cost, from - before.first};
            }
            if (place > 0)
                best.cost += pause * costOf(script.words[place - 1].stop);
            made.push_back(best);
        }
        choices.push_back(std::move(made));
        places.push_back(now);
    }
    std::vector<size_t> begins(loud.size() + 1);
    size_t chosen = 0;
    for (size_t i = begins.size(); i-- > 0;) {
        begins[i] = places[i].first + chosen;
        chosen = choices[i][chosen].from;
    }
    return begins;
}

// When each word is spoken. Within a stretch time goes by letters.
std::vector<LoudStretch> timesOf(const Script& script, const std::vector<LoudStretch>& loud,
                                 const std::vector<size_t>& begins)
{
    std::vector<LoudStretch> times;
    for (size_t i = 0; i < loud.size(); ++i) {
        const double weight = std::max(1.0, script.weight(begins[i], begins[i + 1]));
        for (size_t word = begins[i]; word < begins[i + 1]; ++word) {
            const auto at
                = [&](size_t end) { return loud[i].begin + loud[i].length() * script.weight(begins[i], end) / weight; };
            times.push_back({at(word), word + 1 == begins[i + 1] ? loud[i].end : at(word + 1)});
        }
    }
    return times;
}

// Where the cues of the words [begin, end) begin, and one more: the end. By dynamic programming: few cues, which end
// with sentences, none of them too long for two lines or for its time.
std::vector<size_t> cutIntoCues(const Script& script, const std::vector<LoudStretch>& times, size_t begin, size_t end)
{
    struct Choice {
        double cost = std::numeric_limits<double>::infinity();
        size_t from = 0;
    };
    const std::span<const SubtitleWord> words = std::span(script.words);
    std::vector<Choice> choices(end - begin + 1);
    choices[0].cost = 0;
    for (size_t last = begin + 1; last <= end; ++last) {
        Choice& best = choices[last - begin];
        const double stop = last < end ? costOf(words[last - 1].stop) : 0;
        double inner = 0;
        for (size_t first = last; first-- > begin;) {
            const double length = times[last - 1].end - times[first].begin;
            const bool isOne = first + 1 == last;
            if (!isOne && (length > kLongestCue || lineCount(words.subspan(first, last - first)) > kMostLines))
                break;
            if (!isOne && words[first].stop == Stop::Sentence)
                inner += kInnerSentenceCost;
            const double cost = choices[first - begin].cost + kCueCost + stop + inner
                + kShortnessCost * std::max(0.0, 1 - length / kShortestCue);
            if (cost < best.cost)
                best = {cost, first};
        }
    }
    std::vector<size_t> begins{end};
    while (begins.back() > begin)
        begins.push_back(choices[begins.back() - begin].from);
    std::reverse(begins.begin(), begins.end());
    return begins;
}

// The words [begin, end), between two long pauses, as cues.
void addCues(const Script& script, const std::vector<LoudStretch>& times, size_t begin, size_t end,
             std::vector<Cue>& cues)
{
    const std::vector<size_t> begins = cutIntoCues(script, times, begin, end);
    for (size_t i = 0; i + 1 < begins.size(); ++i) {
        std::string text;
        for (const std::string& line : linesOf(std::span(script.words).subspan(begins[i], begins[i + 1] - begins[i])))
            text += (text.empty() ? "" : "\n") + line;
        cues.push_back({times[begins[i]].begin, times[begins[i + 1] - 1].end, std::move(text)});
    }
}

// Lets cues be seen long enough to be read, and none for too long.
void setLengths(std::vector<Cue>& cues, double seconds)
{
    for (size_t i = 0; i < cues.size(); ++i) {
        Cue& cue = cues[i];
        const double next = i + 1 < cues.size() ? cues[i + 1].begin : std::max(seconds, cue.end);
        cue.end = std::max(cue.end + kLinger, cue.begin + kShortestCue);
        cue.end = std::min({cue.end, cue.begin + kLongestCue, next});
        if (cue.end - cue.begin < kShortestCue) {
            const double before = i > 0 ? cues[i - 1].end : 0;
            cue.begin = std::clamp(cue.end - kShortestCue, std::min(before, cue.begin), cue.begin);
        }
    }
    std::erase_if(cues, [](const Cue& cue) { return cue.end <= cue.begin; });
}

} // namespace

std::vector<LoudStretch> loudStretches(const Waveform& voice, double begin, double end)
{
    const double step = voice.sampleRate > 0 ? static_cast<double>(kPeakStep) / voice.sampleRate : 0;
    const auto count = static_cast<double>(voice.peaks.size());
    if (!(step > 0) || !(end > begin))
        return {};
    const auto first = static_cast<size_t>(std::clamp(std::floor(begin / step), 0.0, count));
    const auto last = static_cast<size_t>(std::clamp(std::ceil(end / step), 0.0, count));
    std::vector<double> levels;
    for (size_t i = first; i < last; ++i)
        levels.push_back(decibels(voice.peaks[i]));
    if (levels.empty())
        return {};
    const double least = levelOfSpeech(levels);
    std::vector<LoudStretch> stretches;
    for (size_t i = 0; i < levels.size(); ++i) {
        if (levels[i] < least)
            continue;
        const double from = std::max(0.0, static_cast<double>(first + i) * step - begin);
        const double to = std::min(end - begin, from + step);
        if (!stretches.empty() && from - stretches.back().end < kShortGap)
            stretches.back().end = to;
        else
            stretches.push_back({from, to});
    }
    std::erase_if(stretches, [](const LoudStretch& stretch) { return stretch.length() < kShortBurst; });
    return stretches;
}

Result<std::vector<Cue>> alignWords(std::string_view text, const std::vector<LoudStretch>& loud, double seconds)
{
    const Script script(text);
    if (script.weights.back() <= 0)
        return Error{ErrorCode::BadOption, {}, "there are no words in the text"};
    const double spoken = lengthOf(loud);
    if (spoken <= 0)
        return Error{ErrorCode::NoAudio, {}, "no speech is heard, to lay words under; an SRT has times of its own"};
    // Words of punctuation alone take time, too.
    const double letters = std::max(script.weights.back() / kNarrowUnits, static_cast<double>(script.words.size()) / 2);
    if (letters > kMostLettersPerSecond * spoken)
        return Error{ErrorCode::BadOption,
                     {},
                     "the text has " + std::to_string(std::llround(letters)) + " letters, and the voice speaks for "
                         + std::to_string(std::llround(spoken)) + " s only: these aren't its words"};
    const std::vector<size_t> begins = wordsOfStretches(script, loud);
    const std::vector<LoudStretch> times = timesOf(script, loud, begins);
    std::vector<Cue> cues;
    size_t begin = 0;
    for (size_t i = 0; i < loud.size(); ++i) {
        const bool isPause = i + 1 == loud.size() || loud[i + 1].begin - loud[i].end >= kLongPause;
        if (isPause && begins[i + 1] > begin)
            addCues(script, times, std::exchange(begin, begins[i + 1]), begins[i + 1], cues);
    }
    setLengths(cues, seconds);
    return cues;
}

} // namespace studio::media
