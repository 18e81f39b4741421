// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/InputService.h"

#include "core/media/FaceFinder.h"
#include "core/media/Thumbnail.h"
#include "core/media/VoiceReader.h"
#include "ui/services/Background.h"
#include "ui/services/Images.h"
#include "ui/services/Text.h"
#include "ui/services/WaveformPyramid.h"

#include <QThreadPool>
#include <QTimer>

#include <algorithm>
#include <list>
#include <stop_token>

namespace studio::ui {
namespace {

constexpr int kThumbnailSide = 1024; // pixels
constexpr int kPromptPause = 150; // ms after the last key
constexpr size_t kKeptWaveforms = 8; // of voices; that of an hour has 2 MB

using SharedCounter = std::shared_ptr<const pipeline::PromptCounter>;

// Result of reading a portrait's file.
struct PortraitAnswer {
    std::optional<Error> error;
    std::optional<jobs::PortraitFacts> facts;
    QImage picture;
    std::optional<std::vector<PortraitFace>> faces;
};

std::vector<PortraitFace> facesOf(const media::Picture& picture)
{
    std::vector<PortraitFace> faces;
    const double width = picture.width;
    const double height = picture.height;
    for (const media::Face& face : media::findFaces(picture)) {
        faces.push_back(
            {.box = QRectF(face.box.x / width, face.box.y / height, face.box.width / width, face.box.height / height),
             .eyes = face.eyes / height});
    }
    return faces;
}

PortraitAnswer readPortrait(const std::filesystem::path& path, const std::optional<project::CropRect>& crop,
                            int64_t area, bool withPicture)
{
    PortraitAnswer answer;
    const Result<jobs::PortraitFacts> facts = jobs::portraitFacts(path, crop, area);
    if (!facts) {
        answer.error = facts.error();
        return answer;
    }
    if (withPicture) {
        const Result<media::Picture> picture = media::pictureThumbnail(path, kThumbnailSide);
        if (!picture) { // The header is valid, but the rest isn't.
            answer.error = picture.error();
            return answer;
        }
        answer.picture = imageOf(*picture);
        if (media::canFindFaces())
            answer.faces = facesOf(*picture);
    }
    answer.facts = *facts;
    return answer;
}

// Result of reading a voice's file.
struct VoiceAnswer {
    std::optional<Error> error;
    std::shared_ptr<const media::Waveform> waveform;
    std::shared_ptr<const WaveformPyramid> pyramid;
};

VoiceAnswer readVoiceFile(const std::filesystem::path& path, const media::SoundChoice& choice,
                          const std::stop_token& stop)
{
    Result<media::Waveform> read = media::readWaveform(path, stop, choice);
    VoiceAnswer answer;
    if (!read) {
        answer.error = read.error();
        return answer;
    }
    answer.waveform = std::make_shared<const media::Waveform>(std::move(*read));
    answer.pyramid = WaveformPyramid::of(answer.waveform);
    return answer;
}

// Tokens of a prompt, and the characters that the model reads.
struct PromptAnswer {
    SharedCounter counter;
    int tokens = 0;
    int kept = -1;
};

PromptAnswer countPrompt(SharedCounter counter, const ModelPlace& place, const CheckpointNames& names,
                         const std::string& prompt)
{
    if (!counter) {
        Result<pipeline::PromptCounter> opened = pipeline::PromptCounter::open(place, names);
        if (!opened)
            return {};
        counter = std::make_shared<const pipeline::PromptCounter>(std::move(*opened));
    }
    PromptAnswer answer{.counter = counter, .tokens = static_cast<int>(counter->count(prompt))};
    if (answer.tokens > static_cast<int>(pipeline::PromptCounter::limit())) {
        const auto bytes = static_cast<qsizetype>(counter->keptBytes(prompt));
        answer.kept = static_cast<int>(QString::fromUtf8(prompt.data(), bytes).size());
    }
    return answer;
}

std::vector<std::filesystem::path> voicesOf(const project::Scene& scene)
{
    std::vector<std::filesystem::path> voices;
    for (const project::Person& person : scene.people)
        voices.push_back(person.voice);
    return voices;
}

std::vector<std::optional<Error>> errorsOf(const std::vector<std::filesystem::path>& voices)
{
    std::vector<std::optional<Error>> errors(voices.size());
    for (size_t i = 0; i < voices.size(); ++i) {
        if (voices[i].empty())
            continue;
        if (const Result<media::SoundInfo> sound = media::probeSound(voices[i]); !sound)
            errors[i] = sound.error();
    }
    return errors;
}

PromptState stateOf(const PromptAnswer& answer)
{
    return {.counted = answer.counter != nullptr,
            .tokens = answer.tokens,
            .limit = static_cast<int>(pipeline::PromptCounter::limit()),
            .keptCharacters = answer.kept};
}

} // namespace

struct InputService::Private {
    struct KeptWaveform {
        std::filesystem::path voice;
        int track = 0;
        bool reading = false;
        std::shared_ptr<const WaveformPyramid> waveform; // null: can't be read
    };

