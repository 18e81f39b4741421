// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

// Where this program does better than the reference on purpose: the only list of it. A quirk set to true does as the
// reference does, to the frame.
//
// Not listed, because the numbers stay the same: the condition tokens are prefilled once instead of once per step; the
// projections of text and audio that don't change are computed once; any number of steps works (the reference has four
// caches); positions have no end (the reference's table ends after two hours).
struct ReferenceCompat {
    // The first three frames of a film are left out but no sound, so that the picture leads by 0.12 s. Kept otherwise:
    // frame i belongs to sound frame i.
    bool dropFirstFrames = false;
    // The film begins with the first block that the model makes, whose first frames are on their way from the
    // portrait's scene to the prompt's. Otherwise a lead-in of one block is made before the film and thrown away.
    bool noLeadIn = false;
    // The number of clips is one more than the voice fills whole, so that a clip may be without any voice, and the film
    // goes on in silence. Otherwise the film ends with the voice.
    bool silentTail = false;
    // Where the picture is too short for its frame, black rows or columns. Otherwise it covers the frame.
    bool blackBars = false;
    // EXIF orientation is ignored, alpha is dropped without compositing. Otherwise both mean what they say.
    bool rawPicture = false;
    // A film that was cut to the sound by the muxer's "shortest" rule. Otherwise it is exactly as long as its frames.
    bool cutToShortest = false;

    bool operator==(const ReferenceCompat&) const = default;

    [[nodiscard]] static ReferenceCompat studio() { return {}; }
    [[nodiscard]] static ReferenceCompat reference()
    {
        return {.dropFirstFrames = true,
                .noLeadIn = true,
                .silentTail = true,
                .blackBars = true,
                .rawPicture = true,
                .cutToShortest = true};
    }
};

} // namespace studio
