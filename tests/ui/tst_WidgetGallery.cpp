// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// All painted widgets in all their states: what holds for their looks whatever the fonts, and pictures for people to
// judge, gallery-<scheme>-<ratio>x.png.
#include "core/media/VoiceReader.h"
#include "tests/support/Screenshots.h"
#include "tests/support/Waveforms.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/CompareView.h"
#include "ui/widgets/ContractBar.h"
#include "ui/widgets/DropZone.h"
#include "ui/widgets/JobDelegate.h"
#include "ui/widgets/MessageBar.h"
#include "ui/widgets/MeterTile.h"
#include "ui/widgets/NumberLabel.h"
#include "ui/widgets/PortraitCropView.h"
#include "ui/widgets/Spinner.h"
#include "ui/widgets/StageBar.h"
#include "ui/widgets/TakeDelegate.h"
#include "ui/widgets/VideoView.h"
#include "ui/widgets/VoiceWaveformView.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTest>
#include <QVBoxLayout>

#include <cmath>
#include <map>
#include <memory>

using namespace studio;
using namespace studio::ui;

namespace {

std::vector<float> curve(double low, double high, double rough)
{
    std::vector<float> values;
    for (int i = 0; i < 120; ++i) {
        const double rise = 1 - std::exp(-std::max(0, i - 20) / 4.0);
        values.push_back(static_cast<float>(low + (high - low) * rise + rough * std::sin(i * 1.7) * rise));
    }
    return values;
}

class Gallery : public QWidget {
public:
    explicit Gallery(const Theme& theme)
        : m_theme(theme)
        , m_face(QStringLiteral(DEMO_DATA "/portraits/ada.png"))
    {
        if (auto voice = media::readVoice(DEMO_DATA "/voices/welcome_en.wav"))
            m_voice = WaveformPyramid::of(tests::waveformOf(voice->samples, voice->sampleRate));
        auto* const columns = new QHBoxLayout(this);
        columns->setContentsMargins(16, 12, 16, 12);
        columns->setSpacing(20);
        auto* const left = new QVBoxLayout;
        auto* const right = new QVBoxLayout;
        columns->addLayout(left);
        columns->addLayout(right, 1);
        inputs(*left);
        contract(*left);
        left->addStretch(1);
        strip(*right);
        timelines(*right);
        lists(*right);
        video(*right);
        comparison(*right);
        right->addStretch(1);
        setObjectName(QStringLiteral("gallery"));
        setStyleSheet(QStringLiteral("QWidget#gallery { background: %1; }").arg(theme.color(Token::Panel).name()));
    }

private:
    void head(QVBoxLayout& column, const char* words)
    {
        auto* const label = new QLabel(QString::fromUtf8(words), this);
        label->setProperty("role", QStringLiteral("hint"));
        column.addSpacing(6);
        column.addWidget(label);
    }

    void inputs(QVBoxLayout& column)
    {
        head(column, "Drop zones: empty, hovering, busy");
        for (const DropZoneState& state :
             {DropZoneState{
                  Glyph::Portrait, tr("Drop a portrait here"), tr("Any picture or photo · click to choose"), {}, false},
              DropZoneState{Glyph::Portrait, tr("Drop a portrait here"), {}, tr("Let go to use “amelie.png”"), false},
              DropZoneState{
                  Glyph::Waveform, tr("Drop a voice here"), tr("Sound or video · click to choose"), {}, true}}) {
            auto* const zone = new DropZone(m_theme, this);
            zone->setState(state);
            zone->setFixedSize(292, 96);
            column.addWidget(zone);
        }
        head(column, "Crop: landscape in a square picture");
        auto* const crop = new PortraitCropView(m_theme, this);
        crop->setState({m_face, m_face.size(), {0.05, 0.12, 0.9, 0.5}, 1.8, 64});
        crop->setFixedSize(292, 196);
        column.addWidget(crop);
        head(column, "Voice: trimmed, playing; zoomed");
        for (const bool zoomed : {false, true}) {
            auto* const voice = new VoiceWaveformView(m_theme, this);
            const double all = m_voice ? m_voice->seconds() : 0;
            voice->setFixedSize(292, 96);
            voice->setState({m_voice, {all * 0.06, all * 0.94}, 0.48});
            voice->setPlayhead(all * 0.3);
            if (zoomed)
                voice->setVisibleRange({all * 0.02, all * 0.2});
            column.addWidget(voice);
        }
    }

