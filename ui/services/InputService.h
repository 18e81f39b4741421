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
#include <QString>

#include <filesystem>
#include <memory>
#include <optional>

namespace studio::ui {

class WaveformPyramid;

// A portrait as far as it is known. Until `loaded` nothing is; then there are facts or an error.
struct PortraitState {
    QString path; // empty: not chosen
    bool loaded = false;
    std::optional<jobs::PortraitFacts> facts;
    std::optional<Error> error;
    QImage picture; // upright, reduced to at most 1024 pixels
};

struct VoiceState {
    QString path;
    bool loaded = false;
    std::optional<jobs::VoiceFacts> facts;
    std::optional<Error> error;
    std::shared_ptr<const media::Waveform> waveform; // there with the facts
    std::shared_ptr<const WaveformPyramid> pyramid; // of the waveform, to be drawn
};

struct PromptState {
    bool counted = false; // false: the model's tokenizer can't be read, or not yet
    int tokens = 0;
    int limit = 0;
    int keptCharacters = -1; // QChars of the prompt that the model reads; -1: all
};

// Looks into the scene's inputs in background threads: latest wins, old answers are dropped.
class InputService : public QObject {
    Q_OBJECT

public:
    explicit InputService(QObject* parent = nullptr);
    ~InputService() override;

    // Where the tokenizer is, and what it is called there.
    void setCheckpoint(const QString& folder, const CheckpointNames& names = {});
    // What has changed is looked into again.
    void setScene(const project::Scene& scene);
    // Blocks until everything was looked into; answers come afterwards, by the event loop.
    void waitForDone();

    [[nodiscard]] const PortraitState& portrait() const { return m_portrait; }
    [[nodiscard]] const VoiceState& voice() const { return m_voice; }
    // To draw a take's voice with; null unless it is the scene's.
    [[nodiscard]] std::shared_ptr<const WaveformPyramid> waveformOf(const std::filesystem::path& voice) const;
    [[nodiscard]] const PromptState& prompt() const { return m_prompt; }

Q_SIGNALS:
    void portraitChanged(const studio::ui::PortraitState& state);
    void voiceChanged(const studio::ui::VoiceState& state);
    void promptChanged(const studio::ui::PromptState& state);

private:
    struct Private;

    void lookAtPortrait(bool otherFile);
    void readVoice();
    void judgeVoice();
    void countPromptTokens();

    PortraitState m_portrait;
    VoiceState m_voice;
    PromptState m_prompt;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
