// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/CompareBar.h"

#include "ui/common/Actions.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QToolButton>

namespace studio::ui {
namespace {

constexpr std::array kModeButtons
    = {"compareWipeButton", "compareSideBySideButton", "compareDifferenceButton", "compareAbButton"};

} // namespace

CompareBar::CompareBar(const Theme& theme, const Actions& actions)
    : m_texts(*this)
    , m_title(new ElidedLabel(LabelRole::Title, "compareTitleLabel"))
    , m_hint(new ElidedLabel(LabelRole::Hint, "compareHintLabel"))
{
    setObjectName(QStringLiteral("compareBar"));
    setFixedHeight(theme.px(36));
    auto* modes = new QFrame;
    setObject(*modes, "compareModes");
    setAccessibleRole(*modes, QAccessible::Grouping);
    auto* row = makeRow({}, 0);
    for (size_t i = 0; i < m_modes.size(); ++i) {
        auto* button = new QToolButton;
        setObject(*button, kModeButtons[i]);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setProperty("text", true);
        row->addWidget(button);
        m_modes[i] = button;
        connect(button, &QToolButton::clicked, this, [this, i] {
            showState(); // The state decides what is checked.
            Q_EMIT modeChosen(static_cast<CompareMode>(i));
        });
    }
    modes->setLayout(row);
    auto* swap = makeTool(theme, "swapComparedButton", Glyph::Swap);
    auto* close = makeTool(theme, "closeCompareButton", Glyph::Cancel);
    bindButton(*swap, *actions[ActionId::SwapCompared]);
    bindButton(*close, *actions[ActionId::Compare]);
    auto* line = makeRow({m_title, m_hint, modes, swap, close}, 8, {14, 3, 8, 3});
    line->setStretch(1, 1);
    setLayout(line);
    m_texts.add([this, modes] {
        modes->setAccessibleName(tr("How the takes are compared"));
        m_hint->setWords(tr("in step by time"));
        m_modes[0]->setText(tr("Wipe"));
        m_modes[1]->setText(tr("Side by side"));
        m_modes[2]->setText(tr("Difference"));
        m_modes[3]->setText(QStringLiteral("A/B"));
        const QString tips[] = {tr("One over the other, with a line to drag. Shift and a drag lay it across."),
                                tr("Both beside each other; they zoom and move together."),
                                tr("What differs, four times as strong; where nothing does, it is grey."),
                                tr("One of both in the same place; hold B to see the other one.")};
        for (size_t i = 0; i < m_modes.size(); ++i) {
            m_modes[i]->setAccessibleName(m_modes[i]->text());
            m_modes[i]->setToolTip(tips[i]);
        }
    });
    showState();
}

void CompareBar::setState(const CompareBarState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    showState();
}

void CompareBar::showState()
{
    m_title->setWords(m_state.title);
    for (size_t i = 0; i < m_modes.size(); ++i)
        m_modes[i]->setChecked(m_state.mode == static_cast<CompareMode>(i));
}

} // namespace studio::ui