    void contract(QVBoxLayout& column)
    {
        head(column, "Contract bars: fits, tight, too much, promise, unknown, no budget");
        for (const ContractBarState& state :
             {ContractBarState{0.8875, Tone::Ok, {}, {}, true}, ContractBarState{0.975, Tone::Warn, {}, {}, true},
              ContractBarState{31.9 / 23, Tone::Bad, {}, {}, true}, ContractBarState{0.87, Tone::Ok, 0.8875, {}, true},
              ContractBarState{0, Tone::Ok, {}, {}, false}, ContractBarState{1e9, Tone::Bad, {}, {}, true}}) {
            auto* const bar = new ContractBar(m_theme, this);
            bar->setState(state);
            column.addWidget(bar);
        }
        head(column, "Spinner, running figures");
        auto* const row = new QHBoxLayout;
        row->addWidget(new Spinner(m_theme, this));
        for (const char* const words : {"1:11.1 gone", "0:48.8 gone"}) {
            auto* const label = new NumberLabel(m_theme, {Token::Text, TextSize::Base, QFont::DemiBold, Qt::AlignLeft},
                                                {QStringLiteral("0:00.0 gone")}, this);
            label->setText(QString::fromUtf8(words));
            row->addWidget(label);
        }
        row->addStretch(1);
        column.addLayout(row);
    }

    void strip(QVBoxLayout& column)
    {
        head(column, "Stages: ready, loading, frames, paused, done; all names and the current one only");
        for (const StageLabels labels : {StageLabels::All, StageLabels::CurrentOnly}) {
            auto* row = new QHBoxLayout;
            int inRow = 0;
            for (const StageState& state :
                 {StageState{}, StageState{0, 0.38, Tone::Busy}, StageState{4, 0.35, Tone::Busy},
                  StageState{4, 0.35, Tone::Warn}, StageState{StageState::kAllDone, 1, Tone::Ok}}) {
                auto* const stages = new StageBar(m_theme, this);
                stages->setLabels(labels);
                stages->setState(state);
                row->addWidget(stages);
                if (++inRow == (labels == StageLabels::All ? 2 : 3)) {
                    row->addStretch(1);
                    column.addLayout(row);
                    row = new QHBoxLayout;
                    inRow = 0;
                }
            }
            row->addStretch(1);
            column.addLayout(row);
        }
        head(column, "Meters: budget, near it, over it, missing, nothing yet; wide and narrow");
        for (const bool narrow : {false, true}) {
            auto* const row = new QHBoxLayout;
            row->setSpacing(0);
            const std::vector<MeterState> states{
                {tr("VRAM"),
                 QStringLiteral("13.9"),
                 tr("of 24 GB"),
                 tr("GB"),
                 curve(.05, .57, .01),
                 120,
                 .67,
                 Tone::Neutral,
                 {},
                 {}},
                {tr("RAM"),
                 QStringLiteral("47.1"),
                 tr("of 64 GB"),
                 tr("GB"),
                 curve(.15, .74, .005),
                 120,
                 .75,
                 Tone::Warn,
                 {},
                 {}},
                {tr("Swap"), QStringLiteral("812"), tr("MB"), {}, curve(.0, .4, .1), 120, {}, Tone::Bad, {}, {}},
                {tr("GPU"), {}, {}, {}, {}, 120, {}, Tone::Neutral, tr("no GPU"), {}},
                {tr("CPU"), QStringLiteral("97"), tr("%"), {}, curve(.06, .93, .05), 120, {}, Tone::Neutral, {}, {}},
                {tr("From GPU"),
                 QStringLiteral("1.1"),
                 tr("GB/s"),
                 {},
                 curve(.0, .08, .05),
                 120,
                 {},
                 Tone::Neutral,
                 {},
                 {}},
                {tr("Speed"), QStringLiteral("–"), tr("fps"), {}, {}, 120, {}, Tone::Neutral, {}, {}}};
            for (const MeterState& state : states) {
                auto* const tile = new MeterTile(m_theme, this);
                tile->setUnits(narrow ? MeterTile::Units::Short : MeterTile::Units::Full);
                tile->setState(state);
                tile->setFixedWidth(narrow ? 138 : 158);
                row->addWidget(tile);
            }
            row->addStretch(1);
            column.addLayout(row);
        }
    }

