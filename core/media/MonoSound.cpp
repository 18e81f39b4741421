// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MonoSound.h"

#include "core/base/Log.h"
#include "core/media/Loudness.h"

#include <algorithm>
#include <utility>

namespace studio::media {
namespace {

// One pass over the file.
struct Pass {
    SoundFindings findings; // includes the treatment that the sound needs
    SoundTreatment applied;
};

// Whether the film's sound is measured. Otherwise the voice is: of surround sound, whose music may be far louder, and
// where the film has one channel alone.
bool isMeasuredWhole(const SoundStream& stream, const SoundTreatment& treatment)
{
    return stream.channels() <= 2 && treatment.reason != MixReason::Loudest;
}

// Nothing where the sound isn't measured. Error: OutOfMemory.
Result<std::optional<LoudnessMeter>> meterFor(const SoundStream& stream, SoundRules rules, int channels)
{
    if (rules != SoundRules::Studio)
        return std::optional<LoudnessMeter>();
    Result<LoudnessMeter> meter = LoudnessMeter::open(stream.sampleRate(), channels);
    if (meter)
        return std::optional(std::move(*meter));
    if (meter.error().code == ErrorCode::OutOfMemory) // Without it the same voice would become a louder or softer one.
        return meter.error();
    log::warning("the loudness can't be measured: " + meter.error().subject + ": " + meter.error().detail);
    return std::optional<LoudnessMeter>();
}

void scaleBy(std::vector<float>& samples, float factor)
{
    if (factor == 1)
        return;
    for (float& sample : samples)
        sample *= factor;
}

Result<Pass> readOnce(SoundStream& stream, const SoundChoice& choice, const SoundTreatment& treatment,
                      const MonoSink& sink, const std::stop_token& stop, const std::filesystem::path& path)
{
    SoundTreatment ungained = treatment;
    ungained.gain = 1;
    SoundCleaner cleaner(ungained, stream.sampleRate());
    SoundExaminer examiner(stream.speakers(), stream.sampleRate(), choice.rules);
    const bool whole = isMeasuredWhole(stream, treatment);
    Result<std::optional<LoudnessMeter>> found = meterFor(stream, choice.rules, whole ? stream.channels() : 1);
    if (!found)
        return Error{found.error().code, path.string(), found.error().detail};
    std::optional<LoudnessMeter>& meter = *found;
    if (Status begun = sink.begin(stream); !begun)
        return begun.error();
    for (Planes piece = stream.next(); !piece.empty(); piece = stream.next()) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, path.string(), "stopped while the sound was read"};
        examiner.add(piece);
        Planes cleaned = cleaner.cleaned(std::move(piece));
        if (meter && whole)
            meter->add(cleaned);
        std::vector<float> mono = cleaner.voice(std::move(cleaned));
        if (meter && !whole)
            meter->add(std::span(&mono, 1));
        scaleBy(mono, treatment.gain);
        if (Status added = sink.add(mono); !added)
            return added.error();
    }
    if (stream.readError())
        return *stream.readError();

    Pass pass{.findings = {.treatment = examiner.finish(),
                           .tracks = stream.tracks(),
                           .speakers = stream.speakers(),
                           .loudness = std::nullopt,
                           .peak = 0,
                           .damaged = stream.damaged()},
              .applied = treatment};
    SoundTreatment& needed = pass.findings.treatment;
    needed.track = stream.track();
    // Measured is the treated sound, so the result is valid only once the rest of the treatment is final.
    ungained.track = needed.track;
    if (meter && ungained == needed) {
        pass.findings.loudness = meter->integrated();
        pass.findings.peak = meter->truePeak();
        if (!whole) // The film has the other channels, too.
            pass.findings.peak = std::max(pass.findings.peak, double{examiner.peak()} * needed.scale);
        needed.gain = gainFor(choice.level, pass.findings.loudness, pass.findings.peak);
    }
    pass.applied.track = needed.track;
    return pass;
}

} // namespace

Result<SoundFindings> readMono(const std::filesystem::path& path, const SoundChoice& choice, const MonoSink& sink,
                               const std::stop_token& stop)
{
    constexpr int kMostPasses = 4; // Three suffice: unchanged, repaired, made louder.
    std::optional<SoundTreatment> treatment;
    for (int count = 1;; ++count) {
        Result<SoundStream> stream = SoundStream::open(path, choice.track);
        if (!stream)
            return stream.error();
        if (!treatment)
            treatment = plainTreatment(stream->speakers(), choice.rules);
        Result<Pass> pass = readOnce(*stream, choice, *treatment, sink, stop, path);
        if (!pass)
            return pass.error();
        if (pass->findings.treatment == pass->applied || count == kMostPasses)
            return std::move(pass->findings);
        treatment = pass->findings.treatment;
    }
}

} // namespace studio::media
