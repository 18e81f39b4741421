// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the painted widgets do under mouse, wheel and keyboard, and what they tell assistive technology.
#include "tests/support/Pointing.h"
#include "tests/support/Waveforms.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/ContractBar.h"
#include "ui/widgets/DropZone.h"
#include "ui/widgets/JobDelegate.h"
#include "ui/widgets/MessageBar.h"
#include "ui/widgets/MeterTile.h"
#include "ui/widgets/NumberLabel.h"
#include "ui/widgets/StageBar.h"
#include "ui/widgets/TakeDelegate.h"
#include "ui/widgets/TimeRuler.h"
#include "ui/widgets/VideoView.h"
#include "ui/widgets/VoiceWaveformView.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace studio;
using namespace studio::ui;
using test::drag;
using test::turnWheel;

namespace {

// 10 s: a tone with a pause from 4 to 6.
std::shared_ptr<const WaveformPyramid> voiceWithPause()
{
    constexpr int kRate = 16000;
    std::vector<float> samples(10 * kRate);
    for (size_t i = 0; i < samples.size(); ++i) {
        const double at = static_cast<double>(i) / kRate;
        if (at < 4 || at >= 6)
            samples[i] = static_cast<float>(0.5 * std::sin(at * 2 * M_PI * 220));
    }
    return WaveformPyramid::of(tests::waveformOf(samples, kRate));
}

TimelineState timelineState(int blocks, int made)
{
    TimelineState state;
    state.blocks = blocks;
    state.made = made;
    return state;
}

// 63 blocks with prompts, another seed, and a prompt behind the end.
void lay(BlockTimeline& line)
{
    line.setState(timelineState(63, 63));
    line.setPrompts({.first = QStringLiteral("calm"),
                     .prompts = {{.block = 10, .prompt = QStringLiteral("laughs"), .seed = {}},
                                 {.block = 20, .prompt = QStringLiteral("is serious"), .seed = {}},
                                 {.block = 30, .prompt = {}, .seed = QStringLiteral("seed 99")},
                                 {.block = 70, .prompt = QStringLiteral("sleeps"), .seed = {}}},
                     .staleFrom = {}});
    line.resize(1000, line.sizeHint().height());
}

class TestWidgets : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        m_theme->applyTo(*qApp);
        m_theme->setChoice(ThemeChoice::Dark);
        QAccessible::setActive(true);
    }
    void cleanupTestCase() { m_theme.reset(); }

    // Waveform pyramid -------------------------------------------------------------------------------------------

    void peaksAreThoseOfTheSamples()
    {
        const auto voice = voiceWithPause();
        QCOMPARE(voice->seconds(), 10.0);
        QVERIFY(std::abs(voice->peak(0, 10).level() - 0.5F) < 0.01F);
        QVERIFY(std::abs(voice->peak(1, 1.01).high - 0.5F) < 0.01F);
        QVERIFY(std::abs(voice->peak(1, 1.01).low + 0.5F) < 0.01F);
        QCOMPARE(voice->peak(4.5, 5.5).level(), 0.0F);
        QCOMPARE(voice->peak(11, 12).level(), 0.0F);
        QCOMPARE(voice->peak(-2, -1).level(), 0.0F);
    }

    void aPauseIsFoundAndSnappedTo()
    {
        const auto voice = voiceWithPause();
        QCOMPARE(voice->silences().size(), size_t{1});
        QVERIFY(std::abs(voice->silences()[0].start - 4) < 0.02);
        QVERIFY(std::abs(voice->silences()[0].end - 6) < 0.02);
        QVERIFY(std::abs(voice->snapToSilence(4.1, 0.2) - 4) < 0.02);
        QVERIFY(std::abs(voice->snapToSilence(5.9, 0.2) - 6) < 0.02);
        QCOMPARE(voice->snapToSilence(4.5, 0.2), 4.5);
        QVERIFY(WaveformPyramid::of(nullptr) == nullptr);
    }

    void aWaveStaysInItsBox_data()
    {
        QTest::addColumn<float>("amplitude");
        QTest::addColumn<bool>("flat");
        QTest::newRow("nobody hears it") << 2e-5F << true;
        QTest::newRow("very quiet") << 3e-3F << false;
        QTest::newRow("loud") << 1.0F << false;
    }
    void aWaveStaysInItsBox()
    {
        QFETCH(const float, amplitude);
        QFETCH(const bool, flat);
        std::vector<float> samples(size_t{4} * 16000);
        for (size_t i = 0; i < samples.size(); ++i)
            samples[i] = i % 40 < 20 ? amplitude : -amplitude;
        VoiceWaveformView view(*m_theme);
        view.resize(300, 96);
        view.setState({WaveformPyramid::of(tests::waveformOf(samples, 16000)), {0, 4}, 0.48});
        const QImage picture = view.grab().toImage();
        const double scale = picture.devicePixelRatio();
        const QRgb voice = m_theme->color(Token::Voice).rgb();
        int highest = picture.height();
        int lowest = -1;
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                if (picture.pixel(x, y) == voice) {
                    highest = std::min(highest, y);
                    lowest = std::max(lowest, y);
                }
            }
        }
        const double ruler = (96 - m_theme->px(16)) * scale;
        QVERIFY(lowest >= highest); // A line is drawn in any case.
        QVERIFY2(lowest < ruler && highest > 0, qPrintable(QStringLiteral("%1 to %2").arg(highest).arg(lowest)));
        QCOMPARE(lowest - highest < 8 * scale, flat);
    }

    // Voice ------------------------------------------------------------------------------------------------------

    void aHandleSnapsToSilenceAndWithAltItDoesNot()
    {
        VoiceWaveformView view(*m_theme);
        view.resize(500, 96);
        view.setState({voiceWithPause(), {0, 10}, 0.48});
        QSignalSpy edited(&view, &VoiceWaveformView::trimEdited);

        drag(view, {498, 30}, {view.toX(6.1), 30});
        QVERIFY2(std::abs(view.trim().end - 6) < 0.02, qPrintable(QString::number(view.trim().end)));
        drag(view, {view.toX(view.trim().end), 30}, {view.toX(6.1), 30}, Qt::AltModifier);
        QVERIFY2(std::abs(view.trim().end - 6.1) < 0.02, qPrintable(QString::number(view.trim().end)));
        QCOMPARE(edited.count(), 2);
    }

    void aTrimIsNeverShorterThanABlock()
    {
        VoiceWaveformView view(*m_theme);
        view.resize(500, 96);
        view.setState({voiceWithPause(), {1, 3}, 0.48});
        drag(view, {view.toX(1), 30}, {view.toX(2.9), 30}, Qt::AltModifier);
        QVERIFY(std::abs(view.trim().length() - 0.48) < 1e-9);
    }

    void aClickScrubsAndTheRulerToo()
    {
        VoiceWaveformView view(*m_theme);
        view.resize(500, 96);
        view.setState({voiceWithPause(), {0, 10}, 0.48});
        QSignalSpy scrubbed(&view, &VoiceWaveformView::scrubbed);
        QTest::mouseClick(&view, Qt::LeftButton, {}, {250, 90});
        QCOMPARE(scrubbed.count(), 1);
        QVERIFY(std::abs(scrubbed.last().first().toDouble() - 5) < 0.05);
        drag(view, {100, 92}, {400, 92});
        QVERIFY(std::abs(scrubbed.last().first().toDouble() - 8) < 0.05);
        QCOMPARE(view.trim(), (TimeRange{0, 10}));
    }

    void theWheelZoomsAtThePointerAndShiftScrolls()
    {
        VoiceWaveformView view(*m_theme);
        view.resize(500, 96);
        view.setState({voiceWithPause(), {0, 10}, 0.48});
        const double before = view.toSeconds(125);
        turnWheel(view, {125, 30}, 4);
        QVERIFY(view.visibleRange().length() < 5);
        QVERIFY(std::abs(view.toSeconds(125) - before) < 1e-6);
        const double length = view.visibleRange().length();
        turnWheel(view, {125, 30}, -1, Qt::ShiftModifier);
        QVERIFY(std::abs(view.toSeconds(125) - before - length / 8) < 1e-6);
        turnWheel(view, {125, 30}, -30);
        QCOMPARE(view.visibleRange(), (TimeRange{0, 10}));
    }

    void keysTrimAtThePlayhead()
    {
        VoiceWaveformView view(*m_theme);
        view.resize(500, 96);
        view.setState({voiceWithPause(), {0, 10}, 0.48});
        view.setPlayhead(2.5);
        QTest::keyClick(&view, Qt::Key_I);
        QCOMPARE(view.trim().start, 2.5);
        view.setPlayhead(7.5);
        QTest::keyClick(&view, Qt::Key_O);
        QCOMPARE(view.trim().end, 7.5);
        QSignalSpy scrubbed(&view, &VoiceWaveformView::scrubbed);
        QTest::keyClick(&view, Qt::Key_Home);
        QCOMPARE(scrubbed.last().first().toDouble(), 2.5);
    }

    // Timeline ---------------------------------------------------------------------------------------------------

    void everyPixelBelongsToTheBlockThatIsDrawnThere_data()
    {
        QTest::addColumn<int>("blocks");
        for (const int blocks : {1, 16, 63, 1000, 7500})
            QTest::addRow("%d", blocks) << blocks;
    }

    void everyPixelBelongsToTheBlockThatIsDrawnThere()
    {
        QFETCH(int, blocks);
        BlockTimeline line(*m_theme);
        line.resize(1000, 64);
        line.setState(timelineState(blocks, blocks / 2));
        const QRectF cells = line.cellsRect();
        for (int x = static_cast<int>(cells.left()); x < cells.right(); ++x) {
            const auto block = line.blockAt(x + 0.5);
            QVERIFY(block.has_value());
            const int expected = static_cast<int>((x + 0.5 - cells.left()) / cells.width() * blocks);
            QCOMPARE(*block, expected);
            QCOMPARE(static_cast<int>(line.toSeconds(x + 0.5) / 0.48), expected);
        }
        QVERIFY(!line.blockAt(cells.left() - 1));
        QVERIFY(!line.blockAt(cells.right() + 1));
        QVERIFY(std::abs(line.toX(line.toSeconds(321.0)) - 321.0) < 1e-6);
    }

    void aFailedBlockOfAnHourIsSeen()
    {
        BlockTimeline line(*m_theme);
        line.resize(1600, 64); // a block is a fifth of a pixel
        TimelineState state = timelineState(7500, 7400);
        QImage whole(line.size(), QImage::Format_RGB32);
        line.setState(state);
        line.render(&whole);
        for (int block = 100; block < 7400; block += 500)
            state.failed.push_back(block);
        QImage image(line.size(), QImage::Format_RGB32);
        line.setState(state);
        line.render(&image);
        const int y = static_cast<int>(line.cellsRect().bottom()) - 4;
        for (const int block : state.failed) {
            const int x = static_cast<int>(line.cellsRect().left() + block * line.cellsRect().width() / state.blocks);
            int redder = 0;
            for (int i = x - 3; i <= x + 4; ++i)
                redder += qRed(image.pixel(i, y)) > qRed(whole.pixel(i, y)) + 40 ? 1 : 0;
            QVERIFY2(redder >= 1 && redder <= 3, qPrintable(QStringLiteral("%1: %2").arg(block).arg(redder)));
        }
    }

    void stairsAreAsHighAsTheirStep()
    {
        BlockTimeline line(*m_theme);
        line.resize(424, 64); // 100 px a block
        TimelineState state = timelineState(4, 0);
        state.lanes = {{0, 4}, {1, 2}, {2, 1}};
        state.steps = 4;
        line.setState(state);
        QImage image(line.size(), QImage::Format_ARGB32_Premultiplied);
        line.render(&image);
        const QColor accent = m_theme->color(Token::Accent);
        const auto filled = [&](int block) {
            const QRectF cells = line.cellsRect();
            int rows = 0;
            for (int y = static_cast<int>(cells.top()); y < cells.bottom(); ++y)
                rows += image.pixelColor(static_cast<int>(cells.left()) + block * 100 + 50, y) == accent ? 1 : 0;
            return rows;
        };
        const auto height = static_cast<int>(line.cellsRect().height());
        QCOMPARE(filled(0), height);
        QCOMPARE(filled(1), height / 2);
        QCOMPARE(filled(2), height / 4);
        QCOMPARE(filled(3), 0);
    }

    void clickingAndDraggingTheTimelineScrubs()
    {
        BlockTimeline line(*m_theme);
        line.resize(1000, 64);
        line.setState(timelineState(63, 22));
        QSignalSpy scrubbed(&line, &BlockTimeline::scrubbed);
        QSignalSpy started(&line, &BlockTimeline::scrubStarted);
        QSignalSpy ended(&line, &BlockTimeline::scrubEnded);
        drag(line, {line.toX(3), 30}, {line.toX(7.2), 30});
        QCOMPARE(started.count(), 1);
        QCOMPARE(ended.count(), 1);
        QVERIFY(std::abs(scrubbed.first().first().toDouble() - 3) < 1e-6);
        QVERIFY(std::abs(scrubbed.last().first().toDouble() - 7.2) < 1e-6);
        drag(line, {line.toX(3), 30}, {5000, 30});
        QVERIFY(std::abs(scrubbed.last().first().toDouble() - 63 * 0.48) < 1e-6);
    }

    void marksAreToldAndTheirSignsAreClicked()
    {
        BlockTimeline line(*m_theme);
        line.resize(1000, 64);
        TimelineState state = timelineState(63, 63);
        state.marks = {{.block = 10, .blocks = 3, .words = QStringLiteral("something is wrong")}};
        line.setState(state);
        QVERIFY(!line.markAt(9) && line.markAt(10) && line.markAt(12) && !line.markAt(13));
        QVERIFY(line.describe(12).endsWith(QStringLiteral("something is wrong")));
        QVERIFY(!line.describe(13).contains(QStringLiteral("wrong")));
        line.setPlayhead(12 * 0.48);
        QVERIFY(line.accessibleText().contains(QStringLiteral("something is wrong")));
        const QImage with = line.grab().toImage();
        QSignalSpy chosen(&line, &BlockTimeline::markChosen);
        QSignalSpy scrubbed(&line, &BlockTimeline::scrubbed);
        QTest::mouseClick(&line, Qt::LeftButton, {}, QPoint(static_cast<int>(line.toX(4.8)) + 5, 5));
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toInt(), 10);
        QVERIFY(scrubbed.empty());
        state.marks.clear();
        line.setState(state);
        QVERIFY(line.grab().toImage() != with);
    }

    void promptsAreDraggedByBlocks()
    {
        BlockTimeline line(*m_theme);
        lay(line);
        QSignalSpy moved(&line, &BlockTimeline::promptMoved);
        QSignalSpy wanted(&line, &BlockTimeline::promptWanted);
        QSignalSpy scrubbed(&line, &BlockTimeline::scrubbed);
        const double y = line.laneRect().center().y();
        drag(line, {line.toX(10 * 0.48), y}, {line.toX(14.3 * 0.48), y});
        QCOMPARE(moved.size(), 1);
        QCOMPARE(moved[0], (QVariantList{10, 14}));
        QVERIFY(wanted.empty() && scrubbed.empty());
        drag(line, {line.toX(10 * 0.48), y}, {line.toX(0), y}); // Not onto the first prompt.
        QCOMPARE(moved.last(), (QVariantList{10, 5}));
        drag(line, {line.toX(10 * 0.48), y}, {line.toX(20 * 0.48), y}); // Not onto another one: half way.
        QCOMPARE(moved.last(), (QVariantList{10, 15}));
        drag(line, {line.toX(30 * 0.48), y}, {line.toX(35 * 0.48), y}); // another seed
        QCOMPARE(moved.size(), 3);

        wanted.clear();
        QTest::mouseClick(&line, Qt::LeftButton, {}, QPoint(static_cast<int>(line.toX(20 * 0.48)), int(y)));
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].toInt(), 20);
        QCOMPARE(line.selectedPrompt(), std::optional(20));
        QTest::mouseDClick(&line, Qt::LeftButton, {}, QPoint(static_cast<int>(line.toX(24.5 * 0.48)), int(y)));
        QCOMPARE(wanted.last()[0].toInt(), 24);
        QTest::mouseClick(&line, Qt::LeftButton, {}, QPoint(static_cast<int>(line.toX(24.5 * 0.48)), 30));
        QVERIFY(!line.selectedPrompt() && !scrubbed.empty());
    }

    void promptsAreReachedByKeys()
    {
        BlockTimeline line(*m_theme);
        lay(line);
        QSignalSpy moved(&line, &BlockTimeline::promptMoved);
        QSignalSpy wanted(&line, &BlockTimeline::promptWanted);
        QSignalSpy removed(&line, &BlockTimeline::promptRemoved);
        QTest::keyClick(&line, Qt::Key_Delete);
        QVERIFY(removed.empty());
        for (const int block : {10, 20, 30, 70, 70}) { // The last one lies behind the end.
            QTest::keyClick(&line, Qt::Key_Down, Qt::ControlModifier);
            QCOMPARE(line.selectedPrompt(), std::optional(block));
        }
        QTest::keyClick(&line, Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(moved.last(), (QVariantList{70, 62}));
        for (int i = 0; i < 2; ++i)
            QTest::keyClick(&line, Qt::Key_Up, Qt::ControlModifier);
        QTest::keyClick(&line, Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(moved.last(), (QVariantList{20, 21}));
        QTest::keyClick(&line, Qt::Key_Return);
        QCOMPARE(wanted.last()[0].toInt(), 20);
        QTest::keyClick(&line, Qt::Key_Delete);
        QCOMPARE(removed.last()[0].toInt(), 20);
    }

    void promptsAreTold()
    {
        BlockTimeline line(*m_theme);
        line.setState(timelineState(63, 63));
        const int without = line.sizeHint().height();
        QVERIFY(!line.describe(12).contains(QStringLiteral("prompt")));
        lay(line);
        QVERIFY(line.sizeHint().height() > without);
        line.setPlayhead(12 * 0.48);
        QCOMPARE(line.accessibleText(), QStringLiteral("Block 13 of 63, made. Prompt: laughs"));
        QVERIFY(line.describe(9).endsWith(QStringLiteral("prompt: calm")));
        QVERIFY(line.describe(19).endsWith(QStringLiteral("prompt: laughs")));
        const std::vector<AccessibleRange> ranges = line.accessibleRanges();
        QCOMPARE(ranges.size(), size_t{5});
        QCOMPARE(ranges[1].text, QStringLiteral("0:04.8 · laughs"));
        QCOMPARE(ranges[3].text, QStringLiteral("0:14.4 · seed 99"));
        QVERIFY(ranges[4].text.contains(QStringLiteral("end")));
        QSignalSpy moved(&line, &BlockTimeline::promptMoved);
        line.setAccessibleRange(1, 12 * 0.48);
        QCOMPARE(moved.last(), (QVariantList{10, 12}));
        PromptLaneState stale = line.prompts();
        stale.staleFrom = 12;
        line.setPrompts(stale);
        QVERIFY(line.describe(12).contains(QStringLiteral("made with the earlier prompt")));
        QVERIFY(!line.describe(11).contains(QStringLiteral("earlier")));
    }

    void theLoopsEndsAreDragged()
    {
        BlockTimeline line(*m_theme);
        line.resize(1000, 64);
        line.setState(timelineState(63, 63));
        line.setLoop(TimeRange{5, 10});
        QSignalSpy looped(&line, &BlockTimeline::loopChanged);
        QSignalSpy scrubbed(&line, &BlockTimeline::scrubbed);
        drag(line, {line.toX(10), 8}, {line.toX(12), 8});
        QVERIFY(looped.count() >= 1);
        const auto loop = looped.last().first().value<TimeRange>();
        QCOMPARE(loop.start, 5.0);
        QVERIFY(std::abs(loop.end - 12) < 1e-6);
        QCOMPARE(scrubbed.count(), 0);
    }

    void theTimelineZoomsToFourBlocksAndBack()
    {
        BlockTimeline line(*m_theme);
        line.resize(1000, 64);
        line.setState(timelineState(7500, 3000));
        turnWheel(line, {500, 30}, 60);
        QCOMPARE(line.visibleBlocks().count, 4.0);
        turnWheel(line, {500, 30}, -60);
        QCOMPARE(line.visibleBlocks().count, 7500.0);
        QCOMPARE(line.visibleBlocks().first, 0.0);
    }

    void theTimelineSpeaks()
    {
        BlockTimeline line(*m_theme);
        line.resize(1000, 64);
        TimelineState state = timelineState(63, 22);
        state.lanes = {{22, 3}};
        state.failed = {40};
        state.secondsPerBlock = {1.9F};
        line.setState(state);
        QCOMPARE(line.describe(0), QStringLiteral("Block 1 · 0:00.0 · made · 1.9 s"));
        QCOMPARE(line.describe(22), QStringLiteral("Block 23 · 0:10.5 · step 3 of 4"));
        QCOMPARE(line.describe(40), QStringLiteral("Block 41 · 0:19.2 · failed"));
        QCOMPARE(line.describe(63), QString());
        line.setPlayhead(10.8);
        QAccessibleInterface* const slider = QAccessible::queryAccessibleInterface(&line);
        QCOMPARE(slider->role(), QAccessible::Slider);
        QCOMPARE(slider->text(QAccessible::Value), QStringLiteral("Block 23 of 63, being made"));
        QVERIFY(slider->valueInterface() != nullptr);
        QCOMPARE(slider->valueInterface()->maximumValue().toDouble(), 63 * 0.48);
    }

    void rulersLeaveTheirLabelsRoom()
    {
        QCOMPARE(rulerStep(30, 900, 60), 2.0);
        QCOMPARE(rulerStep(3600, 900, 60), 300.0);
        QCOMPARE(rulerStep(1, 900, 60), 0.1);
    }

    void ticksStandAtTrueSecondsAndTheFilmFillsTheTimeline()
    {
        BlockTimeline line(*m_theme);
        line.resize(724, 64);
        TimelineState state = timelineState(20, 20);
        state.seconds = 9.2; // its last block is a sixth of one
        line.setState(state);
        const QRectF cells = line.cellsRect();
        QVERIFY(std::abs(line.toX(9.2) - cells.right()) < 1e-6);
        QCOMPARE(line.blockAt(cells.right() - 1).value_or(-1), 19);
        QSignalSpy scrubbed(&line, &BlockTimeline::scrubbed);
        drag(line, {line.toX(3), 30}, {5000, 30});
        QVERIFY(std::abs(scrubbed.last().first().toDouble() - 9.2) < 1e-6);

        QImage image(line.size(), QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::black);
        line.render(&image);
        const int y = static_cast<int>(cells.bottom()) + 4; // above the numbers
        std::vector<int> ticks;
        for (int x = static_cast<int>(cells.left()); x < cells.right(); ++x) {
            const bool dark = image.pixel(x, y) == image.pixel(2, y);
            if (!dark && (ticks.empty() || x > ticks.back() + 1))
                ticks.push_back(x);
        }
        std::vector<int> seconds;
        for (const double at : {0, 2, 4, 6, 8})
            seconds.push_back(static_cast<int>(std::floor(line.toX(at))));
        QCOMPARE(ticks, seconds);
    }

    void rulerTimesKeepTheirEnds()
    {
        QCOMPARE(rulerTimes(0, 0.3, 0.1).size(), size_t{4});
        QCOMPARE(rulerTimes(1.92, 6, 2), (std::vector<double>{2, 4, 6}));
        QVERIFY(rulerTimes(2.1, 3.9, 2).empty());
    }

    // Picture ----------------------------------------------------------------------------------------------------

    void thePictureIsLetterboxed()
    {
        VideoView view(*m_theme);
        view.resize(800, 400);
        QImage image(200, 200, QImage::Format_RGB32);
        image.fill(Qt::red);
        view.setFrame(image);
        view.setState({VideoState::Mode::Take, {}, {}});
        QCOMPARE(view.pictureRect(), QRectF(200, 0, 400, 400));
        QImage shown(view.size(), QImage::Format_RGB32);
        view.render(&shown);
        QCOMPARE(shown.pixelColor(100, 200), m_theme->color(Token::Viewport));
        QCOMPARE(shown.pixelColor(400, 200), QColor(Qt::red));
        QCOMPARE(view.targetSize(), QSize(400, 400));
    }

    void pixelsStaySquaresFromThreeHundredPercentOn()
    {
        VideoView view(*m_theme);
        view.resize(400, 400);
        QImage image(2, 1, QImage::Format_RGB32);
        image.setPixelColor(0, 0, Qt::black);
        image.setPixelColor(1, 0, Qt::white);
        view.setState({VideoState::Mode::Take, {}, {}});
        view.setFrame(image);
        view.setZoom(8);
        QImage shown(view.size(), QImage::Format_RGB32);
        view.render(&shown);
        for (int x = 192; x < 208; ++x)
            QCOMPARE(shown.pixelColor(x, 200), QColor(x < 200 ? Qt::black : Qt::white));
    }

    void fittingIsSmoothHoweverSmallThePicture()
    {
        VideoView view(*m_theme);
        view.resize(400, 200);
        QImage image(2, 1, QImage::Format_RGB32);
        image.setPixelColor(0, 0, Qt::black);
        image.setPixelColor(1, 0, Qt::white);
        view.setState({VideoState::Mode::Take, {}, {}});
        view.setFrame(image);
        QCOMPARE(view.targetSize(), QSize(400, 200)); // Scaled before it comes.
        QImage shown(view.size(), QImage::Format_RGB32);
        view.render(&shown);
        const int middle = shown.pixelColor(200, 100).red();
        QVERIFY2(middle > 60 && middle < 195, qPrintable(QString::number(middle)));
    }

    void oneToOneIsNotInterpolated()
    {
        VideoView view(*m_theme);
        view.resize(301, 203); // Odd: the middle falls between pixels.
        QImage image(128, 128, QImage::Format_RGB32);
        for (int y = 0; y < 128; ++y) {
            for (int x = 0; x < 128; ++x)
                image.setPixelColor(x, y, (x + y) % 2 == 0 ? Qt::black : Qt::white);
        }
        view.setState({VideoState::Mode::Take, {}, {}});
        view.setFrame(image);
        view.setZoom(1);
        QImage shown(view.size(), QImage::Format_RGB32);
        view.render(&shown);
        const QPoint corner = view.pictureRect().topLeft().toPoint();
        QCOMPARE(shown.copy(QRect(corner, QSize(128, 128))), image);
    }

    void aZoomedPictureIsPannedWithinItsBordersAndAClickIsNoPan()
    {
        VideoView view(*m_theme);
        view.resize(200, 200);
        view.setState({VideoState::Mode::Take, {}, {}});
        view.setFrame(QImage(200, 200, QImage::Format_RGB32));
        QSignalSpy clicked(&view, &VideoView::clicked);
        view.setZoom(2);
        QCOMPARE(view.pictureRect(), QRectF(-100, -100, 400, 400));
        drag(view, {100, 100}, {150, 110});
        QCOMPARE(view.pictureRect().topLeft(), QPointF(-50, -90));
        drag(view, {100, 100}, {900, 900});
        QCOMPARE(view.pictureRect().topLeft(), QPointF(0, 0));
        QCOMPARE(clicked.count(), 0);
        QTest::mouseClick(&view, Qt::LeftButton);
        QCOMPARE(clicked.count(), 1);
        QSignalSpy zoomed(&view, &VideoView::zoomChanged);
        turnWheel(view, {100, 100}, 1, Qt::ControlModifier);
        QCOMPARE(view.zoom(), VideoView::Zoom(3.0));
        QCOMPARE(zoomed.count(), 1);
        view.setZoom(std::nullopt);
        QCOMPARE(view.pictureRect(), QRectF(0, 0, 200, 200));
    }

    void aMessageLiesOverThePictureAndMovesNothing()
    {
        VideoView view(*m_theme);
        view.resize(800, 400);
        view.setFrame(QImage(200, 200, QImage::Format_RGB32));
        const QRectF before = view.pictureRect();
        auto* const bar = new MessageBar(*m_theme);
        bar->setState(
            {Tone::Bad, QStringLiteral("X-1"), QStringLiteral("What."), QStringLiteral("Why."), {}, {}, 1, 1});
        view.setMessage(bar);
        view.show();
        QCOMPARE(view.pictureRect(), before);
        QCOMPARE(bar->parentWidget(), &view);
        QVERIFY(bar->width() <= 760);
        QVERIFY(bar->y() > 0);
    }

    // Message bar ------------------------------------------------------------------------------------------------

    void messageButtonsSayWhichTheyAreAndNothingTakesFocus()
    {
        MessageBar bar(*m_theme);
        bar.setState({Tone::Bad,
                      QStringLiteral("STORE-02"),
                      QStringLiteral("Take 7 stopped: the disk is full."),
                      QStringLiteral("Nothing was lost."),
                      {QStringLiteral("One…"), QStringLiteral("Two…")},
                      QStringLiteral("log"),
                      1,
                      3});
        bar.show();
        QSignalSpy action(&bar, &MessageBar::actionTriggered);
        QSignalSpy dismissed(&bar, &MessageBar::dismissed);
        QSignalSpy next(&bar, &MessageBar::nextRequested);
        QTest::mouseClick(bar.findChild<QPushButton*>(QStringLiteral("messageActionButton2")), Qt::LeftButton);
        QCOMPARE(action.count(), 1);
        QCOMPARE(action.first().first().toInt(), 1);
        auto* const nextButton = bar.findChild<QPushButton*>(QStringLiteral("messageNextButton"));
        QCOMPARE(nextButton->text(), QStringLiteral("1 of 3"));
        QTest::mouseClick(nextButton, Qt::LeftButton);
        QCOMPARE(next.count(), 1);
        QTest::mouseClick(bar.findChild<QToolButton*>(QStringLiteral("messageCloseButton")), Qt::LeftButton);
        QCOMPARE(dismissed.count(), 1);
        QCOMPARE(bar.findChild<QLabel*>(QStringLiteral("messageWhatLabel"))->text(),
                 QStringLiteral("Take 7 stopped: the disk is full."));
        bar.setState({Tone::Warn, QStringLiteral("GPU-01"), QStringLiteral("Other."), {}, {}, {}, 1, 1});
        QVERIFY(!bar.findChild<QPushButton*>(QStringLiteral("messageActionButton1"))->isVisible());
        QVERIFY(!nextButton->isVisible());
    }

    void aNarrowMessageBarWrapsItsButtons()
    {
        MessageBar bar(*m_theme);
        bar.setState({Tone::Bad,
                      QStringLiteral("STORE-02"),
                      QStringLiteral("Take 7 stopped: the disk is full."),
                      QStringLiteral("Nothing was lost."),
                      {QStringLiteral("Choose another folder…"), QStringLiteral("Delete old takes…"),
                       QStringLiteral("Continue take")},
                      QStringLiteral("log"),
                      1,
                      1});
        const int wide = bar.heightForWidth(760);
        const int narrow = bar.heightForWidth(380);
        QVERIFY(narrow > wide);
        bar.resize(380, narrow);
        bar.show();
        QVERIFY(QTest::qWaitForWindowExposed(&bar, test::kPatience));
        for (const QPushButton* const button : bar.findChildren<QPushButton*>()) {
            if (button->isVisible())
                QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->text()));
        }
    }

    void theFocusRingIsForTheKeyboard()
    {
        VideoView view(*m_theme);
        view.resize(100, 100);
        const auto ringed = [&](Qt::FocusReason reason) {
            view.clearFocus();
            view.setFocus(reason);
            QImage shown(view.size(), QImage::Format_RGB32);
            view.render(&shown);
            return shown.pixelColor(1, 50) == m_theme->color(Token::Focus);
        };
        view.show();
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view, test::kPatience));
        QVERIFY(!ringed(Qt::MouseFocusReason));
        QVERIFY(ringed(Qt::TabFocusReason));
        QVERIFY(ringed(Qt::ActiveWindowFocusReason)); // as before
        QVERIFY(!ringed(Qt::OtherFocusReason));
        QVERIFY(!ringed(Qt::ActiveWindowFocusReason));
    }

    // The rest ---------------------------------------------------------------------------------------------------

    void aDropZoneIsPressedLikeAButton()
    {
        DropZone zone(*m_theme);
        zone.setState({Glyph::Portrait, QStringLiteral("Drop a portrait here"), {}, {}, false});
        zone.resize(200, 100);
        QSignalSpy activated(&zone, &DropZone::activated);
        QTest::mouseClick(&zone, Qt::LeftButton);
        QTest::keyClick(&zone, Qt::Key_Return);
        QTest::keyClick(&zone, Qt::Key_Space);
        QCOMPARE(activated.count(), 3);
        QCOMPARE(QAccessible::queryAccessibleInterface(&zone)->role(), QAccessible::Button);
        QCOMPARE(QAccessible::queryAccessibleInterface(&zone)->text(QAccessible::Name),
                 QStringLiteral("Drop a portrait here"));
    }

    void aStageBarIsAsWideInEveryState()
    {
        StageBar bar(*m_theme);
        for (const StageLabels labels : {StageLabels::All, StageLabels::CurrentOnly}) {
            bar.setLabels(labels);
            const QSize size = bar.sizeHint();
            for (int stage = StageState::kNone; stage <= StageState::kAllDone; ++stage) {
                bar.setState({stage, 0.5, Tone::Busy});
                QCOMPARE(bar.sizeHint(), size);
            }
        }
        bar.setState({4, 0.5, Tone::Busy});
        QCOMPARE(bar.accessibleText(), QStringLiteral("Frames, stage 5 of 6, 50 %"));
    }

    void aLongerNumberThanItsSampleHasRoom()
    {
        NumberLabel label(*m_theme, {}, {QStringLiteral("0:00")});
        const int usual = label.sizeHint().width();
        label.setText(QStringLiteral("9:59"));
        QCOMPARE(label.sizeHint().width(), usual);
        label.setText(QStringLiteral("1:23:45"));
        QVERIFY(label.sizeHint().width() > usual);
    }

    void aMissingMetricIsAWordAndNotAZero()
    {
        MeterTile tile(*m_theme);
        MeterState state;
        state.title = QStringLiteral("VRAM");
        state.missing = QStringLiteral("no GPU");
        tile.setState(state);
        QAccessibleInterface* const item = QAccessible::queryAccessibleInterface(&tile);
        QCOMPARE(item->role(), QAccessible::ListItem);
        QCOMPARE(item->text(QAccessible::Name), QStringLiteral("VRAM"));
        QCOMPARE(item->text(QAccessible::Value), QStringLiteral("no GPU"));
    }

    void moreThanTheBudgetIsHatched()
    {
        ContractBar bar(*m_theme);
        bar.resize(200, 10);
        const auto colours = [&](double share) {
            bar.setState({share, share > 1 ? Tone::Bad : Tone::Ok, {}, {}, true});
            QImage image(bar.size(), QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            bar.render(&image, {}, {}, {});
            QSet<QRgb> found;
            for (int x = 150; x < 190; ++x)
                found.insert(image.pixel(x, 5));
            return found.size();
        };
        QCOMPARE(colours(0.99), 1);
        QVERIFY(colours(2.0) > 2);
    }

    void aTakeAndAJobSayAllTheirWords()
    {
        TakeRow take;
        take.name = QStringLiteral("Take 4");
        take.preset = QStringLiteral("Standard");
        take.length = QStringLiteral("0:30.2");
        take.state = TakeRow::State::Stopped;
        take.starred = true;
        QCOMPARE(TakeDelegate::text(take), QStringLiteral("Take 4, Stopped, Standard, 0:30.2, starred"));
        take.shown = true;
        QVERIFY(TakeDelegate::text(take).endsWith(QStringLiteral("starred, in the player")));
        JobRow job;
        job.name = QStringLiteral("Take 8");
        job.inputs = QStringLiteral("a + b");
        job.state = JobRow::State::Unfit;
        QCOMPARE(JobDelegate::text(job), QStringLiteral("Take 8, a + b, Doesn't fit"));
        job.origin = QStringLiteral("final of take 4");
        QCOMPARE(JobDelegate::text(job), QStringLiteral("Take 8, final of take 4, a + b, Doesn't fit"));
    }

    void holdAndRemoveOfARowAreClicked()
    {
        QListView view;
        QStandardItemModel model;
        for (const JobRow::State state : {JobRow::State::Running, JobRow::State::Waiting}) {
            auto* const item = new QStandardItem;
            JobRow job;
            job.state = state;
            item->setData(QVariant::fromValue(job), JobDelegate::kRole);
            model.appendRow(item);
        }
        JobDelegate delegate(*m_theme);
        view.setModel(&model);
        view.setItemDelegate(&delegate);
        view.resize(700, 200);
        view.show();
        QSignalSpy hold(&delegate, &JobDelegate::holdClicked);
        QSignalSpy remove(&delegate, &JobDelegate::removeClicked);
        const auto click = [&](int row, JobDelegate::Button button) {
            const QModelIndex index = model.index(row, 0);
            const QRect rect = view.visualRect(index);
            const auto job = index.data(JobDelegate::kRole).value<JobRow>();
            for (int x = rect.left(); x < rect.right(); ++x) {
                if (delegate.buttonAt(rect, {x + 3, rect.center().y()}, job) == button) {
                    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {x + 3, rect.center().y()});
                    return true;
                }
            }
            return false;
        };
        QVERIFY(click(1, JobDelegate::Button::Hold));
        QCOMPARE(hold.count(), 1);
        QVERIFY(click(1, JobDelegate::Button::Remove));
        QCOMPARE(remove.count(), 1);
        QVERIFY(!click(0, JobDelegate::Button::Hold)); // A running job is paused elsewhere.

        JobRow exported;
        exported.kind = JobRow::Kind::Export;
        exported.state = JobRow::State::Finished;
        model.item(1)->setData(QVariant::fromValue(exported), JobDelegate::kRole);
        QSignalSpy folder(&delegate, &JobDelegate::folderClicked);
        QVERIFY(!click(1, JobDelegate::Button::Hold));
        QVERIFY(click(1, JobDelegate::Button::Folder));
        QCOMPARE(folder.count(), 1);
        QVERIFY(click(1, JobDelegate::Button::Remove));
        QCOMPARE(remove.count(), 2);
    }
};

} // namespace

QTEST_MAIN(TestWidgets)
#include "tst_Widgets.moc"