    BlockTimeline* timeline(QVBoxLayout& column, TimelineState state, double playhead,
                            std::optional<TimeRange> loop = {})
    {
        auto* const line = new BlockTimeline(m_theme, this);
        state.voice = m_voice;
        line->setState(std::move(state));
        line->setPlayhead(playhead);
        line->setLoop(loop);
        column.addWidget(line);
        return line;
    }

    void timelines(QVBoxLayout& column)
    {
        head(column, "Timeline: no take; four lanes; finished with loop; failed; re-rolled; prompts; an hour");
        TimelineState none;
        none.emptyWords = tr("The blocks of a take appear here while they are made.");
        auto* const line = new BlockTimeline(m_theme, this);
        line->setState(none);
        column.addWidget(line);
        const int blocks = m_voice ? static_cast<int>(std::ceil(m_voice->seconds() / 0.48)) : 16;
        TimelineState state;
        state.blocks = blocks;
        state.made = blocks * 4 / 10;
        state.lanes = {{state.made, 4}, {state.made + 1, 3}, {state.made + 2, 2}, {state.made + 3, 1}};
        timeline(column, state, 1.3);
        state.lanes.clear();
        state.made = blocks;
        timeline(column, state, 2.6, TimeRange{1.92, 3.84});
        state.made = blocks / 2;
        state.failed = {blocks / 2};
        timeline(column, state, 1.9);
        state.failed.clear();
        state.made = blocks - 2;
        state.branch = blocks / 2;
        state.lanes = {{blocks / 2 + 2, 2}};
        timeline(column, state, 1.9);
        state.branch.reset();
        timeline(column, state, 1.9)
            ->setPrompts({.first = QStringLiteral("calm, friendly, to the camera"),
                          .prompts = {{.block = blocks / 3, .prompt = QStringLiteral("laughs"), .seed = {}},
                                      {.block = blocks / 2, .prompt = {}, .seed = QStringLiteral("seed 99")},
                                      {.block = 7500, .prompt = QStringLiteral("sleeps"), .seed = {}}},
                          .staleFrom = blocks / 3});
        TimelineState hour;
        hour.blocks = 7500;
        hour.made = 3000;
        hour.lanes = {{3000, 3}};
        hour.failed = {2000};
        timeline(column, hour, 700);
    }

