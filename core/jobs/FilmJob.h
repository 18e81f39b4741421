// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/PartFile.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/project/Scene.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace studio::jobs {

// A film as a person orders it: files and settings.
struct FilmOrder {
    std::filesystem::path portrait; // PNG, JPEG or WebP
    std::optional<project::CropRect> crop; // of the upright portrait; not given: the middle that the size keeps
    std::filesystem::path voice; // anything with a sound track
    project::Trim trim; // of the voice
    std::filesystem::path movie; // the MP4 to make; empty to make none
    bool replace = false; // an existing movie may be replaced, once the new one is whole
    bool acceptShortVoice = false; // shorter than one block: the rest is silence
    std::string comment; // metadata of the movie
    std::string prompt; // UTF-8
    RenderSpec spec; // its size is an area: the portrait, or its crop, gives the shape
    std::filesystem::path noise; // as RenderRequest's
    std::filesystem::path dump;
};

struct FilmReport {
    pipeline::RenderReport render;
    int width = 0;
    int height = 0;
    int64_t frames = 0; // in the movie
    double readSeconds = 0; // decoding portrait and voice
    double muxSeconds = 0; // encoding and writing, on its own thread, and finishing the file
    double totalSeconds = 0;
    std::filesystem::path movie; // empty where none was made
};

// A film that is about to be rendered.
struct FilmStart {
    int width = 0;
    int height = 0;
    std::filesystem::path growing; // the MP4 while it grows; empty where none is made
};

// Called on the rendering thread; each may be empty.
struct FilmListener {
    std::function<void(const FilmStart&)> started{};
    std::function<void(const pipeline::Progress&)> progress{};
    std::function<void(const pipeline::FrameGroup&)> frames{};
    // As pipeline::RenderSink's: the first is pauseRequested(), set by whatever thread.
    const std::atomic<bool>* pauseRequested = nullptr;
    std::function<pipeline::PauseEnd(pipeline::Pause)> pause{};
};

// Makes the film. `report` is of what was done, also after an error. Whatever ends it early - a stop, a full disk, an
// error of the model - what was finished until then is a movie that plays, with its sound, if there was a frame;
// report.movie tells. `name` is the movie's, where it has been reserved already; if not, that is the first thing done.
// Errors: those of readPicture(), readVoice(), MovieWriter and AvatarPipeline::render();
// AudioTooShort; BadOption for a trim behind the voice's end.
Status makeFilm(pipeline::AvatarPipeline& pipeline, const FilmOrder& order, const FilmListener& listener,
                FilmReport& report, std::stop_token stop = {}, std::optional<media::PartFile> name = {});

} // namespace studio::jobs
