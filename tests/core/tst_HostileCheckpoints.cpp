// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/GgufFile.h"
#include "core/model/PthFile.h"
#include "core/model/SafetensorsFile.h"
#include "tests/support/PthWriter.h"

#include <ATen/ops/clone.h>

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <iterator>
#include <random>

// Real files, damaged. Whatever is done to them, opening answers with an error or with tensors whose every byte can be
// read; sanitizers and the time limit watch the rest.
using namespace studio;
using model::StateDict;
namespace fs = std::filesystem;

namespace {

using Open = Result<StateDict> (*)(const fs::path&);

// With all numbers unpacked.
Result<StateDict> openGguf(const fs::path& path)
{
    auto source = model::openGguf(path);
    if (!source)
        return source.error();
    for (const auto& [name, packed] : source->packed)
        source->tensors[name] = packed.unpack(at::kFloat, c10::kCPU);
    return std::move(source->tensors);
}

std::string content(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Subject {
    fs::path file;
    Open open;
    std::vector<std::pair<size_t, size_t>> structure; // the parts that are no tensor data: begin, size
};

class TestHostileCheckpoints : public QObject {
    Q_OBJECT

    // Whether it opened; reads all of it if so.
    bool survives(Open open, const fs::path& path)
    {
        const auto tensors = open(path);
        if (!tensors) {
            if (tensors.error().detail.empty() || tensors.error().subject.empty())
                qFatal("an error without a reason or a file");
            ++m_errors;
            return false;
        }
        for (const auto& [name, tensor] : *tensors) {
            if (tensor.numel() > 0)
                tensor.clone();
        }
        return true;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const fs::path root = TEST_DATA "/goldens/checkpoint/tiny/ckpt";
        const fs::path vae = root / "Wan2.2-S2V-14B/Wan2.1_VAE.pth";
        const fs::path lora = root / "LiveAvatar/liveavatar.safetensors";
        const std::string zip = content(vae);
        const size_t pickle = zip.find("\x80\x02");
        const size_t directory = zip.find("PK\x01\x02");
        QVERIFY(pickle < 1000 && directory != std::string::npos);
        const std::string tensors = content(lora);
        uint64_t header = 0;
        std::memcpy(&header, tensors.data(), sizeof(header));
        m_subjects = {{vae, model::openPth, {{0, 24'000}, {directory, zip.size() - directory}}},
                      {lora, model::openSafetensors, {{0, 8 + header}}},
                      {TEST_DATA "/gguf/types.gguf", openGguf, {{0, 1216}}}};
    }

    void filesThatAreCutOffAreErrors()
    {
        for (const Subject& subject : m_subjects) {
            const fs::path copy = copyOf(subject);
            QVERIFY(survives(subject.open, copy));
            const uint64_t size = fs::file_size(copy);
            for (uint64_t length = (size - 1) / 64 * 64;; length -= 64) {
                fs::resize_file(copy, length);
                QVERIFY2(!survives(subject.open, copy), std::to_string(length).c_str());
                if (length == 0)
                    break;
            }
        }
    }

    void changedBytesNeverCrash()
    {
        std::mt19937 random(20260101);
        for (const Subject& subject : m_subjects) {
            const fs::path copy = copyOf(subject);
            const std::string whole = content(copy);
            size_t opened = 0;
            const size_t errorsBefore = m_errors;
            for (int i = 0; i < 400; ++i) {
                std::string changed = whole;
                const auto& [begin, size] = subject.structure[random() % subject.structure.size()];
                for (uint32_t flips = 1 + random() % 4; flips > 0; --flips)
                    changed[begin + random() % size] = static_cast<char>(i % 3 == 0 ? 0xFF : random());
                test::write(copy, changed);
                opened += survives(subject.open, copy);
            }
            std::printf("%s: %zu changed files opened, %zu were errors\n", subject.file.filename().c_str(), opened,
                        m_errors - errorsBefore);
            QVERIFY(m_errors > errorsBefore + 100);
        }
    }

    // Consistent archives around pickles that end anywhere.
    void picklesThatAreCutOffAreErrors()
    {
        const std::string tensor = test::pickle::tensor(test::pickle::storage("FloatStorage", "0", 2), 0, {2}, {1});
        const std::string pickled = test::pickle::whole(test::pickle::dict({{"a", tensor}, {"b", tensor}}));
        const fs::path path = fs::path(m_folder.path().toStdString()) / "cut.pth";
        for (size_t length = 0; length <= pickled.size(); ++length) {
            test::write(path,
                        test::zip({{"x/data.pkl", pickled.substr(0, length)}, {"x/data/0", std::string(8, 'x')}}));
            QCOMPARE(survives(model::openPth, path), length == pickled.size());
        }
    }

private:
    fs::path copyOf(const Subject& subject) const
    {
        const fs::path copy = fs::path(m_folder.path().toStdString()) / subject.file.filename();
        fs::copy_file(subject.file, copy, fs::copy_options::overwrite_existing);
        return copy;
    }

    QTemporaryDir m_folder;
    std::vector<Subject> m_subjects;
    size_t m_errors = 0;
};

} // namespace

QTEST_GUILESS_MAIN(TestHostileCheckpoints)
#include "tst_HostileCheckpoints.moc"
