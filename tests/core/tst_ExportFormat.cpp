// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ExportFormat.h"

#include <QTest>

#include <set>

using namespace studio;
using namespace studio::media;

namespace {

// An FFmpeg that has everything, but what is named.
Installation without(std::set<std::string> missing)
{
    const auto has = [missing](const char* name) { return !missing.contains(name); };
    return {.writes = has,
            .encodes = [has](const VideoEncoder& encoder) { return has(encoder.name); },
            .encodesSound = [has](const SoundEncoder& sound) { return has(sound.encoder); }};
}

class TestExportFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTableIsSound()
    {
        std::set<std::string_view> ids;
        for (const ExportFormat& format : exportFormats()) {
            QVERIFY2(ids.insert(format.id).second, "an id is there twice");
            QVERIFY(!format.name.empty());
            QCOMPARE(findExportFormat(format.id), &format);
            QCOMPARE(format.suffix.empty(), format.kind == FormatKind::Pictures);
            QCOMPARE(format.muxer != nullptr, format.kind == FormatKind::Film);
            QCOMPARE(format.video.empty(), format.kind != FormatKind::Film);
            for (const VideoEncoder& encoder : format.video) {
                const QualityScale& scale = encoder.quality;
                QCOMPARE(scale.clamped(scale.usual), scale.usual);
                QCOMPARE(scale.clamped(-1000), std::min(scale.finest, scale.coarsest));
                QCOMPARE(scale.clamped(1000), std::max(scale.finest, scale.coarsest));
            }
        }
        QCOMPARE(exportFormats().front().id, "mp4"); // What films are kept in, which settings and takes rely on.
        QVERIFY(!findExportFormat("mpeg"));
    }

    void aNameTellsItsFormat()
    {
        const auto id = [](const char* name) {
            const ExportFormat* const format = exportFormatOf(name);
            return format ? std::string(format->id) : std::string();
        };
        QCOMPARE(id("film.mp4"), "mp4"); // The first of three.
        QCOMPARE(id("film.v2.WebM"), "webm");
        QCOMPARE(id("a/film.mov"), "mov");
        QCOMPARE(id("frames/%05d.PNG"), "png");
        QCOMPARE(id(".gif"), ""); // a hidden file without an ending
        QCOMPARE(id("film"), "");
        QCOMPARE(id("film.v2"), "");
        QCOMPARE(id("film."), "");
    }

    void theFirstEncoderThatWorksIsTaken()
    {
        const ExportFormat& av1 = *findExportFormat("webm-av1");
        QCOMPARE(std::string(offeredFormat(av1, without({}))->video->name), "libsvtav1");
        QCOMPARE(std::string(offeredFormat(av1, without({"libsvtav1"}))->video->name), "libaom-av1");
        const auto none = offeredFormat(av1, without({"libsvtav1", "libaom-av1", "librav1e"}));
        QVERIFY(!none && none.error().code == ErrorCode::Unsupported);
        for (const char* const said : {"AV1", "libsvtav1", "libaom-av1", "librav1e"})
            QVERIFY(none.error().detail.find(said) != std::string::npos);
    }

    void whatIsMissingIsNamed()
    {
        const auto why = [](const char* id, const char* missing) {
            const auto offered = offeredFormat(*findExportFormat(id), without({missing}));
            return offered ? std::string() : offered.error().detail;
        };
        QVERIFY(why("webm", "libvpx-vp9").find("VP9") != std::string::npos);
        QVERIFY(why("webm", "libopus").find("Opus") != std::string::npos);
        QVERIFY(why("webm", "webm").find("WebM") != std::string::npos);
        QVERIFY(why("mov", "prores_ks").find("ProRes") != std::string::npos);
        QCOMPARE(why("mp4", "libopus"), ""); // There is another sound.
        const OfferedFormat mp4 = *offeredFormat(*findExportFormat("mp4"), without({"libopus"}));
        QVERIFY(mp4.sound(AudioCodec::Aac) && mp4.sound(AudioCodec::Copy) && !mp4.sound(AudioCodec::Opus));
        // Pictures and sound need no FFmpeg, and the rest of the table stays.
        QCOMPARE(offeredFormats(without({})).size(), exportFormats().size());
        QCOMPARE(offeredFormats(without({"gif"})).size(), exportFormats().size() - 1);
    }

    // By trying: these two distributions' FFmpeg has all of it.
    void theInstalledFFmpegIsTried()
    {
        QVERIFY(bool(offeredFormat(exportFormats().front())));
        for (const ExportFormat& format : exportFormats()) {
            const auto offered = offeredFormat(format);
            if (!offered)
                qInfo("%s: %s", std::string(format.id).c_str(), offered.error().detail.c_str());
        }
        QVERIFY(ffmpegDescription().starts_with("FFmpeg "));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestExportFormat)
#include "tst_ExportFormat.moc"
