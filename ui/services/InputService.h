// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "core/jobs/InputFacts.h"
#include "core/media/Waveform.h"
#include "core/pipeline/PromptCounter.h"
#include "core/project/Scene.h"

#include <QImage>
#include <QObject>
#include <QRectF>
#include <QString>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace studio::ui {

class WaveformPyramid;

// A face in a portrait, in shares of the picture.
struct PortraitFace {
    QRectF box; // from the hair to the chin
    double eyes = 0; // their height
};

// What is known of a portrait. Once `loaded`, it has either facts or an error.
struct PortraitState {
    QString path; // empty: not chosen
    bool loaded = false;
    std::optional<jobs::PortraitFacts> facts;
    std::optional<Error> error;
    QImage picture; // upright, reduced to at most 1024 pixels
    // The largest first; none: this program can't find any (media::canFindFaces()).
    std::optional<std::vector<PortraitFace>> faces;
};

struct VoiceState {
    QString path;
    bool loaded = false;
    std::optional<jobs::VoiceFacts> facts;
    std::optional<Error> error;
    std::shared_ptr<const media::Waveform> waveform; // set together with facts
    VoiceLevel level; // at which it was read: that of the scene, or of the one before while the file is read again
    std::shared_ptr<const WaveformPyramid> pyramid; // of the waveform, for drawing
};

struct PromptState {
    bool counted = false; // false: the tokenizer isn't read yet, or can't be
    int tokens = 0;
    int limit = 0;
    int keptCharacters = -1; // QChars of the prompt that the model reads; -1: all
};

// Reads the scene's inputs on background threads; results for replaced inputs are dropped.
class InputService : public QObject {
    Q_OBJECT

public:
    explicit InputService(QObject* parent = nullptr);
    ~InputService() override;

    // The folder with the tokenizer, and the tokenizer's name there.
    void setModel(const ModelPlace& place, const CheckpointNames& names = {});
    // Reads the inputs that have changed.
    void setScene(const project::Scene& scene);
    // Blocks until all inputs are read; the event loop delivers the results afterwards.
    void waitForDone();

    [[nodiscard]] const PortraitState& portrait() const { return m_portrait; }
    [[nodiscard]] const VoiceState& voice() const { return m_voice; }
    // What is wrong with the voices that the scene's people have of their own, by person; nothing while they are read.
    [[nodiscard]] const std::vector<std::optional<Error>>& peopleErrors() const { return m_peopleErrors; }
    [[nodiscard]] bool peopleAreRead() const { return m_peopleAreRead; }
    // The waveform of a take's voice, for drawing. One that isn't known yet is read in the background: null until
    // waveformRead(), and if it can't be read. The last few are kept. `track`: from 1; 0: the file's default.
    [[nodiscard]] std::shared_ptr<const WaveformPyramid> waveformOf(const std::filesystem::path& voice, int track);
    [[nodiscard]] const PromptState& prompt() const { return m_prompt; }
    // Counts the tokens of another prompt than the scene's; promptCounted() follows for the last call.
    void count(const QString& prompt);

Q_SIGNALS:
    void portraitChanged(const studio::ui::PortraitState& state);
    void voiceChanged(const studio::ui::VoiceState& state);
    void peopleChanged(); // peopleErrors()
    void promptChanged(const studio::ui::PromptState& state);
    void promptCounted(const studio::ui::PromptState& state);
    void waveformRead(); // another voice than the scene's; ask waveformOf() again

private:
    struct Private;

    void lookAtPortrait(bool otherFile);
    void readVoice(bool otherVoice);
    void judgeVoice();
    void readPeople();
    void keepWaveform(const std::filesystem::path& voice, int track, std::shared_ptr<const WaveformPyramid> waveform);
    void countPromptTokens();

    PortraitState m_portrait;
    VoiceState m_voice;
    std::vector<std::optional<Error>> m_peopleErrors;
    bool m_peopleAreRead = true;
    PromptState m_prompt;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
