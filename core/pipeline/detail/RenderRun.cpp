// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/RenderRun.h"

#include "core/base/Log.h"
#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/model/MappedFile.h"
#include "core/pipeline/FilmLength.h"
#include "core/pipeline/Forecast.h"
#include "core/pipeline/detail/DeviceMachine.h"
#include "core/pipeline/detail/FilmDump.h"
#include "core/pipeline/detail/FilmFrames.h"
#include "core/pipeline/detail/FilmNoise.h"
#include "core/pipeline/detail/FilmPast.h"
#include "core/pipeline/detail/FilmText.h"
#include "core/pipeline/detail/FilmVoices.h"
#include "core/pipeline/detail/HistoryDecoder.h"
#include "core/pipeline/detail/NetworkNames.h"
#include "core/pipeline/detail/Networks.h"
#include "core/pipeline/detail/PausableLayers.h"
#include "core/pipeline/detail/PictureCoder.h"
#include "core/pipeline/detail/WavefrontDenoiser.h"
#include "core/sampler/Noise.h"
#include "core/tensor/Device.h"
#include "core/tensor/FiniteNumbers.h"
#include "core/tensor/OomRetry.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <string>
#include <utility>

namespace studio::pipeline {
namespace {

constexpr int64_t kWarmLatents = 7; // the first motion latents, decoded and thrown away (MODEL.md 8.2)

// One render: its state, and its stages in their order.
class RenderRun {
public:
    RenderRun(Networks& networks, const RenderRequest& request, RenderSink& sink, RenderReport& report,
              std::stop_token stop)
        : m_networks(networks)
        , m_request(request)
        , m_sink(sink)
        , m_report(report)
        , m_stop(std::move(stop))
        , m_device(networks.accelerator())
        , m_layers(sink, [this] { pauseInPass(); })
        , m_leadIn(leadInOf(request.compat))
        , m_past(request.continuation.made, -m_leadIn)
    {
    }

    Status all()
    {
        for (const auto stage : {&RenderRun::readNoise, &RenderRun::load, &RenderRun::encodeText,
                                 &RenderRun::encodeVoice, &RenderRun::encodePortrait, &RenderRun::makeFrames}) {
            if (m_stop.stop_requested())
                return Error{ErrorCode::Cancelled, {}, "stopped before the frames"};
            if (Status done = (this->*stage)(); !done)
                return done;
        }
        return kDone;
    }

    // Fills in the device's part of the report, and frees what only this film needs.
    void end()
    {
        if (!m_device)
            return;
        m_networks.releaseSpeech();
        reportUse(*m_device, m_before, m_report);
        if (!m_controller)
            return;
        reportPlan(m_controller->plan(), m_report);
        m_report.plans = m_controller->plans();
        m_controller->endFilm();
    }

private:
    Status readNoise() { return m_request.noise.empty() ? Status(kDone) : m_noise.read(m_request.noise); }

    Status load()
    {
        m_progress.loadsForFrames = m_device != nullptr;
        enter(Stage::Load);
        const ScopedTimer timer(m_report.loadSeconds);
        const auto config = m_networks.ditConfig();
        if (!config)
            return config.error();
        const auto tokenizer = m_networks.tokenizer();
        if (!tokenizer)
            return tokenizer.error();
        m_config = *config;
        m_tokenizer = *tokenizer;
        if (m_device)
            return makePlan(); // No network is loaded yet: the stages use the device in turn.
        const auto dit = m_networks.dit(m_stop, between());
        if (!dit)
            return dit.error();
        const auto vae = m_networks.vae(m_stop);
        if (!vae)
            return vae.error();
        m_lanes = m_request.memory.lanes > 0 ? std::min(m_request.memory.lanes, m_request.steps) : m_request.steps;
        return kDone;
    }

