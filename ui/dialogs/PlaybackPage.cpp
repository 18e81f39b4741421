// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/PlaybackPage.h"

#include "core/settings/Settings.h"
#include "ui/common/WindowContext.h"
#include "ui/controllers/PlayerController.h"
#include "ui/services/Background.h"
#include "ui/theme/Theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QShowEvent>

namespace studio::ui {
namespace {

constexpr double kCaptionWidth = 120;
constexpr int kGone = 1; // marks the entry of an output that isn't there

} // namespace

PlaybackPage::PlaybackPage(const WindowContext& context)
    : m_context(context)
    , m_texts(*this)
    , m_output(makeCombo("soundOutputComboBox"))
    , m_drop(new QCheckBox)
    , m_scrub(new QCheckBox)
{
    const Theme& theme = context.theme;
    settings::Settings& settings = context.settings;
    setObjectName(QStringLiteral("playbackPage"));
    setObject(*m_drop, "dropFramesCheckBox");
    setObject(*m_scrub, "scrubSoundCheckBox");
    m_drop->setChecked(settings.get(settings::kDropFrames));
    m_scrub->setChecked(settings.get(settings::kScrubSound));
    m_output->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_output->setMinimumWidth(theme.px(320));
    m_output->addItem(QString(), QString());
    auto* heading = makeLabel(LabelRole::Heading);
    auto* caption = makeLabel(LabelRole::Soft);
    auto* dropHint = makeLabel(LabelRole::Hint);
    dropHint->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(heading);
    column->addSpacing(4);
    column->addLayout(makeField(theme, caption, {m_output, Stretch()}, kCaptionWidth));
    column->addWidget(makeRule());
    for (QCheckBox* box : {m_drop, m_scrub})
        box->setFocusPolicy(Qt::TabFocus);
    column->addLayout(makeRow({m_drop, Stretch()}));
    auto* hint = makeRow({dropHint});
    hint->setContentsMargins(theme.px(25), 0, 0, 0); // below the words of its box
    column->addLayout(hint);
    column->addLayout(makeRow({m_scrub, Stretch()}));
    column->addStretch(1);

    m_texts.add([=, this] {
        heading->setText(tr("Playback"));
        caption->setText(tr("Sound through"));
        m_output->setAccessibleName(tr("Sound through"));
        m_output->setItemText(0, tr("Automatic: what the system prefers"));
        m_drop->setText(tr("Leave out frames rather than fall behind the sound"));
        dropHint->setText(tr("Off, every frame is shown, and where this computer is too slow for that, the sound "
                             "waits for the picture."));
        if (const int gone = m_output->findData(kGone, Qt::UserRole + 1); gone >= 0)
            m_output->setItemText(gone, tr("The chosen one, which isn't connected"));
        m_scrub->setText(tr("Let the sound be heard while the playhead is dragged"));
        for (QCheckBox* box : {m_drop, m_scrub})
            box->setAccessibleName(box->text());
    });
    connect(m_output, &QComboBox::activated, this, [this, &settings](int index) {
        settings.set(settings::kSoundOutput, m_output->itemData(index).toString());
        Q_EMIT changed();
    });
    connect(m_drop, &QCheckBox::toggled, this, [this, &settings](bool on) {
        settings.set(settings::kDropFrames, on);
        Q_EMIT changed();
    });
    connect(m_scrub, &QCheckBox::toggled, this, [this, &settings](bool on) {
        settings.set(settings::kScrubSound, on);
        Q_EMIT changed();
    });
    showOutputs({});
}

void PlaybackPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous())
        findOutputs(); // At each showing: outputs may have changed.
}

void PlaybackPage::findOutputs()
{
    inBackground(this, m_context.player.findOutputs(),
                 [this](const std::vector<SoundOutput>& outputs) { showOutputs(outputs); });
}

void PlaybackPage::showOutputs(const std::vector<SoundOutput>& outputs)
{
    while (m_output->count() > 1)
        m_output->removeItem(1);
    for (const SoundOutput& output : outputs)
        m_output->addItem(output.name, output.id);
    const QString chosen = m_context.settings.get(settings::kSoundOutput);
    // A missing output stays chosen; until it returns, the system's default is used.
    if (m_output->findData(chosen) < 0) {
        m_output->addItem(tr("The chosen one, which isn't connected"), chosen);
        m_output->setItemData(m_output->count() - 1, kGone, Qt::UserRole + 1);
    }
    m_output->setCurrentIndex(m_output->findData(chosen));
}

} // namespace studio::ui
