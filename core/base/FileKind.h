// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string_view>

namespace studio {

// What a file is, by its first bytes.
enum class FileKind {
    Unknown,
    Safetensors,
    Gguf,
    Zip, // also what torch.save() writes
    Pickle,
    Archive, // a compressed one: gzip, xz, 7z and others
    LfsPointer, // what a git checkout has in a file's place until "git lfs pull"
    WebPage,
    Json, // a server's answer, such as "access denied"
    Text, // of another kind
    Zeros, // space that a download has reserved and not filled
};

[[nodiscard]] FileKind fileKind(std::string_view bytes);

// Error: CheckpointForeign for `path`, with kindName() as its detail, if the file is of a known kind that isn't
// `wanted`.
Status checkKind(const std::filesystem::path& path, std::string_view bytes, FileKind wanted);

// What a kind is called in the detail of CheckpointForeign, in English: "a Git LFS pointer". Front ends know them.
[[nodiscard]] std::string_view kindName(FileKind kind);

} // namespace studio