    // Plans the memory before anything is computed, or fails if nothing fits.
    Status makePlan()
    {
        const auto shape = m_networks.shape();
        if (!shape)
            return shape.error();
        // Weights of an earlier film are reused; the allocator's cached memory is returned.
        m_device->trim();
        m_device->setCap(0);
        m_device->resetPeak();
        m_before = m_device->traffic();
        FilmLength length = filmLength(static_cast<int64_t>(m_request.voice.size()), m_request);
        length.silentBlocks = silentBlocksOf(m_request.silentBlocks, length.clips, m_request.framesPerClip);
        PlanRequest wanted
            = planRequest(m_request, m_networks.options(), length, machineOf(*m_device, m_networks.keptBytes()));
        wanted.voices += static_cast<int>(m_request.people.size());
        m_plan = fastestPlan(**shape, wanted);
        m_report.plan = m_plan;
        if (!m_plan.fits)
            return Error{ErrorCode::DoesNotFit,
                         {},
                         "VRAM " + gigabytesText(m_plan.peakVram) + " of " + gigabytesText(wanted.vramBudget) + ", RAM "
                             + gigabytesText(m_plan.peakRam) + " of " + gigabytesText(wanted.ramBudget)};
        m_device->setCap(wanted.vramBudget - wanted.contextBytes);
        m_lanes = m_plan.lanes;
        m_progress.promisedVramBytes = promisedTensorBytes(m_plan);
        m_report.promisedDeviceBytes = m_plan.peakVram - wanted.contextBytes;
        // A simulated device's memory is RAM.
        m_report.promisedRamBytes = m_plan.peakRam + (m_device->device().is_cpu() ? m_report.promisedDeviceBytes : 0);
        return kDone;
    }

    Status encodeText()
    {
        enter(Stage::Text);
        const ScopedTimer timer(m_report.textSeconds);
        const Result<at::Tensor> first = encodePrompt(m_request.prompt);
        if (!first)
            return first.error();
        m_text.add(-m_leadIn, *first);
        m_dump.add("context", *first);
        for (const Turn& turn : m_request.turns) {
            if (!turn.prompt || *turn.prompt == m_request.promptAt(turn.block - 1, m_request.prompt))
                continue;
            const Result<at::Tensor> rows = encodePrompt(*turn.prompt);
            if (!rows)
                return rows.error();
            m_text.add(turn.block, *rows);
        }
        return kDone;
    }

    // [n, textDim]
    Result<at::Tensor> encodePrompt(const std::string& prompt)
    {
        const std::vector<int64_t> ids = m_tokenizer->encode(prompt, static_cast<size_t>(m_config->textLength));
        m_report.promptTokens = std::max(m_report.promptTokens, static_cast<int64_t>(ids.size()));
        const bool onCpu = m_networks.options().textOnCpu || (m_device && m_plan.textEncoder == Processor::Cpu);
        Result<at::Tensor> rows = m_networks.encodePrompt(ids, onCpu ? Processor::Cpu : Processor::Gpu,
                                                          stageBytes(m_plan.textVram), m_stop, between());
        if (!rows)
            return rows.error();
        if (rows->size(1) != m_config->textDim)
            return Error{ErrorCode::CheckpointMismatch, "models_t5_umt5-xxl-enc-bf16.pth",
                         "its rows have " + std::to_string(rows->size(1)) + " numbers, the model reads "
                             + std::to_string(m_config->textDim)};
        return rows;
    }

    // Encodes as much of the voice as the first block needs; the rest follows while the film is made.
    Status encodeVoice()
    {
        enter(Stage::Audio);
        const ScopedTimer timer(m_report.audioSeconds);
        const auto config = m_networks.speechConfig();
        if (!config)
            return config.error();
        const audio::Wav2Vec2Config& speech = **config;
        if (speech.layers + 1 != m_config->audioStates || speech.dim != m_config->audioDim)
            return Error{ErrorCode::CheckpointMismatch, "wav2vec2-large-xlsr-53-english",
                         "it gives " + std::to_string(speech.layers + 1) + " hidden states of "
                             + std::to_string(speech.dim) + ", the model reads " + std::to_string(m_config->audioStates)
                             + " of " + std::to_string(m_config->audioDim)};
        const auto sampleCount = static_cast<int64_t>(m_request.voice.size());
        const int64_t states = speech.frameCount(sampleCount);
        const int64_t clips = clipsOf(states, sampleCount, m_request.framesPerClip, m_request.compat);
        m_clips = bounded(clips, m_request.clips);
        m_frames = framesOf(m_clips, sampleCount, m_request.framesPerClip, m_request.compat);
        m_report.clips = m_clips;
        for (int64_t block = 0; block < m_clips * m_request.framesPerClip / kFramesPerBlock; ++block)
            m_report.shortBlocks += m_request.stepsAt(block) < m_request.steps ? 1 : 0;
        if (Status found = findBeginning(); !found)
            return found;

        // The samples stay in RAM, 64 kB a second; features are made of them as far ahead as a block needs. A dump
        // needs the features of the whole voice.
        const int64_t frames = std::max<int64_t>(1, m_dump.isWanted() ? clips : m_clips) * m_request.framesPerClip;
        m_voices.emplace(m_request, speech, frames, m_networks.dtype(), // as blockContext() reads them
                         m_blockShape[2], m_blockShape[3],
                         [this](const at::Tensor& window, const audio::Wav2Vec2::StateCallback& take,
                                const audio::EncodeOptions& options) { return encodeWindow(window, take, options); });
        if (m_device && m_plan.audioModel == Processor::Gpu) {
            m_hearsOn = Processor::Gpu;
            m_networks.makeSpace(stageBytes(m_plan.audioVram));
        }
        const int64_t begin = std::clamp<int64_t>(m_replayFrom, 0, m_facts.end - 1) * kFramesPerBlock;
        const int64_t end = m_dump.isWanted() ? frames : begin + kFramesPerBlock;
        m_progress.voiceSeconds = static_cast<double>(m_voices->samplesFor(begin, end)) / kVoiceRate;
        const auto voices = heard(begin, end, {.stop = m_stop, .between = between()});
        if (!voices)
            return voices.error();
        for (size_t i = 0; i < voices->size(); ++i)
            m_dump.add("audio_emb" + (i > 0 ? std::to_string(i + 1) : ""), (*voices)[i].features.unsqueeze(0));
        return kDone;
    }

