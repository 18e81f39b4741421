// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/EmbeddedFiles.h"
#include "core/media/MovieReader.h"
#include "tests/support/ClapFilm.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace studio;
using namespace studio::media;
namespace fs = std::filesystem;

namespace {

class TestEmbeddedFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        test::writeClick(folder() / "click.wav", 1, 0.5);
        write("big.bin", QByteArray(3 << 20, '\x5a') + "end"); // more than one piece
        write("empty.bin", {});
    }
    void init()
    {
        fs::remove_all(folder() / "out");
        fs::remove(movie());
        QVERIFY(test::writeClapFilm(movie(), folder() / "click.wav", 12, 3));
        m_plain = fs::file_size(movie());
    }

    void whatGoesInComesOut()
    {
        QCOMPARE(embeddedFiles(movie())->size(), size_t{0});
        QVERIFY(embedFiles(movie(), {{"portrait", folder() / "big.bin"}, {"voice", folder() / "click.wav"}}));
        QVERIFY(embedFiles(movie(), {{"note", folder() / "empty.bin"}}));
        const Result<std::vector<EmbeddedFile>> files = embeddedFiles(movie());
        QVERIFY(files && files->size() == 3);
        QCOMPARE(files->at(0).role, std::string("portrait"));
        QCOMPARE(files->at(0).name, std::string("big.bin"));
        QCOMPARE(files->at(0).bytes, uint64_t{(3 << 20) + 3});
        QCOMPARE(files->at(2).bytes, uint64_t{0});
        for (const EmbeddedFile& file : *files) {
            QVERIFY(isSameFile(file, folder() / file.name));
            const Result<fs::path> made = extractFile(movie(), file, folder() / "out");
            QVERIFY(made);
            QCOMPARE(made->filename().string(), file.name);
            QVERIFY(bytes(*made) == bytes(folder() / file.name));
        }
        QVERIFY(!isSameFile(files->at(0), folder() / "click.wav"));
        // The film is the same.
        Result<MovieReader> reader = MovieReader::open(movie());
        QVERIFY(reader);
        int frames = 0;
        for (auto frame = reader->nextFrame(); frame && *frame; frame = reader->nextFrame())
            ++frames;
        QCOMPARE(frames, 12);
    }

    void nothingIsOverwritten()
    {
        QVERIFY(embedFiles(movie(), {{"voice", folder() / "click.wav"}}));
        const EmbeddedFile file = embeddedFiles(movie())->at(0);
        QCOMPARE(extractFile(movie(), file, folder() / "out")->filename().string(), std::string("click.wav"));
        QCOMPARE(extractFile(movie(), file, folder() / "out")->filename().string(), std::string("click (2).wav"));
    }

    void aNameThatLeadsElsewhereIsNone()
    {
        QVERIFY(embedFiles(movie(), {{"voice", folder() / "click.wav"}}));
        QByteArray all = bytes(movie());
        const auto at = all.lastIndexOf("click.wav");
        for (const char* name : {"../ck.wav", "/tmp/kick", "a/b/c.wav"}) {
            all.replace(at, 9, name);
            write("clap.mp4", all);
            QCOMPARE(embeddedFiles(movie())->size(), size_t{0});
        }
    }

    void changedBytesAreNotHandedOut()
    {
        QVERIFY(embedFiles(movie(), {{"voice", folder() / "click.wav"}}));
        const EmbeddedFile file = embeddedFiles(movie())->at(0);
        QByteArray all = bytes(movie());
        all[static_cast<qsizetype>(file.offset) + 100]
            = static_cast<char>(all[static_cast<qsizetype>(file.offset) + 100] ^ 1);
        write("clap.mp4", all);
        const Result<fs::path> made = extractFile(movie(), file, folder() / "out");
        QVERIFY(!made && made.error().code == ErrorCode::MediaDamaged);
        QVERIFY(fs::is_empty(folder() / "out"));
    }

    void tornFilesAreReadAsFarAsTheyGo()
    {
        QVERIFY(embedFiles(movie(), {{"a", folder() / "click.wav"}, {"b", folder() / "click.wav"}}));
        const QByteArray all = bytes(movie());
        const auto boxes = static_cast<qsizetype>(m_plain);
        const qsizetype second = boxes + (all.size() - boxes) / 2;
        for (const qsizetype length : {second - 1, second, second + 1, second + 15, second + 40, all.size() - 1}) {
            write("clap.mp4", all.left(length));
            QCOMPARE(embeddedFiles(movie())->size(), size_t{length >= second ? 1U : 0U});
        }
        // Sizes that lie, in each byte of a box's head and texts.
        for (qsizetype i = 0; i < 48; ++i) {
            for (const char value : {'\x00', '\x7f', '\xff'}) {
                QByteArray bad = all;
                bad[boxes + i] = value;
                write("clap.mp4", bad);
                const Result<std::vector<EmbeddedFile>> files = embeddedFiles(movie());
                QVERIFY(files);
                for (const EmbeddedFile& file : *files)
                    QVERIFY(file.offset + file.bytes <= static_cast<uint64_t>(bad.size()));
            }
        }
        write("noise.mp4", QByteArray(5000, '\x5a'));
        QCOMPARE(embeddedFiles(folder() / "noise.mp4")->size(), size_t{0});
    }

    void failuresAreTold()
    {
        QVERIFY(embedFiles(movie(), {{"a", folder() / "gone"}}).error().code == ErrorCode::FileMissing);
        QVERIFY(embedFiles(movie(), {{"a", folder()}}).error().code == ErrorCode::FileUnreadable);
        QVERIFY(embedFiles(movie(), {{std::string(256, 'r'), folder() / "click.wav"}}).error().code
                == ErrorCode::BadOption);
        QVERIFY(embeddedFiles(folder() / "gone.mp4").error().code == ErrorCode::FileMissing);
        QVERIFY(embeddedFiles(folder()).error().code == ErrorCode::FileUnreadable);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(embedFiles(movie(), {{"a", folder() / "click.wav"}}, stop.get_token()).error().code
                == ErrorCode::Cancelled);
    }

private:
    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] fs::path movie() const { return folder() / "clap.mp4"; }
    void write(const char* name, const QByteArray& content) const
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("%s can't be written", name);
    }
    static QByteArray bytes(const fs::path& path)
    {
        QFile file(QString::fromStdString(path.string()));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s can't be read", path.c_str());
        return file.readAll();
    }

    QTemporaryDir m_folder;
    uintmax_t m_plain = 0;
};

} // namespace

QTEST_GUILESS_MAIN(TestEmbeddedFiles)
#include "tst_EmbeddedFiles.moc"
