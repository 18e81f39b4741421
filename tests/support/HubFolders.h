// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCryptographicHash>
#include <QFile>

#include <filesystem>
#include <fstream>
#include <string>

// A cache of the Hugging Face Hub, as its program writes it.
namespace studio::test {

inline constexpr const char* kCommit = "0123456789abcdef0123456789abcdef01234567";

inline std::string sha256OfFile(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        qFatal("%s can't be read", path.c_str());
    return hash.result().toHex().toStdString();
}

// A file in the Hub's cache: its bytes under their hash, and a link to them.
inline void addToHub(const std::filesystem::path& hub, const std::string& entry, const std::filesystem::path& name,
                     const std::filesystem::path& source)
{
    namespace fs = std::filesystem;
    const fs::path repository = hub / entry;
    const fs::path blob = repository / "blobs" / sha256OfFile(source);
    fs::create_directories(blob.parent_path());
    fs::create_directories(repository / "refs");
    std::ofstream(repository / "refs" / "main") << kCommit;
    fs::copy_file(source, blob, fs::copy_options::overwrite_existing);
    const fs::path link = repository / "snapshots" / kCommit / name;
    fs::create_directories(link.parent_path());
    fs::create_symlink(fs::relative(blob, link.parent_path()), link);
}

inline void addFolderToHub(const std::filesystem::path& hub, const std::string& entry,
                           const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    for (const fs::directory_entry& file : fs::recursive_directory_iterator(folder)) {
        if (file.is_regular_file())
            addToHub(hub, entry, fs::relative(file.path(), folder), file.path());
    }
}

} // namespace studio::test