    // Where a continued film begins again; another one begins with its first block.
    Status findBeginning()
    {
        m_blocksPerClip = m_request.framesPerClip / kFramesPerBlock;
        const int64_t h = m_request.height / vae::kPixelsPerLatent;
        const int64_t w = m_request.width / vae::kPixelsPerLatent;
        m_blockShape = {m_config->inChannels, dit::kBlockLatents, h, w};
        m_facts = {.first = -m_leadIn,
                   .end = m_clips * m_blocksPerClip,
                   .steps = m_request.steps,
                   .lanes = m_request.schedule == Schedule::Wavefront ? m_lanes : 1,
                   .format = numberFormatOf(m_networks.dtype()),
                   .stepBytes = stepBytesOf(m_blockShape, m_networks.dtype())};
        m_replayFrom = m_decodeFrom = m_facts.first;
        if (Status same = m_past.check(m_facts); !same || m_past.end() == m_facts.first)
            return same;
        std::vector<int64_t> prefills{m_facts.first}; // the blocks before which there is one
        if (m_request.semantics != Semantics::SingleDeferred)
            prefills.push_back(m_blocksPerClip);
        m_replayFrom
            = m_past.end() < m_facts.end ? replayBegin(m_past.end(), prefills, kvShape(), m_facts.lanes) : m_facts.end;
        return kDone;
    }

    // What the film's frames [begin, end) hear.
    Result<std::vector<dit::HeardVoice>> heard(int64_t begin, int64_t end, const audio::EncodeOptions& options)
    {
        Result<std::vector<dit::HeardVoice>> voices = m_voices->frames(begin, end, options);
        m_report.heardSeconds = static_cast<double>(m_voices->encodedSamples()) / kVoiceRate;
        if (!voices)
            return voices;
        if (m_device && m_voices->isComplete())
            m_networks.releaseSpeech();
        const tensor::HostScope host;
        for (const dit::HeardVoice& voice : *voices) {
            if (!tensor::isFinite(voice.features))
                return notFinite(Network::VoiceEncoder, m_networks.files().wav2vec2);
        }
        return voices;
    }

    // What a block that begins hears; the lead-in hears the film's first frame. A pause is heard within a window, too.
    Result<std::vector<dit::HeardVoice>> heardBy(int64_t block)
    {
        const Stopwatch watch;
        const double paused = m_pausedSeconds;
        const audio::EncodeOptions options{.stop = m_stop, .between = [this](double) {
                                               if (m_sink.pauseRequested())
                                                   pauseInPass();
                                           }};
        const int64_t begin = std::max<int64_t>(0, block) * kFramesPerBlock;
        Result<std::vector<dit::HeardVoice>> voices = heard(begin, begin + (block < 0 ? 1 : kFramesPerBlock), options);
        if (voices && block < 0) {
            const tensor::HostScope host;
            for (dit::HeardVoice& voice : *voices)
                voice.features = voice.features.expand({-1, -1, kFramesPerBlock}).contiguous();
        }
        m_report.audioSeconds += watch.seconds() - (m_pausedSeconds - paused);
        return voices;
    }

