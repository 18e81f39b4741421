// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmJournal.h"
#include "core/jobs/FilmReport.h"
#include "core/media/PartFile.h"
#include "core/media/VoiceReader.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/project/Scene.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::jobs {

// The film whose first blocks a new one takes over. The orders are the same, but for their turns from `block` on.
struct FilmParent {
    std::shared_ptr<const FilmJournal> journal{}; // null for none
    std::filesystem::path movie{}; // its file; its frames are copied if the journal still knows it
    int64_t block = 0; // the first one of the new film's own
};

// A film's journal (core/jobs/FilmJournal.h), with which it can be continued after a stop or a kill, and branched.
struct JournalOrder {
    bool isKept = false; // until the film is complete
    bool isKeptAfter = false; // also then, if the film can be made longer (pipeline::canBeLonger())
    bool isKeptAlways = false; // also if it can't
    std::filesystem::path folder{}; // as JournalBeginning's
    std::vector<std::string> order{};
    std::shared_ptr<const FilmJournal> resumed{}; // of the film to continue; null for a new film
    FilmParent parent{}; // of a new film
};

// What to render into which file: input files and settings.
struct FilmOrder {
    std::filesystem::path portrait; // what media::readPicture() reads
    // of the upright portrait; unset: the largest centred area of the film's shape
    std::optional<project::CropRect> crop;
    std::filesystem::path voice; // any file with a sound track
    int voiceTrack = 0; // of its sound tracks, from 1; 0: the one that media::SoundStream chooses
    VoiceLevel level; // of the voice, and of the film's sound
    project::Trim trim; // of the voice
    std::vector<project::Person> people; // as Scene::people
    std::filesystem::path movie; // the film to write; empty for none
    std::string format{"mp4"}; // media::ExportFormat::id, of pictures
    bool replace = false; // replace an existing movie, once the new one is complete
    bool acceptShortVoice = false; // allow one shorter than a block; silence fills the rest
    std::string comment; // metadata of the movie
    std::string prompt; // UTF-8
    bool acceptLateTurns = false; // allow turns behind the end of the voice, which change nothing
    RenderSpec spec; // its size is an area; the portrait or its crop gives the shape
    std::filesystem::path noise; // as RenderRequest's
    std::filesystem::path dump;
    JournalOrder journal; // without noise and dump, and with a movie
    bool isScored = false; // FilmReport::scores; with a movie, and without people
};

// The film's part of the voice, at kVoiceRate. Errors: those of media::readVoice(); AudioTooShort for less than a
// block, unless that is accepted; BadOption for a trim beyond the voice's end.
Result<media::Voice> voiceOf(const FilmOrder& order, const std::stop_token& stop = {});

// Of each block of such a voice whether nothing is said in it. Errors: those of media::silentParts().
Result<std::vector<bool>> silentBlocks(std::span<const float> voice);

// Reads the order's files, and makes the request that the engine gets. Returns what was found in the voice. Errors:
// those of readPicture() and voiceOf(); BadOption for a person who isn't in the film's part of the picture.
Result<media::SoundFindings> readInputs(const FilmOrder& order, pipeline::RenderRequest& request,
                                        const std::stop_token& stop = {});

// Facts of a film that are known before its first frame.
struct FilmStart {
    int width = 0;
    int height = 0;
    std::filesystem::path growing{}; // the MP4 being written; empty for none
    int64_t frames = 0; // in that MP4 already, of a film that is continued
    media::SoundFindings sound = media::SoundFindings(); // of the voice
};

// Callbacks on the rendering thread; each may be empty.
struct FilmListener {
    std::function<void(const FilmStart&)> started{};
    std::function<void(const pipeline::Progress&)> progress{};
    std::function<void(const pipeline::FrameGroup&)> frames{};
    // As RenderSink::pauseRequested() and pause(). The flag may be set by any thread.
    const std::atomic<bool>* pauseRequested = nullptr;
    std::function<pipeline::PauseEnd(pipeline::Pause)> pause{};
};

// Renders the film. `report` is filled in after an error too. If the render ends early - a stop, a full disk, a model
// error - the frames so far become a playable movie with sound, named in report.movie, if there was at least one.
// `name`: the movie's reserved name; if not given, it is reserved first. A film that is continued gets the frames that
// its movie has already, copied as they are, then the others; its frames are the same bit for bit as without the break.
// If it ends early again, it never becomes shorter than it was. Its journal stays beside it unless it is complete. A
// branch gets the frames of its parent before its first block, copied or decoded anew from the parent's journal, and a
// journal of its own with the parent's blocks.
// Errors: those of readPicture(), voiceOf(), MovieWriter and AvatarPipeline::render(); CannotContinue, before anything
// is changed, if anything that decides about its frames differs.
Status makeFilm(pipeline::AvatarPipeline& pipeline, const FilmOrder& order, const FilmListener& listener,
                FilmReport& report, std::stop_token stop = {}, std::optional<media::PartFile> name = {});

} // namespace studio::jobs
