// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Picture.h"

#include <QImage>

namespace studio::ui {

// Copies the picture to 32 bits per pixel, the format for painting, so that the GUI thread converts nothing. For a
// background thread.
[[nodiscard]] inline QImage imageOf(const media::Picture& picture)
{
    return QImage(picture.rgb.data(), picture.width, picture.height, qsizetype{3} * picture.width,
                  QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

} // namespace studio::ui