    // On the device as long as that has room; then on the CPU, for the rest of the film.
    Status encodeWindow(const at::Tensor& samples, const audio::Wav2Vec2::StateCallback& take,
                        const audio::EncodeOptions& options)
    {
        if (m_controller && m_controller->plan().audioModel == Processor::Cpu)
            m_hearsOn = Processor::Cpu;
        if (m_hearsOn == Processor::Gpu) {
            try {
                return m_networks.encodeVoice(samples, Processor::Gpu, take, options);
            } catch (const c10::OutOfMemoryError& error) {
                log::warning(std::string("the voice is encoded on the CPU: ") + error.what_without_backtrace());
            }
            m_hearsOn = Processor::Cpu;
        }
        return m_networks.encodeVoice(samples, Processor::Cpu, take, options);
    }

    Status encodePortrait()
    {
        enter(Stage::Image);
        const ScopedTimer timer(m_report.imageSeconds);
        m_networks.makeSpace(stageBytes(m_plan.imageVram));
        if (Status encoded = m_coder.encodePortrait(); !encoded)
            return encoded;
        m_dump.add("ref_latents_init", m_coder.reference().unsqueeze(0));
        m_dump.add("motion_latents_init", m_coder.motion().unsqueeze(0));
        return kDone;
    }

    Status makeFrames()
    {
        enter(Stage::Frames);
        const int64_t h = m_request.height / vae::kPixelsPerLatent;
        const int64_t w = m_request.width / vae::kPixelsPerLatent;
        m_progress.blocks = m_facts.end;
        m_progress.leadIn = m_leadIn;
        m_progress.forwards = (m_facts.end - m_replayFrom) * m_request.steps;
        m_progress.framesTotal = m_frames;
        report();

        if (Status prepared = prepare(); !prepared)
            return prepared;
        if (Status whole = m_files.whole(); !whole)
            return whole;
        m_progress.forwardsToFrames = forwardsToFrames(m_request.semantics, m_facts, m_replayFrom, m_past.end(),
                                                       std::min(m_blocksPerClip, m_facts.end));
        report();
        if (m_replayFrom != m_facts.first)
            m_kv->clearRings();
        if (m_sink.takesBlocks()) {
            if (Status taken = m_sink.blocks(m_facts); !taken)
                return taken;
        }
        WavefrontDenoiser denoiser(
            *m_dit, m_layers, *m_kv,
            {.h = h,
             .w = w,
             .voices = [this](int64_t block) { return heardBy(block - m_leadIn); },
             .text = [this](int64_t block) { return m_text.of(block - m_leadIn, *m_dit, m_freeMemory); },
             .noise =
                 [this, h, w](int64_t made) {
                     const int64_t block = made - m_leadIn; // of the film
                     return m_noise.ofBlock(block, m_request.seedAt(block),
                                            {m_config->inChannels, h, w, m_blocksPerClip});
                 },
             .distance =
                 [this](int64_t made, int step) {
                     const int64_t block = made - m_leadIn;
                     return m_request.referenceDistance.value_or(
                         sampler::referenceDistance(m_request.seedAt(block), block, step));
                 },
             .steps = m_request.steps,
             .shift = m_request.timestepShift,
             .lanes = m_facts.lanes,
             .stepsOf = [this](int64_t made) { return m_request.stepsAt(made - m_leadIn); },
             .known = [this](int64_t block) { return m_past.steps(block - m_leadIn, m_blockShape); },
             .depthOfKnown = [this, caches = kvShape()](
                                 int64_t block) { return replayDepth(block - m_leadIn, m_past.end(), caches); },
             .record = recorder(),
             .betweenTicks =
                 [this] {
                     if (m_controller)
                         m_controller->betweenTicks();
                 },
             .freeMemory = m_freeMemory,
             .pauseOffDevice = [this] { return pauseOffDevice(); }});
        FilmFrames frames(m_sink, droppedFrames(), m_frames, m_request.continuation.firstFrame,
                          m_dump.isWanted() ? FilmFrames::Keep::Yes : FilmFrames::Keep::No, m_freeMemory);
        const Status rendered
            = m_request.semantics == Semantics::Stream ? stream(denoiser, frames) : single(denoiser, frames);
        m_report.frames = frames.count();
        const Status dumped = m_dump.write(frames);
        return rendered ? dumped : rendered;
    }

