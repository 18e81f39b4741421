// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

// Known defects of the reference that this program fixes: the only list of them. A flag set to true reproduces the
// reference's behaviour, to the frame.
//
// Not listed, because the results are the same: the condition tokens are prefilled once instead of once per step; the
// unchanging projections of text and audio are computed once; any number of steps works (the reference has four
// caches); positions are unlimited (the reference's table ends after two hours).
struct ReferenceCompat {
    // Drops the first three frames of a film but no audio, so that the picture leads by 0.12 s. Otherwise all are kept:
    // frame i belongs to audio frame i.
    bool dropFirstFrames = false;
    // The film begins with the model's first block, whose frames still move from the portrait's scene to the prompt's.
    // Otherwise a lead-in of one block is rendered before the film and discarded.
    bool noLeadIn = false;
    // One clip more than the voice fills completely, so that the last may have no voice, and the film goes on in
    // silence. Otherwise the film ends with the voice.
    bool silentTail = false;
    // Pads the picture with black rows or columns to the frame's shape. Otherwise it is cropped to cover the frame.
    bool blackBars = false;
    // Ignores colour profiles and EXIF orientation, and drops alpha without compositing. Otherwise all are applied.
    bool rawPicture = false;
    // Takes the mean of all channels of the voice, with the samples as they are. Otherwise faults of the recording are
    // repaired, channels are chosen by their meaning, and a very quiet voice is made louder.
    bool rawVoice = false;
    // Encodes the whole voice as one sequence before the first frame, in a time that grows with the square of its
    // length. Otherwise a voice of more than half a minute is encoded in overlapping windows, while the film is made.
    bool wholeVoice = false;
    // Cuts the film by the muxer's "shortest" rule. Otherwise it has exactly its frames.
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
                .rawVoice = true,
                .wholeVoice = true,
                .cutToShortest = true};
    }
};

} // namespace studio
