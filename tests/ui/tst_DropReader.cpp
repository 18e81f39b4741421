// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/EmbeddedInputs.h"
#include "tests/support/ClapFilm.h"
#include "ui/controllers/DropReader.h"
#include "ui/services/ExportService.h"
#include "ui/services/InputService.h"

#include <QFile>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace studio;
using namespace studio::ui;

namespace {

const QString kPortrait = QStringLiteral(DEMO_DATA "/portraits/ada.png");
const QString kVoice = QStringLiteral(DEMO_DATA "/voices/fox_en.wav");

// What comes into the window from outside, and what is found out about it.
class TestDropReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void filesAreWhatIsInThem_data();
    void filesAreWhatIsInThem();
    void namesDecideWhileDragging();
    void exportedFilmsBringTheirSceneBack();
    void filmsBringTheirInputs();
    void pastedPicturesBecomeFiles();
    void pastedTextIsText();
    void inputsAreLookedIntoInTheBackground();
    void theLatestInputWins();
    void promptsAreCounted();

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    Drop read(const QStringList& files)
    {
        QSignalSpy spy(m_reader.get(), &DropReader::understood);
        m_reader->readFiles(files);
        return spy.wait(test::kPatience) ? spy[0][0].value<Drop>() : Drop{};
    }

    QTemporaryDir m_folder;
    std::unique_ptr<DropReader> m_reader;
    project::Scene m_scene;
};

void TestDropReader::initTestCase()
{
    m_reader = std::make_unique<DropReader>(path("pasted"));
    m_scene.prompt = "from the film";
    m_scene.settings.seed = 77;
    test::writeClick(path("click.wav").toStdString(), 2, 1);
    QVERIFY(test::writeClapFilm(path("film.mp4").toStdString(), path("click.wav").toStdString(), 50, 25));
    QVERIFY(test::writeClapFilm(path("ours.mp4").toStdString(), path("click.wav").toStdString(), 50, 25,
                                project::sceneToJson(m_scene)));
    QVERIFY(QFile::copy(kPortrait, path("portrait without a suffix")));
    QFile text(path("words.txt"));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("A man sings");
    QFile torn(path("torn.png"));
    QVERIFY(torn.open(QIODevice::WriteOnly));
    torn.write("no picture at all");
    QFile drawing(path("drawing"));
    QVERIFY(drawing.open(QIODevice::WriteOnly));
    drawing.write("<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    QFile whole(QStringLiteral(TEST_DATA "/pictures/quarters.heic"));
    QFile half(path("half a photo"));
    QVERIFY(whole.open(QIODevice::ReadOnly) && half.open(QIODevice::WriteOnly));
    half.write(whole.readAll().left(300));
    QFile noise(path("noise.bin"));
    QVERIFY(noise.open(QIODevice::WriteOnly));
    noise.write(QByteArray(5000, '\x5a'));
    QVERIFY(project::saveScene(m_scene, path("s.avatarscene").toStdString()));
}

void TestDropReader::filesAreWhatIsInThem_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, const QStringList& files, DropKind kind) {
        QTest::newRow(name) << files << static_cast<int>(kind);
    };
    row("a picture", {kPortrait}, DropKind::Portrait);
    row("a picture without a suffix", {path("portrait without a suffix")}, DropKind::Portrait);
    row("a torn picture: the field says so", {path("torn.png")}, DropKind::Portrait);
    row("a telephone's photo", {QStringLiteral(TEST_DATA "/pictures/quarters.heic")}, DropKind::Portrait);
    row("half a photo: the field says so", {path("half a photo")}, DropKind::Portrait);
    row("a drawing: the field says so", {path("drawing")}, DropKind::Portrait);
    row("a sound", {kVoice}, DropKind::Voice);
    row("both", {kVoice, kPortrait}, DropKind::PortraitAndVoice);
    row("a film", {path("film.mp4")}, DropKind::Film);
    row("a film of ours", {path("ours.mp4")}, DropKind::FilmWithSettings);
    row("a scene", {path("s.avatarscene")}, DropKind::Scene);
    row("a checkpoint", {QStringLiteral(DEMO_DATA "/checkpoint")}, DropKind::Checkpoint);
    row("another folder", {QStringLiteral(TEST_DATA "/scenes")}, DropKind::Nothing);
    row("a text", {path("words.txt")}, DropKind::Text);
    row("noise", {path("noise.bin")}, DropKind::Nothing);
    row("noise beside a picture", {path("noise.bin"), kPortrait}, DropKind::Portrait);
    row("nothing there", {path("gone.wav")}, DropKind::Voice); // The field says that it is gone.
}