    // On a device with memory of its own the weights have been copied: what becomes of their files is of no matter.
    [[nodiscard]] Status areFilesWhole() const { return m_device ? m_files.noneLost() : m_files.whole(); }

    // Passes on no block that was made of files that changed.
    [[nodiscard]] std::function<Status(int64_t, std::span<const at::Tensor>)> recorder()
    {
        auto record = recorderOf(m_sink, m_leadIn);
        if (!record)
            return {};
        return [this, record = std::move(record)](int64_t made, std::span<const at::Tensor> steps) {
            Status whole = areFilesWhole();
            return whole ? record(made, steps) : whole;
        };
    }

    [[nodiscard]] offload::KvShape kvShape() const
    {
        return dit::kvShapeOf(*m_config, m_request.steps, m_blockShape[2], m_blockShape[3], m_request.windowBlocks);
    }

    // Loads the transformer to its device, and allocates its KV caches.
    Status prepare()
    {
        const ScopedTimer timer(m_report.loadSeconds);
        if (!m_device) {
            const auto loaded = m_networks.dit(m_stop);
            if (!loaded)
                return loaded.error();
            m_dit = loaded->model;
            m_layers.setSource(*loaded->layers);
            m_ownKv.emplace(kvShape(), at::device(m_dit->device()).dtype(m_dit->dtype()));
            m_kv = &*m_ownKv;
            return kDone;
        }
        const auto controller = m_networks.controller();
        if (!controller)
            return controller.error();
        const auto progress = [this](int64_t done, int64_t all) {
            m_progress.prepared = done;
            m_progress.preparing = all;
            report();
        };
        const Status prepared = tensor::retryOnOom(
            m_freeMemory, [&] { return (*controller)->prepare(m_plan, kvShape(), progress, m_stop); });
        if (!prepared)
            return prepared;
        m_progress.prepared = m_progress.preparing;
        m_controller = *controller;
        m_dit = &m_controller->model();
        m_layers.setSource(m_controller->layers());
        m_kv = &m_controller->kv();
        return kDone;
    }

    // MODEL.md 8.2
    Status stream(WavefrontDenoiser& denoiser, FilmFrames& frames)
    {
        m_decoder.emplace(m_coder.vae());
        // The first latent of everything denoised, lead-in included. A later one shows another scene than the portrait,
        // and the film would jump to it at the second clip.
        at::Tensor firstLatent;
        m_decodeFrom = decodeBegin(m_facts, m_past.end(), m_request.continuation.firstFrame + droppedFrames(),
                                   m_coder.vae().decoderReach());
        if (m_decodeFrom > m_facts.first) {
            // The first latent gives one frame instead of four, which is as little of use as those after it.
            frames.skip((m_decodeFrom - m_facts.first) * kFramesPerBlock + vae::kFramesPerLatent - 1);
        } else {
            const ScopedTimer timer(m_report.vaeSeconds);
            const Result<at::Tensor> warm = m_decoder->decode(m_coder.motion().narrow(1, 0, kWarmLatents), m_stop);
            if (!warm)
                return warm.error();
        }
        const auto ready = [&](int64_t made, const at::Tensor& latents) -> Status {
            const int64_t block = made - m_leadIn; // of the film
            m_dump.addBlock(block, latents, m_blocksPerClip);
            if (made == 0)
                firstLatent = tensor::toHost(latents.narrow(1, 0, 1));
            if (block < m_decodeFrom)
                return kDone;
            if (m_controller)
                m_controller->betweenTicks();
            const ScopedTimer timer(m_report.vaeSeconds);
            const at::Tensor mark = markOf(latents);
            const Result<at::Tensor> decoded = m_decoder->decode(latents, m_stop);
            if (!decoded)
                return decoded.error();
            return handOut(frames, mark, *decoded, block + 1);
        };
        if (Status done = denoiseBlocks(denoiser, m_coder.reference(), m_coder.motion(), -m_leadIn,
                                        std::min(m_blocksPerClip, m_progress.blocks), ready);
            !done)
            return done;
        if (m_clips < 2)
            return kDone;
        m_dump.add("ref_latents_clip1", firstLatent.unsqueeze(0));
        return denoiseBlocks(denoiser, firstLatent, m_coder.motion(), m_blocksPerClip, m_progress.blocks, ready);
    }

