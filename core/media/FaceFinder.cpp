// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FaceFinder.h"

#ifdef STUDIO_WITH_DLIB
// libtorch exports the names of BLAS: a BLAS loaded beside it would take the place of its own. So dlib computes by
// itself, and its static library is linked, of which nothing here needs BLAS. These two headers, and only they, read
// how the installed dlib was configured.
#include <dlib/assert.h>
#include <dlib/test_for_odr_violations.h>
#undef DLIB_USE_BLAS
#undef DLIB_USE_LAPACK

#include <dlib/array2d.h>
#include <dlib/image_processing/frontal_face_detector.h>
#endif

#include <algorithm>
#include <exception>
#include <functional>

namespace studio::media {

#ifdef STUDIO_WITH_DLIB

namespace {

constexpr double kEyes = 0.28; // from the top of a box that the detector finds

// Grey levels by the weights of Rec. 601.
dlib::array2d<unsigned char> grey(const Picture& picture)
{
    dlib::array2d<unsigned char> image(picture.height, picture.width);
    const uint8_t* pixel = picture.rgb.data();
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x, pixel += 3)
            image[y][x] = static_cast<unsigned char>((299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2]) / 1000);
    }
    return image;
}

} // namespace

bool canFindFaces()
{
    return true;
}

std::vector<Face> findFaces(const Picture& picture)
{
    if (picture.width <= 0 || picture.height <= 0)
        return {};
    std::vector<Face> faces;
    try {
        dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
        for (const dlib::rectangle& found : detector(grey(picture))) {
            const dlib::rectangle box = found.intersect(dlib::rectangle(0, 0, picture.width - 1, picture.height - 1));
            if (box.is_empty())
                continue;
            const auto eyes = static_cast<int>(found.top() + kEyes * static_cast<double>(found.height()));
            faces.push_back({.box = {static_cast<int>(box.left()), static_cast<int>(box.top()),
                                     static_cast<int>(box.width()), static_cast<int>(box.height())},
                             .eyes = std::clamp(eyes, 0, picture.height - 1)});
        }
    } catch (const std::exception&) {
        return {};
    }
    std::ranges::sort(faces, std::greater(),
                      [](const Face& face) { return int64_t{face.box.width} * face.box.height; });
    return faces;
}

#else

bool canFindFaces()
{
    return false;
}

std::vector<Face> findFaces(const Picture& /*picture*/)
{
    return {};
}

#endif

} // namespace studio::media