    void lists(QVBoxLayout& column)
    {
        head(column, "Takes and jobs");
        auto* const takes = new QListView(this);
        auto* const takeModel = new QStandardItemModel(takes);
        using TakeState = TakeRow::State;
        for (const TakeRow& take :
             {TakeRow{m_face, tr("Take 7"), QStringLiteral("0:10.6"), TakeState::Rendering, false, false,
                      tr("Standard"), 0.35},
              TakeRow{m_face, tr("Take 4"), QStringLiteral("0:30.2"), TakeState::Finished, true, true,
                      tr("Quick preview"), -1, false, TakeRow::Origin::Final, tr("take 2, deleted")},
              TakeRow{m_face, tr("Take 6"), QStringLiteral("1:02:12.5"), TakeState::Stopped, false, false,
                      tr("Standard, edited by hand"), -1, false, TakeRow::Origin::Branch, QStringLiteral("0:14.4")},
              TakeRow{{}, tr("Take 8"), {}, TakeState::Failed, false, false, tr("Long video"), -1}}) {
            auto* const item = new QStandardItem;
            item->setData(QVariant::fromValue(take), TakeDelegate::kRole);
            takeModel->appendRow(item);
        }
        takes->setModel(takeModel);
        takes->setItemDelegate(new TakeDelegate(m_theme, takes));
        takes->setIconSize({130, 54});
        takes->setFlow(QListView::LeftToRight);
        takes->setFixedHeight(112);
        takes->selectionModel()->select(takeModel->index(0, 0), QItemSelectionModel::Select);
        column.addWidget(takes);

        auto* const jobs = new QListView(this);
        auto* const jobModel = new QStandardItemModel(jobs);
        using JobState = JobRow::State;
        for (const JobRow& job : {JobRow{m_face,
                                         tr("Take 7"),
                                         tr("final of take 4"),
                                         {},
                                         tr("Standard"),
                                         tr("688 × 368 · 4 steps · 16 clips"),
                                         JobState::Running,
                                         0.35,
                                         {},
                                         tr("1:47 left"),
                                         tr("14.2 GB")},
                                  JobRow{m_face,
                                         tr("Greeting, guide"),
                                         {},
                                         tr("guide_intro.flac"),
                                         tr("Long video"),
                                         tr("688 × 368 · 4 steps · 100 clips"),
                                         JobState::Waiting,
                                         0,
                                         tr("ends 16:43"),
                                         tr("23 min"),
                                         tr("14.6 GB")},
                                  JobRow{m_face,
                                         tr("Closing words"),
                                         {},
                                         tr("closing.wav"),
                                         tr("Standard, edited"),
                                         tr("704 × 384 · 5 steps · 22 clips"),
                                         JobState::Held,
                                         0,
                                         tr("not counted"),
                                         tr("6 min"),
                                         tr("15.1 GB")},
                                  JobRow{{},
                                         tr("Trailer"),
                                         {},
                                         tr("trailer.m4a"),
                                         tr("High quality, short"),
                                         tr("704 × 384 · 5 steps · 20 clips"),
                                         JobState::Unfit,
                                         0,
                                         tr("needs 31.9 GB"),
                                         QStringLiteral("–"),
                                         tr("31.9 GB")}}) {
            auto* const item = new QStandardItem;
            item->setData(QVariant::fromValue(job), JobDelegate::kRole);
            jobModel->appendRow(item);
        }
        jobs->setModel(jobModel);
        jobs->setItemDelegate(new JobDelegate(m_theme, jobs));
        jobs->setFixedHeight(192);
        auto* const slim = new QListView(this); // as in the smallest window
        slim->setModel(jobModel);
        slim->setItemDelegate(new JobDelegate(m_theme, slim));
        slim->setFixedSize(688, 192);
        jobs->selectionModel()->select(jobModel->index(0, 0), QItemSelectionModel::Select);
        column.addWidget(jobs);
        column.addWidget(slim);
    }

    void video(QVBoxLayout& column)
    {
        head(column, "Picture: ready; with a message; dragging; magnified");
        auto* const row = new QHBoxLayout;
        for (int i = 0; i < 4; ++i) {
            auto* const view = new VideoView(m_theme, this);
            view->setFixedSize(i == 1 ? 520 : 190, 230);
            view->setMinimumSize(100, 100);
            view->setFrame(i == 3 ? m_face.scaled(64, 64) : m_face);
            if (i == 0)
                view->setState({VideoState::Mode::Ready, tr("Press Render and the portrait talks."), {}});
            else
                view->setState({VideoState::Mode::Take, {}, i == 2 ? tr("Let go to use “amelie.png”") : QString()});
            if (i == 3)
                view->setZoom(8);
            if (i == 1) {
                auto* const bar = new MessageBar(m_theme);
                bar->setState({Tone::Bad,
                               QStringLiteral("STORE-02"),
                               tr("Take 7 stopped: the disk is full."),
                               tr("0:10.6 of 0:30.2 are safe and can be played. “data” has 0 B free; the rest "
                                  "needs 1.1 GB."),
                               {tr("Choose another folder…"), tr("Delete old takes…")},
                               tr("details"),
                               1,
                               3});
                view->setMessage(bar);
            }
            row->addWidget(view);
        }
        row->addStretch(1);
        column.addLayout(row);
    }