void TestDropReader::filesAreWhatIsInThem()
{
    QFETCH(QStringList, files);
    QFETCH(int, kind);
    const Drop drop = read(files);
    QCOMPARE(static_cast<int>(drop.kind), kind);
    if (drop.kind == DropKind::PortraitAndVoice) {
        QCOMPARE(drop.portrait, kPortrait);
        QCOMPARE(drop.voice, kVoice);
    }
    if (drop.kind == DropKind::Nothing)
        QVERIFY(!drop.refused.isEmpty());
    if (drop.kind == DropKind::Text)
        QCOMPARE(drop.text, QStringLiteral("A man sings"));
}

void TestDropReader::namesDecideWhileDragging()
{
    const auto guess = [](const QStringList& files) {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& file : files)
            urls.append(QUrl::fromLocalFile(file));
        data.setUrls(urls);
        return DropReader::guess(data);
    };
    QVERIFY(guess({QStringLiteral("/x/A.JPG")}) == DropKind::Portrait);
    QVERIFY(guess({QStringLiteral("/x/a.png"), QStringLiteral("/x/b.mp3")}) == DropKind::PortraitAndVoice);
    QVERIFY(guess({QStringLiteral("/x/a.mkv")}) == DropKind::Film);
    QVERIFY(guess({QStringLiteral("/x/a.avatarscene")}) == DropKind::Scene);
    QVERIFY(guess({m_folder.path()}) == DropKind::Checkpoint);
    QVERIFY(guess({QStringLiteral("/x/a.pdf")}) == DropKind::Nothing);
    QVERIFY(DropReader::guess(QMimeData()) == DropKind::Nothing);
}

void TestDropReader::exportedFilmsBringTheirSceneBack()
{
    ExportService exports;
    QTRY_VERIFY(!exports.formats().empty());
    QSignalSpy changed(&exports, &ExportService::jobChanged);
    ExportJob job;
    job.order.movie = path("ours.mp4").toStdString();
    job.order.target = path("exported.mp4").toStdString();
    job.order.comment = project::sceneToJson(m_scene);
    job.poster = true;
    exports.add(job);
    QTRY_VERIFY(exports.jobs().front().state == ExportState::Finished);
    QVERIFY(changed.size() >= 3); // waiting, on its way, finished
    QVERIFY(QFile::exists(path("exported.png")));
    const Drop drop = read({path("exported.mp4")});
    QVERIFY(drop.kind == DropKind::FilmWithSettings);
    QVERIFY(drop.scene && *drop.scene == m_scene);

    const int cancelled = exports.add(job);
    exports.cancel(cancelled);
    QTRY_VERIFY(exports.jobs().back().state == ExportState::Cancelled
                || exports.jobs().back().state == ExportState::Finished);
    job.order.movie = path("gone.mp4").toStdString();
    exports.add(job);
    QTRY_VERIFY(exports.jobs().back().state == ExportState::Failed);
    QVERIFY(exports.jobs().back().error->code == ErrorCode::FileMissing);
}

void TestDropReader::filmsBringTheirInputs()
{
    project::Scene scene = m_scene;
    scene.portrait = path("own.png").toStdString();
    scene.voice = path("own.wav").toStdString();
    QVERIFY(QFile::copy(kPortrait, path("own.png")));
    test::writeClick(scene.voice, 2, 1);
    scene.people = {{{0, 0, 0.5, 1}, {}}, {{0.5, 0, 0.5, 1}, path("ben.wav").toStdString()}};
    test::writeClick(scene.people[1].voice, 2, 1.25);
    QVERIFY(test::writeClapFilm(path("whole.mp4").toStdString(), scene.voice, 50, 25, project::sceneToJson(scene)));
    QVERIFY(media::embedFiles(path("whole.mp4").toStdString(), jobs::inputsToEmbed(scene)));
    // Where they are what they were, they stay where they are.
    QVERIFY(read({path("whole.mp4")}).scene == scene);
    // One that is gone and one that has become another come out of the film; and only once.
    QVERIFY(QFile::remove(path("own.png")));
    test::writeClick(scene.voice, 2, 1.5);
    QVERIFY(QFile::remove(path("ben.wav")));
    const std::optional<project::Scene> first = read({path("whole.mp4")}).scene;
    QVERIFY(first);
    QCOMPARE(QString::fromStdString(first->portrait.string()), path("pasted/own.png"));
    QCOMPARE(QString::fromStdString(first->voice.string()), path("pasted/own.wav"));
    QVERIFY(first->people[0].voice.empty());
    QCOMPARE(QString::fromStdString(first->people[1].voice.string()), path("pasted/ben.wav"));
    QFile portrait(path("pasted/own.png"));
    QFile original(kPortrait);
    QVERIFY(portrait.open(QIODevice::ReadOnly) && original.open(QIODevice::ReadOnly));
    QVERIFY(portrait.readAll() == original.readAll());
    QVERIFY(read({path("whole.mp4")}).scene == first);
    QVERIFY(!QFile::exists(path("pasted/own 2.png")));
}

