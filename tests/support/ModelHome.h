// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/HubFolders.h"

#include <QTemporaryDir>

#include <cstdlib>
#include <filesystem>

namespace studio::test {

// A home folder of the test's own, in which models are looked for instead of this computer's. Empty at first.
class ModelHome {
public:
    ModelHome()
    {
        qputenv("HOME", m_folder.path().toUtf8());
        qputenv("HF_HUB_CACHE", hub().c_str());
        for (const char* const name : {"HF_HOME", "MODELSCOPE_CACHE", "XDG_CACHE_HOME"})
            qunsetenv(name);
    }

    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path hub() const { return path() / "hub"; }
    [[nodiscard]] std::filesystem::path comfy() const { return path() / "ComfyUI"; }

    // The tiny model of the tests.
    [[nodiscard]] static std::filesystem::path tinyParent() { return TEST_DATA "/goldens/checkpoint/tiny/ckpt"; }
    [[nodiscard]] static std::filesystem::path tinyRoot() { return tinyParent() / "Wan2.2-S2V-14B"; }
    [[nodiscard]] static std::filesystem::path tinyLora() { return tinyParent() / "LiveAvatar/liveavatar.safetensors"; }

    // In the Hub's cache.
    void addBase() const { addFolderToHub(hub(), "models--Wan-AI--Wan2.2-S2V-14B", tinyRoot()); }
    void addLora() const { addToHub(hub(), "models--Quark-Vision--Live-Avatar", "liveavatar.safetensors", tinyLora()); }
    // In a folder of its own, as downloaded there. Returns it.
    [[nodiscard]] std::filesystem::path addOwnFolder() const
    {
        const std::filesystem::path folder = path() / "models/Wan2.2-S2V-14B";
        std::filesystem::create_directories(folder.parent_path());
        std::filesystem::copy(tinyRoot(), folder, std::filesystem::copy_options::recursive);
        return folder;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace studio::test
