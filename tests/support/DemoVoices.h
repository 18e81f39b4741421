// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/Models.h"
#include "core/media/VoiceReader.h"
#include "tests/support/MediaFiles.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace studio::test {

// The demo's voices one after the other, over and over, as a WAV file of so many seconds; `pause`: seconds of silence
// behind each. Ends the program if they can't be read.
inline void writeDemoVoices(const jobs::DemoScene& demo, size_t seconds, const std::filesystem::path& file,
                            size_t pause = 0)
{
    std::vector<std::vector<float>> voices;
    for (const jobs::DemoVoice& each : demo.voices) {
        auto voice = media::readVoice(each.file);
        if (!voice || voice->samples.empty()) {
            std::fprintf(stderr, "%s can't be read\n", each.file.c_str());
            std::exit(1);
        }
        voices.push_back(std::move(voice->samples));
    }
    std::vector<float> samples;
    for (size_t i = 0; samples.size() < seconds * media::kVoiceRate; ++i) {
        const std::vector<float>& voice = voices[i % voices.size()];
        samples.insert(samples.end(), voice.begin(), voice.end());
        samples.resize(samples.size() + pause * media::kVoiceRate);
    }
    samples.resize(seconds * media::kVoiceRate);
    writeWav(file.string(), {samples}, media::kVoiceRate);
}

} // namespace studio::test
