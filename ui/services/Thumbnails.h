// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include <filesystem>
#include <functional>

namespace studio::ui {

// Reads a picture in the background, reduced to at most `side` pixels in width and height, and calls `done` on the GUI
// thread; not if the file can't be read or the context is destroyed.
void readPictureThumbnail(const std::filesystem::path& picture, int side, QObject* context,
                          std::function<void(const QImage&)> done);
// The first frame, also of a movie that is still being made.
void readMovieThumbnail(const std::filesystem::path& movie, int side, QObject* context,
                        std::function<void(const QImage&)> done);

} // namespace studio::ui
