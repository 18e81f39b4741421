// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/FieldLine.h"

#include "ui/panels/ElidedLabel.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/theme/Theme.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace studio::ui {

FieldLine::FieldLine(const Theme& theme, const QString& prefix)
    : m_icon(new GlyphLabel(theme, 14))
    , m_name(new ElidedLabel(LabelRole::Hint, nullptr, Qt::ElideMiddle))
    , m_facts(makeLabel(LabelRole::Hint))
    , m_remedy(makeButton("", ButtonRole::Flat))
{
    setObjectName(prefix % QLatin1String("FieldLine"));
    m_name->setObjectName(prefix % QLatin1String("NameLabel"));
    m_facts->setObjectName(prefix % QLatin1String("FactsLabel"));
    m_remedy->setObjectName(prefix % QLatin1String("RemedyButton"));
    m_remedy->setProperty("small", true);
    m_icon->hide();
    m_remedy->hide();
    auto* row = makeRow({m_icon, m_name, m_facts, m_remedy}, 6);
    row->setStretch(1, 1);
    setLayout(row);
    setFixedHeight(theme.px(20));
    connect(m_remedy, &QPushButton::clicked, this, &FieldLine::remedyPressed);
}

void FieldLine::setState(const FieldLineState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    const bool bad = !state.problem.isEmpty();
    m_icon->setVisible(bad || !state.note.isEmpty());
    if (bad)
        m_icon->setGlyph(Theme::glyph(state.tone), Theme::token(state.tone));
    else
        m_icon->setGlyph(Glyph::Info, Token::TextSoft);
    m_icon->setToolTip(bad ? QString() : state.note);
    setRole(*m_name, !bad ? LabelRole::Hint : state.tone == Tone::Bad ? LabelRole::Bad : LabelRole::Warn);
    m_name->setElide(bad ? Qt::ElideRight : Qt::ElideMiddle); // A sentence loses its end, a name keeps its suffix.
    m_name->setWords(bad ? state.problem : state.name);
    m_name->setMore(bad                        ? QString(state.problem % QLatin1Char('\n') % state.more)
                        : state.note.isEmpty() ? QString()
                                               : QString(state.name % QLatin1Char('\n') % state.note));
    m_name->setAccessibleDescription(bad ? state.more : state.note);
    m_facts->setText(state.facts);
    m_facts->setVisible(!bad && !state.facts.isEmpty());
    m_remedy->setText(state.remedy);
    m_remedy->setAccessibleName(state.remedy);
    m_remedy->setVisible(!state.remedy.isEmpty());
}

} // namespace studio::ui