    // MODEL.md 8.1
    Status single(WavefrontDenoiser& denoiser, FilmFrames& frames)
    {
        const bool online = m_request.semantics == Semantics::SingleOnline;
        HistoryDecoder& history = m_history.emplace(m_coder.vae(), m_coder.image(), m_coder.motion());
        std::vector<at::Tensor> clips(static_cast<size_t>(m_clips)); // [16, 12, h, w], as all latents here in RAM
        std::vector<at::Tensor> blocks;
        int64_t decoded = 0;
        const auto decodeNext = [&] {
            // The clip's latents are freed here: online, memory doesn't grow with the film.
            const at::Tensor latents = std::exchange(clips[static_cast<size_t>(decoded)], {});
            return decodeClip(history, latents, decoded++, frames);
        };
        const auto ready = [&](int64_t made, const at::Tensor& latents) -> Status {
            const int64_t block = made - m_leadIn; // of the film; its first clip begins with the lead-in
            m_dump.addBlock(block, latents, m_blocksPerClip);
            blocks.push_back(tensor::toHost(latents));
            if (!tensor::isFinite(blocks.back()))
                return latentsNotFinite(block);
            m_progress.block = std::max<int64_t>(0, block + 1);
            const bool clipIsDone = block >= 0 && (block + 1) % m_blocksPerClip == 0;
            if (clipIsDone) {
                const tensor::HostScope host;
                clips[static_cast<size_t>(block / m_blocksPerClip)] = at::cat(blocks, 1);
                blocks.clear();
            }
            report();
            return online && clipIsDone && block >= m_blocksPerClip ? decodeNext() : Status(kDone);
        };
        const int64_t firstEnd = online ? m_blocksPerClip : m_progress.blocks;
        if (Status done = denoiseBlocks(denoiser, m_coder.reference(), m_coder.motion(), -m_leadIn, firstEnd, ready);
            !done)
            return done;

        if (online) {
            const at::Tensor first = tensor::toHost(clips[0].narrow(1, 0, 1));
            if (Status done = decodeNext(); !done)
                return done;
            if (m_clips > 1) {
                m_dump.add("ref_latents_clip1", first.unsqueeze(0));
                m_dump.add("motion_latents_clip1_sink", history.latents().unsqueeze(0));
                if (Status done
                    = denoiseBlocks(denoiser, first, history.latents(), m_blocksPerClip, m_progress.blocks, ready);
                    !done)
                    return done;
            }
        }
        while (decoded < m_clips) {
            if (Status done = decodeNext(); !done)
                return done;
        }
        return kDone;
    }

    // Decodes one clip after its history, passes it to the sink, and appends its frames to the history.
    Status decodeClip(HistoryDecoder& history, const at::Tensor& latents, int64_t clip, FilmFrames& frames)
    {
        pauseHere();
        const ScopedTimer timer(m_report.vaeSeconds);
        const bool isLast = clip + 1 == m_clips;
        std::vector<at::Tensor> made; // in RAM
        const auto take = [&](const at::Tensor& decoded) {
            if (!isLast)
                made.push_back(tensor::toHost(decoded));
            return handOut(frames, {}, decoded, m_progress.block);
        };
        if (Status done = history.decode(latents, take, m_stop); !done || isLast)
            return done;
        at::Tensor film;
        {
            const tensor::HostScope host;
            film = at::cat(made, 1);
        }
        const int64_t dropped = clip == 0 ? droppedFrames() : 0;
        return history.append(film.narrow(1, dropped, film.size(1) - dropped), m_stop);
    }

    // Passes on the blocks of [begin, end) that are known, as far as they are needed.
    Status passOnPast(int64_t begin, int64_t end, const WavefrontDenoiser::BlockReady& ready)
    {
        for (int64_t block = begin; block < std::min(end, m_past.end()); ++block) {
            if (m_stop.stop_requested())
                return Error{ErrorCode::Cancelled, {}, "stopped within the film's first part"};
            if (block != m_facts.first && block < m_decodeFrom)
                continue;
            const Result<at::Tensor> latents = m_past.latents(block, m_blockShape);
            if (!latents)
                return latents.error();
            pauseHere();
            const at::Tensor there
                = tensor::retryOnOom(m_freeMemory, [&] { return tensor::toDevice(*latents, m_networks.device()); });
            if (Status passed = ready(m_leadIn + block, there); !passed)
                return passed;
        }
        return kDone;
    }

