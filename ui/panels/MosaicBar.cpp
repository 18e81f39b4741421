// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/MosaicBar.h"

#include "ui/common/Actions.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"

#include <QAction>
#include <QFrame>
#include <QHBoxLayout>
#include <QToolButton>

namespace studio::ui {

MosaicBar::MosaicBar(const Theme& theme, const Actions& actions)
    : m_texts(*this)
    , m_title(new ElidedLabel(LabelRole::Title, "mosaicTitleLabel"))
    , m_hint(new ElidedLabel(LabelRole::Hint, "mosaicHintLabel"))
{
    setObjectName(QStringLiteral("mosaicBar"));
    setFixedHeight(theme.px(36));
    auto* choice = new QFrame;
    setObject(*choice, "mosaicChoice");
    setAccessibleRole(*choice, QAccessible::Grouping);
    auto* row = makeRow({}, 0);
    const auto add = [row, &actions](ActionId id, const QString& name) {
        auto* button = new QToolButton;
        button->setObjectName(name);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setProperty("text", true);
        bindButton(*button, *actions[id]);
        row->addWidget(button);
        return button;
    };
    QToolButton* all = add(ActionId::SeeAllTakes, QStringLiteral("mosaicAllButton"));
    for (size_t i = 0; i < kSeeTake.size(); ++i) {
        m_alone.push_back(add(kSeeTake[i], QStringLiteral("mosaic%1Button").arg(i + 1)));
        m_alone.back()->setText(QString::number(i + 1));
    }
    choice->setLayout(row);
    auto* fullScreen = makeTool(theme, "mosaicFullScreenButton", Glyph::Fullscreen);
    auto* close = makeTool(theme, "closeMosaicButton", Glyph::Cancel);
    bindButton(*fullScreen, *actions[ActionId::FullScreen]);
    bindButton(*close, *actions[ActionId::Compare]);
    auto* line = makeRow({m_title, m_hint, choice, fullScreen, close}, 8, {14, 3, 8, 3});
    line->setStretch(1, 1);
    setLayout(line);
    m_texts.add([this, choice, all] {
        choice->setAccessibleName(tr("Which takes are seen"));
        m_hint->setWords(tr("1 to 9 show one alone · S stars"));
        all->setText(tr("All", "takes"));
    });
}

void MosaicBar::setState(const MosaicBarState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    m_title->setWords(state.title);
    for (size_t i = 0; i < m_alone.size(); ++i)
        m_alone[i]->setVisible(i < state.takes);
}

} // namespace studio::ui
