// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FaceFinder.h"
#include "core/media/Framing.h"
#include "core/media/MovieWriter.h"
#include "core/media/Picture.h"
#include "core/settings/Settings.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/TakesInWindow.h"
#include "ui/common/Words.h"
#include "ui/models/ExportModel.h"
#include "ui/models/TakeModel.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QTest>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;
namespace fs = std::filesystem;

namespace {

constexpr int kFrames = 12;

// A take whose portrait was the first picture of a video is laid over that video.
class TestWindowDub : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->end();
    }
    void cleanup() { m_studio.reset(); }

    void theMouthComesBesideTheExports()
    {
        if (!media::canFindFaces())
            QSKIP("this build finds no faces");
        addTake("clip.mp4", Colours::AsTheyAre);
        open();
        const QString folder = m_studio->path(QStringLiteral("exported"));
        context().settings.set(settings::kExportFolder, folder);
        int made = 0;
        for (const QString& name :
             {QStringLiteral("%1 over its video.mp4"), QStringLiteral("%1 over its video (2).mp4")}) {
            layOver();
            ++made;
            QTRY_COMPARE(context().exports.rowCount(), made);
            QTRY_VERIFY(!context().exporter.isRunning());
            QTRY_COMPARE(
                question(),
                QStringLiteral("The take is laid over its video. The video's end stands for the last 4 frames."));
            const QString file = name.arg(QString::fromStdString(take().movie.stem().string()));
            QCOMPARE(test::framesIn(fs::path(folder.toStdString()) / file.toStdString()), int64_t{kFrames});
        }
        QCOMPARE(context().takes.rowCount(), 1); // It is no take.
    }

    void whatDoesNotBelongTogetherIsSaid()
    {
        addTake("clip.mp4", Colours::Negative); // The video isn't what it was made from.
        open();
        context().settings.set(settings::kExportFolder, m_studio->path(QStringLiteral("exported")));
        layOver();
        QTRY_VERIFY(m_studio->find<QWidget>("messageBar")->isVisible());
        QCOMPARE(m_studio->find<QLabel>("messageWhatLabel")->text(),
                 QStringLiteral("The take couldn't be laid over “clip.mp4”."));
        const QVariant row
            = m_studio->find<QListView>("queueListView")->model()->index(0, 0).data(Qt::AccessibleTextRole);
        QVERIFY2(row.toString().contains(QStringLiteral("not its video")), qPrintable(row.toString()));
        QVERIFY(
            !fs::exists(m_studio
                            ->path(QStringLiteral("exported/") + QString::fromStdString(take().movie.stem().string())
                                   + QStringLiteral(" over its video.mp4"))
                            .toStdString()));
        QVERIFY(fs::exists(take().movie));
    }

    void aPicturesTakeHasNoVideo()
    {
        QVERIFY(test::writeFinishedTake(takesFolder(), kFrames, 3));
        open();
        QTRY_COMPARE(dub()->toolTip(),
                     QStringLiteral("This take's portrait is a picture: only one from a video can be laid over it."));
        QVERIFY(!dub()->isEnabled());
    }

private:
    [[nodiscard]] const WindowContext& context() const { return m_studio->context(); }
    [[nodiscard]] QAction* dub() const { return m_studio->actions()[ActionId::DubTake]; }
    [[nodiscard]] project::Take take() const { return context().takes.takes().front(); }
    [[nodiscard]] QString question() const { return m_studio->find<QLabel>("questionLabel")->text(); }
    [[nodiscard]] fs::path takesFolder() const { return m_studio->path(QStringLiteral("takes")).toStdString(); }

    void open()
    {
        m_studio->restart(std::make_unique<FakeEngine>(m_control), app::StudioOptions::Measuring::Never,
                          app::StudioOptions::Queue::Kept);
        m_studio->open();
        QTRY_COMPARE(context().takes.rowCount(), 1);
        test::clickTake(*m_studio, 0);
    }

    void layOver()
    {
        QTRY_VERIFY(dub()->isEnabled());
        dub()->trigger();
    }

    static void writeMovie(const fs::path& file, const media::Picture& picture, int frames, const fs::path& sound,
                           const std::string& comment)
    {
        auto writer = media::MovieWriter::open(file,
                                               {.width = picture.width,
                                                .height = picture.height,
                                                .frameRate = test::kClapFrameRate,
                                                .sound = sound.empty() ? std::nullopt : std::optional(sound),
                                                .comment = comment,
                                                .existing = media::Existing::Replace});
        QVERIFY(writer);
        for (int i = 0; i < frames; ++i)
            QVERIFY(bool(writer->writeFrame(picture.rgb)));
        QVERIFY(bool(writer->finish()));
    }

    enum class Colours { AsTheyAre, Negative };

    // Of ada, from a video that has four frames fewer.
    void addTake(const char* video, Colours colours)
    {
        Result<project::Take> made = test::writeFinishedTake(takesFolder(), kFrames, 3);
        QVERIFY(made);
        const Result<media::Picture> ada
            = media::readPicture(DEMO_DATA "/portraits/ada.png", media::PictureRules::Studio);
        QVERIFY(ada);
        media::Picture shown = *ada;
        for (uint8_t& value : shown.rgb)
            value = colours == Colours::Negative ? 255 - value : value;
        made->scene.portrait = takesFolder() / "inputs" / video;
        writeMovie(made->scene.portrait, *ada, kFrames - 4, {}, {});
        const media::Size size{256, 256};
        writeMovie(made->movie, media::frame(shown, size, media::Fit::Cover), kFrames, made->scene.voice,
                   project::sceneToJson(made->scene));
        made->width = made->height = size.width;
        QVERIFY(project::TakeStore(takesFolder()).update(*made));
    }

    std::shared_ptr<FakeEngine::Control> m_control = std::make_shared<FakeEngine::Control>();
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

QTEST_MAIN(TestWindowDub)
#include "tst_WindowDub.moc"
