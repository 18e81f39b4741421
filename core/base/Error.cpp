// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Error.h"

#include <algorithm>
#include <array>
#include <new>
#include <system_error>
#include <utility>

namespace studio {

std::string_view name(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadOption: return "BadOption";
    case ErrorCode::Unsupported: return "Unsupported";
    case ErrorCode::FileMissing: return "FileMissing";
    case ErrorCode::FileUnreadable: return "FileUnreadable";
    case ErrorCode::NotAnImage: return "NotAnImage";
    case ErrorCode::ImageUnsupported: return "ImageUnsupported";
    case ErrorCode::ImageTooSmall: return "ImageTooSmall";
    case ErrorCode::ImageTooLarge: return "ImageTooLarge";
    case ErrorCode::NoAudio: return "NoAudio";
    case ErrorCode::AudioEmpty: return "AudioEmpty";
    case ErrorCode::AudioTooShort: return "AudioTooShort";
    case ErrorCode::MediaDamaged: return "MediaDamaged";
    case ErrorCode::CheckpointIncomplete: return "CheckpointIncomplete";
    case ErrorCode::CheckpointDamaged: return "CheckpointDamaged";
    case ErrorCode::CheckpointForeign: return "CheckpointForeign";
    case ErrorCode::CheckpointMismatch: return "CheckpointMismatch";
    case ErrorCode::NotFinite: return "NotFinite";
    case ErrorCode::PickleUnsafe: return "PickleUnsafe";
    case ErrorCode::LoraMismatch: return "LoraMismatch";
    case ErrorCode::NotWritable: return "NotWritable";
    case ErrorCode::FileExists: return "FileExists";
    case ErrorCode::DiskFull: return "DiskFull";
    case ErrorCode::EncoderFailed: return "EncoderFailed";
    case ErrorCode::OutOfMemory: return "OutOfMemory";
    case ErrorCode::DeviceLost: return "DeviceLost";
    case ErrorCode::DoesNotFit: return "DoesNotFit";
    case ErrorCode::NetworkFailed: return "NetworkFailed";
    case ErrorCode::LoginWanted: return "LoginWanted";
    case ErrorCode::NotOnServer: return "NotOnServer";
    case ErrorCode::WrongHash: return "WrongHash";
    case ErrorCode::CannotContinue: return "CannotContinue";
    case ErrorCode::NothingToSay: return "NothingToSay";
    case ErrorCode::SpeechProgramMissing: return "SpeechProgramMissing";
    case ErrorCode::SpeechVoiceMissing: return "SpeechVoiceMissing";
    case ErrorCode::SpeechFailed: return "SpeechFailed";
    case ErrorCode::Cancelled: return "Cancelled";
    case ErrorCode::Internal: return "Internal";
    }
    return "Unknown";
}

bool isOutOfMemory(const std::exception& error)
{
    if (dynamic_cast<const std::bad_alloc*>(&error))
        return true;
    if (const auto* const failed = dynamic_cast<const std::system_error*>(&error))
        return failed->code() == std::errc::not_enough_memory;
    // libtorch's, which this room doesn't know. Only the beginning tells: further on, texts quote what was read.
    static constexpr std::array<std::string_view, 4> kBeginnings{"[enforce fail at alloc_cpu.cpp", "CUDA out of memory",
                                                                 "CUDA error: out of memory",
                                                                 "simulated device out of memory"};
    const std::string_view text = error.what();
    return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                       [&](std::string_view beginning) { return text.starts_with(beginning); });
}

Error errorOf(const std::exception& error, ErrorCode otherwise, std::string subject)
{
    return {isOutOfMemory(error) ? ErrorCode::OutOfMemory : otherwise, std::move(subject), error.what()};
}

std::string summedUp(const std::vector<std::string>& lines, size_t most)
{
    std::string text;
    const size_t shown = std::min(lines.size(), most);
    for (size_t i = 0; i < shown; ++i)
        text += (i == 0 ? "" : "\n") + lines[i];
    if (shown == lines.size())
        return text;
    std::string count = std::to_string(lines.size() - shown);
    for (size_t at = count.size(); at > 3;)
        count.insert(at -= 3, ",");
    return text + (text.empty() ? "" : "\n") + "and " + count + " more";
}

} // namespace studio