    QThreadPool pool;
    project::Scene scene;
    QTimer promptTimer;
    ModelPlace place;
    CheckpointNames names;
    SharedCounter counter;
    // Numbers of the latest requests; older answers are dropped.
    int portraitQuestion = 0;
    int voiceQuestion = 0;
    int peopleQuestion = 0;
    int promptQuestion = 0;
    int countQuestion = 0;
    std::stop_source voiceStop;
    std::list<KeptWaveform> waveforms; // the latest first
    std::stop_source takesStop;
};

InputService::InputService(QObject* parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>())
{
    // One thread each, so that a long voice doesn't delay portrait, prompt or a take's voice.
    m_d->pool.setMaxThreadCount(4);
    m_d->promptTimer.setSingleShot(true);
    m_d->promptTimer.setInterval(kPromptPause);
    connect(&m_d->promptTimer, &QTimer::timeout, this, &InputService::countPromptTokens);
}

InputService::~InputService()
{
    m_d->voiceStop.request_stop();
    m_d->takesStop.request_stop();
    waitForDone();
}

void InputService::waitForDone()
{
    m_d->pool.waitForDone();
}

void InputService::setModel(const ModelPlace& place, const CheckpointNames& names)
{
    if (m_d->place == place && m_d->names == names)
        return;
    m_d->place = place;
    m_d->names = names;
    m_d->counter.reset();
    m_d->promptTimer.start();
}

void InputService::setScene(const project::Scene& scene)
{
    const project::Scene before = std::exchange(m_d->scene, scene);
    const bool otherPortrait = before.portrait != scene.portrait;
    if (otherPortrait || before.crop != scene.crop || before.settings.area() != scene.settings.area())
        lookAtPortrait(otherPortrait);
    const bool otherVoice = before.voice != scene.voice || before.voiceTrack != scene.voiceTrack;
    if (otherVoice || (before.voiceLevel != scene.voiceLevel && !scene.voice.empty()))
        readVoice(otherVoice);
    else if (before.trim != scene.trim || before.settings.clips != scene.settings.clips)
        judgeVoice();
    if (voicesOf(before) != voicesOf(scene))
        readPeople();
    if (before.prompt != scene.prompt)
        m_d->promptTimer.start();
}

void InputService::lookAtPortrait(bool otherFile)
{
    const project::Scene& scene = m_d->scene;
    const int question = ++m_d->portraitQuestion;
    if (otherFile) {
        m_portrait = {};
        m_portrait.path = fromPath(scene.portrait);
    }
    if (scene.portrait.empty()) {
        m_portrait.loaded = false;
        Q_EMIT portraitChanged(m_portrait);
        return;
    }
    const bool withPicture = m_portrait.picture.isNull();
    inBackground(
        m_d->pool, this,
        [path = scene.portrait, crop = scene.crop, area = scene.settings.area(), withPicture] {
            return readPortrait(path, crop, area, withPicture);
        },
        [this, question](const PortraitAnswer& answer) {
            if (question != m_d->portraitQuestion)
                return;
            m_portrait.loaded = true;
            m_portrait.error = answer.error;
            m_portrait.facts = answer.facts;
            if (!answer.picture.isNull() || answer.error) {
                m_portrait.picture = answer.picture;
                m_portrait.faces = answer.faces;
            }
            Q_EMIT portraitChanged(m_portrait);
        });
}

void InputService::readVoice(bool otherVoice)
{
    m_d->voiceStop.request_stop();
    m_d->voiceStop = {};
    const int question = ++m_d->voiceQuestion;
    if (otherVoice) { // At another level it stays as it is until it is read.
        m_voice = {};
        m_voice.path = fromPath(m_d->scene.voice);
    }
    if (m_d->scene.voice.empty()) {
        Q_EMIT voiceChanged(m_voice);
        return;
    }
    inBackground(
        m_d->pool, this,
        [path = m_d->scene.voice,
         choice = media::SoundChoice{.track = m_d->scene.voiceTrack, .level = m_d->scene.voiceLevel},
         stop = m_d->voiceStop.get_token()] { return readVoiceFile(path, choice, stop); },
        [this, question, path = m_d->scene.voice, track = m_d->scene.voiceTrack,
         level = m_d->scene.voiceLevel](const VoiceAnswer& answer) {
            if (question != m_d->voiceQuestion)
                return;
            keepWaveform(path, track, answer.pyramid);
            m_voice.loaded = true;
            m_voice.error = answer.error;
            m_voice.waveform = answer.waveform;
            m_voice.pyramid = answer.pyramid;
            m_voice.level = level;
            m_voice.facts.reset();
            judgeVoice();
        });
}

std::shared_ptr<const WaveformPyramid> InputService::waveformOf(const std::filesystem::path& voice, int track)
{
    if (voice.empty())
        return nullptr;
    if (voice == m_d->scene.voice && track == m_d->scene.voiceTrack)
        return m_voice.pyramid; // or being read: voiceChanged() follows
    std::list<Private::KeptWaveform>& kept = m_d->waveforms;
    const auto found = std::ranges::find_if(
        kept, [&](const Private::KeptWaveform& one) { return one.voice == voice && one.track == track; });
    if (found != kept.end()) {
        kept.splice(kept.begin(), kept, found);
        return kept.front().waveform;
    }
    kept.push_front({.voice = voice, .track = track, .reading = true, .waveform = {}});
    inBackground(
        m_d->pool, this,
        [voice, track, stop = m_d->takesStop.get_token()] { return readVoiceFile(voice, {.track = track}, stop); },
        [this, voice, track](const VoiceAnswer& answer) {
            keepWaveform(voice, track, answer.pyramid);
            Q_EMIT waveformRead();
        });
    return nullptr;
}

void InputService::keepWaveform(const std::filesystem::path& voice, int track,
                                std::shared_ptr<const WaveformPyramid> waveform)
{
    std::list<Private::KeptWaveform>& kept = m_d->waveforms;
    std::erase_if(kept, [&](const Private::KeptWaveform& one) { return one.voice == voice && one.track == track; });
    kept.push_front({.voice = voice, .track = track, .reading = false, .waveform = std::move(waveform)});
    // One that is being read stays, so that it isn't read twice.
    for (auto last = std::prev(kept.end()); kept.size() > kKeptWaveforms && last != kept.begin();) {
        const auto next = std::prev(last);
        if (!last->reading)
            kept.erase(last);
        last = next;
    }
}

void InputService::judgeVoice()
{
    if (m_voice.waveform)
        m_voice.facts = jobs::voiceFacts(*m_voice.waveform, m_d->scene.trim, m_d->scene.settings.clips);
    if (m_voice.loaded)
        Q_EMIT voiceChanged(m_voice);
}

void InputService::readPeople()
{
    const int question = ++m_d->peopleQuestion;
    std::vector<std::filesystem::path> voices = voicesOf(m_d->scene);
    m_peopleErrors.assign(voices.size(), std::nullopt);
    m_peopleAreRead = voices.empty();
    if (m_peopleAreRead) {
        Q_EMIT peopleChanged();
        return;
    }
    inBackground(
        m_d->pool, this, [voices = std::move(voices)] { return errorsOf(voices); },
        [this, question](const std::vector<std::optional<Error>>& errors) {
            if (question != m_d->peopleQuestion)
                return;
            m_peopleErrors = errors;
            m_peopleAreRead = true;
            Q_EMIT peopleChanged();
        });
}

void InputService::countPromptTokens()
{
    const int question = ++m_d->promptQuestion;
    inBackground(
        m_d->pool, this,
        [counter = m_d->counter, place = m_d->place, names = m_d->names, prompt = m_d->scene.prompt] {
            return countPrompt(counter, place, names, prompt);
        },
        [this, question](const PromptAnswer& answer) {
            if (question != m_d->promptQuestion)
                return;
            m_d->counter = answer.counter;
            m_prompt = stateOf(answer);
            Q_EMIT promptChanged(m_prompt);
        });
}

void InputService::count(const QString& prompt)
{
    const int question = ++m_d->countQuestion;
    inBackground(
        m_d->pool, this,
        [counter = m_d->counter, place = m_d->place, names = m_d->names, prompt = prompt.toStdString()] {
            return countPrompt(counter, place, names, prompt);
        },
        [this, question](const PromptAnswer& answer) {
            if (question == m_d->countQuestion)
                Q_EMIT promptCounted(stateOf(answer));
        });
}

} // namespace studio::ui
