// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include <filesystem>
#include <functional>

namespace studio::ui {

// Small pictures of files, read in the background. `done` gets them on the context's thread, at most `side` pixels wide
// or high; it isn't called where a file can't be read, or the context is gone.
void readPictureThumbnail(const std::filesystem::path& picture, int side, QObject* context,
                          std::function<void(const QImage&)> done);
// The first frame, also of a movie that is still being made.
void readMovieThumbnail(const std::filesystem::path& movie, int side, QObject* context,
                        std::function<void(const QImage&)> done);

} // namespace studio::ui