    void comparison(QVBoxLayout& column)
    {
        head(column, "Comparison: wipe; side by side, A has ended; A/B");
        auto* const row = new QHBoxLayout;
        for (const CompareMode mode : {CompareMode::Wipe, CompareMode::SideBySide, CompareMode::Ab}) {
            auto* const view = new CompareView(m_theme, this);
            view->setFixedSize(mode == CompareMode::SideBySide ? 520 : 280, 230);
            view->setPicture(CompareView::Picture::A, m_face, {});
            view->setPicture(CompareView::Picture::B, m_face.mirrored(true, false), {});
            CompareViewState state;
            state.mode = mode;
            state.names = {QStringLiteral("A · Take 7"), QStringLiteral("B · Take 9")};
            state.ended = {mode == CompareMode::SideBySide, false};
            if (mode == CompareMode::Ab)
                state.note = QStringLiteral("Hold B to see the other one");
            view->setState(state);
            row->addWidget(view);
        }
        row->addStretch(1);
        column.addLayout(row);
    }

    const Theme& m_theme;
    QImage m_face;
    std::shared_ptr<const WaveformPyramid> m_voice;
};

// What each painted widget of the gallery looks like, by the kind of widget. Rows of lists are of their delegate's
// kind.
std::map<QString, std::vector<QImage>> looksOf(Gallery& gallery, double ratio)
{
    std::map<QString, std::vector<QImage>> looks;
    const QImage all = tests::grab(gallery, ratio);
    const auto add = [&](const char* kind, const QWidget& widget, const QRect& area) {
        const QRect place(widget.mapTo(&gallery, area.topLeft()), area.size());
        looks[QString::fromLatin1(kind)].push_back(
            all.copy(QRect(place.topLeft() * ratio, place.size() * ratio)).convertToFormat(QImage::Format_RGB32));
    };
    for (const PaintedWidget* widget : gallery.findChildren<PaintedWidget*>())
        add(widget->metaObject()->className(), *widget, widget->rect());
    for (const QListView* list : gallery.findChildren<QListView*>()) {
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QRect area = list->visualRect(list->model()->index(row, 0)) & list->viewport()->rect();
            if (!area.isEmpty())
                add(list->itemDelegate()->metaObject()->className(), *list->viewport(), area);
        }
    }
    return looks;
}

// Mean difference of two pictures of one size, of 255.
double difference(const QImage& one, const QImage& other)
{
    int64_t sum = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x) {
            const QRgb a = one.pixel(x, y);
            const QRgb b = other.pixel(x, y);
            sum += std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b)) + std::abs(qBlue(a) - qBlue(b));
        }
    }
    return static_cast<double>(sum) / (3.0 * one.width() * one.height());
}

// Contrast ratio of the lightest and the darkest pixel, as WCAG has it.
double contrast(const QImage& image)
{
    const auto linear = [](int value) {
        const double part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    double least = 1;
    double most = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            const double light
                = 0.2126 * linear(qRed(pixel)) + 0.7152 * linear(qGreen(pixel)) + 0.0722 * linear(qBlue(pixel));
            least = std::min(least, light);
            most = std::max(most, light);
        }
    }
    return (most + 0.05) / (least + 0.05);
}

class TestWidgetGallery : public QObject {
    Q_OBJECT

    // A gallery that stands still.
    struct Shown {
        Theme theme;
        std::unique_ptr<Gallery> gallery;

        explicit Shown(ThemeChoice choice)
        {
            tests::useDesignFont();
            theme.applyTo(*qApp);
            theme.setChoice(choice);
            theme.setMotion(Motion::Reduced);
            gallery = std::make_unique<Gallery>(theme);
            gallery->resize(1490, 1200);
            gallery->show();
        }
    };