void TestDropReader::pastedPicturesBecomeFiles()
{
    QMimeData data;
    QImage image(100, 80, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    data.setImageData(image);
    QVERIFY(DropReader::guess(data) == DropKind::Portrait);
    QStringList files;
    for (int i = 0; i < 2; ++i) {
        QSignalSpy spy(m_reader.get(), &DropReader::understood);
        m_reader->read(data);
        QVERIFY(spy.wait(test::kPatience));
        const Drop drop = spy[0][0].value<Drop>();
        QVERIFY(drop.kind == DropKind::Portrait);
        files.append(drop.portrait);
    }
    QVERIFY(files[0] != files[1]); // A scene may still use the first.
    QCOMPARE(QImage(files[0]).size(), QSize(100, 80));
}

void TestDropReader::pastedTextIsText()
{
    QMimeData data;
    data.setText(QStringLiteral("A woman talks"));
    QSignalSpy spy(m_reader.get(), &DropReader::understood);
    m_reader->read(data);
    QVERIFY(spy.wait(test::kPatience));
    QCOMPARE(spy[0][0].value<Drop>().text, QStringLiteral("A woman talks"));
}

void TestDropReader::inputsAreLookedIntoInTheBackground()
{
    InputService inputs;
    project::Scene scene;
    scene.portrait = kPortrait.toStdString();
    scene.voice = kVoice.toStdString();
    scene.settings.width = scene.settings.height = 128;
    inputs.setScene(scene);
    QVERIFY(!inputs.portrait().loaded); // Nothing is read on this thread.
    QTRY_VERIFY(inputs.portrait().loaded && inputs.voice().loaded);
    QVERIFY(inputs.portrait().facts && !inputs.portrait().picture.isNull());
    QCOMPARE(inputs.portrait().facts->outputWidth % 64, 0);
    QVERIFY(inputs.voice().facts && inputs.voice().waveform);
    const int64_t frames = inputs.voice().facts->frames;
    scene.trim = {0, 1.0};
    inputs.setScene(scene); // Known already: the answer is there at once.
    QVERIFY(inputs.voice().facts->frames < frames);
    QSignalSpy portraits(&inputs, &InputService::portraitChanged);
    scene.crop = project::CropRect{0, 0, 0.4, 1};
    inputs.setScene(scene);
    QVERIFY(portraits.wait(test::kPatience));
    QVERIFY(inputs.portrait().facts->cropWidth < inputs.portrait().facts->width);
    scene.portrait = path("torn.png").toStdString();
    scene.voice = path("words.txt").toStdString();
    inputs.setScene(scene);
    QTRY_VERIFY(inputs.portrait().error && inputs.voice().error);
    QVERIFY(inputs.portrait().error->code == ErrorCode::NotAnImage);
    QVERIFY(inputs.portrait().picture.isNull());
    scene.portrait.clear();
    inputs.setScene(scene);
    QVERIFY(inputs.portrait().path.isEmpty() && !inputs.portrait().error);
}

void TestDropReader::theLatestInputWins()
{
    InputService inputs;
    project::Scene scene;
    for (const char* const name : {"torn.png", "gone.png", "portrait without a suffix"}) {
        scene.portrait = path(name).toStdString();
        inputs.setScene(scene);
    }
    QTRY_VERIFY(inputs.portrait().loaded);
    QVERIFY(inputs.portrait().facts && !inputs.portrait().error);
    inputs.waitForDone();
    QSignalSpy later(&inputs, &InputService::portraitChanged);
    QCoreApplication::sendPostedEvents(&inputs);
    QCOMPARE(later.size(), 0); // The answers to the older ones don't come behind.
}

void TestDropReader::promptsAreCounted()
{
    InputService inputs;
    inputs.setModel({.checkpoint = DEMO_DATA "/checkpoint"});
    project::Scene scene;
    scene.prompt = "A woman talks";
    inputs.setScene(scene);
    QTRY_VERIFY(inputs.prompt().counted && inputs.prompt().tokens > 2);
    QCOMPARE(inputs.prompt().limit, 512);
    QCOMPARE(inputs.prompt().keptCharacters, -1);
    scene.prompt = QString(4000, QChar(0x4f60)).toStdString();
    inputs.setScene(scene);
    QTRY_VERIFY(inputs.prompt().tokens > 512);
    QVERIFY(inputs.prompt().keptCharacters > 0 && inputs.prompt().keptCharacters < 4000);
    inputs.setModel(
        {.checkpoint
         = m_folder.path().toStdString()}); // No tokenizer there: nothing is said instead of something wrong.
    QTRY_VERIFY(!inputs.prompt().counted);
}

} // namespace

QTEST_MAIN(TestDropReader)
#include "tst_DropReader.moc"
