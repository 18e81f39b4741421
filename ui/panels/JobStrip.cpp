// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/JobStrip.h"

#include "ui/common/Actions.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/panels/PressGuard.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/NumberLabel.h"
#include "ui/widgets/StageBar.h"

#include <QAccessible>
#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>

#include <cmath>

namespace studio::ui {

JobStrip::JobStrip(const Theme& theme, Actions& actions)
    : m_theme(theme)
    , m_actions(actions)
    , m_texts(*this)
    , m_stack(new QStackedLayout(this))
    , m_icon(new GlyphLabel(theme, 18))
    , m_title(new ElidedLabel(LabelRole::Title, "jobTitleLabel"))
    , m_stages(new StageBar(theme))
    , m_bar(new QProgressBar)
    , m_frames(makeLabel(LabelRole::Soft, "jobFramesLabel"))
    , m_time(new NumberLabel(theme, {.weight = QFont::DemiBold, .align = Qt::AlignRight}, {}))
    , m_pause(makeButton("pauseButton"))
    , m_cancel(makeButton("cancelButton"))
    , m_why(makeButton("showWhyButton"))
    , m_continue(makeButton("continueButton", ButtonRole::Primary))
    , m_question(makeLabel(LabelRole::Title, "questionLabel"))
    , m_answers{makeButton("answer1Button", ButtonRole::Primary), makeButton("answer2Button"),
                makeButton("answer3Button")}
    , m_guard(new PressGuard("answerGuardTimer", this))
{
    setObjectName(QStringLiteral("jobStrip"));
    setAccessibleRole(*this, QAccessible::Grouping);
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(theme.px(48));
    setObject(*m_stages, "stageBar");
    setObject(*m_bar, "jobProgressBar");
    setObject(*m_time, "jobTimeLabel");
    m_bar->setTextVisible(false);
    m_bar->setMaximum(1000);
    m_bar->setMinimumWidth(24);
    m_frames->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_pause->setMinimumWidth(theme.px(106));
    m_cancel->setMinimumWidth(theme.px(144));
    m_why->setMinimumWidth(theme.px(144));
    m_continue->setMinimumWidth(theme.px(144));

    auto* line = new QWidget;
    auto* row = makeRow(
        {m_icon, m_title, 8, m_stages, 8, m_bar, 4, m_frames, 4, m_time, 6, m_pause, m_cancel, m_why, m_continue}, 8,
        {14, 0, 14, 0});
    row->setStretch(5, 1);
    line->setLayout(row);
    auto* ask = new QWidget;
    m_ask = makeRow({m_question, Stretch(), m_answers[0], m_answers[1], m_answers[2]}, 8, {14, 0, 14, 0});
    ask->setLayout(m_ask);
    m_stack->addWidget(line);
    m_stack->addWidget(ask);

    bindButton(*m_pause, *actions[ActionId::PauseResume]);
    bindButton(*m_cancel, *actions[ActionId::StopAndKeep]);
    connect(m_why, &QPushButton::clicked, this, &JobStrip::whyWanted);
    connect(m_continue, &QPushButton::clicked, this, &JobStrip::continueWanted);
    for (size_t i = 0; i < m_answers.size(); ++i)
        connect(m_answers[i], &QPushButton::clicked, this, [this, i] {
            if (m_guard->isActive())
                return;
            Q_EMIT answered(static_cast<int>(i));
            if (!m_state.question.isEmpty()) // The next question's button is already under the pointer.
                m_guard->begin();
        });
    m_texts.add([this] {
        setAccessibleName(tr("Current job"));
        m_bar->setAccessibleName(tr("Progress"));
        m_stages->setAccessibleName(tr("Stages"));
        m_time->setAccessibleName(tr("Time"));
        m_time->setSamples({tr("%1 elapsed · %2 left").arg(QStringLiteral("10:35"), QStringLiteral("10:47"))});
        showState();
    });
}

void JobStrip::setDensity(Density density)
{
    m_density = density;
    m_stages->setLabels(density == Density::Wide ? StageLabels::All : StageLabels::CurrentOnly);
    // Fixed, so that states don't move the layout.
    m_title->setFixedWidth(m_theme.px(density == Density::Wide ? 190 : 176));
    m_frames->setMinimumWidth(m_theme.px(density == Density::Wide ? 250 : density == Density::Tight ? 140 : 156));
    const QString clock = density == Density::Wide ? QStringLiteral("10:35") : QStringLiteral("1:35");
    m_time->setSamples({tr("%1 elapsed · %2 left").arg(clock, clock)});
    showState();
}

void JobStrip::setCompact(bool compact)
{
    m_compact = compact;
    setFixedHeight(m_theme.px(compact ? 44 : 48));
    m_stages->setVisible(!compact);
    m_frames->setVisible(!compact);
    m_question->setWordWrap(compact);
    m_ask->setStretch(0, compact ? 1 : 0);
    m_ask->setStretch(1, compact ? 0 : 1);
    const int bare = m_theme.px(36);
    for (const auto& [button, width] :
         {std::pair(m_pause, 106), std::pair(m_cancel, 144), std::pair(m_why, 144), std::pair(m_continue, 144)}) {
        button->setMinimumWidth(compact ? bare : m_theme.px(width));
        button->setMaximumWidth(compact ? bare : QWIDGETSIZE_MAX);
    }
    showState();
}

void JobStrip::setState(const JobStripState& state)
{
    if (state == m_state)
        return;
    const bool announced = state.title != m_state.title;
    m_state = state;
    showState();
    if (announced) {
        QAccessibleEvent alert(m_title, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void JobStrip::focusFirst()
{
    QPushButton* button = !m_state.question.isEmpty()       ? m_answers[0]
        : m_state.why                                       ? m_why
        : m_state.continues != JobStripState::Continues::No ? m_continue
        : m_pause->isEnabled()                              ? m_pause
                                                            : m_cancel;
    button->setFocus(Qt::TabFocusReason);
}

void JobStrip::showState()
{
    m_stack->setCurrentIndex(m_state.question.isEmpty() ? 0 : 1);
    m_question->setText(m_state.question);
    for (size_t i = 0; i < m_answers.size(); ++i) {
        const QString words = m_state.answers.value(static_cast<int>(i));
        m_answers[i]->setText(words);
        m_answers[i]->setAccessibleName(words);
        m_answers[i]->setVisible(!words.isEmpty());
    }
    m_icon->setGlyph(m_state.glyph, m_state.token);
    m_title->setWords(m_compact && m_state.stopArmed ? tr("Esc again to stop") : m_state.title);
    m_stages->setState({.current = m_state.stage, .share = m_state.stagePart, .tone = m_state.stageTone});
    m_bar->setValue(static_cast<int>(std::lround(m_state.part * 1000)));
    m_frames->setText(m_density == Density::Wide ? m_state.frames : m_state.framesShort);
    m_time->setText(m_state.time);
    m_pause->setText(m_state.paused ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(m_pause->text());
    m_theme.putIcon(*m_pause, m_state.paused ? Glyph::Play : Glyph::Pause, Token::Text, 16);
    m_cancel->setText(m_state.stopArmed ? tr("Esc again to stop") : tr("Stop and keep"));
    m_cancel->setAccessibleName(m_cancel->text());
    m_theme.putIcon(*m_cancel, Glyph::Stop, Token::Text, 16);
    const bool continues = m_state.continues != JobStripState::Continues::No;
    const bool becomesLonger = m_state.continues == JobStripState::Continues::Voice;
    m_cancel->setVisible(!m_state.why && !continues);
    m_continue->setVisible(continues);
    m_continue->setText(becomesLonger ? tr("Make it longer") : tr("Continue take"));
    m_continue->setAccessibleName(m_continue->text());
    m_continue->setToolTip(becomesLonger
                               ? tr("Go on to the end of the voice; what there is of the film stays as it is")
                               : tr("Go on where the take was stopped; the film is the same as without the break"));
    // A stopped take wants to go on; a finished one only can.
    setRole(*m_continue, becomesLonger ? ButtonRole::Plain : ButtonRole::Primary);
    m_theme.putIcon(*m_continue, Glyph::Render, becomesLonger ? Token::Text : Token::TextOnAccent, 16);
    m_why->setVisible(m_state.why);
    m_why->setText(tr("Show why"));
    m_why->setAccessibleName(m_why->text());
    m_why->setToolTip(tr("The stages of the take beside their forecast, and what other programs used meanwhile"));
    m_theme.putIcon(*m_why, Glyph::Info, Token::Text, 16);
    if (m_compact) {
        m_why->setText({});
        m_continue->setText({});
        m_pause->setText({});
        m_cancel->setText({});
    }
}

} // namespace studio::ui