    // Prefills, then denoises the film's blocks [begin, end), after those that are known; those of the lead-in are
    // negative. Counts the time outside of the callback as DiT. `motion` is a copy, since decoding known clips renews
    // the history that it may be of.
    Status denoiseBlocks(WavefrontDenoiser& denoiser, const at::Tensor& reference, at::Tensor motion, int64_t begin,
                         int64_t end, const WavefrontDenoiser::BlockReady& ready)
    {
        if (Status passed = passOnPast(begin, end, ready); !passed)
            return passed;
        if (m_replayFrom >= end)
            return kDone;
        const auto readyIfNew = [&](int64_t made, const at::Tensor& latents) {
            return made - m_leadIn < m_past.end() ? Status(kDone) : ready(made, latents);
        };
        const Stopwatch watch;
        const auto elsewhere = [this] { return m_report.vaeSeconds + m_report.audioSeconds + m_pausedSeconds; };
        const double before = elsewhere();
        Status done = denoiser.prefill(m_leadIn + begin, reference, motion, m_stop);
        motion.reset(); // A long pause frees the device's memory.
        if (done) {
            const auto forwardDone = [this](int64_t forwards) {
                m_progress.forward = forwards;
                report();
            };
            done = denoiser.run(m_leadIn + std::max(begin, m_replayFrom), m_leadIn + end, readyIfNew, forwardDone,
                                m_stop);
        }
        if (m_device)
            m_device->synchronize(); // Completes the time and stall figures.
        m_report.ditSeconds += watch.seconds() - (elsewhere() - before);
        return done;
    }

    // `block`: of the film, from 0; negative for the lead-in.
    [[nodiscard]] Error latentsNotFinite(int64_t block) const
    {
        return notFinite(Network::Transformer, m_networks.files().root, placeOfBlock(block));
    }
    [[nodiscard]] at::Tensor markOf(const at::Tensor& values)
    {
        return tensor::retryOnOom(m_freeMemory, [&] { return tensor::finiteMark(values); });
    }

    // `latentsMark`: finiteMark() of the decoded latents, read only now that the device is synchronised; undefined if
    // they have been checked already.
    Status handOut(FilmFrames& frames, const at::Tensor& latentsMark, const at::Tensor& decoded, int64_t blocks)
    {
        const at::Tensor mark = markOf(decoded);
        if (Status whole = areFilesWhole(); !whole)
            return whole;
        if (latentsMark.defined() && !tensor::isFiniteMark(latentsMark))
            return latentsNotFinite(blocks - 1);
        if (!tensor::isFiniteMark(mark))
            return notFinite(Network::Decoder, m_coder.decoderFile(), " after frame " + std::to_string(frames.count()));
        if (Status handed = frames.add(decoded); !handed)
            return handed;
        m_progress.block = std::max<int64_t>(0, blocks);
        m_progress.frames = frames.count();
        report();
        return kDone;
    }

    // Decoded frames before the film's first one.
    [[nodiscard]] int64_t droppedFrames() const
    {
        return m_leadIn * kFramesPerBlock + (m_request.compat.dropFirstFrames ? kDroppedFrames : 0);
    }

    // Tensor bytes of a stage, from the plan's VRAM.
    [[nodiscard]] int64_t stageBytes(int64_t vram) const { return vram - m_plan.request.contextBytes; }

    // Called on out-of-memory. While frames are made, the speech model leaves the device, then more and more of the
    // transformer; before that, the models and the allocator's cache are freed, once per stage.
    bool freeMemory()
    {
        if (m_controller) {
            if (m_hearsOn == Processor::Gpu && m_networks.releaseSpeech()) {
                log::warning("memory of the device gets short: the voice is encoded on the CPU");
                m_hearsOn = Processor::Cpu;
                return true;
            }
            return m_controller->freeMemory();
        }
        if (!m_device || m_trimmed)
            return false;
        m_trimmed = true;
        m_networks.releaseDevice();
        m_device->trim();
        return true;
    }

    void enter(Stage stage)
    {
        m_trimmed = false;
        m_progress.stage = stage;
        m_progress.stageShare = 0;
        report();
    }
    // Called between two parts of a stage: reports progress, and waits while the render is paused.
    [[nodiscard]] Networks::Between between()
    {
        return [this](double share) {
            m_progress.stageShare = share;
            report();
        };
    }
    void report()
    {
        if (m_device)
            m_progress.vramBytes = m_device->memory().used;
        m_sink.progress(m_progress);
        if (m_progress.stage != Stage::Frames) // PausableLayers looks before each layer, and can free the device.
            pauseHere();
    }

