// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelParts.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Where the files of a published model are, as repositories of the Hugging Face Hub. Mirrors and ModelScope use the
// same names.
namespace studio {

// One file of a repository.
struct SourceFile {
    ModelPart part = ModelPart::VideoModel;
    std::string repository{}; // "Wan-AI/Wan2.2-S2V-14B"
    std::string path{}; // in it, with "/"
    uint64_t bytes = 0; // as published, about; the server's list has the exact size
    std::string instead{}; // taken where the repository has no `path`; empty for none
    bool needed = true; // false: fetched where the repository has it

    bool operator==(const SourceFile&) const = default;
};

// A model in one number format.
struct PublishedVariant {
    std::string id{}; // "bf16"; stored in settings and typed: never changes
    std::string title{}; // how the numbers of the video model are stored, for people
    std::vector<SourceFile> files{};

    [[nodiscard]] uint64_t bytes() const; // of all files, about
    // Without repeats, in the order of the files. Their pages state origin and licence.
    [[nodiscard]] std::vector<std::string> repositories() const;
    bool operator==(const PublishedVariant&) const = default;
};

// The variants of a model (ModelEntry::id), finest first; empty for a model that isn't published.
[[nodiscard]] const std::vector<PublishedVariant>& publishedVariants(std::string_view model);

// Null for one that isn't published.
[[nodiscard]] const PublishedVariant* findVariant(std::string_view model, std::string_view id);

} // namespace studio
