// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/ContractCard.h"

#include "ui/common/Actions.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/ContractBar.h"

#include <QAccessible>
#include <QGraphicsOpacityEffect>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace studio::ui {
namespace {

const char* toneName(Tone tone)
{
    switch (tone) {
    case Tone::Ok: return "ok";
    case Tone::Warn: return "warn";
    case Tone::Bad: return "bad";
    case Tone::Neutral:
    case Tone::Busy: break;
    }
    return "";
}

} // namespace

ContractCard::ContractCard(const Theme& theme, Actions& actions)
    : m_theme(theme)
    , m_texts(*this)
    , m_icon(new GlyphLabel(theme, 18))
    , m_head(makeLabel(LabelRole::Title, "contractHeadLabel"))
    , m_details(makeTool(theme, "contractDetailsButton", Glyph::Info, 16))
    , m_reason(makeLabel(LabelRole::Hint, "contractReasonLabel"))
    , m_instead(makeButton("useInsteadButton"))
{
    setObjectName(QStringLiteral("contractCard"));
    setAccessibleRole(*this, QAccessible::Grouping);
    setProperty("role", QStringLiteral("card"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 10);
    column->setSpacing(6);
    column->addLayout(makeRow({m_icon, m_head, Stretch(), m_details}));
    constexpr const char* bars[] = {"vramBar", "ramBar", "timeBar", "diskBar"};
    for (size_t i = 0; i < m_lines.size(); ++i) {
        Line& line = m_lines[i];
        line.caption = makeLabel(LabelRole::Soft);
        line.caption->setFixedWidth(theme.px(44));
        line.bar = new ContractBar(theme);
        setObject(*line.bar, bars[i]);
        line.value = makeLabel(LabelRole::Plain);
        line.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        line.value->setMinimumWidth(theme.px(104));
        line.words = makeLabel(LabelRole::Plain);
        auto* row = makeRow({line.caption, line.bar, line.value, line.words});
        row->setStretch(1, 1);
        row->setStretch(3, 2);
        column->addLayout(row);
    }
    m_reason->setWordWrap(true);
    m_reason->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_reason->setMinimumHeight(theme.px(34));
    column->addWidget(m_reason);
    column->addWidget(m_instead);
    bindButton(*m_details, *actions[ActionId::PlanDetails]);
    connect(m_instead, &QPushButton::clicked, this, &ContractCard::insteadPressed);
    connect(&theme, &Theme::changed, this, [this] {
        const ContractState state = m_state;
        m_state.tone = state.tone == Tone::Neutral ? Tone::Busy : Tone::Neutral;
        setState(state);
    });
    m_texts.add([this] {
        const QString captions[] = {tr("VRAM"), tr("RAM"), tr("Time"), tr("Disk")};
        for (size_t i = 0; i < m_lines.size(); ++i) {
            m_lines[i].caption->setText(captions[i]);
            m_lines[i].bar->setAccessibleName(captions[i]);
        }
        m_instead->setToolTip(tr("Changes these settings only; nothing is started. Undo brings the old ones back."));
    });
    setState({.tone = Tone::Neutral, .head = {}, .lines = {}, .reason = {}, .instead = {}});
}

void ContractCard::showLine(Line& line, const ContractLine& state)
{
    const bool barred = state.barred;
    line.caption->setVisible(state.shown);
    line.bar->setVisible(state.shown && barred);
    line.value->setVisible(state.shown && barred);
    line.words->setVisible(state.shown && !barred);
    line.value->setText(state.value);
    line.words->setText(state.value);
    line.bar->setState({.share = state.share,
                        .tone = state.tone,
                        .promised = state.promised,
                        .words = state.value,
                        .known = state.known});
}

void ContractCard::setCompact(bool compact)
{
    m_compact = compact;
    m_reason->setMinimumHeight(compact ? 0 : m_theme.px(34));
    m_reason->setVisible(!compact || !m_reason->text().isEmpty());
}

void ContractCard::setState(const ContractState& state)
{
    if (state == m_state && !m_head->text().isEmpty())
        return;
    const bool toneChanged = state.tone != m_state.tone || state.head != m_state.head;
    m_state = state;
    m_icon->setGlyph(Theme::glyph(state.tone),
                     state.tone == Tone::Neutral ? Token::TextSoft : Theme::token(state.tone));
    m_head->setText(state.head);
    if (toneChanged) {
        setProperty("tone", QLatin1String(toneName(state.tone)));
        style()->unpolish(this); // Makes the style sheet re-evaluate the tone.
        style()->polish(this);
        const Token token = state.tone == Tone::Busy ? Token::Text : Theme::token(state.tone);
        m_head->setStyleSheet(QStringLiteral("color: %1;").arg(m_theme.color(token).name()));
        setAccessibleName(QString(state.head % QStringLiteral(". ") % state.reason));
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
    for (size_t i = 0; i < m_lines.size(); ++i)
        showLine(m_lines[i], state.lines[i]);
    m_reason->setText(state.reason);
    m_reason->setToolTip(state.reason);
    m_reason->setVisible(!m_compact || !state.reason.isEmpty());
    m_instead->setText(state.instead);
    m_instead->setAccessibleName(state.instead);
    m_instead->setVisible(!state.instead.isEmpty());
    const auto* effect = qobject_cast<QGraphicsOpacityEffect*>(graphicsEffect());
    if (state.dimmed != (effect != nullptr)) {
        if (!state.dimmed) {
            setGraphicsEffect(nullptr);
        } else {
            auto* dim = new QGraphicsOpacityEffect(this);
            dim->setOpacity(0.6);
            setGraphicsEffect(dim);
        }
    }
}

} // namespace studio::ui