    // For places where a pause can't free the device's memory.
    void pauseHere()
    {
        const ScopedTimer timer(m_pausedSeconds);
        if (m_sink.pauseRequested())
            (void)m_sink.pause(Pause::Here);
    }

    // Between two layers.
    void pauseInPass()
    {
        const ScopedTimer timer(m_pausedSeconds);
        if (m_sink.pause(m_controller ? Pause::HereForNow : Pause::Here) == PauseEnd::ReleaseDevice && m_controller)
            throw PassAbandoned{};
    }

    // A long pause: frees the device's memory, waits, then restores all of it. What can't be rebuilt moves to RAM; the
    // latents being denoised and the portrait stay, some MB.
    Status pauseOffDevice()
    {
        const ScopedTimer timer(m_pausedSeconds);
        m_networks.suspend();
        std::vector<at::Tensor> decoderState;
        if (m_decoder) {
            for (const at::Tensor& slot : m_decoder->state())
                decoderState.push_back(tensor::toHost(slot));
            m_decoder.reset();
        }
        if (m_history)
            m_history->releaseDevice();
        m_coder.release();
        m_device->trim();
        report();
        (void)m_sink.pause(Pause::OffDevice);
        if (m_stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, "stopped during a pause"};

        if (Status back = m_networks.resume(m_stop); !back)
            return back;
        m_layers.setSource(m_controller->layers());
        if (m_history)
            m_history->resume(m_networks.device());
        for (at::Tensor& slot : decoderState)
            slot = tensor::toDevice(slot, m_networks.device());
        if (Status back = m_coder.resume(); !back) // at the same address, to which m_history refers
            return back;
        if (decoderState.empty())
            return kDone;
        return m_decoder.emplace(m_coder.vae()).restore(decoderState);
    }

    Networks& m_networks;
    const RenderRequest& m_request;
    RenderSink& m_sink;
    RenderReport& m_report;
    std::stop_token m_stop;
    Progress m_progress;

    const model::MappingWatch m_files;
    tensor::Accelerator* m_device; // null on the CPU
    tensor::Traffic m_before; // of earlier films
    Plan m_plan; // on a device with memory of its own
    OffloadController* m_controller = nullptr; // likewise, from prepare() on
    int m_lanes = 1;
    const tensor::FreeMemory m_freeMemory = [this] { return freeMemory(); };
    bool m_trimmed = false;
    double m_pausedSeconds = 0; // time spent in pauses

    const dit::DitConfig* m_config = nullptr;
    const text::Tokenizer* m_tokenizer = nullptr;
    PictureCoder m_coder{m_networks, m_request, m_freeMemory, m_stop};
    const dit::DitModel* m_dit = nullptr;
    PausableLayers m_layers;
    std::optional<vae::StreamDecoder> m_decoder; // of the streaming semantics, and of the others:
    std::optional<HistoryDecoder> m_history;
    std::optional<offload::ResidentKvStore> m_ownKv; // on the CPU
    offload::KvStore* m_kv = nullptr;

    FilmText m_text;
    std::optional<FilmVoices> m_voices;
    Processor m_hearsOn = Processor::Cpu; // of the next window
    int64_t m_clips = 0;
    int64_t m_frames = 0;
    int64_t m_blocksPerClip = 0;
    const int64_t m_leadIn; // blocks
    const FilmPast m_past;
    BlockFacts m_facts;
    std::vector<int64_t> m_blockShape; // [16, 3, h, w]
    int64_t m_replayFrom = 0; // the first block that is denoised, for its keys and values at least
    int64_t m_decodeFrom = 0; // the first block that is decoded

    FilmNoise m_noise;
    FilmDump m_dump{m_request.dump};
};

} // namespace

Status renderFilm(Networks& networks, const RenderRequest& request, RenderSink& sink, RenderReport& report,
                  std::stop_token stop)
{
    RenderRun run(networks, request, sink, report, std::move(stop));
    // The device's figures are reported however the render ends, but for one with a device that is lost.
    struct AtEnd {
        RenderRun& run;
        ~AtEnd()
        {
            try {
                run.end();
            } catch (const std::exception& error) {
                log::warning(std::string("the device's figures are missing: ") + error.what());
            }
        }
    } const atEnd{run};
    return run.all();
}

} // namespace studio::pipeline