    static void addSchemes()
    {
        QTest::addColumn<ThemeChoice>("choice");
        QTest::newRow("dark") << ThemeChoice::Dark;
        QTest::newRow("light") << ThemeChoice::Light;
    }

private Q_SLOTS:
    void everyStateIsSeenAndLooksUnlikeTheOthers_data() { addSchemes(); }
    void everyStateIsSeenAndLooksUnlikeTheOthers()
    {
        QFETCH(const ThemeChoice, choice);
        const Shown shown(choice);
        QVERIFY(QTest::qWaitForWindowExposed(shown.gallery.get(), test::kPatience));
        for (const auto& [kind, images] : looksOf(*shown.gallery, 1)) {
            for (size_t i = 0; i < images.size(); ++i) {
                // Words and marks have much more; the least is an empty bar's.
                QVERIFY2(contrast(images[i]) > 1.15, qPrintable(QStringLiteral("%1 %2").arg(kind).arg(i)));
                for (size_t k = i + 1; k < images.size(); ++k) {
                    if (images[i].size() == images[k].size())
                        QVERIFY2(images[i] != images[k],
                                 qPrintable(QStringLiteral("%1 %2 %3").arg(kind).arg(i).arg(k)));
                }
            }
        }
    }

    void aSharpScreenShowsTheSame_data() { addSchemes(); }
    void aSharpScreenShowsTheSame()
    {
        QFETCH(const ThemeChoice, choice);
        const Shown shown(choice);
        QVERIFY(QTest::qWaitForWindowExposed(shown.gallery.get(), test::kPatience));
        const auto plain = looksOf(*shown.gallery, 1);
        for (const auto& [kind, images] : looksOf(*shown.gallery, 2)) {
            for (size_t i = 0; i < images.size(); ++i) {
                const QImage& one = plain.at(kind)[i];
                const double apart
                    = difference(one, images[i].scaled(one.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
                const double nothing = difference(one, [&] {
                    QImage flat(one.size(), QImage::Format_RGB32);
                    flat.fill(one.pixel(0, 0));
                    return flat;
                }());
                // Letters differ at their borders; a picture that isn't scaled, or a part that is missing, does more.
                QVERIFY2(apart < std::max(2.0, 0.5 * nothing),
                         qPrintable(QStringLiteral("%1 %2: %3 of %4").arg(kind).arg(i).arg(apart).arg(nothing)));
            }
        }
    }

    // On average darker in the dark scheme; what is filled with a colour is so by little.
    void everyWidgetFollowsTheScheme()
    {
        const Shown dark(ThemeChoice::Dark);
        const auto darkLooks = looksOf(*dark.gallery, 1);
        const Shown light(ThemeChoice::Light);
        for (const auto& [kind, images] : looksOf(*light.gallery, 1)) {
            if (kind.endsWith(QStringLiteral("VideoView"))
                || kind.endsWith(QStringLiteral("PortraitCropView"))) // what lies around a picture stays dark
                continue;
            for (size_t i = 0; i < images.size(); ++i) {
                const int onLight
                    = qGray(images[i].scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixel(0, 0));
                const int onDark = qGray(
                    darkLooks.at(kind)[i].scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixel(0, 0));
                QVERIFY2(onLight > onDark + 15,
                         qPrintable(QStringLiteral("%1 %2: %3, %4").arg(kind).arg(i).arg(onLight).arg(onDark)));
            }
        }
    }

    void picturesForPeople_data()
    {
        QTest::addColumn<ThemeChoice>("choice");
        QTest::addColumn<int>("ratio");
        for (const int ratio : {1, 2}) {
            QTest::addRow("dark-%dx", ratio) << ThemeChoice::Dark << ratio;
            QTest::addRow("light-%dx", ratio) << ThemeChoice::Light << ratio;
        }
    }
    void picturesForPeople()
    {
        QFETCH(const ThemeChoice, choice);
        QFETCH(const int, ratio);
        const Shown shown(choice);
        QVERIFY(QTest::qWaitForWindowExposed(shown.gallery.get(), test::kPatience));
        const QString name = QStringLiteral("gallery-") + QString::fromLatin1(QTest::currentDataTag());
        QVERIFY(tests::saveScreenshot(*shown.gallery, ratio, name));
    }
};

} // namespace

QTEST_MAIN(TestWidgetGallery)
#include "tst_WidgetGallery.moc"
