// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/SpeedPage.h"

#include "core/settings/Settings.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/SpeedController.h"
#include "ui/services/RenderService.h"
#include "ui/services/TelemetryService.h"
#include "ui/theme/Theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace studio::ui {
namespace {

constexpr double kCaptionWidth = 120;
constexpr int kLaneChoices[] = {0, 1, 2, 3, 4}; // lanes per pass; 0: as planned

} // namespace

SpeedPage::SpeedPage(const WindowContext& context)
    : m_texts(*this)
{
    const Theme& theme = context.theme;
    settings::Settings& settings = context.settings;
    setObjectName(QStringLiteral("speedPage"));
    auto* device = makeCombo("deviceComboBox");
    auto* lanes = makeCombo("lanesComboBox");
    for (QComboBox* combo : {device, lanes}) {
        combo->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        combo->setMinimumWidth(theme.px(320));
    }
    const auto& gpu = context.telemetry.gpu();
    device->addItem(QString(), QString());
    device->addItem(QString(), QStringLiteral("cpu"));
    for (size_t i = 0; gpu && i < gpu->all.size(); ++i) {
        const QString name = QStringLiteral("cuda:%1").arg(i);
        device->addItem(QString::fromStdString(gpu->all[i]) % QStringLiteral(" (") % name % QLatin1Char(')'), name);
    }
    device->setCurrentIndex(qMax(0, device->findData(settings.get(settings::kDevice))));
    for (const int count : kLaneChoices)
        lanes->addItem(QString(), count);
    lanes->setCurrentIndex(qMax(0, lanes->findData(settings.get(settings::kLanes))));
    auto* fp8 = new QCheckBox;
    auto* attention = new QCheckBox;
    setObject(*fp8, "fp8CheckBox");
    setObject(*attention, "fp8AttentionCheckBox");
    fp8->setChecked(settings.get(settings::kFp8));
    attention->setChecked(settings.get(settings::kFp8Attention));
    for (QCheckBox* box : {fp8, attention})
        box->setFocusPolicy(Qt::TabFocus);

    auto* heading = makeLabel(LabelRole::Heading);
    auto* deviceCaption = makeLabel(LabelRole::Soft);
    auto* lanesCaption = makeLabel(LabelRole::Soft);
    auto* lanesHint = makeLabel(LabelRole::Hint);
    auto* attentionHint = makeLabel(LabelRole::Hint);
    auto* words = makeLabel(LabelRole::Hint);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(heading);
    column->addSpacing(4);
    column->addLayout(makeField(theme, deviceCaption, {device, Stretch()}, kCaptionWidth));
    column->addLayout(makeField(theme, lanesCaption, {lanes, Stretch()}, kCaptionWidth));
    column->addLayout(makeHint(theme, lanesHint, kCaptionWidth + 6));
    column->addWidget(makeRule());
    column->addLayout(makeRow({fp8, Stretch()}));
    column->addLayout(makeRow({attention, Stretch()}));
    column->addLayout(makeHint(theme, attentionHint, 25)); // below the words of its box
    column->addWidget(makeRule());
    column->addLayout(makeHint(theme, words, 0));
    column->addWidget(makeRule());
    addMeasuring(context, *column);
    column->addStretch(1);

    const auto show = [fp8, attention] {
        setAvailability(*attention, {.on = fp8->isChecked(), .why = tr("It needs weights in 8 bits.")}, QString());
    };
    m_texts.add([=] {
        heading->setText(tr("Memory and speed"));
        deviceCaption->setText(tr("Compute on"));
        device->setAccessibleName(tr("Compute on"));
        device->setItemText(0, tr("Automatic: the GPU, if there is one"));
        device->setItemText(1, tr("Processor"));
        lanesCaption->setText(tr("Parallel steps"));
        lanes->setAccessibleName(tr("Parallel steps"));
        lanes->setItemText(0, tr("Automatic: the fastest number"));
        for (int i = 1; i < lanes->count(); ++i)
            lanes->setItemText(i, tr("%n at once", nullptr, lanes->itemData(i).toInt()));
        lanesHint->setText(tr("How many steps of successive blocks share one pass of the weights through the GPU. The "
                              "film is the same; fewer need less memory and more time."));
        fp8->setText(tr("Keep the weights in 8 bits: half the memory, hardly a difference"));
        attention->setText(tr("Attention in 8 bits too: faster, less exact"));
        attentionHint->setText(tr("On NVIDIA GPUs from the RTX 30 series on; others go on as before."));
        for (QCheckBox* box : {fp8, attention})
            box->setAccessibleName(box->text());
        words->setText(
            tr("This is about models that run on a GPU; the demo model runs on the processor. How much VRAM and RAM a "
               "take may use stands with its settings, at the right of the window. Changes hold from the next "
               "take on."));
        show();
    });
    connect(device, &QComboBox::activated, this, [this, device, &settings](int index) {
        settings.set(settings::kDevice, device->itemData(index).toString());
        Q_EMIT changed();
    });
    connect(lanes, &QComboBox::activated, this, [this, lanes, &settings](int index) {
        settings.set(settings::kLanes, lanes->itemData(index).toInt());
        Q_EMIT changed();
    });
    connect(fp8, &QCheckBox::toggled, this, [this, show, &settings](bool on) {
        settings.set(settings::kFp8, on);
        show();
        Q_EMIT changed();
    });
    connect(attention, &QCheckBox::toggled, this, [this, &settings](bool on) {
        settings.set(settings::kFp8Attention, on);
        Q_EMIT changed();
    });
}

// The measured speed, and a button to measure again.
void SpeedPage::addMeasuring(const WindowContext& context, QVBoxLayout& column)
{
    auto* caption = makeLabel(LabelRole::Soft);
    auto* state = makeLabel(LabelRole::Plain, "measuredLabel");
    auto* again = makeButton("measureButton");
    auto* hint = makeLabel(LabelRole::Hint);
    column.addLayout(makeField(context.theme, caption, {state, Stretch(), again}, kCaptionWidth));
    column.addLayout(makeHint(context.theme, hint, kCaptionWidth + 6));
    const auto show = [=, &context] {
        const SpeedController& speed = context.speed;
        state->setText(speed.isMeasuring() ? tr("Measuring…")
                           : speed.known()
                           ? tr("Demo model: %1 for one clip").arg(words::duration(speed.known()->report.totalSeconds))
                           : tr("Not measured yet"));
        again->setText(speed.known() ? tr("Measure again") : tr("Measure"));
        again->setAccessibleName(again->text());
        setAvailability(*again,
                        {.on = !speed.isMeasuring() && !context.renderer.isRunning(),
                         .why = speed.isMeasuring() ? tr("It is being measured.") : tr("A take is being made.")},
                        {});
    };
    m_texts.add([=] {
        caption->setText(tr("Speed"));
        hint->setText(
            tr("The first forecast comes from a short test render that isn't shown. Finished takes of the same "
               "model make it more exact. Measure again if this computer was busy."));
        show();
    });
    connect(again, &QPushButton::clicked, &context.speed, &SpeedController::measure);
    connect(&context.speed, &SpeedController::changed, this, show);
    connect(&context.renderer, &RenderService::stateChanged, this, show);
}

} // namespace studio::ui
