// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Error.h"

namespace studio {

std::string_view name(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadOption: return "BadOption";
    case ErrorCode::Unsupported: return "Unsupported";
    case ErrorCode::FileMissing: return "FileMissing";
    case ErrorCode::FileUnreadable: return "FileUnreadable";
    case ErrorCode::NotAnImage: return "NotAnImage";
    case ErrorCode::ImageTooSmall: return "ImageTooSmall";
    case ErrorCode::ImageTooLarge: return "ImageTooLarge";
    case ErrorCode::NoAudio: return "NoAudio";
    case ErrorCode::AudioEmpty: return "AudioEmpty";
    case ErrorCode::AudioTooShort: return "AudioTooShort";
    case ErrorCode::MediaDamaged: return "MediaDamaged";
    case ErrorCode::CheckpointIncomplete: return "CheckpointIncomplete";
    case ErrorCode::CheckpointDamaged: return "CheckpointDamaged";
    case ErrorCode::CheckpointMismatch: return "CheckpointMismatch";
    case ErrorCode::PickleUnsafe: return "PickleUnsafe";
    case ErrorCode::LoraMismatch: return "LoraMismatch";
    case ErrorCode::NotWritable: return "NotWritable";
    case ErrorCode::FileExists: return "FileExists";
    case ErrorCode::DiskFull: return "DiskFull";
    case ErrorCode::EncoderFailed: return "EncoderFailed";
    case ErrorCode::OutOfMemory: return "OutOfMemory";
    case ErrorCode::DoesNotFit: return "DoesNotFit";
    case ErrorCode::Cancelled: return "Cancelled";
    case ErrorCode::Internal: return "Internal";
    }
    return "Unknown";
}

} // namespace studio
